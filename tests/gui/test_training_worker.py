"""The worker by itself, in the test's own thread, slice by slice, with a timer and a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import isfunction

import numpy as np
import pytest
from PyQt5.QtCore import QMetaMethod, QObject, pyqtSignal

from engine.recipe import Recipe
from engine.run import Run
from engine.snapshot import Snapshot
from engine.tables import loss_line
from engine.trainer import Trainer
from gui import training_worker
from gui.training_worker import Start, Stop, StopReason, TrainingWorker


@dataclass
class Heard:
    """All that a worker said."""

    starts: list[Start] = field(default_factory=list)
    refusals: list[tuple[int, str]] = field(default_factory=list)
    replaced: list[Run] = field(default_factory=list)
    copies: list[tuple[object, Run | None]] = field(default_factory=list)
    pictures: list[Snapshot] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    log: str = ""
    stops: list[Stop] = field(default_factory=list)

    def listen(self, worker: TrainingWorker) -> None:
        worker.run_started.connect(self.starts.append)
        worker.run_refused.connect(lambda run, why: self.refusals.append((run, why)))
        worker.run_replaced.connect(self.replaced.append)
        worker.run_copied.connect(lambda ticket, run: self.copies.append((ticket, run)))
        worker.pictured.connect(self._on_pictured)
        worker.printed.connect(self._on_printed)
        worker.stopped.connect(self.stops.append)

    def _on_pictured(self, snapshot: Snapshot, epochs_a_second: float) -> None:
        self.pictures.append(snapshot)
        self.speeds.append(epochs_a_second)

    def _on_printed(self, _run: int, lines: str) -> None:
        self.log += lines + "\n"

    def epochs(self) -> list[int]:
        """Of the loss lines in the log."""
        return [int(line.split()[1]) for line in self.log.splitlines() if line.startswith("epoch ")]


class HandTimer(QObject):
    """In place of Qt's: the test, and no event loop, makes it fire."""

    timeout = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_set = False
        self.rest = -1  # milliseconds for which it was set last

    def setSingleShot(self, single: bool) -> None:
        assert single

    def start(self, milliseconds: int) -> None:
        self.is_set, self.rest = True, milliseconds

    def stop(self) -> None:
        self.is_set = False


class Clock:
    """Stands still until the test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """In place of the real one.  (It stands before the worker's fixture in a test that needs both.)"""
    clock = Clock()
    monkeypatch.setattr(training_worker, "time", clock)
    return clock


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def worker(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> TrainingWorker:
    """In the test's own thread."""
    monkeypatch.setattr(training_worker, "QTimer", HandTimer)
    worker = TrainingWorker()
    heard.listen(worker)
    return worker


def timer_of(worker: TrainingWorker) -> HandTimer:
    timer = worker.findChild(HandTimer)
    assert timer is not None
    return timer


def slices(worker: TrainingWorker, count: int) -> None:
    """So many slices, or all that there are before the training stops."""
    timer = timer_of(worker)
    for _ in range(count):
        if timer.is_set:
            timer.is_set = False
            timer.timeout.emit()


def to_the_end(worker: TrainingWorker) -> None:
    slices(worker, 100_000)
    assert not timer_of(worker).is_set


def trainer_of(worker: TrainingWorker) -> Trainer:
    assert worker.trainer is not None
    return worker.trainer


COMMANDS = {
    "start_run", "resume_run", "train", "set_length", "pause", "step", "set_speed", "set_learning_rate",
    "picture_drawn", "copy_run", "finish",
}  # fmt: skip


def test_every_command_is_a_slot_of_qt(worker: TrainingWorker) -> None:
    """A method that is no slot of Qt's may be called in the thread in which it was connected: the window's."""
    meta = worker.metaObject()
    assert meta is not None
    methods = [meta.method(k) for k in range(meta.methodOffset(), meta.methodCount())]
    slots = {bytes(each.name()).decode() for each in methods if each.methodType() == QMetaMethod.MethodType.Slot}
    assert slots == COMMANDS | {"_train_slice"}
    public = {name for name, value in vars(TrainingWorker).items() if isfunction(value) and not name.startswith("_")}
    assert public == COMMANDS, "whatever is public is a command"


def test_a_run_starts_with_its_picture_and_waits(worker: TrainingWorker, heard: Heard) -> None:
    worker.start_run(7, Recipe(batch_size=10))
    assert heard.starts == [Start(7, Recipe(batch_size=10), False, 0, 3)]
    assert [(each.run, each.update) for each in heard.pictures] == [(7, 0)]
    assert not timer_of(worker).is_set


def test_commands_without_a_run_do_nothing(worker: TrainingWorker, heard: Heard) -> None:
    """A first recipe may have been refused."""
    worker.train(1, 10)
    worker.step(1)
    worker.pause()
    worker.set_learning_rate(0.5)
    worker.picture_drawn(0.0)
    worker.copy_run(1)
    assert heard == Heard(copies=[(1, None)])
    assert not timer_of(worker).is_set


def test_it_trains_to_the_goal_and_not_beyond(worker: TrainingWorker, heard: Heard) -> None:
    worker.start_run(1, Recipe(batch_size=10))
    worker.train(1, 50)
    to_the_end(worker)
    assert heard.stops == [Stop(1, 1, StopReason.FINISHED)]
    assert trainer_of(worker).updates == 150
    assert not timer_of(worker).is_set


def test_the_worker_listens_between_two_slices(worker: TrainingWorker, heard: Heard) -> None:
    """A training without end gives the event loop back, every few milliseconds."""
    worker.start_run(1, Recipe())
    worker.picture_drawn(0.0)
    worker.train(1, 0)
    slices(worker, 3)
    worker.pause()
    assert heard.stops == [Stop(1, 1, StopReason.PAUSED)]
    assert trainer_of(worker).updates > 0
    assert not timer_of(worker).is_set


def test_a_slice_is_as_long_as_it_should_be(
    clock: Clock, worker: TrainingWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of updates in a slice follows from what the last ones took: here 0.9 milliseconds each."""
    portions: list[int] = []

    def advance(trainer: Trainer, updates: int) -> None:
        portions.append(updates)
        trainer.updates += updates
        clock.now += 0.0009 * updates

    monkeypatch.setattr(Trainer, "advance", advance)
    monkeypatch.setattr(training_worker, "COURTESY", 0.0)
    worker.start_run(1, Recipe(epochs=0))
    worker.train(1, 0)
    slices(worker, 6)
    assert portions == [1, 2, 4, 4, 4, 4]


def test_a_picture_is_drawn_alone_but_not_for_long(clock: Clock, worker: TrainingWorker) -> None:
    """Beside the training both would take longer; a window that takes its time does not hold the training up."""
    worker.start_run(1, Recipe(epochs=0))  # its first picture is on its way
    worker.train(1, 0)
    slices(worker, 3)
    assert trainer_of(worker).updates == 0
    clock.now += training_worker.COURTESY
    slices(worker, 1)
    assert trainer_of(worker).updates > 0


# -- one picture in flight --------------------------------------------------------------------------------------------


def test_there_is_never_a_second_picture_before_the_first_is_drawn(
    worker: TrainingWorker, heard: Heard
) -> None:
    worker.start_run(1, Recipe(epochs=0))
    worker.train(1, 0)
    slices(worker, 20)
    assert [each.update for each in heard.pictures] == [0]
    worker.picture_drawn(0.0)
    slices(worker, 20)
    assert len(heard.pictures) == 2
    assert heard.pictures[1].update > 0


def test_the_last_picture_follows_as_soon_as_the_one_before_is_drawn(worker: TrainingWorker, heard: Heard) -> None:
    worker.start_run(1, Recipe())
    for _ in range(3):
        worker.step(1)
    assert len(heard.pictures) == 1
    worker.picture_drawn(0.0)
    assert [each.update for each in heard.pictures] == [0, 3]
    worker.picture_drawn(0.0)
    assert len(heard.pictures) == 2, "there is no news"


@pytest.mark.parametrize(("cost", "pause"), [(0.0, 1 / 60), (0.0013, 0.02), (0.012, 1 / 30), (0.1, 0.2)])
def test_a_costly_picture_makes_the_next_one_wait(
    clock: Clock, worker: TrainingWorker, heard: Heard, cost: float, pause: float
) -> None:
    """Sixty pictures a second where they cost nothing, down to thirty, and fewer only where drawing would take more
    than half of the time."""
    worker.start_run(1, Recipe(epochs=0))
    worker.train(1, 0)
    worker.picture_drawn(0.0)
    clock.now += 1.0
    for _ in range(2):  # a picture that was late may be made up for at once, but only one
        slices(worker, 1)
        worker.picture_drawn(cost)
    assert len(heard.pictures) == 3
    clock.now += 0.9 * pause
    slices(worker, 5)
    assert len(heard.pictures) == 3
    clock.now += 0.2 * pause
    slices(worker, 1)
    assert len(heard.pictures) == 4


def test_a_picture_that_takes_long_to_make_is_made_less_often(
    clock: Clock, worker: TrainingWorker, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made in the training thread: of whose time it has a tenth."""
    make = Trainer.snapshot

    def make_slowly(trainer: Trainer, run: int) -> Snapshot:
        clock.now += 0.02
        return make(trainer, run)

    monkeypatch.setattr(Trainer, "snapshot", make_slowly)
    worker.start_run(1, Recipe(epochs=0))
    worker.train(1, 0)
    worker.picture_drawn(0.0)
    slices(worker, 1)
    assert len(heard.pictures) == 2
    worker.picture_drawn(0.0)
    clock.now += 0.15
    slices(worker, 5)
    assert len(heard.pictures) == 2
    clock.now += 0.06
    slices(worker, 1)
    assert len(heard.pictures) == 3


# -- pace -------------------------------------------------------------------------------------------------------------


def test_a_slow_training_keeps_its_pace(clock: Clock, worker: TrainingWorker, heard: Heard) -> None:
    """Ten updates a second by the clock, however often the worker looks."""
    worker.start_run(1, Recipe(epochs=0))
    worker.set_speed(10.0)
    worker.train(1, 0)
    for tenths in range(1, 6):
        clock.now = 1000.05 + 0.1 * tenths
        slices(worker, 3)
        assert trainer_of(worker).updates == tenths


def test_another_speed_counts_from_now(clock: Clock, worker: TrainingWorker, heard: Heard) -> None:
    """Otherwise a change from slow to fast would begin with a burst, and one from fast to slow with a long wait."""
    worker.start_run(1, Recipe(epochs=0))
    worker.set_speed(1.0)
    worker.train(1, 0)
    clock.now += 100.5
    slices(worker, 3)
    before = trainer_of(worker).updates
    worker.set_speed(2.0)
    slices(worker, 3)
    assert trainer_of(worker).updates == before
    clock.now += 0.6
    slices(worker, 3)
    assert trainer_of(worker).updates == before + 1


def test_a_machine_that_is_too_slow_does_not_run_after_its_debts(
    clock: Clock, worker: TrainingWorker, heard: Heard
) -> None:
    """What could not be done in time is forgotten: afterwards the pace is the one that was chosen."""
    worker.start_run(1, Recipe(epochs=0))
    worker.set_speed(10.0)
    worker.train(1, 0)
    clock.now += 1000.0  # asleep, for instance
    slices(worker, 5)
    assert trainer_of(worker).updates < 100, "of ten thousand that would be due"


def test_the_speed_is_measured_in_epochs(clock: Clock, worker: TrainingWorker, heard: Heard) -> None:
    """Batches of seven: three updates are one epoch."""
    worker.start_run(1, Recipe(epochs=0, batch_size=7))
    worker.set_speed(30.0)
    worker.train(1, 0)
    worker.picture_drawn(0.0)
    for _ in range(40):
        clock.now += 0.1
        slices(worker, 2)
        worker.picture_drawn(0.0)
    assert heard.speeds[-1] == pytest.approx(10.0, rel=0.35)


# -- the log ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("epochs", "every"), [(20_000, 2000), (7_777, 500), (300, 20), (100, 10), (30, 2), (12, 1), (4, 1), (1, 1)]
)
def test_a_training_has_about_ten_lines_at_round_epochs_and_the_last_five(
    worker: TrainingWorker, heard: Heard, epochs: int, every: int
) -> None:
    worker.start_run(1, Recipe())
    worker.train(1, epochs)
    to_the_end(worker)
    expected = {*range(every, epochs + 1, every), *range(max(1, epochs - 4), epochs + 1)}
    assert heard.epochs() == sorted(expected), "each once, and one after the other"


def test_a_training_that_goes_on_repeats_no_line(worker: TrainingWorker, heard: Heard) -> None:
    """After a pause on the way, and after the first end."""
    worker.start_run(1, Recipe())
    worker.train(1, 20)
    slices(worker, 2)
    worker.pause()
    worker.train(1, 20)
    to_the_end(worker)
    worker.train(1, 20)
    to_the_end(worker)
    epochs = heard.epochs()
    assert epochs == sorted(set(epochs))
    assert {16, 17, 18, 19, 20, 22, 24, 36, 37, 38, 39, 40} <= set(epochs)


def test_a_run_that_is_taken_up_prints_what_it_had_come_to(worker: TrainingWorker, heard: Heard) -> None:
    """Its last losses, predictions and accuracy; what follows is printed as if nothing had stopped it."""
    alone = Trainer(Recipe())
    alone.train(20)
    worker.resume_run(1, alone.run())
    assert heard.epochs() == [16, 17, 18, 19, 20]
    assert heard.log.rstrip().endswith(f"accuracy : {alone.evaluate().accuracy:.2%}")
    worker.train(1, 20)
    to_the_end(worker)
    assert heard.epochs() == [*range(16, 21), *range(22, 36, 2), *range(36, 41)]


def test_a_training_without_end_has_a_line_every_five_thousand_epochs(
    worker: TrainingWorker, heard: Heard
) -> None:
    worker.start_run(1, Recipe(epochs=0))
    worker.train(1, 0)
    while trainer_of(worker).epoch < 10_000:
        slices(worker, 1)
    assert heard.epochs() == [5000, 10_000]


def test_every_line_has_the_loss_of_its_epoch(worker: TrainingWorker, heard: Heard) -> None:
    recipe = Recipe(batch_size=10, dataset="Linear")
    worker.start_run(1, recipe)
    worker.train(1, 40)
    to_the_end(worker)
    alone, expected = Trainer(recipe), {}
    for epoch in range(1, 41):
        alone.train(1)
        expected[epoch] = loss_line(epoch, alone.loss)
    lines = [line for line in heard.log.splitlines() if line.startswith("epoch ")]
    assert lines == [expected[epoch] for epoch in heard.epochs()]


@pytest.mark.parametrize("batch_size", [0, 7])
def test_steps_print_each_epoch_once(worker: TrainingWorker, heard: Heard, batch_size: int) -> None:
    """Also where an epoch takes several steps; and before the first epoch is done there is nothing to print."""
    worker.start_run(1, Recipe(batch_size=batch_size))
    per_epoch = trainer_of(worker).batches.per_epoch
    for _ in range(3 * per_epoch):
        worker.step(1)
    assert heard.log.split("\n") == [*(loss_line(k, float(loss)) for k, loss in enumerate(losses(worker), 1)), ""]
    assert len(losses(worker)) == 3


def losses(worker: TrainingWorker) -> list[float]:
    return [float(loss) for loss in trainer_of(worker).history.exact]


# -- steps, stops and what goes wrong ---------------------------------------------------------------------------------


def test_a_step_is_one_update_even_when_the_goal_is_reached(
    worker: TrainingWorker, heard: Heard
) -> None:
    worker.start_run(1, Recipe())
    worker.train(1, 3)
    to_the_end(worker)
    worker.step(1)
    assert trainer_of(worker).updates == 4
    assert heard.stops[-1] == Stop(1, 1, StopReason.PAUSED)


def test_a_goal_ends_with_its_run(worker: TrainingWorker, heard: Heard) -> None:
    worker.start_run(1, Recipe())
    worker.train(1, 1)
    to_the_end(worker)
    worker.start_run(2, Recipe())
    worker.step(1)
    worker.step(1)
    assert trainer_of(worker).updates == 2


def test_a_run_that_cannot_be_made_leaves_the_one_before(
    worker: TrainingWorker, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for want of memory nor because a file does not fit its recipe."""
    worker.start_run(1, Recipe())
    worker.step(1)
    run = trainer_of(worker).run()
    object.__setattr__(run, "parameters", np.zeros(3))
    worker.resume_run(2, run)

    def no_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Trainer, "__init__", no_memory)
    worker.start_run(3, Recipe())
    (second, why), (third, memory) = heard.refusals
    assert (second, third) == (2, 3)
    assert "does not fit its recipe" in why
    assert "not enough memory" in memory
    assert heard.replaced == []
    assert trainer_of(worker).updates == 1


def test_a_run_that_made_place_is_handed_over(worker: TrainingWorker, heard: Heard) -> None:
    """But not one that has learned nothing."""
    worker.start_run(1, Recipe(seed=1))
    worker.start_run(2, Recipe(seed=2))
    assert heard.replaced == []
    worker.step(1)
    worker.start_run(3, Recipe(seed=3))
    assert [(each.recipe.seed, each.updates) for each in heard.replaced] == [(2, 1)]


def test_a_failure_keeps_the_run_and_still_reaches_the_hook(
    worker: TrainingWorker, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.start_run(1, Recipe())
    worker.step(1)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr(Trainer, "advance", fail)
    with pytest.raises(ZeroDivisionError, match="made up"):
        worker.step(1)
    assert [(stop.run, stop.reason) for stop in heard.stops[1:]] == [(1, StopReason.FAILED)]
    assert "made up" in heard.stops[-1].advice
    worker.copy_run("ticket")
    ((ticket, run),) = heard.copies
    assert ticket == "ticket"
    assert run is not None
    assert run.updates == 1
