"""The printed log, in the form in which the lab wants it; it folds away."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QToolButton, QVBoxLayout

from gui.theme import SMALL, Theme, code_font, icon

MOST_LINES = 2000  # the oldest go when there are more: the losses themselves are in the history
LEAST = 36  # pixels of the text when it is unfolded
NO_LIMIT = 16_777_215  # Qt's own greatest size of a widget


class LogView(QFrame):
    """A card with the log, a button that copies it and one that folds it."""

    folded = pyqtSignal(bool)  # the person has folded or unfolded it

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.text = QPlainTextEdit()
        self.text.setObjectName("log")
        self.text.setAccessibleName("Log")
        self.text.setToolTip("Losses on the way, the last ones, and the predictions, as a lab report wants them.")
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(MOST_LINES)
        self.text.setFont(code_font(SMALL))
        self.text.setMinimumHeight(LEAST)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self._fold = self._button("foldLog", "Fold the log", "Folds the log away, or brings it back.")
        self._fold.clicked.connect(self._on_fold)
        self._copy = self._button("copyLog", "Copy the log", "Copies the whole log to the clipboard.")
        self._copy.clicked.connect(self._on_copy)
        self._lay_out()
        self.set_theme(theme)

    def append(self, lines: str) -> None:
        """Print lines at the end; the view follows unless the person has scrolled up."""
        self.text.appendPlainText(lines)

    def clear(self) -> None:
        """Forget all lines."""
        self.text.clear()

    def set_folded(self, folded: bool) -> None:
        """Show the title only, or the text as well."""
        self.text.setVisible(not folded)
        self.setMaximumHeight(self.minimumSizeHint().height() if folded else NO_LIMIT)
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fold.setIcon(icon("chevron-up" if self.text.isHidden() else "chevron-down", theme))
        self._copy.setIcon(icon("copy", theme))

    def _on_fold(self) -> None:
        folded = not self.text.isHidden()
        self.set_folded(folded)
        self.folded.emit(folded)

    def _on_copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(self.text.toPlainText())

    def _button(self, object_name: str, name: str, help: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(object_name)
        button.setAccessibleName(name)
        button.setToolTip(help)
        button.setProperty("quiet", True)
        return button

    def _lay_out(self) -> None:
        title = QLabel("Log")
        title.setProperty("role", "title")
        header = QHBoxLayout()
        header.addWidget(title)
        header.addStretch(1)
        header.addWidget(self._copy)
        header.addWidget(self._fold)
        around = QVBoxLayout(self)
        around.setContentsMargins(14, 8, 10, 6)
        around.setSpacing(2)
        around.addLayout(header)
        around.addWidget(self.text)
