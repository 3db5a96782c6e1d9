"""What the form does beyond showing values: what a choice brings with it, what is folded away, layers and files."""

from __future__ import annotations

from PyQt5.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from engine.layer_list import LayerChoice
from engine.optimizers import OPTIMIZERS
from engine.recipe import Recipe
from gui.forms import RecipeForm
from tests.gui.forms.form_parts import came_along, control, marked, message, note
from tests.gui.forms.person import Person

# -- what belongs together ---------------------------------------------------------------------------------------------


def test_an_optimizer_brings_its_learning_rate_and_the_form_says_so(form: RecipeForm, edits: list[Recipe]) -> None:
    usual = OPTIMIZERS["Adam"].usual_learning_rate
    control(form, "optimizer").setCurrentText("Adam")
    assert edits == [Recipe(optimizer="Adam", learning_rate=usual)]
    assert control(form, "learningRate").value() == usual
    assert came_along(form) == f"Also set: learning rate {usual}."
    assert marked(form) == ["learningRate"]


def test_a_dataset_of_another_kind_brings_loss_and_output(form: RecipeForm, edits: list[Recipe]) -> None:
    control(form, "dataset").setCurrentText("Blobs")
    assert came_along(form) == "Also set: samples 300, noise 0.12, output Linear, loss Softmax cross-entropy."
    assert marked(form) == ["samples", "noise", "outputActivation", "loss"]
    assert edits == [Recipe().choosing("dataset", "Blobs")]


def test_the_settings_of_a_part_bring_something_too(form: RecipeForm, edits: list[Recipe]) -> None:
    two = Recipe(dataset="Blobs", knobs={"dataset": {"classes": 2}})
    form.set_recipe(two)
    control(form, "datasetClasses").setValue(3)
    assert edits == [two.choosing("knobs", {"dataset": {"classes": 3}})]
    assert came_along(form) == "Also set: output Linear, loss Softmax cross-entropy."


def test_no_row_moves_when_something_came_along(form: RecipeForm) -> None:
    before = control(form, "batchSize").mapTo(form, QPoint())
    control(form, "loss").setCurrentText("Softmax cross-entropy")
    assert came_along(form) == "Also set: output Linear."
    assert control(form, "batchSize").mapTo(form, QPoint()) == before


def test_what_came_along_is_said_until_the_next_edit(form: RecipeForm) -> None:
    control(form, "optimizer").setCurrentText("Adam")
    form.set_recipe(form.recipe)  # as the window confirms it
    assert came_along(form) != ""
    control(form, "batchSize").setValue(32)
    assert (came_along(form), marked(form)) == ("", [])


def test_what_came_along_is_not_said_of_another_recipe(form: RecipeForm) -> None:
    control(form, "optimizer").setCurrentText("Adam")
    form.set_recipe(Recipe(optimizer="Adam", seed=3))
    assert (came_along(form), marked(form)) == ("", [])


def test_choices_that_make_no_sense_together_are_allowed_and_explained(form: RecipeForm, edits: list[Recipe]) -> None:
    form.set_recipe(Recipe(loss="BCE"))
    control(form, "outputActivation").setCurrentText("Tanh")
    assert edits == [Recipe(loss="BCE", output_activation="Tanh")]
    assert note(form, "outputActivation") == edits[0].doubt != ""
    assert message(form, "outputActivation") == ""
    control(form, "outputActivation").setCurrentText("Sigmoid")
    assert note(form, "outputActivation") == ""


def test_a_doubt_about_a_recipe_that_was_opened_is_said_below_the_loss(form: RecipeForm) -> None:
    recipe = Recipe(loss="BCE", output_activation="Tanh")
    form.set_recipe(recipe)
    assert note(form, "loss") == recipe.doubt != ""
    control(form, "outputActivation").setCurrentText("Linear")
    assert (note(form, "loss"), note(form, "outputActivation")) == ("", form.recipe.doubt)


# -- what is folded away -----------------------------------------------------------------------------------------------


def test_rarely_used_choices_are_shown_when_asked_for(
    form: RecipeForm, edits: list[Recipe], person: Person, qtbot: QtBot
) -> None:
    names = ("seed", "precision", "loss", "l2")
    assert [control(form, name).isVisible() for name in names] == [False, False, True, False]
    with qtbot.waitSignal(form.unfolded) as unfolded:
        person.clicks(control(form, "moreTraining"))
    assert unfolded.args == ["Training", True]
    assert [control(form, name).isVisible() for name in names] == [True, True, True, False]
    with qtbot.waitSignal(form.unfolded) as unfolded:
        person.clicks(control(form, "moreTraining"))
    assert unfolded.args == ["Training", False]
    assert not control(form, "seed").isVisible()
    assert edits == []


def test_what_is_not_as_usual_is_always_shown(form: RecipeForm) -> None:
    form.set_recipe(Recipe(seed=5, optimizer="Adam", knobs={"optimizer": {"beta1": 0.8}}))
    shown = [control(form, name).isVisible() for name in ("seed", "precision", "optimizerBeta1", "optimizerBeta2")]
    assert shown == [True, False, True, False]
    form.set_recipe(Recipe())
    assert not control(form, "seed").isVisible()


def test_a_row_does_not_vanish_under_ones_hands(form: RecipeForm) -> None:
    form.set_recipe(Recipe(seed=5))
    control(form, "seed").setValue(0)
    form.set_recipe(form.recipe)  # as the window confirms it
    assert control(form, "seed").isVisible()


def test_settings_of_a_part_are_folded_away_or_not_as_they_are_used(form: RecipeForm) -> None:
    form.set_recipe(Recipe(optimizer="AdamW"))
    assert control(form, "optimizerWeightDecay").isVisible()
    assert not control(form, "optimizerEpsilon").isVisible()
    form.unfold("Training", True)
    assert control(form, "optimizerEpsilon").isVisible()


def test_a_rare_part_that_was_chosen_shows_its_settings(form: RecipeForm) -> None:
    form.set_recipe(Recipe(initializer="Normal"))
    assert control(form, "initializerDeviation").isVisible()
    form.unfold("Training", True)
    control(form, "schedule").setCurrentText("Cosine")
    form.unfold("Training", False)
    assert control(form, "scheduleLength").isVisible()
    assert not control(form, "seed").isVisible()


def test_every_group_has_a_named_button_that_lists_what_it_folds_away(form: RecipeForm) -> None:
    assert form.groups == ["Data", "Network", "Training", "Regularisation"]
    for group in form.groups:
        button = control(form, f"more{group}")
        assert button.accessibleName() == f"More of {group}"
    more = control(form, "moreTraining")
    assert (more.text(), more.toolTip()) == ("More", "Show what is rarely changed: Schedule, Seed, Precision.")
    form.unfold("Training", True)
    assert (more.text(), more.toolTip()) == ("Less", "Fold away what is rarely changed: Schedule, Seed, Precision.")


# -- layers ------------------------------------------------------------------------------------------------------------


def test_a_list_of_layers_takes_the_place_of_hidden_layers_and_activation(form: RecipeForm) -> None:
    replaced = ("hidden", "activation", "activationSlope")
    form.set_recipe(Recipe(activation="Leaky ReLU", layers=(LayerChoice("Dense"), LayerChoice("Tanh"))))
    assert note(form, "layers") == "Dense, Tanh"
    for name in replaced:
        assert not control(form, name).isEnabled()
        assert control(form, name).toolTip() == "Not in use: the list of layers has taken its place."
    assert control(form, "outputActivation").isEnabled()
    form.set_recipe(Recipe(activation="Leaky ReLU"))
    assert note(form, "layers") == ""
    for name in replaced:
        assert control(form, name).isEnabled()
        assert not control(form, name).toolTip().startswith("Not in use")


# -- files -------------------------------------------------------------------------------------------------------------


def test_a_dataset_that_needs_a_file_asks_for_it_and_changes_nothing_yet(
    form: RecipeForm, edits: list[Recipe], person: Person, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(form.file_wanted):
        control(form, "dataset").setCurrentText("CSV file")
    with qtbot.waitSignal(form.file_wanted):
        person.clicks(control(form, "datasetCsvFile"))
    assert (edits, form.recipe, control(form, "dataset").currentText()) == ([], Recipe(), "XOR")
    assert control(form, "datasetXor").isChecked()


def test_the_file_can_be_exchanged_in_its_row(
    form: RecipeForm, edits: list[Recipe], person: Person, qtbot: QtBot
) -> None:
    recipe = Recipe(dataset="CSV file", knobs={"dataset": {"path": "irises.csv"}})
    form.set_recipe(recipe)
    with qtbot.waitSignal(form.file_wanted):
        person.clicks(control(form, "chooseFile"))
    box = control(form, "datasetPath")
    assert (box.text(), box.width() + control(form, "chooseFile").width()) == ("irises.csv", 126)
    box.selectAll()
    person.types(box, "roses.csv")
    person.presses(box, Qt.Key.Key_Return)
    assert edits == [Recipe(dataset="CSV file", knobs={"dataset": {"path": "roses.csv"}})]
