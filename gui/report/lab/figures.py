"""The figures of a report: what the window shows of a run or a comparison, drawn for paper when it is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from engine.snapshot import Line, Snapshot
from gui.compare.card import PlotCard
from gui.compare.curves import EPOCHS, LOG, CurvesCard
from gui.compare.figures import AT_REST
from gui.compare.pictures import CURVES, HEAT, SURFACES, TITLES, PicturesCard
from gui.compare.shown import Shown
from gui.export.figure import Figure as Plot
from gui.export.formats import size_for_millimetres
from gui.export.subject import Comparison, View
from gui.panels.base import PANELS
from gui.report.planned import Making, Planned
from gui.theme import LIGHT, SMALL, font

WIDTH = 160  # millimetres, of the text
TRUTH, PREDICTION, CURVE, NETWORK = "Ground truth", "Prediction", "Learning curve", "Network"
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True)
class Comparing:
    """A figure of a comparison: what it is called, and the card that shows it, in which way."""

    name: str  # such as "Learning curves"
    card: type[PlotCard]
    choice: str


def panel_plot(names: Sequence[str], snapshot: Snapshot, title: str, height: float) -> Planned:
    """What the panels of these names show of a moment, side by side.

    ``height`` in millimetres; it is as wide as the text."""
    size = size_for_millimetres(WIDTH, height, len(names))

    def making() -> Making:
        views = []
        for name in names:
            panel = PANELS[name](LIGHT)
            panel.draw(snapshot)
            views.append(View.of(panel))
            panel.deleteLater()
            yield
        return Plot(views[0] if len(views) == 1 else Comparison(title, tuple(views)), LIGHT, size)

    return Planned(size, making())


def comparing(shown: Shown) -> Iterator[Comparing]:
    """The figures of a comparison."""
    yield Comparing(CurvesCard.name, CurvesCard, f"{EPOCHS} {LOG}")
    if shown.has_pictures:
        has_lines = any(isinstance(each.picture, Line) for each in shown.series)
        yield Comparing(CURVES if has_lines else TITLES[SURFACES], PicturesCard, f"{SURFACES}:0")
    if shown.grid is not None:
        for number, measure in enumerate(shown.measures[:2]):  # the loss, and how good it is
            yield Comparing(f"{TITLES[HEAT]} of {measure.name_inside}", PicturesCard, f"{HEAT}:{number}")


def card_plot(of: Comparing, shown: Shown, height: float) -> Planned:
    """One of them; ``height`` in millimetres."""
    size = size_for_millimetres(WIDTH, height)

    def making() -> Making:
        card = of.card(LIGHT)
        card.resize(AT_REST)
        card.show_shown(shown)
        card.choose(of.choice)
        view = card.view()
        assert view is not None  # each of these cards has a plot
        card.deleteLater()
        yield
        return Plot(view, LIGHT, size)

    return Planned(size, making())


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
