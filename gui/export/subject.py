"""What is exported: a panel's plot as it is at one moment, or several plots side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.snapshot import Snapshot
from gui.panels.base import Panel
from gui.widgets.plot import Plot
from gui.widgets.ranges import Range


class NoPlot(ValueError):
    """The panel has nothing to export now."""


@dataclass(frozen=True)
class View:
    """What a panel shows at one moment, and how: nothing of it moves while the training goes on."""

    panel: type[Panel]
    snapshot: Snapshot | None  # None before a run has begun
    are_log: tuple[bool, ...]  # for each axis
    ranges: tuple[Range, Range]  # of x and y: where the person has zoomed in
    name: str  # what the card is called that shows it
    choice: str = ""  # of the ways to show it

    @property
    def views(self) -> tuple[View, ...]:
        """Itself: a figure of one plot."""
        return (self,)

    def at(self, snapshot: Snapshot) -> View:
        """The same of another moment."""
        return replace(self, snapshot=snapshot)

    @classmethod
    def of(cls, panel: Panel) -> View:
        """Raises NoPlot where the panel shows none."""
        panel.catch_up()
        plot = panel.plot
        if plot is None:
            raise NoPlot(f"{panel.title} shows no plot now.")
        are_log = tuple(axis.is_log for axis in plot.axes) if isinstance(plot, Plot) else ()
        x, y = (tuple(ends) for ends in plot.viewRange())
        return cls(type(panel), panel.latest, are_log, (x, y), panel.title, panel.choice)


@dataclass(frozen=True)
class Comparison:
    """Plots that belong together, from left to right."""

    name: str
    views: tuple[View, ...]

    def at(self, snapshot: Snapshot) -> Comparison:
        """The same of another moment."""
        return replace(self, views=tuple(view.at(snapshot) for view in self.views))


Subject = View | Comparison


def subjects_of(panels: Iterable[Panel]) -> dict[str, Subject]:
    """Whatever can be exported of the panels, by name: each plot, and then those that belong together."""
    views: dict[str, View] = {}
    for panel in panels:
        panel.catch_up()  # only then is it known which plot there is, if any
        if panel.plot is not None:
            views[panel.title] = View.of(panel)
    groups: dict[str, list[View]] = {}
    for view in views.values():
        groups.setdefault(view.panel.comparison, []).append(view)
    together = {name: Comparison(name, tuple(group)) for name, group in groups.items() if name and len(group) > 1}
    return {**views, **together}
