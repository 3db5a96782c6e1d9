"""What becomes of a sample on its way through the layers, and what the short form means."""

from __future__ import annotations

import pytest

from engine.layer_list import read_layer_list, write_layer_list
from engine.program import Shape
from engine.recipe import Recipe, RecipeError
from gui.forms.layer_shapes import Stop, explained, in_words, short_form, walk


def test_every_layer_says_what_comes_out_of_it_and_what_it_learns() -> None:
    layers = read_layer_list("Conv2D(8, 3, padding=1), MaxPool2D(2), Flatten, Dense(5), Tanh")
    assert walk(layers, (1, 8, 8)).stops == (
        Stop((8, 8, 8), 80), Stop((8, 4, 4), 0), Stop((128,), 0), Stop((5,), 645), Stop((5,), 0)
    )  # fmt: skip
    assert walk(layers, (1, 8, 8)).complaint == ""


@pytest.mark.parametrize(("text", "shape", "reached"), [
    ("Dense(4), Conv2D(8)", (2,), 1), ("Dense(4)", (1, 8, 8), 0), ("Flatten, MaxPool2D(2), Tanh", (1, 8, 8), 1),
    ("Dense(4000), Dense(4000), Dense(4096)", (4096,), 3),
])  # fmt: skip
def test_the_layer_that_does_not_fit_is_named_as_a_run_would(text: str, shape: Shape, reached: int) -> None:
    layers = read_layer_list(text)
    found = walk(layers, shape)
    assert len(found.stops) == reached
    if reached < len(layers):
        with pytest.raises(RecipeError) as refused:
            Recipe(layers=layers).make_layers(shape, 1)
        assert found.complaint == str(refused.value)
        assert found.complaint.startswith(f"Layer {reached + 1}: ")


@pytest.mark.parametrize(("recipe", "shape", "text"), [
    (Recipe(), (2,), "Dense(4), Sigmoid, Dense(4), Sigmoid"),
    (Recipe(hidden=(3,), bias=False, activation="ReLU"), (2,), "Dense(3, false), ReLU"),
    (Recipe(hidden=(3,), activation="ELU", knobs={"activation": {"alpha": 0.5}}), None, "Dense(3), ELU(0.5)"),
    (Recipe(hidden=(3,)), (1, 8, 8), "Flatten, Dense(3), Sigmoid"),
    (Recipe(hidden=()), (2,), ""),
])  # fmt: skip
def test_the_short_form_is_spelled_out(recipe: Recipe, shape: Shape | None, text: str) -> None:
    layers = short_form(recipe, shape)
    assert write_layer_list(layers) == text
    if layers and shape is not None:  # and it makes the same network
        made, meant = recipe.changed(layers=layers).make_layers(shape, 2), recipe.make_layers(shape, 2)
        sizes = [[(each.name, each.parameter_count) for each in layers] for layers in (made, meant)]
        assert sizes[0] == sizes[1]


def test_shapes_are_put_into_words() -> None:
    assert [in_words(shape) for shape in ((1,), (1200,), (8, 4, 4))] == ["1 number", "1,200 numbers", "8 × 4 × 4"]
    assert explained((8, 4, 4)) == "8 channels of 4 × 4 pixels, 128 numbers in all."
    assert explained((1, 8, 8)).startswith("1 channel of")
    assert explained((3,)) == "A row of 3 numbers."
