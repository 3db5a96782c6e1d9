"""What the page says before anything was compared."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from engine.compare.plan import QUESTIONS

WIDTH, GAP = 440, 8  # pixels of a line, and between two
HEADING = "What difference does it make?"
TEXT = (
    "One thing is varied and all else is the same: samples, batches and, where the shapes allow, first weights. "
    "Several seeds show how much is chance."
)


class Welcome(QFrame):
    """A card with a few words in its middle, and the questions that can be answered at once."""

    chosen = pyqtSignal(object)  # carries the Question that is to be answered now

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        heading, text = QLabel(HEADING), QLabel(TEXT)
        heading.setProperty("role", "title")
        text.setWordWrap(True)
        text.setProperty("role", "note")
        text.setFixedWidth(WIDTH)
        text.setMinimumHeight(3 * text.fontMetrics().height())  # in the middle of a card nobody asks how high it is
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(GAP)
        self._layout.addStretch(2)
        for label in (heading, text):
            label.setAlignment(Qt.Alignment() | Qt.AlignmentFlag.AlignHCenter)
            self._layout.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        for number, question in enumerate(QUESTIONS):
            button = QPushButton(question.asks)
            button.setObjectName(f"ask{number}")
            button.setAccessibleName(question.asks)
            button.setToolTip(f"Compare at once: {question.title.lower()}.")
            button.setFixedWidth(WIDTH)
            button.clicked.connect(lambda _checked, question=question: self.chosen.emit(question))
            self._layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addStretch(3)
