"""Messages: one sentence in a strip, which waits until it is closed, used or replaced."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT
from gui.widgets.message_bar import MessageBar


@pytest.fixture
def message(qtbot: QtBot) -> MessageBar:
    message = MessageBar(LIGHT)
    qtbot.addWidget(message)
    return message


def action(message: MessageBar) -> QPushButton:
    button = message.findChild(QPushButton, "messageAction")
    assert button is not None
    return button


def test_it_says_nothing_at_first(message: MessageBar) -> None:
    assert message.isHidden()
    assert message.text() == ""


def test_it_says_a_heading_and_a_sentence(message: MessageBar) -> None:
    message.say("Not saved", "The disk is full.")
    assert message.isVisible()
    assert "<b>Not saved</b>" in message.text()
    assert "The disk is full." in message.text()
    assert action(message).isHidden()


def test_a_message_takes_the_place_of_the_one_before(message: MessageBar) -> None:
    done: list[str] = []
    message.say("One", "First.", "Do", lambda: done.append("first"))
    message.say("Two", "Second.")
    assert "First" not in message.text()
    assert action(message).isHidden()
    message.say("Three", "Third.", "Do", lambda: done.append("third"))
    action(message).click()
    assert done == ["third"]


def test_its_button_does_what_it_says_and_closes_it(message: MessageBar, qtbot: QtBot) -> None:
    done: list[str] = []
    message.say("Replace?", "a.png is there already.", "Replace", lambda: done.append("replaced"))
    assert action(message).text() == action(message).accessibleName() == "Replace"
    assert action(message).toolTip()
    qtbot.mouseClick(action(message), Qt.MouseButton.LeftButton)
    assert done == ["replaced"]
    assert message.isHidden()


def test_it_can_be_closed(message: MessageBar) -> None:
    message.say("Saved", "a.npz")
    close = message.findChild(QToolButton, "closeMessage")
    assert close is not None
    close.click()
    assert message.isHidden()
    assert message.text() == ""


def test_what_a_file_says_is_no_markup(message: MessageBar) -> None:
    """A hostile name must not become a link, an image or a hole in the sentence."""
    message.say("Not opened", "<img src='file:///etc/passwd'> & <a href='x'>name</a>")
    label = message.findChild(QLabel, "messageText")
    assert label is not None
    assert "<img" not in label.text()
    assert "<a href" not in label.text()
    assert "&amp;" in label.text()


def test_a_long_sentence_takes_more_lines(message: MessageBar) -> None:
    message.resize(400, 40)
    message.say("One", "Short.")
    short = message.heightForWidth(400)
    message.say("Two", "A very long sentence indeed. " * 20)
    assert message.heightForWidth(400) > 2 * short
