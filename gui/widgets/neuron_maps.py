"""What the neurons of a layer say all over the plane, as small images that Qt smooths while it scales them up."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtGui import QImage

from engine.snapshot import Neurons
from gui.theme import Theme
from gui.widgets.readings import LEVELS, Classes, Reading, Value
from gui.widgets.scale import Scale

Floats = NDArray[np.floating[Any]]
MIDDLES = {"Sigmoid": 0.5}  # of what an activation can say; others say as much above 0 as below, or nothing below
FURTHEST = 1e300  # stands for infinity: one can still calculate with it
FINER = 8  # times as many cells in a file


class NeuronMaps:
    """One layer's images.

    Orange, white and blue (in a dark window orange, black and blue) are, in

    - the inputs: the least, the middle and the greatest value of the feature on this plane;
    - the outputs: what they are in the decision surface: class 0, undecided, class 1; or the least, the middle and the
      greatest number; of many outputs each has the colour of its class, the stronger the surer it is;
    - the layers between: below, at and above the middle of what their activation can say.  All neurons of a layer share
      a scale, so that they can be compared, and it follows the greatest of them in steps.
    """

    def __init__(
        self, neurons: Neurons, theme: Theme, *, is_input: bool = False, reading: Reading | None = None
    ) -> None:
        """For ``neurons`` and what becomes of them; ``reading``: how they are read, if they are the outputs."""
        self._is_input, self._reading = is_input, reading
        self._middle = MIDDLES.get(neurons.activation, 0.0)
        self._scale = Scale()
        self._maps: Floats | None = None
        self._indices: NDArray[np.uint8] = np.zeros(neurons.maps.shape, dtype=np.uint8)
        self._pixels = np.zeros(neurons.maps.shape, dtype=np.uint32)
        self.images = _images(self._pixels)
        self._set_table(theme)

    def show(self, maps: Floats) -> bool:
        """Colours ``maps`` (neurons, rows, columns); whether anything changed."""
        if maps is self._maps or (self._maps is not None and np.array_equal(maps, self._maps)):
            return False
        self._maps = maps
        indices = np.rint((LEVELS - 1) * self._shares(maps).clip(0.0, 1.0))
        self._indices[:] = indices[:, ::-1]  # the bottom row comes first in a map, and last in an image
        self._colour()
        return True

    def set_theme(self, theme: Theme) -> None:
        self._set_table(theme)
        self._colour()

    def fine_images(self) -> list[QImage]:
        """The same with the values between: in a large picture one would see the cells."""
        _, rows, columns = self._indices.shape
        indices = np.rint(_between(rows) @ self._indices @ _between(columns).T).astype(np.intp)
        return [image.copy() for image in _images(self._table.take(indices + self._first))]

    def _set_table(self, theme: Theme) -> None:
        """The colours, and where among them those of each neuron begin."""
        reading = self._reading or Value(0.0, 1.0)
        self._table, neurons = reading.table(theme), len(self._indices)
        colours = len(self._table) // LEVELS
        self._first = LEVELS * (np.arange(neurons, dtype=np.intp) % colours)[:, np.newaxis, np.newaxis]

    def _colour(self) -> None:
        np.take(self._table, self._indices + self._first, out=self._pixels)

    def _shares(self, maps: Floats) -> Floats:
        """Of the way from one end of the colours to the other: 0 … 1 and, for what is beyond them, further."""
        if isinstance(self._reading, Value):
            return self._reading.shares(maps)
        if isinstance(self._reading, Classes):
            return np.nan_to_num(maps, nan=0.0, posinf=1.0, neginf=0.0)
        known = np.nan_to_num(maps, nan=self._middle).clip(-FURTHEST, FURTHEST)
        if self._is_input:
            low, high = (end(known, axis=(1, 2), keepdims=True) for end in (np.min, np.max))
            return np.asarray(0.5 + (known - low / 2 - high / 2) / np.maximum(high - low, 1 / FURTHEST))
        away = known - self._middle
        return np.asarray(0.5 + 0.5 * away / self._scale.follow(float(max(away.max(), -away.min()))))


def _images(pixels: NDArray[np.uint32]) -> list[QImage]:
    """One for each of ``pixels`` (neurons, rows, columns), in the same memory."""
    _, rows, columns = pixels.shape
    return [QImage(one.data, columns, rows, 4 * columns, QImage.Format_RGB32) for one in pixels]


@cache
def _between(cells: int) -> Floats:
    """(FINER · cells, cells): times values at the middles of cells, it gives those at the middles of finer ones."""
    fine = (np.arange(cells * FINER) + 0.5) / FINER
    return np.stack([np.interp(fine, np.arange(cells) + 0.5, unit) for unit in np.eye(cells)], axis=1)
