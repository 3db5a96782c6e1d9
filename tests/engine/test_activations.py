"""Activations: the right values, and slopes that agree with measurement for every one that is registered."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import ACTIVATIONS, Activation, Network, Record
from tests.engine.numeric import Array, difference, measured_slopes
from tests.engine.strategies import rngs, settings_of, sizes

FORMULAS: dict[str, Callable[[float], float]] = {
    "Linear": lambda z: z,
    "Sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "Tanh": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
    "ReLU": lambda z: max(z, 0.0),
}


@pytest.mark.parametrize("name", FORMULAS)
@given(rng=rngs, samples=sizes, features=sizes)
def test_values_are_those_of_the_formula(name: str, rng: np.random.Generator, samples: int, features: int) -> None:
    """Number by number, against the formula in plain Python."""
    Z = rng.normal(0, 4, (samples, features))
    expected = [[FORMULAS[name](z) for z in row] for row in Z]
    assert Network([ACTIVATIONS[name]()]).forward(Z) == pytest.approx(np.array(expected), rel=1e-14, abs=1e-15)


def check_slopes(activation: Activation, Z: Array, dA: Array) -> float:
    """How far dz = da · da/dz is from its measurement, away from corners; Z and dA (samples, features)."""
    network = Network([activation])
    network.forward(Z)
    dZ = network.backward(dA)
    measured, smooth = measured_slopes(lambda: float(np.sum(dA * network.predict(Z))), Z)
    assert smooth.mean() > 0.5
    return difference(dZ[smooth], measured[smooth])


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(data=st.data(), rng=rngs, samples=sizes, features=sizes)
def test_slopes_agree_with_measurement(
    name: str, data: st.DataObject, rng: np.random.Generator, samples: int, features: int
) -> None:
    """Every activation, newcomers unasked and with their knobs at random, to 1e-6."""
    activation = ACTIVATIONS[name](**data.draw(settings_of(ACTIVATIONS[name])))
    Z = rng.normal(0, 2, (samples, features))
    Z = np.where(np.abs(Z) < 0.01, 0.5, Z)  # a corner, if there is one, is mostly at zero
    assert check_slopes(activation, Z, rng.normal(size=Z.shape)) < 1e-6


@pytest.mark.usefixtures("restored_registries")
def test_a_wrong_slope_is_noticed() -> None:
    """The check above can fail: a tanh whose slope forgets the square does not pass."""

    @ACTIVATIONS.register("Wrong tanh")
    class WrongTanh(Activation):
        def record(self, z: Array, a: Array, do: Record) -> None:
            do("a = tanh z", np.tanh, z, out=a)

        def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
            do("slope = 1 - a", np.subtract, np.array(1.0), a, out=slope)

    rng = np.random.default_rng(0)
    Z, dA = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    assert check_slopes(ACTIVATIONS["wrong TANH"](), Z.copy(), dA) > 0.01
    assert check_slopes(ACTIVATIONS["Tanh"](), Z, dA) < 1e-6


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_is_a_layer_that_takes_and_gives_samples_as_rows(name: str) -> None:
    """``ACTIVATIONS["ReLU"]()`` can stand in a network by itself."""
    network, Z = Network([ACTIVATIONS[name]()]), np.linspace(-3, 3, 12).reshape(4, 3)
    kept, dA = Z.copy(), np.ones((4, 3))
    assert network.forward(Z).shape == (4, 3)
    assert network.backward(dA).shape == (4, 3)
    assert len(network.parameters) == 0
    assert np.array_equal(Z, kept)
    assert np.array_equal(dA, np.ones((4, 3)))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_numbers_do_not_see_each_other(name: str) -> None:
    """a = σ(z) of every number on its own: changing one leaves the others alone."""
    network, Z = Network([ACTIVATIONS[name]()]), np.linspace(-2, 2, 12).reshape(4, 3)
    before = network.predict(Z)
    Z[2, 1] += 1.5
    after = network.predict(Z)
    assert np.argwhere(before != after).tolist() in ([[2, 1]], [])


@pytest.mark.parametrize(
    ("name", "ends"), [("Sigmoid", [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]), ("Tanh", [-1.0, -1.0, -1.0, 1.0, 1.0, 1.0])]
)
def test_squashing_ones_saturate_without_a_warning(name: str, ends: list[float]) -> None:
    """e⁷¹⁰ overflows: the answer is still 0 or 1, its slope 0, and nothing is printed."""
    network = Network([ACTIVATIONS[name]()])
    Z = np.array([[-1e308, -1e4, -800.0, 800.0, 1e4, 1e308]])
    assert network.forward(Z).tolist() == [ends]
    assert network.backward(np.ones((1, 6))).tolist() == [[0.0] * 6]


def test_relu_has_no_slope_in_its_corner() -> None:
    """da/dz at z = 0 is 0, as in PyTorch."""
    network = Network([ACTIVATIONS["ReLU"]()])
    network.forward(np.array([[-0.0, 0.0, 1e-300, -1e-300]]))
    assert network.backward(np.ones((1, 4))).tolist() == [[0.0, 0.0, 1.0, 0.0]]


def test_an_activation_says_its_formulas() -> None:
    """The record is meant to be read: forward and backward of a sigmoid are spelled out."""
    do, sigmoid = Record(samples=2), ACTIVATIONS["Sigmoid"]()
    sigmoid.record_forward(do.signal(3), do)
    assert "e⁻ᶻ" in str(do.program())
    sigmoid.record_backward(do.array(3), do)
    assert "a (1 - a)" in str(do.program())
    assert "dz = da · slope" in str(do.program())
