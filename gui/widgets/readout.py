"""One number of the run with a caption above it, as large as it must be read and as still as it can stand."""

from __future__ import annotations

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QFontMetrics
from PyQt5.QtWidgets import QLabel, QWidget

from gui.theme import BIG, SEMIBOLD, number_font

CAPTION_HEIGHT, NUMBER_HEIGHT = 18, 26  # pixels


class Readout(QWidget):
    """A caption and a QLabel of fixed width.

    The two are placed by hand: a layout would lay out the whole window anew with every change of a number."""

    def __init__(self, caption: str, object_name: str, help: str, widest: str) -> None:
        """``widest``: a text as wide as the number may become, for which room is kept."""
        super().__init__()
        self._caption, self.number = QLabel(caption, self), QLabel("–", self)
        self._caption.setProperty("role", "note")
        self.number.setProperty("role", "big")
        self.number.setObjectName(object_name)
        self.number.setAccessibleName(caption)
        self.number.setToolTip(help)
        self._caption.setToolTip(help)
        caption_width = self._caption.sizeHint().width()
        width = max(caption_width, QFontMetrics(number_font(BIG, SEMIBOLD)).horizontalAdvance(widest)) + 4
        self.setFixedSize(QSize(width, CAPTION_HEIGHT + NUMBER_HEIGHT))
        self._caption.setGeometry(0, 0, width, CAPTION_HEIGHT)
        self.number.setGeometry(0, CAPTION_HEIGHT, width, NUMBER_HEIGHT)

    def set_text(self, text: str) -> None:
        """Show another number."""
        if text != self.number.text():
            self.number.setText(text)
