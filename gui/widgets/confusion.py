"""A confusion matrix as a table of tinted cells: rows are what samples are, columns what they are said to be."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.theme import SEMIBOLD, SMALL, Theme, font, ink_on, number_font, tints
from gui.widgets.sheet import Drawing

LINE = 16  # pixels of a line of words
LONGEST = 88  # pixels of a name
PAD, BESIDE = 8, 12  # pixels around a number, and between names and cells
WIDEST = 110  # pixels of a cell
LEGIBLE = 12  # pixels of a row, from which on numbers have room
CAPTIONS = "truth", "said by the network", "recall"
FEW = 3  # classes, of which an empty cell says 0

Counts = NDArray[np.intp]


class Confusion(Drawing):
    """The diagonal, what is right, has the colours of the classes; what is wrong is red, however few.

    The tint is the share of the row: all samples of a class together are one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._words, self._numbers, self._strong = font(SMALL), number_font(SMALL), number_font(SMALL, SEMIBOLD)
        self.counts: Counts = np.zeros((0, 0), dtype=np.intp)
        self._names: tuple[str, ...] = ()
        self.cell = QRectF()  # the first of them

    def show_counts(self, counts: Counts, names: Sequence[str]) -> None:
        """``counts`` (classes, classes): rows truth, columns said; and what the classes are called."""
        if tuple(names) == self._names and np.array_equal(counts, self.counts):
            return
        is_new = tuple(names) != self._names or counts.shape != self.counts.shape
        self.counts, self._names = counts, tuple(names)
        if is_new:
            self.lay_out()
        self.update()

    def clear(self) -> None:
        self.show_counts(np.zeros((0, 0), dtype=np.intp), ())

    def lay_out(self) -> None:
        """The table in the middle, its cells as large as there is room, but not larger than they need be."""
        classes, measure = len(self._names), QFontMetricsF(self._words).horizontalAdvance
        if not classes:
            return
        longest = max(map(measure, self._names))
        names = max(min(longest, LONGEST), measure(CAPTIONS[0])) + BESIDE
        recall = measure(CAPTIONS[2]) + 2 * PAD
        room = self._size.width() - names
        self._has_recall = room - recall >= classes * (measure("888") + PAD)
        width = min((room - recall * self._has_recall) / classes, WIDEST)
        height = min((self._size.height() - 2 * LINE) / classes, max(width, LEGIBLE))  # no taller than wide
        left = (self._size.width() - names - classes * width - recall * self._has_recall) / 2
        top = (self._size.height() - 2 * LINE - classes * height) / 2
        self._names_left, self._recall_width = left, recall
        self.cell = QRectF(left + names, top + 2 * LINE, width, height)

    def text_at(self, where: QPointF) -> tuple[str, QRectF]:
        classes = len(self._names)
        if not classes:
            return "", QRectF()
        column = math.floor((where.x() - self.cell.left()) / self.cell.width())
        row = math.floor((where.y() - self.cell.top()) / self.cell.height())
        if row not in range(classes) or column not in range(classes):
            return "", QRectF()
        count, whole = int(self.counts[row, column]), int(self.counts[row].sum())
        said = "just that" if row == column else self._names[column]
        text = f"{count:,} of {whole:,} samples of class {self._names[row]} are said to be {said}."
        return text, self._cell(row, column)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        if self._names:
            self._draw_names(painter)
            self._draw_cells(painter)

    # --- how it is drawn ------------------------------------------------------------------------------------------

    def _cell(self, row: int, column: int) -> QRectF:
        return self.cell.translated(column * self.cell.width(), row * self.cell.height())

    def _draw_names(self, painter: QPainter) -> None:
        cell, classes = self.cell, len(self._names)
        words = QRectF(self._names_left, cell.top() - 2 * LINE, cell.left() - self._names_left - BESIDE / 2, 2 * LINE)
        columns = QRectF(cell.left(), words.top(), classes * cell.width(), LINE)
        painter.setFont(self._words)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom), CAPTIONS[0])
        painter.drawText(columns, int(Qt.AlignmentFlag.AlignCenter), CAPTIONS[1])
        if self._has_recall:
            place = QRectF(columns.right(), columns.bottom(), self._recall_width, LINE)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), CAPTIONS[2])
        painter.setPen(QColor(self._theme.text))
        elided = QFontMetricsF(self._words).elidedText
        for k, name in enumerate(self._names):
            above = QRectF(cell.left() + k * cell.width(), columns.bottom(), cell.width(), LINE)
            beside = QRectF(words.left(), cell.top() + k * cell.height(), words.width(), cell.height())
            for place, how in ((above, Qt.AlignmentFlag.AlignHCenter), (beside, Qt.AlignmentFlag.AlignRight)):
                if place.height() >= LEGIBLE:
                    text = elided(name, Qt.TextElideMode.ElideRight, place.width())
                    painter.drawText(place, int(how | Qt.AlignmentFlag.AlignVCenter), text)

    def _draw_cells(self, painter: QPainter) -> None:
        totals = self.counts.sum(axis=1)
        shares = self.counts / np.maximum(totals, 1)[:, np.newaxis]
        is_legible = self.cell.height() >= LEGIBLE and self.cell.width() >= 2 * PAD
        for row, counts in enumerate(self.counts.tolist()):
            for column, count in enumerate(counts):
                ground = self._ground(row, column, float(shares[row, column]))
                place = self._cell(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.fillRect(place, QColor(ground))
                if is_legible and (count or len(counts) <= FEW):
                    painter.setFont(self._strong if row == column else self._numbers)
                    painter.setPen(QColor(ink_on(ground, self._theme)))
                    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), f"{count:,}")
            if self._has_recall and is_legible:
                self._draw_recall(painter, row, float(shares[row, row]) if totals[row] else None)

    def _ground(self, row: int, column: int, share: float) -> str:
        """Mistakes are tinted by the root of their share, so that a few are seen."""
        if row == column:
            shades = tints(self._theme.classes[row % len(self._theme.classes)], self._theme)
        else:
            shades, share = tints(self._theme.danger, self._theme), math.sqrt(share)
        return shades[math.ceil(share * (len(shades) - 1))]

    def _draw_recall(self, painter: QPainter, row: int, recall: float | None) -> None:
        right = self._cell(row, len(self._names) - 1)
        place = QRectF(right.right(), right.top(), self._recall_width, right.height())
        painter.setFont(self._numbers)
        painter.setPen(QColor(self._theme.muted))
        text = "–" if recall is None else f"{recall:.0%}".replace("%", " %")
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
