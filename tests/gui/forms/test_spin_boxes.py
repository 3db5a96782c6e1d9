"""Boxes for numbers under a person's hands: keys, arrows, the wheel, and texts that make no sense."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QLocale, Qt
from PyQt5.QtWidgets import QStyle, QStyleOptionSpinBox, QVBoxLayout, QWidget

from engine.knobs import Knob
from engine.recipe import CHOICES
from gui.forms.controls import control_for
from gui.forms.spin_box import SpinBox
from gui.forms.spin_boxes import FloatBox, IntBox, LayersBox
from tests.gui.forms.person import Person

NUMBERS = [name for name, knob in CHOICES.items() if type(knob) is Knob and type(knob.default) in (int, float, tuple)]


class Desk(QWidget):
    """One control, another widget that can take the focus, and a record of what the control said."""

    def __init__(self, person: Person, knob: Knob) -> None:
        super().__init__()
        control = control_for(knob)
        assert isinstance(control, SpinBox)
        self.box = control
        self.elsewhere = QWidget()
        self.elsewhere.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.addWidget(self.box)
        layout.addWidget(self.elsewhere)
        self.values: list[object] = []
        self.sentences: list[str] = []
        self.box.edited.connect(lambda: self.values.append(self.box.value()))
        self.box.refused.connect(self.sentences.append)
        person.finds(self)


def press(person: Person, box: SpinBox, button: QStyle.SubControl) -> None:
    """Clicks one of the two buttons of a box."""
    option, style = QStyleOptionSpinBox(), box.style()
    box.initStyleOption(option)
    assert style is not None
    where = style.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, button, box)
    person.clicks(box, where.center())


def test_a_typed_number_counts_when_it_is_complete(person: Person) -> None:
    desk = Desk(person, CHOICES["epochs"])
    person.begins(desk.box, "1234")
    assert desk.values == []
    person.presses(desk.box, Qt.Key.Key_Return)
    assert desk.values == [1234]
    assert desk.box.text() == "1,234"


def test_leaving_a_box_completes_what_was_typed(person: Person) -> None:
    desk = Desk(person, CHOICES["learning_rate"])
    person.begins(desk.box, "0,5")
    person.presses(desk.box, Qt.Key.Key_Tab)
    assert desk.elsewhere.hasFocus()
    assert (desk.values, desk.box.text()) == ([0.5], "0.5")


def test_commit_completes_what_was_typed(person: Person) -> None:
    desk = Desk(person, CHOICES["learning_rate"])
    person.begins(desk.box, "0.25")
    desk.box.commit()
    assert desk.values == [0.25]


@pytest.mark.parametrize(("typed", "value", "text"), [
    ("1e-4", 1e-4, "0.0001"), ("0.0001", 1e-4, "0.0001"), ("1E6", 1e6, "1,000,000"), ("1e-7", 1e-7, "1e-7"),
    ("1.23456789012345e-5", 1.23456789012345e-5, "1.23456789012345e-5"),
])  # fmt: skip
def test_the_learning_rate_keeps_every_figure(person: Person, typed: str, value: float, text: str) -> None:
    desk = Desk(person, CHOICES["learning_rate"])
    person.enters(desk.box, typed)
    assert (desk.values, desk.box.value(), desk.box.text()) == ([value], value, text)


@pytest.mark.parametrize("typed", ["nan", "1e8", "0", "fast", "", "-1"])
def test_nonsense_stays_and_is_answered_once(person: Person, typed: str) -> None:
    """The text is there to be mended; the old value counts, and coming back or going on changes nothing."""
    desk = Desk(person, CHOICES["learning_rate"])
    desk.box.set_value(0.5)
    person.enters(desk.box, typed)
    person.presses(desk.box, Qt.Key.Key_Tab)
    desk.box.setFocus()
    desk.box.commit()
    desk.elsewhere.setFocus()
    assert (desk.values, desk.box.value(), desk.box.text()) == ([], 0.5, typed)
    assert len(desk.sentences) == 1
    assert desk.sentences[0].endswith(": a number from 1e-7 to 10,000,000 is allowed. Still 0.5; Esc brings it back.")


@pytest.mark.parametrize(("name", "value", "text"), [
    ("learning_rate", 0.5, "0.5"), ("batch_size", 0, "all"), ("test_fraction", 0.2, "20 %"), ("hidden", (3, 2), "3, 2"),
])  # fmt: skip
@pytest.mark.parametrize("is_complete", [False, True])
def test_escape_brings_the_value_back(
    person: Person, name: str, value: object, text: str, is_complete: bool
) -> None:
    """Whatever is typed, wrong or not yet complete; and what was wrong is forgotten."""
    desk = Desk(person, CHOICES[name])
    desk.box.set_value(value)
    person.begins(desk.box, "7, nonsense" if is_complete else "7")
    if is_complete:
        person.presses(desk.box, Qt.Key.Key_Return)
        assert desk.box.text().startswith("7, nonsense")
        assert len(desk.sentences) == 1
    person.presses(desk.box, Qt.Key.Key_Escape, Qt.Key.Key_Tab)
    assert (desk.values, desk.box.value(), desk.box.text()) == ([], value, text)
    assert desk.sentences[1:] == ([""] if is_complete else [])


def test_escape_in_a_box_that_shows_its_value_is_left_to_others(person: Person) -> None:
    """To a dialog, say, that closes with it."""
    desk = Desk(person, CHOICES["seed"])
    seen: list[int] = []
    desk.keyPressEvent = lambda event: seen.append(event.key())  # type: ignore[method-assign, assignment, union-attr]
    person.begins(desk.box, "5")
    person.presses(desk.box, Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    assert seen == [Qt.Key.Key_Escape]


def test_what_was_wrong_is_answered_anew_while_it_is_mended(person: Person) -> None:
    """As soon as it is right the answer goes, before the edit counts."""
    desk = Desk(person, CHOICES["learning_rate"])
    person.enters(desk.box, "1e9")
    person.presses(desk.box, Qt.Key.Key_End, Qt.Key.Key_Backspace, Qt.Key.Key_6)
    firsts = [sentence.partition(" ")[0] for sentence in desk.sentences]
    assert (firsts, desk.values) == (["“1e9”", "“1e”", ""], [])
    person.presses(desk.box, Qt.Key.Key_Return)
    assert (desk.values, desk.box.text()) == ([1e6], "1,000,000")


@pytest.mark.parametrize("name", ["epochs", "hidden"])
def test_a_value_from_elsewhere_replaces_nonsense(person: Person, name: str) -> None:
    desk = Desk(person, CHOICES[name])
    other = 77 if name == "epochs" else (7, 7)
    person.enters(desk.box, "many")
    desk.box.set_value(other)
    assert (desk.box.text(), desk.sentences[1:], desk.values) == ("77" if name == "epochs" else "7, 7", [""], [])
    person.enters(desk.box, "many")
    desk.box.setValue(CHOICES[name].default)  # as a script does
    assert (desk.sentences[3:], desk.values) == ([""], [CHOICES[name].default])


def test_arrow_keys_count_at_once(person: Person) -> None:
    desk = Desk(person, CHOICES["learning_rate"])
    desk.box.set_value(0.5)
    person.presses(desk.box, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown)
    assert desk.values == [1.0, 2.0, 1.0, 0.1]


@pytest.mark.parametrize("name", ["learning_rate", "seed"])
def test_the_arrows_at_the_right_count_at_once(person: Person, name: str) -> None:
    desk = Desk(person, CHOICES[name])
    start = desk.box.value()
    press(person, desk.box, QStyle.SubControl.SC_SpinBoxUp)
    press(person, desk.box, QStyle.SubControl.SC_SpinBoxDown)
    assert desk.values == [desk.values[0], start]
    assert desk.values[0] != start


def test_an_arrow_starts_from_what_was_typed(person: Person) -> None:
    desk = Desk(person, CHOICES["learning_rate"])
    person.begins(desk.box, "3")
    person.presses(desk.box, Qt.Key.Key_Up)
    assert desk.values == [3.0, 5.0]


def test_an_arrow_after_nonsense_answers_it_and_starts_from_the_old_value(person: Person) -> None:
    desk = Desk(person, CHOICES["learning_rate"])
    desk.box.set_value(0.5)
    person.begins(desk.box, "fast")
    person.presses(desk.box, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert desk.values == [1.0]
    assert [sentence.partition(":")[0] for sentence in desk.sentences] == ["“fast” does not fit", ""]


def test_arrows_walk_whole_numbers_and_the_word_for_zero(person: Person) -> None:
    desk = Desk(person, CHOICES["batch_size"])
    desk.box.set_value(1)
    person.presses(desk.box, Qt.Key.Key_Down)
    assert (desk.values, desk.box.text()) == ([0], "all")
    person.enters(desk.box, "all")
    person.enters(desk.box, "5")
    assert desk.values == [0, 5]


def test_a_click_selects_the_word_for_zero_as_a_whole(person: Person) -> None:
    desk = Desk(person, CHOICES["batch_size"])
    edit = desk.box.lineEdit()
    assert edit is not None
    desk.elsewhere.setFocus()
    person.clicks(edit)
    person.qtbot.waitUntil(lambda: edit.selectedText() == "all")
    person.types(desk.box, "64")
    person.presses(desk.box, Qt.Key.Key_Return)
    assert desk.values == [64]


def test_a_share_is_shown_in_per_cent_and_kept_as_a_fraction(person: Person) -> None:
    desk = Desk(person, CHOICES["test_fraction"])
    assert isinstance(desk.box, FloatBox)
    desk.box.setValue(0.2)
    assert (desk.values, desk.box.text()) == ([0.2], "20 %")
    person.enters(desk.box, "35")
    person.presses(desk.box, Qt.Key.Key_Up)
    assert (desk.values, desk.box.text()) == ([0.2, 0.35, 0.4], "40 %")
    person.enters(desk.box, "91 %")
    assert desk.sentences == ["“91” does not fit: a number from 0 to 90 % is allowed. Still 40 %; Esc brings it back."]


@pytest.mark.parametrize("name", ["learning_rate", "batch_size", "seed", "noise", "hidden"])
def test_the_wheel_turns_a_box_only_with_the_focus(person: Person, name: str) -> None:
    desk = Desk(person, CHOICES[name])
    desk.elsewhere.setFocus()
    assert not person.turns_wheel(desk.box, 1)
    assert desk.values == []
    desk.box.setFocus()
    assert person.turns_wheel(desk.box, 1)
    assert len(desk.values) == 1


@pytest.mark.parametrize("name", NUMBERS)
def test_every_default_and_limit_is_shown_and_given_back_in_silence(person: Person, name: str) -> None:
    knob = CHOICES[name]
    desk = Desk(person, knob)
    assert desk.box.value() == knob.default
    for value in (knob.low, knob.high, knob.default):
        value = (int(value),) if isinstance(desk.box, LayersBox) and value != knob.default else value
        desk.box.set_value(value)
        assert desk.box.value() == value
        assert desk.box.read(desk.box.text()) == value
    assert desk.values == []


def test_numbers_look_the_same_whatever_language_the_computer_speaks(person: Person) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.German))
    try:
        whole, number = Desk(person, CHOICES["epochs"]), Desk(person, CHOICES["learning_rate"])
        person.enters(whole.box, "10,000")
        person.enters(number.box, "1234.5")
        assert (whole.values, whole.box.text()) == ([10_000], "10,000")
        assert (number.values, number.box.text()) == ([1234.5], "1,234.5")
    finally:
        QLocale.setDefault(before)


def test_a_knob_beyond_what_qt_can_count_still_gets_a_box(person: Person) -> None:
    desk = Desk(person, Knob(0, "Huge", "", low=-1e12, high=1e12, unit="px"))
    assert isinstance(desk.box, IntBox)
    desk.box.setValue(7)
    assert desk.box.text() == "7 px"


# -- hidden layers -----------------------------------------------------------------------------------------------------


def test_layers_are_typed_as_people_write_them(person: Person) -> None:
    desk = Desk(person, CHOICES["hidden"])
    person.begins(desk.box, "16 8x4")
    assert desk.values == []
    person.presses(desk.box, Qt.Key.Key_Return)
    person.enters(desk.box, "")
    assert (desk.values, desk.box.text()) == ([(16, 8, 4), ()], "")


@pytest.mark.parametrize("typed", ["0", "", "none", "None", " 0 "])
def test_no_layer_can_be_typed_in_words_and_figures(person: Person, typed: str) -> None:
    """As nothing, which the box shows as "none", or as the number of layers."""
    desk = Desk(person, CHOICES["hidden"])
    person.enters(desk.box, typed)
    edit = desk.box.lineEdit()
    assert edit is not None
    assert (desk.values, desk.sentences, edit.text(), edit.placeholderText()) == ([()], [], "", "none")


def test_impossible_layers_stay_to_be_mended(person: Person) -> None:
    desk = Desk(person, CHOICES["hidden"])
    desk.box.set_value((3, 2))
    person.begins(desk.box, "4, 0")
    person.presses(desk.box, Qt.Key.Key_Tab)
    assert (desk.values, desk.box.value(), desk.box.text()) == ([], (3, 2), "4, 0")
    assert [sentence.partition(":")[0] for sentence in desk.sentences] == ["“4, 0” does not fit"]
    assert desk.sentences[0].endswith(" Still 3, 2; Esc brings it back.")


def test_the_buttons_add_a_layer_like_the_last_and_take_it_away(person: Person) -> None:
    desk = Desk(person, CHOICES["hidden"])
    desk.box.set_value((8, 2))
    press(person, desk.box, QStyle.SubControl.SC_SpinBoxUp)
    press(person, desk.box, QStyle.SubControl.SC_SpinBoxDown)
    press(person, desk.box, QStyle.SubControl.SC_SpinBoxDown)
    press(person, desk.box, QStyle.SubControl.SC_SpinBoxDown)
    press(person, desk.box, QStyle.SubControl.SC_SpinBoxDown)
    press(person, desk.box, QStyle.SubControl.SC_SpinBoxUp)
    assert desk.values == [(8, 2, 2), (8, 2), (8,), (), (4,)]


def test_there_are_never_more_layers_than_the_knob_allows(person: Person) -> None:
    desk = Desk(person, Knob((1,), "Layers", "", low=1, high=9, longest=2))
    desk.box.set_value((1,))
    for _ in range(3):
        person.presses(desk.box, Qt.Key.Key_PageUp)
    assert desk.values == [(1, 1)]
