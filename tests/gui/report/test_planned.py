"""A plot that is made when it is wanted, step by step."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QSize

from gui.report.drawing import plan_of
from gui.report.planned import Making, Planned
from tests.gui.report.sample import figure

SIZE = QSize(605, 275)


def test_it_is_made_step_by_step() -> None:
    plot = plan_of(figure(), "A figure").plot

    def making() -> Making:
        yield
        yield
        return plot

    plan = Planned(SIZE, making())
    steps = 0
    while not plan.is_over:
        plan.go_on()
        steps += 1
    assert steps == 3
    assert plan.plot is plot
    plan.go_on()  # there is nothing more to do


def test_who_cannot_wait_has_it_at_once() -> None:
    plot = plan_of(figure(), "A figure").plot

    def making() -> Making:
        yield
        return plot

    assert Planned(SIZE, making()).plot is plot
    assert Planned.of(plot).is_over


def test_what_cannot_be_made_says_so_each_time_and_is_not_tried_again() -> None:
    tries: list[int] = []

    def making() -> Making:
        yield
        tries.append(1)
        raise MemoryError("too large")

    plan = Planned(SIZE, making())
    for _ in range(2):
        with pytest.raises(MemoryError):
            assert plan.plot
    assert plan.is_over
    assert tries == [1]
