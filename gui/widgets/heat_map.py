"""A network's answers all over a plane, as colours that run into each other."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QImage, QPainter

from gui.theme import Theme, diverging_map

FINER = 3  # times as many rows and columns as there are answers; Qt smooths the rest of the way
SHOWN = 6.0  # logits from here on look the same: their answers are less than 1/255 from 1
SUREST = 1e-9  # answers nearer to 0 or 1 count as this near, since those have no logit


class HeatMap(pg.ImageItem):
    """A small array of answers shown large.

    Between its cells the logits z = log(y / (1 - y)) are interpolated, not the answers y: where a network is sure, its
    answer leaps from 0 to 1 within one cell, while its logit goes straight, and the border comes out as fine as it is.
    """

    qimage: QImage | None  # what is painted

    def __init__(self, theme: Theme) -> None:
        super().__init__(axisOrder="row-major")
        self._outputs: NDArray[np.float64] | None = None
        self._rect = QRectF()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        answers = 1 / (1 + np.exp(-np.linspace(-SHOWN, SHOWN, 256)))
        self.setLookupTable(diverging_map(theme)[np.rint(answers * 255).astype(int)])

    def set_outputs(self, outputs: NDArray[np.float64], rect: QRectF) -> None:
        """``outputs`` (rows, columns), bottom row first: 0 is class 0, 1 class 1; what is beyond them looks like them.

        What is not a number gets the colour of neither.
        """
        if rect == self._rect and self._outputs is not None and np.array_equal(outputs, self._outputs):
            return
        self._outputs, self._rect = outputs, rect
        y = np.nan_to_num(outputs, nan=0.5, posinf=1.0, neginf=0.0).clip(SUREST, 1 - SUREST)
        z = np.log(y / (1 - y))
        rows, columns = (_spreading(count) for count in z.shape)
        fine = np.dot(np.dot(rows, z), columns.T)
        image = ((fine + SHOWN) * (255 / (2 * SHOWN)) + 0.5).clip(0, 255).astype(np.uint8)
        self.setImage(image, autoLevels=False, levels=(0, 255), rect=rect)

    def clear(self) -> None:
        super().clear()
        self._outputs = None

    def render(self) -> None:
        super().render()
        if self.qimage is not None:
            self.qimage = self.qimage.convertToFormat(QImage.Format.Format_RGB32)  # is scaled in half the time

    def paint(self, painter: QPainter, *args: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        super().paint(painter, *args)


@cache
def _spreading(cells: int) -> NDArray[np.float64]:
    """(FINER · cells, cells): times the values in the middles of cells, it gives those in the middles of finer ones."""
    middles = (np.arange(cells * FINER) + 0.5) / FINER - 0.5
    matrix = np.stack([np.interp(middles, np.arange(cells), row) for row in np.eye(cells)], axis=1)
    matrix.setflags(write=False)
    return matrix
