"""The shelf keeps every training of a sitting as it ended, so that nobody has to write down numbers.

It follows the session: whenever a training comes to stand, or makes place for another, the run is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from engine.recipe import RecipeError
from engine.run import Intervention, Run, RunError
from engine.snapshot import Snapshot
from gui.jobs import Jobs
from gui.session import Session, State, snapshot_of
from gui.shelf.clock import Clock
from gui.shelf.keeper import Keeper
from gui.shelf.kept import End, KeptRun, bytes_of, made, new_id, same_moment
from gui.shelf.said import as_note, in_a_line
from gui.training_worker import Stop

MOST_RUNS = 100  # that are not pinned …
MOST_BYTES = 200_000_000  # … and the memory that they may take
FOLDER = "kept"  # beside the run that the program keeps by itself


Moment = tuple[int, tuple[Intervention, ...]]  # of one training: its updates, and what was changed on the way


class Shelf(QObject):
    """Kept runs by id.

    A training that goes on after a pause stays the same entry.  A run that comes back (restored, brought back or
    opened) is the entry that it was; trained further, it becomes an entry of its own, and so does a pinned run: what
    is pinned never changes, so that nothing is lost."""

    added = pyqtSignal(object)  # carries the KeptRun
    changed = pyqtSignal(object)  # carries the KeptRun, in place of the one of its id
    removed = pyqtSignal(str)  # carries the id
    failed = pyqtSignal(str, str)  # a heading and a sentence

    def __init__(self, session: Session, jobs: Jobs, last_run: Path | None, parent: QObject | None = None) -> None:
        """``last_run``: beside this file lies the folder of pinned runs; without it they are of the sitting only."""
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._runs: dict[str, KeptRun] = {}
        self._sizes: dict[str, int] = {}  # in bytes, by id
        self._known: set[str] = set()  # all ids of this sitting, those of removed runs too
        self._count = 0  # how many runs of this sitting have a number
        self.let_go = 0  # how many had to make room for newer ones
        self._places: dict[int, tuple[int, datetime]] = {}  # number and time of entries that are yet to be made
        self._own: dict[int, str] = {}  # the entry of each of the session's runs
        self._seen: dict[int, Moment] = {}  # where each of them stood when it was kept last
        self._ends: dict[int, End] = {}  # of the session's runs, why each stood last
        self._came_in: set[int] = set()  # those of the session's runs that had been trained before
        self._clock = Clock()
        self._is_asking = self._ask_again = False
        self._keeper = Keeper(last_run.parent / FOLDER, jobs, self) if last_run is not None else None
        self._connect()

    # -- what is there ------------------------------------------------------------------------------------------------

    @property
    def runs(self) -> list[KeptRun]:
        """All that is kept, the newest first."""
        return sorted(self._runs.values(), key=lambda each: (each.when, each.number), reverse=True)

    def __getitem__(self, id: str) -> KeptRun:
        return self._runs[id]

    def __contains__(self, id: str) -> bool:
        return id in self._runs

    def read_pinned(self) -> None:
        """Add the runs that were pinned in other sittings, and in other windows by now, one after the other."""
        if self._keeper is not None:
            self._keeper.read(frozenset(self._known), self._add_pinned)

    # -- what a person does -------------------------------------------------------------------------------------------

    def rename(self, id: str, name: str) -> None:
        """Give it a name, which pins it; "" takes the name away."""
        self._describe(replace(self._runs[id], name=in_a_line(name)))

    def note(self, id: str, note: str) -> None:
        """Write a note beside it, which pins it."""
        self._describe(replace(self._runs[id], note=as_note(note)))

    def pin(self, id: str, on: bool = True) -> None:
        """Keep it for other sittings too, or only as long as this one."""
        if on != self._runs[id].pinned:
            self._change(replace(self._runs[id], pinned=on))
            if not on and self._keeper is not None:
                self._keeper.drop(id)
            self._make_room()

    def remove(self, id: str) -> Callable[[], None]:
        """Take it away; returns what brings it back."""
        kept = self._take_away(id)
        if kept.pinned and self._keeper is not None:
            self._keeper.drop(id)
        return lambda: self._bring_back(kept)

    def restore(self, id: str) -> None:
        """Show it again as it ended, ready to go on."""
        self._session.open_run(self._runs[id].run)

    def use_recipe(self, id: str) -> None:
        """Put its choices into the form, for a training from the start."""
        self._session.begin(self._runs[id].recipe)

    # -- what the session says ----------------------------------------------------------------------------------------

    def _on_state(self, state: State) -> None:
        if state is State.TRAINING:
            self._clock.start(self._session.run)
        else:
            self._clock.stop()

    def _on_stopped(self, stop: Stop) -> None:
        self._ends[stop.run] = End.EARLY if stop.is_early else End(stop.reason.value)
        self._ask()

    def _on_began(self, number: int) -> None:
        self._clock.stop()
        if self._session.begun_with:
            self._came_in.add(number)
            self._ask()

    def _ask(self) -> None:
        """Get a copy of the run as it is; one at a time, or steps in a quick row would wait for each other."""
        if self._is_asking:
            self._ask_again = True
        else:
            self._is_asking = True
            self._session.copy_moment(self._on_copied)

    def _on_copied(self, run: Run, snapshot: Snapshot) -> None:
        self._is_asking = False
        if self._ask_again:
            self._ask_again = False
            self._ask()
        self._put(snapshot.run, run, snapshot)

    def _on_replaced(self, number: int, run: Run) -> None:
        self._clock.stop()
        if self._seen.get(number) != _moment(run):
            self._ends[number] = End.PAUSED
            if self._living(number) is None:
                self._places[number] = self._next_place()  # before what ends while its picture is made
            self._jobs.run(
                lambda: snapshot_of(run, number), lambda snapshot: self._put(number, run, snapshot), self._on_lost
            )

    def _on_lost(self, error: Exception) -> None:
        if not isinstance(error, RunError | RecipeError | MemoryError):
            raise error
        self.failed.emit("The run before is not in the list of runs", str(error) or "There is not enough memory.")

    # -- inside -------------------------------------------------------------------------------------------------------

    def _put(self, number: int, run: Run, snapshot: Snapshot) -> None:
        """Keep the session's run ``number`` as it stands now."""
        if not run.updates or self._seen.get(number) == _moment(run):
            return
        self._seen[number] = _moment(run)
        living, same = self._living(number), self._same(run)
        if living is not None:
            self._change(self._as_ended(living, number, run, snapshot))
            self._weigh(living.id)
        elif same is not None and number in self._came_in:
            self._clock.add(number, same.seconds)
        else:
            count, when = self._places.pop(number) if number in self._places else self._next_place()
            kept = KeptRun(new_id(), count, run, snapshot, when, End.PAUSED)
            self._own[number] = kept.id
            self._add(self._as_ended(kept, number, run, snapshot))

    def _as_ended(self, kept: KeptRun, number: int, run: Run, snapshot: Snapshot) -> KeptRun:
        end = self._ends.get(number) or likely_end(run)
        return replace(kept, run=run, snapshot=snapshot, end=end, seconds=self._clock.of(number))

    def _living(self, number: int) -> KeptRun | None:
        """The entry that changes with the session's run; none before the first, and where it is pinned or gone."""
        own = self._runs.get(self._own.get(number, ""))
        return None if own is None or own.pinned else own

    def _next_place(self) -> tuple[int, datetime]:
        self._count += 1
        return self._count, datetime.now().astimezone()

    def _same(self, run: Run) -> KeptRun | None:
        """What is kept of this very moment, if anything is."""
        return next((each for each in self._runs.values() if same_moment(each.run, run)), None)

    def _add_pinned(self, kept: KeptRun) -> None:
        if kept.id not in self._known:  # or it was read twice
            self._add(kept)

    def _bring_back(self, kept: KeptRun) -> None:
        self._add(kept)
        if kept.pinned and self._keeper is not None:
            self._keeper.keep(kept)

    def _add(self, kept: KeptRun) -> None:
        self._runs[kept.id] = kept
        self._known.add(kept.id)
        self.added.emit(kept)
        self._weigh(kept.id)

    def _describe(self, kept: KeptRun) -> None:
        """A person's own words would be lost with a run that is not pinned."""
        before = self._runs[kept.id]
        if (kept.name, kept.note) != (before.name, before.note):
            self._change(replace(kept, pinned=kept.pinned or bool(kept.name or kept.note)))

    def _change(self, kept: KeptRun) -> None:
        self._runs[kept.id] = kept
        self.changed.emit(kept)
        if kept.pinned and self._keeper is not None:
            self._keeper.keep(kept)

    def _take_away(self, id: str) -> KeptRun:
        kept = self._runs.pop(id)
        self.removed.emit(id)
        return kept

    def _weigh(self, id: str) -> None:
        kept = self._runs[id]
        self._sizes[id] = bytes_of((kept.run, kept.snapshot))
        self._make_room()

    def _make_room(self) -> None:
        """Let the oldest go where there are too many; never a pinned one, nor the newest."""
        loose = [each for each in reversed(self.runs) if not each.pinned]
        size = sum(self._sizes[each.id] for each in loose)
        while len(loose) > 1 and (len(loose) > MOST_RUNS or size > MOST_BYTES):
            oldest = loose.pop(0)
            size -= self._sizes[oldest.id]
            self.let_go += 1
            self._take_away(oldest.id)

    def _connect(self) -> None:
        session = self._session
        session.state_changed.connect(self._on_state)
        session.stopped.connect(self._on_stopped)
        session.run_began.connect(self._on_began)
        session.replaced.connect(self._on_replaced)
        if self._keeper is not None:
            self._keeper.failed.connect(self.failed)


def _moment(run: Run) -> Moment:
    return run.updates, made(run)


def likely_end(run: Run) -> End:
    """Of a run that was trained elsewhere: whether it stands where a training ends by itself."""
    epochs, length = run.history.epochs, run.recipe.epochs
    return End.FINISHED if epochs and length and epochs % length == 0 else End.PAUSED
