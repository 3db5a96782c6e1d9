"""The editor of layers under a person's hands: the list, the text, what does not fit, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QTextCursor
from PyQt5.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.activations import ACTIVATIONS
from engine.layer_list import LayerChoice, read_layer_list, write_layer_list
from engine.layers import LAYERS
from engine.recipe import Recipe
from gui.forms.layer_line import LayerLine
from gui.forms.layers_dialog import LayersDialog
from gui.theme import LIGHT
from tests.gui.forms.person import Person
from tests.gui.window_parts import child

IMAGES = Recipe(dataset="Digits", layers=read_layer_list("Conv2D(8), MaxPool2D(2), ReLU, Flatten, Dense(16), Tanh"))
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Open = Callable[[Recipe], LayersDialog]


@pytest.fixture
def open_dialog(person: Person) -> Open:
    def open_(recipe: Recipe) -> LayersDialog:
        dialog = LayersDialog(recipe, LIGHT)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the test looks at it afterwards
        person.finds(dialog)
        return dialog

    return open_


@pytest.fixture
def dialog(open_dialog: Open) -> LayersDialog:
    return open_dialog(Recipe())


def text(dialog: LayersDialog) -> str:
    return str(child(dialog, "layersText").toPlainText())


def words(dialog: LayersDialog) -> str:
    return str(child(dialog, "layersWords").text())


def lines(dialog: LayersDialog) -> list[LayerLine]:
    """From top to bottom."""
    found = [line for line in dialog.findChildren(LayerLine) if line.isVisible()]
    return sorted(found, key=lambda line: line.y())


def comes_out(dialog: LayersDialog) -> list[str]:
    return [line.findChildren(QLabel)[-1].text() for line in lines(dialog)]


def add(dialog: LayersDialog, family: str, name: str) -> None:
    """From the menu."""
    menu = child(dialog, f"add{family}", QToolButton).menu()
    (action,) = [each for each in menu.actions() if each.text().partition("\t")[0] == name]
    action.trigger()


def type_into(dialog: LayersDialog, value: str, person: Person) -> None:
    """In place of the text that is there, key by key."""
    box = child(dialog, "layersText")
    box.setFocus()
    box.selectAll()
    person.types(box, value)


# -- how it begins -----------------------------------------------------------------------------------------------------


def test_it_begins_with_what_the_short_form_means(dialog: LayersDialog) -> None:
    assert text(dialog) == write_layer_list(dialog.layers) == "Dense(4), Sigmoid, Dense(4), Sigmoid"
    assert not child(dialog, "backToHidden").isVisible()


def test_it_begins_with_the_recipes_own_layers_where_it_has_some(open_dialog: Open) -> None:
    dialog = open_dialog(IMAGES)
    assert dialog.layers == IMAGES.layers
    assert child(dialog, "backToHidden").isVisible()


def test_every_line_shows_settings_and_what_comes_out(open_dialog: Open) -> None:
    dialog = open_dialog(IMAGES)
    assert child(dialog, "layer1Filters").value() == 8
    assert child(dialog, "layer1KernelSize").value() == 3
    assert child(dialog, "layer5Outputs").value() == 16
    assert [line.split("\n") for line in comes_out(dialog)] == [
        ["→ 8 × 6 × 6", "80 weights"], ["→ 8 × 3 × 3"], ["→ 8 × 3 × 3"], ["→ 72 numbers"],
        ["→ 16 numbers", "1,168 weights"], ["→ 16 numbers"],
    ]  # fmt: skip
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Input: 1 × 8 × 8" in said
    assert "Behind them: 10 outputs with Sigmoid, as Output in the form says." in said


def test_without_the_file_of_the_data_it_is_of_use_all_the_same(open_dialog: Open) -> None:
    dialog = open_dialog(Recipe(dataset="CSV file"))
    assert comes_out(dialog) == [""] * 4
    assert child(dialog, "useLayers").isEnabled()


# -- the list ----------------------------------------------------------------------------------------------------------


def test_a_setting_is_changed_in_its_line(dialog: LayersDialog, person: Person) -> None:
    person.enters(child(dialog, "layer1Outputs"), "8")
    person.presses(child(dialog, "layer1Bias"), Qt.Key.Key_Space)
    assert text(dialog) == "Dense(8, false), Sigmoid, Dense(4), Sigmoid"
    assert comes_out(dialog)[0] == "→ 8 numbers\n16 weights"
    assert comes_out(dialog)[2] == "→ 4 numbers\n36 weights"


def test_what_is_as_usual_again_is_not_written(dialog: LayersDialog) -> None:
    child(dialog, "layer1Bias").setChecked(False)
    child(dialog, "layer1Bias").setChecked(True)
    child(dialog, "layer3Outputs").setValue(5)
    child(dialog, "layer3Outputs").setValue(4)
    assert text(dialog) == "Dense(4), Sigmoid, Dense(4), Sigmoid"


def test_each_activation_can_be_another(dialog: LayersDialog) -> None:
    child(dialog, "layer2Kind").setCurrentText("Leaky ReLU")
    child(dialog, "layer2Slope").setValue(0.2)
    assert text(dialog) == "Dense(4), Leaky ReLU(0.2), Dense(4), Sigmoid"


def test_a_layer_of_another_kind_keeps_the_settings_that_it_has_too(open_dialog: Open) -> None:
    dialog = open_dialog(Recipe(dataset="Digits", layers=read_layer_list("Conv2D(5, bias=false), AveragePool2D(3)")))
    child(dialog, "layer2Kind").setCurrentText("MaxPool2D")
    child(dialog, "layer1Kind").setCurrentText("Dense")
    assert text(dialog) == "Dense(bias=false), MaxPool2D(3)"
    assert child(dialog, "layer1Outputs").hasFocus()


def test_a_new_layer_stands_behind_the_marked_one_and_can_be_edited_at_once(
    dialog: LayersDialog, person: Person
) -> None:
    child(dialog, "layer2Kind").setFocus()
    add(dialog, "Layer", "Dense")
    add(dialog, "Activation", "Tanh")
    assert text(dialog) == "Dense(4), Sigmoid, Dense, Tanh, Dense(4), Sigmoid"
    assert child(dialog, "layer4Kind").hasFocus()
    person.enters(child(dialog, "layer3Outputs"), "9")
    assert text(dialog) == "Dense(4), Sigmoid, Dense(9), Tanh, Dense(4), Sigmoid"


def test_without_a_mark_a_new_layer_stands_at_the_end(dialog: LayersDialog) -> None:
    add(dialog, "Activation", "Tanh")
    assert text(dialog).endswith("Sigmoid, Tanh")


def test_layers_move_by_buttons_and_keys(dialog: LayersDialog, person: Person, qtbot: QtBot) -> None:
    child(dialog, "layer3Outputs").setValue(7)
    person.clicks(child(dialog, "layer3Up"))
    assert text(dialog) == "Dense(4), Dense(7), Sigmoid, Sigmoid"
    qtbot.keyClick(child(dialog, "layer2Outputs"), Qt.Key.Key_Down, CTRL | SHIFT)
    person.clicks(child(dialog, "layer3Down"))
    qtbot.keyClick(child(dialog, "layer4Outputs"), Qt.Key.Key_Down, CTRL | SHIFT)  # farther down there is nothing
    assert text(dialog) == "Dense(4), Sigmoid, Sigmoid, Dense(7)"
    assert [write_layer_list([line.choice]) for line in lines(dialog)] == ["Dense(4)", "Sigmoid", "Sigmoid", "Dense(7)"]
    assert not child(dialog, "layer1Up").isEnabled()
    assert not child(dialog, "layer4Down").isEnabled()


def test_layers_are_removed_by_buttons_and_keys(dialog: LayersDialog, person: Person, qtbot: QtBot) -> None:
    person.clicks(child(dialog, "layer2Remove"))
    assert text(dialog) == "Dense(4), Dense(4), Sigmoid"
    assert child(dialog, "layer2Remove").hasFocus()
    qtbot.keyClick(child(dialog, "layer2Remove"), Qt.Key.Key_Delete, CTRL | SHIFT)
    assert text(dialog) == "Dense(4), Sigmoid"


def test_the_tab_key_goes_through_the_lines_from_top_to_bottom(dialog: LayersDialog, person: Person) -> None:
    person.clicks(child(dialog, "layer3Up"))
    child(dialog, "layer1Kind").setFocus()
    visited = []
    while (focused := QApplication.focusWidget()) is not None and focused.objectName().startswith("layer"):
        if focused.objectName() == "layersText":
            break
        visited.append(focused.objectName())
        person.presses(focused, Qt.Key.Key_Tab)
    dense, activation = ["Kind", "Outputs", "Bias"], ["Kind"]
    assert visited == [
        *(f"layer1{name}" for name in (*dense, "Down", "Remove")),
        *(f"layer2{name}" for name in (*dense, "Up", "Down", "Remove")),
        *(f"layer3{name}" for name in (*activation, "Up", "Down", "Remove")),
        *(f"layer4{name}" for name in (*activation, "Up", "Remove")),
    ]


def test_the_menus_offer_every_kind_with_its_one_line(dialog: LayersDialog) -> None:
    for family, registry in (("Layer", LAYERS), ("Activation", ACTIVATIONS)):
        menu: QMenu = child(dialog, f"add{family}", QToolButton).menu()
        assert [action.text() for action in menu.actions()] == [f"{name}\t{registry.help(name)}" for name in registry]


def test_the_marked_layer_is_explained(dialog: LayersDialog) -> None:
    assert words(dialog) == ""
    child(dialog, "layer1Outputs").setFocus()
    assert words(dialog) == f"Dense: {LAYERS.help('Dense')}"
    child(dialog, "layer2Kind").setFocus()
    assert words(dialog) == f"Sigmoid: {ACTIVATIONS.help('Sigmoid')}"


# -- the text ----------------------------------------------------------------------------------------------------------


def test_what_is_typed_shows_in_the_list_and_stays_as_it_was_typed(dialog: LayersDialog, person: Person) -> None:
    type_into(dialog, "dense( 6 ),tanh", person)
    assert dialog.layers == read_layer_list("Dense(6), Tanh")
    assert child(dialog, "layer1Outputs").value() == 6
    assert len(lines(dialog)) == 2
    assert text(dialog) == "dense( 6 ),tanh"


def test_lines_that_stay_the_same_are_not_made_anew(dialog: LayersDialog, person: Person) -> None:
    before = lines(dialog)
    box = child(dialog, "layersText")
    box.moveCursor(QTextCursor.End)
    person.types(box, ", Tanh")
    assert text(dialog) == write_layer_list(dialog.layers) == "Dense(4), Sigmoid, Dense(4), Sigmoid, Tanh"
    assert lines(dialog)[:4] == before
    box.setPlainText(f"Dense(2), {text(dialog)}")
    assert lines(dialog)[1:5] == before


def test_a_text_that_makes_no_sense_is_explained_after_a_while(
    dialog: LayersDialog, person: Person, qtbot: QtBot
) -> None:
    type_into(dialog, "Dense(4), Tank", person)
    assert not child(dialog, "useLayers").isEnabled()
    assert words(dialog) == ""  # it may only be half typed
    qtbot.waitUntil(lambda: words(dialog).startswith('There is no layer \'Tank\'. Did you mean "Tanh"?'))
    assert dialog.layers == read_layer_list("Dense(4)")  # the last that made sense
    type_into(dialog, "Dense(4), Tanh", person)
    assert child(dialog, "useLayers").isEnabled()
    assert words(dialog) == ""


def test_an_edit_in_the_list_takes_the_place_of_a_text_that_makes_no_sense(
    dialog: LayersDialog, person: Person
) -> None:
    type_into(dialog, "Dense(4), Dense(", person)
    child(dialog, "layer1Outputs").setValue(6)
    assert text(dialog) == "Dense(6), Dense"
    assert child(dialog, "useLayers").isEnabled()


# -- what does not fit -------------------------------------------------------------------------------------------------


def test_a_layer_that_does_not_fit_is_named_and_cannot_be_used(dialog: LayersDialog) -> None:
    child(dialog, "layer2Kind").setFocus()
    add(dialog, "Layer", "MaxPool2D")
    assert words(dialog).startswith("Layer 3: MaxPool2D expects images of shape (channels, height, width), got (4,).")
    assert child(dialog, "layersWords").property("role") == "error"
    assert [shape.partition("\n")[0] for shape in comes_out(dialog)] == [
        "→ 4 numbers", "→ 4 numbers", "does not fit", "", ""
    ]  # fmt: skip
    assert not child(dialog, "useLayers").isEnabled()
    child(dialog, "layer3Remove").click()
    assert child(dialog, "layersWords").property("role") == "note"
    assert child(dialog, "useLayers").isEnabled()


def test_a_number_that_makes_no_sense_is_explained(dialog: LayersDialog, person: Person) -> None:
    person.enters(child(dialog, "layer1Outputs"), "-3")
    assert words(dialog).startswith("“-3” does not fit: a whole number from 1 to 4,096 is allowed.")
    assert not child(dialog, "useLayers").isEnabled()
    person.enters(child(dialog, "layer1Outputs"), "3")
    assert child(dialog, "useLayers").isEnabled()


def test_an_empty_list_is_no_network_of_layers(dialog: LayersDialog, person: Person) -> None:
    type_into(dialog, " ", person)
    assert dialog.layers == ()
    assert words(dialog).startswith("There is no layer in the list yet.")
    assert not child(dialog, "useLayers").isEnabled()


# -- how it ends -------------------------------------------------------------------------------------------------------


def answers(dialog: LayersDialog) -> list[tuple[LayerChoice, ...]]:
    given: list[tuple[LayerChoice, ...]] = []
    dialog.chosen.connect(given.append)
    return given


def test_the_layers_are_given_with_what_is_still_being_typed(dialog: LayersDialog, person: Person) -> None:
    given = answers(dialog)
    person.begins(child(dialog, "layer1Outputs"), "12")
    person.clicks(child(dialog, "useLayers"))
    assert given == [read_layer_list("Dense(12), Sigmoid, Dense(4), Sigmoid")]
    assert not dialog.isVisible()


def test_return_completes_a_number_and_does_not_end_the_dialog(open_dialog: Open, person: Person) -> None:
    dialog = open_dialog(IMAGES)
    given = answers(dialog)
    person.enters(child(dialog, "layer1Filters"), "12")
    assert dialog.layers[0] == LayerChoice("Conv2D", {"filters": 12})
    assert dialog.isVisible()
    assert given == []


def test_what_makes_no_sense_is_not_given(dialog: LayersDialog, person: Person) -> None:
    given = answers(dialog)
    person.begins(child(dialog, "layer1Outputs"), "none")
    dialog.accept()
    assert dialog.isVisible()
    assert given == []


def test_cancel_and_escape_give_nothing(open_dialog: Open, person: Person) -> None:
    for by_key in (False, True):
        dialog = open_dialog(Recipe())
        given = answers(dialog)
        add(dialog, "Layer", "Dense")
        if by_key:
            person.presses(dialog, Qt.Key.Key_Escape)
        else:
            person.clicks(child(dialog, "cancelLayers"))
        assert not dialog.isVisible()
        assert given == []


def test_the_way_back_to_hidden_layers(open_dialog: Open, person: Person) -> None:
    dialog = open_dialog(IMAGES)
    given = answers(dialog)
    person.clicks(child(dialog, "backToHidden"))
    assert given == [()]
    assert not dialog.isVisible()


# -- names -------------------------------------------------------------------------------------------------------------


def test_every_control_has_names_and_a_tooltip(open_dialog: Open) -> None:
    dialog = open_dialog(IMAGES)
    controls: list[Any] = [each for line in lines(dialog) for each in line.tab_stops()]
    controls += [child(dialog, name) for name in (
        "addLayer", "addActivation", "layersText", "useLayers", "cancelLayers", "backToHidden"
    )]  # fmt: skip
    for widget in controls:
        assert isinstance(widget, QWidget)
        assert widget.objectName()
        assert widget.accessibleName()
        assert widget.toolTip()
    assert child(dialog, "layer5Outputs").accessibleName() == "Layer 5, Neurons"


def test_every_ready_recipe_with_layers_fits(open_dialog: Open) -> None:
    for path in (Path(__file__).resolve().parents[3] / "assets" / "recipes").glob("*.json"):
        recipe = Recipe.load(path)
        if recipe.layers:
            assert child(open_dialog(recipe), "useLayers").isEnabled()
