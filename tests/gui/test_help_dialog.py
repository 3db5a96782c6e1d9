"""The page of help: it names what there is, and goes away."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.actions import Actions
from gui.help_dialog import HelpDialog


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def dialog(qtbot: QtBot, parent: QWidget) -> HelpDialog:
    actions = Actions(parent)
    actions.make("train", "Train", "Train until the epochs are done.", print, "Ctrl+Return")
    actions.make("pause", "Pause", "Stop after the update in hand.", print, "Ctrl+Return")
    actions.make("open", "Open…", "Open a run or a recipe.", print, "Ctrl+O")
    actions.make("bare", "Bare", "This one has no keys.", print)
    dialog = HelpDialog(actions, parent)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


def label(dialog: HelpDialog) -> QLabel:
    found = dialog.findChild(QLabel, "helpText")
    assert found is not None
    return found


def test_it_lists_the_actions_that_have_keys(dialog: HelpDialog) -> None:
    text = label(dialog).text()
    assert text.count("<b>Ctrl+Return</b>") == 1, "Train and Pause share it"
    assert "Train or Pause" in text
    assert "<b>Ctrl+O</b></td><td>&nbsp;&nbsp;Open<" in text
    assert "Bare" not in text


def test_it_explains_the_window(dialog: HelpDialog) -> None:
    text = label(dialog).text()
    words = "Train", "slider", "learning rate", "Orange", "blue", "dashed", "right click"
    for word in (*words, "Compare", "Report", "Hand In"):
        assert word in text


def test_its_text_is_not_cut_off(dialog: HelpDialog) -> None:
    text = label(dialog)
    assert text.height() >= text.heightForWidth(text.width())
    assert dialog.rect().contains(text.geometry())


def test_its_button_closes_it(dialog: HelpDialog) -> None:
    (button,) = dialog.findChildren(QAbstractButton)
    assert button.text().replace("&", "") == "Close"
    button.click()
    assert not dialog.isVisible()


def test_escape_closes_it(dialog: HelpDialog, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_waits_for_nobody(dialog: HelpDialog) -> None:
    """It was opened, and the program is here all the same."""
    assert dialog.isVisible()
    assert dialog.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
