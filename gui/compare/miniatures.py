"""What each variant has learned, as small pictures side by side: surfaces of two features, curves of one."""

from __future__ import annotations

import math

from PyQt5.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.compare.results import number_text, share_text
from gui.compare.card import NOBODY
from gui.compare.miniaturist import Miniaturist, has_picture
from gui.compare.palette import variant_colour
from gui.compare.shown import NOTHING, Series, Shown
from gui.compare.stock import Stock
from gui.theme import SMALL, Theme, font, number_font
from gui.widgets.sheet import Drawing

LEAST, GREATEST = 56, 260  # pixels of a picture's side
CAPTION, GAP, BAR = 20, 10, 3  # pixels: of the line below, between pictures, of the colour at the left of a caption


class Miniatures(Drawing):
    """As large as there is room for; of two things varied, a row for each level of the first."""

    laid_out = pyqtSignal()  # others may find room now than before

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.shown, self.looked_at = NOTHING, NOBODY
        self._beyond = 0.0  # pixels that a caption may be wider than its picture
        self.places: list[QRectF] = []  # of the pictures, without their captions
        self._painter = Miniaturist(theme)
        self.stock = Stock(self._painter)
        self.stock.completed.connect(self._on_painted)

    def show_shown(self, shown: Shown) -> None:
        self.shown = shown
        self.stock.keep(len(shown.series))
        self.lay_out()

    def highlight(self, number: int) -> None:
        self.looked_at = number
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._painter = Miniaturist(theme)
        self.stock.empty(self._painter)
        super().set_theme(theme)

    @property
    def left_out(self) -> int:
        """How many find no room."""
        return len(self.shown.series) - len(self.places)

    def lay_out(self) -> None:
        self.places = self._found_places()
        self.update()
        self.laid_out.emit()

    def _found_places(self) -> list[QRectF]:
        """Chooses the number of columns that makes them largest."""
        count, grid = len(self.shown.series), self.shown.grid
        if not count:
            return []
        fixed = len(grid.columns) if grid is not None else 0
        columns = fixed if fixed and self._side(fixed, -(-count // fixed)) >= LEAST else self._best_columns(count)
        side = max(LEAST, min(GREATEST, self._side(columns, -(-count // columns))))
        rows = max(1, int((self._size.height() + GAP) // (side + CAPTION + GAP)))
        room, longest = (self._size.width() + GAP) / columns, max(map(self._caption_width, self.shown.series))
        across = max(side + GAP, min(room, longest + GAP))
        left = max(0.0, (self._size.width() + GAP - columns * across) / 2)
        self._beyond = across - GAP - side
        places = []
        for k in range(min(count, rows * columns)):
            row, column = divmod(k, columns)
            x = int(left + column * across + self._beyond / 2)
            places.append(QRectF(x, row * (side + CAPTION + GAP), side, side))
        return places

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
        """On the screen from the stock; into a file, where no widget is given, at once."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (place, series) in enumerate(zip(self.places, self.shown.series, strict=False)):
            painter.setOpacity(1.0 if self.looked_at in (NOBODY, number) else 0.35)
            if widget is None or not has_picture(series):
                self._painter.paint(painter, place, series, is_file=widget is None)
            elif not self.stock.draw(painter, place, number, series, widget.devicePixelRatioF()):
                painter.fillRect(place, QColor(self._theme.zero))
            self._draw_caption(painter, place, number, series)
        painter.setOpacity(1.0)

    def _on_painted(self) -> None:
        self.update()  # not connected itself: Qt would hold on to the drawing, and the drawing to its stock

    # -- one of them ---------------------------------------------------------------------------------------------------

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
        points = series.points  # kept runs may have learned numbers and classes
        is_regression = points.is_regression if points is not None else self.shown.is_regression
        return number_text(series.score) if is_regression else share_text(series.score).replace(".0 %", " %")

    # -- how large -----------------------------------------------------------------------------------------------------

    def _side(self, columns: int, rows: int) -> float:
        across = (self._size.width() + GAP) / columns - GAP
        down = (self._size.height() + GAP) / rows - GAP - CAPTION
        return float(math.floor(min(across, down)))

    def _best_columns(self, count: int) -> int:
        most = max(1, int((self._size.width() + GAP) // (LEAST + GAP)))
        return max(range(1, min(count, most) + 1), key=lambda columns: self._side(columns, -(-count // columns)))
