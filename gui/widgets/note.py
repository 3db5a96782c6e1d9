"""The muted words beside a title, which may change sixty times a second."""

from __future__ import annotations

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from gui.theme import SMALL, number_font


class Note(QWidget):
    """One line at the right of the room that is left for it, cut short with "…" where that is too narrow.

    A QLabel would have the whole window laid out anew whenever its text changes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = self._short = ""
        self.setProperty("role", "note")
        self.setFont(number_font(SMALL))
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Preferred)

    def text(self) -> str:
        return self._text

    def short(self) -> str:
        """The same in fewer letters, or ""."""
        return self._short

    def set_text(self, text: str, short: str = "") -> None:
        """``short``: the same in fewer letters, to be shown where the room is too narrow for all."""
        if (text, short) != (self._text, self._short):
            self._text, self._short = text, short
            self.setAccessibleName(text)
            self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        has_room = self.fontMetrics().horizontalAdvance(self._text) <= self.width()
        text = self._text if has_room or not self._short else self._short
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), shown)
