"""The figures of a report: what the panels of the window show of a run, drawn for paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from engine.snapshot import Snapshot
from gui.export.figure import Figure as Plot
from gui.export.formats import size_for_millimetres
from gui.export.subject import Comparison, NoPlot, View
from gui.panels.base import PANELS
from gui.theme import LIGHT, SMALL, font

WIDTH = 160  # millimetres, of the text
TRUTH, PREDICTION, CURVE, NETWORK = "Ground truth", "Prediction", "Learning curve", "Network"
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def panel_plot(names: Sequence[str], snapshot: Snapshot, title: str, height: int) -> Plot | None:
    """What the panels of these names show of a moment, side by side; None where one of them has no plot for it.

    ``height`` in millimetres; it is as wide as the text.  In the window's thread only: it makes widgets."""
    views = []
    for name in names:
        panel = PANELS[name](LIGHT)
        panel.draw(snapshot)
        try:
            views.append(View.of(panel))
        except NoPlot:
            return None
        finally:
            panel.deleteLater()
    subject = views[0] if len(views) == 1 else Comparison(title, tuple(views))
    return Plot(subject, LIGHT, size_for_millimetres(WIDTH, height, len(views)))


# -- the sigmoid -------------------------------------------------------------------------------------------------------

LEFT, BOTTOM, TOP, RIGHT = 34.0, 36.0, 8.0, 12.0  # pixels around the plane
REACH = 6.0
NAMED_AT = 150  # of 241 points: where the name of a curve stands


def draw_sigmoid(painter: QPainter, rect: QRectF) -> None:
    """σ(z) solid and its slope dashed, which is never more than a quarter."""
    inside = rect.adjusted(LEFT, TOP, -RIGHT, -BOTTOM)
    _draw_grid(painter, inside)
    z = np.linspace(-REACH, REACH, 241)
    a = 1 / (1 + np.exp(-z))
    for values, colour, style, name, shift in (
        (a, LIGHT.accent, Qt.PenStyle.SolidLine, "σ(z)", QPointF(14, 14)),
        (a * (1 - a), LIGHT.text, Qt.PenStyle.DashLine, "σ′(z) = σ(z) (1 − σ(z))", QPointF(10, -4)),
    ):
        points = [_place(inside, x, y) for x, y in zip(z.tolist(), values.tolist(), strict=True)]
        painter.setPen(QPen(QColor(colour), 1.8, style))
        painter.drawPolyline(QPolygonF(points))
        painter.setFont(font(SMALL))
        painter.drawText(points[NAMED_AT] + shift, name)


def _place(inside: QRectF, z: float, a: float) -> QPointF:
    return QPointF(inside.left() + (z + REACH) / (2 * REACH) * inside.width(), inside.bottom() - a * inside.height())


def _draw_grid(painter: QPainter, inside: QRectF) -> None:
    painter.setFont(font(SMALL))
    for level in (0.0, 0.25, 0.5, 0.75, 1.0):
        left, right = _place(inside, -REACH, level), _place(inside, REACH, level)
        painter.setPen(QPen(QColor(LIGHT.hairline), 1))
        painter.drawLine(left, right)
        _draw_number(painter, f"{level:.2f}", left - QPointF(6, 0), Qt.AlignmentFlag.AlignRight)
    for z in range(-6, 7, 2):
        below = _place(inside, z, 0) + QPointF(0, 12)
        _draw_number(painter, f"{z}".replace("-", "−"), below, Qt.AlignmentFlag.AlignHCenter)
    _draw_number(painter, "z", QPointF(inside.center().x(), inside.bottom() + 26), Qt.AlignmentFlag.AlignHCenter)


def _draw_number(painter: QPainter, text: str, at: QPointF, side: Qt.AlignmentFlag) -> None:
    """``side``: which side of the text is at the point."""
    painter.setPen(QColor(LIGHT.muted))
    width = QFontMetricsF(QFont(painter.font())).horizontalAdvance(text)
    shift = width if side == Qt.AlignmentFlag.AlignRight else width / 2
    painter.drawText(at + QPointF(-shift, 4), text)
