"""What is varied, read as people write it, and refused in a sentence where it makes no sense."""

from __future__ import annotations

from typing import Any

import pytest

from engine.compare.factor import MOST_LEVELS, CompareError, Factor, level_text, variable
from engine.layer_list import read_layer_list
from engine.recipe import Recipe

RECIPE = Recipe()
MOMENTUM = Recipe(optimizer="Momentum")


@pytest.mark.parametrize(
    ("text", "what", "levels"),
    [
        ("lr=0.01,0.1,1", "learning_rate", (0.01, 0.1, 1.0)),
        ("Learning rate = 1e-3 ; 1", "learning_rate", (0.001, 1.0)),
        ("hidden=2x2,4-4, 8 8, 3", "hidden", ((2, 2), (4, 4), (8, 8), (3,))),
        ("hidden=none,4×2", "hidden", ((), (4, 2))),
        ("batch-size=0,8", "batch_size", (0, 8)),
        ("activation=sigmoid,RELU", "activation", ("Sigmoid", "ReLU")),
        ("bias=on,off", "bias", (True, False)),
        ("features=x1 x2, x1 x1^2", "features", (("x1", "x2"), ("x1", "x1²"))),
        ("layers=Dense(3), Tanh; dense(4), relu", "layers",
         (read_layer_list("Dense(3), Tanh"), read_layer_list("Dense(4), ReLU"))),
        ("optimizer.momentum=0.5,0.9", "optimizer.momentum", (0.5, 0.9)),
        ("epochs=1e2,200", "epochs", (100, 200)),
    ],
)  # fmt: skip
def test_it_reads_what_people_write(text: str, what: str, levels: tuple[Any, ...]) -> None:
    """Short names and long ones, upper case and lower, and the separators that come to mind."""
    factor = Factor.read(text, MOMENTUM)
    assert (factor.what, factor.levels) == (what, levels)
    assert [type(each) for each in factor.levels] == [type(each) for each in levels]
    assert Factor.read(f"{factor.what}={factor.texts()}", MOMENTUM) == factor


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", ["NAME=VALUE", "lr=0.01,0.1,1"]),
        ("lr", ["NAME=VALUE"]),
        ("lr=", ["NAME=VALUE"]),
        ("lr=,", ["Learning rate", "0 values", "1 to 100"]),
        ("lr=" + ",".join(map(str, range(1, MOST_LEVELS + 2))), ["101 values"]),
        ("lr=1,1.0", ["1 twice"]),
        ("lr=0", ["learning rate is 0", "0.0000001"]),
        ("lr=nan", ["nan"]),
        ("lr=1e400", ["inf"]),
        ("lr=" + "9" * 5000, ["inf"]),
        ("lr=fast", ["'fast'"]),
        ("hidden=" + "9" * 5000, ["hidden layers"]),
        ("hidden=-4", ["hidden layers"]),
        ("hidden=4.5", ["4.5"]),
        ("hidden=0", ["hidden layers has 0"]),
        ("activation=sigmoit", ["sigmoit", "Sigmoid"]),
        ("bias=2", ["true or false"]),
        ("hidden=20,, 50", ["Hidden layers has a value missing", '","']),
        ("lr=, 0.1", ["Learning rate has a value missing"]),
        ("layers=Dense(3); ; Tanh", ["Layers has a value missing", '";"']),
        ("layers=Dense(3), Tan", ["Tan", "Tanh"]),
        ("leraning_rate=1", ['"learning_rate"']),
        ("foo=1", ["foo", "learning_rate"]),
        ("x" * 100_000 + "=1", ["cannot be varied"]),
        ("seed=1,2", ["number of seeds"]),
        ("samples=50", ["samples"]),  # of XOR there are 21
        ("optimizer.momentum=0.5", ["optimizer.momentum"]),  # plain gradient descent has none
        ("optimizer.=1", ["cannot be varied"]),
        ("knobs=1", ["cannot be varied"]),
    ],
)
def test_nonsense_is_refused_in_a_sentence(text: str, named: list[str]) -> None:
    """Which names the culprit and says what is allowed, and is no longer than a person reads."""
    with pytest.raises(CompareError) as error:
        Factor.read(text, RECIPE)
    message = str(error.value)
    assert all(each in message for each in named)
    assert len(message) < 700


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (0.1, "0.1"), (1.0, "1"), (1e-5, "1e-05"), (True, "on"), (False, "off"), ((4, 4), "4-4"), ((), "none"),
        (("x1", "x1²"), "x1 x1²"), (read_layer_list("Dense(3), Tanh"), "Dense(3), Tanh"), ("Adam", "Adam"),
        ("", "none"), (0, "0"),
    ],
)  # fmt: skip
def test_levels_as_people_write_them(level: object, text: str) -> None:
    assert level_text(level) == text


def test_what_can_be_varied_follows_from_the_recipe() -> None:
    """All of its choices but the seed, without those that its dataset does not use, and the knobs of its parts."""
    known = variable(RECIPE)
    assert {"learning_rate", "hidden", "activation", "optimizer", "noise", "bias"} <= known.keys()
    assert not {"seed", "samples", "knobs"} & known.keys()
    assert "samples" in variable(RECIPE.changed(dataset="Moons"))
    assert "optimizer.momentum" in variable(MOMENTUM)
    assert "optimizer.momentum" not in known


def test_a_choice_brings_what_belongs_to_it() -> None:
    """As in the form: an optimizer its usual learning rate."""
    adam = Factor.read("optimizer=Adam", RECIPE)
    assert adam.choose("Adam", RECIPE).learning_rate == RECIPE.changed(optimizer="Adam").usual_learning_rate


def test_a_knob_of_a_part_leaves_the_others_alone() -> None:
    recipe = Recipe(optimizer="Adam", knobs={"optimizer": {"beta1": 0.8}, "dataset": {}})
    chosen = Factor.read("optimizer.beta2=0.9", recipe).choose(0.9, recipe)
    assert chosen.knobs["optimizer"] == {"beta1": 0.8, "beta2": 0.9}
    assert recipe.knobs["optimizer"] == {"beta1": 0.8}


def test_a_comma_at_the_end_waits_for_the_next_value() -> None:
    """Nobody is told of a mistake while they type."""
    assert Factor.read("lr=0.1, ", RECIPE).levels == (0.1,)
    assert Factor.read("layers=Dense(3);", RECIPE).levels == (read_layer_list("Dense(3)"),)
