"""The question that is being asked, and whether the recipe at hand has much to say to it."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QFontMetrics
from PyQt5.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.compare.questions import Hint, Question
from engine.recipe import Recipe
from gui.compare.hint import HintNote
from gui.theme import SMALL, font

LINES, GAP = 4, 3  # two lines of a question and two of the note on it, and pixels between them


class Asked(QWidget):
    """As high as the longest question with the longest note: what is below stays where it is."""

    taken = pyqtSignal(object, object)  # carries the Question, and the Hint of whose recipe it is to be asked

    def __init__(self) -> None:
        super().__init__()
        self._question: Question | None = None
        self._asks, self._note = QLabel(), HintNote("compareHint")
        self._asks.setObjectName("compareAsks")
        self._asks.setStyleSheet(f"font-size: {SMALL}px;")
        self._asks.setWordWrap(True)
        self._note.taken.connect(lambda hint: self.taken.emit(self._question, hint))
        self.setFixedHeight(LINES * QFontMetrics(font(SMALL)).lineSpacing() + GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._asks)
        layout.addWidget(self._note)
        layout.addStretch(1)

    def show_question(self, question: Question | None, recipe: Recipe) -> Hint | None:
        """Of this recipe; None: a question of the person's own.  The hint that there is, if any."""
        self._question = question
        hint = question.hint(recipe) if question is not None else None
        self._asks.setText("Your own question." if question is None else question.asks)
        self._note.show_hint(hint)
        return hint

    def set_offering(self, is_offering: bool) -> None:
        """Whether the hint's recipe may be taken now."""
        self._note.setEnabled(is_offering)

    def dress(self) -> None:
        """Take on the theme's colours."""
        self._note.dress()
