"""The preview of an export: the plots as they will look in the file, or the first lines of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PyQt5.QtCore import QPoint, QRect, QSize, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from gui.export.figure import Figure
from gui.export.formats import paint_image
from gui.theme import SMALL, Theme, code_font, pen

GAP = 12  # pixels
INSET = 10


class Preview(QWidget):
    """One or more sheets of paper.  It paints a figure once, and again only when its own size changes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._figures: Sequence[Figure] = ()
        self._images: list[tuple[QRect, QImage]] = []
        self._painted_for = QSize()
        self._text = ""
        self.setObjectName("exportPreview")
        self.setAccessibleName("Preview")
        self.setToolTip("What will be written.")
        self.setMinimumSize(400, 330)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(440, 360)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        self._figures, self._text = figures, ""
        self._painted_for = QSize()
        self._describe(", ".join(figure.title for figure in figures))

    def show_text(self, text: str) -> None:
        """The beginning of a file."""
        self._figures, self._text = (), text
        self._describe(text)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if self._figures and self._painted_for != self.size():
            self._paint_figures()
        painter = QPainter(self)
        if self._text:
            self._draw_text(painter)
        for place, image in self._images if self._figures else ():
            painter.drawImage(place, image)
            self._frame(painter, place)

    def _describe(self, text: str) -> None:
        self.setAccessibleDescription(text)
        self.update()

    def _paint_figures(self) -> None:
        density, places = self.devicePixelRatioF(), self._places()
        images = (paint_image(each, place.size() * density) for each, place in zip(self._figures, places, strict=True))
        self._images = list(zip(places, images, strict=True))
        self._painted_for = self.size()

    def _places(self) -> list[QRect]:
        """Of the figures, which are all of one size: in as many columns as make them largest."""
        count = len(self._figures)
        columns = max(range(1, count + 1), key=lambda columns: self._sheet(columns).width())
        size = self._sheet(columns)
        across, down = size.width() + GAP, size.height() + GAP
        left = (self.width() + GAP - columns * across) // 2
        cells = (divmod(k, columns) for k in range(count))
        return [QRect(QPoint(left + column * across, row * down), size) for row, column in cells]

    def _sheet(self, columns: int) -> QSize:
        """How large each figure can be."""
        rows = math.ceil(len(self._figures) / columns)
        width, height = self.width() - GAP * (columns - 1), self.height() - GAP * (rows - 1)
        room = QSize(width // columns, height // rows)
        return self._figures[0].size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _frame(self, painter: QPainter, place: QRect) -> None:
        painter.setPen(pen(self._theme.outline))
        painter.drawRect(place.adjusted(0, 0, -1, -1))

    def _draw_text(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), QColor(self._theme.field))
        self._frame(painter, self.rect())
        painter.setFont(code_font(SMALL))
        painter.setPen(QColor(self._theme.text))
        inside = self.rect().adjusted(INSET, INSET, -INSET, -INSET)
        painter.setClipRect(inside)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), self._text)
