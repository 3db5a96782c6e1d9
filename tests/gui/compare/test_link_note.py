"""Muted words that may end in a link."""

from __future__ import annotations

from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.compare.link_note import LinkNote
from gui.theme import DARK, LIGHT, apply
from tests.gui.compare.conftest import Put


def note(put: Put, words: str, link: str = "") -> LinkNote:
    made = LinkNote("note")
    made.say(words, link, "Do it.")
    put(made, 300, 60)
    return made


def test_the_keyboard_follows_the_link(put: Put, qtbot: QtBot) -> None:
    made = note(put, "One line is enough.", "Ask it of XOR")
    assert made.focusPolicy() & Qt.FocusPolicy.TabFocus
    made.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(made, Qt.Key.Key_Tab)  # from the words to the link
    with qtbot.waitSignal(made.followed):
        qtbot.keyClick(made, Qt.Key.Key_Return)


def test_the_mouse_follows_it_too(put: Put, qtbot: QtBot) -> None:
    made = note(put, "", "Ask it of XOR")
    with qtbot.waitSignal(made.followed):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(30, made.height() // 2))


def test_without_a_link_there_is_nothing_to_reach(put: Put) -> None:
    made = note(put, "One line is enough.", "Ask it of XOR")
    made.say("XOR.")
    assert made.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert (made.words(), made.toolTip()) == ("XOR.", "")


def test_words_are_words_whatever_they_hold(put: Put) -> None:
    made = note(put, "<b>a & b</b>", "<i>c</i>")
    assert made.words() == "<b>a & b</b> <i>c</i>"
    assert "&lt;b&gt;a &amp; b&lt;/b&gt; <a href" in made.text()


def test_its_link_has_the_colour_of_the_theme(put: Put, qapp: QApplication) -> None:
    """Also of one that is chosen later: the dark one's link is the brighter."""
    made = note(put, "", "Ask it of XOR")
    apply(qapp, DARK)
    made.dress()
    image = made.grab().toImage()
    greens = [image.pixelColor(x, y).green() for x in range(100) for y in range(made.height())]
    assert QColor(LIGHT.accent).green() + 20 < max(greens) <= QColor(DARK.accent).green()
    apply(qapp, LIGHT)
