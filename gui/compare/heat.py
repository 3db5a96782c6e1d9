"""Two things varied at once: a cell for each pair of levels, the stronger in colour the better it went."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.compare.results import NOTHING as NONE
from engine.compare.results import epochs_text, number_text, share_text
from gui.compare.card import NOBODY
from gui.compare.palette import variant_colour
from gui.compare.shown import NOTHING, Measure, Series, Shown
from gui.theme import SEMIBOLD, SMALL, Theme, font, ink_on, number_font, tints
from gui.widgets.sheet import Drawing

LINE, GAP = 16, 8  # pixels of a line of text, and between cells and what is beside them
SCALE, SCALE_HEIGHT = 90, 8  # pixels of the bar of colours
LEAST = 18  # pixels of a cell in which a number is written
WIDEST_ROW = 110  # pixels of a row's name


class LevelMap(Drawing):
    """Rows are the levels of the first thing, columns those of the second."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.shown, self.measure, self.looked_at = NOTHING, 0, NOBODY
        self.cells: list[QRectF] = []
        self._words, self._numbers, self._bold = font(SMALL), number_font(SMALL), font(SMALL, SEMIBOLD)

    def show_shown(self, shown: Shown) -> None:
        self.shown = shown
        self.measure = self.measure if self.measure < len(shown.measures) else 0
        self.lay_out()

    def choose(self, measure: int) -> None:
        """Which of `Shown.measures` the colours say."""
        self.measure = measure
        self.update()

    def highlight(self, number: int) -> None:
        self.looked_at = number
        self.update()

    def lay_out(self) -> None:
        self.cells, grid = [], self.shown.grid
        self.update()
        if grid is None:
            return
        area = self._area()
        width, height = area.width() / len(grid.columns), area.height() / len(grid.rows)
        for row in range(len(grid.rows)):
            for column in range(len(grid.columns)):
                self.cells.append(QRectF(area.left() + column * width, area.top() + row * height, width, height))

    def number_at(self, where: QPointF) -> int:
        """Of the series whose cell lies there; NOBODY where there is none."""
        return next((k for k, cell in enumerate(self.cells) if cell.contains(where)), NOBODY)

    def text_at(self, where: QPointF) -> tuple[str, QRectF]:
        number, grid = self.number_at(where), self.shown.grid
        if number == NOBODY or grid is None:
            return "", QRectF()
        row, column = divmod(number, len(grid.columns))
        series = self.shown.series[number]
        of = f"{grid.labels[0]} {grid.rows[row]}, {grid.labels[1].lower()} {grid.columns[column]}"
        return f"{of}: {self._measure.name_inside} {self._text(series)}.", self.cells[number]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        if not self.cells:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strengths = self._strengths()
        for number, (cell, series) in enumerate(zip(self.cells, self.shown.series, strict=True)):
            self._draw_cell(painter, cell, series, strengths[number], number)
        self._draw_names(painter)
        self._draw_scale(painter)

    # -- numbers -------------------------------------------------------------------------------------------------------

    @property
    def _measure(self) -> Measure:
        return self.shown.measures[self.measure]

    def _values(self) -> list[float]:
        return [each.measures[self.measure] for each in self.shown.series]

    def _strengths(self) -> list[float]:
        """Of each cell from 0, the worst, to 1, the best; not a number where there is no number."""
        measure = self._measure
        values = np.array(self._values())
        heights = np.log(np.maximum(values, 1e-300)) if measure.is_log else values
        known = heights[np.isfinite(heights)]
        if not len(known):
            return [math.nan] * len(values)
        low, high = float(known.min()), float(known.max())
        shares = (heights - low) / (high - low) if high > low else np.where(np.isfinite(heights), 0.5, np.nan)
        return [float(each) for each in (shares if measure.more_is_better else 1 - shares)]

    def _ends(self) -> tuple[str, str]:
        """The worst and the best number."""
        known = [each for each in self._values() if math.isfinite(each)]
        low, high = self._write(min(known)), self._write(max(known))
        return (low, high) if self._measure.more_is_better else (high, low)

    def _write(self, value: float) -> str:
        if self._measure.unit:
            return share_text(value).replace(".0 %", " %")
        return epochs_text(value) if value >= 1000 else number_text(value)

    def _text(self, series: Series) -> str:
        value = series.measures[self.measure]
        if math.isfinite(value):
            return self._write(value)
        return series.state if series.is_fault else NONE

    # -- how it is painted ---------------------------------------------------------------------------------------------

    def _area(self) -> QRectF:
        """Of all cells."""
        grid = self.shown.grid
        assert grid is not None
        left = LINE + GAP + min(WIDEST_ROW, _widest(self._words, grid.rows)) + GAP
        bottom = 2 * LINE + GAP
        top = LINE + GAP
        return QRectF(
            left, top, max(1.0, self._size.width() - left), max(1.0, self._size.height() - top - bottom)
        )

    def _draw_cell(self, painter: QPainter, cell: QRectF, series: Series, strength: float, number: int) -> None:
        inside = cell.adjusted(1, 1, -1, -1)
        colours = tints(variant_colour(0, self._theme), self._theme)
        is_known = math.isfinite(strength)
        colour = colours[round(strength * (len(colours) - 1))] if is_known else self._theme.card
        painter.setPen(QPen(QColor(self._theme.text if number == self.looked_at else self._theme.hairline),
                            2 if number == self.looked_at else 1))  # fmt: skip
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(inside, 3, 3)
        if cell.height() < LEAST:
            return
        is_best = is_known and strength == 1.0
        painter.setFont(number_font(SMALL, SEMIBOLD) if is_best else self._numbers)
        ink = ink_on(colour, self._theme) if is_known else self._theme.danger if series.is_fault else self._theme.muted
        painter.setPen(QColor(ink))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self._text(series), Qt.TextElideMode.ElideRight, inside.width() - 2)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignCenter), text)

    def _draw_names(self, painter: QPainter) -> None:
        """The levels beside and below the cells, and what they are levels of."""
        grid, area = self.shown.grid, self._area()
        assert grid is not None
        metrics = QFontMetricsF(self._words)
        painter.setFont(self._words)
        painter.setPen(QColor(self._theme.muted))
        width, height = area.width() / len(grid.columns), area.height() / len(grid.rows)
        middle, right = int(Qt.AlignmentFlag.AlignCenter), int(Qt.AlignmentFlag.AlignRight)
        for row, name in enumerate(grid.rows):
            place = QRectF(LINE + GAP, area.top() + row * height, area.left() - LINE - 2 * GAP, height)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, right | int(Qt.AlignmentFlag.AlignVCenter), shown)
        for column, name in enumerate(grid.columns):
            place = QRectF(area.left() + column * width, area.bottom() + GAP / 2, width, LINE)
            painter.drawText(place, middle, metrics.elidedText(name, Qt.TextElideMode.ElideRight, width - 2))
        painter.setFont(self._bold)
        below = QRectF(area.left(), area.bottom() + GAP / 2 + LINE + 2, area.width(), LINE)
        painter.drawText(below, middle, grid.labels[1])
        painter.save()
        painter.translate(0, area.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, area.height(), LINE), middle, grid.labels[0])
        painter.restore()

    def _draw_scale(self, painter: QPainter) -> None:
        """What the colours mean, above the cells at the right."""
        if not any(math.isfinite(each) for each in self._values()):
            return
        worst, best = self._ends()
        metrics = QFontMetricsF(self._numbers)
        painter.setFont(self._numbers)
        painter.setPen(QColor(self._theme.muted))
        line = QRectF(0, 0, self._size.width(), LINE)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(line, right, best)
        bar = QRectF(line.right() - metrics.horizontalAdvance(best) - 6 - SCALE, (LINE - SCALE_HEIGHT) / 2, SCALE,
                     SCALE_HEIGHT)  # fmt: skip
        line.setRight(bar.left() - 6)
        painter.drawText(line, right, worst)
        colours = tints(variant_colour(0, self._theme), self._theme)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        gradient.setColorAt(0.0, QColor(colours[0]))
        gradient.setColorAt(1.0, QColor(colours[-1]))
        painter.setPen(QPen(QColor(self._theme.outline), 1))
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 2, 2)


def _widest(in_font: QFont, names: Sequence[str]) -> float:
    return max(map(QFontMetricsF(in_font).horizontalAdvance, names))
