"""What was deleted last, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton


class UndoLine(QFrame):
    """Nobody is asked before something is deleted, since it comes back with a click.

    Several deletions are taken back one after the other, the last one first."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("undoLine")
        self._steps: list[tuple[str, Callable[[], None]]] = []
        self._text = QLabel()
        self._text.setObjectName("undoText")
        self._text.setProperty("role", "note")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        button = QPushButton("Undo")
        button.setObjectName("undoDelete")
        button.setAccessibleName("Undo the deletion")
        button.setToolTip("Bring back what was deleted last (Ctrl+Z).")
        button.clicked.connect(lambda: self.undo())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(button)
        self.hide()

    def say(self, what: str, undo: Callable[[], None]) -> None:
        """``what`` was deleted, and ``undo`` brings it back."""
        self._steps.append((what, undo))
        self._show_last()

    def undo(self) -> None:
        """Take back the last deletion that was not taken back yet."""
        if self._steps:
            _, undo = self._steps.pop()
            undo()
            self._show_last()

    def _show_last(self) -> None:
        self.setVisible(bool(self._steps))
        if self._steps:
            what, _ = self._steps[-1]
            shown = self._text.fontMetrics().elidedText(what, Qt.TextElideMode.ElideRight, LONGEST)
            self._text.setText(f"Deleted {shown}.")


LONGEST = 130  # pixels of a name
