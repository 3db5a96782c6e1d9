"""Where the student writes: a field for each place of the report, with what it asks."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtGui import QFocusEvent
from PyQt5.QtWidgets import QLabel, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from gui.report.lab.places import PLACES, Place

FEWEST_LINES, MOST_LINES = 3, 14
ROOM = 12  # pixels of a field above and below its lines


class WordsForm(QScrollArea):
    """Fields that grow with what is written in them."""

    written = pyqtSignal(str, str)  # the key of a place, and its words
    entered = pyqtSignal()  # somebody begins to write at a place: see ``place``

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("reportWords")
        self.setAccessibleName("Your words")
        self.setToolTip("What only you can write.")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 8, 12, 8)
        column.setSpacing(4)
        self.fields = {place.key: self._field(place, words.get(place.key, "")) for place in PLACES}
        for place in PLACES:
            field, title, prompt = self.fields[place.key], QLabel(place.title), QLabel(place.prompt)
            title.setProperty("role", "title")
            title.setBuddy(field)
            prompt.setProperty("role", "note")
            prompt.setWordWrap(True)
            for part in (title, prompt, field):
                column.addWidget(part)
            column.addSpacing(10)
        column.addStretch(1)
        self.setWidget(page)
        page.setAutoFillBackground(False)

    def _field(self, place: Place, text: str) -> Field:
        field = Field(text)
        field.setObjectName("words" + "".join(word.capitalize() for word in place.key.split()))
        field.setAccessibleName(place.title)
        field.setAccessibleDescription(place.prompt)
        field.setToolTip(place.prompt)
        field.textChanged.connect(lambda: self.written.emit(place.key, field.toPlainText()))
        field.entered.connect(lambda: self._on_entered(place.key))
        return field

    @property
    def place(self) -> str:
        """The key of the place that somebody writes at; "" where nobody does."""
        return next((key for key, field in self.fields.items() if field.hasFocus()), "")

    @property
    def share_before(self) -> float:
        """How much of the words there stands before the text cursor."""
        field = self.fields[self.place]
        return field.textCursor().position() / max(1, len(field.toPlainText()))

    def _on_entered(self, key: str) -> None:
        self.ensureWidgetVisible(self.fields[key], 0, 40)
        self.entered.emit()


class Field(QPlainTextEdit):
    """As high as its text, within bounds; Tab goes on to the next."""

    entered = pyqtSignal()  # it has the keyboard now

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        document = self.document()
        lines = document.size().height() if document is not None else 0  # of a plain text it is counted in lines
        shown = min(max(FEWEST_LINES, int(lines)), MOST_LINES)
        return QSize(200, shown * self.fontMetrics().lineSpacing() + ROOM)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self.entered.emit()
