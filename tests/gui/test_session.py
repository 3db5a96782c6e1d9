"""The session without a window: its thread, its commands in the middle of training, and runs that are equal to the
terminal's to the last bit."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt5.QtCore import QObject, Qt, QThread, QTimer
from pytestqt.qtbot import QtBot

from engine.datasets import DATASETS, Dataset
from engine.optimizers import OPTIMIZERS, SGD
from engine.program import Array, Record
from engine.recipe import Recipe
from engine.run import Run
from engine.storage import load_run, save_run
from engine.tables import loss_line
from engine.trainer import Diverged, Trainer
from gui.session import Session, State
from tests.gui.conftest import BeginSession, assert_no_thread_is_left
from tests.gui.sitting import Onlooker, assert_same_run, epoch, is_ready, trained, updates, wait_until

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = Recipe(epochs=0)
SHORT = Recipe(epochs=60)
MINIBATCH = Recipe(dataset="Linear", samples=50, batch_size=8, optimizer="Adam", learning_rate=0.05, epochs=40, seed=3)
TESTED = Recipe(dataset="Linear", samples=40, test_fraction=0.25, noise=0.02, loss="BCE", activation="Tanh", epochs=50)
DIVERGING = Recipe(activation="ReLU", output_activation="Linear", learning_rate=1e6, epochs=1000, seed=1)


def train_on(session: Session, qtbot: QtBot, epochs: int = 20) -> int:
    """Train until the epoch count was seen to advance so far; the epoch."""
    goal = epoch(session) + epochs
    session.train()
    wait_until(qtbot, lambda: epoch(session) >= goal)
    return epoch(session)


def wait_for(session: Session, state: State, qtbot: QtBot) -> None:
    wait_until(qtbot, lambda: session.state is state)


def wait_for_update(session: Session, update: int, qtbot: QtBot) -> None:
    """Until the picture of just this update is there."""
    wait_until(qtbot, lambda: updates(session) == update)


def state_of(session: Session) -> State:
    """(A type checker takes an attribute to be what it was found to be a line before.)"""
    return session.state


def pause(session: Session, qtbot: QtBot) -> None:
    session.pause()
    wait_for(session, State.PAUSED, qtbot)


def run_of(session: Session, onlooker: Onlooker, qtbot: QtBot) -> Run:
    """A copy of the run as it is now."""
    onlooker.runs.clear()
    onlooker.ask_for_run()
    wait_until(qtbot, lambda: bool(onlooker.runs))
    return onlooker.runs[0]


# -- the thread -------------------------------------------------------------------------------------------------------


class Places:
    """Where the engine worked."""

    def __init__(self) -> None:
        self.python: set[int] = set()
        self.qt: set[str] = set()

    def note(self) -> None:
        thread = QThread.currentThread()
        assert thread is not None
        self.python.add(threading.get_ident())
        self.qt.add(thread.objectName())

    def assert_outside_the_main_thread(self) -> None:
        assert len(self.python) == 1
        assert threading.main_thread().ident not in self.python
        assert self.qt == {"training"}


def test_the_training_runs_outside_the_main_thread(
    begin_session: BeginSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slices by the timer, single steps, and everything else that costs time."""
    places = Places()
    for method in ("__init__", "advance", "snapshot", "run", "evaluate"):
        monkeypatch.setattr(Trainer, method, _noted(getattr(Trainer, method), places))
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    pause(session, qtbot)
    before = run_of(session, onlooker, qtbot).updates
    session.step()
    wait_until(qtbot, lambda: updates(session) == before + 1)
    session.change(MINIBATCH)
    wait_until(qtbot, lambda: is_ready(session))
    session.set_speed(2000.0)
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    run_of(session, onlooker, qtbot)
    places.assert_outside_the_main_thread()


def _noted(method: Callable[..., Any], places: Places) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        places.note()
        return method(*arguments, **named)

    return call


def test_datasets_and_optimizers_work_outside_the_main_thread_too(
    restored_registries: None, begin_session: BeginSession, qtbot: QtBot
) -> None:
    places = Places()

    @DATASETS.register("Here")
    class Here(Dataset):
        def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
            places.note()
            return rng.uniform(size=(8, 2)), np.tile([[0.0], [1.0]], (4, 1))

    @OPTIMIZERS.register("There")
    class There(SGD):
        def record(self, θ: Array, g: Array, do: Record) -> None:
            do("here", lambda array, out: places.note(), g, out=g)  # called in every update
            super().record(θ, g, do)

    session, _ = begin_session(Recipe(dataset="Here", optimizer="There", epochs=0))
    train_on(session, qtbot)
    places.assert_outside_the_main_thread()


def test_all_that_the_session_says_is_said_in_the_main_thread(begin_session: BeginSession, qtbot: QtBot) -> None:
    heard = Places()
    session, _ = begin_session(SHORT)
    for signal in (session.pictured, session.state_changed, session.printed, session.run_began):
        signal.connect(lambda *_: heard.note())
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    session.restart()
    wait_until(qtbot, lambda: is_ready(session))
    assert heard.python == {threading.main_thread().ident}


def test_closing_while_training_ends_the_thread_and_returns_the_run(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    session, _ = begin_session(ENDLESS)
    seen = train_on(session, qtbot)
    run = session.close()
    assert_no_thread_is_left(session, qtbot)
    assert run is not None
    assert run.updates >= seen
    assert_same_run(run, trained(Trainer(ENDLESS), run.updates))


def test_closing_what_has_learned_nothing_returns_nothing(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, _ = begin_session()
    assert session.close() is None
    assert_no_thread_is_left(session, qtbot)


def test_closing_waits_for_no_more_than_the_update_in_hand(begin_session: BeginSession, qtbot: QtBot) -> None:
    """A slow training, whose next update is a second away, is over at once; so is one that nobody paused."""
    session, _ = begin_session(ENDLESS)
    session.set_speed(1.0)
    session.train()
    session.close()
    assert updates(session) <= 1
    assert_no_thread_is_left(session, qtbot)


# -- commands in the middle of training -------------------------------------------------------------------------------


def test_pause_takes_effect_and_train_goes_on(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    pause(session, qtbot)
    run = run_of(session, onlooker, qtbot)
    assert run_of(session, onlooker, qtbot).updates == run.updates
    wait_until(qtbot, lambda: updates(session) == run.updates)
    train_on(session, qtbot)
    assert onlooker.states == [State.READY, State.TRAINING, State.PAUSED, State.TRAINING]


@pytest.mark.parametrize("batch_size", [0, 5])
def test_a_step_is_one_update(begin_session: BeginSession, qtbot: QtBot, batch_size: int) -> None:
    recipe = replace(ENDLESS, batch_size=batch_size)
    session, onlooker = begin_session(recipe)
    for count in range(1, 8):
        session.step()
        wait_for_update(session, count, qtbot)
        wait_for(session, State.PAUSED, qtbot)
    alone = Trainer(recipe)
    for _ in range(7):
        alone.step()
    assert_same_run(run_of(session, onlooker, qtbot), alone.run())


def test_a_step_after_the_end_is_one_more_update(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, _ = begin_session(SHORT)
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    session.step()
    wait_until(qtbot, lambda: updates(session) == 61)


def test_reset_while_training_gives_the_same_start(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    first = onlooker.pictures[0]
    train_on(session, qtbot)
    session.restart()
    wait_until(qtbot, lambda: is_ready(session))
    assert state_of(session) is State.READY
    again = session.latest
    assert again is not None
    assert again.run == first.run + 1
    assert (again.update, again.loss) == (0, first.loss)
    assert np.array_equal(again.prediction, first.prediction)
    assert onlooker.lines() == []
    assert len(onlooker.began) == 2


def test_another_learning_rate_acts_at_once_and_the_run_remembers(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    session.change(replace(ENDLESS, learning_rate=0.25))
    wait_until(qtbot, lambda: session.latest is not None and session.latest.learning_rate == 0.25)
    train_on(session, qtbot)
    pause(session, qtbot)
    run = run_of(session, onlooker, qtbot)
    assert run.recipe == ENDLESS
    ((update, what, value),) = [tuple(vars(each).values()) for each in run.interventions]
    assert (what, value) == ("learning_rate", 0.25)
    assert 0 < update < run.updates
    assert len(onlooker.began) == 1
    again = Trainer(ENDLESS, run.interventions)
    again.advance(run.updates)
    assert_same_run(run, again.run())


def test_reset_after_a_change_of_the_learning_rate_begins_with_what_the_form_shows(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    session, onlooker = begin_session(ENDLESS)
    session.change(replace(ENDLESS, learning_rate=0.25))
    session.restart()
    wait_until(qtbot, lambda: is_ready(session))
    run = run_of(session, onlooker, qtbot)
    assert run.recipe.learning_rate == 0.25
    assert run.interventions == ()


def test_another_number_of_epochs_moves_the_end(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    session.change(replace(ENDLESS, epochs=1500))
    wait_for(session, State.FINISHED, qtbot)
    run = run_of(session, onlooker, qtbot)
    assert run.updates % 1500 == 0
    assert run.updates > 0
    assert run.recipe.epochs == 1500, "whoever opens it sees what was set"
    assert len(onlooker.began) == 1


def test_epochs_that_are_set_to_zero_while_training_take_the_end_away(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    session, _ = begin_session(replace(ENDLESS, epochs=3000))
    session.set_speed(1000.0)
    train_on(session, qtbot)
    session.change(ENDLESS)
    session.set_speed(math.inf)
    wait_until(qtbot, lambda: epoch(session) > 3000)
    assert state_of(session) is State.TRAINING


def test_another_dataset_while_training_begins_anew_and_trains_on(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    seen = train_on(session, qtbot)
    session.change(replace(ENDLESS, dataset="Linear", samples=30))
    wait_until(qtbot, lambda: is_ready(session) and epoch(session) > 10)
    assert state_of(session) is State.TRAINING
    assert session.latest is not None
    assert session.latest.points.X.shape == (30, 2)
    assert session.previous is not None
    assert session.previous.recipe == ENDLESS
    assert session.previous.updates >= seen
    assert len(onlooker.began) == 2


def test_another_dataset_while_paused_waits(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, _ = begin_session(ENDLESS)
    session.step()
    wait_for(session, State.PAUSED, qtbot)
    session.change(replace(ENDLESS, dataset="Linear"))
    wait_until(qtbot, lambda: is_ready(session))
    assert state_of(session) is State.READY
    assert session.previous is not None


def test_many_changes_in_a_row_come_to_the_last_one(begin_session: BeginSession, qtbot: QtBot) -> None:
    """As an arrow that is held down makes them: each begins a run before the one before it has answered."""
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    for seed in range(1, 21):
        session.change(replace(ENDLESS, seed=seed))
    wait_until(qtbot, lambda: is_ready(session) and epoch(session) > 10)
    pause(session, qtbot)
    run = run_of(session, onlooker, qtbot)
    assert run.recipe.seed == 20
    assert session.previous is not None
    assert session.previous.recipe == ENDLESS, "those in between have learned nothing"


def test_a_pause_while_the_network_is_being_made_is_not_lost(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    session.change(replace(ENDLESS, seed=1))
    assert not is_ready(session)
    session.pause()
    wait_until(qtbot, lambda: is_ready(session))
    assert state_of(session) is State.READY
    assert run_of(session, onlooker, qtbot).updates == 0


def test_train_while_the_network_is_being_made_is_not_lost(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, _ = begin_session(ENDLESS)
    session.restart()
    session.train()
    wait_until(qtbot, lambda: epoch(session) > 0)
    assert state_of(session) is State.TRAINING


def test_a_change_of_epochs_right_after_pause_does_not_train_on_unseen(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    """The session has not heard yet that the training stands; what it says must still be what the worker does."""
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    session.pause()
    session.change(replace(ENDLESS, epochs=1_000_000))
    wait_for(session, State.PAUSED, qtbot)
    run = run_of(session, onlooker, qtbot)
    if session.state is State.PAUSED:
        assert run_of(session, onlooker, qtbot).updates == run.updates
    else:
        assert state_of(session) is State.TRAINING


@pytest.mark.parametrize("command", ["train", "step"])
def test_a_command_that_comes_twice_is_no_trap(begin_session: BeginSession, qtbot: QtBot, command: str) -> None:
    """The window's buttons are disabled meanwhile; a script may call it all the same."""
    session, _ = begin_session(ENDLESS)
    train_on(session, qtbot)
    getattr(session, command)()
    seen = updates(session)
    wait_until(qtbot, lambda: updates(session) > seen)
    pause(session, qtbot)


def test_train_right_after_a_step_trains(begin_session: BeginSession, qtbot: QtBot) -> None:
    """The step's end is heard after the training has begun, and is not the training's end."""
    session, onlooker = begin_session(ENDLESS)
    session.step()
    session.train()
    wait_until(qtbot, lambda: updates(session) > 100)
    assert state_of(session) is State.TRAINING
    assert onlooker.states == [State.READY, State.TRAINING]
    pause(session, qtbot)


# -- speed ------------------------------------------------------------------------------------------------------------


def test_a_slow_training_makes_far_fewer_updates_than_one_at_full_speed(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    """Counted over the same stretch of time: twenty a second against as many as can be."""
    session, _ = begin_session(ENDLESS)
    counts = []
    for speed in (20.0, math.inf, 20.0):
        session.set_speed(speed)
        before = train_on(session, qtbot, epochs=1)
        wait_half_a_second(qtbot)
        counts.append(epoch(session) - before)
        pause(session, qtbot)
        wait_until(qtbot, lambda: session.latest is not None)
    slow, full, slow_again = counts
    assert 1 <= slow <= 40
    assert 1 <= slow_again <= 40
    assert full > 20 * max(slow, slow_again)


def wait_half_a_second(qtbot: QtBot) -> None:
    timer = QTimer()
    timer.setSingleShot(True)
    with qtbot.waitSignal(timer.timeout):
        timer.start(500)


# -- pictures ---------------------------------------------------------------------------------------------------------


def test_one_picture_is_in_flight(begin_session: BeginSession, qtbot: QtBot) -> None:
    """A second one never comes before picture_drawn, however far the training has gone meanwhile."""
    session, onlooker = begin_session(ENDLESS, draws=False)
    session.train()
    while run_of(session, onlooker, qtbot).updates < 200:
        pass
    assert len(onlooker.pictures) == 1
    session.picture_drawn(0.0)
    wait_until(qtbot, lambda: len(onlooker.pictures) == 2)
    seen = onlooker.pictures[1].update
    assert seen >= 200
    while run_of(session, onlooker, qtbot).updates < seen + 200:
        pass
    assert len(onlooker.pictures) == 2


def test_pictures_are_skipped_but_no_loss_is(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(SHORT, draws=False)
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    session.picture_drawn(0.0)
    wait_until(qtbot, lambda: len(onlooker.pictures) == 2)
    alone = Trainer(SHORT)
    alone.train(60)
    assert onlooker.pictures[1].curve.loss.tolist() == alone.history.exact.tolist()


def test_pictures_and_lines_of_a_run_that_is_gone_are_dropped(begin_session: BeginSession, qtbot: QtBot) -> None:
    """From the moment at which a run begins there is nothing of another, although the worker had sent it already."""
    session, _ = begin_session(Recipe(epochs=1))
    events: list[tuple[str, int]] = []
    session.run_began.connect(lambda run: events.append(("began", run)))
    session.pictured.connect(lambda picture, _: events.append(("picture", picture.run)))
    session.printed.connect(lambda _: events.append(("line", session.run)))
    sent = threading.Event()
    session._worker.printed.connect(lambda *_: sent.set(), Qt.ConnectionType.DirectConnection)  # type: ignore[call-arg]
    for _ in range(5):
        sent.clear()
        session.train()
        assert sent.wait(5)  # while this waits, the main thread hears nothing
        for _ in range(3):
            session.restart()
        wait_until(qtbot, lambda: is_ready(session))
        assert updates(session) == 0
        assert state_of(session) is State.READY
    shown = 1
    for kind, run in events:
        shown = run if kind == "began" else shown
        assert run == shown, events
    assert events[-1] == ("picture", 16)


def test_a_picture_with_another_number_is_dropped_and_the_next_one_comes(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    session, onlooker = begin_session(ENDLESS, draws=False)
    session.train()
    session._worker.pictured.emit(replace(onlooker.pictures[0], run=99), 0.0)
    wait_until(qtbot, lambda: len(onlooker.pictures) == 2)
    assert [picture.run for picture in onlooker.pictures] == [1, 1]
    assert onlooker.pictures[1].update > 0


def test_a_picture_is_frozen(begin_session: BeginSession, qtbot: QtBot) -> None:
    """No number moves while it is drawn."""
    session, onlooker = begin_session(ENDLESS, draws=False)
    picture = onlooker.pictures[0]
    before = picture.prediction.copy(), picture.loss
    session.train()
    while run_of(session, onlooker, qtbot).updates < 50:
        pass
    assert np.array_equal(picture.prediction, before[0])
    assert not picture.prediction.flags.writeable
    assert picture.loss == before[1]


# -- bit for bit ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [math.inf, 3000.0])
@pytest.mark.parametrize("recipe", [SHORT, MINIBATCH, TESTED], ids=["full batch", "minibatch", "test share"])
def test_the_windows_run_is_the_trainers(
    begin_session: BeginSession, qtbot: QtBot, recipe: Recipe, speed: float
) -> None:
    session, onlooker = begin_session(recipe)
    session.set_speed(speed)
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    assert_same_run(run_of(session, onlooker, qtbot), trained(Trainer(recipe), recipe.epochs))


def test_the_windows_run_is_the_trainers_however_often_it_is_interrupted(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    session, onlooker = begin_session(MINIBATCH)
    for speed in (500.0, math.inf, 1500.0):
        session.set_speed(speed)
        train_on(session, qtbot, epochs=2)
        session.pause()
        wait_until(qtbot, lambda: session.state is not State.TRAINING)
        session.step()
        wait_until(qtbot, lambda: session.state is not State.TRAINING)
    run = run_of(session, onlooker, qtbot)
    alone = Trainer(MINIBATCH)
    alone.advance(run.updates)
    assert_same_run(run, alone.run())


@pytest.mark.parametrize("recipe", [SHORT, MINIBATCH], ids=["full batch", "minibatch"])
def test_the_windows_run_is_the_terminals(
    begin_session: BeginSession, qtbot: QtBot, recipe: Recipe, tmp_path: Path
) -> None:
    file = tmp_path / "recipe.json"
    recipe.save(file)
    command = [sys.executable, "main.py", "train", "--json", "--print-every", "1", "--recipe", str(file)]
    printed = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True).stdout
    *losses, results = [json.loads(line) for line in printed.splitlines()]
    session, _ = begin_session(recipe)
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    wait_until(qtbot, lambda: epoch(session) == recipe.epochs)
    last = session.latest
    assert last is not None
    assert [each["loss"] for each in losses] == last.curve.loss.tolist()
    assert (results["accuracy"], results["loss"], results["epochs"]) == (last.accuracy, last.loss, last.epoch)


def test_the_same_seed_is_the_same_run_and_another_is_not(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(SHORT)
    runs = []
    for recipe in (SHORT, SHORT, replace(SHORT, seed=1)):
        session.change(recipe)
        session.restart()
        wait_until(qtbot, lambda: is_ready(session))
        session.train()
        wait_for(session, State.FINISHED, qtbot)
        runs.append(run_of(session, onlooker, qtbot))
    assert_same_run(runs[0], runs[1])
    assert not np.array_equal(runs[0].parameters, runs[2].parameters)


# -- the end, and beyond ----------------------------------------------------------------------------------------------


def test_the_log_of_a_training_is_the_labs(begin_session: BeginSession, qtbot: QtBot) -> None:
    """Lines on the way, the last five, the predictions and the accuracy, each as a lab report wants it."""
    session, onlooker = begin_session(SHORT)
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    alone = Trainer(SHORT)
    alone.train(60)
    losses = alone.history.exact.tolist()
    expected = [loss_line(k, losses[k - 1]) for k in [*range(5, 56, 5), *range(56, 61)]]
    predictions = str(alone.network.predict(alone.points.X)).splitlines()
    assert onlooker.lines() == [*expected, *predictions, f"accuracy : {alone.evaluate().accuracy:.2%}"]
    assert expected[0].startswith("epoch 5 loss : 0.")
    assert len(predictions) == 21


def test_the_accuracy_on_the_test_samples_is_printed_where_there_are_any(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    session, onlooker = begin_session(TESTED)
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    alone = Trainer(TESTED)
    alone.train(50)
    test = alone.evaluate_test()
    assert test is not None
    of_training, of_test = onlooker.lines()[-2:]
    assert of_training == f"accuracy : {alone.evaluate().accuracy:.2%}"
    assert of_test == f"test accuracy : {test.accuracy:.2%}"


def test_train_goes_on_after_the_end(begin_session: BeginSession, qtbot: QtBot) -> None:
    """For as many epochs again, and the run is as if nothing had stopped it."""
    session, onlooker = begin_session(SHORT)
    for end in (60, 120, 180):
        session.train()
        wait_for(session, State.FINISHED, qtbot)
        wait_for_update(session, end, qtbot)
    assert_same_run(run_of(session, onlooker, qtbot), trained(Trainer(SHORT), 180))


def test_train_goes_on_even_if_the_last_picture_is_not_drawn_yet(begin_session: BeginSession, qtbot: QtBot) -> None:
    """A quick hand, or a slow screen: the end lies where the training stands, not where the picture does."""
    session, onlooker = begin_session(SHORT, draws=False)
    for _ in range(2):
        session.train()
        wait_for(session, State.FINISHED, qtbot)
    assert run_of(session, onlooker, qtbot).updates == 120


def test_train_after_a_pause_goes_to_the_first_end(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(replace(SHORT, epochs=500))
    for _ in range(7):
        session.step()
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    assert run_of(session, onlooker, qtbot).updates == 500


def test_zero_epochs_train_until_paused(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    assert session.updates_of_a_training() == math.inf
    session.train()
    wait_until(qtbot, lambda: len(onlooker.lines()) >= 2)
    assert state_of(session) is State.TRAINING
    assert [line.split()[1] for line in onlooker.lines()[:2]] == ["5000", "10000"]


def test_a_training_has_so_many_updates(begin_session: BeginSession) -> None:
    session, _ = begin_session(MINIBATCH)
    assert session.updates_of_a_training() == 40 * 7  # fifty samples in batches of eight


# -- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_training_that_diverges_stops_and_keeps_the_last_finite_state(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    session, onlooker = begin_session(DIVERGING)
    session.train()
    wait_for(session, State.DIVERGED, qtbot)
    run = run_of(session, onlooker, qtbot)
    assert np.isfinite(run.parameters).all()
    assert np.isfinite(run.history.exact).all()
    ((heading, sentence),) = onlooker.advice
    assert heading == "Diverged"
    assert "smaller learning rate" in sentence
    wait_until(qtbot, lambda: updates(session) == run.updates)
    assert session.latest is not None
    assert math.isfinite(session.latest.loss)
    assert onlooker.lines()[-1] == loss_line(run.history.epochs, float(run.history.last[-1]))


def test_the_run_that_diverged_is_the_trainers(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(DIVERGING)
    session.train()
    wait_for(session, State.DIVERGED, qtbot)
    alone = Trainer(DIVERGING)
    with pytest.raises(Diverged):
        alone.train(1000)
    assert_same_run(run_of(session, onlooker, qtbot), alone.run())


def test_after_a_divergence_train_begins_again(begin_session: BeginSession, qtbot: QtBot) -> None:
    """There is nothing to go on from: it diverges again, or trains with the smaller learning rate of the sentence."""
    session, onlooker = begin_session(DIVERGING)
    session.train()
    wait_until(qtbot, lambda: len(onlooker.advice) == 1)
    session.train()
    wait_until(qtbot, lambda: len(onlooker.advice) == 2)
    assert state_of(session) is State.DIVERGED
    session.change(replace(DIVERGING, learning_rate=0.01))
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    run = run_of(session, onlooker, qtbot)
    assert_same_run(run, trained(Trainer(replace(DIVERGING, learning_rate=0.01)), 1000))


def test_a_network_that_stands_still_is_told_of(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(Recipe(learning_rate=1e6, epochs=200))
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    ((heading, sentence),) = onlooker.advice
    assert heading == "Standing still"
    assert "smaller learning rate" in sentence


def test_a_training_that_went_well_needs_no_advice(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(Recipe(dataset="Linear", epochs=300, optimizer="Adam", learning_rate=0.05))
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    assert onlooker.advice == []


def test_an_exception_in_the_training_stops_it_and_keeps_the_run(
    begin_session: BeginSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, onlooker = begin_session(ENDLESS)
    seen = train_on(session, qtbot)
    real = Trainer.advance

    def fail(trainer: Trainer, count: int) -> None:
        raise ZeroDivisionError("made up")

    with qtbot.captureExceptions() as exceptions:
        monkeypatch.setattr(Trainer, "advance", fail)
        wait_for(session, State.FAILED, qtbot)
        wait_until(qtbot, lambda: bool(exceptions))
    monkeypatch.setattr(Trainer, "advance", real)
    assert [kind for kind, _, _ in exceptions] == [ZeroDivisionError]
    assert [heading for heading, _ in onlooker.advice] == ["Failed"]
    assert "made up" in onlooker.advice[0][1]
    run = run_of(session, onlooker, qtbot)
    assert run.updates >= seen
    assert_same_run(run, trained(Trainer(ENDLESS), run.updates))
    train_on(session, qtbot)
    assert state_of(session) is State.TRAINING


def unfitting(run: Run) -> Run:
    """As a file may hold it that somebody made by hand."""
    return replace(run, parameters=np.zeros(3))


def test_a_run_that_is_refused_leaves_the_one_before_as_it_was(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    pause(session, qtbot)
    run, began = run_of(session, onlooker, qtbot), len(onlooker.began)
    session.open_run(unfitting(run))
    wait_until(qtbot, lambda: bool(onlooker.advice))
    ((_, sentence),) = onlooker.advice
    assert "does not fit its recipe" in sentence
    assert state_of(session) is State.PAUSED
    assert len(onlooker.began) == began, "nothing is cleared"
    assert_same_run(run_of(session, onlooker, qtbot), run)
    session.train()
    wait_until(qtbot, lambda: updates(session) > run.updates)
    pause(session, qtbot)


def test_a_run_that_is_refused_does_not_stop_the_training(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    run = run_of(session, onlooker, qtbot)
    session.open_run(unfitting(run))
    wait_until(qtbot, lambda: bool(onlooker.advice))
    seen = updates(session)
    wait_until(qtbot, lambda: updates(session) > seen)
    assert state_of(session) is State.TRAINING
    pause(session, qtbot)


def test_a_recipe_that_asks_for_too_much_gives_way_to_the_one_before(
    begin_session: BeginSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown is what is trained."""
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    monkeypatch.setattr(Trainer, "__init__", no_memory)
    session.change(replace(ENDLESS, hidden=(4000, 4000)))
    wait_until(qtbot, lambda: bool(onlooker.advice))
    assert session.recipe == onlooker.recipes[-1] == ENDLESS
    seen = updates(session)
    wait_until(qtbot, lambda: updates(session) > seen)


def test_a_part_with_a_fault_in_it_gives_way_to_the_run_before(
    restored_registries: None, begin_session: BeginSession, qtbot: QtBot
) -> None:
    """As whoever writes a dataset of their own will meet it: the fault is told of, and the run before goes on."""

    @DATASETS.register("Faulty")
    class Faulty(Dataset):
        def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
            raise ZeroDivisionError("made up")

    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    with qtbot.captureExceptions() as exceptions:
        session.change(replace(ENDLESS, dataset="Faulty"))
        wait_until(qtbot, lambda: bool(onlooker.advice) and bool(exceptions))
    assert [kind for kind, _, _ in exceptions] == [ZeroDivisionError]
    assert "made up" in onlooker.advice[0][1]
    assert session.recipe == ENDLESS
    seen = updates(session)
    wait_until(qtbot, lambda: updates(session) > seen)
    pause(session, qtbot)


def test_a_run_that_is_refused_after_one_that_is_out_of_date(begin_session: BeginSession, qtbot: QtBot) -> None:
    """Two are asked for at once; the first is made and the second refused: the first is there, and can be trained."""
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    run = run_of(session, onlooker, qtbot)
    session.change(replace(ENDLESS, seed=1))
    session.open_run(unfitting(run))
    wait_until(qtbot, lambda: bool(onlooker.advice))
    wait_until(qtbot, lambda: is_ready(session))
    shown = session.recipe
    seen = updates(session)
    session.train()
    wait_until(qtbot, lambda: updates(session) > seen)
    assert run_of(session, onlooker, qtbot).recipe == shown


def no_memory(*_: object) -> None:
    raise MemoryError


def test_a_first_run_that_cannot_be_made_waits_for_another_recipe(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Trainer, "__init__", no_memory)
    session = Session(ENDLESS)
    onlooker = Onlooker(session)
    try:
        wait_until(qtbot, lambda: bool(onlooker.advice))
        monkeypatch.undo()
        assert state_of(session) is State.EMPTY
        assert "not enough memory" in onlooker.advice[-1][1]
        session.train()
        assert state_of(session) is not State.TRAINING, "there is nothing to train"
        session.change(replace(ENDLESS, hidden=(2,)))
        wait_until(qtbot, lambda: is_ready(session))
        assert train_on(session, qtbot) > 0
    finally:
        session.close()


# -- runs that come and go --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", [SHORT, MINIBATCH, TESTED], ids=["full batch", "minibatch", "test share"])
def test_a_run_is_taken_up_where_it_stood(
    begin_session: BeginSession, qtbot: QtBot, recipe: Recipe, tmp_path: Path
) -> None:
    """Through a file, and in the middle of an epoch; then it goes on with the same numbers."""
    alone = Trainer(recipe)
    alone.advance(31)
    save_run(alone.run(), tmp_path / "half.npz")
    session, onlooker = begin_session()
    session.open_run(load_run(tmp_path / "half.npz"))
    wait_until(qtbot, lambda: is_ready(session))
    assert state_of(session) is State.PAUSED
    assert updates(session) == 31
    assert session.recipe == recipe
    assert onlooker.recipes == [recipe]
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    assert_same_run(run_of(session, onlooker, qtbot), trained(Trainer(recipe), recipe.epochs))


def test_a_run_that_is_opened_shows_the_learning_rate_that_it_has_by_now(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    alone = Trainer(SHORT)
    alone.train(5)
    alone.set_learning_rate(0.125)
    alone.train(5)
    session, onlooker = begin_session()
    session.open_run(alone.run())
    wait_until(qtbot, lambda: is_ready(session))
    assert session.recipe == replace(SHORT, learning_rate=0.125)
    assert_same_run(run_of(session, onlooker, qtbot), alone.run())


def test_opening_a_run_while_training_waits_for_train(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    session.open_run(trained(Trainer(SHORT), 10))
    wait_until(qtbot, lambda: is_ready(session))
    assert state_of(session) is State.PAUSED
    assert run_of(session, onlooker, qtbot).updates == 10


def test_the_run_before_can_be_brought_back_and_exchanged_again(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(SHORT)
    offers: list[bool] = []
    session.previous_run_changed.connect(offers.append)
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    first = run_of(session, onlooker, qtbot)
    session.change(MINIBATCH)
    wait_until(qtbot, lambda: is_ready(session))
    session.step()
    wait_for(session, State.PAUSED, qtbot)
    second = run_of(session, onlooker, qtbot)
    for expected, recipe in ((first, SHORT), (second, MINIBATCH), (first, SHORT)):
        session.bring_back()
        wait_until(qtbot, lambda: is_ready(session))
        assert_same_run(run_of(session, onlooker, qtbot), expected)
        assert session.recipe == recipe
        assert updates(session) == expected.updates
    assert offers == [True] * 4


def test_there_is_nothing_to_bring_back_at_first(begin_session: BeginSession) -> None:
    session, onlooker = begin_session()
    session.bring_back()
    assert len(onlooker.began) == 1
    assert state_of(session) is State.READY


def test_copies_of_a_run_are_as_many_as_were_asked_for(begin_session: BeginSession, qtbot: QtBot) -> None:
    """Each goes to whoever asked, and none of them changes while the training goes on."""
    session, _ = begin_session(ENDLESS)
    train_on(session, qtbot)
    answers: dict[str, Run] = {}
    for name in ("first", "second", "third"):
        session.copy_run(partial(answers.__setitem__, name))
    wait_until(qtbot, lambda: len(answers) == 3)
    kept = answers["first"].parameters.copy(), answers["first"].history.epochs
    train_on(session, qtbot)
    assert np.array_equal(answers["first"].parameters, kept[0])
    assert answers["first"].history.epochs == kept[1]
    assert len({id(run) for run in answers.values()}) == 3


def test_a_session_can_be_a_child_of_a_window(qtbot: QtBot) -> None:
    parent = QObject()
    session = Session(SHORT, parent)
    assert session.parent() is parent
    session.close()
    assert_no_thread_is_left(session, qtbot)
