"""Lists of choices and switches under a person's hands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PyQt5.QtCore import QPoint, QSize, Qt
from pytestqt.qtbot import QtBot

from engine.knobs import Knob
from engine.recipe import CHOICES
from engine.registry import Registered, Registry
from gui.forms.control import Control
from gui.forms.controls import ChoiceBox, SwitchBox, control_for
from gui.forms.feature_ticks import FeatureTicks
from gui.forms.layers_button import LayersButton
from gui.forms.spin_boxes import FloatBox, IntBox, LayersBox
from tests.gui.forms.person import Person

FAMILIES = [name for name, knob in CHOICES.items() if knob.registry is not None]


def on_show(person: Person, control: Control) -> list[object]:
    """Puts a control on the screen and records what it says."""
    values: list[object] = []
    control.edited.connect(lambda: values.append(control.value()))
    person.finds(control)
    return values


def test_each_kind_of_knob_has_its_control(qtbot: QtBot) -> None:
    kinds: dict[str, type] = {
        "dataset": ChoiceBox, "bias": SwitchBox, "samples": IntBox, "learning_rate": FloatBox, "hidden": LayersBox,
        "features": FeatureTicks, "layers": LayersButton,
    }  # fmt: skip
    for name, kind in kinds.items():
        control = control_for(CHOICES[name])
        qtbot.addWidget(control)
        assert type(control) is kind
        assert control.value() == CHOICES[name].default


@pytest.mark.parametrize("name", FAMILIES)
def test_a_list_offers_every_registered_name_with_its_help(qtbot: QtBot, name: str) -> None:
    registry = CHOICES[name].registry
    assert registry is not None
    box = ChoiceBox(CHOICES[name])
    qtbot.addWidget(box)
    assert [box.itemText(place) for place in range(box.count())] == list(registry)
    helps = [box.itemData(place, Qt.ItemDataRole.ToolTipRole) for place in range(box.count())]
    assert helps == [registry.help(each) for each in registry]
    assert all(helps)


def test_a_choice_by_key_counts_at_once(person: Person) -> None:
    box = ChoiceBox(CHOICES["activation"])
    values = on_show(person, box)
    box.set_value("Sigmoid")
    person.presses(box, Qt.Key.Key_Down)
    assert values == [box.itemText(box.findText("Sigmoid") + 1)]


def test_a_choice_from_the_open_list_counts_at_once(person: Person) -> None:
    box = ChoiceBox(CHOICES["activation"])
    values = on_show(person, box)
    person.clicks(box)
    view = box.view()
    assert view is not None
    person.qtbot.waitUntil(view.isVisible)
    person.types(view, "ReLU")
    person.presses(view, Qt.Key.Key_Return)
    assert values == ["ReLU"]


def test_the_open_list_is_wide_enough_for_every_name(person: Person, long_names: Knob) -> None:
    box = ChoiceBox(long_names)
    box.setFixedWidth(130)
    on_show(person, box)
    box.showPopup()
    view = box.view()
    assert view is not None
    person.qtbot.waitUntil(view.isVisible)
    assert view.width() >= view.fontMetrics().horizontalAdvance("Softmax cross-entropy")


def test_the_wheel_turns_a_list_only_with_the_focus(person: Person) -> None:
    box = ChoiceBox(CHOICES["activation"])
    values = on_show(person, box)
    box.set_value("Tanh")
    box.clearFocus()
    assert not person.turns_wheel(box, -1)
    assert values == []
    box.setFocus()
    assert person.turns_wheel(box, -1)
    assert len(values) == 1


def test_a_long_name_takes_two_lines_and_a_higher_box(person: Person, long_names: Knob) -> None:
    box = ChoiceBox(long_names)
    box.setFixedWidth(130)
    on_show(person, box)
    one_line = box.sizeHint().height()
    assert lines_of_text(box) == 1
    box.set_value("Softmax cross-entropy")
    assert box.sizeHint().height() > one_line
    box.resize(box.sizeHint().expandedTo(QSize(130, 0)))
    assert lines_of_text(box) == 2


def lines_of_text(box: ChoiceBox) -> int:
    """How many bands of dark pixels lie one above the other, the frame and the arrow left out."""
    picture = box.grab().toImage()
    dark = [
        any(picture.pixelColor(x, y).lightness() < 110 for x in range(8, 90)) for y in range(4, picture.height() - 3)
    ]
    return sum(here and not above for above, here in pairwise([False, *dark]))


def test_a_switch_is_turned_by_click_and_space(person: Person) -> None:
    switch = SwitchBox()
    values = on_show(person, switch)
    switch.set_value(True)
    assert values == []
    person.clicks(switch, QPoint(8, switch.height() // 2))
    person.presses(switch, Qt.Key.Key_Space)
    assert values == [False, True]


@pytest.fixture
def long_names() -> Knob:
    registry: Registry[Registered] = Registry("name")
    for name in ("MSE", "Softmax cross-entropy"):
        registry.register(name)(type("Named", (Registered,), {"__doc__": "Has a name."}))
    return Knob("MSE", "Name", "What it is called.", registry=registry)
