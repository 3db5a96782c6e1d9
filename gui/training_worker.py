"""The only code that runs in the training thread.

It trains in slices of a few milliseconds and listens for commands between them.  Pictures of the run go up one at a
time: the next is made when the last was drawn, and so seldom that neither a slow screen nor a large network makes the
pictures slow down the training.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PyQt5.QtCore import QObject, QTimer, pyqtSignal, pyqtSlot

from engine.history import LAST
from engine.recipe import Recipe, RecipeError
from engine.run import Run, RunError
from engine.tables import loss_line, prediction_lines, score_line
from engine.trainer import Diverged, Trainer
from gui.progress import Progress

SLICE = 0.004  # seconds of training between two looks at the commands
REST = 5  # milliseconds between two slices of a training that is slowed down
SHORTEST_PICTURE, LONGEST_PICTURE = 1 / 60, 1 / 30  # seconds from one picture to the next …
DRAWING_SHARE, MOST_DRAWING = 0.065, 0.5  # … so that about a fifteenth of the time goes into drawing, never over a half
COURTESY = 0.008  # seconds that the training lets a picture be drawn alone: drawn beside it, both take far longer
MAKING_SHARE = 0.1  # of the training's time goes into making pictures, however long one takes
SPEED_WINDOW = 0.4  # seconds over which the speed is measured
LINES = 10  # that the log has for a whole training, about …
PRINT_EVERY = 5000  # … and the epochs between two of them where the training has no end


class StopReason(Enum):
    """Why the training stands."""

    PAUSED = "paused"
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"


@dataclass(frozen=True)
class Start:
    """A run is ready to be trained."""

    run: int
    recipe: Recipe  # with what was changed since the run began
    is_resumed: bool  # it comes with a recipe of its own
    updates: int  # that were made already
    updates_an_epoch: int


@dataclass(frozen=True)
class Stop:
    """The training of a run stands, and why; ``advice`` is a sentence for the person, or empty."""

    run: int
    command: int  # the number of the train or step command that it answers
    reason: StopReason
    advice: str = ""
    is_early: bool = False  # before the last epoch, since patience came to its end


class TrainingWorker(QObject):
    """Owns the trainer.  Its slots are the session's commands, its signals what the session may know."""

    run_started = pyqtSignal(object)  # carries a Start
    run_refused = pyqtSignal(int, str)  # it cannot be made, and why; the run before it is still there
    run_replaced = pyqtSignal(object)  # carries the Run that made place for another, so that it can be brought back
    run_copied = pyqtSignal(object, object, object)  # answers copy_run: its ticket, a Run, its Snapshot, or None
    pictured = pyqtSignal(object, float)  # carries a Snapshot and the epochs a second; picture_drawn answers it
    printed = pyqtSignal(int, str)  # lines for the log of a run
    stopped = pyqtSignal(object)  # carries a Stop

    def __init__(self) -> None:
        super().__init__()
        self.trainer: Trainer | None = None
        self._run = 0
        self._command = 0  # the number of the last train or step
        self._training = False
        self._goal = 0  # the epoch at which training stops by itself; 0: it does not
        self._printed = 0  # the last epoch whose loss was printed
        self._print_every = 1
        self._speed = math.inf  # updates a second
        self._portion = 1  # updates that take about a slice
        self._pace_from, self._paced = 0.0, 0  # since when, and how many updates, at the present speed
        self._picture_wanted = self._picture_in_flight = False
        self._alone_until = 0.0  # until when the training waits for a picture to be drawn
        self._next_picture, self._making = 0.0, 0.0  # seconds; the latter is what the last picture took to make
        self._measured_at, self._measured_updates, self._updates_a_second = 0.0, 0, 0.0
        self._timer = QTimer(self)  # a child: it moves to the training thread with its parent
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._train_slice)

    # -- commands -----------------------------------------------------------------------------------------------------

    @pyqtSlot(int, object)
    def start_run(self, run: int, recipe: Recipe) -> None:
        """Make the network of a recipe; it waits for `train`."""
        self._begin(run, lambda: Trainer(recipe), is_resumed=False)

    @pyqtSlot(int, object)
    def resume_run(self, run: int, content: Run) -> None:
        """Take up a run where it stood; it waits for `train`."""
        self._begin(run, lambda: Trainer.resumed(content), is_resumed=True)

    @pyqtSlot(int, int)
    def train(self, command: int, length: int) -> None:
        """Train to the next multiple of ``length`` epochs (0: until paused)."""
        if self.trainer is None or self._training:
            return
        self._command, self._training = command, True
        self.set_length(length)
        self._keep_pace_from_now()
        self._measured_at, self._measured_updates = time.perf_counter(), self.trainer.updates
        self._timer.start(0)

    @pyqtSlot(int)
    def set_length(self, length: int) -> None:
        """While training: another number of epochs is a whole training."""
        if self.trainer is not None and self._training:
            self._goal = Progress(self.trainer.epoch, length).goal
            self._print_every = _round_number(length // LINES) if length else PRINT_EVERY

    @pyqtSlot()
    def pause(self) -> None:
        """Stop after the update in hand."""
        if self._training:
            self._stop(StopReason.PAUSED)

    @pyqtSlot(int)
    def step(self, command: int) -> None:
        """Make one update, and stop."""
        if self.trainer is not None and not self._training:
            self._command, self._training, self._goal = command, True, 0
            self._advance(1)
            if self._training:
                self._stop(StopReason.PAUSED)

    @pyqtSlot(float)
    def set_speed(self, updates_a_second: float) -> None:
        """Train at this speed from now on; infinity: as fast as it goes."""
        self._speed = updates_a_second
        self._keep_pace_from_now()
        if self._training:
            self._timer.start(0)

    @pyqtSlot(float)
    def set_learning_rate(self, value: float) -> None:
        """Go on with another learning rate."""
        if self.trainer is not None:
            self.trainer.set_learning_rate(value)

    @pyqtSlot(float)
    def picture_drawn(self, seconds: float) -> None:
        """The last picture was drawn, which took so long; the next may follow."""
        self._picture_in_flight = False
        now = time.perf_counter()
        self._next_picture = max(now, self._next_picture + picture_time(seconds, self._making))
        if self._training:
            self._timer.start(0 if math.isinf(self._speed) else REST)
        else:
            self._show()

    @pyqtSlot(object)
    def copy_run(self, ticket: object) -> None:
        """Answer with a copy of the run as it is now."""
        if self.trainer is None:
            self.run_copied.emit(ticket, None, None)
        else:
            self.run_copied.emit(ticket, self.trainer.run(), self.trainer.snapshot(self._run))

    @pyqtSlot()
    def finish(self) -> None:
        """Stop after the slice in hand, and end the thread; what was learned can be read from then on."""
        self._training = False
        self._timer.stop()
        thread = self.thread()
        assert thread is not None
        thread.quit()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _begin(self, run: int, make: Callable[[], Trainer], is_resumed: bool) -> None:
        try:
            trainer = make()
        except (RunError, RecipeError) as error:
            self.run_refused.emit(run, str(error))
            return
        except MemoryError:
            self.run_refused.emit(run, "There is not enough memory for it: take fewer samples or a smaller network.")
            return
        except Exception as error:
            self.run_refused.emit(run, f"It could not be made: {error!r}.")
            raise  # it should not happen; whoever catches it in the end shows where it did
        self._training = False
        self._timer.stop()
        if self.trainer is not None and self.trainer.updates:
            self.run_replaced.emit(self.trainer.run())
        self.trainer, self._run, self._portion, self._updates_a_second = trainer, run, 1, 0.0
        self._printed = trainer.epoch
        recipe = trainer.recipe.changed(learning_rate=trainer.optimizer.learning_rate)
        self.run_started.emit(Start(run, recipe, is_resumed, trainer.updates, trainer.batches.per_epoch))
        if trainer.epoch:
            self._printed = 0
            self._print_results(StopReason.FINISHED)
        self._want_picture()
        self._show()

    @pyqtSlot()  # without it, the timer would call back in the thread in which it was connected: the window's
    def _train_slice(self) -> None:
        """One slice of training, and what may be due after it; then the event loop hears the commands."""
        if not self._training:
            return
        if self._picture_in_flight and time.perf_counter() < self._alone_until:
            self._timer.start(1)  # picture_drawn ends the wait, if it comes sooner
            return
        self._advance(self._updates_due())
        if self._training:
            self._show_if_due()
            self._timer.start(0 if math.isinf(self._speed) else REST)

    def _updates_due(self) -> int:
        if math.isinf(self._speed):
            return self._portion
        due = int((time.perf_counter() - self._pace_from) * self._speed) - self._paced
        if due > self._portion:  # it cannot keep up: do what a slice can, and forget the rest
            self._keep_pace_from_now()
            return self._portion
        self._paced += due
        return due

    def _keep_pace_from_now(self) -> None:
        self._pace_from, self._paced = time.perf_counter(), 0

    def _advance(self, updates: int) -> None:
        """Make so many updates, but no more than to the goal; print and stop on the way as it comes."""
        trainer = self.trainer
        assert trainer is not None
        if self._goal:
            updates = min(updates, self._goal * trainer.batches.per_epoch - trainer.updates)
        end, began = trainer.updates + updates, time.perf_counter()
        try:
            while trainer.updates < end and not trainer.stopped_early:
                next_line = (trainer.epoch // self._print_every + 1) * self._print_every
                trainer.advance(min(end, next_line * trainer.batches.per_epoch) - trainer.updates)
                is_at_end = 0 < self._goal < next_line + LAST  # where the last losses are printed anyway
                if trainer.epoch == next_line and not is_at_end:
                    self._print_losses([trainer.loss])
        except Diverged as error:
            self._stop(StopReason.DIVERGED, str(error))
        except BaseException as error:
            self._stop(StopReason.FAILED, f"The training failed: {error!r}.")
            raise
        if updates > 0:
            self._want_picture()
            self._fit_portion(updates, time.perf_counter() - began)
        if self._training and trainer.stopped_early:
            self._stop(StopReason.FINISHED, trainer.why_stopped)
        if self._training and self._goal and trainer.epoch >= self._goal:
            self._stop(StopReason.FINISHED, trainer.advice() or "")

    def _fit_portion(self, updates: int, seconds: float) -> None:
        """Fit the portion to the slice, from what ``updates`` just took."""
        fitting = updates * SLICE / max(seconds, 1e-7)
        self._portion = max(1, int(min(fitting, 2 * self._portion)))

    def _stop(self, reason: StopReason, advice: str = "") -> None:
        self._training = False
        self._timer.stop()
        self._print_results(reason)
        is_early = self.trainer is not None and self.trainer.stopped_early
        self.stopped.emit(Stop(self._run, self._command, reason, advice, is_early))
        self._want_picture()
        self._show()

    def _print_results(self, reason: StopReason) -> None:
        trainer = self.trainer
        assert trainer is not None
        last = trainer.history.last.tolist()
        self._print_losses(last[-1:] if reason is StopReason.PAUSED else last)
        if reason is StopReason.FINISHED:
            lines = [prediction_lines(trainer.answers()), score_line(trainer.evaluate())]
            test = trainer.evaluate_test()
            lines += [score_line(test, of="test")] if test is not None else []
            self.printed.emit(self._run, "\n".join(lines))

    def _print_losses(self, last: list[float]) -> None:
        """Print the losses of the last epochs, those that were not printed yet."""
        assert self.trainer is not None
        epoch = self.trainer.epoch
        rows = [(each, loss) for each, loss in enumerate(last, epoch - len(last) + 1) if each > self._printed]
        if rows:
            self._printed = epoch
            self.printed.emit(self._run, "\n".join(loss_line(*row) for row in rows))

    def _want_picture(self) -> None:
        self._picture_wanted = True

    def _show_if_due(self) -> None:
        if time.perf_counter() >= self._next_picture:
            self._show()

    def _show(self) -> None:
        """Send a picture, if there is news and the last one was drawn."""
        if self.trainer is None or not self._picture_wanted or self._picture_in_flight:
            return
        self._picture_wanted, self._picture_in_flight = False, True
        began = time.perf_counter()
        snapshot = self.trainer.snapshot(self._run)
        now = time.perf_counter()
        self._making, self._alone_until = now - began, now + COURTESY
        self.pictured.emit(snapshot, self._epochs_a_second())

    def _epochs_a_second(self) -> float:
        assert self.trainer is not None
        now = time.perf_counter()
        if self._training and now - self._measured_at > SPEED_WINDOW:
            updates = self.trainer.updates - self._measured_updates
            self._updates_a_second = updates / (now - self._measured_at)
            self._measured_at, self._measured_updates = now, self.trainer.updates
        return self._updates_a_second / self.trainer.batches.per_epoch


def picture_time(drawing: float, making: float) -> float:
    """Seconds from one picture to the next, where it takes so long to draw one, and to make it in this thread."""
    fitting = max(SHORTEST_PICTURE, drawing / DRAWING_SHARE)
    return max(min(fitting, max(LONGEST_PICTURE, drawing / MOST_DRAWING)), making / MAKING_SHARE)


def _round_number(number: int) -> int:
    """The greatest of 1, 2, 5, 10, 20, 50 … that is no greater than ``number``, and at least 1."""
    number = max(number, 1)
    power: int = 10 ** (len(str(number)) - 1)
    return max(step * power for step in (1, 2, 5) if step * power <= number)
