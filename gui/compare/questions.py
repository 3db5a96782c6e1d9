"""The questions that a lab report answers, each a click away."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QToolButton, QWidget

from engine.compare.questions import QUESTIONS, Question
from gui.forms.flow_layout import FlowLayout
from gui.theme import SMALL

GAP = 5  # pixels


class QuestionList(QWidget):
    """A button for each question; the one that is being asked is down."""

    chosen = pyqtSignal(object)  # carries the Question

    def __init__(self) -> None:
        super().__init__()
        layout = FlowLayout(self, GAP)
        self.buttons: dict[str, QToolButton] = {}
        for question in QUESTIONS:
            button = self.buttons[question.title] = QToolButton()
            button.setObjectName(f"question{question.title.title().replace(' ', '')}")
            button.setText(question.title)
            button.setAccessibleName(f"Question: {question.title}")
            button.setToolTip(question.asks)
            button.setCheckable(True)
            button.setStyleSheet(f"font-size: {SMALL}px; padding: 2px 8px;")
            button.clicked.connect(lambda _checked, question=question: self.chosen.emit(question))
            layout.addWidget(button)

    def mark(self, question: Question | None) -> None:
        """Show which of them is being asked; None: another one."""
        for title, button in self.buttons.items():
            button.setChecked(question is not None and title == question.title)
