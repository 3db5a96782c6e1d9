"""Where everything of a drawn network stands: layers are columns, neurons squares, and weights curves between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, QSizeF

from gui.widgets.network_text import Layers, formula, input_name, shown_of, signal_name

Floats = NDArray[np.floating[Any]]
LEAST_PITCH, GREATEST_PITCH = 56, 220  # pixels from column to column
GREATEST_SIDE = 80  # pixels of a square
FLATNESS = 0.4  # of its width is a strip's height at most
FILLING = 0.8  # of a row's height is a square
NARROWNESS = 0.44  # of a column's pitch at most is a square: the rest is for the edges
LOOSENESS = 1.8  # times a square's height at most from row to row
LINE = 16  # pixels from line to line of a caption
GAP, BETWEEN = 10, 14  # pixels above captions, and at least from one to the next
DOT_STEP = 7  # pixels from dot to dot
INPUT_NAMES, LONGEST_NAME = 20, 64  # pixels for x₁ and x₂ at the left of their squares, and for longer names …
BESIDE_NAME = 6  # … which have so much room around them
LAST_COLUMNS = 2  # behind the dots of a network with too many layers

Measure = Callable[[str], float]


@dataclass(frozen=True)
class Caption:
    """A line of text whose upper edge has its middle at ``where``."""

    text: str
    where: QPointF


@dataclass(frozen=True)
class Edge:
    """The weight ``to``, ``origin`` of a layer."""

    layer: int
    to: int
    origin: int


def shown_columns(layers: int, width: float) -> list[int | None]:
    """The layers that have a column, from left to right; None: a column of dots for those that find no room."""
    most = max(int(width / LEAST_PITCH), LAST_COLUMNS + 2)
    if layers <= most:
        return list(range(layers))
    first = most - LAST_COLUMNS - 1
    return [*range(first), None, *range(layers - LAST_COLUMNS, layers)]


class Layout:
    """Fits ``layers`` into ``size``; ``measure`` says how wide a text is.

    What lies here stays until the size or the kind of network changes, however often its weights do.
    """

    def __init__(self, layers: Layers, size: QSizeF, measure: Measure) -> None:
        self._layers, self._measure = layers, measure
        self.columns = shown_columns(len(layers), size.width())
        self._are_strips = layers[0].maps.shape[1] == 1  # over one feature there is nothing to say from row to row
        self._most = max(len(layers[layer].maps) for layer in self.columns if layer is not None)
        self._names = [self._shortened(input_name(layers, each)) for each in range(len(layers[0].maps))]
        self._room_for_names = max(INPUT_NAMES, *(self._measure(name) + BESIDE_NAME for name in self._names))
        lines = self._place_columns(size)
        self.squares: dict[int, list[QRectF]] = {
            layer: self._squares(len(layers[layer].maps), x)
            for layer, x in zip(self.columns, self._centres, strict=True)
            if layer is not None
        }
        self.dots = [
            QPointF(x + DOT_STEP * place, self._height / 2)
            for layer, x in zip(self.columns, self._centres, strict=True)
            for place in (-1, 0, 1)
            if layer is None
        ]
        self.captions = self._captions(lines) + self._input_names()
        self.linked = [layer for layer in self.squares if layer - 1 in self.squares]
        self.edges, self.curves = self._link()

    def _place_columns(self, size: QSizeF) -> list[list[str]]:
        """Chooses the longest captions that fit; with them come the columns' middles and the size of the squares."""
        for lines in self._choices():
            self._height = size.height() - LINE * max(map(len, lines)) - GAP
            tall = FILLING * self._height / self._most
            side = GREATEST_SIDE if self._are_strips else min(tall, GREATEST_SIDE)
            widths = [max(map(self._measure, column), default=0.0) for column in lines]
            left = max(side / 2 + self._room_for_names, widths[0] / 2)
            right = max(side / 2, widths[-1] / 2)
            steps = max(1, len(lines) - 1)
            pitch = min((size.width() - left - right) / steps, GREATEST_PITCH)
            needed = max((a + b) / 2 + BETWEEN for a, b in pairwise(widths))
            if needed <= pitch:
                break
        self.width = float(max(4, int(min(side, NARROWNESS * pitch))))
        self.height = float(max(4, int(min(tall, FLATNESS * self.width)))) if self._are_strips else self.width
        start = left + (size.width() - left - right - pitch * steps) / 2
        self._centres = [start + pitch * step for step in range(len(lines))]
        return lines

    def _choices(self) -> list[list[list[str]]]:
        """The lines below each column: with the formula in one line, in two, or only what the layer is called."""
        names = [self._name(layer) for layer in self.columns]
        formulas = [formula(self._layers, layer) if layer else "" for layer in self.columns]
        notes = ["" if layer is None else shown_of(self._layers[layer]) for layer in self.columns]
        captions = list(zip(names, formulas, notes, strict=True))
        has_notes = any(notes)
        return [
            [[_joined(" = ", name, f), note][: 1 + has_notes] for name, f, note in captions],
            [[_joined(", ", name, note), f] for name, f, note in captions],
            [[name, note][: 1 + has_notes] for name, _, note in captions],
            [[name] for name in names],
        ]

    def _name(self, layer: int | None) -> str:
        left_out = len(self._layers) - len(self.columns) + 1
        return f"{left_out} more" if layer is None else signal_name(self._layers, layer)

    def _squares(self, count: int, x: float) -> list[QRectF]:
        """A column of squares around the middle, on whole pixels so that their outlines are sharp."""
        step = int(min(self._height / self._most, self.height * LOOSENESS))
        left, top = round(x - self.width / 2), round((self._height - step * (count - 1) - self.height) / 2)
        return [QRectF(left, top + step * row, self.width, self.height) for row in range(count)]

    def _captions(self, lines: list[list[str]]) -> list[Caption]:
        return [
            Caption(text, QPointF(x, self._height + GAP + LINE * row))
            for x, column in zip(self._centres, lines, strict=True)
            for row, text in enumerate(column)
            if text
        ]

    def _input_names(self) -> list[Caption]:
        return [
            Caption(name, QPointF(square.left() - self._room_for_names / 2, square.center().y() - LINE / 2))
            for name, square in zip(self._names, self.squares[0], strict=True)
        ]

    def _shortened(self, name: str) -> str:
        """As much of a name as there is room for."""
        short = name
        while self._measure(short) > LONGEST_NAME:
            short = short.rstrip("…")[:-1] + "…"
        return short

    def _link(self) -> tuple[list[Edge], Floats]:
        """The edges to the ``linked`` layers, and the curve of each: (edges, 4 points, 2)."""
        edges, curves = [], []
        for layer in self.linked:
            before = self.squares[layer - 1]
            for to, square in enumerate(self.squares[layer]):
                for origin, start in enumerate(before):
                    edges.append(Edge(layer, to, origin))
                    curves.append(_curve(start, square, origin - (len(before) - 1) / 2))
        return edges, np.array(curves).reshape(-1, 4, 2)


def _joined(between: str, *texts: str) -> str:
    return between.join(filter(None, texts))


def _curve(start: QRectF, end: QRectF, place: float) -> list[tuple[float, float]]:
    """From the right of a square to the left of another, where each edge has its own ``place`` around the middle."""
    x0, y0 = start.right(), start.center().y()
    x1, y1 = end.left(), end.center().y() + place * min(5.0, 0.08 * end.height())
    middle = (x0 + x1) / 2
    return [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
