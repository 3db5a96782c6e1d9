"""A plot whose ranges stay until told otherwise: looking for new ones in every picture would double its cost."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFocusEvent, QPalette
from PyQt5.QtWidgets import QGraphicsView

from gui.theme import Theme
from gui.widgets.axes import Axis
from gui.widgets.ranges import Range


class Plot(pg.PlotWidget):
    """Two axes and an empty plane.  The wheel and the left button zoom and move it; `show_everything` goes back."""

    focus_changed = pyqtSignal(bool)  # whether keys go to the plot now: the Menu key opens its menu

    def __init__(self, left: Axis, bottom: Axis, right_margin: int = 10) -> None:
        """``right_margin``: pixels for the half of its last number that reaches over the end of the bottom axis."""
        # Without pyqtgraph's own menu, which takes half the time to make a plot: the panel has one.
        super().__init__(axisItems={"left": left, "bottom": bottom}, enableMenu=False)
        self.axes = (left, bottom)
        self._everything: tuple[Range, Range] | None = None
        self._is_moved_by_hand = False
        # One rectangle to paint, not the many of each changed item: clipped by many, a curve takes six times as long.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        item = self.getPlotItem()
        item.hideButtons()
        item.layout.setContentsMargins(0, 6, right_margin, 0)
        box = item.getViewBox()
        box.disableAutoRange()
        box.setDefaultPadding(0)
        box.sigRangeChangedManually.connect(self._stay)
        for axis in self.axes:
            axis.setZValue(-1)
        self.setMinimumSize(150, 120)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on a plot is no reason to leave a field
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def set_everything(self, x: Range, y: Range) -> None:
        """Says from where to where the data goes; shows just that, unless the person has moved the plot by hand."""
        if (x, y) == self._everything:
            return
        self._everything = (x, y)
        if not self._is_moved_by_hand:
            self.setRange(xRange=x, yRange=y, padding=0)

    def show_everything(self) -> None:
        """Forgets how the person moved the plot."""
        self._is_moved_by_hand = False
        if self._everything is not None:
            x, y = self._everything
            self.setRange(xRange=x, yRange=y, padding=0)

    def set_theme(self, theme: Theme) -> None:
        self.setBackground(theme.card)
        palette = self.viewport().palette()
        palette.setColor(QPalette.Window, QColor(theme.card))  # it shows at the edge where pixels are not whole
        self.viewport().setPalette(palette)
        for axis in self.axes:
            axis.set_theme(theme)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def _stay(self) -> None:
        self._is_moved_by_hand = True
