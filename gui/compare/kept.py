"""The comparisons of this sitting, to come back to; the report takes its tables and figures from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from PyQt5.QtCore import QObject, pyqtSignal

from engine.compare.outcome import Outcome
from engine.compare.plan import Comparison

MOST = 30  # comparisons; of more, the oldest goes


@dataclass(frozen=True, eq=False)
class KeptComparison:
    """What was compared, and what came of it so far."""

    number: int  # in this sitting, from 1
    comparison: Comparison
    outcomes: tuple[Outcome, ...]
    when: datetime  # it was begun
    note: str = ""  # a person's own

    @property
    def title(self) -> str:
        """Such as "Learning rate, 14:02"."""
        return f"{self.comparison.title}, {self.when:%H:%M}"

    @property
    def is_regression(self) -> bool:
        """Whether its scores are R², and not accuracies."""
        return self.comparison.is_regression

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come."""
        return all(each.state.is_over for each in self.outcomes)


class KeptComparisons(QObject):
    """In the order in which they were begun."""

    changed = pyqtSignal()  # one has come or gone, or has another note

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: list[KeptComparison] = []
        self._given = 0

    def __iter__(self) -> Iterator[KeptComparison]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, number: int) -> KeptComparison | None:
        """The one of this number, if it is still there."""
        return next((each for each in self._kept if each.number == number), None)

    def add(self, comparison: Comparison, when: datetime | None = None) -> KeptComparison:
        """One that begins now."""
        self._given += 1
        outcomes = tuple(Outcome(trial) for trial in comparison.trials)
        made = KeptComparison(self._given, comparison, outcomes, when or datetime.now())
        self._kept = [*self._kept, made][-MOST:]
        self.changed.emit()
        return made

    def update(self, number: int, outcomes: Iterable[Outcome]) -> None:
        """What is known of it now, of all its trials."""
        self._replace(number, outcomes=tuple(outcomes))

    def write_note(self, number: int, note: str) -> None:
        """A person's own words about it."""
        self._replace(number, note=note)
        self.changed.emit()

    def remove(self, number: int) -> Callable[[], None]:
        """Let go of it; the answer brings it back to its place."""
        place = next(place for place, each in enumerate(self._kept) if each.number == number)
        gone = self._kept.pop(place)
        self.changed.emit()

        def undo() -> None:
            if self.find(gone.number) is None:
                self._kept.insert(min(place, len(self._kept)), gone)
                self.changed.emit()

        return undo

    def _replace(self, number: int, **what: object) -> None:
        self._kept = [replace(each, **what) if each.number == number else each for each in self._kept]  # type: ignore[arg-type]
