"""The button behind which the editor of layers is."""

from __future__ import annotations

import pytest
from PyQt5.QtWidgets import QApplication

from engine.layer_list import LayerChoice, read_layer_list
from engine.recipe import Recipe
from gui.forms.layers_button import LayersButton
from gui.forms.layers_dialog import LayersDialog
from tests.gui.forms.person import Person
from tests.gui.window_parts import child

LAYERS = read_layer_list("Dense(8), Tanh")


@pytest.fixture
def button(person: Person) -> LayersButton:
    button = LayersButton()
    button.look_at(Recipe())
    person.finds(button)
    return button


@pytest.fixture
def values(button: LayersButton) -> list[tuple[LayerChoice, ...]]:
    """Every value that it announces."""
    made: list[tuple[LayerChoice, ...]] = []
    button.edited.connect(lambda: made.append(button.value()))
    return made


def opened(button: LayersButton, person: Person) -> LayersDialog:
    """The editor, by a click."""
    person.clicks(button)
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, LayersDialog) and each.isVisible()]
    return dialog


def test_what_the_editor_gives_back_is_the_value(
    button: LayersButton, values: list[tuple[LayerChoice, ...]], person: Person
) -> None:
    dialog = opened(button, person)
    assert dialog.isModal()  # and the training goes on behind it
    child(dialog, "layersText").setPlainText("Dense(8), Tanh")
    person.clicks(child(dialog, "useLayers"))
    assert values == [LAYERS]
    assert button.summary() == "Dense(8), Tanh"


def test_the_way_back_is_a_value_too(
    button: LayersButton, values: list[tuple[LayerChoice, ...]], person: Person
) -> None:
    button.look_at(Recipe(layers=LAYERS))
    button.set_value(LAYERS)
    person.clicks(child(opened(button, person), "backToHidden"))
    assert values == [()]
    assert button.summary() == ""


def test_the_same_layers_again_are_no_edit(
    button: LayersButton, values: list[tuple[LayerChoice, ...]], person: Person
) -> None:
    button.look_at(Recipe(layers=LAYERS))
    button.set_value(LAYERS)
    person.clicks(child(opened(button, person), "useLayers"))
    assert values == []
