"""A network's answers all over a plane, as colours that run into each other."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QImage, QPainter

from gui.theme import Theme
from gui.widgets.readings import Chance, Reading

Floats = NDArray[np.floating[Any]]


class HeatMap(pg.ImageItem):
    """A small array of answers shown large, in the colours that a reading gives them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(axisOrder="row-major")
        self._answers: Floats | None = None
        self._rect = QRectF()
        self._reading: Reading = Chance()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._table = self._reading.table(theme)
        self.update()

    def set_reading(self, reading: Reading) -> None:
        """How answers are read from now on."""
        if reading != self._reading:
            self.clear()
            self._reading = reading
            self.set_theme(self._theme)

    def set_answers(self, answers: Floats, rect: QRectF) -> None:
        """``answers`` (outputs, rows, columns), bottom row first, over the part ``rect`` of the plane."""
        if rect == self._rect and self._answers is not None and np.array_equal(answers, self._answers):
            return
        self._answers, self._rect = answers, rect
        self._show(self._reading.finer)

    def make_finer(self, cells: int) -> None:
        """Shows the same in at least so many cells, across and down, for a large picture."""
        if self._answers is not None:
            self._show(math.ceil(cells / min(self._answers.shape[1:])))

    def clear(self) -> None:
        super().clear()
        self._answers = None

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

    def _show(self, finer: int) -> None:
        assert self._answers is not None
        self.setImage(self._reading.places(self._answers, finer), autoLevels=False, levels=(0, 255), rect=self._rect)
