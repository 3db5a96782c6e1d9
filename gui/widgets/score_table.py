"""A small table of numbers that change while one looks: a column for each number's name, a row for each kind of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from PyQt5.QtCore import QRect, QSize, Qt
from PyQt5.QtGui import QFontMetrics
from PyQt5.QtWidgets import QLabel, QWidget

from gui.theme import SMALL, TEXT, font, number_font
from gui.widgets.numbers import signed, value_text

CAPTION_HEIGHT, ROW_HEIGHT = 18, 22  # pixels
GAP = 14  # between columns
WIDEST = "−1.23·10⁻⁷"
NOTHING = "–"
MIDDLE = Qt.Alignment() | Qt.AlignmentFlag.AlignVCenter
LEFT, RIGHT = MIDDLE | Qt.AlignmentFlag.AlignLeft, MIDDLE | Qt.AlignmentFlag.AlignRight


class ScoreTable(QWidget):
    """Numbers under their captions, each of fixed width.

    The labels are placed by hand: a layout would lay out the whole window anew with every change of a number."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: list[QLabel] = []
        self._numbers: dict[str, list[QLabel]] = {}

    def begin(self, columns: Mapping[str, str], rows: Sequence[str]) -> None:
        """Make room for other numbers: ``columns`` are the captions with the sentences that explain them."""
        self.empty()
        x = max((_width(row) for row in rows), default=0)
        heights = {row: CAPTION_HEIGHT + place * ROW_HEIGHT for place, row in enumerate(rows)}
        for row, y in heights.items():
            self._caption(row, "", QRect(0, y, x, ROW_HEIGHT), LEFT)
        for caption, help in columns.items():
            width = max(_width(caption), QFontMetrics(number_font(TEXT)).horizontalAdvance(WIDEST))
            self._caption(caption, help, QRect(x + GAP, 0, width, CAPTION_HEIGHT), RIGHT)
            for row, y in heights.items():
                self._number(row, caption, help, QRect(x + GAP, y, width, ROW_HEIGHT))
            x += GAP + width
        self.setMinimumWidth(x)

    def set_row(self, row: str, values: Sequence[float]) -> None:
        """Show other numbers in a row."""
        for label, value in zip(self._numbers[row], values, strict=True):
            if (text := score_text(value)) != label.text():
                label.setText(text)

    def empty(self) -> None:
        """Show nothing."""
        for label in self._labels:
            label.setParent(None)  # nobody else holds it
        self._labels, self._numbers = [], {}

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), CAPTION_HEIGHT + 2 * ROW_HEIGHT)

    def _caption(self, text: str, help: str, where: QRect, side: Qt.Alignment) -> None:
        label = self._label(text, help, where, side)
        label.setProperty("role", "note")
        label.setFont(font(SMALL))
        label.show()

    def _number(self, row: str, caption: str, help: str, where: QRect) -> None:
        label = self._label(NOTHING, help, where, RIGHT)
        label.setFont(number_font(TEXT))
        label.setObjectName(f"{row} {caption}")
        label.setAccessibleName(f"{caption}, {row}")
        label.show()
        self._numbers.setdefault(row, []).append(label)

    def _label(self, text: str, help: str, where: QRect, side: Qt.Alignment) -> QLabel:
        label = QLabel(text, self)
        label.setToolTip(help)
        label.setAlignment(side)
        label.setGeometry(where)
        self._labels.append(label)
        return label


def score_text(value: float) -> str:
    """With four decimals, as people write an accuracy of 0.9750; what is small or large, with three digits."""
    if math.isnan(value):
        return NOTHING
    is_usual = value == 0 or 0.01 <= abs(value) < 10
    return signed(f"{abs(value):.4f}", value < 0) if is_usual else value_text(value, digits=3)


def _width(caption: str) -> int:
    return QFontMetrics(font(SMALL)).horizontalAdvance(caption) + 2
