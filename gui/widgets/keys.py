"""Keys to a picture: which colour and shape means what."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QSizePolicy, QWidget
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol

from gui.theme import SMALL, Theme, class_brush, class_symbol, diverging_map, number_font, pen

GAP, SYMBOL, BAR, DASH = 5, 9, 56, 22  # pixels


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


class ClassKey(Key):
    """● 0  ■ 1"""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "The colour and shape of each class.")
        self._classes: Sequence[int] = ()

    def set_classes(self, classes: Sequence[int]) -> None:
        if list(classes) != list(self._classes):
            self._classes = classes
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        texts = sum(self.fontMetrics().horizontalAdvance(str(k)) for k in self._classes)
        gaps = GAP * max(0, 3 * len(self._classes) - 2)
        return QSize(texts + gaps + SYMBOL * len(self._classes), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.0
        for k in self._classes:
            painter.save()
            painter.translate(x + SYMBOL / 2, self.height() / 2)
            drawSymbol(painter, class_symbol(k), SYMBOL, pen(self._theme.card), class_brush(k, self._theme))
            painter.restore()
            x = self._write(painter, x + SYMBOL + GAP, str(k)) + 2 * GAP


class LineKey(Key):
    """── train  - - test"""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Which line is which.")
        self._lines: tuple[tuple[str, QPen], ...] = ()

    def set_lines(self, lines: tuple[tuple[str, QPen], ...]) -> None:
        """What each line is called, and the pen that draws it."""
        self._lines = lines
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        texts = sum(self.fontMetrics().horizontalAdvance(name) for name, _ in self._lines)
        gaps = GAP * max(0, 3 * len(self._lines) - 2)
        return QSize(texts + gaps + DASH * len(self._lines), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, middle = 0.0, self.height() / 2
        for name, line in self._lines:
            drawn = QPen(line)
            drawn.setCosmetic(False)  # it grows with a larger picture
            painter.setPen(drawn)
            painter.drawLine(QPointF(x, middle), QPointF(x + DASH, middle))
            x = self._write(painter, x + DASH + GAP, name) + 2 * GAP


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
        painter.setPen(pen(self._theme.outline))
        painter.setBrush(colours)
        painter.drawRoundedRect(bar, 2, 2)
        self._write(painter, bar.right() + GAP, self._ends[1])
