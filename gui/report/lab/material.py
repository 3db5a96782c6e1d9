"""All that a report is made of: the runs and comparisons that were kept, and what the student has written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.compare.outcome import Outcome, State
from engine.compare.plan import Comparison
from engine.compare.summary import are_numbers
from engine.recipe import Recipe
from engine.snapshot import Snapshot
from gui.report.document import OwnWords
from gui.report.lab.places import PLACES
from gui.report.planned import Planned
from gui.shelf.kept import KeptRun

TITLES = {place.key: place for place in PLACES}
WITHOUT = "Linear"  # what a layer has that has no activation function


@dataclass(frozen=True)
class Author:
    """Who hands it in; what is "" is left out."""

    name: str = ""
    student_id: str = ""
    course: str = "Deep Learning"
    title: str = "Lab 1: Backpropagation"


@dataclass(frozen=True)
class Compared:
    """A comparison and what came out of it."""

    comparison: Comparison
    outcomes: tuple[Outcome, ...]
    title: str = ""  # in a list, such as "Learning rate, 5 Mar, 14:02"; without one, what is varied
    note: str = ""  # the student's own words about it

    @property
    def is_regression(self) -> bool:
        """Whether the answers are numbers."""
        return are_numbers(self.comparison, self.outcomes)

    @property
    def was_cancelled(self) -> bool:
        """Whether some of it was broken off."""
        return any(each.state is State.CANCELLED for each in self.outcomes)

    def varies(self, *names: str) -> bool:
        """Whether one of these is what it varies."""
        return any(factor.what in names for factor in self.comparison.factors)

    @property
    def is_without_activation(self) -> bool:
        """Whether it asks what becomes of a network without activation functions, and nothing else."""
        levels = [factor.levels for factor in self.comparison.factors if factor.what == "activation"]
        return bool(levels) and WITHOUT in levels[0] and len(levels[0]) == 2


@dataclass(frozen=True)
class Material:
    """What goes into one report."""

    runs: tuple[KeptRun, ...] = ()
    comparisons: tuple[Compared, ...] = ()
    author: Author = field(default_factory=Author)
    words: Mapping[str, str] = field(default_factory=dict)  # the student's own, by the key of their place
    on: date = field(default_factory=date.today)
    plans: dict[tuple[object, ...], Planned] = field(default_factory=dict, compare=False)  # see `planned`

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """Of all that was trained, the runs first."""
        return (*(run.recipe for run in self.runs), *(each.comparison.recipe for each in self.comparisons))

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The ends of the runs."""
        return tuple(run.snapshot for run in self.runs)

    def planned(self, key: tuple[object, ...], plan: Callable[[], Planned]) -> Planned:
        """The figure that is known under ``key``, or a new one: whoever makes a report again with the same ``plans``
        has figures drawn once."""
        if key not in self.plans:
            self.plans[key] = plan()
        return self.plans[key]

    def own_words(self, key: str) -> OwnWords:
        """The place for the student's words, with the words if there are any."""
        return OwnWords(key, TITLES[key].prompt, self.words.get(key, ""))


def parted(comparisons: Iterable[Compared]) -> dict[str, Sequence[Compared]]:
    """The comparisons by the place of the report where they belong; each belongs to one."""
    found: dict[str, list[Compared]] = {}
    for each in comparisons:
        found.setdefault(_place(each), []).append(each)
    return {key: tuple(value) for key, value in found.items()}


def _place(compared: Compared) -> str:
    if compared.is_without_activation:
        return "without"
    for key, names in (
        ("convolution", ("layers",)),
        ("optimizers", ("optimizer",)),
        ("activations", ("activation",)),
        ("hidden", ("hidden",)),
        ("learning rate", ("learning_rate",)),
    ):
        if compared.varies(*names):
            return key
    return "discussion"
