"""Axes that whisper: few ticks at round numbers, a width that stays, and powers of ten on a logarithmic axis."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PyQt5.QtGui import QFontMetricsF

from gui.theme import SMALL, Theme, font, number_font, pen
from gui.widgets.numbers import power_of_ten, tick_text
from gui.widgets.ranges import ONE_TWO_FIVE, round_above, tick_spacing
from gui.widgets.still import keep_picture

TICK = 4  # pixels
LEAST = {"left": 38, "bottom": 44}  # pixels from tick to tick
MOST = 8  # ticks with numbers, however long the axis
GAP = 16  # pixels between two numbers side by side
OVERHANG = 32  # pixels that a number may reach over the end of its axis
Ticks = list[tuple[float, list[float]]]


class Axis(pg.AxisItem):
    """One axis of a plot.  ``is_log``: its values are common logarithms, and it writes the numbers themselves."""

    def __init__(
        self, side: str, title: str, *, thickness: int, integers: bool = False, is_title_upright: bool = False
    ) -> None:
        """``side``: "left" or "bottom"; ``thickness``: pixels that it takes, whatever its numbers."""
        super().__init__(side, maxTickLength=TICK, showValues=True)
        self.is_log = False
        self.integers = integers
        self._metrics = QFontMetricsF(number_font(SMALL))
        keep_picture(self)
        self.enableAutoSIPrefix(False)
        self.setStyle(
            tickLength=TICK,
            tickAlpha=255,
            maxTextLevel=0,
            tickFont=number_font(SMALL),
            tickTextOffset=3,
            hideOverlappingLabels=OVERHANG,
            autoExpandTextSpace=False,
        )
        self.setLabel(title)
        self.label.setFont(font(SMALL))
        if is_title_upright:
            self.label.setRotation(0)
        if side == "left":
            self.setWidth(thickness)
        else:
            self.setHeight(thickness)

    def set_log(self, on: bool) -> None:
        self.is_log = on
        self.picture = None
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self.setPen(pen(theme.outline))
        self.setTickPen(pen(theme.outline))
        self.setTextPen(pen(theme.muted))

    def resizeEvent(self, ev: object = None) -> None:
        super().resizeEvent(ev)
        if self.label is not None and self.orientation == "left" and self.label.rotation() == 0:
            self.label.setPos(0, (self.size().height() - self.label.boundingRect().height()) / 2)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Ticks:
        low, high = sorted((minVal, maxVal))
        if not high > low:
            return []
        most = min(MOST, max(2, int(size / LEAST[self.orientation])))
        if self.is_log:
            return _log_ticks(low, high, most)
        spacing = tick_spacing(high - low, most)
        if self.integers:
            spacing = max(1.0, spacing)
        while self._is_crowded(low, high, spacing, size):
            spacing = round_above(1.01 * spacing, ONE_TWO_FIVE)
        return [(spacing, _multiples(low, high, spacing))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [_log_text(value) if self.is_log else tick_text(value, spacing) for value in values]

    def _is_crowded(self, low: float, high: float, spacing: float, size: float) -> bool:
        if self.orientation == "left" or spacing > high - low:
            return False
        widest = max(self._metrics.horizontalAdvance(tick_text(end, spacing)) for end in (low, high - high % spacing))
        return bool(widest + GAP > size * spacing / (high - low))


def _multiples(low: float, high: float, spacing: float) -> list[float]:
    almost = 1e-9 * (high - low)
    first, last = math.ceil((low - almost) / spacing), math.floor((high + almost) / spacing)
    return [float(k * spacing) for k in range(first, last + 1)]


def _log_ticks(low: float, high: float, most: int) -> Ticks:
    """Labels: powers of ten; where they are many, some of them, and where they are few, 2 and 5 times them too."""
    if high - low > most:
        step = float(math.ceil((high - low) / most))
        between = _multiples(low, high, 1.0) if step <= MOST else []  # more would run into one another
        return [(step, _multiples(low, high, step)), (1.0, between)]
    factors = (1, 2, 5) if 3 * (high - low) <= most or high - low < 1 else (1,)
    decades = range(math.floor(low), math.ceil(high) + 1)
    inside = (low - 1e-9, high + 1e-9)
    labelled = [d + math.log10(f) for d in decades for f in factors]
    others = [d + math.log10(f) for d in decades for f in range(2, 10) if f not in factors]
    return [(1.0, _within(labelled, *inside)), (0.1, _within(others, *inside))]


def _within(values: list[float], low: float, high: float) -> list[float]:
    return [value for value in values if low <= value <= high]


def _log_text(value: float) -> str:
    exponent = math.floor(value + 1e-9)
    factor = int(np.rint(10.0 ** (value - exponent)))
    return power_of_ten(exponent) if factor == 1 else f"{factor}·{power_of_ten(exponent)}"
