"""A figure: one plot or several side by side, with a header, in a size and in colours of its own, for a file."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter, QRegion
from PyQt5.QtWidgets import QWidget

from gui.export.part import Part
from gui.export.subject import Subject
from gui.theme import SEMIBOLD, SMALL, TEXT, Theme, font, number_font
from gui.widgets.keys import Key, joined

MARGIN, TOP, BOTTOM = 14, 8, 10  # pixels, as a panel has them
HEADER, CAPTION, GAP = 28, 20, 12
PLOT_LEFT = 8  # an axis has some room of its own


class Figure:
    """Measured in pixels of the screen, and painted any number of times.

    One plot has the header that its panel has.  Several share a header with one key, and each has a caption."""

    def __init__(self, subject: Subject, theme: Theme, size: QSize) -> None:
        self.name, self.theme, self.size = subject.name, theme, size
        count = len(subject.views)
        top = TOP + HEADER + (CAPTION if count > 1 else 0)
        width = size.width() / count
        self._columns = [QRectF(k * width, TOP + HEADER, width, size.height() - TOP - HEADER) for k in range(count)]
        places = [QRectF(each.left(), top, width, size.height() - top) for each in self._columns]
        inside = [place.adjusted(PLOT_LEFT, 0, -MARGIN, -BOTTOM) for place in places]
        self.parts = [Part(view, theme, place) for view, place in zip(subject.views, inside, strict=True)]
        keys = [key for part in self.parts for key in part.keys]
        self._keys = joined(keys, theme) if count > 1 else keys

    @property
    def title(self) -> str:
        """In a line: what the header says."""
        if len(self.parts) == 1:
            return " – ".join(filter(None, (self.name, self.parts[0].note)))
        return " – ".join([self.name, *(f"{part.name}: {part.note}" for part in self.parts if part.note)])

    def draw(self, painter: QPainter) -> None:
        """Everything."""
        self.draw_frame(painter)
        for part in self.parts:
            part.draw_content(painter)

    def draw_frame(self, painter: QPainter) -> None:
        """The ground, the words and the axes."""
        whole = QRect(QPoint(), self.size).adjusted(0, 0, 1, 1)  # the file may be a fraction of a pixel larger
        painter.fillRect(whole, QColor(self.theme.card))
        header = QRectF(MARGIN, TOP, self.size.width() - 2 * MARGIN, HEADER)
        notes = _notes(self.parts[0]) if len(self.parts) == 1 else ("", "")
        self._draw_line(painter, header, self.name, font(TEXT, SEMIBOLD), notes, self._keys)
        for part, column in zip(self.parts, self._columns, strict=True):
            if len(self.parts) > 1:
                line = QRectF(column.left() + MARGIN, column.top(), column.width() - 2 * MARGIN, CAPTION)
                self._draw_line(painter, line, part.name, font(SMALL, SEMIBOLD), _notes(part))
            part.draw_axes(painter)

    def _draw_line(
        self, painter: QPainter, line: QRectF, title: str, in_font: QFont, notes: tuple[str, str],
        keys: Sequence[Key] = (),
    ) -> None:  # fmt: skip
        """The title at the left, the keys at the right, and the note beside them, in fewer letters where it must be."""
        painter.setPen(QColor(self.theme.text))
        painter.setFont(in_font)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), title)
        room = line.adjusted(QFontMetricsF(in_font).horizontalAdvance(title) + GAP, 0, 0, 0)
        for key in reversed(keys):
            room.setRight(max(room.left(), room.right() - _draw_key(painter, key, room) - GAP))
        painter.setPen(QColor(self.theme.muted))
        painter.setFont(number_font(SMALL))
        metrics, (note, short) = QFontMetricsF(painter.font()), notes
        fitting = note if metrics.horizontalAdvance(note) <= room.width() or not short else short
        shown = metrics.elidedText(fitting, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), shown)


def _notes(part: Part) -> tuple[str, str]:
    """What stands beside a title, and the same in fewer letters."""
    return part.note, part.short_note


def _draw_key(painter: QPainter, key: Key, room: QRectF) -> int:
    """Draws ``key`` at the right of the room that is left for it, and returns its width."""
    size = key.sizeHint()
    key.resize(min(size.width(), int(room.width())), size.height())
    place = QPointF(room.right() - key.width(), room.center().y() - size.height() / 2)
    key.render(painter, place.toPoint(), QRegion(), QWidget.RenderFlags(QWidget.DrawChildren))
    return key.width()
