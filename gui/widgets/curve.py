"""Curves that are quick to draw and yet not thin, and the band between two of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.widgets.still import KnownPlace

Floats = NDArray[np.floating]
DOT = 6  # pixels
SHIFT = 0.8  # pixels up and to the right from the first drawing to the last: across the direction in which losses fall


class Line(pg.PlotCurveItem):
    """A line almost two pixels wide.

    Qt draws antialiased lines fast up to a width of 1 only; a noisy curve of width 2 takes hundreds of milliseconds.
    So on the screen it is drawn three times, side by side, and more often where a pixel of Qt's is several of the
    screen's.  In a file (no widget is given there) it is drawn once.
    """

    is_thin = False  # drawn once, where many lines would cover each other

    def __init__(self) -> None:
        self._dot = pg.ScatterPlotItem(size=DOT, pen=None)  # before pyqtgraph sets the data, of which there are none
        super().__init__(antialias=True)
        self._dot.setParentItem(self)

    def setData(self, *data: ArrayLike, **options: Any) -> None:
        """A single point, which no line leads to, is a dot."""
        super().setData(*data, **options)
        is_point = self.xData is not None and len(self.xData) == 1
        if is_point:
            self._dot.setData(self.xData, self.yData)
        self._dot.setVisible(is_point)

    def setPen(self, pen: QPen) -> None:
        super().setPen(pen)
        self._dot.setBrush(pen.color())

    def boundingRect(self) -> QRectF:
        """All that is seen of the plot, as most lines go through all of it: to look for the least and the greatest of a
        hundred lines whenever they grow takes longer than to draw them."""
        box = self.getViewBox()
        place: QRectF = box.viewRect() if isinstance(box, pg.ViewBox) else super().boundingRect()
        return place if self.xData is not None and len(self.xData) else QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        if widget is None:
            super().paint(painter, option, widget)
            return
        before, steps = painter.transform(), 0 if self.is_thin else 2 * round(widget.devicePixelRatioF())
        for step in range(steps + 1):
            shift = SHIFT * step / steps if steps else 0.0
            painter.setTransform(before * QTransform.fromTranslate(shift, -shift))
            super().paint(painter, option, widget)
        painter.setTransform(before)


class Band(KnownPlace, pg.BarGraphItem):
    """From the least to the greatest value of each block of a curve: as rectangles, since polygons take far longer."""

    def __init__(self) -> None:
        super().__init__(x0=[], x1=[], y0=[], y1=[], pen=None)

    def set_colour(self, colour: QColor) -> None:
        self.setOpts(brush=colour)

    def set_data(self, ends: Floats, least: Floats, greatest: Floats) -> None:
        """All of shape (blocks,); a block goes from the end of the one before, the first from 0, to its own end."""
        starts = np.concatenate(([0.0], ends[:-1]))[: len(ends)]
        self.setOpts(x0=starts, x1=ends, y0=least, y1=greatest)

    def shape(self) -> QPainterPath:
        """What the pointer can hit: not each of a thousand rectangles."""
        path = QPainterPath()
        path.addRect(self.boundingRect())
        return path
