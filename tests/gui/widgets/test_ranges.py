"""Axes begin and end at round numbers that hold the data, whatever the data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.widgets.ranges import (
    GREATEST,
    ONE_TWO_FIVE,
    SMALLEST,
    Range,
    following,
    linear_range,
    log_range,
    round_above,
    round_below,
    round_range,
    tick_spacing,
    with_margin,
)

POSITIVE = st.floats(SMALLEST, GREATEST)


@pytest.mark.parametrize(
    ("value", "above", "below"),
    [(1, 1, 1), (1.01, 1.5, 1), (0.25, 0.3, 0.2), (0.3, 0.3, 0.3), (12_345, 15_000, 10_000), (9.9, 10, 8)],
)
def test_round_numbers(value: float, above: float, below: float) -> None:
    """The nearest on each side; a round number is its own, in spite of the rounding of 0.3 / 0.1."""
    assert round_above(value) == pytest.approx(above)
    assert round_below(value) == pytest.approx(below)


@given(POSITIVE)
def test_round_numbers_enclose_the_value_closely(value: float) -> None:
    """Never on the wrong side, and never more than half again as far."""
    assert value <= round_above(value) * (1 + 1e-6)
    assert value >= round_below(value) * (1 - 1e-6)
    assert round_above(value) <= 1.51 * value
    assert round_below(value) >= value / 1.51


@given(POSITIVE, POSITIVE)
def test_a_logarithmic_range_holds_the_data_and_a_power_of_ten(one: float, other: float) -> None:
    """Even a loss that stands still has an axis with a number on it."""
    least, greatest = sorted((one, other))
    low, high = log_range(least, greatest)
    assert low <= math.log10(least) + 1e-6
    assert high >= math.log10(greatest) - 1e-6
    assert high - low >= 1 - 1e-9
    assert math.isfinite(low)
    assert math.isfinite(high)


@pytest.mark.parametrize(
    ("least", "greatest", "expected"),
    [(0.1, 0.25, (0, 0.3)), (0, 0, (0, 1)), (-0.25, 0.25, (-0.3, 0.3)), (-3, -2, (-3, 1)), (0.0, 1e308, (0, 1e300))],
)
def test_a_linear_range_holds_zero(least: float, greatest: float, expected: tuple[float, float]) -> None:
    """What goes down to zero is seen to; an absurd loss still has an axis."""
    assert linear_range(least, greatest) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "ends", "unit"),
    [
        ([-0.998, 0.997], (-1.0, 1.0), 0.1),
        ([5.0, 50.0], (5.0, 50.0), 5.0),
        ([3.0, 3.0], (3.0, 3.2), 0.2),
        ([-1.2, np.nan, np.inf, 1.1], (-1.2, 1.2), 0.2),
        ([np.nan], (0.0, 1.0), 0.05),
    ],
)
def test_a_round_range_just_holds_its_values(values: list[float], ends: Range, unit: float) -> None:
    """So that the numbers at the ends of a scale are short and true; what is no number does not count."""
    found, rounded_to = round_range(np.array(values))
    assert found == pytest.approx(ends)
    assert rounded_to == pytest.approx(unit)


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=9))
def test_a_round_range_holds_any_values(values: list[float]) -> None:
    (low, high), unit = round_range(np.array(values))
    slack = 1e-6 * unit + 1e-12 * max(map(abs, values))
    assert low - slack <= min(values)
    assert max(values) <= high + slack
    assert low < high


def test_a_margin_is_a_share_of_the_extent() -> None:
    """And 1 where there is none."""
    assert with_margin((0.0, 10.0), 0.1) == pytest.approx((-1.0, 11.0))
    assert with_margin((5.0, 5.0), 0.1) == (4.0, 6.0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 1.0], (0.0, 1.0)),
        ([0.3, 1.01], (0.0, 1.125)),
        ([-0.2, 1.0], (-0.25, 1.0)),
        ([-15.0, 1.0], (-16.0, 1.0)),
        ([-1e9, 1e9], (-64.0, 65.0)),
        ([np.nan, np.inf], (0.0, 1.0)),
    ],
)
def test_a_range_follows_what_leaves_it_in_steps(values: list[float], expected: Range) -> None:
    """But no further than some times its extent."""
    assert following((0.0, 1.0), np.array(values)) == pytest.approx(expected)


@given(st.floats(1e-12, 1e12), st.integers(1, 20))
def test_there_are_never_many_ticks(span: float, most: int) -> None:
    """About as many as there is room for, and their distance is 1, 2 or 5 times a power of ten."""
    spacing = tick_spacing(span, most)
    assert span / spacing <= most * (1 + 1e-6)
    mantissa = spacing / 10 ** math.floor(math.log10(spacing) + 1e-9)
    assert any(mantissa == pytest.approx(step) for step in ONE_TWO_FIVE)
