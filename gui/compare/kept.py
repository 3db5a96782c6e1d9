"""The comparisons that were made, to come back to; the report takes its tables and figures from them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, pyqtSignal

from engine.compare.outcome import Outcome, State
from engine.compare.plan import Comparison
from engine.compare.summary import are_numbers
from gui.shelf.said import as_note

if TYPE_CHECKING:
    from gui.compare.keeper import Keeper

MOST = 30  # comparisons; of more, the oldest goes
IDLE = (State.WAITING, State.CANCELLED)  # how a trial stands that has not begun, or will not


@dataclass(frozen=True, eq=False)
class KeptComparison:
    """What was compared, and what came of it so far."""

    id: str  # unlike any other, in this sitting and in all others
    number: int  # in this sitting, from 1, in the order in which they came
    comparison: Comparison
    outcomes: tuple[Outcome, ...] | None  # None: they are in a file, and not read yet
    when: datetime  # it was begun
    note: str = ""  # a person's own, of any number of lines

    @property
    def title(self) -> str:
        """Such as "Learning rate, 14:02", or of another day "Learning rate, 5 Mar, 14:02"."""
        when, now = self.when.astimezone(), datetime.now().astimezone()
        day = "" if when.date() == now.date() else f", {when.day} {when:%b}"
        year = "" if when.year == now.year else f" {when.year}"
        return f"{self.comparison.title}{day}{year}, {when:%H:%M}"

    @property
    def is_regression(self) -> bool:
        """Whether its scores are R², and not accuracies."""
        return are_numbers(self.comparison, self.outcomes or ())

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come."""
        return all(each.state.is_over for each in self.outcomes or ())

    @property
    def has_begun(self) -> bool:
        """Whether anything came of it."""
        return any(each.epoch or each.state not in IDLE for each in self.outcomes or ())


def _nothing() -> None:
    """Nobody waits for it."""


class KeptComparisons(QObject):
    """In the order in which they were begun.

    Each goes into a file when it has ended, and stays until it is deleted or makes room.  Those of other sittings are
    looked up when somebody wants a list of them, and what came of one is read when somebody wants to see it."""

    changed = pyqtSignal()  # one has come or gone, or has another note
    came = pyqtSignal(int)  # the outcomes of the one of this number are read; if it is gone, they cannot be

    def __init__(self, keeper: Keeper | None = None, parent: QObject | None = None) -> None:
        """Without a ``keeper`` they are of this sitting only."""
        super().__init__(parent)
        self._keeper = keeper
        self._kept: list[KeptComparison] = []
        self._given = 0
        self._known: set[str] = set()  # all ids of this sitting, those of deleted ones too
        self._under_way: set[int] = set()  # numbers
        self._is_closed = False

    # -- what is there ------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[KeptComparison]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, number: int) -> KeptComparison | None:
        """The one of this number, if it is still there."""
        return next((each for each in self._kept if each.number == number), None)

    @property
    def newest(self) -> int:
        """The number of the one that was begun last; 0: there is none."""
        return self._kept[-1].number if self._kept else 0

    # -- what becomes of them -----------------------------------------------------------------------------------------

    def add(self, comparison: Comparison, when: datetime | None = None) -> KeptComparison:
        """One that begins now."""
        outcomes = tuple(Outcome(trial) for trial in comparison.trials)
        begun = (when or datetime.now()).astimezone()
        if self._kept:  # the clock may have been put back
            begun = max(begun, self._kept[-1].when + timedelta(microseconds=1))
        made = self._put(KeptComparison(secrets.token_hex(8), 0, comparison, outcomes, begun))
        self._under_way.add(made.number)
        self._make_room()
        self.changed.emit()
        return made

    def update(self, number: int, outcomes: Iterable[Outcome]) -> None:
        """What is known of it now, of all its trials."""
        self._replace(number, outcomes=tuple(outcomes))

    def finish(self, number: int) -> None:
        """Nothing more comes of it: from now on it is kept in a file, unless nothing has come of it at all."""
        self._under_way.discard(number)
        if self._keeper is not None:
            self._keeper.keep_missing()
        self._keep(number)

    def write_note(self, number: int, note: str) -> None:
        """A person's own words about it."""
        kept = self.find(number)
        if kept is not None and kept.note != as_note(note):
            self._replace(number, note=as_note(note))
            self._keep(number)
            self.changed.emit()

    def remove(self, number: int) -> Callable[[], None]:
        """Let go of it; the answer brings it back to its place.  What has not been read cannot be brought back."""
        gone = next(each for each in self._kept if each.number == number)
        self._let_go(gone)
        self.changed.emit()

        def undo() -> None:
            if self.find(gone.number) is None:
                self._put(gone)
                self._keep(gone.number)
                self.changed.emit()

        return undo

    # -- those of other sittings --------------------------------------------------------------------------------------

    def look_up(self, then: Callable[[], None] = _nothing) -> None:
        """Add those of other sittings, and of other windows by now; ``then`` they are in the list."""

        def on_found(found: list[KeptComparison]) -> None:
            new = [each for each in found if each.id not in self._known]  # or they were looked up twice
            for each in new:
                self._put(each)
            self._make_room()
            if new:
                self.changed.emit()
            then()

        if self._keeper is None:
            then()
        else:
            self._keeper.look_up(frozenset(self._known), on_found)

    def read(self, number: int) -> None:
        """Read what came of it, and tell when that is here."""
        self._read(number, lambda fault: self._tell([fault] if fault else []))

    def read_all(self, then: Callable[[], None]) -> None:
        """Look up all there are, read what came of each, and ``then`` go on, unless the window is closed by then."""
        faults: list[str] = []

        def go_on(fault: str = "") -> None:
            faults.extend([fault] if fault else [])
            unread = [each.number for each in self._kept if each.outcomes is None]
            if self._is_closed:
                return
            if unread:
                self._read(unread[-1], go_on)
            else:
                self._tell(faults)
                then()

        self.look_up(go_on)

    def close(self) -> None:
        """The window closes: what is under way ends, and what could not be kept is tried once more."""
        for number in tuple(self._under_way):
            self.finish(number)
        self._is_closed = True
        if self._keeper is not None:
            self._keeper.close()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _read(self, number: int, then: Callable[[str], None]) -> None:
        """``then`` is told why it could not be read, or ""."""
        kept = self.find(number)
        if self._keeper is None or kept is None or kept.outcomes is not None:
            then("")
            return

        def on_read(outcomes: tuple[Outcome, ...]) -> None:
            now = self.find(number)
            if now is not None and now.outcomes is None:
                self._replace(number, outcomes=outcomes)
                self.came.emit(number)
            then("")

        def on_lost(fault: str) -> None:
            self._kept = [each for each in self._kept if each.number != number]
            self.changed.emit()
            self.came.emit(number)
            then(fault)

        self._keeper.read(kept, on_read, on_lost)

    def _tell(self, faults: list[str]) -> None:
        if self._keeper is not None:
            self._keeper.tell_lost(faults)

    def _put(self, kept: KeptComparison) -> KeptComparison:
        """Into its place, with a number of this sitting."""
        if not kept.number:
            self._given += 1
            kept = replace(kept, number=self._given)
        self._kept = sorted([*self._kept, kept], key=lambda each: (each.when, each.number))
        self._known.add(kept.id)
        return kept

    def _keep(self, number: int) -> None:
        kept = self.find(number)
        if self._keeper is None or kept is None or number in self._under_way:
            return
        if kept.outcomes is None or kept.has_begun:
            self._keeper.keep(kept)

    def _make_room(self) -> None:
        """Of too many the oldest goes: rather one without a note, and never the newest."""
        while len(self._kept) > MOST:
            older = self._kept[:-1]
            self._let_go(min(older, key=lambda each: (each.number in self._under_way, bool(each.note), each.when)))

    def _let_go(self, kept: KeptComparison) -> None:
        self._kept = [each for each in self._kept if each.id != kept.id]
        if self._keeper is not None:
            self._keeper.drop(kept.id)

    def _replace(self, number: int, **what: object) -> None:
        self._kept = [replace(each, **what) if each.number == number else each for each in self._kept]  # type: ignore[arg-type]
