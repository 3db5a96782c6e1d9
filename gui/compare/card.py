"""What the plots of the page have in common: a card with a plot that shows a comparison and can be exported."""

from __future__ import annotations

from functools import partial
from typing import cast

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QWidget

from engine.snapshot import Snapshot
from gui.compare.shown import NOTHING, Shown
from gui.export.subject import View
from gui.panels.base import Panel
from gui.theme import Theme
from gui.widgets.plot import Plot

NOBODY = -1  # no series is looked at


class PlotCard(Panel):
    """A panel whose subject is a comparison instead of a moment of the run.

    A subclass makes its body as every panel does, and fills it in `draw_shown`."""

    highlighted = pyqtSignal(int)  # the number of the series that the person looks at, or NOBODY

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.shown = NOTHING
        self.looked_at = NOBODY
        super().__init__(theme, parent)

    def show_shown(self, shown: Shown) -> None:
        """Show this."""
        self.shown = shown
        self.draw_shown()

    def highlight(self, number: int) -> None:
        """Bring out one series among the others, or none."""
        if number != self.looked_at:
            self.looked_at = number
            self.draw_highlight()

    def draw_shown(self) -> None:
        """Brings the body up to date."""
        raise NotImplementedError(f"{type(self).__name__} must draw what is shown")

    def draw_highlight(self) -> None:
        """Brings out the series that is looked at."""

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """The run that goes on meanwhile is another page's."""

    def view(self) -> View | None:
        """What an export draws: the plot as it is now; None where it shows none."""
        if self.plot is None:
            return None
        x, y = (tuple(ends) for ends in self.plot.viewRange())
        are_log = tuple(axis.is_log for axis in self.plot.axes) if isinstance(self.plot, Plot) else ()
        # A view calls its panel with a theme, and nothing else; this one comes with all that it is to show.
        make = cast(type[Panel], partial(_made, type(self), self.shown, self.choice))
        return View(make, None, are_log, (x, y), self.title, self.choice)


def _made(kind: type[PlotCard], shown: Shown, choice: str, theme: Theme) -> PlotCard:
    """The same card once more, off the screen."""
    card = kind(theme)
    card.show_shown(shown)
    card.choose(choice)
    return card
