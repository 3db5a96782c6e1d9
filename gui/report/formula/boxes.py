"""A set formula is boxes within boxes, as in TeX: each has a width, and a height above and below its base line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QPainter, QPainterPath

from gui.report.formula.fonts import advance, formula_font, ink
from gui.report.formula.tree import Face


@dataclass(frozen=True)
class Box:
    """Empty, if it is nothing else.  ``slant`` is how far its last letter leans over its right side: that much of the
    width an index below may take back."""

    width: float = 0.0
    ascent: float = 0.0
    descent: float = 0.0
    slant: float = 0.0

    @property
    def height(self) -> float:
        return self.ascent + self.descent

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """With its left end on (x, y), which lies on the base line.  In the colour of the painter's pen."""


@dataclass(frozen=True)
class Letters(Box):
    """A few letters of one font."""

    text: str = ""
    face: Face = Face.UPRIGHT
    size: int = 1

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        painter.setFont(formula_font(self.face, self.size))
        painter.drawText(QPointF(x, y), self.text)


@dataclass(frozen=True)
class Shape(Box):
    """A filled outline: a bracket, a root, a line."""

    outline: QPainterPath | None = None

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        if self.outline is not None:
            painter.fillPath(self.outline.translated(x, y), painter.pen().brush())


@dataclass(frozen=True)
class Group(Box):
    """Boxes at their places: so far to the right and so far down."""

    parts: tuple[tuple[float, float, Box], ...] = ()

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        for right, down, part in self.parts:
            part.draw(painter, x + right, y + down)


def letters(text: str, face: Face, size: float) -> Letters:
    """As wide as they are, or as their black is where the last leans over."""
    whole = max(1, round(size))
    wide = advance(text, face, whole)
    _, top, right, bottom = ink(text, face, whole)
    slant = max(0.0, right - wide)
    return Letters(wide + slant, max(0.0, -top), max(0.0, bottom), slant, text, face, whole)


def group(parts: Iterable[tuple[float, float, Box]], width: float | None = None) -> Group:
    """As high as its parts reach, and as wide, unless it is said how wide."""
    placed = tuple(parts)
    reach = max((right + part.width for right, _, part in placed), default=0.0)
    ascent = max((part.ascent - down for _, down, part in placed), default=0.0)
    descent = max((part.descent + down for _, down, part in placed), default=0.0)
    return Group(reach if width is None else width, ascent, descent, 0.0, placed)


def side_by_side(boxes: Sequence[Box]) -> Group:
    parts, x = [], 0.0
    for box in boxes:
        parts.append((x, 0.0, box))
        x += box.width
    made = group(parts, x)
    return Group(made.width, made.ascent, made.descent, boxes[-1].slant if boxes else 0.0, made.parts)


def moved(box: Box, down: float) -> Box:
    return group([(0.0, down, box)], box.width)


def bar(width: float, thickness: float, height: float) -> Shape:
    """A horizontal line whose middle is ``height`` above the base line."""
    outline = QPainterPath()
    outline.addRect(QRectF(0.0, -height - thickness / 2, width, thickness))
    return Shape(width, max(0.0, height + thickness / 2), max(0.0, thickness / 2 - height), 0.0, outline)
