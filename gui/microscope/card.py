"""A card of the microscope: a title, a few words beside it, and a body below."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.widgets.note import Note


class Card(QFrame):
    """``header`` takes controls at its end."""

    def __init__(self, title: str, body: QWidget) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._title, self._note = QLabel(title), Note()
        self._title.setProperty("role", "title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.header = QHBoxLayout()
        self.header.setSpacing(10)
        self.header.addWidget(self._title)
        self.header.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 10)
        layout.setSpacing(6)
        layout.addLayout(self.header)
        layout.addWidget(body, 1)

    def set_title(self, text: str) -> None:
        self._title.setText(text)

    def set_note(self, text: str) -> None:
        self._note.set_text(text)
