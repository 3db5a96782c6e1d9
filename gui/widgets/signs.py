"""Signs of a key, each as the plot draws what it stands for, and as large in any picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QBrush, QColor, QPainter, QPen, QTransform
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols

from gui.theme import Theme, class_brush, class_symbol, pen

SYMBOL, HOLLOW, RING, RINGED = 9, 7, 11, 5  # pixels across


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
        _draw_symbol(painter, class_symbol(self.k), SYMBOL - 1, QPen(Qt.PenStyle.NoPen), class_brush(self.k, theme))


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
class LineSign:
    """A piece of a line."""

    pen: QPen
    width: ClassVar[int] = 22

    def draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(growing(self.pen))
        painter.drawLine(QPointF(-self.width / 2, 0), QPointF(self.width / 2, 0))


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
