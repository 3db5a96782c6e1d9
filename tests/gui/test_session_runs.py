"""The runs of a session: equal to the terminal's to the last bit, from their start to their end, to a file and back."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QObject
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.run import Run, RunError
from engine.storage import load_run, save_run
from engine.tables import loss_line
from engine.trainer import Trainer
from gui.session import Session, State, snapshot_of
from gui.training_worker import StopReason
from tests.gui.conftest import BeginSession, assert_no_thread_is_left
from tests.gui.sitting import (
    ENDLESS,
    MINIBATCH,
    SHORT,
    TESTED,
    assert_same_run,
    epoch,
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

ROOT = Path(__file__).resolve().parents[2]
EVERY_KIND = pytest.mark.parametrize(
    "recipe", [SHORT, MINIBATCH, TESTED], ids=["full batch", "minibatch", "test share"]
)


# -- bit for bit ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [math.inf, 3000.0])
@EVERY_KIND
def test_the_windows_run_is_the_trainers(
    begin_session: BeginSession, qtbot: QtBot, recipe: Recipe, speed: float
) -> None:
    session, onlooker = begin_session(recipe)
    session.set_speed(speed)
    train_to_the_end(session, qtbot)
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
    train_to_the_end(session, qtbot)
    wait_until(qtbot, lambda: epoch(session) == recipe.epochs)
    last = session.latest
    assert last is not None
    assert [each["loss"] for each in losses] == last.curve.loss.tolist()
    assert (results["accuracy"], results["loss"], results["epochs"]) == (last.score, last.loss, last.epoch)


def test_the_same_seed_is_the_same_run_and_another_is_not(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(SHORT)
    runs = []
    for recipe in (SHORT, SHORT, replace(SHORT, seed=1)):
        session.change(recipe)
        session.restart()
        wait_until_ready(session, qtbot)
        train_to_the_end(session, qtbot)
        runs.append(run_of(session, onlooker, qtbot))
    assert_same_run(runs[0], runs[1])
    assert not np.array_equal(runs[0].parameters, runs[2].parameters)


# -- the end, and beyond ----------------------------------------------------------------------------------------------


def test_the_log_of_a_training_is_the_labs(begin_session: BeginSession, qtbot: QtBot) -> None:
    """Lines on the way, the last five, the predictions and the accuracy, each as a lab report wants it."""
    session, onlooker = begin_session(SHORT)
    train_to_the_end(session, qtbot)
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
    train_to_the_end(session, qtbot)
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
        train_to_the_end(session, qtbot)
        wait_for_update(session, end, qtbot)
    assert_same_run(run_of(session, onlooker, qtbot), trained(Trainer(SHORT), 180))


def test_train_goes_on_even_if_the_last_picture_is_not_drawn_yet(begin_session: BeginSession, qtbot: QtBot) -> None:
    """A quick hand, or a slow screen: the end lies where the training stands, not where the picture does."""
    session, onlooker = begin_session(SHORT, draws=False)
    for _ in range(2):
        train_to_the_end(session, qtbot)
    assert run_of(session, onlooker, qtbot).updates == 120


def test_train_after_a_pause_goes_to_the_first_end(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(replace(SHORT, epochs=500))
    for _ in range(7):
        session.step()
    train_to_the_end(session, qtbot)
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


# -- runs that come and go --------------------------------------------------------------------------------------------


@EVERY_KIND
def test_a_run_is_taken_up_where_it_stood(
    begin_session: BeginSession, qtbot: QtBot, recipe: Recipe, tmp_path: Path
) -> None:
    """Through a file, and in the middle of an epoch; then it goes on with the same numbers."""
    alone = Trainer(recipe)
    alone.advance(31)
    save_run(alone.run(), tmp_path / "half.npz")
    session, onlooker = begin_session()
    session.open_run(load_run(tmp_path / "half.npz"))
    wait_until_ready(session, qtbot)
    assert state_of(session) is State.PAUSED
    assert updates(session) == 31
    assert session.recipe == recipe
    assert onlooker.recipes == [recipe]
    train_to_the_end(session, qtbot)
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
    wait_until_ready(session, qtbot)
    assert session.recipe == replace(SHORT, learning_rate=0.125)
    assert_same_run(run_of(session, onlooker, qtbot), alone.run())


def test_a_run_in_single_precision_shows_the_learning_rate_that_was_chosen(
    begin_session: BeginSession, qtbot: QtBot
) -> None:
    """0.001, and not the nearest number in single precision, which the form would show with ten digits."""
    recipe = replace(SHORT, precision="float32", optimizer="Adam", learning_rate=0.001)
    session, _ = begin_session()
    session.open_run(trained(Trainer(recipe), 3))
    wait_until_ready(session, qtbot)
    assert session.recipe == recipe


def test_opening_a_run_while_training_waits_for_train(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(ENDLESS)
    train_on(session, qtbot)
    session.open_run(trained(Trainer(SHORT), 10))
    wait_until_ready(session, qtbot)
    assert state_of(session) is State.PAUSED
    assert run_of(session, onlooker, qtbot).updates == 10


def test_the_run_before_can_be_brought_back_and_exchanged_again(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(SHORT)
    offers: list[bool] = []
    session.previous_run_changed.connect(offers.append)
    train_to_the_end(session, qtbot)
    first = run_of(session, onlooker, qtbot)
    session.change(MINIBATCH)
    wait_until_ready(session, qtbot)
    session.step()
    wait_for(session, State.PAUSED, qtbot)
    second = run_of(session, onlooker, qtbot)
    for expected, recipe in ((first, SHORT), (second, MINIBATCH), (first, SHORT)):
        session.bring_back()
        wait_until_ready(session, qtbot)
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


# -- what others may follow -------------------------------------------------------------------------------------------


def test_every_stop_is_told_with_its_reason(begin_session: BeginSession, qtbot: QtBot) -> None:
    """After each step too, where the state stays the same."""
    session, onlooker = begin_session(SHORT)
    stops: list[tuple[int, StopReason]] = []
    session.stopped.connect(lambda stop: stops.append((stop.run, stop.reason)))
    for made in (1, 2):
        session.step()
        wait_until(qtbot, lambda made=made: len(stops) == made)  # type: ignore[misc]
    train_to_the_end(session, qtbot)
    assert stops == [(1, StopReason.PAUSED)] * 2 + [(1, StopReason.FINISHED)]
    assert onlooker.states.count(State.PAUSED) == 1


def test_a_run_that_makes_place_is_told_with_its_number(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, onlooker = begin_session(SHORT)
    told: list[tuple[int, Run, int]] = []
    session.replaced.connect(lambda number, run: told.append((number, run, session.run)))
    session.restart()
    wait_until_ready(session, qtbot)
    assert told == [], "it had learned nothing"
    train_to_the_end(session, qtbot)
    expected = run_of(session, onlooker, qtbot)
    session.restart()
    wait_until_ready(session, qtbot)
    ((number, run, shown),) = told
    assert (number, shown) == (2, 2), "it is still the one that is shown"
    assert_same_run(run, expected)


def test_a_run_says_what_it_came_in_with(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, _ = begin_session(SHORT)
    at_begin: list[int] = []
    session.run_began.connect(lambda _: at_begin.append(session.begun_with))
    session.open_run(trained(Trainer(SHORT), 7))
    wait_until_ready(session, qtbot)
    session.restart()
    wait_until_ready(session, qtbot)
    assert at_begin == [7, 0]


def test_a_run_that_nobody_trains_can_be_looked_at() -> None:
    alone = Trainer(TESTED)
    alone.train(9)
    there, here = alone.snapshot(5), snapshot_of(alone.run(), 5)
    assert (here.run, here.epoch, here.loss, here.test_loss) == (5, 9, there.loss, there.test_loss)
    assert np.array_equal(here.prediction, there.prediction)
    with pytest.raises(RunError):
        snapshot_of(replace(alone.run(), updates=1))
