"""Training: forward, loss, backward, update, over and over, until the network is right.

The trainer records one step for each size of batch and replays it.  It knows nothing of any window: whoever wants to
watch asks it for a snapshot between two updates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.batches import WEIGHTS, Batches, kept_for_testing, stream
from engine.early_stopping import EarlyStopping
from engine.files import FileError
from engine.history import History, next_test_epoch
from engine.losses import Loss
from engine.metrics import accuracy, is_right, r_squared
from engine.network import Network
from engine.penalties import weights_among
from engine.program import Array, Place, Program, Record, Shape, quiet
from engine.recipe import CHOICES, MOST_SIGNALS, Recipe, RecipeError
from engine.run import Intervention, Run, RunError
from engine.snapshot import Points, Snapshot, frozen
from engine.step import Recorder, Step
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
    """How good the network is now on some samples."""

    loss: float
    accuracy: float  # the share that is right, 0 to 1; not a number where the truth is numbers
    r2: float  # the share of the truth's variance that is explained, at most 1; not a number for classes

    @property
    def score(self) -> float:
        """The one of the two that there is."""
        return self.r2 if np.isnan(self.accuracy) else self.accuracy


@dataclass(frozen=True)
class Moment:
    """Copies of all that an update changes, to come back to."""

    parameters: Array
    optimizer_state: dict[str, Array]
    network_state: dict[str, Array]


class Trainer:
    """Trains the network of a recipe.  The same recipe gives bit-identical runs on the same machine."""

    def __init__(self, recipe: Recipe, interventions: Sequence[Intervention] = ()) -> None:
        """``interventions`` are made again when their update is reached: so a run with changes is replayed."""
        self.recipe, self.loss_function = recipe, recipe.make_loss()
        self.points = self._points()
        X, T, is_test = self.points.X, self.points.T, self.points.is_test
        self.inputs = recipe.make_inputs(X[~is_test])
        X = self.inputs.of(X).astype(recipe.dtype, copy=False)
        T = T.astype(recipe.dtype, copy=False)
        self.input_shape: Shape = X.shape[1:]
        layers = recipe.make_layers(self.input_shape, T.shape[1])
        self.network = Network(layers, stream(recipe.seed, WEIGHTS), recipe.dtype)
        self.optimizer = recipe.make_optimizer()
        self.optimizer.bind(self.network.parameters, self.network.gradients)
        self.batches = Batches(X[~is_test], T[~is_test], recipe.batch_size, recipe.seed)
        self._check_size()
        self.schedule = recipe.make_schedule()
        self.schedule.bind(self.optimizer, self.batches.per_epoch)
        self._stopping = EarlyStopping(self.network, recipe.patience) if recipe.patience else None
        if self._stopping is not None:
            self.optimizer.state |= self._stopping.state  # so that it is saved, copied and restored with the rest
        self.history = History()
        self.interventions: list[Intervention] = []
        self.updates = 0
        self._planned = sorted(interventions, key=lambda each: each.update)
        self._recorder = Recorder(self.network, self.input_shape, self.loss_function, self._record_update)
        self._steps: dict[int, Step] = {}  # by the size of their batch
        self._batch_losses: list[float] = []  # of the epoch that is under way
        self._X, self._T, self._X_test, self._T_test = X[~is_test], T[~is_test], X[is_test], T[is_test]
        self._next_test = next_test_epoch(0)

    def _points(self) -> Points:
        """The samples of the recipe, with the truth as its loss wants it.  Raises RecipeError."""
        dataset, seed = self.recipe.make_dataset(), self.recipe.seed
        try:
            X, T = dataset.generate(np.random.RandomState(seed))
        except FileError as error:
            raise RecipeError(f"The dataset {dataset.name} cannot be had: {error}") from None
        is_test = kept_for_testing(len(X), self.recipe.test_fraction, seed)
        names = () if dataset.is_regression else dataset.class_names
        features = dataset.feature_names(X.shape[1]) if X.ndim == 2 else ()
        T = self.loss_function.targets(T)
        return Points(frozen(X), frozen(T), frozen(is_test), dataset.is_regression, names, features)

    def _check_size(self) -> None:
        """Refuse what no desktop could hold, before memory is taken for it.  Raises RecipeError."""
        signals = self.batches.size * self.network.signals(self.input_shape)
        if signals > MOST_SIGNALS:
            raise RecipeError(
                f"A batch of {self.batches.size:,} samples makes {signals:,} signals in this network; up to "
                f"{MOST_SIGNALS:,} are allowed: take a smaller batch size or a smaller network."
            )

    # -- training -----------------------------------------------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """How many epochs are finished."""
        return self.updates // self.batches.per_epoch

    @property
    def loss(self) -> float:
        """The loss of the last finished epoch, as training saw it; before the first, of the network as it is now."""
        return float(self.history.last[-1]) if len(self.history.last) else self.evaluate().loss

    @property
    def stopped_early(self) -> bool:
        """Whether patience is at its end: the network is the best one that there was, and no update follows."""
        return self._stopping is not None and self._stopping.is_over

    @property
    def why_stopped(self) -> str:
        """What early stopping did, in a sentence; "" while it has not ended the training."""
        if not self.stopped_early:
            return ""
        where = "kept for testing" if len(self._T_test) else "to train on"
        return (
            f"Stopped early: on the samples {where} the loss was least after {self.best_epoch:,} epochs and has not "
            f"fallen for {self.recipe.patience:,}. The network is again the one of epoch {self.best_epoch:,}."
        )

    @property
    def best_epoch(self) -> int | None:
        """After how many epochs the network was at its best, where early stopping watches it."""
        return None if self._stopping is None else self._stopping.best_epoch

    def step(self) -> None:
        """Make one update.  Raises Diverged."""
        self.advance(1)

    def train(self, epochs: int) -> None:
        """Train until so many more epochs are finished.  Raises Diverged."""
        self.advance((self.epoch + epochs) * self.batches.per_epoch - self.updates)

    def advance(self, updates: int) -> None:
        """Make so many updates, or fewer where early stopping ends the training.

        Raises Diverged when a loss, a parameter or what the optimizer remembers is no longer finite; the trainer then
        stands as it was after the update before."""
        goal = self.updates + updates
        while self.updates < goal and not self.stopped_early:
            self._intervene_as_planned()
            self._advance_slice(min(goal - self.updates, SLICE, *self._until_next_stop()))
            if len(self._T_test) and self.updates == self._next_test * self.batches.per_epoch:
                test = self._evaluate(self._X_test, self._T_test)
                if np.isfinite(test.loss):
                    self.history.add_test(self.epoch, test.loss, test.score)
                self._next_test = next_test_epoch(self.epoch)
            if self._stopping is not None and self.updates % self.batches.per_epoch == 0:
                self._stopping.look(self.epoch, self._watched_loss())

    def set_learning_rate(self, value: float) -> None:
        """Go on with another learning rate, of which a schedule takes its share; the run remembers when.

        Raises KnobError."""
        value = CHOICES["learning_rate"].check("learning rate", value)
        if value == self.optimizer.base_rate:
            return
        self.optimizer.learning_rate = value
        kept = [each for each in self.interventions if each.update < self.updates]
        self.interventions = [*kept, Intervention(self.updates, "learning_rate", value)]

    @property
    def program(self) -> Program:
        """The operations of one update, as they were recorded for a batch of the usual size."""
        return self._step_for(self.batches.batch(self.epoch, 0)).program

    def next_step(self) -> Step:
        """The record of the update that comes next, with its batch in place: what `step` would replay.

        Always of the whole batch: of one that `step` makes in halves, the last digits may differ."""
        self._intervene_as_planned()
        return self._recorder.whole(self.batches.batch(*divmod(self.updates, self.batches.per_epoch)))

    # -- looking on ---------------------------------------------------------------------------------------------------

    def evaluate(self) -> Evaluation:
        """Loss and accuracy, or R², on the training samples, of the network as it is now."""
        return self._evaluate(self._X, self._T)

    def evaluate_test(self) -> Evaluation | None:
        """The same on the samples kept for testing, if there are any."""
        return self._evaluate(self._X_test, self._T_test) if len(self._T_test) else None

    def predict(self, X: Array) -> Array:
        """What the network's outputs are (samples, outputs) for samples X like those of the dataset."""
        return self.network.predict(self.inputs.of(X))

    def answers(self) -> Array:
        """What the network says to every sample (samples, outputs), as people read it: see `Loss.answers`."""
        return self.loss_function.answers(self.predict(self.points.X))

    def snapshot(self, run: int = 0) -> Snapshot:
        """Frozen copies of this moment; ``run`` is passed on as it is."""
        points, Y = self.points, self.predict(self.points.X)
        answers, is_test = self.loss_function.answers(Y), points.is_test
        right = np.ones(len(Y), np.bool_) if points.is_regression else is_right(answers, points.T)
        now = self._judged(Y[~is_test], points.T[~is_test])
        test = self._judged(Y[is_test], points.T[is_test]) if is_test.any() else None
        surface, line, neurons = (None, None, ()) if self._view is None else self._view.look()
        return Snapshot(
            run=run,
            update=self.updates,
            epoch=self.epoch,
            learning_rate=float(self.optimizer.rate),
            loss=float(self.history.last[-1]) if len(self.history.last) else now.loss,
            score=now.score,
            test_loss=test.loss if test is not None else None,
            test_score=test.score if test is not None else None,
            points=points,
            prediction=frozen(answers),
            right=frozen(right),
            curve=self.history.curve(),
            surface=surface,
            line=line,
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
            network_state=moment.network_state,
            batch_losses=np.array(self._batch_losses),
            history=self.history.copy(),
        )

    @classmethod
    def resumed(cls, run: Run) -> Trainer:
        """A trainer that stands where ``run`` stood and goes on with the same numbers as that would have.

        Raises RunError where the run does not fit its recipe."""
        trainer = cls(run.recipe)
        trainer._check_fit(run)
        trainer.come_back(Moment(run.parameters, run.optimizer_state, run.network_state))
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
            *(
                (f"network's {name}", getattr(run.network_state.get(name), "shape", None), array.shape)
                for name, array in self.network.state.items()
            ),
            ("network's arrays", sorted(run.network_state), sorted(self.network.state)),
        ]
        for what, found, expected in pairs:
            if found != expected:
                raise RunError(f"it does not fit its recipe: {what} should be {expected}, but found {found!s:.200}.")

    def advice(self) -> str | None:
        """What to try when the network no longer learns though it is not right; None while nothing is wrong."""
        score = self.evaluate().score
        before = self.moment()  # to go back moves on what layers remember
        Y = self.network.forward(self._X)
        self.network.backward(self.loss_function.gradient(Y, self._T))
        self.come_back(before)
        steepest = float(np.abs(self.network.gradients).max(initial=0.0))
        if score == 1.0 or not steepest <= FLAT:
            return None
        found = f"R² is only {score:.2f}" if self.points.is_regression else f"only {score:.0%} of the samples are right"
        return (
            f"The network stands still: its gradient is almost zero ({steepest:.1g}) though {found}. "
            "Its neurons are saturated (sigmoid, tanh) or dead (ReLU). "
            "Start again with a smaller learning rate, another seed or another activation."
        )

    @cached_property
    def _view(self) -> View | None:
        """Made when somebody looks for the first time."""
        X = self.points.X
        can_be_seen = X.ndim == 2 and X.shape[1] <= 2
        return View(self.network, X, self.inputs.of, self.loss_function.answers) if can_be_seen else None

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
        arrays = (self.network.parameters, *self.optimizer.state.values(), *self.network.state.values())
        return bool(np.less(np.abs(losses), LARGEST).all()) and all(bool(np.isfinite(each).all()) for each in arrays)

    def _why_diverged(self, bad_loss: float) -> str:
        if np.isnan(bad_loss) and self.loss_function.outputs != Loss.outputs:
            return (
                f"The loss is not a number after {self.epoch:,} epochs: {self.loss_function.name} takes outputs "
                f"{self.loss_function.outputs}, and the network gave others. "
                "Choose an output activation that keeps to them, or another loss."
            )
        rate = float(self.optimizer.base_rate)
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
            while len(losses) < updates:
                epoch, number = divmod(first + len(losses), self.batches.per_epoch)
                for batch in self.batches.of_epoch(epoch)[number : number + updates - len(losses)]:
                    step = self._step_for(batch)
                    np.copyto(step.columns, batch)
                    for call in step.calls:
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
            self._steps[samples] = self._recorder.step(batch)
        return self._steps[samples]

    def _record_update(self, loss: Array, do: Record) -> None:
        θ, g = self.network.parameters, self.network.gradients
        g = self.recipe.make_penalties().record(θ, g, weights_among(self.network.layers, θ), do)
        self.schedule.record(loss, do)
        do.place = Place("update", type(self.optimizer).name)
        self.optimizer.record(θ, g, do)

    def _until_next_stop(self) -> list[int]:
        """How many updates there are until something other than an update is due."""
        stops = [self._planned[0].update] if self._planned else []
        if len(self._T_test):
            stops.append(self._next_test * self.batches.per_epoch)
        if self._stopping is not None:
            stops.append((self.epoch + 1) * self.batches.per_epoch)
        return [stop - self.updates for stop in stops]

    def _intervene_as_planned(self) -> None:
        while self._planned and self._planned[0].update <= self.updates:
            self.set_learning_rate(self._planned.pop(0).value)

    def moment(self) -> Moment:
        """Copies of all that an update changes."""
        return Moment(self.network.parameters.copy(), _copies(self.optimizer.state), _copies(self.network.state))

    def come_back(self, moment: Moment) -> None:
        """Stand where everything was as in ``moment``."""
        self.network.parameters[:] = moment.parameters
        for state, kept in (
            (self.optimizer.state, moment.optimizer_state),
            (self.network.state, moment.network_state),
        ):
            for name, array in kept.items():
                state[name][...] = array  # which may be a single number

    def _watched_loss(self) -> float:
        """What early stopping goes by: the loss on the samples kept for testing, or else on those for training."""
        X, T = (self._X_test, self._T_test) if len(self._T_test) else (self._X, self._T)
        return self.loss_function.value(self.network.predict(X), T)

    def _evaluate(self, X: Array, T: Array) -> Evaluation:
        return self._judged(self.network.predict(X), T)

    def _judged(self, Y: Array, T: Array) -> Evaluation:
        answers, is_regression = self.loss_function.answers(Y), self.points.is_regression
        return Evaluation(
            loss=self.loss_function.value(Y, T),
            accuracy=np.nan if is_regression else accuracy(answers, T),
            r2=r_squared(answers, T) if is_regression else np.nan,
        )


def _copies(state: Mapping[str, Array]) -> dict[str, Array]:
    return {name: array.copy() for name, array in state.items()}
