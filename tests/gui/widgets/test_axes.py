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
    counted = axis(integers=True)
    assert labels(counted, 0, 15_000, 400) == {0: "0", 5_000: "5,000", 10_000: "10,000", 15_000: "15,000"}
    assert labels(axis(), 0, 15_000, 200) == {0: "0", 5_000: "5k", 10_000: "10k", 15_000: "15k"}
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


def test_a_logarithmic_axis_with_one_power_of_ten_has_threes_beside_it(qapp: QApplication) -> None:
    """One number alone says nothing of the scale, and fives and twos would be too many."""
    shown = labels(axis("left", is_log=True), math.log10(0.2), math.log10(5), 160)
    assert list(shown.values()) == ["3·10⁻¹", "10⁰", "3·10⁰"]


def test_a_long_logarithmic_axis_leaves_powers_out(qapp: QApplication) -> None:
    """From 10⁻³⁰ to 1 there is no room for thirty numbers."""
    shown = labels(axis("left", is_log=True), -30, 0, 200)
    assert 3 <= len(shown) <= 7
    assert shown[0] == "10⁰"


SMALL_RANGES = [(0.11, 0.14), (0.09, 0.12), (0.055, 0.095), (0.102, 0.104), (0.12, 0.35), (0.11, 0.19), (0.9, 1.1),
                (1.1e-5, 1.4e-5), (1500, 1600), (0.1, 0.1000001)]  # fmt: skip
OTHERS = [(0.2, 0.5), (0.04, 0.5), (1e-4, 1), (1e-30, 1)]


@pytest.mark.parametrize("side", ["left", "bottom"])
@pytest.mark.parametrize("size", [60, 150, 400, 1000])
@pytest.mark.parametrize(("low", "high"), SMALL_RANGES + OTHERS)
def test_a_logarithmic_axis_always_has_numbers_that_keep_clear_of_one_another(
    qapp: QApplication, side: str, size: int, low: float, high: float
) -> None:
    """However little of it can be seen: a person zooms in to where no power of ten is."""
    least, greatest = math.log10(low), math.log10(high)
    shown = labels(axis(side, is_log=True), least, greatest, size)
    assert len(shown) >= (2 if size >= 400 else 1)
    assert len(set(shown.values())) == len(shown)
    assert all(least - 1e-9 <= value <= greatest + 1e-9 for value in shown)
    metrics = QFontMetricsF(number_font(SMALL))
    places = [(value - least) / (greatest - least) * size for value in shown]
    extents = [metrics.height() if side == "left" else metrics.horizontalAdvance(text) for text in shown.values()]
    ends = [(place, extent / 2) for place, extent in zip(places, extents, strict=True)]
    for (place, half), (next_place, next_half) in itertools.pairwise(ends):
        assert place + half + 1 <= next_place - next_half


@pytest.mark.parametrize(
    ("low", "high", "size", "texts"),
    [
        (0.11, 0.14, 150, ["0.11", "0.12", "0.13", "0.14"]),
        (0.09, 0.12, 150, ["0.09", "0.10", "0.11", "0.12"]),  # one way of writing on one axis
        (0.055, 0.095, 150, ["6·10⁻²", "7·10⁻²", "8·10⁻²", "9·10⁻²"]),
        (1.1e-5, 1.4e-5, 150, ["1.1·10⁻⁵", "1.2·10⁻⁵", "1.3·10⁻⁵", "1.4·10⁻⁵"]),
        (0.11, 0.19, 60, ["0.15"]),
    ],
)
def test_a_logarithmic_axis_that_shows_very_little_has_plain_numbers(
    qapp: QApplication, low: float, high: float, size: int, texts: list[str]
) -> None:
    assert list(labels(axis("left", is_log=True), math.log10(low), math.log10(high), size).values()) == texts


@pytest.mark.parametrize(
    ("low", "high"), [(-400.0, -399.5), (289.9, 289.95), (299.9, 300.0), (350.0, 350.2), (-1e6, 1e6)]
)
def test_a_logarithmic_axis_far_out_does_no_harm(qapp: QApplication, low: float, high: float) -> None:
    """Whoever drags a plot along comes to powers of ten that no number can have."""
    shown = labels(axis("left", is_log=True), low, high, 200)
    assert all(low <= value <= high for value in shown)


@pytest.mark.parametrize(("low", "high"), [(-1.9, 1.9), (-0.3, 2.4), (3.1, 3.9)])
def test_even_a_short_axis_has_two_numbers(qapp: QApplication, low: float, high: float) -> None:
    """One alone says nothing of the scale."""
    assert len(labels(axis("bottom"), low, high, 150)) >= 2


def test_the_name_of_an_axis_can_be_another(qapp: QApplication) -> None:
    """A short one stands upright beside its axis, a long one lies along it, a very long one is cut short."""
    left = Axis("left", "x₂", thickness=50, is_title_upright=True)
    assert left.label.rotation() == 0
    left.set_title("sepal length")
    assert (left.label.rotation(), left.label.toPlainText().strip()) == (-90, "sepal length")
    left.set_title("a" * 300)
    assert left.label.boundingRect().width() < 170
    assert "…" in left.label.toPlainText()
    left.set_title("<b>")
    assert left.label.toPlainText().strip() == "<b>"


def test_the_name_of_a_bottom_axis_can_make_room(qapp: QApplication) -> None:
    """At its end, and in its middle again; within the axis both times."""
    bottom = Axis("bottom", "x₁", thickness=40)
    bottom.resize(200, 40)
    width = bottom.title_width()
    for at_end, left in ((True, 200 - width), (False, (200 - width) / 2)):
        bottom.set_title_at_end(at_end)
        assert bottom.label.pos().x() == pytest.approx(left, abs=1)
    before = bottom.label.pos().y()
    bottom.set_title_at_end(True, below=15)
    assert bottom.label.pos().y() == before - 15


def test_an_axis_of_no_length_has_no_ticks(qapp: QApplication) -> None:
    """Before there is anything to show."""
    assert axis().tickValues(1, 1, 100) == []
