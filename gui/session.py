"""The one place where window and engine meet: it owns the recipe, the training thread and the numbering of the runs.

A Recipe goes down, Snapshots come up, commands are queued signals: the window sees no network, the worker no widget.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields, replace
from enum import Enum

from PyQt5.QtCore import QCoreApplication, QEvent, QObject, QThread, pyqtSignal, pyqtSlot

from engine.recipe import CHOICES, Recipe
from engine.run import Run
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from gui.progress import Progress
from gui.training_worker import Start, Stop, StopReason, TrainingWorker


class State(Enum):
    """What the run is doing."""

    EMPTY = "empty"  # there is no run: none was made yet, or the recipe asks for too much
    READY = "ready"  # not one update yet
    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"


class Session(QObject):
    """What a person does in one sitting: one recipe, one run at a time, and the run before it to come back to.

    A run that is asked for is made in the training thread.  Until it is ready, or refused, the run before it stays."""

    recipe_changed = pyqtSignal(object)  # carries the Recipe as it is to be shown
    state_changed = pyqtSignal(object)  # carries the State
    run_began = pyqtSignal(int)  # this run takes the place of the one before: what was drawn belongs to the past
    pictured = pyqtSignal(object, float)  # carries a Snapshot and the epochs a second; answer with picture_drawn
    printed = pyqtSignal(str)  # lines for the log
    advised = pyqtSignal(str, str)  # a heading and a sentence that the person should read
    previous_run_changed = pyqtSignal(bool)  # whether there is a run to bring back
    stopped = pyqtSignal(object)  # carries the Stop: the run that is shown stands, after a train or a step
    replaced = pyqtSignal(int, object)  # carries the number and the Run, as it stood, that makes place for another

    # Commands for the training thread.  They are queued: the worker hears them between two slices.
    _start_run = pyqtSignal(int, object)
    _resume_run = pyqtSignal(int, object)
    _train = pyqtSignal(int, int)
    _set_length = pyqtSignal(int)
    _pause = pyqtSignal()
    _step = pyqtSignal(int)
    _set_speed = pyqtSignal(float)
    _set_learning_rate = pyqtSignal(float)
    _picture_drawn = pyqtSignal(float)
    _copy_run = pyqtSignal(object)
    _finish = pyqtSignal()

    def __init__(self, recipe: Recipe, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recipe = recipe
        self.state = State.EMPTY
        self.run = 0  # the number of the run that is shown; 0: none
        self.begun_with = 0  # how many updates that run had when it came in: it was opened, or brought back
        self.latest: Snapshot | None = None
        self.previous: Run | None = None
        self._given = 0  # the last number that was given to a run; none is given twice
        self._asked = 0  # the number of the run that was asked for last; it may not be ready yet
        self._goes_on = False  # whether that run is to be trained as soon as it is ready
        self._recipe_of_run = recipe  # of the run that is shown, to go back to when the one asked for is refused
        self._command = 0  # the number of the last train or step: what answers an earlier one is out of date
        self.updates_an_epoch = 1  # of the run that is shown
        self._questions: dict[int, Callable[[Run, Snapshot], None]] = {}
        self._worker, self._thread = TrainingWorker(), QThread(self)
        self._thread.setObjectName("training")
        self._worker.moveToThread(self._thread)
        self._connect()
        self._thread.start()
        self.restart()

    # -- what a person does -------------------------------------------------------------------------------------------

    def train(self) -> None:
        """Train to the next multiple of the recipe's epochs, or until paused where these are 0."""
        if self._asked != self.run:
            self._goes_on = True
        elif self.state is State.DIVERGED:
            self.restart(go_on=True)  # there is nothing to go on from
        elif self.state not in (State.EMPTY, State.TRAINING):
            self._command += 1
            self._train.emit(self._command, self.recipe.epochs)
            self._enter(State.TRAINING)

    def pause(self) -> None:
        """Stop after the update in hand."""
        self._goes_on = False
        self._pause.emit()

    def step(self) -> None:
        """Make one update."""
        if self.state not in (State.EMPTY, State.TRAINING):
            self._command += 1
            self._step.emit(self._command)

    def restart(self, go_on: bool = False) -> None:
        """Begin again from the recipe as it is shown: the same seed gives the same start.  ``go_on``: and train."""
        self._goes_on = go_on
        self._start_run.emit(self._ask(), self.recipe)

    def begin(self, recipe: Recipe) -> None:
        """Show another recipe and a network that has learned nothing."""
        self.recipe = recipe
        self.recipe_changed.emit(recipe)
        self.restart()

    def change(self, recipe: Recipe) -> None:
        """Take over the recipe from the form: what can change at once does, anything else begins a new run."""
        names = [each.name for each in fields(Recipe)]
        changed = {name for name in names if getattr(recipe, name) != getattr(self.recipe, name)}
        self.recipe = recipe
        if not all(name in CHOICES and CHOICES[name].live for name in changed):
            self.restart(go_on=self.state is State.TRAINING or self._goes_on)
            return
        self._recipe_of_run = self._recipe_of_run.changed(**{name: getattr(recipe, name) for name in changed})
        if "learning_rate" in changed:
            self._set_learning_rate.emit(recipe.learning_rate)
        if "epochs" in changed:
            self._set_length.emit(recipe.epochs)

    def set_speed(self, updates_a_second: float) -> None:
        """Train at this speed; infinity: as fast as it goes."""
        self._set_speed.emit(updates_a_second)

    def open_run(self, run: Run) -> int:
        """Ask for a run where it stood, ready to go on; the number that it will have."""
        self._goes_on = False
        number = self._ask()
        self._resume_run.emit(number, run)
        return number

    def bring_back(self) -> None:
        """Exchange the run for the one before it."""
        if self.previous is not None:
            self.open_run(self.previous)

    def copy_run(self, use: Callable[[Run], None]) -> None:
        """Get a copy of the run as it is and hand it to ``use``, soon, in the window's thread."""
        self.copy_moment(lambda run, _: use(run))

    def copy_moment(self, use: Callable[[Run, Snapshot], None]) -> None:
        """The same, with a snapshot of that very moment."""
        ticket = max(self._questions, default=0) + 1
        self._questions[ticket] = use
        self._copy_run.emit(ticket)

    def picture_drawn(self, seconds: float) -> None:
        """Say that the last picture is on the screen and how long that took."""
        self._picture_drawn.emit(seconds)

    def updates_of_a_training(self) -> float:
        """How many updates a whole training takes; infinite where it does not end by itself."""
        return self.recipe.epochs * self.updates_an_epoch or math.inf

    def progress(self) -> Progress:
        """How far the training has come, by the last picture."""
        epoch = self.latest.epoch if self.latest is not None else 0
        return Progress(epoch, self.recipe.epochs, self.state is State.TRAINING)

    def close(self) -> Run | None:
        """End the training thread after the slice in hand; the run as it then stands, if it has learned anything."""
        self._finish.emit()
        self._thread.wait()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)  # what the worker answered before its end
        trainer = self._worker.trainer
        return self._as_shown(trainer.run()) if trainer is not None and trainer.updates else None

    # -- what the worker says -----------------------------------------------------------------------------------------

    @pyqtSlot(object)
    def _on_started(self, start: Start) -> None:
        self.run, self.latest, self.updates_an_epoch = start.run, None, start.updates_an_epoch
        self.begun_with = start.updates
        is_last = start.run == self._asked  # or another one was asked for since, and the form shows that one's recipe
        if start.is_resumed and is_last:
            self.recipe = start.recipe
            self.recipe_changed.emit(start.recipe)
        self._recipe_of_run = self.recipe if is_last else start.recipe
        self.run_began.emit(start.run)
        self._enter(State.PAUSED if start.updates else State.READY)
        if self._goes_on and is_last:
            self._goes_on = False
            self.train()

    @pyqtSlot(int, str)
    def _on_refused(self, run: int, why: str) -> None:
        if run != self._asked:
            return
        self._asked, self._goes_on = self.run, False  # the run before it is still there
        if self.recipe != self._recipe_of_run:
            self.recipe = self._recipe_of_run
            self.recipe_changed.emit(self.recipe)
        self.advised.emit(REFUSED, why)

    @pyqtSlot(object)
    def _on_replaced(self, run: Run) -> None:
        self.previous = self._as_shown(run)
        self.replaced.emit(self.run, self.previous)
        self.previous_run_changed.emit(True)

    @pyqtSlot(object, float)
    def _on_pictured(self, snapshot: Snapshot, epochs_a_second: float) -> None:
        if snapshot.run != self.run:  # of a run that is gone: let the worker make the next one
            self.picture_drawn(0.0)
            return
        self.latest = snapshot
        self.pictured.emit(snapshot, epochs_a_second)

    @pyqtSlot(int, str)
    def _on_printed(self, run: int, lines: str) -> None:
        if run == self.run:
            self.printed.emit(lines)

    @pyqtSlot(object)
    def _on_stopped(self, stop: Stop) -> None:
        if stop.run != self.run or stop.command != self._command:
            return
        self._enter(State(stop.reason.value))
        self.stopped.emit(stop)
        if stop.advice:
            self.advised.emit(EARLY if stop.is_early else HEADINGS[stop.reason], stop.advice)

    @pyqtSlot(object, object, object)
    def _on_copied(self, ticket: int, run: Run | None, snapshot: Snapshot | None) -> None:
        use = self._questions.pop(ticket)
        if run is not None and snapshot is not None:
            use(self._as_shown(run), snapshot)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _ask(self) -> int:
        """The number of the run that is asked for now."""
        self._given += 1
        self._asked = self._given
        return self._asked

    def _as_shown(self, run: Run) -> Run:
        """With the epochs that the form shows: they bend no number, so the trainer knows nothing of their change."""
        return replace(run, recipe=run.recipe.changed(epochs=self._recipe_of_run.epochs))

    def _enter(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _connect(self) -> None:
        worker = self._worker
        for command, slot in (
            (self._start_run, worker.start_run),
            (self._resume_run, worker.resume_run),
            (self._train, worker.train),
            (self._set_length, worker.set_length),
            (self._pause, worker.pause),
            (self._step, worker.step),
            (self._set_speed, worker.set_speed),
            (self._set_learning_rate, worker.set_learning_rate),
            (self._picture_drawn, worker.picture_drawn),
            (self._copy_run, worker.copy_run),
            (self._finish, worker.finish),
            (worker.run_started, self._on_started),
            (worker.run_refused, self._on_refused),
            (worker.run_replaced, self._on_replaced),
            (worker.run_copied, self._on_copied),
            (worker.pictured, self._on_pictured),
            (worker.printed, self._on_printed),
            (worker.stopped, self._on_stopped),
        ):
            command.connect(slot)  # queued, since the two live in different threads


def snapshot_of(run: Run, number: int = 0) -> Snapshot:
    """What an onlooker sees of a run that nobody trains, such as one from a file.  It takes a while: a job for `Jobs`.

    Raises RunError or RecipeError where it does not fit its recipe, or its data are gone."""
    return Trainer.resumed(run).snapshot(number)


REFUSED = "This run cannot be made"
EARLY = "At its best"
HEADINGS = {
    StopReason.FINISHED: "It did not learn",
    StopReason.DIVERGED: "Diverged",
    StopReason.FAILED: "Failed",
}
