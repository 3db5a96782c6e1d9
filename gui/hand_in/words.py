"""A place for a sentence, in the colour of what it is: a note, or what is wrong."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QVBoxLayout, QWidget


class Words(QWidget):
    """At least as high as so many lines, whatever it says, so that little around it moves."""

    def __init__(self, object_name: str, lines: int) -> None:
        super().__init__()
        self._note, self._complaint = QLabel(), QLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for label, name, role in ((self._note, "Note", "note"), (self._complaint, "Complaint", "error")):
            label.setObjectName(object_name + name)
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(Qt.Alignment() | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            layout.addWidget(label)
        self.setMinimumHeight(lines * self._complaint.fontMetrics().lineSpacing() + 2)
        self.say("")

    def say(self, sentence: str, is_wrong: bool = False) -> None:
        """Shows a sentence in place of the one before."""
        for label, is_shown in ((self._note, not is_wrong), (self._complaint, is_wrong)):
            label.setText(sentence if is_shown else "")
            label.setToolTip(label.text())  # what is very long may be cut off
            label.setVisible(is_shown)
