"""A plot without axes that holds one drawing, whose unit is a pixel, and tells what lies under the pointer."""

from __future__ import annotations

from abc import abstractmethod

import pyqtgraph as pg
from PyQt5.QtCore import QEvent, QPointF, QRectF, QSizeF
from PyQt5.QtGui import QHelpEvent
from PyQt5.QtWidgets import QToolTip

from gui.theme import Theme
from gui.widgets.bare_plot import BarePlot


class Drawing(pg.GraphicsObject):
    """One item that paints everything, in pixels from the upper left corner of its size."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._size = QSizeF(1, 1)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_size(self, size: QSizeF) -> None:
        if size != self._size:
            self.prepareGeometryChange()
            self._size = size
            self.lay_out()

    @abstractmethod
    def lay_out(self) -> None:
        """Finds a place for everything, as the size is another."""

    @abstractmethod
    def text_at(self, where: QPointF) -> tuple[str, QRectF]:
        """What there is to say of what lies at a point, and around it where that holds; or ""."""

    def boundingRect(self) -> QRectF:
        return QRectF(QPointF(), self._size)


class Sheet(BarePlot):
    """Text and squares of its drawing keep their size, whatever its own, and only the distances follow."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__({})
        item = self.getPlotItem()
        for side in ("left", "bottom"):
            item.hideAxis(side)
        item.layout.setContentsMargins(0, 0, 0, 0)
        self._box = item.getViewBox()
        self._box.setMouseEnabled(False, False)
        self._box.invertY(True)
        self._drawing = drawing
        self.addItem(drawing)
        self._box.sigResized.connect(self._fit)
        self._box.sigRangeChanged.connect(self._fit)  # an export asks for the ranges of a plot of another size
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._drawing.set_theme(theme)

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip for what lies under the pointer; elsewhere the plot's own."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text, around = self._drawing.text_at(self._drawing.mapFromScene(self.mapToScene(event.pos())))
            if text:
                area = self.mapFromScene(self._drawing.mapRectToScene(around)).boundingRect()
                QToolTip.showText(event.globalPos(), text, self.viewport(), area)
                return True
        return bool(super().viewportEvent(event))

    def _fit(self) -> None:
        size = self._box.rect().size()
        if not size.isEmpty():
            self._drawing.set_size(size)
            whole = [[0.0, size.width()], [0.0, size.height()]]
            if self._box.viewRange() != whole:
                self._box.setRange(xRange=whole[0], yRange=whole[1], padding=0)
