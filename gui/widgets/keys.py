"""Keys to a picture: which colour and shape means what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QSizePolicy, QWidget

from gui.theme import SMALL, Theme, diverging_map, number_font, pen
from gui.widgets.signs import ClassSign, HollowSign, LineSign, RingSign, Sign, growing

GAP, BAR, NEAR, APART = 5, 56, 4, 8  # pixels


class Key(QWidget):
    """One quiet line beside a title, as wide as it needs to be."""

    def __init__(self, theme: Theme, meaning: str) -> None:
        """``meaning``: a sentence, for the tooltip and for screen readers."""
        super().__init__()
        self._theme = theme
        self.setFont(number_font(SMALL))
        self.setSizePolicy(QSizePolicy.Fixed, QSizePolicy.Preferred)
        self.setAccessibleName(meaning)
        self.setToolTip(meaning)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _write(self, painter: QPainter, x: float, text: str) -> float:
        """Writes ``text`` from ``x`` on and returns where it ends."""
        width = self.fontMetrics().horizontalAdvance(text)
        painter.setPen(pen(self._theme.muted))
        painter.drawText(QRectF(x, 0, width + 1, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        return x + width


Entry = tuple[Sign, str]  # and what it stands for


class SignKey(Key):
    """Signs, each with a word.  Where the room is too narrow for all, the last ones are left out."""

    def __init__(self, theme: Theme, meaning: str) -> None:
        super().__init__(theme, meaning)
        self.entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: Iterable[Entry]) -> None:
        entries = tuple(entries)
        if entries != self.entries:
            self.entries = entries
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        widths = sum(self._width(entry) for entry in self.entries)
        return QSize(widths + APART * max(0, len(self.entries) - 1), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.0
        for sign, word in self.entries:
            if x + self._width((sign, word)) > self.width():
                break
            painter.save()
            painter.translate(x + sign.width / 2, self.height() / 2)
            sign.draw(painter, self._theme)
            painter.restore()
            x = self._write(painter, x + sign.width + NEAR, word) + APART

    def _width(self, entry: Entry) -> int:
        sign, word = entry
        return sign.width + NEAR + self.fontMetrics().horizontalAdvance(word)


class PointKey(SignKey):
    """● 0  ■ 1  ◉ wrong  ○ test"""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Colour and shape say the class; a ring marks a wrong answer, test samples are hollow.")

    def set_points(self, classes: Iterable[int], *, wrong: bool = False, test: bool = False) -> None:
        """Which classes there are, and whether some points have rings or are hollow."""
        entries: list[Entry] = [(ClassSign(k), str(k)) for k in sorted(set(classes))]
        entries += [(RingSign(), "wrong")] if wrong else []
        self.set_entries(entries + ([(HollowSign(), "test")] if test else []))


class LineKey(SignKey):
    """── train  - - test"""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Which line is which.")

    def set_lines(self, lines: Iterable[tuple[str, QPen]]) -> None:
        """What each line is called, and the pen that draws it."""
        self.set_entries((LineSign(line), name) for name, line in lines)


class ColourBar(Key):
    """The colours of a diverging map between its two ends."""

    def __init__(self, theme: Theme, ends: tuple[str, str], meaning: str) -> None:
        super().__init__(theme, meaning)
        self._ends = ends

    def sizeHint(self) -> QSize:
        texts = sum(self.fontMetrics().horizontalAdvance(end) for end in self._ends)
        return QSize(texts + 2 * GAP + BAR + 1, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        start = self._write(painter, 0, self._ends[0]) + GAP
        bar = QRectF(start, self.height() / 2 - 4, BAR, 8)
        colours = QLinearGradient(QPointF(bar.left(), 0), QPointF(bar.right(), 0))
        table = diverging_map(self._theme)
        for share in (0.0, 0.5, 1.0):
            red, green, blue, _ = (int(channel) for channel in table[round(share * 255)])
            colours.setColorAt(share, QColor(red, green, blue))
        painter.setPen(growing(pen(self._theme.outline)))
        painter.setBrush(colours)
        painter.drawRoundedRect(bar, 2, 2)
        self._write(painter, bar.right() + GAP, self._ends[1])


def joined(keys: Sequence[Key], theme: Theme) -> list[Key]:
    """The keys to several pictures as those to one: each sign is explained once."""
    signs = [key for key in keys if isinstance(key, SignKey)]
    others = [key for key in keys if not isinstance(key, SignKey)]
    if not signs:
        return others
    whole = SignKey(theme, "What the signs stand for.")
    entries: list[Entry] = []
    for key in signs:
        entries += [entry for entry in key.entries if entry not in entries]
    whole.set_entries(entries)
    return [whole, *others]
