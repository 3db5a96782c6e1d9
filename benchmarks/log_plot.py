"""Plots with two logarithmic axes, written as SVG: straight lines there are powers, and level ones do not grow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

WIDTH, HEIGHT, GAP = 440, 320, 16  # of a panel, in pixels, and around each
LEFT, RIGHT, TOP, BOTTOM = 60, 16, 58, 48  # from a panel's edge to its axes
FONTS = "Inter, 'Segoe UI', Helvetica, Arial, sans-serif"
CARD, HAIRLINE, TEXT, MUTED = "#FFFFFF", "#E3E6EA", "#1B2330", "#626C7B"
COLOURS = ("#1F78B4", "#E8871E", "#2E9E6B", "#B5569B")
# How many powers of ten an axis spans at most, and where it then has ticks within each of them.
TICKS = ((0.8, (1, 1.5, 2, 3, 5, 7)), (2.2, (1, 2, 5)), (math.inf, (1,)))


@dataclass(frozen=True)
class Series:
    """Points, with a line through them or without; or a limit, a dashed line in the colour of the series before it."""

    label: str
    points: Sequence[tuple[float, float]]
    kind: Literal["line", "points", "limit"] = "line"


@dataclass(frozen=True)
class Panel:
    """One plot."""

    title: str
    x_label: str
    y_label: str
    series: Sequence[Series]


@dataclass(frozen=True)
class Axis:
    """From the least to the greatest number on a logarithmic scale, in pixels from ``start`` to ``end``."""

    least: float
    greatest: float
    start: float
    end: float

    @classmethod
    def around(cls, numbers: Sequence[float], start: float, end: float) -> Axis:
        """With a little room on both sides."""
        room = 10 ** (0.06 * max(math.log10(max(numbers) / min(numbers)), 0.5))
        return cls(min(numbers) / room, max(numbers) * room, start, end)

    def place(self, number: float) -> float:
        """Its pixel."""
        share = math.log(number / self.least) / math.log(self.greatest / self.least)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[float]:
        """Powers of ten; on a short axis also numbers between them."""
        powers = range(math.floor(math.log10(self.least)), math.ceil(math.log10(self.greatest)) + 1)
        steps = next(steps for most, steps in TICKS if math.log10(self.greatest / self.least) <= most)
        ticks = (step * 10.0**power for power in powers for step in steps)
        return [tick for tick in ticks if self.least <= tick <= self.greatest]


def svg(title: str, panels: Sequence[Panel], columns: int = 2) -> str:
    """All panels in rows, on a white card."""
    rows = math.ceil(len(panels) / columns)
    width, height = columns * (WIDTH + GAP) + GAP, rows * (HEIGHT + GAP) + GAP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="{FONTS}" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="10" fill="{CARD}" stroke="{HAIRLINE}"/>',
    ]
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        lines += [f'<g transform="translate({GAP + column * (WIDTH + GAP)} {GAP + row * (HEIGHT + GAP)})">']
        lines += [*_panel(panel), "</g>"]
    return "\n".join([*lines, "</svg>", ""])


def _panel(panel: Panel) -> list[str]:
    points = [point for series in panel.series for point in series.points]
    x = Axis.around([point[0] for point in points], LEFT, WIDTH - RIGHT)
    y = Axis.around([point[1] for point in points], HEIGHT - BOTTOM, TOP)
    lines = [_text(LEFT, 18, panel.title, "start", TEXT, "font-weight='600'"), *_grid(x, y)]
    lines += [_text((x.start + x.end) / 2, HEIGHT - 10, panel.x_label, "middle", MUTED)]
    lines += [_text(LEFT, TOP - 10, panel.y_label, "start", MUTED)]
    colour, named = COLOURS[0], 0
    for series in panel.series:
        if series.kind != "limit":
            colour, named = COLOURS[named % len(COLOURS)], named + 1
        lines += _line(series, x, y, colour)
    return [*lines, *_legend(panel.series)]


def _grid(x: Axis, y: Axis) -> list[str]:
    lines = []
    for tick in x.ticks():
        place = x.place(tick)
        lines.append(f'<path d="M{place} {y.start}V{y.end}" stroke="{HAIRLINE}"/>')
        lines.append(_text(place, y.start + 18, _plain(tick), "middle", MUTED))
    for tick in y.ticks():
        place = y.place(tick)
        lines.append(f'<path d="M{x.start} {place}H{x.end}" stroke="{HAIRLINE}"/>')
        lines.append(_text(x.start - 8, place + 4, _plain(tick), "end", MUTED))
    return lines


def _line(series: Series, x: Axis, y: Axis, colour: str) -> list[str]:
    places = [(x.place(each[0]), y.place(each[1])) for each in series.points]
    path = "M" + "L".join(f"{left} {top}" for left, top in places)
    if series.kind == "limit":
        return [f'<path d="{path}" fill="none" stroke="{colour}" stroke-dasharray="5 4"/>'] if places else []
    dots = [f'<circle cx="{left}" cy="{top}" r="3" fill="{colour}"/>' for left, top in places]
    line = [f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"/>']
    return dots if series.kind == "points" else line + dots


def _legend(all_series: Sequence[Series]) -> list[str]:
    """The names in their colours, beside the title, the last one at the right edge."""
    named = [series for series in all_series if series.label]
    lines, right = [], float(WIDTH - RIGHT)
    for number in reversed(range(len(named))):
        label = named[number].label
        lines.append(_text(right, 18, label, "end", COLOURS[number % len(COLOURS)]))
        right -= 6.5 * len(label) + 18
    return lines


def _text(x: float, y: float, text: str, anchor: str, colour: str, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{colour}" {more}>{escape(text)}</text>'


def _plain(number: float) -> str:
    """1,000 and 0.01, as people write them."""
    return f"{number:,.9g}"
