"""All trials of a comparison, a little of each in turn, until the last has ended: so all curves grow side by side.

    sweep = Sweep(comparison)
    for changed in sweep.run():
        ...  # outcomes of the trials that have come further, as they come

Networks of one shape are a piece of work, and are trained together.  A piece is worked on in chunks of a fraction of a
second; whoever has nothing to do takes the one that has the longest way to go, and where there is none left, the
others share theirs.  A chunk takes a state and returns one.  So it can be given up, or given to somebody else, at any
moment, and what comes out does not depend on who did it.
"""

from __future__ import annotations

import math
import operator
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from types import MappingProxyType
from typing import Any

from engine.compare.chunk import Progress, Task, train_chunk
from engine.compare.crew import Crew, Seat
from engine.compare.grouping import group
from engine.compare.outcome import MARKS, Outcome, State
from engine.compare.plan import Comparison
from engine.recipe import Recipe

FIRST, USUAL = 0.05, 0.25  # seconds of a piece's first chunk, so that its curve begins at once, and of all others
LOYALTY = 1.0  # seconds that another piece must be behind before a process turns from the one it knows
TRIES = 4  # how often a chunk is sent out in all, where its process is killed
PATIENCE = 2.0  # seconds that a chunk in hand is waited for after a cancel
KNOWN = ("run", "loss", "score", "test_loss", "test_score", "curve", "picture", "points")  # of a state of a trial


@dataclass(eq=False)
class Piece:
    """Trials that are trained together, in step."""

    trials: list[int]  # their numbers
    epochs: int  # where they end
    epoch: int = 0  # where they are
    pace: float | None = None  # seconds that an epoch of all of them takes
    begun: float = 0.0  # seconds that the epoch under way has taken
    lost: int = 0  # how many of its last chunks did not come back
    seat: Seat | None = None  # where it was last, or is

    @property
    def seconds_left(self) -> float:
        """Infinite before it has begun."""
        return math.inf if self.pace is None else self.pace * (self.epochs - self.epoch)

    def measure(self, epoch: int, seconds: float) -> None:
        """Note that so many seconds have brought it to ``epoch``."""
        self.begun += seconds
        epochs = epoch - self.epoch
        self.pace = self.begun / epochs if epochs else max(self.begun, self.pace or 0.0)
        self.begun, self.epoch = 0.0 if epochs else self.begun, epoch

    def halves(self) -> list[Piece]:
        """As two pieces, which together take somewhat longer; of a single trial, as it is."""
        middle = (len(self.trials) + 1) // 2
        pace = None if self.pace is None else 0.75 * self.pace
        parts = (self.trials[:middle], self.trials[middle:])
        return [replace(self, trials=part, pace=pace) for part in parts if part]


@dataclass(frozen=True)
class Sent:
    """A chunk that is in work, or waits for it, or has come back."""

    seat: Seat
    piece: Piece
    future: Future[tuple[Progress, ...]]


@dataclass
class Sweep:
    """Runs a comparison.  ``run`` belongs to one thread; the rest may be asked for from any."""

    comparison: Comparison
    crew: Crew | None = None  # who does the work; without one, processes of this machine that end with the sweep
    outcomes: list[Outcome] = field(init=False)  # of all trials, in their order, as they are now
    progress: float = field(init=False, default=0.0)  # from 0 to 1, by updates
    seconds_left: float | None = field(init=False, default=None)  # None while nothing is known

    def __post_init__(self) -> None:
        self.outcomes = [Outcome(trial) for trial in self.comparison.trials]
        self._updates = [_updates(trial.recipe) for trial in self.comparison.trials]
        self._waiting = _pieces(self.comparison)
        self._in_work: dict[Seat, Sent] = {}
        self._returned: SimpleQueue[Sent | None] = SimpleQueue()  # None: it has been cancelled
        self._changed: dict[int, Outcome] = {}  # by number, not handed on yet
        self._until: float | None = None  # after a cancel, when it must be over

    def cancel(self) -> None:
        """End it as soon as the chunks in hand are done; what was learned stays.  A signal handler may call it, too."""
        self._until = self._until or time.monotonic() + PATIENCE
        self._returned.put(None)

    def run(self) -> Generator[list[Outcome], None, None]:
        """Outcomes that have changed, as they come, until all trials are over.  Once only."""
        crew = self.crew or Crew()
        try:
            self._hand_out(crew.seats)
            while self._in_work:
                self._take(self._next_returned())
                self._hand_out(crew.seats)  # before the news: whoever reads them may take his time
                self._reckon(len(crew.seats))
                yield from self._news()
            self._end_the_rest()
            yield from self._news()
        finally:
            self._leave_all()  # somebody may have stopped listening
            if self.crew is None:
                crew.close()

    def _leave_all(self) -> None:
        """Wait no longer for what is in hand."""
        for seat in self._in_work:
            seat.leave()
        self._in_work.clear()

    def _news(self) -> Iterator[list[Outcome]]:
        if self._changed:
            changed, self._changed = self._changed, {}
            yield [changed[number] for number in sorted(changed)]

    # -- handing out ---------------------------------------------------------------------------------------------------

    def _hand_out(self, seats: Sequence[Seat]) -> None:
        """Give everybody something to do, as far as there is something."""
        if self._until is not None:
            return
        idle = [seat for seat in seats if seat not in self._in_work]
        self._share_among(len(idle))
        for seat in idle:
            if not self._waiting:
                return
            piece = max(self._waiting, key=lambda each: each.seconds_left + LOYALTY * (each.seat is seat))
            self._waiting.remove(piece)
            self._send(piece, seat)

    def _share_among(self, idle: int) -> None:
        """Cut pieces in two where there are fewer than people who could work on them, and it is worth it."""
        while len(self._waiting) < idle:
            large = [each for each in self._waiting if len(each.trials) > 1 and each.seconds_left > USUAL]
            if not large:
                return
            piece = max(large, key=lambda each: len(each.trials))
            self._waiting.remove(piece)
            self._waiting += piece.halves()

    def _send(self, piece: Piece, seat: Seat) -> None:
        now = [self.outcomes[number] for number in piece.trials]
        task = Task(
            runs=tuple(each.run or each.trial.recipe for each in now),
            epochs=piece.epochs,
            seconds=FIRST if piece.pace is None else USUAL,
            marks=MARKS,
            reached=tuple(dict(each.reached) for each in now),
        )
        piece.seat = seat
        try:
            future = seat.submit(train_chunk, task)
        except Exception as error:  # as if it had been taken, and had failed there
            future = Future()
            future.set_exception(error)
        sent = self._in_work[seat] = Sent(seat, piece, future)
        future.add_done_callback(lambda _: self._returned.put(sent))

    # -- taking back ---------------------------------------------------------------------------------------------------

    def _next_returned(self) -> Sent | None:
        """What has come back; None after a cancel, where nothing more is to be expected."""
        try:
            while True:
                wait = None if self._until is None else max(0.0, self._until - time.monotonic())
                returned = self._returned.get(timeout=wait)
                if returned is not None:
                    return returned
                for sent in list(self._in_work.values()):
                    sent.future.cancel()  # where it waits for somebody who has time
        except Empty:
            return None

    def _take(self, returned: Sent | None) -> None:
        if returned is None:
            self._leave_all()
            return
        del self._in_work[returned.seat]
        try:
            self._note(returned.piece, returned.future.result())
        except CancelledError:
            self._waiting.append(returned.piece)  # of it, nothing is new
        except Exception as error:
            self._send_again(returned.piece, error)

    def _note(self, piece: Piece, results: Sequence[Progress]) -> None:
        """What a chunk has brought; the trials of which more is to come are a piece again."""
        for number, progress in zip(piece.trials, results, strict=True):
            self._become(number, **_news_of(self.outcomes[number], progress))
        piece.trials = [number for number in piece.trials if not self.outcomes[number].state.is_over]
        if piece.trials:
            epoch = min(self.outcomes[number].epoch for number in piece.trials)
            piece.measure(epoch, sum(progress.seconds for progress in results))
            piece.lost = 0
            self._waiting.append(piece)

    def _send_again(self, piece: Piece, error: Exception) -> None:
        """In two halves, so that one that kills its process does not take all others with it."""
        piece.lost += 1
        if piece.lost < TRIES:
            self._waiting += piece.halves()
            return
        for number in piece.trials:
            self._become(number, state=State.FAILED, why=_lost(error))

    def _end_the_rest(self) -> None:
        """After a cancel."""
        for number, outcome in enumerate(self.outcomes):
            if not outcome.state.is_over:
                self._become(number, state=State.CANCELLED)

    def _become(self, number: int, **changes: Any) -> None:
        self.outcomes[number] = self._changed[number] = replace(self.outcomes[number], **changes)

    # -- how far it is -------------------------------------------------------------------------------------------------

    def _reckon(self, workers: int) -> None:
        pieces = [*self._waiting, *(sent.piece for sent in self._in_work.values())]
        known = [each.seconds_left for each in pieces if each.pace is not None]
        if known:
            total = sum(known) / len(known) * len(pieces)
            self.seconds_left = max(*known, total / workers)
        elif not pieces:
            self.seconds_left = 0.0
        made = sum(map(operator.mul, self._updates, map(_share_of, self.outcomes)))
        self.progress = made / sum(self._updates)


def _pieces(comparison: Comparison) -> list[Piece]:
    """What is trained together, to begin with."""
    recipes = [trial.recipe for trial in comparison.trials]
    pieces = []
    for trials in group(recipes):
        for epochs in dict.fromkeys(recipes[number].epochs for number in trials):
            pieces.append(Piece([number for number in trials if recipes[number].epochs == epochs], epochs))
    return pieces


def _news_of(outcome: Outcome, progress: Progress) -> dict[str, Any]:
    """What is new of a trial after a chunk."""
    news: dict[str, Any] = {
        "state": State(progress.state), "why": progress.why, "epoch": progress.epoch,
        "seconds": outcome.seconds + progress.seconds,
        "reached": MappingProxyType({**progress.reached, **outcome.reached}),
    }  # fmt: skip
    if progress.state != State.FAILED.value:  # what could not go on stays where it was
        news |= {name: getattr(progress, name) for name in KNOWN}
    return news


def _lost(error: Exception) -> str:
    """Why a trial could not be trained, in a sentence."""
    if isinstance(error, BrokenExecutor):
        return f"The process that trained it was ended {TRIES} times; perhaps there is not enough memory for it."
    return f"It could not be trained: {type(error).__name__}: {' '.join(str(error).split()):.300}."


def _updates(recipe: Recipe) -> float:
    """How many updates a trial takes, beside others on the same data."""
    return recipe.epochs * (math.ceil(recipe.samples / recipe.batch_size) if recipe.batch_size else 1)


def _share_of(outcome: Outcome) -> float:
    return 1.0 if outcome.state.is_over else outcome.epoch / outcome.trial.recipe.epochs
