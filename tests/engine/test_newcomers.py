"""One class in one file adds a thing: the listings, options, recipes, the training and the checks find it."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, DATASETS, FEATURES, INITIALIZERS, LAYERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES
from engine.gradient_check import check_gradients
from engine.gradient_report import gradient_report
from engine.knobs import KnobError
from engine.layer_list import LayerChoice, read_layer_list, write_layer_list
from engine.layers import Dense
from engine.metrics import report
from engine.microscope import Microscope
from engine.network import Network
from engine.recipe import Recipe, RecipeError
from engine.registry import Registry
from engine.storage import load_run, save_run
from engine.trainer import Trainer
from tests.engine.terminals import Terminal, strict
from tests.newcomers import ACTIVATION, LOSS, SOURCES, written_and_imported

FAMILIES: dict[str, tuple[Registry[Any], str, str]] = {
    "datasets": (DATASETS, "Ring", "Points inside and outside of a circle."),
    "features": (FEATURES, "radius", "How far a point is from the middle:  √(x₁² + x₂²)."),
    "layers": (
        LAYERS, "Limiter",
        "Stretches each number, and when asked takes none for greater than in training:  z = s x,  dx = s dz.",
    ),
    "activations": (ACTIVATIONS, "Soft step", "A tanh as steep as one likes:  a = tanh s z,  da/dz = s (1 - a²)."),
    "initializers": (INITIALIZERS, "Coin", "Every weight is of one size, and a coin decides on its sign:  W = ±r."),
    "losses": (
        LOSSES, "Fourth power",
        "Small errors hardly matter, large ones very much:  L = w Σ e⁴ / n,  dy = 4 w e³ / n,  e = y - t.",
    ),
    "optimizers": (
        OPTIMIZERS, "Signs", "Only the sign of a slowly moving mean counts:  m = β m + g,  θ = θ - ρ sign m.",
    ),
    "schedules": (SCHEDULES, "Harmonic", "Falls like a harmonic series:  share = 1 / (1 + d epoch)."),
    "metrics": (METRICS, "Worst error", "How wrong the most wrong answer is:  max |a - t|."),
}  # fmt: skip
LIST = "dense(5), limiter(2, limits=false), soft step(1.5), Dense(4), Limiter, Tanh"
LAYERS_AS_JSON = [
    {"layer": "Dense", "outputs": 5},
    {"layer": "Limiter", "start": 2.0, "limits": False},
    {"layer": "Soft step", "steepness": 1.5},
    {"layer": "Dense", "outputs": 4},
    {"layer": "Limiter"},
    {"layer": "Tanh"},
]
OPTIONS = [
    "--dataset", "RING", "--samples", "40", "--features", "x1", "Radius", "--layers", LIST, "--initializer", "coin",
    "--loss", "fourth power", "--optimizer", "signs", "--lr", "0.02", "--schedule", "harmonic", "--batch-size", "12",
    "--test-fraction", "0.25", "--knob", "dataset.radius=0.6", "--knob", "dataset.inside=False",
    "--knob", "initializer.size=0.4", "--knob", "loss.weight=2", "--knob", "optimizer.memory=0.25",
    "--knob", "schedule.decay=0.005",
]  # fmt: skip


def everything() -> Recipe:
    """A recipe of newcomers only, the one that OPTIONS describe."""
    return Recipe(
        dataset="ring", samples=40, features=("x1", "radius"), layers=read_layer_list(LIST), initializer="COIN",
        loss="fourth Power", optimizer="signs", learning_rate=0.02, schedule="harmonic", batch_size=12,
        test_fraction=0.25,
        knobs={
            "dataset": {"radius": 0.6, "inside": False}, "initializer": {"size": 0.4}, "loss": {"weight": 2},
            "optimizer": {"memory": 0.25}, "schedule": {"decay": 0.005},
        },
    )  # fmt: skip


@pytest.fixture
def newcomers(tmp_path: Path, restored_registries: None) -> None:
    """A file for each family, each with one class, imported like any module."""
    written_and_imported(tmp_path, **SOURCES)


def test_a_newcomer_of_another_test_is_gone() -> None:
    """Tests do not leave their classes in the registries."""
    for registry, name, _ in FAMILIES.values():
        assert name not in registry


# -- found -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("newcomers")
@pytest.mark.parametrize("command", FAMILIES)
def test_listings_show_them(terminal: Terminal, command: str) -> None:
    """By name, with the first line of their docstring."""
    _, name, line = FAMILIES[command]
    code, lines, err = terminal(command)
    assert (code, err) == (0, "")
    assert lines[-1].startswith(f"{name}  ")
    assert lines[-1].endswith(line)


@pytest.mark.usefixtures("newcomers")
def test_help_and_refusals_name_them(terminal: Terminal) -> None:
    """Where the options say what is allowed, and where somebody misspelt a name."""
    text = " ".join(" ".join(terminal("train", "--help")[1]).split())
    for name in ("Ring", "radius", "Soft step", "Coin", "Fourth power", "Signs", "Harmonic"):
        assert f", {name}" in text
    for option, wrong, name in (("--layers", "Limitr", "Limiter"), ("--loss", "Forth power", "Fourth power")):
        code, _, err = terminal("train", option, wrong)
        assert code == 2
        assert f'Did you mean "{name}"?' in err


# -- recipes -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("newcomers")
def test_recipes_choose_them_and_their_knobs(tmp_path: Path) -> None:
    """By name in any case, checked, and through a file."""
    recipe = everything()
    assert (recipe.dataset, recipe.initializer, recipe.loss) == ("Ring", "Coin", "Fourth power")
    assert (recipe.optimizer, recipe.schedule, recipe.features) == ("Signs", "Harmonic", ("x1", "radius"))
    assert list(recipe.part_knobs("dataset")) == ["radius", "inside"]
    assert not recipe.uses("noise")
    assert recipe.doubt == ""
    recipe.save(tmp_path / "recipe.json")
    assert Recipe.load(tmp_path / "recipe.json") == recipe
    for family, knob, value in (("dataset", "radius", 2.0), ("loss", "weight", 0), ("schedule", "decay", -1)):
        with pytest.raises(RecipeError, match=knob):
            recipe.changed(knobs={family: {knob: value}})
    assert recipe.choosing("optimizer", "SGD").choosing("optimizer", "Signs").learning_rate == 0.02


@pytest.mark.usefixtures("newcomers")
def test_a_new_activation_can_bend_all_hidden_layers_and_the_output() -> None:
    """The short form of a recipe, with a knob for each of the two."""
    recipe = Recipe(
        activation="soft step", output_activation="SOFT STEP",
        knobs={"activation": {"steepness": 2}, "output_activation": {"steepness": 3}},
    )  # fmt: skip
    bends = Trainer(recipe).network.layers[1::2]
    assert [getattr(each, "steepness", None) for each in bends] == [2.0, 2.0, 3.0]


@pytest.mark.usefixtures("newcomers")
def test_lists_of_layers_take_them_as_text_and_as_json() -> None:
    """With their settings by place and by name, and back again."""
    recipe = everything()
    assert recipe.to_dict()["layers"] == LAYERS_AS_JSON
    assert Recipe.from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe
    written = write_layer_list(recipe.layers)
    assert written == "Dense(5), Limiter(2.0, false), Soft step(1.5), Dense(4), Limiter, Tanh"
    assert read_layer_list(written) == recipe.layers
    assert str(LayerChoice("limiter", {"limits": True})) == "Limiter(limits=true)"


@pytest.mark.usefixtures("newcomers")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Limiter(11)", ["Limiter's start is 11", "0.1 to 10"]),
        ("Limiter(1, 1)", ["Limiter's limits", "true or false"]),
        ("Limiter(1, true, 3)", ["Limiter takes 2 settings (start, limits), not 3"]),
        ("Limiter(stop=3)", ["Limiter has no setting 'stop'", "start, limits"]),
        ("Soft step(s)", ["Soft step's steepness is 's'"]),
    ],
)
def test_a_new_layers_settings_are_checked(text: str, words: list[str]) -> None:
    """By its knobs, with a sentence that names the layer."""
    with pytest.raises(KnobError) as caught:
        read_layer_list(text)
    for word in words:
        assert word in str(caught.value)


# -- training ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("newcomers")
def test_the_terminal_trains_with_all_of_them(terminal: Terminal, tmp_path: Path) -> None:
    """From options alone, the same run as the library's; the new metric judges it."""
    code, lines, err = terminal("train", *OPTIONS, "--epochs", 200, "--json", "--metrics", "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    assert Recipe.load(tmp_path / "out" / "recipe.json") == everything().changed(epochs=200)
    trainer = Trainer(everything())
    trainer.train(200)
    last = strict(lines[-1])
    assert last["loss"] == trainer.loss
    assert last["accuracy"] > 0.85
    points, answers = trainer.points, trainer.answers()
    for name, part in (("metrics", ~points.is_test), ("test_metrics", points.is_test)):
        assert last[name] == report(answers[part], points.T[part], is_regression=False)
        assert last[name]["Worst error"] == np.abs(answers[part] - points.T[part]).max()


@pytest.mark.usefixtures("newcomers")
def test_a_run_of_them_is_saved_and_goes_on_as_if_nothing_had_been(tmp_path: Path) -> None:
    """Weights and state of the layer, the optimizer's memory and the schedule's: in the middle of an epoch."""
    trainer, path = Trainer(everything()), tmp_path / "run.npz"
    trainer.advance(31)
    assert trainer.updates % trainer.batches.per_epoch
    save_run(trainer.run(), path)
    run = load_run(path)
    assert sorted(run.network_state) == ["layer 2 greatest", "layer 5 greatest"]
    assert all(np.any(each > 0) for each in run.network_state.values())
    assert "mean" in run.optimizer_state
    resumed = Trainer.resumed(run)
    for each in (trainer, resumed):
        each.advance(50)
    assert np.array_equal(resumed.network.parameters, trainer.network.parameters)
    for name, array in trainer.network.state.items():
        assert np.array_equal(resumed.network.state[name], array)
    assert np.array_equal(resumed.answers(), trainer.answers())
    assert resumed.optimizer.rate == trainer.optimizer.rate < 0.02


@pytest.mark.usefixtures("newcomers")
def test_a_run_without_the_new_layers_state_does_not_fit() -> None:
    """It is refused with a sentence, not opened with an invented memory."""
    trainer = Trainer(everything())
    trainer.train(2)
    run = trainer.run()
    with pytest.raises(ValueError, match="greatest"):
        Trainer.resumed(replace(run, network_state={}))


@pytest.mark.usefixtures("newcomers")
def test_each_of_them_does_what_it_says() -> None:
    """First weights, features, learning rate and what the layer remembers are those of the newcomers."""
    trainer = Trainer(everything())
    dense = trainer.network.layers[0]
    assert isinstance(dense, Dense)
    assert set(np.abs(dense.W).ravel().tolist()) == {0.4}
    X = trainer.points.X
    assert np.array_equal(trainer.inputs.of(X), np.column_stack([X[:, 0], np.hypot(X[:, 0], X[:, 1])]))
    trainer.train(10)
    assert float(trainer.optimizer.rate) == pytest.approx(0.02 / (1 + 0.005 * 9))
    greatest = trainer.network.state["layer 2 greatest"]
    assert greatest.shape == (5,)
    limiter = trainer.network.layers[4]
    asked = Network([Dense(4, 4), limiter], rng=0)
    limiter.state["greatest"][:] = -7.0
    assert (asked.predict(np.ones((3, 4))) == -7.0 * asked.parameters[-4:]).all()


@pytest.mark.usefixtures("newcomers")
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_records_of_them_keep_to_one_precision(precision: str) -> None:
    """Every array of the step, and of what is remembered, is of the recipe's precision, but for a counter or two."""
    recipe = everything().changed(precision=precision)
    trainer = Trainer(recipe)
    trainer.train(3)
    arrays = [each.out for each in trainer.program.operations]
    arrays += [each for op in trainer.program.operations for each in op.inputs if isinstance(each, np.ndarray)]
    arrays += [*trainer.network.state.values(), *trainer.optimizer.state.values(), trainer.network.parameters]
    assert {each.dtype for each in arrays if each.ndim} == {np.dtype(recipe.dtype)}


@pytest.mark.usefixtures("newcomers")
def test_a_new_layer_takes_images_and_says_what_does_not_fit() -> None:
    """Its sizes follow from what comes in; a mistake of shape is told with the number of the layer."""
    recipe = Recipe(
        dataset="Digits", samples=30, layers=read_layer_list("Conv2D(2, 3), Limiter, ReLU, Flatten, Dense(3), Tanh"),
        loss="Softmax cross-entropy", output_activation="Linear",
    )  # fmt: skip
    trainer = Trainer(recipe)
    trainer.train(2)
    assert trainer.network.layers[1].parameter_count == 2 * 6 * 6
    assert math.isfinite(trainer.loss)
    limiter = LAYERS["Limiter"](numbers=3)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match=r"Layer 2: Limiter\(3\) expects samples of 3 numbers, got \(4,\)"):
        Network([Dense(2, 4), limiter]).predict(np.ones((1, 2)))


# -- checks ------------------------------------------------------------------------------------------------------------


def checked() -> float:
    """The largest error of the gradients of a network of newcomers."""
    rng = np.random.default_rng(0)
    soft_step = ACTIVATIONS["Soft step"](steepness=3.0)  # type: ignore[call-arg]
    limiter = LAYERS["Limiter"](numbers=3, start=0.7)  # type: ignore[call-arg]
    network = Network([Dense(2, 3), limiter, soft_step, Dense(3, 1), ACTIVATIONS["Sigmoid"]()], rng=rng)
    loss = LOSSES["Fourth power"]()
    comparisons = check_gradients(network, loss, rng.normal(size=(6, 2)), rng.uniform(size=(6, 1)))
    assert [each.place for each in comparisons] == ["layer 1, Dense", "layer 2, Limiter", "layer 4, Dense"]
    return max(each.error for each in comparisons)


@pytest.mark.usefixtures("newcomers")
def test_the_gradient_check_passes_the_honest_ones() -> None:
    """The same check that everything registered passes unasked."""
    assert checked() < 1e-6


WRONG = {
    "activation": ACTIVATION.replace("np.subtract, do.constant(1)", "np.subtract, do.constant(1.1)"),
    "loss": LOSS.replace("do.constant(4 *", "do.constant(3 *"),
    "layer": SOURCES["layer"].replace('"dx = s dz", np.multiply', '"dx = s dz", np.divide'),
}


@pytest.mark.parametrize("family", WRONG)
def test_the_gradient_check_finds_a_wrong_one(tmp_path: Path, restored_registries: None, family: str) -> None:
    """A formula that is a little off is not for the person to find."""
    assert WRONG[family] != SOURCES[family]
    written_and_imported(tmp_path, **{**SOURCES, family: WRONG[family]})
    assert checked() > 1e-3


@pytest.mark.usefixtures("newcomers")
def test_the_report_on_the_gradients_names_the_new_layers_arrays(terminal: Terminal) -> None:
    """In the window and in the terminal, for the network of a recipe."""
    checks = gradient_report(Trainer(everything()))
    assert checks.agrees
    assert sum(int(each.checked.sum()) for each in checks.arrays) == Trainer(everything()).network.parameters.size
    code, lines, err = terminal("check-gradients", *OPTIONS)
    assert (code, err) == (0, "")
    assert "Backpropagation is right" in " ".join(lines)


@pytest.mark.usefixtures("newcomers")
@pytest.mark.parametrize("updates", [0, 7])
def test_the_microscope_walks_through_them_to_the_end(updates: int) -> None:
    """Each operation forward, and back again; at the end the numbers are those of the training."""
    trainer = Trainer(everything())
    trainer.advance(updates)
    run = trainer.run()
    microscope = Microscope.of(run)
    trainer.step()
    looks = [microscope.look(number) for number in range(len(microscope.lines))]
    assert all(np.isfinite(each.result.values).all() for each in looks)
    assert np.array_equal(microscope.trainer.network.parameters, trainer.network.parameters)
    for name, array in trainer.network.state.items():
        assert np.array_equal(microscope.trainer.network.state[name], array)
    names = {line.name for line in microscope.lines}
    assert {"Limiter", "Soft step", "Fourth power", "Signs", "Harmonic"} <= names
    formulas = {line.formula for line in microscope.lines}
    assert {"L = w Σ e⁴ / n", "∂L/∂y = 4 w e³ / n", "m = β m + g", "step = ρ sign m"} <= formulas
    assert all(line.sentence for line in microscope.lines)
    for number in reversed(range(len(microscope.lines))):
        microscope.look(number)
    microscope.go(0)
    assert np.array_equal(microscope.trainer.network.parameters, run.parameters)
