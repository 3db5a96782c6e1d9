"""Training: forward, loss, backward, update, over and over, until the network is right.

The trainer records one step for each size of batch and replays it.  It knows nothing of any window: whoever wants to
watch asks it for a snapshot between two updates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from engine.advice import why_diverged, why_still, why_stopped, why_worse
from engine.batches import WEIGHTS, Batches, stream
from engine.data import LARGEST, Data, Part
from engine.early_stopping import EarlyStopping
from engine.evaluation import Evaluation, evaluated
from engine.history import History, next_test_epoch
from engine.metrics import is_right
from engine.network import Network
from engine.penalties import weights_among
from engine.program import Array, Place, Program, Record, Shape, quiet
from engine.recipe import CHOICES, MOST_SIGNALS, Recipe, RecipeError
from engine.run import Intervention, Moment, Run
from engine.snapshot import Line, Snapshot, Stage, Surface, frozen
from engine.step import Recorder, Step
from engine.view import Grid, View, most_cells

MOST_IN_WINDOWS = 200_000_000  # numbers, of a batch; each lies in one array, where a signal lies in several
SLICE = 1000  # updates after which training without a limit looks whether its numbers are still finite


class Diverged(Exception):
    """The loss grew beyond every bound.  The trainer stands at the last state with a finite loss; the message says
    what to try."""


class Trainer:
    """Trains the network of a recipe.  The same recipe gives bit-identical runs on the same machine."""

    def __init__(
        self, recipe: Recipe, interventions: Sequence[Intervention] = (), data: Data | None = None
    ) -> None:
        """``interventions`` are made again when their update is reached: so a run with changes is replayed.

        ``data`` are those that the recipe makes, where somebody has them already."""
        self.recipe, self.loss_function = recipe, recipe.make_loss()
        self.data = data or Data(recipe, self.loss_function)
        self.points, self.inputs = self.data.points, self.data.inputs
        X, T = self.data.train.X, self.data.train.T
        self.input_shape: Shape = X.shape[1:]
        layers = recipe.make_layers(self.input_shape, T.shape[1])
        self.network = Network(layers, stream(recipe.seed, WEIGHTS), recipe.dtype)
        self.optimizer = recipe.make_optimizer()
        self.optimizer.bind(self.network.parameters, self.network.gradients)
        self.batches = Batches(X, T, recipe.batch_size, recipe.seed)
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

    def _check_size(self) -> None:
        """Refuse what no desktop could hold, before memory is taken for it.  Raises RecipeError."""
        size, shape = self.batches.size, self.input_shape
        for count, most, what in (
            (size * self.network.signals(shape), MOST_SIGNALS, "signals"),
            (size * self.network.workspace(shape), MOST_IN_WINDOWS, "numbers in windows of its images"),
        ):
            if count > most:
                raise RecipeError(
                    f"A batch of {size:,} samples makes {count:,} {what} in this network; up to {most:,} are allowed: "
                    "take a smaller batch size or a smaller network."
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
        if self._stopping is None or not self._stopping.is_over:
            return ""
        return why_stopped(self._stopping.best_epoch, self.recipe.patience, len(self.data.test) > 0)

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
            self.intervene_as_planned()
            test = next_test_epoch(self.epoch) * self.batches.per_epoch if len(self.data.test) else goal
            self._advance_slice(min(goal, test, self.next_stop) - self.updates)
            if len(self.data.test) and self.updates == test:
                self.note_test(self.epoch, self._evaluated(self.data.test))
            if self.is_watched and self.updates % self.batches.per_epoch == 0:
                self.watch(self._watched_loss())

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
        self.intervene_as_planned()
        return self._recorder.whole(self.batches.batch(*divmod(self.updates, self.batches.per_epoch)))

    # -- what whoever trains several side by side does for each of them ------------------------------------------------

    @property
    def is_watched(self) -> bool:
        """Whether early stopping looks at it after each epoch: see ``watch``."""
        return self._stopping is not None

    @property
    def next_stop(self) -> int:
        """Up to which update one may train in one go: until what has been learned must be looked at, or the learning
        rate changes."""
        stop = self.updates + SLICE
        if self._planned:
            stop = min(stop, self._planned[0].update)
        return min(stop, (self.epoch + 1) * self.batches.per_epoch) if self.is_watched else stop

    def intervene_as_planned(self) -> bool:
        """Make the changes that are due before the next update; whether there were any."""
        is_due = bool(self._planned) and self._planned[0].update <= self.updates
        while self._planned and self._planned[0].update <= self.updates:
            self.set_learning_rate(self._planned.pop(0).value)
        return is_due

    def record_step(self, batch: Array) -> Step:
        """A record of its own of an update with ``batch`` (features + 1 + outputs, samples) as a whole."""
        return self._recorder.whole(batch)

    def note(self, losses: list[float]) -> None:
        """Take note of updates that were made: the loss of each, taken before it."""
        self.updates += len(losses)
        waiting, batches = np.array(self._batch_losses + losses), self.batches.per_epoch
        whole = len(waiting) // batches
        self.history.extend(waiting[: whole * batches].reshape(whole, batches).mean(axis=1))
        self._batch_losses = waiting[whole * batches :].tolist()

    def note_test(self, epoch: int, test: Evaluation) -> None:
        """Take note of how good it was after ``epoch`` on the samples kept for testing."""
        if np.isfinite(test.loss):
            self.history.add_test(epoch, test.loss, test.score)

    def watch(self, loss: float) -> None:
        """Let early stopping see the loss that it goes by, of the network as it is after an epoch."""
        assert self._stopping is not None, "nobody watches"
        self._stopping.look(self.epoch, loss)

    # -- looking on ---------------------------------------------------------------------------------------------------

    def evaluate(self) -> Evaluation:
        """Loss and accuracy, or R², on the training samples, of the network as it is now."""
        return self._evaluated(self.data.train)

    def evaluate_test(self) -> Evaluation | None:
        """The same on the samples kept for testing, if there are any."""
        return self._evaluated(self.data.test) if len(self.data.test) else None

    def predict(self, X: Array) -> Array:
        """What the network's outputs are (samples, outputs) for samples X like those of the dataset."""
        return self.network.predict(self.inputs.of(X))

    def answers(self) -> Array:
        """What the network says to every sample (samples, outputs), as people read it: see `Data.answers`."""
        return self.data.answers(self.predict(self.points.X))

    def snapshot(self, run: int = 0) -> Snapshot:
        """Frozen copies of this moment; ``run`` is passed on as it is."""
        points, Y = self.points, self.predict(self.points.X)
        answers, T, is_test = self.data.answers(Y), self.data.T, points.is_test
        right = np.ones(len(Y), np.bool_) if points.is_regression else is_right(answers, points.T)
        loss, is_regression = self.loss_function, points.is_regression
        now = evaluated(Y[~is_test], T[~is_test], loss, is_regression)
        test = evaluated(Y[is_test], T[is_test], loss, is_regression) if is_test.any() else None
        surface, line, neurons = (None, None, ()) if self._view is None else self._view.look()
        return Snapshot(
            run=run,
            update=self.updates,
            epoch=self.epoch,
            learning_rate=float(str(self.optimizer.rate)),  # 0.3, though in single precision it is 0.30000001192
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
            stages=self._stages,
        )

    def picture(self) -> Surface | Line | None:
        """What the network answers all over the plane of its two features, or along its only one; else None."""
        grid = self.grid()
        return None if grid is None else grid.picture(self.data.answers(self.predict(grid.cells())))

    def grid(self) -> Grid | None:
        """Where a picture asks the network; None where its samples have more than two features, or are images."""
        X = self.points.X
        has_few = X.ndim == 2 and X.shape[1] <= 2
        return Grid(X, most_cells(self.network, self.data.train.X)) if has_few else None

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
    def resumed(cls, run: Run, data: Data | None = None) -> Trainer:
        """A trainer that stands where ``run`` stood and goes on with the same numbers as that would have.

        ``data`` are those of its recipe, where somebody has them.  Raises RunError where the run does not fit its
        recipe."""
        trainer = cls(run.recipe, data=data)
        trainer.stand_at(run)
        return trainer

    def stand_at(self, run: Run) -> None:
        """Stand where ``run``, of the same recipe, stood.  Raises RunError where it does not fit its recipe."""
        run.check_fit(self.moment(), self.batches.per_epoch)
        self.come_back(Moment(run.parameters, run.optimizer_state, run.network_state))
        self.updates, self.history = run.updates, run.history.copy()
        self.interventions, self._batch_losses = list(run.interventions), run.batch_losses.tolist()
        self._planned = []
        rates = [run.recipe.learning_rate, *(each.value for each in run.interventions)]
        self.optimizer.learning_rate = rates[-1]  # whatever the file says that it is

    def advice(self) -> str | None:
        """What to try when the network did not learn or no longer does, though it is not right; None while nothing is
        wrong."""
        still = why_still(self._steepest(), self.evaluate().score, self.points.is_regression)
        losses = self.history.exact
        if still is not None or not len(losses):
            return still
        return why_worse(float(losses[0]), self.loss, self.optimizer.learning_rate)

    @cached_property
    def _view(self) -> View | None:
        """Made when somebody looks for the first time."""
        if self.grid() is None:
            return None
        names = self.inputs.names or self.points.feature_names
        return View(self.network, self.points.X, self.inputs.of, self.data.answers, names)

    @cached_property
    def _stages(self) -> tuple[Stage, ...]:
        """The inputs and every layer: what comes out of them, and how much they learn."""
        shape, stages = self.input_shape, [Stage("", self.input_shape, 0)]
        for layer in self.network.layers:
            shape = layer.shape_after(shape)
            stages.append(Stage(type(layer).name, shape, layer.parameter_count))
        return tuple(stages)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _advance_slice(self, updates: int) -> None:
        start, losses = self.moment(), self._replay(self.updates, updates)
        if self._is_finite(losses):
            self.note(losses)
            return
        self.come_back(start)
        losses, bad_loss = self._replay_while_finite(updates)
        self.note(losses)
        raise Diverged(why_diverged(self.epoch, self.optimizer.learning_rate, bad_loss, self.loss_function))

    def _is_finite(self, losses: list[float]) -> bool:
        arrays = (self.network.parameters, *self.optimizer.state.values(), *self.network.state.values())
        return bool(np.less(np.abs(losses), LARGEST).all()) and all(bool(np.isfinite(each).all()) for each in arrays)

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
        part = self.data.test if len(self.data.test) else self.data.train
        return self.loss_function.value(self.network.predict(part.X), part.T)

    def _evaluated(self, part: Part) -> Evaluation:
        return evaluated(self.network.predict(part.X), part.T, self.loss_function, self.points.is_regression)

    def _steepest(self) -> float:
        """The largest component of the gradient on all training samples, of which a pass takes as many as it can."""
        X, T, most = self.data.train.X, self.data.train.T, self.network.at_once(self.input_shape)
        before, total = self.moment(), np.zeros_like(self.network.gradients)  # going back moves on what layers remember
        for start in range(0, len(X), most):
            x, t = X[start : start + most], T[start : start + most]
            Y = self.network.forward(x)
            self.network.backward(self.loss_function.gradient(Y, t) * (len(x) / len(X)))
            total += self.network.gradients
        self.come_back(before)
        return float(np.abs(total).max(initial=0.0))


def _copies(state: Mapping[str, Array]) -> dict[str, Array]:
    return {name: array.copy() for name, array in state.items()}
