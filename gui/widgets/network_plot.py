"""A plot without axes that holds the drawing of a network and tells what lies under the pointer."""

from __future__ import annotations

from PyQt5.QtCore import QEvent
from PyQt5.QtGui import QHelpEvent
from PyQt5.QtWidgets import QToolTip

from gui.theme import Theme
from gui.widgets.bare_plot import BarePlot
from gui.widgets.network_drawing import NetworkDrawing


class NetworkPlot(BarePlot):
    """Its unit is a pixel, whatever its size: text and squares keep theirs, and only the distances follow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__({})
        item = self.getPlotItem()
        for side in ("left", "bottom"):
            item.hideAxis(side)
        item.layout.setContentsMargins(0, 0, 0, 0)
        self._box = item.getViewBox()
        self._box.setMouseEnabled(False, False)
        self._box.invertY(True)
        self.drawing = NetworkDrawing(theme)
        self.addItem(self.drawing)
        self._box.sigResized.connect(self._fit)
        self._box.sigRangeChanged.connect(self._fit)  # an export asks for the ranges of a plot of another size
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
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

    def _fit(self) -> None:
        size = self._box.rect().size()
        if not size.isEmpty():
            self.drawing.set_size(size)
            whole = [[0.0, size.width()], [0.0, size.height()]]
            if self._box.viewRange() != whole:
                self._box.setRange(xRange=whole[0], yRange=whole[1], padding=0)
