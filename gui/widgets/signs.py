"""Signs of a key, each as the plot draws what it stands for, and as large in any picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QFontMetrics, QLinearGradient, QPainter, QPen, QTransform
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols

from gui.theme import SMALL, Theme, class_brush, class_symbol, diverging_map, number_font, pen, symbol_size

SYMBOL, HOLLOW, RING, RINGED = 9, 7, 11, 5  # pixels across
BAR, BAR_HEIGHT, GAP = 56, 8, 5  # pixels of a bar of colours, and to the numbers at its ends


class Sign(Protocol):
    """What stands before a word."""

    @property
    def width(self) -> int:
        """Pixels."""

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draws it with its middle at the painter's origin."""


@dataclass(frozen=True)
class ClassSign:
    """A point of class ``k``."""

    k: int
    width: ClassVar[int] = SYMBOL

    def draw(self, painter: QPainter, theme: Theme) -> None:
        size = (SYMBOL - 1) * symbol_size(self.k)
        _draw_symbol(painter, class_symbol(self.k), size, QPen(Qt.PenStyle.NoPen), class_brush(self.k, theme))


@dataclass(frozen=True)
class RingSign:
    """A point of any class with a ring around it."""

    width: ClassVar[int] = RING + 2  # and its outline

    def draw(self, painter: QPainter, theme: Theme) -> None:
        _draw_symbol(painter, "o", RINGED, QPen(Qt.PenStyle.NoPen), QBrush(QColor(theme.muted)))
        _draw_symbol(painter, "o", RING, growing(pen(theme.text, 1.5)), QBrush())


@dataclass(frozen=True)
class HollowSign:
    """A point of any class that is not filled."""

    width: ClassVar[int] = SYMBOL

    def draw(self, painter: QPainter, theme: Theme) -> None:
        _draw_symbol(painter, "o", HOLLOW, growing(pen(theme.muted, 2.0)), QBrush())


@dataclass(frozen=True)
class DotSign:
    """A point in the colour of what is trained on."""

    width: ClassVar[int] = SYMBOL

    def draw(self, painter: QPainter, theme: Theme) -> None:
        _draw_symbol(painter, "o", SYMBOL - 1, QPen(Qt.PenStyle.NoPen), QBrush(QColor(theme.accent)))


@dataclass(frozen=True)
class BarSign:
    """The colours of the diverging map, and before them the number at their low end."""

    low: str

    @property
    def width(self) -> int:
        return QFontMetrics(number_font(SMALL)).horizontalAdvance(self.low) + GAP + BAR + 1

    def draw(self, painter: QPainter, theme: Theme) -> None:
        words = QRectF(-self.width / 2, -BAR, self.width, 2 * BAR)
        painter.setPen(QColor(theme.muted))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.low)
        draw_bar(painter, QRectF(self.width / 2 - BAR, -BAR_HEIGHT / 2, BAR, BAR_HEIGHT), theme)


@dataclass(frozen=True)
class LineSign:
    """A piece of a line."""

    pen: QPen
    width: ClassVar[int] = 22

    def draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(growing(self.pen))
        painter.drawLine(QPointF(-self.width / 2, 0), QPointF(self.width / 2, 0))


def draw_bar(painter: QPainter, bar: QRectF, theme: Theme) -> None:
    """The colours of the diverging map from left to right."""
    colours = QLinearGradient(bar.topLeft(), bar.topRight())
    table = diverging_map(theme)
    for share in (0.0, 0.5, 1.0):
        colours.setColorAt(share, QColor(*table[round(share * (len(table) - 1))].tolist()))
    painter.setPen(growing(pen(theme.outline)))
    painter.setBrush(colours)
    painter.drawRoundedRect(bar, 2, 2)


def growing(pen: QPen) -> QPen:
    """A pen that grows with the picture: it is as wide as on the screen, however many pixels that is in a file."""
    made = QPen(pen)
    made.setCosmetic(False)
    return made


def _draw_symbol(painter: QPainter, symbol: str, size: float, pen: QPen, brush: QBrush) -> None:
    """One of pyqtgraph's symbols, with an outline that grows with it."""
    painter.setPen(pen)
    painter.setBrush(brush)
    painter.drawPath(QTransform.fromScale(size, size).map(Symbols[symbol]))
