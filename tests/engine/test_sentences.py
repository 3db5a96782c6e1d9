"""A plain sentence for every operation of every part that is registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS, Operation, Recipe, Trainer
from engine.program import Place
from engine.schedules import SCHEDULES
from engine.sentences import DEEDS, MEANINGS, OWN, sentence
from tests.engine.layer_recipes import LAYER_RECIPES
from tests.engine.runs import MINI

EVERYTHING = [
    *(MINI.changed(activation=name) for name in ACTIVATIONS),
    *(MINI.changed(loss=name) for name in LOSSES),
    *(MINI.changed(optimizer=name) for name in OPTIMIZERS),
    *(MINI.changed(schedule=name, l1=0.1, l2=0.1, clip_norm=1.0) for name in SCHEDULES),
    MINI.changed(l1=0.1),
    *LAYER_RECIPES.values(),
]


def operation(formula: str, function: Callable[..., Any], name: str = "Some") -> Operation:
    return Operation(formula, function, (np.array(1.0),), np.array(0.0), Place("forward", name, 1))


def test_the_last_operation_of_a_known_result_says_what_it_is_for() -> None:
    """Those before it only lead there, and say what they do; so does one whose result has no name of its own."""
    last = operation("slope = a (1 - a)", np.multiply)
    assert sentence(last, is_last=True) == MEANINGS["slope"]
    assert sentence(last, is_last=False) == "On the way: multiplies, number by number."
    assert sentence(operation("1 - a²", np.subtract), is_last=True) == "On the way: subtracts, number by number."


def test_a_sentence_of_two_results_is_that_of_the_first() -> None:
    """dW and db lie in one array and have one meaning; so have they where W lies turned."""
    words = sentence(operation("dW = dz xᵀ,  db = Σ dz", np.multiply), is_last=True)
    assert words == MEANINGS["dW"]
    assert sentence(operation("dWᵀ = X dzᵀ,  db = Σ dz", np.dot, "Conv2D"), is_last=True) == OWN["Conv2D"]["dW"]


def test_a_part_may_have_a_meaning_of_its_own_for_a_symbol() -> None:
    """p is a probability in a loss and a pooled number in a layer; one of several has the sentence of all."""
    for name in ("Softmax cross-entropy", "MaxPool2D"):
        assert sentence(operation("p = …", np.divide, name), is_last=True) == OWN[name]["p"]
    assert sentence(operation("dP[3] = rest · won", np.multiply, "MaxPool2D"), is_last=True) == OWN["MaxPool2D"]["dP"]


def test_no_layer_borrows_the_meaning_of_a_weighted_sum() -> None:
    """What a newcomer among the layers calls z need not be a sum: it says what it does."""
    assert sentence(operation("z = γ d", np.multiply, "Flatten"), is_last=True) == "Multiplies, number by number."
    assert sentence(operation("z = W x", np.dot, "Dense"), is_last=True) == MEANINGS["z"]


def test_an_unknown_function_and_an_unknown_symbol_have_a_sentence_too() -> None:
    """A newcomer may use any function of numpy and any name."""
    assert sentence(operation("q = sinh z", np.sinh), is_last=True) == "Applies numpy's sinh."
    assert sentence(operation("q = -z", np.negative), is_last=True) == "Turns the sign of each number."
    assert sentence(operation("a = sinh z", np.sinh), is_last=False) == "On the way: applies numpy's sinh."
    assert sentence(operation("a = sinh z", np.sinh), is_last=True) == MEANINGS["a"]


@pytest.mark.parametrize("recipe", EVERYTHING, ids=range(len(EVERYTHING)))
def test_every_operation_of_every_registered_part_has_words_of_its_own(recipe: Recipe) -> None:
    """None falls back on a function's bare name, and each sentence is one."""
    for each in Trainer(recipe).program.operations:
        assert each.function in DEEDS, each.formula
        for is_last in (True, False):
            words = sentence(each, is_last=is_last)
            assert words[0].isupper() or words[0].isdigit() or words[0] in "δ", words
            assert words.endswith(".")


def test_no_meaning_is_without_an_operation() -> None:
    """Each symbol that has a meaning of its own is one that its part says."""
    said = {
        (each.place.name, each.formula.partition(" = ")[0].partition("[")[0].removesuffix("ᵀ"))
        for recipe in EVERYTHING
        for each in Trainer(recipe).program.operations
    }
    assert {(name, symbol) for name, own in OWN.items() for symbol in own} <= said


def test_every_layer_has_a_recipe_to_be_tested_with() -> None:
    """A newcomer among the layers is noticed here: it needs one in `layer_recipes`."""
    said = {each.name for recipe in LAYER_RECIPES.values() for each in recipe.layers} | {"Dense"}
    assert said >= set(LAYERS)
