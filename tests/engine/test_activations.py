"""Activations: the right values, and slopes that agree with measurement for every one that is registered.

What the numbers of a sample do together, as in Softmax, stands at the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import ACTIVATIONS, INITIALIZERS, Activation, KnobError, Network, Record, knobs_of
from engine.activations import SELU_α, SELU_λ, greatest
from tests.engine.numeric import Array, difference, measured_slopes
from tests.engine.strategies import rngs, settings_of, sizes

FORMULAS: dict[str, Callable[[float], float]] = {
    "Linear": lambda z: z,
    "Sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "Tanh": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
    "ReLU": lambda z: max(z, 0.0),
    "Leaky ReLU": lambda z: z if z > 0 else 0.01 * z,
    "Softsign": lambda z: z / (1 + abs(z)),
    "Softplus": lambda z: math.log1p(math.exp(z)),
    "ELU": lambda z: z if z > 0 else math.expm1(z),
    "SELU": lambda z: 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * math.expm1(z)),
    "SiLU": lambda z: z / (1 + math.exp(-z)),
    "GELU": lambda z: z * math.erfc(-z / math.sqrt(2)) / 2,
}
NUMBER_BY_NUMBER = [name for name in ACTIVATIONS if ACTIVATIONS[name].number_by_number]
EXTREMES = [-1e308, -1e4, -1000.0, -800.0, 800.0, 1000.0, 1e4, 1e308]  # e⁷¹⁰ overflows


def made(name: str, **settings: float) -> Activation:
    """An activation with these settings."""
    return ACTIVATIONS[name](**settings)


def answers(activation: Activation, *z: float) -> list[float]:
    """a for each of these sums of one sample."""
    answer: list[float] = Network([activation]).predict(np.array([z]))[0].tolist()
    return answer


def slopes(activation: Activation, *z: float) -> list[float]:
    """da/dz at each of these sums of one sample."""
    network = Network([activation])
    network.forward(np.array([z]))
    slope: list[float] = network.backward(np.ones((1, len(z))))[0].tolist()
    return slope


# -- values ------------------------------------------------------------------------------------------------------------


def test_every_activation_has_a_formula_here() -> None:
    """A new one is compared with plain Python as well."""
    assert {*FORMULAS, "Softmax"} == set(ACTIVATIONS)


@pytest.mark.parametrize("name", FORMULAS)
@given(rng=rngs, samples=sizes, features=sizes)
def test_values_are_those_of_the_formula(name: str, rng: np.random.Generator, samples: int, features: int) -> None:
    """Number by number, against the formula in plain Python."""
    Z = rng.normal(0, 4, (samples, features))
    expected = [[FORMULAS[name](z) for z in row] for row in Z]
    assert Network([ACTIVATIONS[name]()]).forward(Z) == pytest.approx(np.array(expected), rel=2e-14, abs=1e-15)


@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0])
def test_the_knob_of_the_leaky_relu_is_the_slope_of_its_negative_side(slope: float) -> None:
    """From a ReLU to a straight line."""
    leaky = made("Leaky ReLU", slope=slope)
    assert answers(leaky, -2.0, 3.0) == [-2.0 * slope, 3.0]
    assert slopes(leaky, -2.0, 3.0) == [slope, 1.0]


@pytest.mark.parametrize("alpha", [0.0, 0.3, 2.5])
def test_the_knob_of_the_elu_is_how_far_it_goes_below_zero(alpha: float) -> None:
    """α (eᶻ - 1) on the left, z on the right, and a bound of its own for each object."""
    elu = made("ELU", alpha=alpha)
    assert answers(elu, -2.0, -1e3, 3.0) == pytest.approx([alpha * math.expm1(-2.0), -alpha, 3.0], rel=1e-15)
    assert slopes(elu, -2.0, 3.0) == pytest.approx([alpha * math.exp(-2.0), 1.0], rel=1e-15)
    assert elu.low == -alpha
    assert ACTIVATIONS["ELU"].low == -1.0


@pytest.mark.parametrize(
    ("name", "settings"), [("Leaky ReLU", {"slope": -0.1}), ("Leaky ReLU", {"slope": 1.5}), ("ELU", {"alpha": -1.0})]
)
def test_knobs_are_checked_when_an_activation_is_made(name: str, settings: dict[str, float]) -> None:
    """Whoever makes one himself gets the sentence that the form and the recipe give."""
    with pytest.raises(KnobError, match="is allowed"):
        made(name, **settings)


def test_selu_keeps_mean_and_variance_through_ten_layers() -> None:
    """What it was made for: behind weights of variance 1 / inputs, signals stay at mean 0 and variance 1."""
    rng, activation = np.random.default_rng(0), made("SELU")
    A: Array = rng.standard_normal((1000, 300))
    for _ in range(10):
        W = INITIALIZERS[activation.initializer]().draw(rng, 300, 300)
        A = Network([activation]).predict(np.dot(A, W.T))
    assert abs(A.mean()) < 0.1
    assert A.var() == pytest.approx(1.0, abs=0.1)


def test_the_numbers_of_selu_are_where_mean_and_variance_stay() -> None:
    """With z normal, E[a] = 0 and E[a²] = 1: summed over a fine grid, they come out to nine digits."""
    z, h = np.linspace(-12, 12, 240_001, retstep=True)
    bell = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) * h
    a = np.where(z > 0, SELU_λ * z, SELU_λ * SELU_α * np.expm1(z))
    assert np.dot(bell, a) == pytest.approx(0.0, abs=1e-9)
    assert np.dot(bell, a**2) == pytest.approx(1.0, abs=1e-9)


# -- slopes ------------------------------------------------------------------------------------------------------------


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
    """Every activation, newcomers unasked and with their knobs at random, to 1e-6; of Softmax all answers together."""
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


@pytest.mark.parametrize("name", NUMBER_BY_NUMBER)
def test_numbers_do_not_see_each_other(name: str) -> None:
    """a = σ(z) of every number on its own: changing one leaves the others alone."""
    network, Z = Network([ACTIVATIONS[name]()]), np.linspace(-2, 2, 12).reshape(4, 3)
    before = network.predict(Z)
    Z[2, 1] += 1.5
    after = network.predict(Z)
    assert np.argwhere(before != after).tolist() in ([[2, 1]], [])


@pytest.mark.parametrize(
    ("name", "at_zero"),
    [("ReLU", 0.0), ("Leaky ReLU", 0.01), ("ELU", 1.0), ("SELU", SELU_λ * SELU_α), ("Softsign", 1.0), ("GELU", 0.5)],
)
def test_the_slope_in_a_corner_is_that_on_its_left(name: str, at_zero: float) -> None:
    """da/dz at z = 0 is as in PyTorch; where there is no corner, both sides agree."""
    left, zero, minus_zero, right = slopes(made(name), -1e-300, 0.0, -0.0, 1e-300)
    assert [left, zero, minus_zero] == [at_zero] * 3
    assert right == {"SELU": pytest.approx(SELU_λ), "GELU": 0.5}.get(name, 1.0)


# -- extremes and bounds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_extreme_sums_have_answers_and_slopes_without_a_warning(name: str) -> None:
    """No step on the way may make a number that is none: not 0 · ∞, not ∞ - ∞, and nothing is printed."""
    assert np.isfinite(answers(made(name), *EXTREMES)).all()
    assert np.isfinite(slopes(made(name), *EXTREMES)).all()


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("Linear", (-1000.0, 1.0), (1000.0, 1.0)), ("Sigmoid", (0.0, 0.0), (1.0, 0.0)),
        ("Tanh", (-1.0, 0.0), (1.0, 0.0)), ("ReLU", (0.0, 0.0), (1000.0, 1.0)),
        ("Leaky ReLU", (-10.0, 0.01), (1000.0, 1.0)), ("Softsign", (-1000 / 1001, 1001**-2), (1000 / 1001, 1001**-2)),
        ("Softplus", (0.0, 0.0), (1000.0, 1.0)), ("ELU", (-1.0, 0.0), (1000.0, 1.0)),
        ("SELU", (-SELU_α * SELU_λ, 0.0), (1000 * SELU_λ, SELU_λ)), ("SiLU", (0.0, 0.0), (1000.0, 1.0)),
        ("GELU", (0.0, 0.0), (1000.0, 1.0)),
    ],
)  # fmt: skip
def test_answer_and_slope_at_minus_and_plus_a_thousand(
    name: str, left: tuple[float, float], right: tuple[float, float]
) -> None:
    """Where they saturate they are saturated, and where they go on they go on."""
    found = list(zip(answers(made(name), -1000.0, 1000.0), slopes(made(name), -1000.0, 1000.0), strict=True))
    assert found == [pytest.approx(left, rel=1e-15), pytest.approx(right, rel=1e-15)]


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(data=st.data(), rng=rngs, features=sizes)
def test_no_answer_is_out_of_bounds(
    name: str, data: st.DataObject, rng: np.random.Generator, features: int
) -> None:
    """``low`` and ``high`` hold for small sums, for large ones and for extreme ones, wherever the knobs stand."""
    activation = ACTIVATIONS[name](**data.draw(settings_of(ACTIVATIONS[name])))
    Z = rng.normal(0, 2, (60, features)) * np.repeat([1.0, 10.0, 1e4, 1e300], 15)[:, None]
    A = Network([activation]).predict(np.vstack([Z, np.repeat(np.array([EXTREMES]).T, features, axis=1)]))
    assert A.min() >= activation.low
    assert A.max() <= activation.high


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_bounds_are_reached_or_nearly(name: str) -> None:
    """A bound that is too wide would let a loss accept what it can never get."""
    Z = np.vstack([np.linspace(-6, 6, 1201), np.zeros(1201)]).T * np.array([[1.0, 0.0]])
    A = Network([ACTIVATIONS[name]()]).predict(np.vstack([Z, [[-1000.0, 0.0]], [[1000.0, 0.0]]]))
    least, most = ACTIVATIONS[name].low, ACTIVATIONS[name].high
    assert A.min() == pytest.approx(least, abs=1e-3) if np.isfinite(least) else A.min() <= -10
    assert A.max() == pytest.approx(most, abs=1e-3) if np.isfinite(most) else A.max() >= 1000


# -- precision ---------------------------------------------------------------------------------------------------------


def recorded(name: str, Z: Array, dA: Array, dtype: type[np.floating[Any]]) -> tuple[Record, Array, Array]:
    """The record of one pass through an activation in a precision, carried out, with its a and dz."""
    do, activation = Record(len(Z), dtype), ACTIVATIONS[name]()
    z, da = do.signal(Z.shape[1]), do.array(Z.shape[1])
    z[:-1], da[:] = Z.T, dA.T
    a = activation.record_forward(z, do)
    dz = activation.record_backward(da, do)
    do.program().run()
    return do, a[:-1], dz


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_record_in_float32_has_no_array_in_float64(name: str) -> None:
    """One would make numpy convert all others, and float32 slower than float64; the numbers are as near as can be."""
    rng = np.random.default_rng(0)
    Z, dA = rng.normal(0, 3, (50, 4)), rng.normal(size=(50, 4))
    do, a, dz = recorded(name, Z, dA, np.float32)
    for operation in do.program().operations:
        assert {each.dtype for each in (operation.out, *operation.inputs)} == {np.dtype(np.float32)}, operation.formula
    _, exact_a, exact_dz = recorded(name, Z, dA, np.float64)
    assert a == pytest.approx(exact_a, rel=1e-5, abs=1e-6)
    assert dz == pytest.approx(exact_dz, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_extreme_sums_in_float32(name: str) -> None:
    """e⁸⁹ overflows already, and so does 1e19²."""
    Z = np.array([[-3e38, -1000.0, -100.0, 100.0, 1000.0, 3e38]])
    _, a, dz = recorded(name, Z, np.ones_like(Z), np.float32)
    assert np.isfinite(a).all()
    assert np.isfinite(dz).all()


# -- the record --------------------------------------------------------------------------------------------------------


def test_an_activation_says_its_formulas() -> None:
    """The record is meant to be read: forward and backward of a sigmoid are spelled out."""
    do, sigmoid = Record(samples=2), ACTIVATIONS["Sigmoid"]()
    sigmoid.record_forward(do.signal(3), do)
    assert "e⁻ᶻ" in str(do.program())
    sigmoid.record_backward(do.array(3), do)
    assert "a (1 - a)" in str(do.program())
    assert "dz = da · slope" in str(do.program())


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_record_ends_in_the_answer_the_slope_and_the_gradient(name: str) -> None:
    """The microscope cuts the step where these names are said last."""
    do, activation = Record(samples=2), ACTIVATIONS[name]()
    activation.record_forward(do.signal(3), do)
    assert do.program().operations[-1].formula.startswith("a = ")
    activation.record_backward(do.array(3), do)
    assert do.program().operations[-1].formula.startswith("dz = ")
    activation.record_slope(do.array(3), do.array(3), do.array(3), do)
    assert do.program().operations[-1].formula.startswith("slope = ")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_knob_is_seen_in_the_formulas_by_its_symbol(name: str) -> None:
    """Who moves a knob finds it in the microscope."""
    do, activation = Record(samples=2), ACTIVATIONS[name]()
    activation.record_forward(do.signal(3), do)
    activation.record_backward(do.array(3), do)
    program = do.program()
    for each in knobs_of(ACTIVATIONS[name]).values():
        assert each.symbol in program.symbols.values()
        assert each.symbol in str(program)


# -- Softmax, whose numbers do see each other --------------------------------------------------------------------------


@given(rng=rngs, samples=sizes, features=sizes)
def test_softmax_shares_1_among_the_outputs_of_each_sample(
    rng: np.random.Generator, samples: int, features: int
) -> None:
    """a = eᶻ / Σ eᶻ against plain Python, sample by sample."""
    Z = rng.normal(0, 4, (samples, features))
    A = Network([made("Softmax")]).forward(Z)
    expected = [[math.exp(z) / math.fsum(map(math.exp, row)) for z in row] for row in Z.tolist()]
    assert np.array(expected) == pytest.approx(A, rel=1e-13)
    assert A.sum(axis=1) == pytest.approx(1.0, rel=1e-15)


@given(rng=rngs, features=sizes)
def test_the_gradient_of_softmax_is_the_whole_matrix(rng: np.random.Generator, features: int) -> None:
    """Column by column: of aᵢ by zⱼ the slope is aᵢ (1 - aᵢ) where i = j, and -aᵢ aⱼ elsewhere."""
    network, Z = Network([made("Softmax")]), rng.normal(0, 2, (1, features))
    a = network.forward(Z)[0]
    slopes = [network.backward(row[np.newaxis])[0] for row in np.eye(features)]
    assert np.array(slopes) == pytest.approx(np.diag(a) - np.outer(a, a), rel=1e-12, abs=1e-15)


@given(rng=rngs, features=sizes)
def test_the_slope_that_softmax_says_is_the_diagonal_of_that_matrix(rng: np.random.Generator, features: int) -> None:
    """How fast each answer follows its own sum."""
    do, softmax = Record(samples=3), made("Softmax")
    z, slope = do.signal(features), do.array(features)
    z[:-1] = rng.normal(size=(features, 3))
    a = softmax.record_forward(z, do)[:-1]
    softmax.record_slope(z[:-1], a, slope, do)
    do.program().run()
    assert slope == pytest.approx(a * (1 - a), rel=1e-15)


@pytest.mark.parametrize("by", [1000.0, -1000.0, 1e15])
def test_softmax_sees_only_differences(by: float) -> None:
    """The same number added to all sums of a sample changes nothing, however large it is."""
    z = [0.0, 1.0, 3.0]
    assert answers(made("Softmax"), *(each + by for each in z)) == answers(made("Softmax"), *z)


def test_softmax_far_apart_is_all_or_nothing() -> None:
    """Sums so far apart that their distance overflows: the greatest takes all, and equal ones share."""
    assert answers(made("Softmax"), -1e308, 1e308, 0.0) == [0.0, 1.0, 0.0]
    assert answers(made("Softmax"), 1e308, -1e308, 1e308, 1e308, 1e308) == [0.25, 0.0, 0.25, 0.25, 0.25]
    assert slopes(made("Softmax"), -1e308, 1e308, 0.0) == [0.0, 0.0, 0.0]


def test_the_greatest_is_that_of_each_sample() -> None:
    """Samples are the last axis."""
    out = np.zeros((1, 3))
    assert greatest(np.array([[1.0, 5.0, -3.0], [2.0, -5.0, -4.0]]), out) is out
    assert out.tolist() == [[2.0, 5.0, -3.0]]
