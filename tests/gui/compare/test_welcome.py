"""What the page says before anything was compared: questions, each a click away."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PyQt5.QtCore import QPoint
from PyQt5.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from engine.compare.questions import IMAGES, QUESTIONS, XOR
from engine.datasets import DATASETS
from engine.recipe import Recipe
from gui.compare.hint import HintNote
from gui.compare.welcome import Welcome
from tests.gui.compare.conftest import Put
from tests.gui.window_parts import child

LINEAR = Recipe().choosing("dataset", "Linear")


@pytest.fixture
def welcome(put: Put) -> Welcome:
    made = Welcome()
    put(made, 840, 562)  # at 1280 × 720
    return made


def notes(welcome: Welcome) -> list[str]:
    """What stands below each question."""
    found: list[HintNote] = [child(welcome, f"askHint{number}", HintNote) for number in range(len(QUESTIONS))]
    return [each.words() if each.isVisible() else "" for each in found]


def button(welcome: Welcome, number: int) -> QPushButton:
    found: QPushButton = child(welcome, f"ask{number}", QPushButton)
    return found


def test_every_question_is_asked_by_a_click(welcome: Welcome, qtbot: QtBot) -> None:
    welcome.set_recipe(IMAGES)
    for number, question in enumerate(QUESTIONS):
        with qtbot.waitSignal(welcome.chosen) as told:
            button(welcome, number).click()
        assert told.args == [question]


def test_a_question_that_shows_little_says_so_and_is_asked_all_the_same(welcome: Welcome, qtbot: QtBot) -> None:
    welcome.set_recipe(LINEAR)
    assert notes(welcome) == [
        "", "One straight boundary is enough for Linear: one unit will do. Ask it of XOR",
        "One straight boundary is enough for Linear: nothing needs to bend. Ask it of XOR", "", "",
        "Filters look at images, and Linear has none. Ask it of Shapes",
    ]  # fmt: skip
    with qtbot.waitSignal(welcome.chosen) as told:
        button(welcome, 1).click()
    assert told.args == [QUESTIONS[1]]
    welcome.set_recipe(IMAGES)
    assert notes(welcome) == [""] * len(QUESTIONS)


def test_its_link_asks_it_of_another_recipe(welcome: Welcome, qtbot: QtBot) -> None:
    welcome.set_recipe(LINEAR)
    with qtbot.waitSignal(welcome.taken) as told:
        child(welcome, "askHint2", HintNote).linkActivated.emit("#")
    question, hint = told.args
    assert (question, hint.instead) == (QUESTIONS[2], XOR)


def test_what_cannot_be_asked_of_a_recipe_is_asked_of_the_other_at_once(welcome: Welcome, qtbot: QtBot) -> None:
    with qtbot.waitSignal(welcome.taken) as told, qtbot.assertNotEmitted(welcome.chosen):
        button(welcome, 5).click()
    question, hint = told.args
    assert (question, hint.instead) == (QUESTIONS[5], IMAGES)


@pytest.mark.parametrize("name", DATASETS)
def test_all_of_it_fits_on_a_small_screen(welcome: Welcome, name: str, qapp: QApplication) -> None:
    """Nothing lies over anything else, and no word is cut off."""
    welcome.set_recipe(Recipe(hidden=()).choosing("dataset", name))
    qapp.processEvents()
    shown = [each for each in welcome.findChildren((QPushButton, HintNote)) if each.isVisible()]
    tops = sorted((each.mapTo(welcome, QPoint(0, 0)).y(), each.height()) for each in shown)
    assert all(top + height <= below for (top, height), (below, _) in pairwise(tops))
    assert tops[-1][0] + tops[-1][1] <= welcome.height()
    for each in shown:
        assert each.sizeHint().width() <= each.width()
        assert each.sizeHint().height() <= each.height()
