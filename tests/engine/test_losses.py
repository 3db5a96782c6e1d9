"""Losses: values and gradients as in PyTorch, and gradients that agree with measurement for every one registered."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import LOSSES, Loss, Record, ShapeError
from engine.losses import MeanSquaredError
from tests.engine.numeric import Array, difference, measured_slopes
from tests.engine.strategies import probabilities_and_truth, settings_of


def check_gradient(loss: Loss, Y: Array, T: Array) -> float:
    """How far ∂L/∂Y is from its measurement, away from corners."""
    gradient = loss.gradient(Y, T)
    measured, smooth = measured_slopes(lambda: loss.value(Y, T), Y)
    assert smooth.mean() > 0.5
    return difference(gradient[smooth], measured[smooth])


@pytest.mark.parametrize("name", LOSSES)
@given(data=st.data(), pair=probabilities_and_truth())
def test_gradients_agree_with_measurement(name: str, data: st.DataObject, pair: tuple[Array, Array]) -> None:
    """Every loss, newcomers unasked and with their knobs at random, to 1e-6."""
    loss = LOSSES[name](**data.draw(settings_of(LOSSES[name])))
    assert check_gradient(loss, *pair) < 1e-6


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


@given(pair=probabilities_and_truth())
def test_values_are_those_of_the_formulas(pair: tuple[Array, Array]) -> None:
    """Against plain Python, number by number, also with several outputs and with soft truths."""
    pairs = list(zip(pair[0].ravel().tolist(), pair[1].ravel().tolist(), strict=True))
    squares = [(y - t) ** 2 for y, t in pairs]
    entropies = [-(t * math.log(y) + (1 - t) * math.log(1 - y)) for y, t in pairs]
    assert LOSSES["MSE"]().value(*pair) == pytest.approx(math.fsum(squares) / len(pairs), rel=1e-12)
    assert LOSSES["BCE"]().value(*pair) == pytest.approx(math.fsum(entropies) / len(pairs), rel=1e-12)


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
    assert gradient.item() == pytest.approx(expected, rel=1e-9)


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
    Y, T = np.array([[0.2], [0.6], [0.9]]), np.array([[0.0], [1.0], [0.0]])
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
