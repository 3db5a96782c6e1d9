"""A learning curve as small as a word."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PyQt5.QtCore import QRectF

from engine.program import Array
from engine.snapshot import Curve
from gui.shelf.sparkline import POINTS, path_of

WHERE = QRectF(10, 20, 40, 30)


def curve(*loss: float) -> Curve:
    losses: Array = np.array(loss)
    return Curve(np.arange(1.0, len(loss) + 1), losses, losses, losses, np.empty(0), np.empty(0))


def points(*loss: float) -> list[tuple[float, float]]:
    path = path_of(curve(*loss), WHERE)
    return [(path.elementAt(k).x, path.elementAt(k).y) for k in range(path.elementCount())]


def test_it_goes_from_edge_to_edge_and_equal_ratios_are_equally_high() -> None:
    assert np.allclose(points(1.0, 0.1, 0.01), [(10, 20), (30, 35), (50, 50)])


def test_a_loss_that_stays_lies_in_the_middle() -> None:
    assert points(0.5, 0.5) == [(10, 35), (50, 35)]


def test_without_a_loss_there_is_nothing() -> None:
    assert points() == []


def test_long_curves_take_few_points() -> None:
    assert len(points(*np.linspace(1, 2, 1000))) == POINTS


@pytest.mark.parametrize("worst", [math.inf, math.nan, 0.0, 1e308], ids=str)
def test_every_loss_has_a_place(worst: float) -> None:
    assert all(WHERE.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(x, y) for x, y in points(1.0, worst, 0.5))
