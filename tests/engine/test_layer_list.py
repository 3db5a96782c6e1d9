"""Lists of layers: text, JSON and layers are three forms of one thing, and what cannot be is said in a sentence."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import ACTIVATIONS, LAYERS, Dense, KnobError, Layer, Recipe, RecipeError, Trainer, knobs_of
from engine.layer_list import LayerChoice, layer_names, read_layer_list, to_json, write_layer_list
from engine.layers import MOST_PARAMETERS
from tests.engine.strategies import values


@st.composite
def choices(draw: st.DrawFn) -> LayerChoice:
    """Any layer or activation with some of its settings."""
    name = draw(st.sampled_from(layer_names()))
    kind = LAYERS[name] if name in LAYERS else ACTIVATIONS[name]
    known = {setting: values(knob) for setting, knob in knobs_of(kind).items()}
    return LayerChoice(name, draw(st.fixed_dictionaries({}, optional=known)))


@given(layers=st.lists(choices(), max_size=6).map(tuple))
def test_text_and_json_come_back_as_they_were(layers: tuple[LayerChoice, ...]) -> None:
    """Every layer that is registered, newcomers unasked, with any of its settings."""
    assert read_layer_list(write_layer_list(layers)) == layers
    recipe = Recipe(layers=layers)
    assert Recipe.from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe
    assert recipe.to_dict()["layers"] == [to_json(each) for each in layers]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("dense(3) , RELU", "Dense(3), ReLU"),
        ("Dense(outputs=3, bias=FALSE); Leaky ReLU", "Dense(3, false), Leaky ReLU"),
        ("Dense(bias=false)", "Dense(bias=false)"),
        ("Dense\nTanh\nDense()", "Dense, Tanh, Dense"),
        ("Dense(3) → Tanh →", "Dense(3), Tanh"),
        ("  ", ""),
    ],
)
def test_people_write_it_in_many_ways(text: str, written: str) -> None:
    """Upper and lower case, commas, semicolons, arrows and new lines; written back, it is always the same."""
    assert write_layer_list(read_layer_list(text)) == written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dens(3)", 'There is no layer .Dens.. Did you mean "Dense"'),
        ("Dense(0)", "Dense's neurons is 0; a whole number from 1 to 4,096"),
        ("Dense(2.5)", "Dense's neurons is 2.5"),
        ("Dense(3, true, 4)", r"Dense takes 2 settings \(outputs, bias\), not 3"),
        ("Dense(outputs=3, outputs=4)", "outputs twice"),
        ("Dense(3, width=4)", "Dense has no setting 'width'"),
        ("Dense(three)", "Dense's outputs is 'three'; a number, true or false"),
        ("Dense(NaN)", "a number, true or false|whole number"),
        ("Dense(3", "cannot be read from 'Dense"),
        ("Dense(3) Tanh", "cannot be read"),
        ("Tanh(2)", r"Tanh takes 0 settings"),
        ("Dense(1), " * 201, "201 of them; up to 200"),
        ("x" * 10_001, "10,001 characters"),
        ("a" + " " * 9_900 + "(", "cannot be read"),
        (" " * 9_900 + "(", "cannot be read"),
        ("Dense(" + "[" * 9_900 + ")", r"Dense's outputs is '\[+\.\.\.\[+'; a number, true or false"),
        ("Dense(inf)", "Dense's neurons is inf"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, words: str) -> None:
    """Which layer, what was found and what is allowed."""
    with pytest.raises(RecipeError, match=words):
        Recipe(layers=text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [5, {"layer": "Dense"}, [5], [{"outputs": 4}], [{"layer": 5}], [["Dense"]], b"Dense", [5] * 100_000,
     [{"layer": "Dense", "outputs": [4]}], [{"layer": "Dense", 5: 4}], [{"layer": ["Dense"]}]],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_json_that_is_no_list_of_layers_is_refused(value: Any) -> None:
    """From a file that anybody may have made."""
    with pytest.raises(RecipeError):
        Recipe(layers=value)


def test_settings_cannot_be_changed_afterwards() -> None:
    """A recipe is frozen, and so is what it holds."""
    layer = LayerChoice("Dense", {"outputs": 3})
    with pytest.raises(TypeError):
        layer.settings["outputs"] = 4  # type: ignore[index]
    with pytest.raises(KnobError):
        LayerChoice("Dense", {"inputs": 3})  # which follow from what is in front of it


def names(layers: list[Layer]) -> list[str]:
    return [type(layer).name for layer in layers]


def test_hidden_is_the_short_form_of_a_list() -> None:
    """The same network, drawn from the same random numbers: bit for bit."""
    short = Trainer(Recipe(hidden=(5, 3), activation="Tanh"))
    written = Trainer(Recipe(layers=read_layer_list("Dense(5), Tanh, Dense(3), Tanh")))
    for trainer in (short, written):
        trainer.train(20)
    assert names(short.network.layers) == names(written.network.layers)
    assert short.network.parameters.tolist() == written.network.parameters.tolist()


def test_a_list_takes_the_place_of_hidden_and_activation() -> None:
    """With any activation behind each layer, or none; the outputs and theirs come behind it."""
    recipe = Recipe(hidden=(9,), layers=read_layer_list("Dense(3, false), ReLU, Dense(2), Dense(4), Tanh"))
    layers = recipe.make_layers((2,), 1)
    assert names(layers) == ["Dense", "ReLU", "Dense", "Dense", "Tanh", "Dense", "Sigmoid"]
    dense = [layer for layer in layers if isinstance(layer, Dense)]  # the second has no activation to fit
    assert [(each.inputs, each.outputs, each.bias) for each in dense] == [
        (2, 3, False), (3, 2, True), (2, 4, True), (4, 1, True),
    ]  # fmt: skip
    assert [type(each.initializer).__name__ for each in dense] == [
        "HeNormal", "Fitting", "XavierUniform", "XavierUniform",
    ]  # fmt: skip


def test_images_are_laid_flat_where_a_row_is_needed() -> None:
    """In the short form, and in front of the outputs; in a list that is the person's own business."""
    assert names(Recipe(hidden=(3,)).make_layers((1, 4, 4), 2)) == ["Flatten", "Dense", "Sigmoid", "Dense", "Sigmoid"]
    assert names(Recipe(layers=read_layer_list("ReLU")).make_layers((1, 4, 4), 2)) == [
        "ReLU", "Flatten", "Dense", "Sigmoid",
    ]  # fmt: skip
    with pytest.raises(RecipeError, match=r"Layer 2: Dense expects .* \(1, 4, 4\)\. A Flatten layer before it"):
        Recipe(layers=read_layer_list("ReLU, Dense(3)")).make_layers((1, 4, 4), 2)


def test_a_network_that_no_desktop_could_hold_is_refused_before_its_memory_is_taken() -> None:
    """By the layer, and all layers together."""
    with pytest.raises(RecipeError, match="Layer 1: A Dense layer of this size learns 40,964,096 numbers"):
        Recipe(layers=read_layer_list("Dense(4096)")).make_layers((10_000,), 1)
    with pytest.raises(RecipeError, match="has 32,020,000 weights up to its layer 3; up to 20,000,000"):
        Recipe(layers=read_layer_list("Dense(4000), Dense(4000), Dense(4000)")).make_layers((2,), 1)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Conv2D(3, 9)", "Layer 1: Conv2D"),  # 8 x 8 pixels are no window of 9
        ("Conv2D(3, 3), MaxPool2D(7)", "Layer 2: MaxPool2D"),
        ("Conv2D(3, 3), ReLU, Flatten, Dense(5), Conv2D(3)", "Layer 5: Conv2D"),
    ],
)
def test_the_layer_that_does_not_fit_is_named_by_its_number(text: str, named: str) -> None:
    """From 1, as a person counts: whether it cannot be made at all or only not here."""
    with pytest.raises(RecipeError, match=f"^{named}"):
        Recipe(layers=read_layer_list(text)).make_layers((1, 8, 8), 10)


def test_many_large_layers_are_refused_one_after_the_other() -> None:
    """A list of two hundred layers, each as large as the largest network, would be far too much for any memory."""
    tracemalloc.start()
    try:
        with pytest.raises(RecipeError, match="up to its layer 3"):
            Recipe(layers=read_layer_list("Dense(4096), " * 200)).make_layers((2,), 1)
        assert tracemalloc.get_traced_memory()[1] < 10 * 8 * MOST_PARAMETERS
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("between", ["", "BatchNorm, ", "Dropout(0.1), BatchNorm, "])
def test_first_weights_suit_the_activation_that_the_sums_go_through_next(between: str) -> None:
    """Whatever stands between them that has no weights to draw."""
    layers = Recipe(layers=read_layer_list(f"Dense(3), {between}ReLU, Dense(2), Sigmoid")).make_layers((2,), 1)
    dense = [layer for layer in layers if isinstance(layer, Dense)]
    assert [type(each.initializer).__name__ for each in dense] == ["HeNormal", "XavierUniform", "XavierUniform"]
