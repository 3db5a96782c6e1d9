"""What goes wrong in a session: trainings that diverge, stand still or fail, and runs that cannot be made."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.datasets import DATASETS, Dataset
from engine.program import Array
from engine.recipe import Recipe
from engine.run import Run
from engine.tables import loss_line
from engine.trainer import Diverged, Trainer
from gui.session import EARLY, Session, State
from tests.gui.conftest import BeginSession
from tests.gui.sitting import (
    ENDLESS,
    Onlooker,
    assert_same_run,
    goes_on,
    pause,
    run_of,
    state_of,
    train_on,
    train_to_the_end,
    trained,
    updates,
    wait_for,
    wait_until,
    wait_until_ready,
)

DIVERGING = Recipe(activation="ReLU", output_activation="Linear", learning_rate=1e6, epochs=1000, seed=1)


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
    train_to_the_end(session, qtbot)
    run = run_of(session, onlooker, qtbot)
    assert_same_run(run, trained(Trainer(replace(DIVERGING, learning_rate=0.01)), 1000))


def test_a_network_that_stands_still_is_told_of(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(Recipe(learning_rate=1e6, epochs=200))
    train_to_the_end(session, qtbot)
    ((heading, sentence),) = onlooker.advice
    assert heading == "It did not learn"
    assert "smaller learning rate" in sentence


def test_a_training_that_patience_ends_is_not_said_to_stand_still(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(Recipe(learning_rate=1e6, epochs=500, patience=20))
    session.train()
    wait_for(session, State.FINISHED, qtbot)
    ((heading, sentence),) = onlooker.advice
    assert heading == EARLY
    assert "Stopped early" in sentence


def test_a_training_that_went_well_needs_no_advice(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(Recipe(dataset="Linear", epochs=300, optimizer="Adam", learning_rate=0.05))
    train_to_the_end(session, qtbot)
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
    goes_on(session, qtbot)
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
    goes_on(session, qtbot)


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
    goes_on(session, qtbot)
    pause(session, qtbot)


def test_a_run_that_is_refused_after_one_that_is_out_of_date(begin_session: BeginSession, qtbot: QtBot) -> None:
    """Two are asked for at once; the first is made and the second refused: the first is there, and can be trained."""
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    run = run_of(session, onlooker, qtbot)
    session.change(replace(ENDLESS, seed=1))
    session.open_run(unfitting(run))
    wait_until(qtbot, lambda: bool(onlooker.advice))
    wait_until_ready(session, qtbot)
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
        wait_until_ready(session, qtbot)
        assert train_on(session, qtbot) > 0
    finally:
        session.close()
