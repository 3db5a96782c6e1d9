"""What the learning curves are drawn with, beside lines: bands around them, and their names at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.compare.palette import variant_pen
from gui.theme import SMALL, Theme, font
from gui.widgets.signs import growing

ROW, SIGN, GAP = 20, 20, 7  # pixels: from name to name, of a piece of line, and before the name
LEFT, WIDEST = 14, 190  # pixels beside the plot, and of all of it
WIDTH = 2.0  # pixels of a piece of line

Floats = NDArray[np.floating[Any]]


class Area(pg.GraphicsObject):
    """The area between two curves."""

    def __init__(self) -> None:
        super().__init__()
        self._place = QRectF()
        self._outline, self._brush = QPainterPath(), QBrush()
        self.setVisible(False)

    def set_colour(self, colour: QColor) -> None:
        self._brush = QBrush(colour)
        self.update()

    def set_data(self, x: Floats, low: Floats, high: Floats) -> None:
        """All of shape (points,), and finite.  Where the curves are one, there is nothing to paint."""
        is_open = bool((high > low).any())
        self.setVisible(is_open)
        if is_open:
            self.prepareGeometryChange()
            self._outline = pg.arrayToQPath(np.concatenate((x, x[::-1])), np.concatenate((high, low[::-1])))
            self._place = self._outline.boundingRect()
            self.update()

    def boundingRect(self) -> QRectF:
        return self._place

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush)
        painter.drawPath(self._outline)


class NameKey(pg.AxisItem):
    """Which line is which: their names one below the other, where the axis at the right would be.

    So it is a part of the plot, and of every file that is made of it."""

    looked_at = pyqtSignal(int)  # the pointer is on a name, from 0; -1: on none any more
    chosen = pyqtSignal(int)  # a name was clicked

    def __init__(self, theme: Theme) -> None:
        super().__init__("right", showValues=False, maxTickLength=0)
        self._theme, self._font = theme, font(SMALL)
        self._names: list[tuple[str, str]] = []
        self._bright: int | None = None
        self.setWidth(0)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_names(self, names: Sequence[tuple[str, str]]) -> None:
        """Of each line its name and a word on how it stands, or ""."""
        if list(names) == self._names:
            return
        self._names = list(names)
        advance = QFontMetricsF(self._font).horizontalAdvance
        widest = max((advance(_text(*each)) for each in names), default=0.0)
        self.setWidth(min(WIDEST, LEFT + SIGN + GAP + widest + 2) if names else 0)
        self.update()

    def brighten(self, number: int | None) -> None:
        """The one that is looked at; None: all alike."""
        if number != self._bright:
            self._bright = number
            self.update()

    def row_at(self, where: QPointF) -> int:
        """The number of the line whose name lies there; -1 where there is none."""
        row = int(where.y() // ROW)
        return row if 0 <= row < len(self._rows()) and row < len(self._names) and where.x() >= LEFT / 2 else -1

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.size().width(), self.size().height())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self._font)
        for row, (name, state) in enumerate(self._rows()):
            line = QRectF(LEFT, row * ROW, self.size().width() - LEFT, ROW)
            is_faint = self._bright is not None and row != self._bright
            if row < len(self._names):
                self._draw_sign(painter, line, row, is_faint)
                line.adjust(SIGN + GAP, 0, 0, 0)
            painter.setPen(QColor(self._theme.disabled if is_faint else self._theme.text))
            shown = metrics.elidedText(_text(name, state), Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def hoverEvent(self, event: Any) -> None:
        self.looked_at.emit(-1 if event.isExit() else self.row_at(event.pos()))

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.chosen.emit(self.row_at(event.pos()))

    def wheelEvent(self, event: Any) -> None:
        event.ignore()  # it has nothing to zoom

    def mouseDragEvent(self, event: Any) -> None:
        event.ignore()

    def _rows(self) -> list[tuple[str, str]]:
        """As many as there is room for; the last says how many are left out."""
        room = max(1, int(self.size().height() // ROW))
        if len(self._names) <= room:
            return self._names
        return [*self._names[: room - 1], (f"… {len(self._names) - room + 1} more", "")]

    def _draw_sign(self, painter: QPainter, line: QRectF, number: int, is_faint: bool) -> None:
        made: QPen = growing(variant_pen(number, self._theme, is_faint))
        made.setWidthF(WIDTH)
        painter.setPen(made)
        painter.drawLine(QPointF(line.left(), line.center().y()), QPointF(line.left() + SIGN, line.center().y()))


def _text(name: str, state: str) -> str:
    return f"{name} · {state}" if state else name
