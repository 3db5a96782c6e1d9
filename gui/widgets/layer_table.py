"""A network layer by layer, for those whose neurons cannot be drawn: what comes out of each, and how much it learns."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.snapshot import Stage
from gui.theme import SMALL, Theme, font, number_font
from gui.widgets.sheet import Drawing

LEAST, GREATEST = 15, 26  # pixels of a row
GAP, BAR = 14, 8  # pixels between columns, and the height of a bar
LAST = 3  # layers below the dots of a network with too many
TITLES = "layer", "numbers that come out", "parameters"


class LayerTable(Drawing):
    """A row for each layer: its name, the shape of what it makes of a sample, and how many parameters it learns.

    The bar is as long as the logarithm of how many numbers the layer makes; coloured where it learns."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._words, self._numbers = font(SMALL), number_font(SMALL)
        self._stages: tuple[Stage, ...] = ()
        self.rows: list[tuple[int | None, QRectF]] = []  # the number of each layer that has one, or None for dots

    def show_stages(self, stages: Sequence[Stage]) -> None:
        """The inputs first."""
        self._stages = tuple(stages)
        self.lay_out()
        self.update()

    def lay_out(self) -> None:
        shown = shown_rows(len(self._stages), int(self._size.height() / LEAST) - 1)
        height = min(self._size.height() / (len(shown) + 1), GREATEST)
        top = (self._size.height() - height * (len(shown) + 1)) / 2 + height
        self.rows = [(k, QRectF(0, top + row * height, self._size.width(), height)) for row, k in enumerate(shown)]

    def text_at(self, where: QPointF) -> tuple[str, QRectF]:
        number, place = next((row for row in self.rows if row[1].contains(where)), (None, QRectF()))
        if number is None:
            return "", QRectF()
        stage = self._stages[number]
        what = f"Layer {number}, {stage.name}: gives" if number else "The inputs:"
        learns = f", and learns {stage.parameters:,} parameters" if stage.parameters else ""
        return f"{what} {math.prod(stage.shape):,} numbers of each sample{learns}.", place

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        if not self.rows:
            return
        words, numbers = (QFontMetricsF(each).horizontalAdvance for each in (self._words, self._numbers))
        names = GAP + max(words(_name(each)) for each in self._stages)
        left = names + GAP + max(numbers(shape_text(each)) for each in self._stages)
        room = max(self._size.width() - left - GAP - numbers(TITLES[2]), 1.0)
        most = max(_length(each) for each in self._stages)
        painter.setFont(self._words)
        painter.setPen(QColor(self._theme.muted))
        first = self.rows[0][1]
        self._write(painter, first.translated(0, -first.height()), names, TITLES)
        for number, row in self.rows:
            if number is None:
                painter.setPen(QColor(self._theme.muted))
                self._write(painter, row, names, (f"… {len(self._stages) - len(self.rows) + 1:,} more", "", ""))
                continue
            stage = self._stages[number]
            bar = QRectF(left, row.center().y() - BAR / 2, room * _length(stage) / most, BAR)
            painter.fillRect(bar, QColor(self._theme.accent if stage.parameters else self._theme.outline))
            painter.setPen(QColor(self._theme.text))
            learned = f"{stage.parameters:,}" if stage.parameters else ""
            self._write(painter, row, names, (_name(stage), shape_text(stage), learned))

    def _write(self, painter: QPainter, row: QRectF, names: float, texts: tuple[str, str, str]) -> None:
        """A name at the left, what comes out beside it, and a number at the right."""
        middle, right = int(Qt.AlignmentFlag.AlignVCenter), int(Qt.AlignmentFlag.AlignRight)
        painter.drawText(row, middle, texts[0])
        painter.drawText(row.adjusted(names, 0, 0, 0), middle, texts[1])
        painter.drawText(row, middle | right, texts[2])


def shown_rows(layers: int, most: int) -> list[int | None]:
    """The layers that have a row; None: the dots that stand for those that find no room."""
    most = max(most, LAST + 2)
    if layers <= most:
        return list(range(layers))
    return [*range(most - LAST - 1), None, *range(layers - LAST, layers)]


def shape_text(stage: Stage) -> str:
    """8 × 6 × 6"""
    return " × ".join(f"{length:,}" for length in stage.shape)


def _name(stage: Stage) -> str:
    return stage.name or "inputs"


def _length(stage: Stage) -> float:
    """Of its bar: a layer may make a thousand times as many numbers as the next."""
    return math.log1p(math.prod(stage.shape))
