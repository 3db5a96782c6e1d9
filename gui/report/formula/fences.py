"""Brackets and roots of any height, drawn: a bracket of a font that is enlarged would grow bolder, too."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QPainterPath, QPainterPathStroker, QPolygonF, QTransform

from gui.report.formula.boxes import Box, Shape, letters
from gui.report.formula.tree import Face

STROKE = 0.055  # of an M: how thick lines are
SIDE = 0.09  # of an M: room beside a drawn bracket


def fence(sign: str, height: float, middle: float, em: float) -> Box:
    """The bracket ``sign`` at least so high, its middle so far above the base line."""
    if not sign:
        return Box(0.1 * em)
    plain = letters(sign, Face.UPRIGHT, em)
    if height <= plain.height * 1.02 or sign not in OUTLINES:
        return plain
    outline, width = OUTLINES[sign](height, em)
    half, side = height / 2, SIDE * em
    return Shape(width + 2 * side, middle + half, half - middle, 0.0, outline.translated(side, -middle - half))


def root_sign(ascent: float, descent: float, em: float) -> Shape:
    """The sign √ around something of this height; the line above it is not part of it."""
    height, thin, thick = ascent + descent, STROKE * em * 0.85, STROKE * em * 1.6
    wide = 0.62 * em
    start = min(0.42 * em, 0.45 * height)  # above its foot the small hook begins
    foot = 0.3 * em
    lines = [
        (QPolygonF([QPointF(0.02 * em, -start), QPointF(0.14 * em, -start - 0.05 * em)]), thin),
        (QPolygonF([QPointF(0.13 * em, -start - 0.06 * em), QPointF(foot, 0)]), thick),
        (QPolygonF([QPointF(foot, 0), QPointF(wide, -height)]), thin),
    ]
    whole = QPainterPath()
    for points, width in lines:
        line = QPainterPath()
        line.addPolygon(points)
        whole = whole.united(_stroked(line, width, Qt.PenCapStyle.FlatCap))
    return Shape(wide, ascent, descent, 0.0, whole.translated(0.0, descent))


def _stroked(line: QPainterPath, width: float, cap: Qt.PenCapStyle = Qt.PenCapStyle.RoundCap) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(cap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return stroker.createStroke(line)


def _round(height: float, em: float) -> tuple[QPainterPath, float]:
    """( is thin at its ends and thick in the middle."""
    width, thick, end = min(0.24 * em + 0.06 * height, 0.62 * em), 1.5 * STROKE * em, 0.04 * em
    outline = QPainterPath(QPointF(width, 0.0))
    outer, inner = -width / 3, (4 * thick - width) / 3  # so that the curves reach 0 and `thick` in the middle
    outline.cubicTo(outer, 0.28 * height, outer, 0.72 * height, width, height)
    outline.lineTo(width, height - end)
    outline.cubicTo(inner, 0.72 * height, inner, 0.28 * height, width, end)
    outline.closeSubpath()
    return outline, width


def _square(height: float, em: float, top: bool = True, bottom: bool = True) -> tuple[QPainterPath, float]:
    width, thick = min(0.2 * em + 0.03 * height, 0.32 * em), STROKE * em
    outline = QPainterPath()
    outline.setFillRule(Qt.FillRule.WindingFill)
    outline.addRect(QRectF(0.0, 0.0, thick * 1.2, height))
    for wanted, y in ((top, 0.0), (bottom, height - thick)):
        if wanted:
            outline.addRect(QRectF(0.0, y, width, thick))
    return outline, width


def _curly(height: float, em: float) -> tuple[QPainterPath, float]:
    width, bend = 0.42 * em, min(0.45 * em, height / 4)
    middle, stem = height / 2, 0.21 * em
    line = QPainterPath(QPointF(width, 0.0))
    line.cubicTo(stem, 0.0, stem, 0.1 * bend, stem, bend)
    line.lineTo(stem, middle - bend)
    line.cubicTo(stem, middle - 0.2 * bend, stem * 0.9, middle, 0.02 * em, middle)
    line.cubicTo(stem * 0.9, middle, stem, middle + 0.2 * bend, stem, middle + bend)
    line.lineTo(stem, height - bend)
    line.cubicTo(stem, height - 0.1 * bend, stem, height, width, height)
    return _stroked(line, STROKE * em * 1.1), width


def _angled(height: float, em: float) -> tuple[QPainterPath, float]:
    width = min(0.25 * em + 0.05 * height, 0.5 * em)
    line = QPainterPath(QPointF(width, 0.0))
    line.lineTo(0.0, height / 2)
    line.lineTo(width, height)
    return _stroked(line, STROKE * em), width


def _upright(height: float, em: float, count: int = 1) -> tuple[QPainterPath, float]:
    outline, gap = QPainterPath(), 0.2 * em
    for number in range(count):
        outline.addRect(QRectF(number * gap, 0.0, STROKE * em, height))
    return outline, (count - 1) * gap + STROKE * em


Outline = Callable[[float, float], tuple[QPainterPath, float]]


def _mirrored(made: Outline) -> Outline:
    """) from (."""

    def outline(height: float, em: float) -> tuple[QPainterPath, float]:
        path, width = made(height, em)
        return QTransform(-1.0, 0.0, 0.0, 1.0, width, 0.0).map(path), width

    return outline


def _floor(height: float, em: float) -> tuple[QPainterPath, float]:
    return _square(height, em, top=False)


def _ceiling(height: float, em: float) -> tuple[QPainterPath, float]:
    return _square(height, em, bottom=False)


def _double(height: float, em: float) -> tuple[QPainterPath, float]:
    return _upright(height, em, count=2)


_LEFT: dict[str, Outline] = {
    "(": _round, "[": _square, "{": _curly, "⟨": _angled, "⌊": _floor, "⌈": _ceiling, "|": _upright, "‖": _double,
}  # fmt: skip
_RIGHT = dict(zip(")]}⟩⌋⌉", "([{⟨⌊⌈", strict=True))
OUTLINES: dict[str, Outline] = _LEFT | {right: _mirrored(_LEFT[left]) for right, left in _RIGHT.items()}
