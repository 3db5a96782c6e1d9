"""What the neurons of a layer say all over the plane, as small images that Qt smooths while it scales them up."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtGui import QImage

from engine.snapshot import Neurons
from gui.widgets.scale import Scale

Floats = NDArray[np.floating[Any]]
MIDDLES = {"Sigmoid": 0.5}  # of what an activation can say; others say as much above 0 as below, or nothing below
FURTHEST = 1e300  # stands for infinity: one can still calculate with it
FINER = 8  # times as many cells in a file


class NeuronMaps:
    """One layer's images.

    Orange, white and blue (in a dark window orange, black and blue) are, in

    - the inputs: the least, the middle and the greatest value of the feature on this plane;
    - the outputs: 0, ½ and 1, as in the decision surface: class 0, undecided, class 1;
    - the layers between: below, at and above the middle of what their activation can say.  All neurons of a layer share
      a scale, so that they can be compared, and it follows the greatest of them in steps.
    """

    def __init__(self, neurons: Neurons, *, is_input: bool, is_output: bool) -> None:
        """For ``neurons`` and what becomes of them."""
        self._is_input, self._is_output = is_input, is_output
        self._middle = 0.5 if is_output else MIDDLES.get(neurons.activation, 0.0)
        self._scale = Scale()
        self._maps: Floats | None = None
        self._indices: NDArray[np.uint8] = np.zeros(neurons.maps.shape, dtype=np.uint8)
        self._pixels = np.zeros(neurons.maps.shape, dtype=np.uint32)
        self.images = _images(self._pixels)

    def show(self, maps: Floats, table: NDArray[np.uint32]) -> bool:
        """Takes the colours of ``maps`` (neurons, rows, columns) from ``table`` (256,); whether anything changed."""
        if maps is self._maps or (self._maps is not None and np.array_equal(maps, self._maps)):
            return False
        self._maps = maps
        known = np.nan_to_num(maps, nan=self._middle).clip(-FURTHEST, FURTHEST)
        indices = np.rint(127.5 + 127.5 * self._shares(known).clip(-1.0, 1.0))
        self._indices[:] = indices[:, ::-1]  # the bottom row comes first in a map, and last in an image
        self.colour(table)
        return True

    def colour(self, table: NDArray[np.uint32]) -> None:
        np.take(table, self._indices, out=self._pixels)

    def fine_images(self, table: NDArray[np.uint32]) -> list[QImage]:
        """The same with the values between: in a large picture one would see the cells."""
        _, rows, columns = self._indices.shape
        indices = np.rint(_between(rows) @ self._indices @ _between(columns).T).astype(np.uint8)
        return [image.copy() for image in _images(table[indices])]

    def _shares(self, maps: Floats) -> Floats:
        """Of the way from the middle to the ends of the colours: -1 … 1 and, for what is beyond them, further."""
        if self._is_input:
            low, high = (end(maps, axis=(1, 2), keepdims=True) for end in (np.min, np.max))
            return np.asarray((2 * maps - low - high) / np.maximum(high - low, 1 / FURTHEST))
        if self._is_output:
            return 2 * maps - 1
        away = maps - self._middle
        return np.asarray(away / self._scale.follow(float(max(away.max(), -away.min()))))


def _images(pixels: NDArray[np.uint32]) -> list[QImage]:
    """One for each of ``pixels`` (neurons, rows, columns), in the same memory."""
    _, rows, columns = pixels.shape
    return [QImage(one.data, columns, rows, 4 * columns, QImage.Format_RGB32) for one in pixels]


@cache
def _between(cells: int) -> Floats:
    """(FINER · cells, cells): times values at the middles of cells, it gives those at the middles of finer ones."""
    fine = (np.arange(cells * FINER) + 0.5) / FINER
    return np.stack([np.interp(fine, np.arange(cells) + 0.5, unit) for unit in np.eye(cells)], axis=1)
