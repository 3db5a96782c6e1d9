"""The form as a person and a screen reader meet it: every choice, every name, every order, and what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from PyQt5.QtCore import QPoint, QSize, Qt
from PyQt5.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.activations import ACTIVATIONS, Sigmoid
from engine.datasets import DATASETS
from engine.knobs import Knob, knob
from engine.layer_list import LayerChoice, write_layer_list
from engine.optimizers import OPTIMIZERS
from engine.recipe import CHOICES, Recipe, RecipeError
from gui.forms import RecipeForm
from gui.forms.dataset_picker import Thumbnail
from gui.forms.feature_ticks import FeatureTicks
from gui.forms.layers_button import LayersButton
from gui.forms.layers_dialog import LayersDialog
from gui.forms.row import Row, RowLabel
from gui.theme import DARK, LIGHT
from tests.gui.forms.form_parts import camel, control, message, unfold
from tests.gui.forms.person import Person
from tests.gui.window_parts import child

OTHER: dict[str, Any] = {  # a value beside the default for every field
    "dataset": "Linear", "samples": 250, "noise": 0.05, "test_fraction": 0.2, "hidden": (8, 3), "activation": "Tanh",
    "output_activation": "Linear", "bias": False, "initializer": "Normal", "loss": "BCE", "optimizer": "Adam",
    "learning_rate": 1e-4, "batch_size": 32, "epochs": 0, "seed": 2_147_483_647, "features": ("x1", "x1·x2"),
    "standardise": True, "layers": (LayerChoice("Dense", {"outputs": 7}), LayerChoice("Tanh")), "schedule": "Cosine",
    "precision": "float32", "l2": 0.02, "l1": 0.5, "clip_norm": 2.0, "patience": 300,
}  # fmt: skip


def turn(widget: QWidget, value: Any, person: Person) -> None:
    """Gives a control a value by the means of a test script or a person."""
    if isinstance(widget, FeatureTicks):
        for feature in value:
            person.clicks(widget.ticks[feature])
    elif isinstance(widget, LayersButton):
        person.clicks(widget)
        (dialog,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, LayersDialog))
        child(dialog, "layersText").setPlainText(write_layer_list(value))
        dialog.accept()
    elif isinstance(widget, QComboBox):
        widget.setCurrentText(value)
    elif isinstance(widget, QCheckBox):
        widget.setChecked(value)
    elif isinstance(value, tuple):
        assert isinstance(widget, QAbstractSpinBox)
        person.enters(widget, " ".join(map(str, value)))
    else:
        widget.setValue(value)


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_makes_a_new_recipe(form: RecipeForm, edits: list[Recipe], person: Person, name: str) -> None:
    start = Recipe(dataset="Linear", epochs=50) if name != "dataset" else Recipe()
    form.set_recipe(start)
    unfold(form)
    turn(control(form, camel(name)), OTHER[name], person)
    assert edits[-1] == form.recipe == start.choosing(name, OTHER[name])
    assert getattr(form.recipe, name) == OTHER[name]


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_is_shown_in_silence(form: RecipeForm, edits: list[Recipe], name: str) -> None:
    recipe = Recipe(**{"dataset": "Linear", name: OTHER[name]})
    form.set_recipe(recipe)
    assert control(form, camel(name)).value() == OTHER[name]
    form.set_recipe(Recipe())
    assert control(form, camel(name)).value() == CHOICES[name].default
    assert edits == []


def test_the_names_of_the_contract_are_there_in_their_classes(form: RecipeForm) -> None:
    for name in ("dataset", "activation", "outputActivation", "loss", "optimizer"):
        assert isinstance(control(form, name), QComboBox)
    for name in ("learningRate", "batchSize", "samples", "noise", "testFraction", "epochs", "seed"):
        assert isinstance(control(form, name), QAbstractSpinBox)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_control_has_names_a_tooltip_and_its_label(form: RecipeForm, optimizer: str) -> None:
    form.set_recipe(Recipe(optimizer=optimizer))
    labels = {label.buddy(): label for label in form.findChildren(RowLabel)}
    own = {camel(f"optimizer_{name}"): each for name, each in form.recipe.part_knobs("optimizer").items()}
    for name, each in {**{camel(name): each for name, each in CHOICES.items()}, **own}.items():
        widget = control(form, name)
        assert widget.accessibleName() == each.label
        assert widget.toolTip() == each.help != ""
        assert each.label in labels[widget].text()
        assert each.symbol in labels[widget].text()


def test_a_click_on_a_label_goes_to_its_control(person: Person, form: RecipeForm, edits: list[Recipe]) -> None:
    labels = {label.buddy(): label for label in form.findChildren(RowLabel)}
    unfold(form)
    seed, bias = control(form, "seed"), control(form, "bias")
    person.clicks(labels[seed])
    assert seed.hasFocus()
    assert edits == []
    person.clicks(labels[bias])
    assert bias.hasFocus()
    assert edits == [Recipe(bias=False)]


# -- what goes wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "typed", "sentence"), [
    ("samples", "0", "“0” does not fit: a whole number from 2 to 1,000,000 is allowed. Still 100;"),
    ("learningRate", "nan", "“nan” does not fit: a number from 1e-7 to 10,000,000 is allowed. Still 1;"),
    ("testFraction", "95", "“95” does not fit: a number from 0 to 90 % is allowed. Still 0 %;"),
    ("hidden", "4, x, y", "“4, x, y” does not fit: up to 100 whole numbers from 1 to 4,096 are allowed, like 4, 4, or "
     "0 for none. Still 3;"),
])  # fmt: skip
def test_nonsense_is_answered_below_the_control_and_changes_nothing(
    form: RecipeForm, edits: list[Recipe], person: Person, name: str, typed: str, sentence: str
) -> None:
    recipe = Recipe(dataset="Linear", hidden=(3,))
    form.set_recipe(recipe)
    person.enters(control(form, name), typed)
    assert (edits, form.recipe) == ([], recipe)
    assert message(form, name) == f"{sentence} Esc brings it back."
    assert control(form, name).accessibleDescription() == message(form, name)
    assert control(form, name).property("invalid") is True
    assert control(form, name).text().removesuffix(" %") == typed


def test_the_answer_goes_with_the_next_good_edit(form: RecipeForm, edits: list[Recipe], person: Person) -> None:
    person.enters(control(form, "learningRate"), "1e9")
    person.enters(control(form, "learningRate"), "1e6")
    assert edits == [Recipe(learning_rate=1e6)]
    assert message(form, "learningRate") == ""
    assert control(form, "learningRate").property("invalid") is False


def test_the_answer_goes_as_soon_as_the_text_is_right(form: RecipeForm, edits: list[Recipe], person: Person) -> None:
    person.enters(control(form, "learningRate"), "1e9")
    person.begins(control(form, "learningRate"), "1")
    assert message(form, "learningRate") == ""
    assert control(form, "learningRate").property("invalid") is False
    assert edits == []


def test_nonsense_waits_while_other_choices_are_made(form: RecipeForm, edits: list[Recipe], person: Person) -> None:
    """Nor does the answer go when the window confirms the new recipe, or asks for edits that are not complete."""
    person.enters(control(form, "learningRate"), "fast")
    person.enters(control(form, "seed"), "5")
    form.set_recipe(form.recipe)
    form.commit()
    assert edits == [Recipe(seed=5)]
    assert control(form, "learningRate").text() == "fast"
    assert message(form, "learningRate").startswith("“fast” does not fit")


def test_nonsense_goes_with_another_recipe(form: RecipeForm, edits: list[Recipe], person: Person) -> None:
    """It would be taken for a part of the recipe that was opened."""
    person.enters(control(form, "hidden"), "many")
    form.set_recipe(Recipe(seed=5))
    assert message(form, "hidden") == ""
    assert control(form, "hidden").text() == "4, 4"
    assert control(form, "hidden").property("invalid") is False
    assert edits == []


def test_escape_brings_the_choice_back(form: RecipeForm, edits: list[Recipe], person: Person) -> None:
    person.enters(control(form, "seed"), "lucky")
    person.presses(control(form, "seed"), Qt.Key.Key_Escape)
    assert control(form, "seed").text() == "0"
    assert message(form, "seed") == control(form, "seed").accessibleDescription() == ""
    assert edits == []


def test_a_recipe_that_the_engine_refuses_is_explained_and_the_old_one_kept(
    form: RecipeForm, edits: list[Recipe], person: Person
) -> None:
    person.enters(control(form, "hidden"), " ".join(["4096"] * 100))
    assert edits == []
    assert form.recipe == Recipe()
    assert control(form, "hidden").value() == (4, 4)
    assert control(form, "hidden").text().startswith("4096, 4096")
    assert message(form, "hidden").startswith("Hidden layers of these sizes")
    assert message(form, "hidden").endswith("Still 4, 4; Esc brings it back.")
    form.commit()
    assert message(form, "hidden").startswith("Hidden layers of these sizes")
    person.presses(control(form, "hidden"), Qt.Key.Key_Escape)
    assert (control(form, "hidden").text(), message(form, "hidden"), edits) == ("4, 4", "", [])


def test_a_number_that_the_engine_refuses_is_explained_and_the_old_one_kept(
    form: RecipeForm, edits: list[Recipe], person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_recipe: Recipe, _name: str, value: Any) -> Recipe:
        raise RecipeError(f"no seed {value} today.")

    unfold(form)
    monkeypatch.setattr(Recipe, "choosing", refuse)
    person.enters(control(form, "seed"), "13")
    person.presses(control(form, "seed"), Qt.Key.Key_Tab)
    assert (edits, control(form, "seed").value(), control(form, "seed").text()) == ([], 0, "13")
    assert message(form, "seed") == "No seed 13 today. Still 0; Esc brings it back."
    monkeypatch.undo()
    person.enters(control(form, "seed"), "13")
    assert (edits, message(form, "seed")) == ([Recipe(seed=13)], "")


def test_a_choice_that_the_engine_refuses_goes_back(
    form: RecipeForm, edits: list[Recipe], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the sentence stays until the next choice."""

    def refuse(_recipe: Recipe, _name: str, _value: Any) -> Recipe:
        raise RecipeError("not with this loss.")

    with monkeypatch.context() as patch:
        patch.setattr(Recipe, "choosing", refuse)
        control(form, "activation").setCurrentText("Tanh")
    assert (edits, control(form, "activation").value()) == ([], Recipe().activation)
    assert message(form, "activation") == "Not with this loss."
    control(form, "activation").setCurrentText("Tanh")
    assert (edits, message(form, "activation")) == ([Recipe(activation="Tanh")], "")


def test_half_typed_text_is_no_edit_until_asked_for(form: RecipeForm, edits: list[Recipe], person: Person) -> None:
    person.begins(control(form, "learningRate"), "0.25")
    assert edits == []
    form.commit()
    assert edits == [Recipe(learning_rate=0.25)]


def test_the_same_recipe_again_leaves_half_typed_text_alone(form: RecipeForm, person: Person) -> None:
    person.begins(control(form, "learningRate"), "0.2")
    form.set_recipe(Recipe())
    assert control(form, "learningRate").text() == "0.2"


# -- parts and their knobs ---------------------------------------------------------------------------------------------


def test_a_parts_own_knobs_come_and_go_with_it(form: RecipeForm, edits: list[Recipe]) -> None:
    control(form, "optimizer").setCurrentText("Momentum")
    box = control(form, "optimizerMomentum")
    assert box.value() == 0.9
    assert control(form, "optimizer").mapToGlobal(QPoint()).y() < box.mapToGlobal(QPoint()).y()
    box.setValue(0.5)
    assert edits[-1].knobs == {"optimizer": {"momentum": 0.5}}
    control(form, "optimizer").setCurrentText("SGD")
    assert form.findChild(QWidget, "optimizerMomentum") is None
    assert edits[-1].knobs == {}


def test_a_recipes_settings_of_a_part_are_shown(form: RecipeForm) -> None:
    form.set_recipe(Recipe(optimizer="Adam", knobs={"optimizer": {"beta1": 0.8}}))
    assert [control(form, f"optimizer{name}").value() for name in ("Beta1", "Beta2", "Epsilon")] == [0.8, 0.999, 1e-8]


def test_the_knobs_of_a_part_keep_out_of_each_others_way(form: RecipeForm, edits: list[Recipe]) -> None:
    form.set_recipe(Recipe(optimizer="Adam"))
    control(form, "optimizerBeta1").setValue(0.8)
    control(form, "optimizerBeta2").setValue(0.99)
    assert edits[-1] == Recipe(optimizer="Adam", knobs={"optimizer": {"beta1": 0.8, "beta2": 0.99}})


@pytest.fixture
def newcomers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An activation and an optimizer with knobs, registered for one test."""
    for registry in (ACTIVATIONS, OPTIMIZERS):
        monkeypatch.setattr(registry, "_classes", dict(registry._classes))

    @ACTIVATIONS.register("Tilted")
    @dataclass
    class Tilted(Sigmoid):
        """Leans to one side."""

        lean: float = knob(0.1, label="Lean", high=2.0, step=0.1, help="How far it leans.")

    OPTIMIZERS.register("Twin")(type("Twin", (OPTIMIZERS["Momentum"],), {"__doc__": "Momentum by another name."}))


@pytest.mark.usefixtures("newcomers")
def test_what_is_registered_later_appears_with_its_knobs_in_both_places(form: RecipeForm, edits: list[Recipe]) -> None:
    control(form, "activation").setCurrentText("Tilted")
    control(form, "outputActivation").setCurrentText("Tilted")
    control(form, "outputActivationLean").setValue(0.4)
    assert control(form, "activationLean").value() == 0.1
    assert edits[-1].knobs == {"output_activation": {"lean": 0.4}}


@pytest.mark.usefixtures("newcomers")
def test_a_part_that_leaves_with_a_half_typed_text_makes_no_edit(
    form: RecipeForm, edits: list[Recipe], person: Person
) -> None:
    form.set_recipe(Recipe(optimizer="Momentum"))
    person.begins(control(form, "optimizerMomentum"), "0.1")
    form.set_recipe(Recipe(optimizer="Twin"))
    assert edits == []
    assert control(form, "optimizerMomentum").value() == 0.9


def test_what_the_dataset_does_not_use_is_not_shown(form: RecipeForm) -> None:
    assert not control(form, "samples").isVisible()
    control(form, "dataset").setCurrentText("Linear")
    assert control(form, "samples").isVisible()
    unfold(form)
    assert [name for name in CHOICES if not control(form, camel(name)).isVisible()] == []
    control(form, "dataset").setCurrentText("Digits")
    assert [name for name in CHOICES if not control(form, camel(name)).isVisible()] == ["noise", "features"]


# -- the pictures ------------------------------------------------------------------------------------------------------


def test_pictures_and_list_are_kept_in_step(person: Person, form: RecipeForm, edits: list[Recipe]) -> None:
    pictures = {picture.accessibleName(): picture for picture in form.findChildren(Thumbnail)}
    assert len(pictures) == len(DATASETS)
    person.clicks(pictures["Dataset Linear"])
    assert control(form, "dataset").currentText() == "Linear"
    assert edits == [Recipe(dataset="Linear")]
    control(form, "dataset").setCurrentText("XOR")
    assert pictures["Dataset XOR"].isChecked()
    assert edits[1:] == [Recipe()]


# -- how it lies on the screen -----------------------------------------------------------------------------------------


def test_tab_goes_from_top_to_bottom(person: Person, form: RecipeForm) -> None:
    form.set_recipe(Recipe(optimizer="Momentum"))
    picture = next(picture for picture in form.findChildren(Thumbnail) if picture.isChecked())
    picture.setFocus()
    visited = []
    while (focused := QApplication.focusWidget()) is not None and focused.objectName() not in visited:
        visited.append(focused.objectName())
        person.presses(focused, Qt.Key.Key_Tab)
    assert visited == [
        picture.objectName(), "dataset", "noise", "testFraction", "moreNetwork", "hidden", "activation",
        "layers", "outputActivation", "moreTraining", "loss", "optimizer", "optimizerMomentum", "learningRate",
        "batchSize", "epochs", "moreRegularisation", "moreData",
    ]  # fmt: skip


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(dataset="Linear"), Recipe(optimizer="Momentum")])
def test_common_recipes_need_no_scrolling(qtbot: QtBot, form: RecipeForm, recipe: Recipe) -> None:
    form.set_recipe(recipe)
    qtbot.waitUntil(lambda: scroll_bar(form).maximum() == 0)
    assert control(form, "epochs").isVisible()


def scroll_bar(form: RecipeForm) -> QScrollBar:
    area = form.findChild(QScrollArea)
    assert area is not None
    bar = area.verticalScrollBar()
    assert bar is not None
    return bar


@pytest.mark.parametrize("height", [690, 300])
@pytest.mark.parametrize("recipe", [
    Recipe(loss="Softmax cross-entropy"),
    Recipe(dataset="Linear", samples=100_000, test_fraction=0.85, hidden=(128, 64, 32), initializer="Xavier uniform",
           optimizer="Adam", learning_rate=1e7, batch_size=1_000_000, epochs=1_000_000_000, seed=2_147_483_647),
    Recipe(epochs=0, dataset="Sine", optimizer="NAdam", schedule="Reduce on plateau"),
])  # fmt: skip
def test_nothing_is_clipped_and_edges_are_aligned(qtbot: QtBot, form: RecipeForm, recipe: Recipe, height: int) -> None:
    """Neither where the page scrolls, with all rows there are, nor where it need not."""
    form.resize(262, height)
    form.set_recipe(recipe)
    if height == 300:
        unfold(form)

    def all_is_well() -> None:  # as soon as the layout has settled
        assert (scroll_bar(form).maximum() > 0) == (height == 300 or recipe.optimizer != "SGD")
        labels = [label for label in form.findChildren(RowLabel) if label.isVisible()]
        assert [label.text() for label in labels if not label_fits(label)] == []
        shown = [widget for widget in controls_of(form) if widget.isVisible()]
        assert [widget.objectName() for widget in shown if not text_fits(widget)] == []
        left_and_right = {edges(form, widget) for widget in shown if not isinstance(widget, FeatureTicks)}
        assert left_and_right == {(121, 250)}
        assert {picture.size() == QSize(43, 43) for picture in form.findChildren(Thumbnail)} == {True}

    qtbot.waitUntil(all_is_well)


def controls_of(form: RecipeForm) -> list[QWidget]:
    return [widget for label in form.findChildren(RowLabel) if (widget := label.buddy()) is not None]


def edges(form: RecipeForm, widget: QWidget) -> tuple[int, int]:
    """Where the eye sees a control begin and end."""
    left = 3 if isinstance(widget, QCheckBox) else 0  # its tick box stands so far to the right of its frame
    return widget.mapTo(form, QPoint(left, 0)).x(), widget.mapTo(form, widget.rect().topRight()).x()


def label_fits(label: RowLabel) -> bool:
    return label.heightForWidth(label.width()) <= label.height()


def text_fits(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractSpinBox):
        edit = widget.findChild(QLineEdit)
        assert edit is not None
        margins = 4  # which Qt keeps free
        return edit.fontMetrics().horizontalAdvance(edit.text()) + margins <= edit.width()
    if isinstance(widget, FeatureTicks):
        ticks = [tick for tick in widget.tab_stops() if tick.isVisible()]
        return all(widget.rect().contains(each.geometry()) and each.size() == each.sizeHint() for each in ticks)
    return widget.sizeHint().height() <= widget.height()  # a list's name may take two lines


def test_the_note_says_what_is_live(form: RecipeForm) -> None:
    assert any(
        label.text() == "Learning rate and epochs act at once; the rest starts a new network."
        for label in form.findChildren(QLabel)
    )


def test_the_theme_reaches_labels_and_pictures(form: RecipeForm) -> None:
    picture = form.findChildren(Thumbnail)[0]
    before = picture.grab().toImage()
    form.set_theme(DARK)
    symbols = [label.text() for label in form.findChildren(RowLabel) if "span" in label.text()]
    assert symbols
    assert all(DARK.muted in text and LIGHT.muted not in text for text in symbols)
    assert picture.grab().toImage() != before


def test_a_knob_with_angle_brackets_is_text_and_not_markup(qtbot: QtBot) -> None:
    row = Row("name", Knob(1.0, "a < b", "Help.", symbol="<b>"), LIGHT)
    qtbot.addWidget(row)
    label = row.findChild(RowLabel)
    assert label is not None
    assert "a &lt; b" in label.text()
    assert "&lt;b&gt;" in label.text()
