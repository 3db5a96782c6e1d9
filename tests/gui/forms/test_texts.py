"""Texts and words under a person's hands."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QEvent, QPoint, Qt
from PyQt5.QtGui import QHelpEvent
from PyQt5.QtWidgets import QApplication, QToolTip

from engine.knobs import Knob
from gui.forms.control import Control
from gui.forms.controls import control_for
from gui.forms.texts import TextBox, WordBox
from tests.gui.forms.person import Person

TEXT = Knob("", "File", "Which file.", longest=20, zero="none")
WORD = Knob("", "Mark", "Which mark.", words=("comma", "UTF-8"), zero="as found")


def on_show(person: Person, control: Control) -> list[object]:
    """Puts a control on the screen and records what it says."""
    values: list[object] = []
    control.edited.connect(lambda: values.append(control.value()))
    person.finds(control)
    control.setFocus()
    return values


@pytest.fixture
def box(person: Person) -> TextBox:
    made = control_for(TEXT)
    assert isinstance(made, TextBox)
    return made


def test_a_text_counts_when_it_is_complete(person: Person, box: TextBox) -> None:
    values = on_show(person, box)
    person.types(box, "data.csv")
    assert values == []
    person.presses(box, Qt.Key.Key_Return)
    assert values == ["data.csv"]
    person.types(box, "2")
    box.clearFocus()
    assert values == ["data.csv", "data.csv2"]


@pytest.mark.parametrize(("text", "place"), [("/data/lab/iris.csv", 18), ("width, length", 0)])
def test_of_a_path_the_file_shows_and_of_a_text_its_start(box: TextBox, text: str, place: int) -> None:
    """The line is too short for both."""
    box.set_value(text)
    assert box.cursorPosition() == place


def test_return_alone_edits_nothing(person: Person, box: TextBox) -> None:
    values = on_show(person, box)
    box.set_value("data.csv")
    person.presses(box, Qt.Key.Key_Return)
    assert values == []
    assert box.value() == "data.csv"


def test_escape_takes_back_what_was_typed(person: Person, box: TextBox) -> None:
    values = on_show(person, box)
    box.set_value("data.csv")
    person.types(box, "x")
    person.presses(box, Qt.Key.Key_Escape)
    person.presses(box, Qt.Key.Key_Return)
    assert values == []
    assert box.text() == "data.csv"


def test_no_text_is_longer_than_it_may_be(person: Person, box: TextBox) -> None:
    values = on_show(person, box)
    person.types(box, "x" * 25)
    person.presses(box, Qt.Key.Key_Return)
    assert values == ["x" * 20]


def test_what_an_empty_text_means_is_shown(box: TextBox, person: Person) -> None:
    on_show(person, box)
    assert box.placeholderText() == "none"
    assert box.value() == ""


def test_the_tooltip_says_the_whole_text(person: Person, box: TextBox) -> None:
    """In a form, a path is longer than its line."""
    on_show(person, box)
    box.setToolTip(TEXT.help)
    box.set_value("/home/ann/data.csv")
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), box.mapToGlobal(QPoint(5, 5))))
    assert QToolTip.text().splitlines() == ["Which file.", "/home/ann/data.csv"]
    QToolTip.hideText()


def test_an_edit_that_is_refused_is_taken_back(person: Person, box: TextBox) -> None:
    on_show(person, box)
    complaints: list[str] = []
    box.refused.connect(complaints.append)
    person.types(box, "nonsense")
    person.presses(box, Qt.Key.Key_Return)
    box.take_back("data.csv", "It does not fit.")
    assert (box.value(), box.text()) == ("data.csv", "data.csv")
    assert complaints[-1] == "It does not fit."


def test_words_are_a_list_with_none_of_them_first(person: Person) -> None:
    box = control_for(WORD)
    assert isinstance(box, WordBox)
    values = on_show(person, box)
    assert [box.itemText(place) for place in range(box.count())] == ["As found", "Comma", "UTF-8"]
    assert box.value() == ""
    person.presses(box, Qt.Key.Key_Down)
    assert values == ["comma"]
    box.set_value("UTF-8")
    assert values == ["comma"]
    person.presses(box, Qt.Key.Key_Home)
    assert values == ["comma", ""]
