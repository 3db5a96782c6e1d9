"""Numbers are written as people write them."""

from __future__ import annotations

import math

import pytest

from gui.widgets.numbers import power_of_ten, short_tick_texts, tick_text, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.2500"),
        (0.020521249655974, "0.02052"),
        (0.0005038, "0.0005038"),
        (1.0, "1.000"),
        (0.99996, "1.000"),
        (9_999.6, "10,000"),
        (12_345.678, "12,346"),
        (999_999.4, "999,999"),
        (0.0, "0.000"),
        (-0.5, "−0.5000"),
        (1.2341e-7, "1.234·10⁻⁷"),
        (9.9999e-5, "1.000·10⁻⁴"),
        (3.2e9, "3.200·10⁹"),
        (-3.2e300, "−3.200·10³⁰⁰"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_values(value: float, text: str) -> None:
    """Four digits, zeros at the end too, so that a number that changes keeps its width; no e-05, no nan."""
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("value", "spacing", "text"),
    [
        (0.0, 0.2, "0.0"),
        (0.6000000000000001, 0.2, "0.6"),
        (-0.1, 0.1, "−0.1"),
        (-1e-17, 0.1, "0.0"),
        (12_000, 2_000, "12,000"),
        (1_000_000, 200_000, "1,000,000"),
        (0.25, 0.05, "0.25"),
        (5e-7, 1e-7, "5·10⁻⁷"),
        (1.5e9, 5e8, "1.5·10⁹"),
        (0.1, 1e-8, "1.0000000·10⁻¹"),
        (0.0, 5e8, "0"),
    ],
)
def test_ticks(value: float, spacing: float, text: str) -> None:
    """As many decimals as their distance needs, thousands apart, and powers of ten in place of many figures."""
    assert tick_text(value, spacing) == text


@pytest.mark.parametrize(
    ("values", "spacing", "texts"),
    [
        ([0.0, 2000.0, 4000.0], 2000.0, ["0", "2,000", "4,000"]),
        ([-20_000.0, 1e-9, 20_000.0], 20_000.0, ["−20k", "0", "20k"]),
        ([0.0, 500_000.0, 1_000_000.0], 500_000.0, ["0", "0.5M", "1.0M"]),
        ([0.0, 2e12], 2e12, ["0", "2T"]),
        ([0.0, 2e18], 2e18, ["0", "2·10¹⁸"]),
        ([1_000_000.0, 1_000_000.5], 0.5, ["1,000,000.0", "1,000,000.5"]),
        ([], 1.0, []),
    ],
)
def test_long_numbers_beside_an_axis_are_short(values: list[float], spacing: float, texts: list[str]) -> None:
    """All in the same unit; where what differs would be lost, in full."""
    assert short_tick_texts(values, spacing) == texts


def test_powers_of_ten() -> None:
    """Raised figures."""
    assert power_of_ten(-12) == "10⁻¹²"
    assert power_of_ten(0) == "10⁰"
