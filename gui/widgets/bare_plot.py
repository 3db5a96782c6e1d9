"""What every plot of the window has in common, with axes or without: how it takes the focus, and its ground."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFocusEvent, QPalette

from gui.theme import Theme
from gui.widgets.axes import Axis


class BarePlot(pg.PlotWidget):
    """A plot that the Tab key reaches and a click does not; the panel has its menu."""

    focus_changed = pyqtSignal(bool)  # whether keys go to the plot now: the Menu key opens its menu

    def __init__(self, axes: dict[str, Axis]) -> None:
        """``axes`` by side; pyqtgraph makes those that are not given."""
        # Without pyqtgraph's own menu, which takes half the time to make a plot.
        super().__init__(axisItems=axes, enableMenu=False)
        item = self.getPlotItem()
        item.hideButtons()
        item.getViewBox().disableAutoRange()
        self.setMinimumSize(150, 120)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on a plot is no reason to leave a field
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def set_theme(self, theme: Theme) -> None:
        self.setBackground(theme.card)
        palette = self.viewport().palette()
        palette.setColor(QPalette.Window, QColor(theme.card))  # it shows at the edge where pixels are not whole
        self.viewport().setPalette(palette)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)
