"""Side by side: trainers whose networks have one shape make each update together, as one stack.

Their numbers are those that each of them would have alone.  A formation knows how to go on; who goes on, and how far,
is the business of a fleet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from engine.compare.stack import Stack
from engine.data import LARGEST, Part
from engine.evaluation import Evaluation
from engine.metrics import is_right, r_squared
from engine.program import Array, Operation, Program, Record, copy, quiet
from engine.recipe import CHOICES
from engine.snapshot import Line, Surface
from engine.trainer import Trainer
from engine.two_threads import Call

WORTH_BLOCKS = 4  # blocks of a picture for each network: more of them take longer than to ask each by itself
TRAIN, TEST = "train", "test"  # what networks are asked about: the samples to train on, and those kept for testing


@dataclass(frozen=True)
class Question:
    """A recorded pass of samples through a network that is only asked, and its loss."""

    x: Array  # (features + 1, samples), of the samples that are asked about last; mostly these are all
    y: Array  # (outputs, samples), of the same
    Y: Array  # (outputs, samples), in double precision, as the loss is: see `Loss.value`
    loss: Array  # without axes
    forward: tuple[Operation, ...]
    then: tuple[Operation, ...]  # from Y to the loss

    @classmethod
    def about(cls, part: Part, trainer: Trainer) -> Question:
        """About all of its samples, as many at a time as `Network.predict` would take."""
        network, operations = trainer.network, list[Operation]()
        T, most = np.array(part.T.T, np.float64, order="C"), network.at_once(trainer.input_shape)
        Y = np.zeros_like(T)
        for start in range(0, len(part), most):
            X = part.X[start : start + most]
            do = Record(len(X), network.dtype, training=False)
            x = do.signal(math.prod(trainer.input_shape))
            x[:-1] = X.reshape(len(X), -1).T
            y = network.record_forward(x, do, trainer.input_shape)
            do("y in double precision", copy, y, out=Y[:, start : start + most])
            operations += do.program().operations
        do = Record(len(part), training=False)
        loss = trainer.loss_function.record_value(Y, T, do)
        return cls(x, y, Y, loss, tuple(operations), do.program().operations)


class Script:
    """Everything that a trainer does over and over, recorded."""

    def __init__(self, trainer: Trainer) -> None:
        sizes = {batch.shape[1]: batch for batch in trainer.batches.of_epoch(trainer.epoch)}
        self.steps = [trainer.record_step(batch) for batch in sizes.values()]  # for each size of batch
        parts = {TRAIN: trainer.data.train, TEST: trainer.data.test}
        self.questions = {name: Question.about(part, trainer) for name, part in parts.items() if len(part)}
        questions = self.questions.values()
        operations = [each.program.operations for each in self.steps]
        operations += [part for each in questions for part in (each.forward, each.then)]
        self.lengths = [len(each) for each in operations]
        self.program = Program([operation for each in operations for operation in each])


@dataclass(frozen=True)
class Update:
    """One update of all networks, with batches of one size."""

    columns: Array  # (networks, features + 1 + outputs, samples), or (1, …) where all see the same batches
    loss: Array  # (networks,)
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Look:
    """One question to all networks."""

    x: Array  # (networks, features + 1, samples) of the last pass, or (1, …) where all see the same samples
    Y: Array  # (networks, outputs, samples) of all passes
    loss: Array  # (networks,)
    T: Array  # (networks · samples, outputs), the truth
    forward: tuple[Call, ...]
    then: tuple[Call, ...]  # from Y to the loss
    before: Array | None  # Y before the last update, where that has calculated it on its way


class Formation:
    """Trainers that stand at the same update, as one.  Their own arrays stay as they are until ``store``."""

    def __init__(self, trainers: Sequence[Trainer]) -> None:
        """Raises StackError where their networks, or their batches, are not of one shape."""
        self.trainers, self._first = tuple(trainers), trainers[0]
        self._share_batches = all(_sees_the_same(self._first, other) for other in trainers[1:])
        scripts = _scripts(trainers)
        script = scripts[0]
        fed = script.steps if self._first.batches.shuffles and not self._share_batches else []
        own = [step.columns for step in fed] + [arrays[0] for arrays in zip(*map(_changing, trainers), strict=True)]
        self._stack = stack = Stack([each.program for each in scripts], apart=own)
        calls = iter(stack.program.calls)
        parts = iter([tuple(islice(calls, length)) for length in script.lengths])
        self._updates = {
            step.columns.shape[1]: Update(stack.of(step.columns), stack.of(step.loss), next(parts))
            for step in script.steps
        }
        self._looks = {
            name: Look(
                stack.of(each.x), stack.of(each.Y), stack.of(each.loss), self._truth(name), next(parts), next(parts),
                self._before(script) if name == TRAIN else None,
            )
            for name, each in script.questions.items()
        }
        self._changing = [
            (arrays, stack.of(arrays[0]))
            for arrays in zip(*map(_changing, trainers), strict=True)
            if stack.knows(arrays[0])
        ]
        for number in range(len(trainers)):
            self.load(number)

    # -- from the trainers and back ------------------------------------------------------------------------------------

    def load(self, number: int) -> None:
        """Begin again from where the trainer of this number stands."""
        for arrays, stacked in self._changing:
            stacked[number] = arrays[number]

    def store(self, number: int) -> None:
        """Let the trainer of this number stand where its network now is; its history is its own business."""
        for arrays, stacked in self._changing:
            arrays[number][...] = stacked[number]

    def finite(self, losses: Array) -> NDArray[np.bool_]:
        """Which networks (networks,) have finite numbers only, after updates with ``losses`` (updates, networks)."""
        good = np.asarray(np.less(np.abs(losses), LARGEST).all(axis=0))
        for _, stacked in self._changing:
            good &= np.isfinite(stacked).reshape(len(self.trainers), -1).all(axis=1)
        return good

    # -- all together --------------------------------------------------------------------------------------------------

    def replay(self, first: int, losses: Array) -> None:
        """Make the updates that follow the update ``first``, and fill their ``losses`` (updates, networks)."""
        batches = self._first.batches
        with quiet():
            for number, row in enumerate(losses, first):
                epoch, place = divmod(number, batches.per_epoch)
                update = self._updates[batches.of_epoch(epoch)[place].shape[1]]
                if batches.shuffles:
                    self._feed(update.columns, epoch, place)
                for call in update.calls:
                    call()
                row[...] = update.loss

    def _feed(self, columns: Array, epoch: int, place: int) -> None:
        for own, trainer in zip(columns, self.trainers, strict=False):  # one for all, where they share it
            np.copyto(own, trainer.batches.batch(epoch, place))

    def evaluate(self, about: str) -> list[Evaluation]:
        """How good each network is now on its samples to TRAIN on, or on those kept to TEST it."""
        scores, losses = self.scores(about), self._looks[about].loss
        with quiet():
            for call in self._looks[about].then:
                call()
        pairs = zip(losses.tolist(), scores.tolist(), strict=True)
        if self._first.points.is_regression:
            return [Evaluation(loss, np.nan, score) for loss, score in pairs]
        return [Evaluation(loss, score, np.nan) for loss, score in pairs]

    def scores(self, about: str) -> Array:
        """The same without the loss: of each network (networks,) the accuracy, or of numbers R²."""
        look = self._looks[about]
        with quiet():
            for call in look.forward:
                call()
        return self._scores_of(look.Y, look)

    @property
    def looks_back(self) -> bool:
        """Whether ``scores_before`` knows something."""
        return self._looks[TRAIN].before is not None

    def scores_before(self) -> Array:
        """The scores on the samples to TRAIN on of the networks as they were before the last update: that has asked
        them already."""
        look = self._looks[TRAIN]
        assert look.before is not None, "the last update did not see all samples as a network is asked about them"
        return self._scores_of(look.before, look)

    def pictures(self) -> list[Surface | Line | None]:
        """Of each network what `Trainer.picture` shows, asked in blocks as large as the samples to train on are."""
        look, grid = self._looks[TRAIN], self._first.grid()
        share, networks = all(each.data is self._first.data for each in self.trainers), len(self.trainers)
        if grid is None or not share or look.x.shape[2] != look.Y.shape[2]:
            return [trainer.picture() for trainer in self.trainers]
        inputs, block = self._first.inputs.of(grid.cells()), look.x.shape[2]
        if len(inputs) > networks * block * WORTH_BLOCKS:
            return [trainer.picture() for trainer in self.trainers]
        samples, Y = look.x.copy(), np.empty((networks, len(inputs), look.Y.shape[1]))
        with quiet():
            for start in range(0, len(inputs), block):
                part = inputs[start : start + block]
                look.x[:, :-1, : len(part)] = part.T
                for call in look.forward:
                    call()
                Y[:, start : start + block] = look.Y[:, :, : len(part)].transpose(0, 2, 1)
        look.x[...] = samples
        return [grid.picture(each.data.answers(answers)) for each, answers in zip(self.trainers, Y, strict=True)]

    def _before(self, script: Script) -> Array | None:
        """Where an update writes y, if it sees all samples, and does with them what is done when a network is asked."""
        question, steps = script.questions[TRAIN], sum(script.lengths[: len(script.steps)])
        length = len(question.forward) - 1  # without the copy of y in double precision
        if len(script.steps) > 1 or self._first.batches.shuffles or length > len(script.steps[0].program):
            return None
        return self._stack.twin_of(question.y, range(length), range(steps, steps + length))

    def _scores_of(self, Y: Array, look: Look) -> Array:
        networks, outputs, samples = Y.shape
        answers = self._first.loss_function.answers(Y.transpose(0, 2, 1).reshape(-1, outputs))  # row by row
        if self._first.points.is_regression:
            pairs = (each.reshape(networks, samples, -1) for each in (answers, look.T))
            return np.array([r_squared(A, T) for A, T in zip(*pairs, strict=True)])
        return np.asarray(is_right(answers, look.T).reshape(networks, samples).mean(axis=1))

    def _truth(self, about: str) -> Array:
        parts = (trainer.data.train if about == TRAIN else trainer.data.test for trainer in self.trainers)
        return np.concatenate([part.T for part in parts])


def _scripts(trainers: Sequence[Trainer]) -> list[Script]:
    """What each of them does.  Where nothing but the learning rate differs, one script says it for all: the rate is no
    constant in it, but an array that may change while a network learns."""
    scripts: dict[int, Script] = {}  # by the number of the first trainer that it is of
    found = []
    for number, trainer in enumerate(trainers):
        like = (first for first in scripts if _differ_in_rate_only(trainers[first], trainer))
        first = next(like, number)
        if first == number:
            scripts[number] = Script(trainer)
        found.append(scripts[first])
    return found


def _differ_in_rate_only(one: Trainer, other: Trainer) -> bool:
    if one.data is not other.data or one.recipe.knobs != other.recipe.knobs:
        return False
    others = (name for name in CHOICES if name not in ("learning_rate", "epochs"))
    return all(getattr(one.recipe, name) == getattr(other.recipe, name) for name in others)


def _changing(trainer: Trainer) -> list[Array]:
    """All that an update changes, and what a person may change."""
    optimizer, network = trainer.optimizer, trainer.network
    return [network.parameters, optimizer.base_rate, *optimizer.state.values(), *network.state.values()]


def _sees_the_same(one: Trainer, other: Trainer) -> bool:
    """Whether both have the same samples in the same batches."""
    if one.recipe.seed != other.recipe.seed:
        return False
    mine, theirs = one.data.train, other.data.train
    return mine is theirs or (np.array_equal(mine.X, theirs.X) and np.array_equal(mine.T, theirs.T))
