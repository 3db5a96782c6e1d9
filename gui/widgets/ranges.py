"""Where axes begin and end: at round numbers, so that they stay while the data moves, and follow it in steps."""

from __future__ import annotations

import math

ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # no more than half again as far as the one before
ONE_TWO_FIVE = (1.0, 2.0, 5.0, 10.0)
ALMOST = 1e-9  # 0.3 / 0.1 is not quite 3
SMALLEST, GREATEST = 1e-300, 1e300  # the logarithm and the ten-fold of what lies between are finite

Range = tuple[float, float]


def round_above(value: float, steps: tuple[float, ...] = ROUND) -> float:
    """The smallest round number that is not below ``value`` (> 0)."""
    value = min(max(value, SMALLEST), GREATEST)
    power = 10.0 ** math.floor(math.log10(value))
    return power * next((step for step in steps if step * (1 + ALMOST) >= value / power), 10.0)


def round_below(value: float, steps: tuple[float, ...] = ROUND) -> float:
    """The greatest round number that is not above ``value`` (> 0)."""
    value = min(max(value, SMALLEST), GREATEST)
    power = 10.0 ** math.floor(math.log10(value))
    return power * next((step for step in reversed(steps) if step * (1 - ALMOST) <= value / power), 1.0)


def linear_range(least: float, greatest: float) -> Range:
    """From zero, or a round number below it, to a round number above ``greatest``."""
    return (-round_above(-least) if least < 0 else 0.0, round_above(greatest) if greatest > 0 else 1.0)


def log_range(least: float, greatest: float) -> Range:
    """Between round numbers, as common logarithms, and at least one power of ten wide; ``least`` > 0."""
    top = math.log10(round_above(greatest, ONE_TWO_FIVE))
    return (min(math.log10(round_below(least, ONE_TWO_FIVE)), top - 1), top)


def tick_spacing(span: float, most: int) -> float:
    """1, 2 or 5 times a power of ten, so that about ``most`` ticks at most lie on ``span`` (> 0)."""
    return round_above(span / max(most, 1), ONE_TWO_FIVE)
