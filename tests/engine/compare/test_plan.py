"""A comparison says what is to be tried: one thing differs, or two, and all else is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.compare.factor import CompareError, Factor
from engine.compare.plan import LAST_SEED, MOST_SEEDS, Comparison
from engine.recipe import Recipe

RECIPES = Path(__file__).parents[3] / "assets" / "recipes"
LAB = Recipe(epochs=10)


def compared(*factors: str, recipe: Recipe = LAB, seeds: int = 1) -> Comparison:
    return Comparison(recipe, tuple(Factor.read(each, recipe) for each in factors), seeds)


def test_only_what_is_varied_differs() -> None:
    """Trial by trial, against the recipe that all have in common."""
    comparison = compared("lr=0.1,1", "hidden=2,4x4", seeds=2)
    assert [(each.levels, each.text) for each in comparison.variants] == [
        ((0.1, (2,)), "0.1, 2"), ((0.1, (4, 4)), "0.1, 4-4"), ((1.0, (2,)), "1, 2"), ((1.0, (4, 4)), "1, 4-4"),
    ]  # fmt: skip
    assert [(each.number, each.variant, each.seed) for each in comparison.trials] == [
        (number, number % 4, number // 4) for number in range(8)
    ]
    for trial in comparison.trials:
        rate, hidden = comparison.variants[trial.variant].levels
        assert trial.recipe == LAB.changed(learning_rate=rate, hidden=hidden, seed=trial.seed)


def test_a_learning_rate_is_the_one_that_was_asked_for() -> None:
    """Although an optimizer brings its usual one, and whichever of the two was named first."""
    for factors in (("lr=0.5,2", "optimizer=SGD,Adam"), ("optimizer=SGD,Adam", "lr=0.5,2")):
        rates = {(each.recipe.optimizer, each.recipe.learning_rate) for each in compared(*factors).variants}
        assert rates == {("SGD", 0.5), ("SGD", 2.0), ("Adam", 0.5), ("Adam", 2.0)}
        assert compared(*factors).remarks == ()
    assert "usual learning rate" in compared("optimizer=SGD,Adam").remarks[0]


def test_what_was_made_fair_is_said() -> None:
    """First weights that would have followed the activation, and layers that give way."""
    assert "Xavier uniform" in compared("activation=Sigmoid,ReLU").remarks[0]
    layered = Recipe.load(RECIPES / "digits-convolution.json")
    assert "list of layers" in compared("hidden=8,16", recipe=layered).remarks[0]
    assert compared("lr=0.1,1", recipe=layered).remarks == ()
    assert compared("lr=0.1,1", recipe=layered).variants[0].recipe.layers == layered.layers


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Comparison(LAB, ()), "0 things"),
        (lambda: compared("lr=1", "bias=on", "hidden=2"), "3 things"),
        (lambda: compared("lr=1", "lr=2"), "Learning rate is to be varied twice"),
        (lambda: compared("lr=1", seeds=0), "0 seeds"),
        (lambda: compared("lr=1", seeds=MOST_SEEDS + 1), "101 seeds"),
        (lambda: compared("lr=1", seeds=2, recipe=LAB.changed(seed=LAST_SEED)), "2,147,483,647"),
        (lambda: compared("lr=" + ",".join(map(str, range(1, 52))), "bias=on,off", seeds=20), "2,040 trials"),
        (lambda: compared("lr=1,2", recipe=LAB.changed(epochs=0)), "0 epochs"),
        (lambda: compared("epochs=10,0"), "0 epochs"),
        (lambda: compared("dataset=XOR,Sine"), "classes"),
        (lambda: compared("optimizer=Momentum,SGD", "optimizer.momentum=0.5",
                          recipe=LAB.changed(optimizer="Momentum")), "momentum"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_in_a_sentence(make: object, named: str) -> None:
    """Before anything is trained."""
    assert callable(make)
    with pytest.raises(CompareError) as error:
        make()
    assert named in str(error.value)
    assert len(str(error.value)) < 400


def test_whether_the_truth_is_numbers_is_asked_of_what_is_compared() -> None:
    """And not of the recipe, whose dataset may be none of them."""
    assert compared("dataset=Sine").is_regression
    assert not compared("dataset=XOR,Linear", recipe=LAB.choosing("dataset", "Sine")).is_regression


def test_names() -> None:
    """Of the comparison and of its variants, as sentences use them."""
    comparison = compared("lr=0.1,1", "hidden=2,4x4")
    assert comparison.title == "Learning rate and Hidden layers"
    assert comparison.name_of(comparison.variants[1]) == "learning rate 0.1, hidden layers 4-4"
