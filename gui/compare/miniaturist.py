"""Paints what one variant has learned as a small picture: a surface of two features, or a curve of one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF, QTransform
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols

from engine.metrics import class_of
from engine.snapshot import Line, Points, Surface
from gui.compare.shown import Series
from gui.theme import SMALL, Theme, class_brush, class_symbol, font, symbol_size, value_brushes
from gui.widgets.ranges import round_range, with_margin
from gui.widgets.readings import Chance, Classes, Reading, Value
from gui.widgets.symbols import every_so_many

MOST_POINTS, FEW = 120, 40  # of a small picture; fewer are drawn larger
CELL = 60.0  # pixels of a picture for which a surface need not be made finer
FILE = 12  # times as many rows and columns as there are answers, in a file
MARGIN = 0.08  # of the height of a curve, above and below

Floats = NDArray[np.floating[Any]]


class Miniaturist:
    """Paints in the colours of a theme, anywhere."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, place: QRectF, series: Series, is_file: bool = False) -> None:
        """The picture of a series, or a word on how it stands where it has none yet."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(place, QColor(self._theme.zero))
        if series.state or series.picture is None or series.points is None:
            painter.setPen(QColor(self._theme.muted))
            painter.setFont(font(SMALL))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), series.state)
        elif isinstance(series.picture, Surface):
            finer = FILE if is_file else max(1, round(place.width() / CELL))  # Qt smooths the rest of the way
            painter.drawImage(place, self._image(series.points, series.picture, finer))
            self._draw_points(painter, _on_plane(series.points, series.picture, place), series.points)
        else:
            self._draw_curve(painter, place, series.picture, series.points)
        painter.setPen(QPen(QColor(self._theme.outline), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))

    def _image(self, points: Points, surface: Surface, finer: int) -> QImage:
        reading = self._reading(points, surface)
        colours = np.ascontiguousarray(reading.table(self._theme).take(reading.places(surface.answers, finer))[::-1])
        rows, columns = colours.shape
        image: QImage = QImage(colours.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()  # type: ignore[call-overload]
        return image

    def _reading(self, points: Points, surface: Surface) -> Reading:
        if len(surface.answers) > 1:
            return Classes()
        if points.is_regression:
            return Value(*round_range(points.T[:, 0])[0])
        return Chance()

    def _draw_points(self, painter: QPainter, where: Floats, points: Points) -> None:
        shown = every_so_many(len(where), MOST_POINTS)
        brushes, symbols = self._looks(points)
        size = 5.0 if len(where) <= FEW else 3.5
        painter.setPen(QPen(QColor(self._theme.muted if points.is_regression else self._theme.card), 0.6))
        for k, (x, y) in zip(range(len(where))[shown], where[shown].tolist(), strict=True):
            symbol, scale = symbols[k]
            painter.setBrush(brushes[k])
            painter.drawPath(QTransform.fromTranslate(x, y).scale(size * scale, size * scale).map(Symbols[symbol]))

    def _looks(self, points: Points) -> tuple[list[QBrush], list[tuple[str, float]]]:
        """Of each sample its fill and its shape."""
        if points.is_regression:
            fills = value_brushes(self._theme)
            places = Value(*round_range(points.T[:, 0])[0]).levels(points.T[:, 0]).tolist()
            return [fills[k] for k in places], [("o", 1.0)] * len(places)
        classes = class_of(points.T).tolist()
        return [class_brush(k, self._theme) for k in classes], [(class_symbol(k), symbol_size(k)) for k in classes]

    def _draw_curve(self, painter: QPainter, place: QRectF, line: Line, points: Points) -> None:
        """The answers over the only feature; of classes, those of each in its colour."""
        low, high = with_margin(round_range(points.T[:, 0])[0] if points.is_regression else (0.0, 1.0), MARGIN)
        across = (float(line.x[0]), float(line.x[-1]))
        heights = points.T[:, 0] if points.is_regression else class_of(points.T) / max(1, points.T.shape[1] - 1)
        where = _placed(np.column_stack((points.X[:, 0], heights)), across, (low, high), place)
        self._draw_points(painter, where, points)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for k, answers in enumerate(line.answers):
            colour = class_brush(k, self._theme).color() if len(line.answers) > 1 else QColor(self._theme.text)
            painter.setPen(QPen(colour, 1.6))
            ends = _placed(np.column_stack((line.x, answers)), across, (low, high), place)
            for piece in _inside(ends, (answers >= low) & (answers <= high)):
                painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in piece.tolist()]))


def has_picture(series: Series) -> bool:
    """Whether there is something to paint; until then, a word says how it stands."""
    return not series.state and series.picture is not None and series.points is not None


def _inside(ends: Floats, is_inside: NDArray[np.bool_]) -> list[Floats]:
    """The pieces of a line that lie in the picture: not every kind of file can cut off what is outside."""
    borders = np.flatnonzero(np.diff(is_inside)) + 1
    pieces = zip(np.split(ends, borders), np.split(is_inside, borders), strict=True)
    return [piece for piece, inside in pieces if inside.any()]


def _on_plane(points: Points, surface: Surface, place: QRectF) -> Floats:
    ends = (surface.left, surface.right), (surface.bottom, surface.top)
    return _placed(points.X[:, :2], *ends, place)


def _placed(where: Floats, x: tuple[float, float], y: tuple[float, float], place: QRectF) -> Floats:
    """(samples, 2) of the plane, as pixels."""
    shares = (where - (x[0], y[0])) / (max(x[1] - x[0], 1e-300), max(y[1] - y[0], 1e-300))
    return np.column_stack((
        place.left() + shares[:, 0] * place.width(), place.bottom() - shares[:, 1] * place.height(),
    ))  # fmt: skip
