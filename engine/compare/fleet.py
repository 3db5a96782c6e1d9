"""A fleet keeps together while it can: trainers of one shape go on side by side, and whoever is done or lost leaves it.

Each of them ends as it would alone: early stopping, changes that were planned, results on samples kept for testing and
a loss that grows beyond all bounds are what they are for a single trainer.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.compare.formation import TEST, TRAIN, Formation
from engine.history import next_test_epoch
from engine.program import Array
from engine.trainer import Diverged, Trainer

EXACT = 50  # epochs: up to twice as many, accuracies are looked at after each; later with a precision of 2 %
NEVER = 1 << 62  # an epoch that no training reaches

MARKS = "marks"  # asked for the accuracy on the samples to train on, and no more
Answers = dict[str, Any]  # by what was asked about: for each trainer under way an Evaluation, or for MARKS a share


def next_look(epoch: int) -> int:
    """The first epoch after ``epoch`` at which accuracies are looked at.

    Each up to 2 EXACT, each second up to 4 EXACT, each fourth up to 8 EXACT, and so on.  It depends on nothing else, so
    that it does not matter where a training is interrupted."""
    spacing = 1 << max(0, (epoch // EXACT).bit_length() - 1)
    return (epoch // spacing + 1) * spacing


def each_epoch(epoch: int) -> int:
    """The epoch after ``epoch``."""
    return epoch + 1


@dataclass(frozen=True)
class Lost:
    """Why a trainer has left before its time."""

    why: str
    has_diverged: bool  # otherwise something is wrong with a program
    details: str = ""  # where in the program that was


class Fleet:
    """Trainers that stand at the same update.  While a fleet has them, nobody else moves them."""

    def __init__(
        self,
        trainers: Sequence[Trainer],
        marks: Sequence[float] = (),
        reached: Sequence[Mapping[float, int]] = (),
        form: Callable[[Sequence[Trainer]], Formation] = Formation,
    ) -> None:
        """``marks``: accuracies on the training samples, of which it is noted after how many epochs they were reached.
        ``reached``: which of them were before, for each trainer."""
        self.trainers, self.marks, self._form = tuple(trainers), tuple(marks), form
        self.updates = trainers[0].updates  # of those that are under way
        assert all(each.updates == self.updates for each in trainers), "they stand at different updates"
        self.reached: list[dict[float, int]] = [dict(each) for each in reached] or [{} for _ in trainers]
        self.lost: dict[int, Lost] = {}  # by number, from 0
        self._under_way = [number for number, each in enumerate(trainers) if not each.stopped_early]
        self._formation: Formation | None = None
        self._is_loose = False  # whether they were found not to be of one shape

    @property
    def is_over(self) -> bool:
        """Whether nobody goes on any more."""
        return not self._under_way

    @property
    def is_stacked(self) -> bool:
        """Whether those that were under way in the last update went side by side."""
        return self._formation is not None and not self._is_loose

    def advance(self, updates: int) -> None:
        """Make so many updates of each that is under way, or as many as it makes before it ends."""
        goal = self.updates + updates
        while self._under_way and self.updates < goal:
            formation = self._formed()
            self.updates = self._advance_each(goal) if formation is None else self._advance_all(goal, formation)
            self._under_way = [
                number
                for number in self._under_way
                if number not in self.lost and not self.trainers[number].stopped_early
            ]

    def together(self) -> Formation | None:
        """All of them, as they are now, where they still are side by side; else each has to be asked by itself."""
        is_whole = self._formation is not None and self._formation.trainers == self.trainers
        return self._formation if is_whole and self.is_stacked else None

    # -- one by one ----------------------------------------------------------------------------------------------------

    def _advance_each(self, goal: int) -> int:
        for number in self._under_way:
            self._advance_one(number, goal)
        return goal

    def _advance_one(self, number: int, goal: int) -> None:
        trainer = self.trainers[number]
        try:
            while trainer.updates < goal and not trainer.stopped_early:
                look = next_look(trainer.epoch) if self._lacks_marks(number) else NEVER
                trainer.advance(min(goal, look * trainer.batches.per_epoch) - trainer.updates)
                if trainer.updates == look * trainer.batches.per_epoch and not trainer.stopped_early:
                    self._mark(number, trainer.evaluate().accuracy, look)
        except Diverged as error:
            self.lost[number] = Lost(str(error), has_diverged=True)
        except Exception as error:  # of a layer, a loss, an optimizer that somebody has just written
            self.lost[number] = Lost(f"{type(error).__name__}: {error}", False, traceback.format_exc())

    # -- side by side --------------------------------------------------------------------------------------------------

    def _formed(self) -> Formation | None:
        """All that are under way, side by side; None where that cannot be."""
        trainers = tuple(self.trainers[number] for number in self._under_way)
        if self._is_loose or len(trainers) == 1:
            self._formation = None
        elif self._formation is None or self._formation.trainers != trainers:
            try:
                self._formation = self._form(trainers)
            except Exception:  # StackError, or whatever shows once more, and whose fault it is, when each goes alone
                self._formation, self._is_loose = None, True
        return self._formation

    def _advance_all(self, goal: int, formation: Formation) -> int:
        """Up to the next stop of any of them; where that is.

        The trainers stand where it began until its end: whoever gets lost on the way goes it once more, alone."""
        for place, trainer in enumerate(formation.trainers):
            if trainer.intervene_as_planned():
                formation.load(place)
        end = min(goal, *(trainer.next_stop for trainer in formation.trainers))
        losses = np.empty((end - self.updates, len(formation.trainers)))
        try:
            seen = self._replay(formation, losses)
        except Exception:  # as above
            self._is_loose = True
            return self._advance_each(end)
        for place, (number, is_finite) in enumerate(zip(self._under_way, formation.finite(losses), strict=True)):
            if is_finite:
                formation.store(place)
                self.trainers[number].note(losses[:, place].tolist())
                self._note(number, place, seen)
                if self.trainers[number].stopped_early:  # and is its best self again
                    formation.load(place)
            else:
                self._advance_one(number, end)
                formation.load(place)
        return end

    def _replay(self, formation: Formation, losses: Array) -> dict[int, Answers]:
        """Make as many updates as there are rows in ``losses``; what was seen on the way, by epoch."""
        first, at, end = self.updates, self.updates, self.updates + len(losses)
        per_epoch = formation.trainers[0].batches.per_epoch
        epoch, questions, seen = first // per_epoch, self._questions(), dict[int, Answers]()
        while (epoch := min((following(epoch) for _, following in questions), default=NEVER)) * per_epoch <= end:
            asked = {about for about, following in questions if following(epoch - 1) == epoch}
            looks_back = asked == {MARKS} and formation.looks_back and epoch < end
            due = epoch + 1 if looks_back else epoch * per_epoch
            formation.replay(at, losses[at - first : due - first])
            at = due
            seen[epoch] = {about: self._ask(formation, about, looks_back) for about in asked}
        formation.replay(at, losses[at - first :])
        return seen

    def _ask(self, formation: Formation, about: str, looks_back: bool) -> Any:
        if about != MARKS:
            return formation.evaluate(about)
        return (formation.scores_before() if looks_back else formation.scores(TRAIN)).tolist()

    def _questions(self) -> list[tuple[str, Callable[[int], int]]]:
        """What is asked, and which epoch is the next to ask after that comes after a given one."""
        trainers = [self.trainers[number] for number in self._under_way]
        has_test = len(trainers[0].data.test) > 0
        questions: list[tuple[str, Callable[[int], int]]] = [(TEST, next_test_epoch)] if has_test else []
        if any(map(self._lacks_marks, self._under_way)):
            questions.append((MARKS, next_look))
        if any(trainer.is_watched for trainer in trainers):
            questions.append((TEST if has_test else TRAIN, each_epoch))
        return questions

    def _note(self, number: int, place: int, seen: Mapping[int, Answers]) -> None:
        """What was seen of a trainer, which stands in this place of the formation."""
        trainer = self.trainers[number]
        for epoch, answers in seen.items():
            if TEST in answers and next_test_epoch(epoch - 1) == epoch:
                trainer.note_test(epoch, answers[TEST][place])
        if trainer.is_watched and trainer.epoch in seen and trainer.updates % trainer.batches.per_epoch == 0:
            answers = seen[trainer.epoch]
            trainer.watch(answers[TEST if TEST in answers else TRAIN][place].loss)
        if not trainer.stopped_early and self._lacks_marks(number):
            for epoch, answers in seen.items():
                if MARKS in answers:
                    self._mark(number, answers[MARKS][place], epoch)

    # -- marks ---------------------------------------------------------------------------------------------------------

    def _lacks_marks(self, number: int) -> bool:
        """Whether it may still reach one."""
        return len(self.reached[number]) < len(self.marks) and not self.trainers[number].points.is_regression

    def _mark(self, number: int, accuracy: float, epoch: int) -> None:
        for mark in self.marks:
            if accuracy >= mark:
                self.reached[number].setdefault(mark, epoch)
