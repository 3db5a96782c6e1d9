"""A network's answers all over a plane, as colours that run into each other."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QImage, QPainter

from gui.theme import Theme, colour_table

FINER = 3  # times as many rows and columns as there are answers; Qt smooths the rest of the way
SHOWN = 6.0  # logits from here on look the same: their answers are less than 1/255 from 1
SUREST = 1e-9  # answers nearer to 0 or 1 count as this near, since those have no logit


class HeatMap(pg.ImageItem):
    """A small array of answers shown large.

    Between its cells the logits z = log(y / (1 - y)) are interpolated, not the answers y: where a network is sure, its
    answer leaps from 0 to 1 within one cell, while its logit goes straight, and the border comes out as fine as it is.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(axisOrder="row-major")
        self._outputs: NDArray[np.floating[Any]] | None = None
        self._rect = QRectF()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        answers = 1 / (1 + np.exp(-np.linspace(-SHOWN, SHOWN, 256)))
        self._table = colour_table(theme)[np.rint(answers * 255).astype(int)]
        self.update()

    def set_outputs(self, outputs: NDArray[np.floating[Any]], rect: QRectF) -> None:
        """``outputs`` (rows, columns), bottom row first: 0 is class 0, 1 class 1; what is beyond them looks like them.

        What is not a number gets the colour of neither.
        """
        if rect == self._rect and self._outputs is not None and np.array_equal(outputs, self._outputs):
            return
        self._outputs, self._rect = outputs, rect
        y = np.where(np.isnan(outputs), 0.5, outputs).clip(SUREST, 1 - SUREST)
        z = np.log(y / (1 - y))
        rows, columns = (_spreading(count) for count in z.shape)
        fine = np.dot(np.dot(rows, z), columns.T)
        image = ((fine + SHOWN) * (255 / (2 * SHOWN)) + 0.5).clip(0, 255).astype(np.uint8)
        self.setImage(image, autoLevels=False, levels=(0, 255), rect=rect)

    def clear(self) -> None:
        super().clear()
        self._outputs = None

    def coloured(self) -> NDArray[np.uint32]:
        """What is painted: the colours as Qt packs them, in as many cells as `image` has."""
        return np.asarray(self._table.take(self.image))

    def paint(self, painter: QPainter, *_: object) -> None:
        """pyqtgraph's own way to these colours takes four times as long."""
        if self.image is None:
            return
        colours = self.coloured()
        rows, columns = colours.shape
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = QImage(colours.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)  # type: ignore[call-overload]
        painter.drawImage(QRectF(0, 0, columns, rows), image)


@cache
def _spreading(cells: int) -> NDArray[np.floating[Any]]:
    """(FINER · cells, cells): times the values in the middles of cells, it gives those in the middles of finer ones."""
    middles = (np.arange(cells * FINER) + 0.5) / FINER - 0.5
    matrix = np.stack([np.interp(middles, np.arange(cells), row) for row in np.eye(cells)], axis=1)
    matrix.setflags(write=False)
    return matrix
