"""An onlooker for the tests of the session, and small questions about a run that several tests ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from pytestqt.qtbot import QtBot

from engine.history import History
from engine.recipe import Recipe
from engine.run import Run
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from gui.session import Session, State

ENDLESS = Recipe(epochs=0)
SHORT = Recipe(epochs=60)
MINIBATCH = Recipe(dataset="Linear", samples=50, batch_size=8, optimizer="Adam", learning_rate=0.05, epochs=40, seed=3)
TESTED = Recipe(dataset="Linear", samples=40, test_fraction=0.25, noise=0.02, loss="BCE", activation="Tanh", epochs=50)


class Onlooker:
    """Stands where the window would: notes all that the session says, and says that each picture is drawn."""

    def __init__(self, session: Session, draws: bool = True) -> None:
        self.session, self.draws = session, draws
        self.states: list[State] = []
        self.pictures: list[Snapshot] = []
        self.log = ""
        self.advice: list[tuple[str, str]] = []
        self.began: list[int] = []
        self.recipes: list[Any] = []
        self.runs: list[Run] = []
        session.state_changed.connect(self.states.append)
        session.pictured.connect(self._draw)
        session.printed.connect(self._print)
        session.advised.connect(lambda heading, sentence: self.advice.append((heading, sentence)))
        session.run_began.connect(self._on_began)
        session.recipe_changed.connect(self.recipes.append)

    def lines(self) -> list[str]:
        """The log since the run began."""
        return self.log.splitlines()

    def ask_for_run(self) -> None:
        """Have a copy of the run added to ``runs``."""
        self.session.copy_run(self.runs.append)

    def _draw(self, snapshot: Snapshot, _epochs_a_second: float) -> None:
        self.pictures.append(snapshot)
        if self.draws:
            self.session.picture_drawn(0.0)

    def _print(self, lines: str) -> None:
        self.log += lines + "\n"

    def _on_began(self, run: int) -> None:
        self.began.append(run)
        self.log = ""


def wait_until(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    """However slow the machine is today; a test that passes waits for no longer than it must."""
    qtbot.waitUntil(condition, timeout=20_000)


def is_ready(session: Session) -> bool:
    """Whether the run that was asked for last is made, and its first picture there."""
    return session.run == session._asked and session.latest is not None


def wait_until_ready(session: Session, qtbot: QtBot) -> None:
    wait_until(qtbot, lambda: is_ready(session))


def updates(session: Session) -> int:
    """As the last picture has it."""
    return session.latest.update if session.latest is not None else 0


def epoch(session: Session) -> int:
    return session.latest.epoch if session.latest is not None else 0


def trained(trainer: Trainer, epochs: int) -> Run:
    """What a trainer without any window comes to."""
    trainer.train(epochs)
    return trainer.run()


def assert_same_run(one: Run, other: Run) -> None:
    """Equal to the last bit, in everything that training changes."""
    assert one.recipe == other.recipe
    assert one.updates == other.updates
    assert one.interventions == other.interventions
    assert np.array_equal(one.parameters, other.parameters)
    assert one.optimizer_state.keys() == other.optimizer_state.keys()
    for name, array in one.optimizer_state.items():
        assert np.array_equal(array, other.optimizer_state[name])
    assert np.array_equal(one.batch_losses, other.batch_losses)
    assert_same_history(one.history, other.history)


def assert_same_history(one: History, other: History) -> None:
    assert vars(one).keys() == vars(other).keys()
    for name, value in vars(one).items():
        assert np.array_equal(value, getattr(other, name)), name


def train_on(session: Session, qtbot: QtBot, epochs: int = 20) -> int:
    """Train until the epoch count was seen to advance so far; the epoch."""
    goal = epoch(session) + epochs
    session.train()
    wait_until(qtbot, lambda: epoch(session) >= goal)
    return epoch(session)


def train_to_the_end(session: Session, qtbot: QtBot) -> None:
    """Train as many epochs as the recipe says."""
    session.train()
    wait_for(session, State.FINISHED, qtbot)


def goes_on(session: Session, qtbot: QtBot) -> None:
    """The training is seen to make another update."""
    seen = updates(session)
    wait_until(qtbot, lambda: updates(session) > seen)


def reach(session: Session, onlooker: Onlooker, qtbot: QtBot, update: int) -> None:
    """Until the training has made so many updates, whatever the last picture shows."""
    while run_of(session, onlooker, qtbot).updates < update:
        pass


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
