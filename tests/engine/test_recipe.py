"""Recipes: every choice checked, stored by name, and the same after a trip through a file."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from engine import ACTIVATIONS, Dense, Recipe, RecipeError, Trainer
from engine.layer_list import read_layer_list
from tests.engine.strategies import recipes

HEADER = {"format": "backprop-lab/recipe", "version": 1}


def test_the_defaults_are_the_labs_network() -> None:
    """XOR, two hidden layers of four sigmoids, squared error, plain gradient descent on all samples."""
    recipe = Recipe()
    assert (recipe.dataset, recipe.hidden, recipe.activation, recipe.output_activation) == (
        "XOR",
        (4, 4),
        "Sigmoid",
        "Sigmoid",
    )
    assert (recipe.loss, recipe.optimizer, recipe.batch_size, recipe.bias, recipe.seed) == ("MSE", "SGD", 0, True, 0)


def test_names_are_kept_in_their_registered_spelling() -> None:
    """What a person typed does not end up in files."""
    recipe = Recipe(dataset="xor", activation="TANH", optimizer="adam", loss="bce")
    assert (recipe.dataset, recipe.activation, recipe.optimizer, recipe.loss) == ("XOR", "Tanh", "Adam", "BCE")


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"dataset": "Spiral of doom"}, ["dataset", "Spiral of doom", "XOR", "Linear"]),
        ({"activation": "Sigmoud"}, ['Did you mean "Sigmoid"']),
        ({"samples": 0}, ["samples", "0", "2 to 1,000,000"]),
        ({"samples": 2.5}, ["samples", "whole number"]),
        ({"noise": -1}, ["noise"]),
        ({"noise": float("nan")}, ["noise", "nan"]),
        ({"test_fraction": 1.0}, ["test share", "0.9"]),
        ({"hidden": (0,)}, ["hidden", "0"]),
        ({"hidden": 4}, ["hidden", "4"]),
        ({"hidden": (4,) * 101}, ["hidden", "101"]),
        ({"hidden": "44"}, ["hidden"]),
        ({"bias": 1}, ["bias", "true or false"]),
        ({"learning_rate": 0}, ["learning rate", "0.0000001"]),
        ({"learning_rate": float("inf")}, ["learning rate", "inf"]),
        ({"batch_size": -1}, ["batch size"]),
        ({"epochs": -1}, ["epochs"]),
        ({"epochs": 10**400}, ["epochs"]),
        ({"seed": -1}, ["seed"]),
        ({"seed": 2**31}, ["seed", "2,147,483,647"]),
        ({"loss": None}, ["loss"]),
        ({"knobs": {"optimizer": {"momentum": 0.5}}}, ["momentum", "SGD", "none"]),
        ({"optimizer": "Momentum", "knobs": {"optimizer": {"momentum": 2}}}, ["momentum", "0.999"]),
        ({"optimizer": "Momentum", "knobs": {"optimizer": {"momentun": 0.5}}}, ['Did you mean "momentum"']),
        ({"optimizer": "Momentum", "knobs": {"optimizer": {"learning_rate": 0.5}}}, ["learning_rate"]),
        ({"knobs": {"engine": {"power": 1}}}, ["engine", "optimizer"]),
        ({"knobs": {"samples": {"x": 1}}}, ["samples"]),
        ({"knobs": [1]}, ["knobs"]),
        ({"knobs": {"optimizer": 5}}, ["knobs of optimizer"]),
        ({"hidden": (4096,) * 10}, ["weights", "allowed"]),
        ({"dataset": "Linear", "samples": 1_000_000, "hidden": (4096, 1)}, ["signals", "samples"]),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_not_allowed_is_refused_with_a_sentence(choices: dict[str, Any], words: list[str]) -> None:
    """It names the choice and what would be allowed."""
    with pytest.raises(RecipeError) as caught:
        Recipe(**choices)
    for word in words:
        assert word in str(caught.value)


def test_a_recipe_is_frozen_all_through() -> None:
    """Two runs that share a recipe cannot change each other's."""
    recipe = Recipe(optimizer="Momentum", knobs={"optimizer": {"momentum": 0.5}})
    with pytest.raises(dataclasses.FrozenInstanceError):
        recipe.seed = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        recipe.knobs["optimizer"]["momentum"] = 0.1  # type: ignore[index]
    with pytest.raises(TypeError):
        recipe.knobs["loss"] = {}  # type: ignore[index]


def test_a_recipe_keeps_its_own_copy_of_what_it_was_given() -> None:
    """Changing the dictionary or list afterwards changes nothing."""
    hidden, knobs = [3, 2], {"optimizer": {"momentum": 0.5}}
    recipe = Recipe(hidden=hidden, optimizer="Momentum", knobs=knobs)  # type: ignore[arg-type]
    hidden.append(7)
    knobs["optimizer"]["momentum"] = 0.1
    assert recipe.hidden == (3, 2)
    assert recipe.knobs["optimizer"]["momentum"] == 0.5


def test_equal_recipes_are_equal_and_can_be_keys() -> None:
    """The same choices are the same recipe, however they were spelled."""
    assert Recipe(dataset="xor", hidden=[4, 4]) == Recipe()  # type: ignore[arg-type]
    assert len({Recipe(dataset="xor"), Recipe(), Recipe(seed=1)}) == 2
    assert Recipe(optimizer="Momentum") != Recipe(optimizer="Momentum", knobs={"optimizer": {"momentum": 0.5}})


def test_a_changed_recipe_keeps_the_rest() -> None:
    """And the settings of a part go with the part that is exchanged."""
    recipe = Recipe(seed=5, optimizer="Momentum", knobs={"optimizer": {"momentum": 0.5}})
    other = recipe.changed(hidden=(2,))
    assert (other.seed, other.hidden, other.knobs["optimizer"]["momentum"]) == (5, (2,), 0.5)
    assert recipe.changed(optimizer="Adam").knobs == {}
    assert recipe.hidden == (4, 4)
    with pytest.raises(RecipeError):
        recipe.changed(seed=-1)


def test_settings_reach_the_parts_they_belong_to() -> None:
    """The recipe's own fields and the knobs both."""
    recipe = Recipe(
        dataset="Linear", samples=17, noise=0.25, optimizer="Momentum", learning_rate=0.125,
        knobs={"optimizer": {"momentum": 0.5}},
    )  # fmt: skip
    optimizer, dataset = recipe.make_optimizer(), recipe.make_dataset()
    assert (type(optimizer).name, optimizer.learning_rate, optimizer.momentum) == ("Momentum", 0.125, 0.5)  # type: ignore[attr-defined]
    assert (type(dataset).name, dataset.samples, dataset.noise) == ("Linear", 17, 0.25)  # type: ignore[attr-defined]
    assert type(Recipe(loss="BCE").make_loss()).name == "BCE"


def test_part_knobs_are_those_that_are_not_choices_of_the_recipe() -> None:
    """The form shows the learning rate once, and momentum under its optimizer."""
    assert list(Recipe(optimizer="Momentum").part_knobs("optimizer")) == ["momentum"]
    assert Recipe().part_knobs("optimizer") == {}


def test_what_a_dataset_does_not_use_is_known() -> None:
    """XOR has 21 points whatever `samples` says, so the form does not show it."""
    assert not Recipe(dataset="XOR").uses("samples")
    assert Recipe(dataset="XOR").uses("noise")
    assert Recipe(dataset="Linear").uses("samples")
    assert Recipe(dataset="XOR").uses("hidden")


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("hidden", [(), (5,), (4, 3, 2)])
def test_layers_are_dense_and_activation_in_turn(hidden: tuple[int, ...], bias: bool) -> None:
    """With the output's own activation at the end; no hidden layer at all is a linear model."""
    layers = Recipe(hidden=hidden, activation="Tanh", output_activation="Linear", bias=bias).make_layers((2,), 1)
    dense = layers[::2]
    sizes = []
    for layer in dense:
        assert isinstance(layer, Dense)
        sizes.append((layer.inputs, layer.outputs))
        assert (layer.b is not None) is bias
    assert sizes == list(zip((2, *hidden), (*hidden, 1), strict=True))
    assert [type(layer).name for layer in layers[1::2]] == ["Tanh"] * len(hidden) + ["Linear"]


# -- JSON -------------------------------------------------------------------------------------------------------------


@given(recipe=recipes())
def test_a_recipe_comes_back_from_json_as_it_was(recipe: Recipe) -> None:
    """Any recipe, through text and back: equal, every float to the last bit."""
    assert Recipe.from_dict(json.loads(json.dumps(recipe.to_dict(), allow_nan=False))) == recipe


def test_a_recipe_comes_back_from_a_file_as_it_was(tmp_path: Path) -> None:
    """Choices by name, readable for people."""
    recipe = Recipe(hidden=(3,), optimizer="Momentum", learning_rate=0.1, knobs={"optimizer": {"momentum": 0.3}})
    recipe.save(tmp_path / "recipe.json")
    assert Recipe.load(tmp_path / "recipe.json") == recipe
    content = json.loads((tmp_path / "recipe.json").read_text(encoding="utf-8"))
    assert (content["format"], content["version"]) == ("backprop-lab/recipe", 1)
    assert content["optimizer"] == "Momentum"
    assert content["hidden"] == [3]
    assert content["knobs"] == {"optimizer": {"momentum": 0.3}}


def test_what_a_file_does_not_say_takes_its_default() -> None:
    """A recipe written by hand may be short, and older ones keep opening."""
    assert Recipe.from_dict(HEADER) == Recipe()
    assert Recipe.from_dict({**HEADER, "seed": 3}) == Recipe(seed=3)


def refused(tmp_path: Path, content: bytes) -> str:
    """The message with which this content is refused; it names the file."""
    path = tmp_path / "recipe.json"
    path.write_bytes(content)
    with pytest.raises(RecipeError) as caught:
        Recipe.load(path)
    message = str(caught.value)
    assert str(path) in message
    assert len(message) < 2000
    return message


def written(**choices: Any) -> bytes:
    return json.dumps({**HEADER, **choices}).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["line 1"]),
        (b"   \n", ["line"]),
        (b"\xff\xfe\x00", ["UTF-8"]),
        (b"\x80", ["UTF-8"]),
        (b"{", ["line 1"]),
        (b"nonsense", ["line 1, column 1"]),
        (b"[]", ["names with values"]),
        (b"null", ["names with values"]),
        (b"5", ["names with values"]),
        (b'"text"', ["names with values"]),
        (b"{}", ["format", "backprop-lab/recipe"]),
        (b'{"format": "something else", "version": 1}', ["something else"]),
        (b'{"format": "backprop-lab/run", "version": 1}', ["backprop-lab/run"]),
        (b'{"format": "backprop-lab/recipe"}', ["version"]),
        (b'{"format": "backprop-lab/recipe", "version": 2}', ["version", "2"]),
        (b'{"format": "backprop-lab/recipe", "version": "1"}', ["version"]),
        (b'{"format": "backprop-lab/recipe", "version": 1, "seed": NaN}', ["NaN"]),
        (b'{"format": "backprop-lab/recipe", "version": 1, "learning_rate": Infinity}', ["Infinity"]),
        (b'{"format": "backprop-lab/recipe", "version": 1, "learning_rate": -Infinity}', ["-Infinity"]),
        (b'{"format": "backprop-lab/recipe", "version": 1, "learning_rate": 1e999}', ["1e999"]),
        (b'{"format": "backprop-lab/recipe", "version": 1, "learning_rate": -1e999}', ["-1e999"]),
        (b'{"format": "backprop-lab/recipe", "version": 1, "seed": 1, "seed": 2}', ["seed", "twice"]),
        (b'{"format": "backprop-lab/recipe", "version": 1, "samples": 1' + b"0" * 400 + b"}", ["samples"]),
        (b'{"format": "backprop-lab/recipe", "version": 1, "samples": 1' + b"0" * 5000 + b"}", []),
        (written(leraning_rate=0.1), ["leraning_rate", 'Did you mean "learning_rate"']),
        (written(optimizer="Adamant"), ["optimizer", "Adamant", "Adam"]),
        (written(optimizer=0), ["optimizer"]),
        (written(optimizer="x" * 500_000), ["optimizer"]),
        (written(**{"x" * 500_000: 1}), []),
        (written(samples="21"), ["samples"]),
        (written(samples=[21]), ["samples"]),
        (written(bias="yes"), ["bias"]),
        (written(bias=None), ["bias"]),
        (written(hidden={"4": 4}), ["hidden"]),
        (written(hidden=[[4], [4]]), ["hidden"]),
        (written(hidden=[4] * 100_000), ["hidden"]),
        (written(knobs={"optimizer": {"momentum": None}}, optimizer="Momentum"), ["momentum"]),
        (written(knobs=None), ["knobs"]),
        (b"[" * 100_000, ["nested"]),
        (b'{"format": "backprop-lab/recipe", "version": 1, "hidden": ' + b"[" * 50 + b"]" * 50 + b"}", ["nested"]),
        (b'{"a":' * 50_000, ["nested"]),
        (b" " * 1_000_001, ["larger than 1,000,000 bytes"]),
    ],
    ids=lambda value: repr(value)[:60] if isinstance(value, bytes) else "",
)
def test_a_bad_file_is_refused_with_a_sentence_that_names_it(tmp_path: Path, content: bytes, words: list[str]) -> None:
    """Whatever is wrong with it: never another exception, never a screenful."""
    message = refused(tmp_path, content)
    for word in words:
        assert word in message


def test_brackets_in_a_text_are_no_nesting(tmp_path: Path) -> None:
    """The depth is counted outside of strings only, also behind an escaped quotation mark."""
    message = refused(tmp_path, written(dataset='\\" [' + "[{" * 100))
    assert "nested" not in message
    assert "dataset" in message


def test_a_byte_order_mark_is_taken_for_what_it_is(tmp_path: Path) -> None:
    """Windows editors write one."""
    (tmp_path / "recipe.json").write_bytes(b"\xef\xbb\xbf" + written(seed=4))
    assert Recipe.load(tmp_path / "recipe.json").seed == 4


@pytest.mark.parametrize(
    ("name", "words"), [("missing.json", "no such file"), ("", "directory"), ("missing/x.json", "no such")]
)
def test_a_missing_file_is_said_in_words(tmp_path: Path, name: str, words: str) -> None:
    """Without an errno."""
    with pytest.raises(RecipeError) as caught:
        Recipe.load(tmp_path / name)
    assert words in str(caught.value)
    assert "Errno" not in str(caught.value)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without an end")
def test_a_file_without_an_end_is_refused() -> None:
    """Not read until the memory is full."""
    with pytest.raises(RecipeError, match="not an ordinary file"):
        Recipe.load(Path("/dev/zero"))


def test_an_unwritable_place_raises_oserror_and_keeps_the_old_file(tmp_path: Path) -> None:
    """A folder that is a file, and a folder where the file should be."""
    (tmp_path / "file").write_text("old")
    with pytest.raises(OSError, match=r"Not a directory|exists"):
        Recipe().save(tmp_path / "file" / "recipe.json")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=r"directory|not a file"):
        Recipe().save(tmp_path / "folder")
    assert (tmp_path / "file").read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


READY = sorted((Path(__file__).parents[2] / "assets" / "recipes").glob("*.json"))


def test_the_labs_slide_is_a_stored_recipe() -> None:
    """No bias, and sigmoid everywhere, as on the slide: Z₁ = σ(X W₁), Z₂ = σ(Z₁ W₂), y = σ(Z₂ W₃)."""
    slides = [
        recipe
        for recipe in map(Recipe.load, READY)
        if not recipe.bias and recipe.activation == recipe.output_activation == "Sigmoid" and len(recipe.hidden) == 2
    ]
    assert slides


@pytest.mark.parametrize("path", READY, ids=lambda path: path.name)
def test_every_stored_recipe_can_be_trained(path: Path) -> None:
    """Each opens, and its network fits its data."""
    trainer = Trainer(Recipe.load(path))
    trainer.step()
    assert trainer.updates == 1


def test_layers_that_do_not_fit_their_data_are_refused() -> None:
    """A Dense layer needs an input."""
    with pytest.raises(RecipeError, match="Layer 1"):
        Recipe().make_layers((0,), 1)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_can_be_chosen_for_both_places(name: str) -> None:
    """Newcomers unasked."""
    layers = Recipe(activation=name, output_activation=name).make_layers((2,), 1)
    assert {type(layer).name for layer in layers[1::2]} == {name}


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(hidden=(3, 2), features=("x1²", "x2"), l2=0.1, epochs=7),
        Recipe(optimizer="Momentum", knobs={"optimizer": {"momentum": 0.5}}),
        Recipe(layers=read_layer_list("Dense(3), ELU(0.5), Dense(2)")),
    ],
    ids=["choices", "knobs", "layers"],
)
def test_a_recipe_comes_out_of_another_process_as_it_was(recipe: Recipe) -> None:
    there = pickle.loads(pickle.dumps(recipe))
    assert there == recipe
    assert (hash(there), there.to_dict()) == (hash(recipe), recipe.to_dict())
    assert there.changed(seed=3) == recipe.changed(seed=3)
    with pytest.raises(TypeError):
        there.knobs["optimizer"] = {}


@pytest.mark.parametrize(
    ("path", "name"),
    [("/data/iris.csv", "iris.csv"), ("C:\\data\\iris.csv", "iris.csv"), ("iris.csv", "iris.csv"), ("", "CSV file")],
)
def test_own_data_are_called_by_the_name_of_their_file(path: str, name: str) -> None:
    """Not by its folder, which is nobody else's business."""
    assert Recipe(dataset="CSV file", knobs={"dataset": {"path": path}}).data_name == name
    assert Recipe(dataset="Moons").data_name == "Moons"
