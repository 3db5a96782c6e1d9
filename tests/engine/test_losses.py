"""Losses: values and gradients as in PyTorch, and gradients that agree with measurement for every one registered."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import LOSSES, KnobError, Loss, Program, Record, ShapeError
from engine.losses import MeanSquaredError
from tests.engine.numeric import Array, difference, measured_slopes
from tests.engine.strategies import outputs_and_truth, rngs, settings_of

Rows = list[list[float]]


def check_gradient(loss: Loss, Y: Array, T: Array) -> float:
    """How far ∂L/∂Y is from its measurement, away from corners."""
    gradient = loss.gradient(Y, T)
    measured, smooth = measured_slopes(lambda: loss.value(Y, T), Y)
    assert smooth.mean() > 0.5
    return difference(gradient[smooth], measured[smooth])


@pytest.mark.parametrize("name", LOSSES)
@given(data=st.data())
def test_gradients_agree_with_measurement(name: str, data: st.DataObject) -> None:
    """Every loss, newcomers unasked and with their knobs at random, to 1e-6."""
    loss = LOSSES[name](**data.draw(settings_of(LOSSES[name])))
    assert check_gradient(loss, *data.draw(outputs_and_truth(LOSSES[name]))) < 1e-6


@pytest.mark.usefixtures("restored_registries")
def test_a_wrong_gradient_is_noticed() -> None:
    """The check above can fail: a squared error that forgets the 2, or the 1/n, does not pass."""

    @LOSSES.register("Wrong MSE")
    class WrongMSE(MeanSquaredError):
        def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
            return do("dy = e / n", np.multiply, self.e, np.array(1 / y.size), out=do.array(len(y)))

    Y, T = np.array([[0.2, 0.7]]), np.array([[1.0, 0.0]])
    assert check_gradient(LOSSES["Wrong MSE"](), Y, T) > 0.1


def test_mean_squared_error_worked_by_hand() -> None:
    """L = (0.5² + 0² + 1² + 2²) / 4 = 1.3125: the mean over samples and outputs, dy = 2 e / 4."""
    Y, T = np.array([[0.5, 1.0], [2.0, -1.0]]), np.array([[0.0, 1.0], [1.0, 1.0]])
    assert LOSSES["MSE"]().value(Y, T) == 1.3125
    assert LOSSES["MSE"]().gradient(Y, T).tolist() == [[0.25, 0.0], [0.5, -1.0]]


def test_binary_cross_entropy_worked_by_hand() -> None:
    """L = -(ln 0.8 + ln(1 - 0.4)) / 2;  dy = -1/0.8 / 2 for truth 1 and 1/(1 - 0.4) / 2 for truth 0."""
    Y, T = np.array([[0.8], [0.4]]), np.array([[1.0], [0.0]])
    assert LOSSES["BCE"]().value(Y, T) == pytest.approx(0.36698458754010023, rel=1e-14)
    assert LOSSES["BCE"]().gradient(Y, T).ravel() == pytest.approx(np.array([-0.625, 0.8333333333333334]), rel=1e-14)


def test_mean_absolute_error_worked_by_hand() -> None:
    """L = (0.5 + 0 + 1 + 2) / 4 = 0.875, dy = ±1/4; in the corner y = t, where any slope would do, dy is 0."""
    Y, T = np.array([[0.5, 1.0], [2.0, -1.0]]), np.array([[0.0, 1.0], [1.0, 1.0]])
    assert LOSSES["MAE"]().value(Y, T) == 0.875
    assert LOSSES["MAE"]().gradient(Y, T).tolist() == [[0.25, 0.0], [0.25, -0.25]]


def test_huber_worked_by_hand() -> None:
    """δ = 1: errors of ½, 1, 3 and -2 cost 1/8, 1/2, 1 (3 - ½) and 1 (2 - ½), and pull by ½, 1, 1 and -1."""
    Y, T = np.array([[0.5, 1.0], [3.0, -2.0]]), np.zeros((2, 2))
    assert LOSSES["Huber"]().value(Y, T) == (0.125 + 0.5 + 2.5 + 1.5) / 4
    assert LOSSES["Huber"]().gradient(Y, T).tolist() == [[0.125, 0.25], [0.25, -0.25]]


def test_binary_cross_entropy_with_logits_worked_by_hand() -> None:
    """y = ln 3 says p = 3/4:  L = -(ln(3/4) + ln(1 - 3/4)) / 2, dy = (3/4 - 1) / 2 for truth 1 and 3/4 / 2 for 0."""
    Y, T = np.full((2, 1), math.log(3)), np.array([[1.0], [0.0]])
    assert LOSSES["BCE with logits"]().value(Y, T) == pytest.approx(-(math.log(0.75) + math.log(0.25)) / 2, rel=1e-14)
    assert LOSSES["BCE with logits"]().gradient(Y, T).ravel() == pytest.approx(np.array([-0.125, 0.375]), rel=1e-14)


def test_softmax_cross_entropy_worked_by_hand() -> None:
    """eʸ = 1, 2, 5 says p = 1/8, 2/8, 5/8:  L = -(ln(5/8) + ln(1/8)) / 2: over the two samples, not the six numbers."""
    Y, T = np.log([[1.0, 2.0, 5.0], [1.0, 2.0, 5.0]]), np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    loss = LOSSES["Softmax cross-entropy"]()
    assert loss.value(Y, T) == pytest.approx(-(math.log(5 / 8) + math.log(1 / 8)) / 2, rel=1e-14)
    expected = np.array([[1 / 16, 2 / 16, -3 / 16], [-7 / 16, 2 / 16, 5 / 16]])
    assert loss.gradient(Y, T) == pytest.approx(expected, rel=1e-14)


def test_hinge_worked_by_hand() -> None:
    """Right with room to spare costs nothing, right but close ½, and wrong more; in the corner s y = 1 dy is 0."""
    Y, T = np.array([[3.0, 0.5], [-1.0, 2.0]]), np.array([[1.0, 1.0], [0.0, 0.0]])
    assert LOSSES["Hinge"]().value(Y, T) == (0 + 0.5 + 0 + 3) / 4
    assert LOSSES["Hinge"]().gradient(Y, T).tolist() == [[0.0, -0.25], [0.0, 0.25]]


def mean_of(cost: Callable[[float, float], float]) -> Callable[[Rows, Rows], float]:
    """The mean over every number, in plain Python."""

    def value(Y: Rows, T: Rows) -> float:
        costs = [cost(y, t) for row, truth in zip(Y, T, strict=True) for y, t in zip(row, truth, strict=True)]
        return math.fsum(costs) / len(costs)

    return value


def sigmoid(y: float) -> float:
    return 1 / (1 + math.exp(-y))


def entropy(p: float, t: float) -> float:
    return -(t * math.log(p) + (1 - t) * math.log(1 - p))


def softmax_cross_entropy(Y: Rows, T: Rows) -> float:
    costs = [
        -sum(t * math.log(math.exp(y) / sum(map(math.exp, row))) for y, t in zip(row, truth, strict=True))
        for row, truth in zip(Y, T, strict=True)
    ]
    return math.fsum(costs) / len(costs)


FORMULAS: dict[str, Callable[[Rows, Rows], float]] = {
    "MSE": mean_of(lambda y, t: (y - t) ** 2),
    "MAE": mean_of(lambda y, t: abs(y - t)),
    "Huber": mean_of(lambda y, t: (y - t) ** 2 / 2 if abs(y - t) <= 1 else abs(y - t) - 0.5),
    "BCE": mean_of(entropy),
    "BCE with logits": mean_of(lambda y, t: entropy(sigmoid(y), t)),
    "Softmax cross-entropy": softmax_cross_entropy,
    "Hinge": mean_of(lambda y, t: max(0.0, 1 - (2 * t - 1) * y)),
}


@pytest.mark.parametrize("name", FORMULAS)
@given(data=st.data())
def test_values_are_those_of_the_formulas(name: str, data: st.DataObject) -> None:
    """Against plain Python, number by number, also with several outputs and with soft truths."""
    Y, T = data.draw(outputs_and_truth(LOSSES[name]))
    assert LOSSES[name]().value(Y, T) == pytest.approx(FORMULAS[name](Y.tolist(), T.tolist()), rel=1e-12)


def test_no_loss_is_without_a_formula() -> None:
    """The table above has the engine's losses, all of them."""
    assert list(FORMULAS) == list(LOSSES)


@given(data=st.data(), delta=st.floats(0.01, 5))
def test_huber_goes_over_from_squares_to_sizes_at_delta(data: st.DataObject, delta: float) -> None:
    """Small errors cost half their square, large ones δ times their size less δ/2."""
    Y, T = data.draw(outputs_and_truth(LOSSES["Huber"]))
    value = mean_of(lambda y, t: (y - t) ** 2 / 2 if abs(y - t) <= delta else delta * (abs(y - t) - delta / 2))
    assert LOSSES["Huber"](delta=delta).value(Y, T) == pytest.approx(value(Y.tolist(), T.tolist()), rel=1e-12)  # type: ignore[call-arg]


@pytest.mark.parametrize("delta", [0.0, -1.0, math.nan, math.inf, "wide"])
def test_a_delta_that_is_not_allowed_is_refused(delta: object) -> None:
    """A loss checks its knobs when it is made."""
    with pytest.raises(KnobError, match=r"delta is .*; a number from 0\.000001 to 1,000,000 is allowed"):
        LOSSES["Huber"](delta=delta)  # type: ignore[call-arg]


@given(pair=outputs_and_truth(LOSSES["BCE with logits"]))
def test_losses_on_logits_are_those_on_probabilities(pair: tuple[Array, Array]) -> None:
    """BCE with logits is BCE behind a sigmoid; and for one output, softmax cross-entropy of the logits 0 and y."""
    Y, T = pair[0][:, :1], pair[1][:, :1]
    value = LOSSES["BCE with logits"]().value(Y, T)
    assert LOSSES["BCE"]().value(1 / (1 + np.exp(-Y)), T) == pytest.approx(value, rel=1e-12)
    softmax = LOSSES["Softmax cross-entropy"]()
    assert softmax.value(np.hstack([0 * Y, Y]), softmax.targets(T)) == pytest.approx(value, rel=1e-12)


@given(pair=outputs_and_truth(LOSSES["Softmax cross-entropy"]), shift=st.floats(-1e3, 1e3))
def test_softmax_looks_at_differences_only(pair: tuple[Array, Array], shift: float) -> None:
    """The same number on all outputs of a sample changes nothing; of a single output there is nothing to learn."""
    loss, (Y, T) = LOSSES["Softmax cross-entropy"](), pair
    assert loss.value(Y + shift, T) == pytest.approx(loss.value(Y, T), rel=1e-9)
    assert loss.value(Y[:, :1], T[:, :1]) == 0
    assert not loss.gradient(Y[:, :1], T[:, :1]).any()


BIG = [1e3, 1e308]


@pytest.mark.parametrize("big", BIG)
def test_logits_may_be_as_large_as_they_like(big: float) -> None:
    """A wrong answer costs its size and pulls with all its force, a right one nothing; and nothing is printed."""
    Y, T = np.array([[big], [-big], [big], [-big]]), np.array([[1.0], [0.0], [0.0], [1.0]])
    loss = LOSSES["BCE with logits"]()
    assert [loss.value(Y[n : n + 1], T[n : n + 1]) for n in range(4)] == [0, 0, big, big]
    assert loss.gradient(Y, T).ravel().tolist() == [0, 0, 0.25, -0.25]


@pytest.mark.parametrize("big", BIG)
def test_softmax_may_be_as_sure_as_it_likes(big: float) -> None:
    """A wrong answer costs its distance from the right one, or the most that a float holds."""
    Y, T = np.array([[big, -big], [big, -big]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    loss = LOSSES["Softmax cross-entropy"]()
    assert loss.value(Y[:1], T[:1]) == 0
    assert loss.value(Y[1:], T[1:]) == min(2 * big, np.finfo(np.float64).max)
    assert loss.gradient(Y, T).tolist() == [[0, 0], [0.5, -0.5]]


@pytest.mark.parametrize("name", LOSSES)
@given(rng=rngs)
def test_whatever_a_loss_can_judge_gives_numbers(name: str, rng: np.random.Generator) -> None:
    """Neither L nor its slope is ever nan; a slope is finite, but for squares that no float holds."""
    loss = LOSSES[name]()
    extremes = [0.0, 1.0, *(sign * size for sign in (1, -1) for size in (1e-308, 1.0, *BIG))]
    Y = rng.choice([y for y in extremes if loss.low <= y <= loss.high], (3, 4))
    T = rng.choice([0.0, 1.0], (3, 4))
    assert not math.isnan(loss.value(Y, T))
    assert np.isfinite(loss.gradient(Y, T)).all()


def test_what_is_almost_right_still_costs_a_little() -> None:
    """ln(1 + e⁻⁴⁰) is 4e-18, not 0: the learning curve goes on falling."""
    cost = LOSSES["BCE with logits"]().value(np.array([[40.0], [-40.0]]), np.array([[1.0], [0.0]]))
    assert cost == pytest.approx(math.exp(-40), rel=1e-12)
    softmax = LOSSES["Softmax cross-entropy"]()
    assert softmax.value(np.array([[0.0, 30.0]]), np.array([[0.0, 1.0]])) == pytest.approx(math.exp(-30), rel=1e-2)


@pytest.mark.parametrize(
    ("y", "t", "expected"),
    [(0.0, 1.0, 100.0), (1.0, 0.0, 100.0), (0.0, 0.0, 0.0), (1.0, 1.0, 0.0), (1e-50, 1.0, 100.0)],
)
def test_logarithms_are_clamped_at_minus_100(y: float, t: float, expected: float) -> None:
    """As in PyTorch: a saturated, wrong sigmoid costs 100, not infinity, and nothing is printed."""
    assert LOSSES["BCE"]().value(np.array([[y]]), np.array([[t]])) == expected


@pytest.mark.parametrize(
    ("y", "t", "expected"), [(0.0, 1.0, -1e12), (1.0, 0.0, 1e12), (0.0, 0.0, 0.0), (1.0, 1.0, 0.0), (1e-13, 1.0, -1e12)]
)
def test_the_gradient_at_the_clamp_is_finite(y: float, t: float, expected: float) -> None:
    """As in PyTorch: y (1 - y) counts as at least 1e-12."""
    gradient = LOSSES["BCE"]().gradient(np.array([[y]]), np.array([[t]]))
    assert gradient.item() == pytest.approx(expected, rel=1e-8)  # PyTorch's 1e-12 is a float32


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_takes_rows_and_gives_a_plain_number_and_rows(name: str) -> None:
    """value -> float, gradient -> (samples, outputs); what was given stays as it was."""
    Y, T = np.full((3, 2), 0.25), np.zeros((3, 2))
    loss = LOSSES[name]()
    assert type(loss.value(Y, T)) is float
    gradient = loss.gradient(Y, T)
    assert gradient.shape == (3, 2)
    assert (Y == 0.25).all()
    assert (T == 0.0).all()
    loss.gradient(Y + 0.5, T)
    assert np.array_equal(gradient, loss.gradient(Y, T))  # an earlier answer is not overwritten by a later one


@pytest.mark.parametrize("name", LOSSES)
def test_averages_do_not_grow_with_the_number_of_samples(name: str) -> None:
    """A mean, not a sum: the same samples twice give the same loss and half the gradient each."""
    Y, T = np.array([[0.2, 0.7], [0.6, 0.3], [0.9, 0.4]]), np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    loss = LOSSES[name]()
    assert loss.value(np.vstack([Y, Y]), np.vstack([T, T])) == pytest.approx(loss.value(Y, T), rel=1e-12)
    assert loss.gradient(np.vstack([Y, Y]), np.vstack([T, T]))[:3] == pytest.approx(loss.gradient(Y, T) / 2, rel=1e-12)


@pytest.mark.parametrize(
    ("Y", "T"),
    [
        (np.zeros((3, 1)), np.zeros((1, 3))),
        (np.zeros((3, 1)), np.zeros(3)),
        (np.zeros(3), np.zeros(3)),
        (np.zeros((0, 1)), np.zeros((0, 1))),
        (np.zeros((3, 1)), np.zeros((3, 2))),
    ],
)
def test_shapes_that_do_not_fit_are_named(Y: Array, T: Array) -> None:
    """(3, 1) and (1, 3) would broadcast to a silent (3, 3): the classic mistake is refused."""
    for use in (LOSSES["MSE"]().value, LOSSES["MSE"]().gradient):
        with pytest.raises(ShapeError) as caught:
            use(Y, T)
        assert str(Y.shape) in str(caught.value)
        assert str(T.shape) in str(caught.value)


@pytest.mark.parametrize("name", LOSSES)
def test_whole_numbers_and_views_are_taken_too(name: str) -> None:
    """Labels come as integers and arrays as slices of others; neither changes the result."""
    wide = np.linspace(0.1, 0.9, 12).reshape(3, 4)
    T = np.array([[0, 1], [1, 0], [1, 1]])
    loss = LOSSES[name]()
    assert loss.value(wide[:, ::2], T) == loss.value(wide[:, ::2].copy(), T.astype(np.float64))


# -- the record --------------------------------------------------------------------------------------------------------


def recorded(loss: Loss, Y: Array, T: Array, do: Record) -> tuple[Program, Array, Array, Array, Array]:
    """The program of a loss, and its arrays y, t, L and dy; samples last, in the record's precision."""
    y, t = (np.ascontiguousarray(each.T, dtype=do.dtype) for each in (Y, T))
    L = loss.record_value(y, t, do)
    dy = loss.record_gradient(y, t, do)
    return do.program(), y, t, L, dy


@pytest.mark.parametrize("name", LOSSES)
def test_a_record_is_replayed_with_other_numbers(name: str) -> None:
    """It reads y and t anew each time, to the last bit, and leaves them alone."""
    rng, loss = np.random.default_rng(0), LOSSES[name]()
    program, y, t, L, dy = recorded(loss, np.zeros((5, 3)), np.zeros((5, 3)), Record(5))
    for _ in range(3):
        Y, T = rng.uniform(0.1, 0.9, (5, 3)), np.eye(3)[rng.integers(0, 3, 5)]
        y[:], t[:] = Y.T, T.T
        program.run()
        assert float(L) == loss.value(Y, T)
        assert np.array_equal(dy.T, loss.gradient(Y, T))
        assert np.array_equal(y.T, Y)
        assert np.array_equal(t.T, T)


@pytest.mark.parametrize("name", LOSSES)
@given(data=st.data())
def test_single_precision_is_kept_throughout(name: str, data: st.DataObject) -> None:
    """One array of another type would make a float32 run slow; the results are those of float64, less exact."""
    loss = LOSSES[name]()
    Y, T = data.draw(outputs_and_truth(LOSSES[name]))
    program, _, _, L, dy = recorded(loss, Y, T, Record(len(Y), np.float32))
    program.run()
    arrays = [each for do in program.operations for each in (do.out, *do.inputs) if isinstance(each, np.ndarray)]
    assert {each.dtype for each in arrays} == {np.dtype(np.float32)}
    assert float(L) == pytest.approx(loss.value(Y, T), rel=1e-5, abs=1e-6)
    np.testing.assert_allclose(dy.T, loss.gradient(Y, T), rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("name", ["BCE with logits", "Softmax cross-entropy"])
def test_single_precision_bears_large_logits_too(name: str) -> None:
    """1e38 is about the most that it holds."""
    Y, T = np.array([[1e38, -1e38], [-1e38, 1e38], [1e3, -1e3]]), np.array([[1.0, 0.0]] * 3)
    program, _, _, L, dy = recorded(LOSSES[name](), Y, T, Record(3, np.float32))
    program.run()
    assert not np.isnan(L)
    assert np.isfinite(dy).all()
