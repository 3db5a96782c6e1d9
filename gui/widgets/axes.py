"""Axes that whisper: few ticks at round numbers, a width that stays, and powers of ten on a logarithmic axis."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pyqtgraph as pg
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFontMetricsF

from gui.theme import SMALL, Theme, font, number_font, pen
from gui.widgets.numbers import power_of_ten, short_tick_texts, tick_text
from gui.widgets.ranges import ONE_TWO_FIVE, round_above, round_below, tick_spacing
from gui.widgets.still import keep_picture

TICK = 4  # pixels
LEAST = {"left": 38, "bottom": 44}  # pixels from tick to tick
MOST, FEW = 8, 4  # ticks with numbers, however long the axis, or short
GAP = 16  # pixels between two numbers side by side
LINE = 18  # pixels from one number to the one above it, at least
OVERHANG = 32  # pixels that a number may reach over the end of its axis
LONGEST = 150  # pixels of an axis's name
UPRIGHT = 30  # pixels of a name that stands upright beside its axis
FARTHEST = 290  # powers of ten: from here on, numbers are not finite for long
Ticks = list[tuple[float, list[float]]]


class Axis(pg.AxisItem):
    """One axis of a plot.  ``is_log``: its values are common logarithms, and it writes the numbers themselves."""

    _is_at_end, _below = False, 0  # pyqtgraph asks before an axis is made

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
        self._is_upright = is_title_upright
        self.label.setFont(font(SMALL))
        self.set_title(title)
        if side == "left":
            self.setWidth(thickness)
        else:
            self.setHeight(thickness)

    def set_title(self, title: str) -> None:
        """Names the axis.  A long name lies along its axis, cut short where it must be."""
        text = QFontMetricsF(self.label.font()).elidedText(title, Qt.TextElideMode.ElideRight, LONGEST)
        self.setLabel(html.escape(text, quote=False))
        if self.orientation == "left":
            self.label.setRotation(0 if self._is_upright and self.title_width() <= UPRIGHT else -90)
        self.resizeEvent()

    def title_width(self) -> float:
        """Pixels."""
        return float(self.label.boundingRect().width())

    def set_title_at_end(self, at_end: bool, below: int = 0) -> None:
        """Puts the name of a bottom axis at its right end, where something else needs the room in its middle; or below
        it, where some pixels are to be left."""
        if (at_end, below) != (self._is_at_end, self._below):
            self._is_at_end, self._below = at_end, below
            self.resizeEvent()

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
        if self.label is None:
            return
        if self.orientation == "left" and self.label.rotation() == 0:
            self.label.setPos(0, (self.size().height() - self.label.boundingRect().height()) / 2)
        if self.orientation == "bottom" and self._is_at_end:
            place = self.label.pos()
            self.label.setPos(self.size().width() - self.title_width(), place.y() - self._below)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Ticks:
        low, high = sorted((minVal, maxVal))
        if not high > low:
            return []
        most = min(MOST, max(2, int(size / LEAST[self.orientation])))
        if self.is_log:
            choices = _log_choices(low, high, most)
            return next(ticks for ticks in choices if self._has_room(ticks[0][1], low, high, size))
        spacing = tick_spacing(high - low, most)
        if len(_multiples(low, high, spacing)) < 2:
            spacing = round_below(0.99 * spacing, ONE_TWO_FIVE)  # one number alone says nothing of the scale
        if self.integers:
            spacing = max(1.0, spacing)
        while self._is_crowded(low, high, spacing, size):
            spacing = round_above(1.01 * spacing, ONE_TWO_FIVE)
        return [(spacing, _multiples(low, high, spacing))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return _log_texts(values) if self.is_log else self._texts(values, spacing)

    def _texts(self, values: list[float], spacing: float) -> list[str]:
        """Epochs are counted, and written in full as everywhere else; other numbers as short as they can be."""
        return [tick_text(value, spacing) for value in values] if self.integers else short_tick_texts(values, spacing)

    def _has_room(self, values: list[float], low: float, high: float, size: float) -> bool:
        """Whether the labels of a logarithmic axis keep clear of one another."""
        places = [(value - low) / (high - low) * size for value in values]
        if self.orientation == "left":
            return all(after - before >= LINE for before, after in pairwise(places))
        halves = [self._metrics.horizontalAdvance(text) / 2 for text in _log_texts(values)]
        ends = [(place - half, place + half) for place, half in zip(places, halves, strict=True)]
        return all(after[0] - before[1] >= GAP for before, after in pairwise(ends))

    def _is_crowded(self, low: float, high: float, spacing: float, size: float) -> bool:
        if self.orientation == "left" or spacing > high - low:
            return False
        widest = max(map(self._metrics.horizontalAdvance, self._texts([low, high - high % spacing], spacing)))
        return bool(widest + GAP > size * spacing / (high - low))


def _multiples(low: float, high: float, spacing: float) -> list[float]:
    almost = 1e-9 * (high - low)
    first, last = math.ceil((low - almost) / spacing), math.floor((high + almost) / spacing)
    return [float(k * spacing) for k in range(first, last + 1)]


def _log_choices(low: float, high: float, most: int) -> Iterator[Ticks]:
    """Ticks from low to high common logarithms: choices with fewer and fewer labels.

    Labels are at powers of ten and at 2 and 5 times them; where these are too many, at powers and 3 times them, at
    powers only, or at some of them; and where there is hardly one, at numbers that are equally far from one another.
    """
    if len(_between(low, high, (1, 2, 5))) < 2:
        yield from _even_choices(low, high, most)
    for factors in ((1, 2, 5), (1, 3)):
        if 2 <= len(labelled := _between(low, high, factors)) <= max(most, FEW):
            yield [(1.0, labelled), (0.1, _between(low, high, set(range(2, 10)) - set(factors)))]
    step = max(1, math.ceil((high - low) / most))
    if step == 1:
        yield [(1.0, _between(low, high, (1,))), (0.1, _between(low, high, range(2, 10)))]
        step = 2
    while True:
        between = _multiples(low, high, 1.0) if step <= MOST else []  # more would run into one another
        yield [(float(step), _multiples(low, high, float(step))), (1.0, between)]
        step *= 2


def _even_choices(low: float, high: float, most: int) -> Iterator[Ticks]:
    if not -FARTHEST < low < high < FARTHEST:
        return
    first, last = 10.0**low, 10.0**high
    spacing, one = tick_spacing(last - first, 2 * most), list[float]()
    while labelled := [math.log10(value) for value in _multiples(first, last, spacing) if value > 0]:
        if len(labelled) <= max(most, FEW):
            yield [(spacing, labelled)]
        spacing, one = round_above(1.01 * spacing, ONE_TWO_FIVE), labelled[:1]
    if one:
        yield [(spacing, one)]


def _between(low: float, high: float, factors: Iterable[int]) -> list[float]:
    """The logarithms, within the range, of powers of ten times ``factors``."""
    places = [math.log10(factor) for factor in factors]
    decades = range(math.floor(low), math.ceil(high) + 1)
    return [decade + place for decade in decades for place in places if low - 1e-9 <= decade + place <= high + 1e-9]


def _log_texts(values: list[float]) -> list[str]:
    """2·10⁻¹, or 0.12 where one digit before the power of ten is not enough."""
    exponents = [math.floor(value + 1e-9) for value in values]
    factors = [10.0 ** (value - exponent) for value, exponent in zip(values, exponents, strict=True)]
    if all(abs(factor - round(factor)) < 1e-6 for factor in factors):
        return [_scientific(round(factor), exponent) for factor, exponent in zip(factors, exponents, strict=True)]
    numbers = [10.0**value for value in values]
    spacing = min((after - before for before, after in pairwise(numbers)), default=numbers[0] / 10)
    return [tick_text(number, round_above(spacing, ONE_TWO_FIVE)) for number in numbers]


def _scientific(factor: int, exponent: int) -> str:
    return power_of_ten(exponent) if factor == 1 else f"{factor}·{power_of_ten(exponent)}"
