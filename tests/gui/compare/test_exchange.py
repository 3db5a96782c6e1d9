"""Another recipe in the place of a person's own, and the way back."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import QObject
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from gui.compare.exchange import Exchange
from gui.session import Session, State
from tests.gui.conftest import BeginSession
from tests.gui.sitting import is_ready, wait_until

OWN, OTHER, THIRD = (Recipe(epochs=60).choosing("dataset", name) for name in ("Linear", "XOR", "Moons"))


def take(exchange: Exchange, session: Session, recipe: Recipe, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.run_began):
        exchange.take(recipe)
    wait_until(qtbot, lambda: is_ready(session))


def come_back(exchange: Exchange, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.run_began):
        exchange.bring_back()


def train(session: Session, qtbot: QtBot) -> None:
    session.set_speed(np.inf)
    session.train()
    wait_until(qtbot, lambda: session.state is State.FINISHED)


def test_a_recipe_comes_and_the_own_comes_back(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, _ = begin_session(OWN)
    exchange = Exchange(session, QObject(session))
    had_taken = [exchange.has_taken]
    take(exchange, session, OTHER, qtbot)
    assert session.recipe == OTHER
    had_taken.append(exchange.has_taken)
    come_back(exchange, session, qtbot)
    assert session.recipe == OWN
    assert [*had_taken, exchange.has_taken] == [False, True, False]


def test_what_was_learned_comes_back_with_it(begin_session: BeginSession, qtbot: QtBot) -> None:
    """Whatever was trained, and begun anew, in between."""
    session, _ = begin_session(OWN)
    exchange = Exchange(session, QObject(session))
    train(session, qtbot)
    take(exchange, session, OTHER, qtbot)
    train(session, qtbot)
    with qtbot.waitSignal(session.run_began):
        session.restart()
    come_back(exchange, session, qtbot)
    wait_until(qtbot, lambda: session.latest is not None)
    assert session.recipe == OWN
    assert session.latest is not None
    assert session.latest.epoch == OWN.epochs


def test_after_several_it_is_still_the_persons_own(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, _ = begin_session(OWN)
    exchange = Exchange(session, QObject(session))
    train(session, qtbot)
    take(exchange, session, OTHER, qtbot)
    take(exchange, session, THIRD, qtbot)
    come_back(exchange, session, qtbot)
    assert session.recipe == OWN
    assert session.begun_with > 0


def test_what_a_person_has_made_of_it_is_their_own(begin_session: BeginSession, qtbot: QtBot) -> None:
    session, _ = begin_session(OWN)
    exchange = Exchange(session, QObject(session))
    take(exchange, session, OTHER, qtbot)
    changed = OTHER.changed(hidden=(3,))
    with qtbot.waitSignal(session.run_began):
        session.change(changed)
    assert not exchange.has_taken
    take(exchange, session, THIRD, qtbot)
    come_back(exchange, session, qtbot)
    assert session.recipe == changed
