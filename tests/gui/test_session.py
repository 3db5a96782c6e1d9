"""The session without a window: its thread, its commands in the middle of training, its speed and its pictures."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PyQt5.QtCore import Qt, QThread, QTimer
from pytestqt.qtbot import QtBot

from engine.datasets import DATASETS, Dataset
from engine.optimizers import OPTIMIZERS, SGD
from engine.program import Array, Record
from engine.recipe import Recipe
from engine.trainer import Trainer
from gui.session import State
from tests.gui.conftest import BeginSession, assert_no_thread_is_left
from tests.gui.sitting import (
    ENDLESS,
    MINIBATCH,
    SHORT,
    assert_same_run,
    epoch,
    goes_on,
    is_ready,
    pause,
    reach,
    run_of,
    state_of,
    train_on,
    train_to_the_end,
    trained,
    updates,
    wait_for,
    wait_for_update,
    wait_until,
    wait_until_ready,
)

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
    wait_until_ready(session, qtbot)
    session.set_speed(2000.0)
    train_to_the_end(session, qtbot)
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
    train_to_the_end(session, qtbot)
    session.restart()
    wait_until_ready(session, qtbot)
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
    train_to_the_end(session, qtbot)
    session.step()
    wait_until(qtbot, lambda: updates(session) == 61)


def test_reset_while_training_gives_the_same_start(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    first = onlooker.pictures[0]
    train_on(session, qtbot)
    session.restart()
    wait_until_ready(session, qtbot)
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
    wait_until_ready(session, qtbot)
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
    wait_until_ready(session, qtbot)
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
    wait_until_ready(session, qtbot)
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
    goes_on(session, qtbot)
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
    reach(session, onlooker, qtbot, 200)
    assert len(onlooker.pictures) == 1
    session.picture_drawn(0.0)
    wait_until(qtbot, lambda: len(onlooker.pictures) == 2)
    seen = onlooker.pictures[1].update
    assert seen >= 200
    reach(session, onlooker, qtbot, seen + 200)
    assert len(onlooker.pictures) == 2


def test_pictures_are_skipped_but_no_loss_is(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(SHORT, draws=False)
    train_to_the_end(session, qtbot)
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
        wait_until_ready(session, qtbot)
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
    reach(session, onlooker, qtbot, 50)
    assert np.array_equal(picture.prediction, before[0])
    assert not picture.prediction.flags.writeable
    assert picture.loss == before[1]
