"""A plot whose ranges stay until told otherwise: looking for new ones in every picture would double its cost."""

from __future__ import annotations

from PyQt5.QtWidgets import QGraphicsView

from gui.theme import Theme
from gui.widgets.axes import Axis
from gui.widgets.bare_plot import BarePlot
from gui.widgets.ranges import Range


class Plot(BarePlot):
    """Two axes and an empty plane.  The wheel and the left button zoom and move it; `show_everything` goes back."""

    def __init__(self, left: Axis, bottom: Axis, right_margin: int = 10) -> None:
        """``right_margin``: pixels for the half of its last number that reaches over the end of the bottom axis."""
        super().__init__({"left": left, "bottom": bottom})
        self.axes = (left, bottom)
        self._everything: tuple[Range, Range] | None = None
        self._is_moved_by_hand = False
        # One rectangle to paint, not the many of each changed item: clipped by many, a curve takes six times as long.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        item = self.getPlotItem()
        item.layout.setContentsMargins(0, 6, right_margin, 0)
        box = item.getViewBox()
        box.setDefaultPadding(0)
        box.sigRangeChangedManually.connect(self._stay)
        for axis in self.axes:
            axis.setZValue(-1)

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
        super().set_theme(theme)
        for axis in self.axes:
            axis.set_theme(theme)

    def _stay(self) -> None:
        self._is_moved_by_hand = True
