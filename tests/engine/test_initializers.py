"""First weights: of the right shape and spread, the same for a seed, and fitting to the activation behind them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from engine import ACTIVATIONS, INITIALIZERS, Initializer, KnobError, Network, Recipe, Trainer
from engine.program import Array
from tests.engine.numeric import difference
from tests.engine.parts import bias, dense
from tests.engine.strategies import rngs, sizes

OUTPUTS, INPUTS = 300, 200
SPREAD = {
    "Fitting": math.sqrt(2 / (INPUTS + OUTPUTS)),
    "Uniform": math.sqrt(1 / 3),
    "Normal": 1.0,
    "LeCun normal": math.sqrt(1 / INPUTS),
    "Xavier uniform": math.sqrt(2 / (INPUTS + OUTPUTS)),
    "Xavier normal": math.sqrt(2 / (INPUTS + OUTPUTS)),
    "He uniform": math.sqrt(2 / INPUTS),
    "He normal": math.sqrt(2 / INPUTS),
    "Orthogonal": math.sqrt(1 / OUTPUTS),
}
BOUNDS = {
    "Uniform": 1.0,
    "Xavier uniform": math.sqrt(6 / (INPUTS + OUTPUTS)),
    "He uniform": math.sqrt(6 / INPUTS),
}
BELLS = ["Normal", "LeCun normal", "Xavier normal", "He normal", "Orthogonal"]


def drawn(name: str, seed: int = 0, outputs: int = OUTPUTS, inputs: int = INPUTS, **settings: Any) -> Array:
    return INITIALIZERS[name](**settings).draw(np.random.default_rng(seed), outputs, inputs)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_every_initializer_draws_finite_weights_of_the_layers_shape(name: str) -> None:
    """Not (inputs, outputs): a transposed matrix would only show in layers that are not square."""
    for outputs, inputs in [(OUTPUTS, INPUTS), (INPUTS, OUTPUTS), (1, 5), (5, 1), (1, 1)]:
        W = drawn(name, outputs=outputs, inputs=inputs)
        assert W.shape == (outputs, inputs)
        assert W.dtype == np.float64
        assert np.isfinite(W).all()


@pytest.mark.parametrize("name", SPREAD)
def test_the_same_generator_draws_the_same_weights(name: str) -> None:
    """Randomness comes in as an argument, so that a seed is enough to repeat a run; and no two weights are equal."""
    assert np.array_equal(drawn(name), drawn(name))
    assert not np.isin(drawn(name), drawn(name, seed=1)).any()
    assert len(np.unique(drawn(name))) == OUTPUTS * INPUTS


def test_all_initializers_have_a_spread_here_but_zeros() -> None:
    """A new one is compared with its formula as well."""
    assert {*SPREAD, "Zeros"} == set(INITIALIZERS)


@pytest.mark.parametrize(("name", "deviation"), SPREAD.items())
def test_mean_and_standard_deviation_are_those_of_the_papers(name: str, deviation: float) -> None:
    """60,000 weights: the standard deviation is within 2 % of what the formula says, and the mean is zero."""
    W = drawn(name)
    assert W.std() == pytest.approx(deviation, rel=0.02)
    assert abs(W.mean()) < 0.02 * deviation


@pytest.mark.parametrize(("name", "r"), BOUNDS.items())
def test_the_uniform_ones_stay_within_their_bounds(name: str, r: float) -> None:
    """U(-r, r): nothing outside, close to both ends, and as many in the inner half as in the outer."""
    W = drawn(name)
    assert np.abs(W).max() <= r
    assert W.max() > 0.999 * r
    assert W.min() < -0.999 * r
    assert np.mean(np.abs(W) < r / 2) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("name", BELLS)
def test_the_normal_ones_have_the_shape_of_a_bell(name: str) -> None:
    """68.3 % lie within one standard deviation and 95.4 % within two; uniform ones would have 57.7 % and all."""
    distances = np.abs(drawn(name)) / SPREAD[name]
    assert np.mean(distances < 1) == pytest.approx(0.683, abs=0.01)
    assert np.mean(distances < 2) == pytest.approx(0.954, abs=0.005)


def test_uniform_and_normal_are_as_wide_as_their_knobs_say() -> None:
    """The same numbers, wider."""
    assert drawn("Uniform", radius=0.25) == pytest.approx(0.25 * drawn("Uniform"), rel=1e-14)
    assert drawn("Normal", deviation=0.25) == pytest.approx(0.25 * drawn("Normal"), rel=1e-14)
    assert not drawn("Normal", deviation=0.0).any()
    with pytest.raises(KnobError, match="radius is -1; a number from 0 to 10 is allowed"):
        drawn("Uniform", radius=-1)
    with pytest.raises(KnobError, match="standard deviation is 11; a number from 0 to 10 is allowed"):
        drawn("Normal", deviation=11)


def test_normal_weights_are_the_generators_own_numbers() -> None:
    """Recipes of before the knob learn the same numbers, bit for bit."""
    assert np.array_equal(drawn("Normal"), np.random.default_rng(0).standard_normal((OUTPUTS, INPUTS)))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_only_xavier_asks_where_the_signals_go(name: str) -> None:
    """Behind a window of 3 · 3 each input has a say in nine times as many numbers as there are filters."""
    initializer, rng = INITIALIZERS[name](), np.random.default_rng
    plain, windowed = initializer.draw(rng(0), 8, 36), initializer.draw(rng(0), 8, 36, fan_out=8 * 9)
    smaller = math.sqrt((36 + 8) / (36 + 8 * 9)) if name.startswith(("Xavier", "Fitting")) else 1.0
    assert windowed == pytest.approx(smaller * plain, rel=1e-14)


# -- orthogonal weights ------------------------------------------------------------------------------------------------


@given(rng=rngs, outputs=sizes, inputs=sizes)
def test_orthogonal_rows_or_columns_are_orthonormal(rng: np.random.Generator, outputs: int, inputs: int) -> None:
    """Of a wide matrix the rows, of a tall one the columns, of a square one both."""
    W = INITIALIZERS["Orthogonal"]().draw(rng, outputs, inputs)
    if outputs <= inputs:
        assert np.dot(W, W.T) == pytest.approx(np.eye(outputs), abs=1e-14)
    if outputs >= inputs:
        assert np.dot(W.T, W) == pytest.approx(np.eye(inputs), abs=1e-14)


def test_every_turn_is_as_likely_as_any_other() -> None:
    """Without the signs of R, numpy's Q would have more of its diagonal on one side of 0; and mirrors come too."""
    rng, initializer = np.random.default_rng(0), INITIALIZERS["Orthogonal"]()
    squares = np.array([initializer.draw(rng, 3, 3) for _ in range(4000)])
    assert np.abs(squares.mean(axis=0)).max() < 0.05
    assert (squares**2).mean(axis=0) == pytest.approx(np.full((3, 3), 1 / 3), abs=0.02)
    assert np.mean(np.linalg.det(squares) > 0) == pytest.approx(0.5, abs=0.03)


def test_a_signal_keeps_its_length_through_twenty_orthogonal_layers() -> None:
    """What they are for: linear layers as deep as one likes neither fade nor grow."""
    rng, x = np.random.default_rng(0), np.ones(50)
    for _ in range(20):
        x = np.dot(INITIALIZERS["Orthogonal"]().draw(rng, 50, 50), x)
    assert np.linalg.norm(x) == pytest.approx(math.sqrt(50), rel=1e-12)


# -- the symmetry problem ----------------------------------------------------------------------------------------------


def trained(initializer: str, **choices: Any) -> Network:
    """A network 2-4-1 after 200 updates."""
    trainer = Trainer(Recipe(dataset="Linear", hidden=(4,), initializer=initializer, seed=1, **choices))
    trainer.train(200)
    return trainer.network


def test_neurons_that_start_alike_stay_alike() -> None:
    """They learn, but all of them the same: W₁ has equal rows and W₂ equal columns, as if there were one neuron."""
    network = trained("Zeros")
    first, last = dense(network, 1), dense(network, 3)
    for row in first.Wb[1:]:
        assert row == pytest.approx(first.Wb[0], rel=1e-12)
    assert last.W[0].tolist() == pytest.approx([last.W[0, 0]] * 4, rel=1e-12)
    assert np.abs(first.W).min() > 0.1


def test_neurons_that_were_drawn_become_different() -> None:
    """The same run with first weights by chance: no two neurons say the same."""
    rows = dense(trained("Fitting"), 1).Wb
    apart = [difference(row, other) for n, row in enumerate(rows) for other in rows[:n]]
    assert min(apart) > 0.05


@pytest.mark.parametrize("activation", ["Tanh", "ReLU"])
def test_zeros_before_what_answers_0_to_0_learn_nothing_at_all(activation: str) -> None:
    """a = 0 leaves W₂ without a gradient, and W₂ = 0 all before it: only the last bias moves."""
    network = trained("Zeros", activation=activation)
    first, last = dense(network, 1), dense(network, 3)
    assert not first.Wb.any()
    assert not last.W.any()
    assert bias(last).any()


# -- what suits an activation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_fitting_takes_what_the_activation_asks_for(activation: str) -> None:
    """Xavier for squashing functions, He for those that cut: each activation names its own."""
    suited = INITIALIZERS["Fitting"]().suited_to(ACTIVATIONS[activation])
    assert type(suited).name == ACTIVATIONS[activation].initializer
    assert type(suited).name in INITIALIZERS


def test_relu_is_fitted_with_he_and_the_squashing_ones_with_xavier() -> None:
    """The two rules that every course teaches, and the one that SELU was made for."""
    squashing, cutting = ["Sigmoid", "Tanh", "Softsign"], ["ReLU", "Leaky ReLU", "ELU", "Softplus", "SiLU", "GELU"]
    wanted = {
        **dict.fromkeys(squashing, "Xavier uniform"), **dict.fromkeys(cutting, "He normal"), "SELU": "LeCun normal",
    }  # fmt: skip
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
            assert dense(network, number).W.any() == (name != "Zeros")
