"""A person's own words on a comparison: lines that grow as they are written, and nothing where there are none."""

from __future__ import annotations

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtGui import QFocusEvent, QKeyEvent
from PyQt5.QtWidgets import QPlainTextEdit

MOST_LINES = 4
ROOM = 20  # pixels above and below the lines
LOOK = "QPlainTextEdit:!focus { background: transparent; border-color: transparent; }"  # then it is text, not a field


class NoteField(QPlainTextEdit):
    """Seen while something stands in it, or while somebody writes."""

    written = pyqtSignal(str)
    seen = pyqtSignal(bool)  # it is there now, or no longer

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("compareNote")
        self.setAccessibleName("Note on the comparison")
        self.setToolTip("What you want to remember of this comparison: it goes into the report.")
        self.setPlaceholderText("Note: what did you see?")
        self.setStyleSheet(LOOK)
        self.setTabChangesFocus(True)
        self.textChanged.connect(lambda: self.written.emit(self.toPlainText()))
        document = self.document()
        assert document is not None
        layout = document.documentLayout()
        assert layout is not None
        layout.documentSizeChanged.connect(lambda _: self._grow())
        self.hide()

    def begin(self) -> None:
        """Let the person write."""
        self._show(True)
        self.setFocus()

    def show_note(self, note: str, is_other: bool) -> None:
        """Show this note, and leave a person alone who is writing it; ``is_other``: it is of another comparison."""
        if is_other or (note != self.toPlainText() and not self.hasFocus()):
            self.blockSignals(True)
            self.setPlainText(note)
            self.blockSignals(False)
        self._show(bool(note) or (self.hasFocus() and not is_other))

    def sizeHint(self) -> QSize:
        return QSize(200, min(self._lines(), MOST_LINES) * self.fontMetrics().lineSpacing() + ROOM)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        if not self.toPlainText():
            self._show(False)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Escape ends the writing."""
        assert event is not None
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _lines(self) -> int:
        document = self.document()
        return max(1, int(document.size().height())) if document is not None else 1  # of a plain text, it is in lines

    def _grow(self) -> None:
        is_long = self._lines() > MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if is_long else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self.updateGeometry()

    def _show(self, is_seen: bool) -> None:
        self.setVisible(is_seen)
        self.seen.emit(is_seen)
