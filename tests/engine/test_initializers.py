"""First weights: of the right shape and spread, the same for a seed, and fitting to the activation behind them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import ACTIVATIONS, INITIALIZERS, Initializer, Recipe, Trainer
from engine.program import Array
from tests.engine.parts import bias, dense

OUTPUTS, INPUTS = 300, 200
SPREAD = {
    "Normal": 1.0,
    "Xavier uniform": math.sqrt(2 / (INPUTS + OUTPUTS)),
    "He normal": math.sqrt(2 / INPUTS),
}


def drawn(name: str, seed: int = 0) -> Array:
    return INITIALIZERS[name]().draw(np.random.default_rng(seed), OUTPUTS, INPUTS)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_every_initializer_draws_finite_weights_of_the_layers_shape(name: str) -> None:
    """Not (inputs, outputs): a transposed matrix would only show in layers that are not square."""
    W = drawn(name)
    assert W.shape == (OUTPUTS, INPUTS)
    assert W.dtype == np.float64
    assert np.isfinite(W).all()
    assert len(np.unique(W)) > 1


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_same_generator_draws_the_same_weights(name: str) -> None:
    """Randomness comes in as an argument, so that a seed is enough to repeat a run."""
    assert np.array_equal(drawn(name), drawn(name))
    assert not np.array_equal(drawn(name), drawn(name, seed=1))


@pytest.mark.parametrize(("name", "deviation"), SPREAD.items())
def test_mean_and_standard_deviation_are_those_of_the_papers(name: str, deviation: float) -> None:
    """60,000 weights: the standard deviation is within 2 % of what the formula says, and the mean is zero."""
    W = drawn(name)
    assert W.std() == pytest.approx(deviation, rel=0.02)
    assert abs(W.mean()) < 0.02 * deviation


def test_xavier_is_uniform_within_its_bounds() -> None:
    """U(-r, r) with r² = 6 / (inputs + outputs): nothing outside, and close to both ends."""
    W, r = drawn("Xavier uniform"), math.sqrt(6 / (INPUTS + OUTPUTS))
    assert np.abs(W).max() <= r
    assert W.max() > 0.999 * r
    assert W.min() < -0.999 * r


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_fitting_takes_what_the_activation_asks_for(activation: str) -> None:
    """Xavier for squashing functions, He for those that cut: each activation names its own."""
    suited = INITIALIZERS["Fitting"]().suited_to(ACTIVATIONS[activation])
    assert type(suited).name == ACTIVATIONS[activation].initializer
    assert type(suited).name in INITIALIZERS


def test_relu_is_fitted_with_he_and_the_squashing_ones_with_xavier() -> None:
    """The two rules that every course teaches."""
    wanted = {"Sigmoid": "Xavier uniform", "Tanh": "Xavier uniform", "ReLU": "He normal"}
    assert {name: ACTIVATIONS[name].initializer for name in wanted} == wanted


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name != "Fitting"])
def test_the_others_suit_every_activation_as_they_are(name: str) -> None:
    """Who chooses an initializer gets it."""
    initializer: Initializer = INITIALIZERS[name]()
    assert all(initializer.suited_to(activation) is initializer for activation in ACTIVATIONS.values())


def test_biases_start_at_zero_whatever_the_initializer() -> None:
    """Only the weights must break the symmetry."""
    for name in INITIALIZERS:
        network = Trainer(Recipe(initializer=name, hidden=(3,))).network
        for number in (1, 3):
            assert not bias(dense(network, number)).any()
            assert dense(network, number).W.any()
