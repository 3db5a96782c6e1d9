"""What an edit has changed beside what was chosen, and how the form puts it."""

from __future__ import annotations

from engine.layer_list import LayerChoice
from engine.recipe import Recipe
from gui.forms.came_along import came_along, in_words


def test_what_was_chosen_did_not_come_along() -> None:
    before, after = Recipe(), Recipe(optimizer="Adam", learning_rate=0.01, batch_size=32)
    assert came_along(before, after, "optimizer") == ["learning_rate", "batch_size"]
    assert came_along(before, before, "optimizer") == []


def test_what_the_new_dataset_does_not_use_did_not_come_along() -> None:
    before, after = Recipe(dataset="Moons", samples=500), Recipe(dataset="XOR", samples=100)
    assert came_along(before, after, "dataset") == []
    assert came_along(after, before, "dataset") == ["samples"]


def test_values_are_written_as_the_form_writes_them() -> None:
    recipe = Recipe(
        samples=10_000, test_fraction=0.25, bias=False, loss="Huber", l2=1e-7, hidden=(8, 3), batch_size=0,
        layers=(LayerChoice("Flatten"), LayerChoice("Tanh")),
    )  # fmt: skip
    names = ["samples", "test_fraction", "features", "hidden", "layers", "bias", "loss", "batch_size", "l2"]
    assert in_words(recipe, names) == (
        "Also set: samples 10,000, test share 25 %, features none, hidden layers 8, 3, layers Flatten, Tanh, bias off, "
        "loss Huber, batch size all, L2 1e-7."
    )


def test_nothing_is_said_where_nothing_came_along() -> None:
    assert in_words(Recipe(), []) == ""
