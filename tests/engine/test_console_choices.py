"""The terminal's choices: an option for every field of a recipe, knobs of every kind, and data from a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import FEATURES, LAYERS, METRICS, SCHEDULES, Recipe, Registry, Trainer, load_run
from engine.console_options import Parser, recipe_of
from engine.layer_list import read_layer_list
from engine.recipe import CHOICES
from tests.engine.csv_files import written
from tests.engine.terminals import Terminal

ANIMALS = "height;weight;kind\n" + "1,5;2;cat\n1;9;dog\n1,25;3;cat\n2;8,5;dog\n1,75;2,5;cat\n1;7;dog\n"
IMAGES = "Conv2D(2, 3), ReLU, MaxPool2D(2), Flatten, Dense(4), Tanh"


def asked(*options: object) -> Recipe:
    """The recipe that these options of `train` describe."""
    parser = Parser("train", "")
    parser.add_recipe_options()
    return recipe_of(parser.parse_args([str(option) for option in options]))


# -- options -----------------------------------------------------------------------------------------------------------

VALUES: dict[str, tuple[list[object], Any]] = {  # of each field: what is typed, and what the recipe then has
    "dataset": (["CIRCLES"], "Circles"),
    "samples": ([50], 50),
    "noise": ([0.25], 0.25),
    "test_fraction": ([0.2], 0.2),
    "features": (["X1", "x1^2", "x1*x2", "sin x2"], ("x1", "x1²", "x1·x2", "sin x2")),
    "standardise": ([], True),
    "hidden": ([3, 2], (3, 2)),
    "activation": (["gelu"], "GELU"),
    "output_activation": (["linear"], "Linear"),
    "layers": (["dense(3), tanh, dropout(0.1)"], read_layer_list("Dense(3), Tanh, Dropout(0.1)")),
    "bias": ([], True),
    "initializer": (["orthogonal"], "Orthogonal"),
    "loss": (["huber"], "Huber"),
    "optimizer": (["nadam"], "NAdam"),
    "learning_rate": ([0.5], 0.5),
    "schedule": (["reduce on plateau"], "Reduce on plateau"),
    "batch_size": ([4], 4),
    "epochs": (["1e3"], 1000),
    "seed": ([7], 7),
    "precision": (["FLOAT32"], "float32"),
    "l1": ([0.01], 0.01),
    "l2": ([0.02], 0.02),
    "clip_norm": ([1.5], 1.5),
    "patience": ([9], 9),
}


def flag(name: str) -> str:
    return "--lr" if name == "learning_rate" else "--" + name.replace("_", "-")


def test_every_field_of_a_recipe_is_tried_here() -> None:
    """A new field gets its option by itself, and here its value."""
    assert VALUES.keys() == CHOICES.keys()


@pytest.mark.parametrize("name", CHOICES)
def test_every_field_of_a_recipe_has_an_option(name: str) -> None:
    """It sets this field and no other, in any spelling, with its value in the field's own type."""
    typed, expected = VALUES[name]
    recipe = asked(flag(name), *typed)
    assert getattr(recipe, name) == expected
    assert type(getattr(recipe, name)) is type(getattr(Recipe(), name))
    assert recipe == Recipe(**{name: expected})


def test_switches_can_be_set_and_taken_back() -> None:
    """Of two alike the last counts, as everywhere in a terminal."""
    assert asked("--no-bias", "--standardise") == Recipe(bias=False, standardise=True)
    assert asked("--no-bias", "--standardise", "--bias", "--no-standardise") == Recipe()


def test_an_option_can_take_back_what_the_recipe_file_says(tmp_path: Path) -> None:
    """A list of layers, features and patience can be switched off again."""
    Recipe(
        layers=read_layer_list("Dense(3), Tanh"), features=("x1", "x1²"), patience=5, standardise=True
    ).save(tmp_path / "mine.json")
    options = ["--layers", "", "--features", "--patience", 0, "--no-standardise"]
    assert asked("--recipe", tmp_path / "mine.json", *options) == Recipe()


def test_a_list_of_layers_trains(terminal: Terminal, tmp_path: Path) -> None:
    """With images, regularisation and a schedule: the same run as the library's, bit for bit."""
    options = ["--dataset", "digits", "--samples", 60, "--layers", IMAGES, "--loss", "softmax cross-entropy"]
    options += ["--output-activation", "linear", "--optimizer", "adam", "--lr", 0.01, "--batch-size", 16]
    options += ["--schedule", "step", "--knob", "schedule.every=2", "--l2", 0.001, "--clip-norm", 1, "--seed", 3]
    options += ["--precision", "float32", "--standardise", "--test-fraction", 0.25, "--epochs", 4]
    code, _, err = terminal("train", *options, "--out", tmp_path)
    assert (code, err) == (0, "")
    recipe = Recipe(
        dataset="Digits", samples=60, layers=read_layer_list(IMAGES), loss="Softmax cross-entropy",
        output_activation="Linear", optimizer="Adam", learning_rate=0.01, batch_size=16, schedule="Step",
        knobs={"schedule": {"every": 2}}, l2=0.001, clip_norm=1.0, seed=3, precision="float32", standardise=True,
        test_fraction=0.25, epochs=4,
    )  # fmt: skip
    assert Recipe.load(tmp_path / "recipe.json") == recipe
    trainer = Trainer(recipe)
    trainer.train(4)
    assert np.array_equal(load_run(tmp_path / "run.npz").parameters, trainer.network.parameters)


KNOBS: list[tuple[list[object], str, Any]] = [
    (["--optimizer", "adam"], "optimizer.beta1=0.5", 0.5),
    (["--schedule", "cosine"], "schedule.length=2e2", 200),
    (["--output-activation", "elu"], "output-activation.alpha=2", 2.0),
    (["--dataset", "spirals"], "dataset.arms=3", 3),
    (["--dataset", "csv file"], "dataset.path=a = b.csv", "a = b.csv"),
    (["--dataset", "csv file"], "dataset.columns=x, y", "x, y"),
    (["--dataset", "csv file"], "dataset.task=REGRESSION", "regression"),
    (["--dataset", "csv file"], "dataset.target=", ""),
    (["--dataset", "csv file"], "dataset.target=2024", "2024"),
]


@pytest.mark.parametrize(("options", "setting", "expected"), KNOBS, ids=lambda value: str(value)[:40])
def test_knobs_of_every_kind_can_be_set(options: list[object], setting: str, expected: Any) -> None:
    """Numbers, whole numbers and texts, in the knob's own type."""
    recipe = asked(*options, "--knob", setting)
    family, _, name = setting.partition("=")[0].replace("-", "_").partition(".")
    assert recipe.knobs == {family: {name: expected}}
    assert type(recipe.knobs[family][name]) is type(expected)


# -- data from a file --------------------------------------------------------------------------------------------------


def test_data_is_short_for_the_dataset_and_its_path(terminal: Terminal, tmp_path: Path) -> None:
    """Both train the same; the names of the classes are in the predictions and, on request, in the confusion."""
    path = written(tmp_path, ANIMALS)
    code, short, err = terminal("train", "--data", path, "--epochs", 50, "--metrics", "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    options = ["--dataset", "csv file", "--knob", f"dataset.path={path}"]
    _, long, _ = terminal("train", *options, "--epochs", 50, "--metrics")
    assert short == long
    assert [line.split()[0] for line in short[-2:]] == ["cat", "dog"]
    predictions = (tmp_path / "out" / "predictions.csv").read_text().splitlines()
    assert predictions[0] == "x1,x2,truth,prediction,correct,test"
    assert predictions[1].startswith("1.5,2.0,0.0,")


def test_a_file_is_found_again_from_any_folder(terminal: Terminal, tmp_path: Path) -> None:
    """What is typed may be relative to where one is; the recipe that is written keeps all of the path."""
    path = written(tmp_path, ANIMALS)
    typed = os.path.relpath(path)
    assert not os.path.isabs(typed)
    recipe = asked("--data", typed)
    assert os.path.isabs(recipe.knobs["dataset"]["path"])
    assert os.path.samefile(recipe.knobs["dataset"]["path"], path)


def test_data_can_be_chosen_with_its_dataset_and_its_knobs(tmp_path: Path) -> None:
    """Named beside it or by a recipe, whose other settings of the dataset stay."""
    path, other = str(tmp_path / "a.csv"), str(tmp_path / "b.csv")
    recipe = asked("--data", path, "--dataset", "CSV FILE", "--knob", "dataset.target=kind")
    assert recipe.knobs == {"dataset": {"path": path, "target": "kind"}}
    recipe.save(tmp_path / "mine.json")
    changed = asked("--recipe", tmp_path / "mine.json", "--data", other)
    assert changed.knobs == {"dataset": {"path": other, "target": "kind"}}
    assert asked("--recipe", tmp_path / "mine.json", "--dataset", "xor") == Recipe()


def test_many_classes_in_a_file_are_named_in_the_predictions(terminal: Terminal, tmp_path: Path) -> None:
    """Truth and prediction by name, and what the network says of each."""
    path = written(tmp_path, "x,y,kind\n" + "1,2,a\n2,1,b\n3,3,c\n" * 4)
    options = ["--loss", "softmax cross-entropy", "--output-activation", "linear", "--lr", 0.5]
    code, _, _ = terminal("train", "--data", path, *options, "--epochs", 300, "--out", tmp_path / "out")
    assert code == 0
    header, first, *_ = (tmp_path / "out" / "predictions.csv").read_text().splitlines()
    assert header == "x1,x2,truth,prediction,says a,says b,says c,correct,test"
    assert first.startswith("1.0,2.0,a,a,")


# -- what does not fit -------------------------------------------------------------------------------------------------

REFUSED: list[tuple[list[object], list[str]]] = [
    (["--layers", "Dens(3)"], ["--layers", "Dens", "Dense", "Conv2D"]),
    (["--layers", "Dense(0)"], ["--layers", "neurons", "1 to 4,096"]),
    (["--layers", "Dense(3"], ["--layers", "Dense(3", "Flatten"]),
    (["--layers", "Dropout(2)"], ["--layers", "Dropout", "2"]),
    (["--layers", ", ".join(["Dense(1)"] * 201)], ["layers", "201", "200"]),
    (["--layers", "Dense(" + "9" * 400 + ")"], ["--layers"]),
    (["--layers", "x" * 100_000], ["--layers"]),
    (["--layers"], ["--layers"]),
    (["--layers", "Conv2D(4)"], ["Layer 1", "Conv2D", "(channels, height, width)", "(2,)"]),
    (["--layers", "Tanh, Conv2D(4)"], ["Layer 2", "Conv2D"]),
    (["--dataset", "digits", "--layers", "Dense(3)"], ["Layer 1", "Dense", "(1, 8, 8)", "Flatten"]),
    (["--dataset", "digits", "--layers", "Conv2D(4, 9)"], ["Layer ", "Conv2D", "9 x 9"]),
    (["--dataset", "digits", "--layers", "MaxPool2D(16)"], ["Layer ", "MaxPool2D", "16 x 16"]),
    (["--layers", "Dense(4096), " * 6], ["weights", "20,000,000"]),
    (["--features", "x3"], ["features", "x3", "x1", "sin x2"]),
    (["--features", "x1", "X1"], ["features", "x1 twice"]),
    (["--dataset", "sine", "--features", "x2"], ["x2", "(1,)"]),
    (["--dataset", "digits", "--features", "x1"], ["x1", "(1, 8, 8)"]),
    (["--standardise", "1"], ["1"]),
    (["--schedule", "cos"], ["--schedule", "'cos'", "Cosine", "Reduce on plateau"]),
    (["--schedule", "cosine", "--knob", "schedule.length=0"], ["length is 0;", "1 to 1,000,000,000"]),
    (["--schedule", "cosine", "--knob", "schedule.length=1.5"], ["length is 1.5;", "whole number"]),
    (["--l1", "x"], ["--l1", "'x'", "a number from 0 to 10"]),
    (["--l1", "-1"], ["--l1", "-1;", "0 to 10"]),
    (["--l2", "inf"], ["--l2", "inf", "0 to 10"]),
    (["--clip-norm", "-0.5"], ["--clip-norm", "-0.5", "0 to 1,000,000"]),
    (["--patience", "1.5"], ["--patience", "1.5", "whole number"]),
    (["--precision", "float16"], ["--precision", "float16", "float64, float32"]),
    (["--initializer", "hee"], ["--initializer", "hee", "He normal"]),
    (["--metrics", "all"], ["all"]),
    (["--dataset", "csv file"], ["CSV file", "No file is chosen"]),
    (["--dataset", "csv file", "--knob", "dataset.task=guess"], ["guess", "classes, regression"]),
    (["--dataset", "csv file", "--knob", "dataset.path=" + "x" * 5000], ["4,096"]),
    (["--data"], ["--data"]),
    (["--data", "/missing/table.csv"], ["/missing/table.csv", "no such file"]),
    (["--data", "/"], ["directory"]),
    (["--data", "a\nb.csv"], ["--data", "one line"]),
    (["--data", "x" * 5000], ["--data", "4,096"]),
    (["--data", "table.csv", "--dataset", "xor"], ["--data table.csv", "XOR"]),
]


@pytest.mark.parametrize(("options", "words"), REFUSED, ids=lambda value: " ".join(map(str, value))[:50])
def test_what_does_not_fit_is_said_in_one_line(terminal: Terminal, options: list[object], words: list[str]) -> None:
    """Exit code 2, nothing on stdout, and one line that says what was wrong and what is allowed."""
    code, lines, err = terminal("train", "--epochs", 1, *options)
    assert (code, lines) == (2, [])
    assert err.startswith("main.py train: ")
    assert err.count("\n") == 1
    assert len(err) < 2000
    for word in words:
        assert word in err


TABLES: list[tuple[bytes, list[object], list[str]]] = [
    (b"", [], ["empty"]),
    (b"x,y\n", [], []),
    (b"x,kind\n1,a\n", [], []),
    (b"x,kind\n1,a\n2,a\n3,a\n", [], ["kind", "nothing to learn"]),
    (b"x,y\n1,2\n1e400,3\n", [], ["1e400"]),
    (b"x,y\n1,2\n\x00,3\n", [], []),
    (b"x,kind\n1,a\n2,b\n", ["--knob", "dataset.target=z"], ["z", "x", "kind"]),
    (b"x,kind\n1,a\n2,b\n", ["--knob", "dataset.columns=u"], ["u"]),
    (b"x,kind\n1,a\n2,b\n", ["--knob", "dataset.task=regression"], ["kind", "numbers"]),
]


@pytest.mark.parametrize(("content", "options", "words"), TABLES, ids=lambda value: str(value)[:40])
def test_a_table_that_cannot_be_used_is_said_in_one_line(
    terminal: Terminal, tmp_path: Path, content: bytes, options: list[object], words: list[str]
) -> None:
    """Exit code 2, and what stands in the way."""
    code, lines, err = terminal("train", "--data", written(tmp_path, content), "--epochs", 1, *options)
    assert (code, lines) == (2, [])
    assert err.startswith("main.py train: ")
    assert err.count("\n") == 1
    for word in words:
        assert word in err


def test_the_other_commands_take_data_too(terminal: Terminal, tmp_path: Path) -> None:
    """The gradients of a network on a table of one's own, and the same refusals."""
    code, lines, err = terminal("check-gradients", "--data", written(tmp_path, ANIMALS))
    assert (code, err) == (0, "")
    assert "Backpropagation is right" in "\n".join(lines)
    code, _, err = terminal("check-gradients", "--data", "/missing/table.csv")
    assert code == 2
    assert err.startswith("main.py check-gradients: ")
    code, _, err = terminal("check-gradients", "--layers", "Conv2D(4)")
    assert code == 2
    assert "Layer 1" in err


# -- listings and help -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "registry"),
    [("layers", LAYERS), ("schedules", SCHEDULES), ("features", FEATURES), ("metrics", METRICS)],
)
def test_listings_name_the_families_of_this_page(terminal: Terminal, command: str, registry: Registry[Any]) -> None:
    """One a line, with the first sentence of its description."""
    code, lines, err = terminal(command)
    assert (code, err) == (0, "")
    assert [line.split("  ")[0] for line in lines] == list(registry)
    assert all(line.endswith(registry.help(name)) for line, name in zip(lines, registry, strict=True))


def test_help_says_what_is_allowed_and_what_a_zero_means(terminal: Terminal) -> None:
    """Where a mistake sends people to."""
    text = " ".join(" ".join(terminal("train", "--help")[1]).split())
    for name, knob in CHOICES.items():
        assert f"{flag(name)} " in text or f"{flag(name)}," in text
        assert knob.help in text
    for said in (
        "a number from 0 to 10; 0 = off; default: 0.0", "0 = all; default: 0", "0 = until paused; default: 20000",
        ", ".join(SCHEDULES), ", ".join(FEATURES), "default: none", "default: on", "default: 4 4", "--data FILE",
        "--metrics", "Conv2D(8, 3), ReLU",
    ):  # fmt: skip
        assert said in text
