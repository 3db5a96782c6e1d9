"""A picture is one way to show a run: which of them a panel shows, the samples decide."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import ClassVar

from PyQt5.QtWidgets import QWidget

from engine.metrics import mean_squared_error
from engine.program import Array
from engine.snapshot import Points, Snapshot
from gui.theme import Theme
from gui.widgets.bare_plot import BarePlot
from gui.widgets.choice import Choice
from gui.widgets.numbers import value_text


class Picture(ABC):
    """A plot, and what stands beside it in the header of its card.

    The panel calls `begin` with the first snapshot of a run and `show` with each, the first included."""

    help: ClassVar[str] = ""  # one sentence: the tooltip, and what a screen reader says

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.title = ""  # of the card; "" for the name of its panel
        self.note = ""  # the few words at the right of the title, and fewer where there is no room for them
        self.short_note = ""
        self.controls: list[QWidget] = []  # keys and choices beside them
        self.chooser: Choice | None = None  # the one of them that says which of several ways to show it
        self.plot = self.make_plot()
        self.apply_theme(theme)

    @classmethod
    @abstractmethod
    def fits(cls, points: Points) -> bool:
        """Whether it can show such samples."""

    @abstractmethod
    def make_plot(self) -> BarePlot:
        """Makes the plot, and the controls, once."""

    @abstractmethod
    def begin(self, snapshot: Snapshot) -> None:
        """Shows what stays the same all through a run."""

    @abstractmethod
    def show(self, snapshot: Snapshot) -> None:
        """Brings the plot and the note up to date; what did not change since the last snapshot need not be touched."""

    @abstractmethod
    def forget(self) -> None:
        """Empties the plot."""

    @abstractmethod
    def apply_theme(self, theme: Theme) -> None:
        """Gives the plot and the controls the theme's colours."""

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.apply_theme(theme)


def counted(points: Points) -> tuple[str, str]:
    """How many samples there are, and how test samples look: "80 train, 20 test (hollow)"; and in fewer letters."""
    for_test, samples = int(points.is_test.sum()), len(points.X)
    if not for_test:
        return f"{samples:,} samples", f"{samples:,}"
    return f"{samples - for_test:,} train, {for_test:,} test (hollow)", f"{samples - for_test:,} + {for_test:,}"


def counted_right(snapshot: Snapshot) -> tuple[str, str]:
    """How many samples are right: "20 of 21 right", or "80/80 right, test 19/20"; and in fewer letters."""
    right, is_test = snapshot.right, snapshot.points.is_test
    if not is_test.any():
        return f"{int(right.sum()):,} of {len(right):,} right", f"{int(right.sum()):,}/{len(right):,}"
    train, test = (f"{int(each.sum()):,}/{len(each):,}" for each in (right[~is_test], right[is_test]))
    return f"{train} right, test {test}", f"test {test} right"


def typical_errors(snapshot: Snapshot) -> list[str]:
    """How far answers are from the truth, as the root of their mean square: of training and, if any, test samples."""
    points = snapshot.points
    parts = (~points.is_test, points.is_test)
    return [_typical_error(snapshot.prediction[part], points.T[part]) for part in parts if part.any()]


def short_of_errors(errors: list[str]) -> str:
    """The last of them, that of test samples where there are any: it says what the network has understood."""
    return f"{'test ' * (len(errors) - 1)}±{errors[-1]}"


def _typical_error(A: Array, T: Array) -> str:
    return value_text(math.sqrt(mean_squared_error(A, T)), digits=2)
