"""A plot without axes that holds the drawing of a network and tells what lies under the pointer."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFocusEvent, QHelpEvent, QPalette
from PyQt5.QtWidgets import QToolTip

from gui.theme import Theme
from gui.widgets.network_drawing import NetworkDrawing


class NetworkPlot(pg.PlotWidget):
    """Its unit is a pixel, whatever its size: text and squares keep theirs, and only the distances follow."""

    focus_changed = pyqtSignal(bool)  # whether keys go to the plot now: the Menu key opens its menu

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        item = self.getPlotItem()
        for side in ("left", "bottom"):
            item.hideAxis(side)
        item.hideButtons()
        item.setMenuEnabled(False)  # pyqtgraph's own menu; the panel has one
        item.layout.setContentsMargins(0, 0, 0, 0)
        self._box = item.getViewBox()
        self._box.disableAutoRange()
        self._box.setMouseEnabled(False, False)
        self._box.invertY(True)
        self.drawing = NetworkDrawing(theme)
        self.addItem(self.drawing)
        self._box.sigResized.connect(self._fit)
        self._box.sigRangeChanged.connect(self._fit)  # an export asks for the ranges of a plot of another size
        self._fit()
        self.setMinimumSize(150, 120)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on a plot is no reason to leave a field
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def set_theme(self, theme: Theme) -> None:
        self.setBackground(theme.card)
        palette = self.viewport().palette()
        palette.setColor(QPalette.Window, QColor(theme.card))  # it shows at the edge where pixels are not whole
        self.viewport().setPalette(palette)
        self.drawing.set_theme(theme)

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip for what lies under the pointer; elsewhere the plot's own."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text, around = self.drawing.text_at(self.drawing.mapFromScene(self.mapToScene(event.pos())))
            if text:
                area = self.mapFromScene(self.drawing.mapRectToScene(around)).boundingRect()
                QToolTip.showText(event.globalPos(), text, self.viewport(), area)
                return True
        return bool(super().viewportEvent(event))

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def _fit(self) -> None:
        size = self._box.rect().size()
        if not size.isEmpty():
            self.drawing.set_size(size)
            whole = [[0.0, size.width()], [0.0, size.height()]]
            if self._box.viewRange() != whole:
                self._box.setRange(xRange=whole[0], yRange=whole[1], padding=0)
