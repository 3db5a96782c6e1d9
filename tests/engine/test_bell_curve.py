"""The area below the bell curve: as exact as Python's own, in every precision and shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.bell_curve import normal_cdf
from tests.engine.numeric import Array


def area(z: Array) -> Array:
    """Φ(z) in an array of its own."""
    out = np.full_like(z, np.nan)
    assert normal_cdf(z, out) is out
    return out


def python_area(z: float) -> float:
    """The same by Python's complementary error function."""
    return math.erfc(-z / math.sqrt(2)) / 2


@pytest.mark.parametrize(("low", "high", "error"), [(-8.0, 9.0, 2e-14), (-20.0, -8.0, 1e-13), (-37.0, -20.0, 1e-12)])
def test_it_agrees_with_python_to_the_last_digits(low: float, high: float, error: float) -> None:
    """As a share of itself, far out in the tail too, where the error is that of the exponent's rounding."""
    z = np.linspace(low, high, 5001)
    assert area(z) == pytest.approx(np.array([python_area(each) for each in z.tolist()]), rel=error, abs=0.0)


def test_its_error_is_that_of_a_last_digit() -> None:
    """Where the area is not small, absolute and relative error are the same: below 5e-16."""
    z = np.linspace(-1.0, 9.0, 5001)
    assert np.abs(area(z) - [python_area(each) for each in z.tolist()]).max() < 5e-16


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        (0.0, 0.5), (-0.0, 0.5), (1e-300, 0.5), (-1e-300, 0.5), (1e308, 1.0), (-1e308, 0.0), (math.inf, 1.0),
        (-math.inf, 0.0), (39.0, 1.0), (-40.0, 0.0),
    ],
)  # fmt: skip
def test_the_middle_and_the_ends_are_exact(z: float, expected: float) -> None:
    """Half of the area lies on each side, and nothing overflows."""
    with np.errstate(over="ignore", under="ignore"):
        assert area(np.array([z])).tolist() == [expected]


def test_what_is_not_a_number_stays_so() -> None:
    """A run that diverges must be seen to diverge."""
    assert np.isnan(area(np.array([np.nan, 1.0]))).tolist() == [True, False]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (7,), (3, 5), (2, 3, 4)])
def test_any_shape_and_precision(dtype: type[np.floating[Any]], shape: tuple[int, ...]) -> None:
    """What comes in is left as it was."""
    z = np.random.default_rng(0).normal(0, 2, shape).astype(dtype)
    kept, expected = z.copy(), np.array([python_area(float(each)) for each in z.reshape(-1)])
    assert area(z).reshape(-1) == pytest.approx(expected, rel=50 * float(np.finfo(dtype).eps))
    assert area(z).dtype == dtype
    assert np.array_equal(z, kept)
