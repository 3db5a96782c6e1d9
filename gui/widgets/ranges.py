"""Where axes begin and end: at round numbers, so that they stay while the data moves, and follow it in steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # no more than half again as far as the one before
ONE_TWO_FIVE = (1.0, 2.0, 5.0, 10.0)
ALMOST = 1e-9  # 0.3 / 0.1 is not quite 3
SMALLEST, GREATEST = 1e-300, 1e300  # the logarithm and the ten-fold of what lies between are finite

FINE = 20  # steps of a scale of colours, about
# Shares of its extent by which a range follows what leaves it.
STEPS = (0.0, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)

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


def round_range(values: NDArray[np.floating[Any]]) -> tuple[Range, float]:
    """Round numbers that just enclose all of ``values`` that are finite, and the unit to which they are rounded."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    extent = max(high - low, ALMOST * abs(high)) if high > low else abs(high) or 1.0
    unit = tick_spacing(extent, FINE)
    below, above = math.floor(low / unit + ALMOST), math.ceil(high / unit - ALMOST)
    return (below * unit, max(above, below + 1) * unit), unit


def with_margin(ends: Range, share: float) -> Range:
    """The range and some room on both sides, as a share of its extent; 1 where it has none."""
    margin = share * (ends[1] - ends[0]) or 1.0
    return (ends[0] - margin, ends[1] + margin)


def following(ends: Range, values: NDArray[np.floating[Any]]) -> Range:
    """The range, made larger in few steps where ``values`` are outside, each twice as far as the one before; and no
    further than some times its extent, however far they are."""
    known = values[np.isfinite(values)]
    if not known.size:
        return ends
    extent = ends[1] - ends[0]
    below, above = ends[0] - float(known.min()), float(known.max()) - ends[1]
    return (ends[0] - extent * _step_above(below / extent), ends[1] + extent * _step_above(above / extent))


def _step_above(share: float) -> float:
    return next((step for step in STEPS if step >= share), STEPS[-1])
