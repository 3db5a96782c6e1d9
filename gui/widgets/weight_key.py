"""The key to the weights of a drawn network: how their sign and their size look."""

from __future__ import annotations

import math

from PyQt5.QtCore import QPointF, QSize, Qt
from PyQt5.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPolygonF

from gui.theme import Theme
from gui.widgets.keys import Key
from gui.widgets.numbers import tick_text
from gui.widgets.ranges import ALMOST
from gui.widgets.signs import BAR, GAP
from gui.widgets.strength import PALE, THICK, THIN

WORD = "weights"
MEANING = "Weights and biases: orange is negative, blue positive; the thicker, the further from 0."


class WeightKey(Key):
    """weights −2.0 ▶◀ 2.0"""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, MEANING)
        self._end = ""

    def set_end(self, end: float) -> None:
        """The weight that is drawn strongest."""
        text = tick_text(end, 10.0 ** math.floor(math.log10(end) + ALMOST) / 2)  # the two figures that it may have
        if text != self._end:
            self._end = text
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        texts = sum(self.fontMetrics().horizontalAdvance(text) for text in (WORD, f"−{self._end}", self._end))
        return QSize(texts + 3 * GAP + BAR + 1, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        start = self._write(painter, self._write(painter, 0, WORD) + GAP, f"−{self._end}") + GAP
        self._draw_bar(painter, start, self.height() / 2)
        self._write(painter, start + BAR + GAP, self._end)

    def _draw_bar(self, painter: QPainter, left: float, y: float) -> None:
        middle = left + BAR / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, end in ((self._theme.negative, left), (self._theme.positive, left + BAR)):
            fading = QLinearGradient(QPointF(end, y), QPointF(middle, y))
            fading.setColorAt(0.0, QColor(colour))
            fading.setColorAt(1.0, _pale(colour, self._theme.card))
            painter.setBrush(fading)
            corners = ((end, -THICK), (middle, -THIN), (middle, THIN), (end, THICK))
            painter.drawPolygon(QPolygonF([QPointF(x, y + height / 2) for x, height in corners]))


def _pale(colour: str, behind: str) -> QColor:
    """How the weakest looks on what lies behind it.  (A gradient in a PDF cannot be transparent.)"""
    top, bottom = QColor(colour), QColor(behind)
    pairs = ((top.red(), bottom.red()), (top.green(), bottom.green()), (top.blue(), bottom.blue()))
    return QColor(*(round(PALE * over + (1 - PALE) * under) for over, under in pairs))
