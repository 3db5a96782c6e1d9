"""Slopes by measurement, written apart from the engine's own gradient check: nobody should be his own judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
STEP = 1e-4
CORNER = 0.01  # slopes left and right of a point that differ by more than this belong to a corner at it …
BESIDE = 1e-6  # … and a third difference above this to one beside it: of a smooth function it is about h²


def measured_slopes(f: Callable[[], float], x: Array) -> tuple[Array, NDArray[np.bool_]]:
    """∂f/∂x for each number of ``x``, which ``f`` reads, by the five-point formula; and where the slope is smooth.

    (8 f(x + h) - 8 f(x - h) - f(x + 2h) + f(x - 2h)) / 12h  is wrong by about h⁴."""
    slopes, smooth = np.zeros(x.shape), np.ones(x.shape, dtype=np.bool_)
    for place in np.ndindex(x.shape):
        kept, at = x[place], {}
        for steps in (-2, -1, 0, 1, 2):
            x[place] = kept + steps * STEP
            at[steps] = f()
        x[place] = kept
        slopes[place] = (8 * (at[1] - at[-1]) - (at[2] - at[-2])) / (12 * STEP)
        right, left = (at[2] - at[0]) / (2 * STEP), (at[0] - at[-2]) / (2 * STEP)
        third = (at[2] - 2 * at[1] + 2 * at[-1] - at[-2]) / (2 * STEP)
        size = 1 + abs(slopes[place])
        smooth[place] = abs(right - left) <= CORNER * size and abs(third) <= BESIDE * size
    return slopes, smooth


def difference(analytic: Array, measured: Array) -> float:
    """‖analytic - measured‖ / ‖measured‖, and 0 where both are zero."""
    size = max(float(np.linalg.norm(measured)), float(np.linalg.norm(analytic)))
    return float(np.linalg.norm(analytic - measured)) / size if size else 0.0
