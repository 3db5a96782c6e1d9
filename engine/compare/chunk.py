"""A chunk is a small piece of a long work: it takes a state, trains for a moment, and gives a state back.

Whoever has the state can go on with it, in any process and on any machine: so a training can be cancelled, watched, or
given to somebody else at each of these moments, and its numbers do not depend on where they were.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import perf_counter

from engine.compare.fleet import Fleet, Lost
from engine.compare.formation import TRAIN, Formation
from engine.compare.grouping import group
from engine.compare.kept import MEMORY, Kept
from engine.evaluation import Evaluation
from engine.recipe import Recipe, RecipeError
from engine.run import Run, RunError
from engine.snapshot import Curve, Line, Points, Surface
from engine.trainer import Trainer

CURVE = 200  # points of a learning curve
PORTION = 0.1  # seconds that pass between two looks at the clock
FIRST = 8  # updates, of the portion that shows how long an update takes


@dataclass(frozen=True)
class Task:
    """What a chunk has to do."""

    runs: tuple[Recipe | Run, ...]  # a recipe has not begun yet
    epochs: int  # when a training has as many behind it, it is done
    seconds: float  # how long this chunk may take, about
    marks: tuple[float, ...] = (0.9, 1.0)  # accuracies on the training samples
    reached: tuple[Mapping[float, int], ...] = ()  # for each run, those that were reached before, and when


@dataclass(frozen=True)
class Progress:
    """How far one run has come.  Numbers that there are not are None."""

    run: Run | None  # as it is now; None where there is none to go on with
    epoch: int
    seconds: float  # its share of the time that this chunk took
    state: str  # "training", "done", "diverged" or "failed"
    why: str = ""  # a sentence on what went wrong
    details: str = ""  # where in a program it went wrong
    reached: Mapping[float, int] = field(default_factory=dict)  # marks seen in this chunk: after how many epochs
    loss: float | None = None  # of the last finished epoch
    score: float | None = None  # of the training samples, as the network is now: accuracy, or of numbers R²
    test_loss: float | None = None  # of the samples kept for testing, as the network is now
    test_score: float | None = None
    curve: Curve | None = None
    picture: Surface | Line | None = None  # of two features or one, when it has ended
    points: Points | None = None  # the samples in that picture


def train_chunk(task: Task) -> tuple[Progress, ...]:
    """Train all runs of a task for a while; how far each has come, in the same order.

    What goes wrong with one of them is told in its Progress, and the others go on."""
    kept = MEMORY.take(task.runs)
    members = [_Member(number, task, kept) for number in range(len(task.runs))]
    fleets = _side_by_side([each for each in members if each.is_under_way])
    for fleet in fleets:
        _train(fleet, task, kept, task.seconds / len(fleets))
    progress = tuple(each.progress() for each in members)
    kept.let_go_of_all_but([each.trainer for each in members if each.trainer and each.is_under_way])
    MEMORY.give_back(kept)
    return progress


class _Member:
    """One run of a task."""

    def __init__(self, number: int, task: Task, kept: Kept) -> None:
        began = perf_counter()
        self.run, self._epochs, self._marks = task.runs[number], task.epochs, task.marks
        self._reached_before = self.reached = dict(task.reached[number]) if task.reached else {}
        self.trainer: Trainer | None = None
        self.lost: Lost | None = None
        self.now: Evaluation | None = None  # where a fleet has asked all at once, as for the picture
        self.picture: Surface | Line | None = None
        try:
            self.trainer = kept.trainer_for(number, self.run)
        except Exception as error:  # also of a layer or a dataset that somebody has just written
            self.lost = _fault(error)
        self.seconds = perf_counter() - began

    @property
    def is_under_way(self) -> bool:
        """Whether there is more to train."""
        trainer = self.trainer
        return self.lost is None and trainer is not None and trainer.epoch < self._epochs and not trainer.stopped_early

    def progress(self) -> Progress:
        """How far it has come."""
        began = perf_counter()
        try:
            if self.trainer is not None and (self.lost is None or self.lost.has_diverged):
                told = self._told_of(self.trainer)
                return replace(told, seconds=self.seconds + perf_counter() - began)
        except Exception as error:
            self.lost = _fault(error)
        assert self.lost is not None
        run = self.run if isinstance(self.run, Run) else None
        epoch = 0 if run is None else run.history.epochs
        return Progress(run, epoch, self.seconds, "failed", self.lost.why, self.lost.details)

    def _told_of(self, trainer: Trainer) -> Progress:
        now, test = self.now or trainer.evaluate(), trainer.evaluate_test()
        has_ended, diverged = not self.is_under_way, self.lost is not None
        picture = (self.picture or trainer.picture()) if has_ended else None
        if has_ended and not diverged and not trainer.stopped_early:  # the last epoch may be none that is looked at
            self.reached = {mark: trainer.epoch for mark in self._marks if now.accuracy >= mark} | self.reached
        return Progress(
            run=trainer.run(),
            epoch=trainer.epoch,
            seconds=self.seconds,
            state="diverged" if diverged else "done" if has_ended else "training",
            why=self.lost.why if self.lost is not None else trainer.why_stopped,
            reached={mark: epoch for mark, epoch in self.reached.items() if mark not in self._reached_before},
            loss=trainer.loss,
            score=now.score,
            test_loss=None if test is None else test.loss,
            test_score=None if test is None else test.score,
            curve=trainer.history.curve(CURVE),
            picture=picture,
            points=None if picture is None else trainer.points,
        )


def _side_by_side(members: Sequence[_Member]) -> list[list[_Member]]:
    """Those that can be trained together: of one shape, and at the same update."""
    trainers = [each.trainer for each in members if each.trainer is not None]
    fleets: list[list[_Member]] = []
    for places in group([trainer.recipe for trainer in trainers]):
        updates = dict.fromkeys(trainers[place].updates for place in places)
        fleets += [[members[place] for place in places if trainers[place].updates == here] for here in updates]
    return fleets


def _train(members: Sequence[_Member], task: Task, kept: Kept, seconds: float) -> None:
    """For so many seconds, or until all of them have ended; at least a little."""
    began = now = perf_counter()
    trainers = [each.trainer for each in members if each.trainer is not None]
    goal = task.epochs * trainers[0].batches.per_epoch
    fleet, portion = Fleet(trainers, task.marks, [each.reached for each in members], kept.form), FIRST
    while not fleet.is_over and fleet.updates < goal:
        before, start = fleet.updates, perf_counter()
        fleet.advance(min(portion, goal - fleet.updates))
        now = perf_counter()
        left = began + seconds - now
        if left <= 0:
            break
        pace = (now - start) / (fleet.updates - before)
        portion = max(1, min(8 * portion, int(min(PORTION, left) / pace)))
    for number, member in enumerate(members):
        member.lost, member.reached = fleet.lost.get(number), fleet.reached[number]
    with suppress(Exception):  # it will show again where each is asked by itself
        _look(members, fleet.together())
    for member in members:
        member.seconds += (perf_counter() - began) / len(members)


def _look(members: Sequence[_Member], formation: Formation | None) -> None:
    """What can be seen of all of them at once."""
    if formation is None:
        return
    for member, now in zip(members, formation.evaluate(TRAIN), strict=True):
        member.now = now
    if not any(member.is_under_way for member in members):
        for member, picture in zip(members, formation.pictures(), strict=True):
            member.picture = picture


def _fault(error: Exception) -> Lost:
    """What to say of something that went wrong, and where that was if it should not have."""
    if isinstance(error, RecipeError | RunError):
        return Lost(str(error), has_diverged=False)
    if isinstance(error, MemoryError):
        return Lost("There is not enough memory for this network and its samples.", has_diverged=False)
    return Lost(f"{type(error).__name__}: {error}", False, traceback.format_exc())
