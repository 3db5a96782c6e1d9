"""What each variant has learned, as small pictures side by side: surfaces of two features, curves of one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF, QTransform
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols

from engine.compare.results import number_text, share_text
from engine.metrics import class_of
from engine.snapshot import Line, Points, Surface
from gui.compare.card import NOBODY
from gui.compare.palette import variant_colour
from gui.compare.shown import NOTHING, Series, Shown
from gui.theme import SMALL, Theme, class_brush, class_symbol, font, number_font, symbol_size, value_brushes
from gui.widgets.ranges import round_range, with_margin
from gui.widgets.readings import Chance, Classes, Reading, Value
from gui.widgets.sheet import Drawing
from gui.widgets.symbols import every_so_many

LEAST, GREATEST = 56, 260  # pixels of a picture's side
CAPTION, GAP, BAR = 20, 10, 3  # pixels: of the line below, between pictures, of the colour at the left of a caption
MOST_POINTS, FEW = 120, 40  # of a small picture; fewer are drawn larger
CELL = 60.0  # pixels of a picture for which a surface need not be made finer
FILE = 12  # times as many rows and columns as there are answers, in a file
MARGIN = 0.08  # of the height of a curve, above and below

Floats = NDArray[np.floating[Any]]


class Miniatures(Drawing):
    """As large as there is room for; of two things varied, a row for each level of the first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.shown, self.looked_at = NOTHING, NOBODY
        self._beyond = 0.0  # pixels that a caption may be wider than its picture
        self.places: list[QRectF] = []  # of the pictures, without their captions
        self._images: dict[tuple[int, int], tuple[Surface, QImage]] = {}  # by number, and how fine they are

    def show_shown(self, shown: Shown) -> None:
        self.shown = shown
        self.lay_out()

    def highlight(self, number: int) -> None:
        self.looked_at = number
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._images.clear()
        super().set_theme(theme)

    @property
    def left_out(self) -> int:
        """How many find no room."""
        return len(self.shown.series) - len(self.places)

    def lay_out(self) -> None:
        """Chooses the number of columns that makes them largest."""
        count, grid = len(self.shown.series), self.shown.grid
        self.places = []
        self.update()
        if not count:
            return
        fixed = len(grid.columns) if grid is not None else 0
        columns = fixed if fixed and self._side(fixed, -(-count // fixed)) >= LEAST else self._best_columns(count)
        side = max(LEAST, min(GREATEST, self._side(columns, -(-count // columns))))
        rows = max(1, int((self._size.height() + GAP) // (side + CAPTION + GAP)))
        room, longest = (self._size.width() + GAP) / columns, max(map(self._caption_width, self.shown.series))
        across = max(side + GAP, min(room, longest + GAP))
        left = max(0.0, (self._size.width() + GAP - columns * across) / 2)
        self._beyond = across - GAP - side
        for k in range(min(count, rows * columns)):
            row, column = divmod(k, columns)
            x = int(left + column * across + self._beyond / 2)
            self.places.append(QRectF(x, row * (side + CAPTION + GAP), side, side))

    def number_at(self, where: QPointF) -> int:
        """Of the picture, or its caption, at a point; NOBODY where there is none."""
        inside = (k for k, place in enumerate(self.places) if place.adjusted(0, 0, 0, CAPTION).contains(where))
        return next(inside, NOBODY)

    def text_at(self, where: QPointF) -> tuple[str, QRectF]:
        number = self.number_at(where)
        if number == NOBODY:
            return "", QRectF()
        series = self.shown.series[number]
        how = series.state or f"{self.shown.score_name} {self._score(series)}"
        return f"{series.name}: {how}, with the first seed.", self.places[number].adjusted(0, 0, 0, CAPTION)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (place, series) in enumerate(zip(self.places, self.shown.series, strict=False)):
            painter.setOpacity(1.0 if self.looked_at in (NOBODY, number) else 0.35)
            self._draw_picture(painter, place, number, series, _finer(place) if widget is not None else FILE)
            self._draw_caption(painter, place, number, series)
        painter.setOpacity(1.0)

    # -- one of them ---------------------------------------------------------------------------------------------------

    def _draw_picture(self, painter: QPainter, place: QRectF, number: int, series: Series, finer: int) -> None:
        painter.fillRect(place, QColor(self._theme.zero))
        if series.state or series.picture is None or series.points is None:
            painter.setPen(QColor(self._theme.muted))
            painter.setFont(font(SMALL))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), series.state)
        elif isinstance(series.picture, Surface):
            painter.drawImage(place, self._image(number, series, series.picture, finer))
            self._draw_points(painter, _on_plane(series.points, series.picture, place), series.points)
        else:
            self._draw_curve(painter, place, series.picture, series.points)
        painter.setPen(QPen(QColor(self._theme.outline), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))

    def _draw_caption(self, painter: QPainter, place: QRectF, number: int, series: Series) -> None:
        line = QRectF(place.left(), place.bottom() + 2, place.width(), CAPTION - 2)
        line.adjust(-self._beyond_needed(series) / 2, 0, self._beyond_needed(series) / 2, 0)
        bar = QRectF(line.left(), line.top() + 3, BAR, line.height() - 6)
        painter.fillRect(bar, QColor(variant_colour(number, self._theme)))
        line.adjust(BAR + 5, 0, 0, 0)
        score = self._score(series)
        painter.setFont(number_font(SMALL))
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), score)
        line.setRight(line.right() - QFontMetricsF(number_font(SMALL)).horizontalAdvance(score) - 6)
        painter.setFont(font(SMALL))
        painter.setPen(QColor(self._theme.text))
        name = QFontMetricsF(font(SMALL)).elidedText(series.name, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), name)

    def _beyond_needed(self, series: Series) -> float:
        """By how many pixels a caption is wider than its picture, as far as there is room for it."""
        return min(self._beyond, max(0.0, self._caption_width(series) - self.places[0].width()))

    def _caption_width(self, series: Series) -> float:
        words = QFontMetricsF(font(SMALL)).horizontalAdvance(series.name)
        score = QFontMetricsF(number_font(SMALL)).horizontalAdvance(self._score(series))
        return BAR + 5 + words + 8 + score

    def _score(self, series: Series) -> str:
        if series.score is None or not math.isfinite(series.score):
            return ""
        return number_text(series.score) if self.shown.is_regression else share_text(series.score).replace(".0 %", " %")

    def _image(self, number: int, series: Series, surface: Surface, finer: int) -> QImage:
        """Painted once, and kept as long as the surface is the same."""
        known = self._images.get((number, finer))
        if known is not None and known[0] is surface:
            return known[1]
        reading = self._reading(series.points, surface)
        colours = np.ascontiguousarray(reading.table(self._theme).take(reading.places(surface.answers, finer))[::-1])
        rows, columns = colours.shape
        image: QImage = QImage(colours.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()  # type: ignore[call-overload]
        self._images[number, finer] = (surface, image)
        return image

    def _reading(self, points: Points | None, surface: Surface) -> Reading:
        if len(surface.answers) > 1:
            return Classes()
        if points is not None and points.is_regression:
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

    # -- how large -----------------------------------------------------------------------------------------------------

    def _side(self, columns: int, rows: int) -> float:
        across = (self._size.width() + GAP) / columns - GAP
        down = (self._size.height() + GAP) / rows - GAP - CAPTION
        return float(math.floor(min(across, down)))

    def _best_columns(self, count: int) -> int:
        most = max(1, int((self._size.width() + GAP) // (LEAST + GAP)))
        return max(range(1, min(count, most) + 1), key=lambda columns: self._side(columns, -(-count // columns)))


def _finer(place: QRectF) -> int:
    """Times as many rows and columns as there are answers; Qt smooths the rest of the way."""
    return max(1, round(place.width() / CELL))


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

