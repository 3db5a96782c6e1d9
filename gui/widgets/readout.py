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
        self._name, self._help = caption, help
        self._remark = ("", "")
        caption_width = self._caption.sizeHint().width()
        width = max(caption_width, QFontMetrics(number_font(BIG, SEMIBOLD)).horizontalAdvance(widest)) + 4
        self.setFixedSize(QSize(width, CAPTION_HEIGHT + NUMBER_HEIGHT))
        self._caption.setGeometry(0, 0, width, CAPTION_HEIGHT)
        self.number.setGeometry(0, CAPTION_HEIGHT, width, NUMBER_HEIGHT)

    def rename(self, caption: str, help: str) -> None:
        """Say that the number is of another kind from now on; its room stays."""
        if (caption, help) == (self._name, self._help):
            return
        self._name, self._help = caption, help
        self.number.setAccessibleName(caption)
        self._say()

    def has_room(self, remark: str) -> bool:
        """Whether a few words fit beside the caption."""
        self._caption.ensurePolished()  # its font is the style sheet's business
        return self._caption.fontMetrics().horizontalAdvance(self._with(remark)) <= self._caption.width()

    def set_remark(self, remark: str, sentence: str = "") -> None:
        """Show a few words beside the caption, or none, and say in the tooltip what they mean."""
        if (remark, sentence) == self._remark:
            return
        self._remark = (remark, sentence)
        self._say()

    def _say(self) -> None:
        remark, sentence = self._remark
        self._caption.setText(self._with(remark))
        for label in (self._caption, self.number):
            label.setToolTip(f"{self._help} {sentence}".rstrip())

    def _with(self, remark: str) -> str:
        return f"{self._name} · {remark}" if remark else self._name

    def set_text(self, text: str) -> None:
        """Show another number."""
        if text != self.number.text():
            self.number.setText(text)
