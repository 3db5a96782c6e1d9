"""Inputs: feature maps calculate what they say, and standardised numbers have mean 0 and deviation 1."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from engine import FEATURES, Inputs, Recipe, RecipeError, ShapeError, Trainer
from tests.engine.strategies import rngs

FORMULAS = {
    "x1": lambda a, b: a, "x2": lambda a, b: b, "x1²": lambda a, b: a * a, "x2²": lambda a, b: b * b,
    "x1·x2": lambda a, b: a * b, "sin x1": lambda a, b: np.sin(a), "sin x2": lambda a, b: np.sin(b),
}  # fmt: skip


@given(rng=rngs)
def test_every_map_is_its_formula(rng: np.random.Generator) -> None:
    """All that are registered, in any order, a column each."""
    assert set(FORMULAS) == set(FEATURES)
    X = rng.normal(size=(5, 2))
    chosen = [str(name) for name in rng.permutation(list(FEATURES))]
    expected = [[FORMULAS[name](a, b) for name in chosen] for a, b in X.tolist()]
    assert Inputs(chosen, False, X).of(X) == pytest.approx(np.array(expected))


def test_without_a_choice_the_features_are_taken_as_they_are() -> None:
    """The very same array, images too."""
    X = np.ones((3, 1, 4, 4))
    assert Inputs((), False, X).of(X) is X


@given(rng=rngs)
def test_standardised_numbers_have_mean_0_and_deviation_1(rng: np.random.Generator) -> None:
    """By the samples to train on alone: what is kept for testing must not have a say in it."""
    X = rng.normal(3.0, [0.01, 50.0], (40, 2))
    inputs = Inputs(("x1", "x1·x2"), True, X)
    assert inputs.of(X).mean(axis=0) == pytest.approx(np.zeros(2), abs=1e-9)
    assert inputs.of(X).std(axis=0) == pytest.approx(np.ones(2))
    others = rng.normal(size=(4, 2))
    assert inputs.of(others) == pytest.approx((inputs.of(np.vstack([X, others])))[40:])


def test_what_never_changes_is_moved_to_zero() -> None:
    """A border of white pixels has deviation 0, by which nothing can be divided."""
    X = np.array([[1.0, 5.0], [3.0, 5.0]])
    assert Inputs((), True, X).of(X).tolist() == [[-1.0, 0.0], [1.0, 0.0]]
    tenths = np.full((21, 1), 0.1)  # whose mean is not quite a tenth, so that their deviation is not quite zero
    assert tenths.std() > 0
    inputs = Inputs((), True, tenths)
    assert not inputs.of(tenths).any()
    assert inputs.of(tenths + 1.0) == pytest.approx(np.ones((21, 1)))


def test_large_numbers_are_standardised_as_small_ones_are() -> None:
    """Though their squares are beyond all numbers."""
    X = np.array([[1.0], [2.0], [4.0]])
    assert Inputs((), True, 1e290 * X).of(1e290 * X) == pytest.approx(Inputs((), True, X).of(X))


@pytest.mark.parametrize(("maps", "shape"), [(("x2",), (3, 1)), (("x1",), (3, 1, 4, 4)), (("sin x2", "x1"), (3, 1))])
def test_features_that_the_samples_have_not_got_are_named(maps: tuple[str, ...], shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match="Choose no features"):
        Inputs(maps, False, np.ones(shape))


@pytest.mark.parametrize("value", [["x3"], ["x1", "X1"], "x1", 5, [5], {"x1": 1}, ["x1"] * 300_000])
def test_a_choice_that_cannot_be_is_refused(value: Any) -> None:
    """With what is allowed."""
    with pytest.raises(RecipeError, match="x1"):
        Recipe(features=value)


def test_names_may_be_typed_without_special_letters() -> None:
    """x1^2 and x1*x2, in any case."""
    assert Recipe(features=("X1^2", "x1*x2", "SIN X1")).features == ("x1²", "x1·x2", "sin x1")


def test_a_product_makes_the_difference_between_xor_and_a_straight_line() -> None:
    """A single neuron cannot learn the two diagonals; with x₁ x₂ beside x₁ and x₂ it can."""
    linear = Recipe(hidden=(), learning_rate=5.0, standardise=True)
    plain, helped = Trainer(linear), Trainer(linear.changed(features=("x1", "x2", "x1·x2")))
    for trainer in (plain, helped):
        trainer.train(3000)
    assert plain.evaluate().accuracy < 0.8
    assert helped.evaluate().accuracy > 0.95
    assert helped.points.X.shape == (21, 2)  # the pictures stay those of the samples
    surface = helped.snapshot().surface
    assert surface is not None
    assert surface.answers[0, 0, -1] > 0.5 > surface.answers[0, 0, 0]  # and show what is learned on them
