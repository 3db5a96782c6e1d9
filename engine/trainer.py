"""Training: forward, loss, backward, update, over and over, until the network is right.

The trainer records one step for each size of batch and replays it.  It knows nothing of any window: whoever wants to
watch asks it for a snapshot between two updates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.batches import WEIGHTS, Batches, kept_for_testing, stream
from engine.history import History, next_test_epoch
from engine.losses import Loss
from engine.metrics import accuracy, is_right
from engine.network import Network
from engine.program import Array, Place, Program, Record, quiet
from engine.recipe import CHOICES, Recipe
from engine.run import Intervention, Run, RunError
from engine.snapshot import Points, Snapshot, frozen
from engine.view import View

SLICE = 1000  # updates after which training without a limit looks whether its numbers are still finite
TAME = 0.1  # a learning rate with which hardly any network of this size diverges
LARGEST = 1e300  # a loss above this counts as infinite: sums of losses stay finite too
FLAT = 1e-10  # a gradient whose largest component is below this no longer moves anything that counts


class Diverged(Exception):
    """The loss grew beyond every bound.  The trainer stands at the last state with a finite loss; the message says
    what to try."""


@dataclass(frozen=True)
class Evaluation:
    """Loss and accuracy of the network as it is now."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class Step:
    """One recorded update for batches of one size, with the arrays at its ends."""

    columns: Array  # (features + 1 + outputs, samples): x, a row of ones, t; a batch is copied into it
    loss: Array  # L of the batch, before the update
    program: Program

    def repeat(self, times: int) -> list[float]:
        """Make so many updates with the batch as it is; the losses."""
        calls, loss, losses = self.program.calls, self.loss, []
        for _ in range(times):
            for call in calls:
                call()
            losses.append(loss.item())
        return losses


@dataclass(frozen=True)
class Moment:
    """Copies of all that an update changes, to come back to."""

    parameters: Array
    optimizer_state: dict[str, Array]


class Trainer:
    """Trains the network of a recipe.  The same recipe gives bit-identical runs on the same machine."""

    def __init__(self, recipe: Recipe, interventions: Sequence[Intervention] = ()) -> None:
        """``interventions`` are made again when their update is reached: so a run with changes is replayed."""
        self.recipe = recipe
        X, T = recipe.make_dataset().generate(np.random.RandomState(recipe.seed))
        is_test = kept_for_testing(len(X), recipe.test_fraction, recipe.seed)
        self.points = Points(frozen(X), frozen(T), frozen(is_test))
        features, outputs = X[0].size, T.shape[1]
        self.network = Network(recipe.make_layers(features, outputs), stream(recipe.seed, WEIGHTS))
        self.loss_function = recipe.make_loss()
        self.optimizer = recipe.make_optimizer()
        self.optimizer.bind(self.network.parameters, self.network.gradients)
        self.batches = Batches(X[~is_test], T[~is_test], recipe.batch_size, recipe.seed)
        self.history = History()
        self.interventions: list[Intervention] = []
        self.updates = 0
        self._planned = sorted(interventions, key=lambda each: each.update)
        self._steps: dict[int, Step] = {}
        self._batch_losses: list[float] = []  # of the epoch that is under way
        self._X, self._T, self._X_test, self._T_test = X[~is_test], T[~is_test], X[is_test], T[is_test]
        self._next_test = next_test_epoch(0)

    # -- training -----------------------------------------------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """How many epochs are finished."""
        return self.updates // self.batches.per_epoch

    @property
    def loss(self) -> float:
        """The loss of the last finished epoch, as training saw it; before the first, of the network as it is now."""
        return float(self.history.last[-1]) if len(self.history.last) else self.evaluate().loss

    def step(self) -> None:
        """Make one update.  Raises Diverged."""
        self.advance(1)

    def train(self, epochs: int) -> None:
        """Train until so many more epochs are finished.  Raises Diverged."""
        self.advance((self.epoch + epochs) * self.batches.per_epoch - self.updates)

    def advance(self, updates: int) -> None:
        """Make so many updates.

        Raises Diverged when a loss, a parameter or what the optimizer remembers is no longer finite; the trainer then
        stands as it was after the update before."""
        goal = self.updates + updates
        while self.updates < goal:
            self._intervene_as_planned()
            self._advance_slice(min(goal - self.updates, SLICE, *self._until_next_stop()))
            if len(self._T_test) and self.updates == self._next_test * self.batches.per_epoch:
                test = self._evaluate(self._X_test, self._T_test)
                if np.isfinite(test.loss):
                    self.history.add_test(self.epoch, test.loss, test.accuracy)
                self._next_test = next_test_epoch(self.epoch)

    def set_learning_rate(self, value: float) -> None:
        """Go on with another learning rate; the run remembers when.  Raises KnobError."""
        value = CHOICES["learning_rate"].check("learning rate", value)
        if value == self.optimizer.rate:
            return
        self.optimizer.learning_rate = value
        kept = [each for each in self.interventions if each.update < self.updates]
        self.interventions = [*kept, Intervention(self.updates, "learning_rate", value)]

    @property
    def program(self) -> Program:
        """The operations of one update, as they were recorded for a batch of the usual size."""
        return self._step_for(self.batches.batch(self.epoch, 0)).program

    def next_step(self) -> Step:
        """The record of the update that comes next, with its batch in place: what `step` would replay."""
        self._intervene_as_planned()
        batch = self.batches.batch(*divmod(self.updates, self.batches.per_epoch))
        step = self._step_for(batch)
        np.copyto(step.columns, batch)
        return step

    # -- looking on ---------------------------------------------------------------------------------------------------

    def evaluate(self) -> Evaluation:
        """Loss and accuracy on the training samples, of the network as it is now."""
        return self._evaluate(self._X, self._T)

    def evaluate_test(self) -> Evaluation | None:
        """The same on the samples kept for testing, if there are any."""
        return self._evaluate(self._X_test, self._T_test) if len(self._T_test) else None

    def snapshot(self, run: int = 0) -> Snapshot:
        """Frozen copies of this moment; ``run`` is passed on as it is."""
        prediction = self.network.predict(self.points.X)
        right = is_right(prediction, self.points.T)
        test = self.points.is_test
        has_test = bool(test.any())
        surface, neurons = (None, ()) if self._view is None else self._view.look()
        return Snapshot(
            run=run,
            update=self.updates,
            epoch=self.epoch,
            learning_rate=float(self.optimizer.rate),
            loss=self.loss,
            accuracy=float(right[~test].mean()),
            test_loss=self.loss_function.value(prediction[test], self.points.T[test]) if has_test else None,
            test_accuracy=float(right[test].mean()) if has_test else None,
            points=self.points,
            prediction=frozen(prediction),
            right=frozen(right),
            curve=self.history.curve(),
            surface=surface,
            neurons=neurons,
        )

    def run(self) -> Run:
        """A copy of the run so far."""
        moment = self.moment()
        return Run(
            recipe=self.recipe,
            interventions=tuple(self.interventions),
            updates=self.updates,
            parameters=moment.parameters,
            optimizer_state=moment.optimizer_state,
            batch_losses=np.array(self._batch_losses),
            history=self.history.copy(),
        )

    @classmethod
    def resumed(cls, run: Run) -> Trainer:
        """A trainer that stands where ``run`` stood and goes on with the same numbers as that would have.

        Raises RunError where the run does not fit its recipe."""
        trainer = cls(run.recipe)
        trainer._check_fit(run)
        trainer.come_back(Moment(run.parameters, run.optimizer_state))
        trainer.updates, trainer.history = run.updates, run.history.copy()
        trainer.interventions, trainer._batch_losses = list(run.interventions), run.batch_losses.tolist()
        trainer._next_test = next_test_epoch(trainer.epoch)
        for each in run.interventions:
            trainer.optimizer.learning_rate = each.value
        return trainer

    def _check_fit(self, run: Run) -> None:
        whole, begun = divmod(run.updates, self.batches.per_epoch)
        pairs = [
            ("parameters", run.parameters.shape, self.network.parameters.shape),
            ("epochs of its history", run.history.epochs, whole),
            ("losses of the epoch under way", len(run.batch_losses), begun),
            *(
                (f"optimizer's {name}", getattr(run.optimizer_state.get(name), "shape", None), array.shape)
                for name, array in self.optimizer.state.items()
            ),
            ("optimizer's arrays", sorted(run.optimizer_state), sorted(self.optimizer.state)),
        ]
        for what, found, expected in pairs:
            if found != expected:
                raise RunError(f"it does not fit its recipe: {what} should be {expected}, but found {found!s:.200}.")

    def advice(self) -> str | None:
        """What to try when the network no longer learns though it is not right; None while nothing is wrong."""
        right = self.evaluate().accuracy
        Y = self.network.forward(self._X)
        self.network.backward(self.loss_function.gradient(Y, self._T))
        steepest = float(np.abs(self.network.gradients).max(initial=0.0))
        if right == 1.0 or not steepest <= FLAT:
            return None
        return (
            f"The network stands still: its gradient is almost zero ({steepest:.1g}) though only {right:.0%} of the "
            "samples are right. Its neurons are saturated (sigmoid, tanh) or dead (ReLU). "
            "Start again with a smaller learning rate, another seed or another activation."
        )

    @cached_property
    def _view(self) -> View | None:
        """Made when somebody looks for the first time."""
        return View(self.network, self.points.X) if self.points.X.shape[1:] == (2,) else None

    # -- inside -------------------------------------------------------------------------------------------------------

    def _advance_slice(self, updates: int) -> None:
        start, losses = self.moment(), self._replay(self.updates, updates)
        if self._is_finite(losses):
            self._note(losses)
            return
        self.come_back(start)
        losses, bad_loss = self._replay_while_finite(updates)
        self._note(losses)
        raise Diverged(self._why_diverged(bad_loss))

    def _is_finite(self, losses: list[float]) -> bool:
        arrays = (self.network.parameters, *self.optimizer.state.values())
        return bool(np.less(np.abs(losses), LARGEST).all()) and all(bool(np.isfinite(each).all()) for each in arrays)

    def _why_diverged(self, bad_loss: float) -> str:
        if np.isnan(bad_loss) and self.loss_function.outputs != Loss.outputs:
            return (
                f"The loss is not a number after {self.epoch:,} epochs: {self.loss_function.name} takes outputs "
                f"{self.loss_function.outputs}, and the network gave others. "
                "Choose an output activation that keeps to them, or another loss."
            )
        rate = float(self.optimizer.rate)
        return (
            f"After {self.epoch:,} epochs the loss has grown beyond all bounds: each step overshoots the minimum by "
            f"more than the one before. Begin again with a smaller learning rate than {rate:,.10g}, for instance "
            f"{min(rate / 10, TAME):,.10g}, or with sigmoid or tanh in place of an activation without bounds."
        )

    def _replay(self, first: int, updates: int) -> list[float]:
        """Make the updates that follow the update ``first``; their losses, each taken before its update."""
        with quiet():
            if self.batches.per_epoch == 1:
                return self._step_for(self.batches.batch(0, 0)).repeat(updates)
            losses: list[float] = []
            for update in range(first, first + updates):
                batch = self.batches.batch(*divmod(update, self.batches.per_epoch))
                step = self._step_for(batch)
                np.copyto(step.columns, batch)
                for call in step.program.calls:
                    call()
                losses.append(step.loss.item())
            return losses

    def _replay_while_finite(self, updates: int) -> tuple[list[float], float]:
        """Make updates one by one until one is not finite, and take that one back; the others' losses, and its own."""
        losses: list[float] = []
        before, loss = self.moment(), [np.nan]
        for update in range(self.updates, self.updates + updates):
            before, loss = self.moment(), self._replay(update, 1)
            if not self._is_finite(loss):
                break
            losses += loss
        self.come_back(before)
        return losses, loss[0]

    def _note(self, losses: list[float]) -> None:
        self.updates += len(losses)
        waiting, batches = np.array(self._batch_losses + losses), self.batches.per_epoch
        whole = len(waiting) // batches
        self.history.extend(waiting[: whole * batches].reshape(whole, batches).mean(axis=1))
        self._batch_losses = waiting[whole * batches :].tolist()

    def _step_for(self, batch: Array) -> Step:
        samples = batch.shape[1]
        if samples not in self._steps:
            self._steps[samples] = self._record_step(batch)
        return self._steps[samples]

    def _record_step(self, batch: Array) -> Step:
        do, columns, features = Record(batch.shape[1]), batch.copy(), self.points.X[0].size
        x, t = columns[: features + 1], columns[features + 1 :]
        y = self.network.record_forward(x, do)
        do.place = Place("loss", type(self.loss_function).name)
        loss = self.loss_function.record_value(y, t, do)
        dy = self.loss_function.record_gradient(y, t, do)
        self.network.record_backward(dy, do)
        do.place = Place("update", type(self.optimizer).name)
        self.optimizer.record(self.network.parameters, self.network.gradients, do)
        return Step(columns, loss, do.program())

    def _until_next_stop(self) -> list[int]:
        """How many updates there are until something other than an update is due."""
        stops = [self._planned[0].update] if self._planned else []
        if len(self._T_test):
            stops.append(self._next_test * self.batches.per_epoch)
        return [stop - self.updates for stop in stops]

    def _intervene_as_planned(self) -> None:
        while self._planned and self._planned[0].update <= self.updates:
            self.set_learning_rate(self._planned.pop(0).value)

    def moment(self) -> Moment:
        state = {name: array.copy() for name, array in self.optimizer.state.items()}
        return Moment(self.network.parameters.copy(), state)

    def come_back(self, moment: Moment) -> None:
        self.network.parameters[:] = moment.parameters
        for name, array in moment.optimizer_state.items():
            self.optimizer.state[name][...] = array  # which may be a single number

    def _evaluate(self, X: Array, T: Array) -> Evaluation:
        Y = self.network.predict(X)
        return Evaluation(self.loss_function.value(Y, T), accuracy(Y, T))
