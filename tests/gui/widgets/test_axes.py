"""Axes have few ticks, at round numbers, that do not run into each other."""

from __future__ import annotations

import itertools
import math

import pytest
from PyQt5.QtGui import QFontMetricsF
from PyQt5.QtWidgets import QApplication

from gui.theme import SMALL, number_font
from gui.widgets.axes import Axis


def axis(side: str = "bottom", *, integers: bool = False, is_log: bool = False) -> Axis:
    made = Axis(side, "title", thickness=40, integers=integers)
    made.set_log(is_log)
    return made


def labels(made: Axis, low: float, high: float, size: float) -> dict[float, str]:
    spacing, values = made.tickValues(low, high, size)[0]
    return dict(zip(values, made.tickStrings(values, 1.0, spacing), strict=True))


def test_ticks_are_round_numbers_within_the_range(qapp: QApplication) -> None:
    """Ends included, in spite of rounding."""
    assert labels(axis(), 0, 15_000, 400) == {0: "0", 5_000: "5,000", 10_000: "10,000", 15_000: "15,000"}
    assert list(labels(axis(), -0.1, 1.1, 400).values()) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]


@pytest.mark.parametrize("size", [80, 150, 400, 1000])
@pytest.mark.parametrize("high", [10, 37, 8_000, 1_000_000, 3e9, 1e-7])
def test_numbers_side_by_side_do_not_touch(qapp: QApplication, size: int, high: float) -> None:
    """Long numbers make room for themselves by being fewer."""
    shown = labels(axis(), 0, high, size)
    metrics = QFontMetricsF(number_font(SMALL))
    places = [(value / high * size, metrics.horizontalAdvance(text)) for value, text in shown.items()]
    assert places
    for (x, width), (next_x, next_width) in itertools.pairwise(places):
        assert x + width / 2 + 8 <= next_x - next_width / 2


def test_epochs_are_whole(qapp: QApplication) -> None:
    """There is no epoch 2.5."""
    assert list(labels(axis(integers=True), 0, 3, 1000)) == [0, 1, 2, 3]


def test_a_logarithmic_axis_has_powers_of_ten(qapp: QApplication) -> None:
    """Written as such; between them small ticks without numbers."""
    made = axis("left", is_log=True)
    assert list(labels(made, -4, 0, 200).values()) == ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]
    minor = made.tickValues(-4, 0, 200)[1][1]
    assert len(minor) == 4 * 8
    assert min(minor) == pytest.approx(math.log10(2e-4))


def test_a_short_logarithmic_axis_has_more_numbers(qapp: QApplication) -> None:
    """Where there is but one power of ten, 2 and 5 times it have numbers too."""
    shown = labels(axis("left", is_log=True), math.log10(0.05), math.log10(0.5), 200)
    assert list(shown.values()) == ["5·10⁻²", "10⁻¹", "2·10⁻¹", "5·10⁻¹"]


def test_a_long_logarithmic_axis_leaves_powers_out(qapp: QApplication) -> None:
    """From 10⁻³⁰ to 1 there is no room for thirty numbers."""
    shown = labels(axis("left", is_log=True), -30, 0, 200)
    assert 3 <= len(shown) <= 7
    assert shown[0] == "10⁰"


def test_an_axis_of_no_length_has_no_ticks(qapp: QApplication) -> None:
    """Before there is anything to show."""
    assert axis().tickValues(1, 1, 100) == []
