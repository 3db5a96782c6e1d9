"""The strip above the cards: which comparison is shown, and what a person says of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QComboBox, QLineEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.compare.heading import Heading
from gui.compare.kept import KeptComparison
from gui.compare.note_field import MOST_LINES, NoteField
from gui.theme import LIGHT
from tests.gui.compare.conftest import Put
from tests.gui.compare.made import SHORT, comparison, outcomes
from tests.gui.window_parts import child

RATES = comparison("lr=0.1,10", "hidden=2,4-4", seeds=3)


def kept(number: int, note: str = "", is_read: bool = True) -> KeptComparison:
    known = tuple(outcomes(comparison("lr=0.1,10", seeds=1))) if is_read else None
    return KeptComparison(f"{number:016x}", number, RATES, known, datetime.now().astimezone(), note)


class Strip:
    """A heading, what it said, and something beside it that can have the keyboard."""

    def __init__(self, put: Put, qtbot: QtBot) -> None:
        self.heading, self.elsewhere, around = Heading(LIGHT), QLineEdit(), QWidget()
        self.notes: list[tuple[int, str]] = []
        self.heading.noted.connect(lambda *what: self.notes.append(what))
        column = QVBoxLayout(around)
        column.addWidget(self.heading)
        column.addWidget(self.elsewhere)
        column.addStretch(1)
        put(around, 950, 300)
        with qtbot.waitActive(around):
            around.activateWindow()
        self.elsewhere.setFocus()
        self.field: Any = child(around, "compareNote", NoteField)
        self.add = child(around, "compareAddNote", QToolButton)


@pytest.fixture
def strip(put: Put, qtbot: QtBot) -> Strip:
    return Strip(put, qtbot)


def test_without_a_note_there_is_only_the_offer(strip: Strip) -> None:
    strip.heading.show_list([kept(1)], 1)
    assert strip.add.isVisible()
    assert not strip.field.isVisible()
    assert strip.heading.note().startswith("XOR, Sigmoid, SGD, seed 0, ")


def test_a_click_lets_one_write(strip: Strip, qtbot: QtBot) -> None:
    """Every letter is told, and what comes in meanwhile leaves the writing alone."""
    strip.heading.show_list([kept(1)], 1)
    strip.add.click()
    assert strip.field.hasFocus()
    assert not strip.add.isVisible()
    qtbot.keyClicks(strip.field, "so")
    assert strip.notes == [(1, "s"), (1, "so")]
    strip.heading.show_list([kept(1, "s")], 1)
    assert strip.field.toPlainText() == "so"
    assert strip.field.hasFocus()


def test_a_field_that_was_left_empty_goes_away(strip: Strip, qtbot: QtBot) -> None:
    strip.heading.show_list([kept(1)], 1)
    strip.add.click()
    qtbot.keyClick(strip.field, Qt.Key.Key_Escape)
    assert not strip.field.isVisible()
    assert strip.add.isVisible()
    strip.add.click()
    qtbot.keyClick(strip.field, Qt.Key.Key_Tab)
    assert not strip.field.isVisible()
    assert strip.notes == []


def test_a_note_is_shown_and_stays_where_the_writing_ends(strip: Strip, qtbot: QtBot) -> None:
    strip.heading.show_list([kept(1, "mine")], 1)
    assert strip.field.isVisible()
    assert strip.field.toPlainText() == "mine"
    assert not strip.add.isVisible()
    strip.field.setFocus()
    strip.elsewhere.setFocus()
    assert strip.field.isVisible()
    assert strip.notes == [], "to show it is not to write it"


def test_each_comparison_has_its_own(strip: Strip) -> None:
    """Also while somebody has begun to write in another one."""
    both = [kept(1, "mine"), kept(2)]
    strip.heading.show_list(both, 2)
    strip.add.click()
    strip.heading.show_list(both, 1)
    assert strip.field.toPlainText() == "mine"
    strip.heading.show_list(both, 2)
    assert not strip.field.isVisible()
    strip.heading.show_list(both, 0, runs=3)
    assert not strip.add.isVisible(), "runs have notes of their own"
    assert strip.notes == []


def test_the_list_tells_of_the_notes(strip: Strip) -> None:
    strip.heading.show_list([kept(1, "mine"), kept(2)], 2)
    known = child(strip.heading, "comparisons", QComboBox)
    assert [known.itemData(k, Qt.ItemDataRole.ToolTipRole) for k in range(2)] == ["", "mine"]


def test_the_field_grows_with_its_lines_up_to_a_bound(strip: Strip, qtbot: QtBot) -> None:
    heights = []
    for lines in (1, 2, MOST_LINES, MOST_LINES + 5):
        strip.heading.show_list([kept(1, "\n".join(["a line"] * lines))], 1)
        strip.heading.show_list([kept(2)], 2)
        strip.heading.show_list([kept(1, "\n".join(["a line"] * lines))], 1)
        qtbot.waitUntil(lambda: strip.field.height() == strip.field.sizeHint().height())
        heights.append(strip.field.height())
        bar = strip.field.verticalScrollBar()
        assert bar is not None
        assert bar.isVisible() == (lines > MOST_LINES)
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_the_field_grows_while_one_writes(strip: Strip, qtbot: QtBot) -> None:
    strip.heading.show_list([kept(1)], 1)
    strip.add.click()
    qtbot.waitUntil(lambda: strip.field.height() == strip.field.sizeHint().height())
    before = strip.field.height()
    qtbot.keyClicks(strip.field, "a\rb")
    qtbot.waitUntil(lambda: strip.field.height() > before)


def test_only_what_is_read_and_over_can_be_deleted(strip: Strip) -> None:
    """The rest could not be brought back."""
    delete = child(strip.heading, "compareDelete", QToolButton)
    for is_read, under_way, can in ((True, 0, True), (False, 0, False), (True, 1, False)):
        strip.heading.show_list([kept(1, is_read=is_read)], 1, under_way=under_way)
        assert delete.isEnabled() == can


def test_where_it_is_narrow_the_first_seed_is_left_out(strip: Strip) -> None:
    strip.heading.show_list([kept(1)], 1)
    assert f", seed {SHORT.seed}, " in strip.heading.note()
    assert ", seed" not in strip.heading._note.short()
    assert strip.heading._note.short().endswith("60 epochs, 3 seeds")
