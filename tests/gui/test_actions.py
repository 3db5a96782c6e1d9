"""Actions: made once, and offered in the menus, in the bar and on the keyboard."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.actions import Actions
from gui.theme import DARK, LIGHT


@pytest.fixture
def actions(qtbot: QtBot) -> Actions:
    window = QWidget()
    qtbot.addWidget(window)
    return Actions(window)


def test_an_action_does_what_it_was_made_for(actions: Actions) -> None:
    done: list[str] = []
    actions.make("step", "Step", "Make one update.", lambda: done.append("step"))
    actions["step"].trigger()
    assert done == ["step"]


def test_an_action_has_its_name_and_says_its_keys(actions: Actions) -> None:
    step = actions.make("step", "Step", "Make one update.", print, "Ctrl+Right")
    assert step.objectName() == "step"
    assert step.shortcut() == QKeySequence("Ctrl+Right")
    assert step.toolTip() == "Make one update. (Ctrl+Right)"
    assert step.statusTip() == "Make one update."
    assert actions.make("new", "New", "Begin anew.", print).toolTip() == "Begin anew."


def test_an_action_can_come_to_do_something_else(actions: Actions) -> None:
    """It keeps its name and its keys."""
    step = actions.make("step", "Step", "Make one update.", print, "Ctrl+Right")
    actions.describe("step", "Step on", "Make another update.")
    assert (step.objectName(), step.text()) == ("step", "Step on")
    assert step.toolTip() == "Make another update. (Ctrl+Right)"
    assert step.statusTip() == "Make another update."
    assert step.shortcut() == QKeySequence("Ctrl+Right")


def test_an_action_may_have_the_keys_that_the_system_uses(actions: Actions) -> None:
    save = actions.make("save", "Save", "Save it.", print, QKeySequence.StandardKey.Save)
    assert save.shortcut() == QKeySequence(QKeySequence.StandardKey.Save)


def test_the_keys_work_without_a_menu(actions: Actions, qtbot: QtBot) -> None:
    done: list[str] = []
    step = actions.make("step", "Step", "Make one update.", lambda: done.append("step"), "Ctrl+Right")
    window = step.parentWidget()
    assert window is not None
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert done == ["step"]


def test_icons_have_the_colours_of_the_theme(actions: Actions) -> None:
    actions.make("step", "Step", "Make one update.", print, drawing="step")
    actions.make("help", "Help", "Show help.", print)
    looks = []
    for theme in (LIGHT, DARK):
        actions.set_theme(theme)
        looks.append(actions["step"].icon().pixmap(16).toImage())
    assert looks[0] != looks[1]
    assert actions["help"].icon().isNull()


def test_actions_keep_their_order(actions: Actions) -> None:
    for name in ("train", "step", "reset"):
        actions.make(name, name, name, print)
    assert list(actions.by_name) == ["train", "step", "reset"]
