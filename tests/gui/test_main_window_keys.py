"""The keys and the menus of the window: each does what it says, and none is taken from a control that needs it."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractSpinBox,
    QAction,
    QLabel,
    QMenu,
)
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.session import State
from tests.gui.sitting import is_ready, updates, wait_until
from tests.gui.window_parts import action, child, goes_on, is_, press, run_of, shown_dialog, train_on

# -- keys -------------------------------------------------------------------------------------------------------------


def test_ctrl_return_trains_and_pauses(window: MainWindow, qtbot: QtBot) -> None:
    child(window, "epochs", QAbstractSpinBox).setValue(0)
    for _ in range(2):
        press(qtbot, window, Qt.Key.Key_Return)
        goes_on(window, qtbot)
        press(qtbot, window, Qt.Key.Key_Return)
        wait_until(qtbot, is_(window, State.PAUSED))


def test_ctrl_right_steps_but_takes_nothing_from_a_box_with_text(window: MainWindow, qtbot: QtBot) -> None:
    child(window, "trainOrPause").setFocus()
    press(qtbot, child(window, "trainOrPause"), Qt.Key.Key_Right)
    wait_until(qtbot, lambda: updates(window.session) == 1)
    for name in ("hidden", "learningRate"):
        box = child(window, name, QAbstractSpinBox)
        box.setFocus()
        edit = box.lineEdit()
        edit.setText("1234 5678")
        edit.setCursorPosition(0)
        press(qtbot, box, Qt.Key.Key_Right)
        assert edit.cursorPosition() > 1, "it went to the next word"
    child(window, "trainOrPause").setFocus()
    press(qtbot, child(window, "trainOrPause"), Qt.Key.Key_Right)
    wait_until(qtbot, lambda: updates(window.session) > 1 or not is_ready(window.session))
    assert run_of(window, qtbot).updates <= 2, "neither of the two steps in the boxes was made"


def test_ctrl_r_resets(window: MainWindow, qtbot: QtBot) -> None:
    action(window, "step").trigger()
    wait_until(qtbot, lambda: updates(window.session) == 1)
    press(qtbot, window, Qt.Key.Key_R)
    wait_until(qtbot, lambda: is_ready(window.session))
    assert updates(window.session) == 0


@pytest.mark.parametrize(
    ("key", "title"),
    [(Qt.Key.Key_E, "Export"), (Qt.Key.Key_O, "Open a run or a recipe"), (Qt.Key.Key_S, "Save the run")],
)
def test_keys_open_dialogs_while_the_training_goes_on(
    window: MainWindow, qtbot: QtBot, key: Qt.Key, title: str
) -> None:
    child(window, "epochs", QAbstractSpinBox).setValue(0)
    train_on(window, qtbot)
    press(qtbot, window, key)
    dialog = shown_dialog(title)
    goes_on(window, qtbot)
    dialog.reject()
    assert window.isVisible()


def test_f1_shows_help_with_every_shortcut(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    dialog = shown_dialog("Help")
    text = child(dialog, "helpText", QLabel).text()
    for keys in ("Ctrl+Return", "Ctrl+Right", "Ctrl+R", "Ctrl+E", "Ctrl+O", "Ctrl+S", "F1"):
        assert f"<b>{keys}</b>" in text
    dialog.reject()


# -- menus ------------------------------------------------------------------------------------------------------------


def entries(menu: QMenu) -> list[QAction]:
    """Of a menu and those inside it, without lines."""
    found = []
    for each in menu.actions():
        inner = each.menu()
        if inner is not None:
            found += entries(inner)
        elif not each.isSeparator():
            found.append(each)
    return found


def test_every_menu_entry_does_something_or_says_why_not(window: MainWindow) -> None:
    bar = window.menuBar()
    assert bar is not None
    menus = [each.menu() for each in bar.actions()]
    assert [menu.title() for menu in menus if menu is not None] == ["&File", "&Run", "&View", "&Help"]
    for menu in menus:
        assert menu is not None
        assert entries(menu), menu.title()
        for each in entries(menu):
            assert each.text()
            assert each.isEnabled() or each.toolTip() != each.text(), "whoever cannot use it reads what it is for"
    for each in window.actions_by_name.by_name.values():
        assert each.receivers(each.triggered) > 0, each.text()
    offered = [each for menu in menus if menu is not None for each in entries(menu)]
    disabled = {each.objectName() for each in offered if not each.isEnabled()}
    assert disabled == {"pause", "bringBack", "reopenLast"}, "of no use before there is something to use them on"


def test_the_ready_recipes_can_be_chosen(window: MainWindow, qtbot: QtBot) -> None:
    (menu,) = [each for each in window.findChildren(QMenu) if each.title() == "Ready Recipes"]
    lab = next(each for each in entries(menu) if each.text() == "Lab slide")
    lab.trigger()
    wait_until(qtbot, lambda: not window.session.recipe.bias)
    wait_until(qtbot, lambda: is_ready(window.session))
    assert window.form.recipe == window.session.recipe


def test_quit_closes_the_window(window: MainWindow) -> None:
    action(window, "quit").trigger()
    assert not window.isVisible()
