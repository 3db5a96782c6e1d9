"""Keys to a picture: which colour and shape means what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QSizePolicy, QWidget

from gui.theme import SMALL, Theme, number_font, pen
from gui.widgets.signs import (
    BAR,
    BAR_HEIGHT,
    GAP,
    BarSign,
    ClassSign,
    DotSign,
    HollowSign,
    LineSign,
    RingSign,
    Sign,
    draw_bar,
)

NEAR, APART = 4, 8  # pixels


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

    def _write(self, painter: QPainter, x: float, text: str, middle: float | None = None) -> float:
        """Writes ``text`` from ``x`` on, in the line around the height ``middle``, and returns where it ends."""
        width, y = self.fontMetrics().horizontalAdvance(text), self.height() / 2 if middle is None else middle
        painter.setPen(pen(self._theme.muted))
        line = QRectF(x, y - self.fontMetrics().height() / 2, width + 1, self.fontMetrics().height())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)
        return x + width


Entry = tuple[Sign, str]  # and what it stands for


class SignKey(Key):
    """Signs, each with a word, in as many lines as there is room for.  Of more, the last ones are left out."""

    def __init__(self, theme: Theme, meaning: str) -> None:
        super().__init__(theme, meaning)
        self.setSizePolicy(QSizePolicy.Maximum, QSizePolicy.Preferred)  # no window is made wider for it
        self.entries: tuple[Entry, ...] = ()
        self._most: tuple[Entry, ...] = ()
        self._taken = 0

    def leave(self, pixels: int) -> None:
        """Leaves so much at the right end of its first line to others."""
        if pixels != self._taken:
            self._taken = pixels
            self.update()

    def set_entries(self, entries: Iterable[Entry], most: Iterable[Entry] | None = None) -> None:
        """``most``: the entries that it may come to have, and for which room is to be kept."""
        entries = tuple(entries)
        self._most = entries if most is None else tuple(most)
        if entries != self.entries:
            self.entries = entries
            self.updateGeometry()
            self.update()

    @property
    def line(self) -> int:
        """Pixels from line to line."""
        return self.fontMetrics().height()

    def sizeHint(self) -> QSize:
        return QSize(self._whole_width(self.entries), self.line)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.line)

    def most_width(self) -> int:
        """Pixels that it may come to need in one line."""
        return self._whole_width(self._most)

    def lines_in(self, width: int) -> int:
        """How many lines it may come to need where it may be so wide."""
        return self._lines(self._most, width)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = max(1, self.height() // self.line)
        top = (self.height() - self.line) / 2 if lines == 1 else 0.0
        for (sign, word), x, line in self._places(self.entries, self.width()):
            middle = top + (line + 0.5) * self.line
            if line >= lines or x + self._width((sign, word)) > self._end(line, self.width()):
                break
            painter.save()
            painter.translate(x + sign.width / 2, middle)
            sign.draw(painter, self._theme)
            painter.restore()
            self._write(painter, x + sign.width + NEAR, word, middle)

    def _places(self, entries: Iterable[Entry], width: int) -> Iterator[tuple[Entry, int, int]]:
        """Each entry, from where on, and in which line."""
        x = line = 0
        for entry in entries:
            if (x or not line) and x + self._width(entry) > self._end(line, width):
                x, line = 0, line + 1
            yield entry, x, line
            x += self._width(entry) + APART

    def _end(self, line: int, width: int) -> int:
        return width if line else width - self._taken

    def _lines(self, entries: Iterable[Entry], width: int) -> int:
        return 1 + max((line for _, _, line in self._places(entries, width)), default=0)

    def _whole_width(self, entries: Sequence[Entry]) -> int:
        return sum(map(self._width, entries)) + APART * max(0, len(entries) - 1)

    def _width(self, entry: Entry) -> int:
        sign, word = entry
        return sign.width + NEAR + self.fontMetrics().horizontalAdvance(word)


class PointKey(SignKey):
    """● 0  ■ 1  ◉ wrong  ○ test"""

    meaning = "Colour and shape say the class; a ring marks a wrong answer, test samples are hollow."

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.meaning)

    def set_points(
        self, classes: Iterable[int], names: Sequence[str] = (), *, wrong: bool = False, test: bool = False
    ) -> None:
        """Which classes there are, what they are called, and whether some points have rings or are hollow.

        There is room for a ring in any case: a picture does not move when the first mistake comes or the last goes."""
        known: list[Entry] = [(ClassSign(k), names[k] if k < len(names) else str(k)) for k in sorted(set(classes))]
        rings: list[Entry] = [(RingSign(), "wrong")]
        hollow: list[Entry] = [(HollowSign(), "test")] if test else []
        whole = ", ".join(word for _, word in known)
        self.setToolTip(f"{self.meaning} Classes: {whole}." if known else self.meaning)  # seen or not
        self.set_entries(known + (rings if wrong else []) + hollow, most=known + rings + hollow)


class ValueKey(SignKey):
    """−1.0 ▭ 1.0  ○ test"""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "The colour says the number, from the least to the greatest; test samples are hollow.")

    def set_values(self, low: str, high: str, *, test: bool = False) -> None:
        """The numbers at the ends of the colours, and whether some points are hollow."""
        self.set_entries([(BarSign(low), high), *([(HollowSign(), "test")] if test else [])])


class SampleKey(SignKey):
    """● train  ○ test"""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Samples that the network is trained on are filled, test samples are hollow.")

    def set_samples(self, *, test: bool) -> None:
        """One kind of points alone needs no key."""
        self.set_entries([(DotSign(), "train"), (HollowSign(), "test")] if test else [])


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

    def set_ends(self, ends: tuple[str, str], meaning: str) -> None:
        """What the ends of the colours stand for."""
        self._ends = ends
        self.setAccessibleName(meaning)
        self.setToolTip(meaning)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        texts = sum(self.fontMetrics().horizontalAdvance(end) for end in self._ends)
        return QSize(texts + 2 * GAP + BAR + 1, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        start = self._write(painter, 0, self._ends[0]) + GAP
        bar = QRectF(start, (self.height() - BAR_HEIGHT) / 2, BAR, BAR_HEIGHT)
        draw_bar(painter, bar, self._theme)
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
