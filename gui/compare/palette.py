"""The colours of variants: those of lines that are compared, beside the orange and blue of the classes."""

from __future__ import annotations

from functools import cache

from PyQt5.QtCore import QPointF, QSize, Qt
from PyQt5.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from gui.theme import Theme, pen

# Each can be told from the others with normal sight and without one kind of cone, and from the card that it lies on.
ON_LIGHT = ("#502880", "#18A888", "#A84848", "#909000", "#0050E0", "#D868E0", "#802800", "#785890")
ON_DARK = ("#A880C0", "#58F0C8", "#D84060", "#F0E038", "#3078F8", "#D8A0F8", "#F08800", "#88B898")
DASHES: tuple[tuple[float, ...], ...] = ((), (6.0, 3.0), (2.0, 2.5), (8.0, 3.0, 2.0, 3.0))  # of those after the eighth
FAINT, SHADE = 56, 34  # of 255: of a line that is not looked at, of a band
SWATCH = QSize(22, 12)  # pixels


def variant_colour(number: int, theme: Theme) -> str:
    """As "#RRGGBB"; after the last colour the first comes again, with dashes."""
    colours = ON_DARK if theme.is_dark else ON_LIGHT
    return colours[number % len(colours)]


def variant_dashes(number: int) -> tuple[float, ...]:
    """None for the first eight; then each colour comes with other dashes."""
    return DASHES[number // len(ON_LIGHT) % len(DASHES)]


@cache
def variant_pen(number: int, theme: Theme, is_faint: bool = False) -> QPen:
    """The line of a variant; ``is_faint``: while another one is looked at."""
    made = QPen(pen(variant_colour(number, theme), dashes=variant_dashes(number)))
    if is_faint:
        made.setColor(_transparent(made.color(), FAINT))
    return made


def variant_shade(number: int, theme: Theme, is_faint: bool = False) -> QColor:
    """The band around a line."""
    return _transparent(QColor(variant_colour(number, theme)), SHADE // 3 if is_faint else SHADE)


@cache
def swatch(number: int, theme: Theme) -> QIcon:
    """A piece of the line, to stand before a name."""
    picture = QPixmap(SWATCH)
    picture.fill(Qt.GlobalColor.transparent)
    line = QPen(variant_pen(number, theme))
    line.setWidthF(2.0)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line)
    painter.drawLine(QPointF(1, SWATCH.height() / 2), QPointF(SWATCH.width() - 1, SWATCH.height() / 2))
    painter.end()
    return QIcon(picture)


def _transparent(colour: QColor, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
