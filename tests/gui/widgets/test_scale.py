"""Scales of colours and widths: they hold every value, and move in few steps."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.widgets.scale import LEAST, Scale


@given(st.lists(st.floats(0.0, 1e200), min_size=1))
def test_every_value_is_within_its_scale(values: list[float]) -> None:
    """Whatever came before, the greatest value of now is not above the end."""
    scale = Scale()
    for value in values:
        assert scale.follow(value) >= value * (1 - 1e-9)


@given(st.floats(LEAST, 1e6), st.floats(LEAST, 1e6))
def test_the_end_is_near_the_greatest_value(before: float, now: float) -> None:
    """After a fall, too: nothing stays pale for long."""
    scale = Scale()
    scale.follow(before)
    assert scale.follow(now) <= now * 2


def test_the_end_is_a_round_number_that_grows_in_steps() -> None:
    """A weight that grows slowly moves the scale rarely."""
    scale = Scale()
    ends = [scale.follow(0.9 + step / 1000) for step in range(1000)]
    assert sorted(set(ends)) == pytest.approx([0.9 / 0.9, 1.5, 2.0])
    assert ends == sorted(ends)


def test_a_value_that_trembles_around_a_step_does_not_make_the_scale_tremble() -> None:
    """The noise of minibatches must not be seen as flicker."""
    scale = Scale()
    ends = [scale.follow(1.0 + 0.05 * math.sin(step)) for step in range(200)]
    assert set(ends[2:]) == {1.5}


@pytest.mark.parametrize("value", [0.0, 1e-300, LEAST / 2])
def test_tiny_numbers_stay_pale(value: float) -> None:
    """A layer that does next to nothing must not look as if it did much."""
    assert Scale().follow(value) == LEAST
