"""What the page says before anything was compared."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.compare.questions import QUESTIONS, Question
from engine.recipe import Recipe
from gui.compare.hint import HintNote

WIDTH, NOTE_WIDTH = 440, 640  # pixels of a question, and of the note on it
GAP, NOTE_GAP = 8, 3  # pixels between two questions, and between one and its note
HEADING = "What difference does it make?"
TEXT = (
    "One thing is varied and all else is the same: samples, batches and, where the shapes allow, first weights. "
    "Several seeds show how much is chance."
)


class Welcome(QFrame):
    """A card with a few words in its middle, and the questions that can be answered at once."""

    chosen = pyqtSignal(object)  # carries the Question that is to be answered now
    taken = pyqtSignal(object, object)  # carries the Question, and the Hint of whose recipe it is to be asked

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._recipe: Recipe | None = None
        self._notes = [HintNote(f"askHint{number}") for number in range(len(QUESTIONS))]
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
            self._layout.addWidget(self._line(number, question), 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addStretch(3)
        self.set_recipe(Recipe())

    def set_recipe(self, recipe: Recipe) -> None:
        """Of which the questions would be asked: those that show little of it say so."""
        if recipe != self._recipe:
            self._recipe = recipe
            for question, note in zip(QUESTIONS, self._notes, strict=True):
                note.show_hint(question.hint(recipe))

    def dress(self) -> None:
        """Take on the theme's colours."""
        for note in self._notes:
            note.dress()

    def _line(self, number: int, question: Question) -> QWidget:
        """A question, and below it the note on it."""
        made, button, note = QWidget(), QPushButton(question.asks), self._notes[number]
        button.setObjectName(f"ask{number}")
        button.setAccessibleName(question.asks)
        button.setToolTip(f"Compare at once: {question.title.lower()}.")
        button.clicked.connect(lambda _checked: self._on_clicked(question, note))
        note.setWordWrap(False)
        note.setAlignment(Qt.Alignment() | Qt.AlignmentFlag.AlignHCenter)
        note.setFixedWidth(NOTE_WIDTH)
        made.setFixedWidth(NOTE_WIDTH)
        note.taken.connect(lambda hint: self.taken.emit(question, hint))
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(NOTE_GAP)
        button.setFixedWidth(WIDTH)
        for part in (button, note):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        return made

    def _on_clicked(self, question: Question, note: HintNote) -> None:
        if note.hint is not None and note.hint.is_needed:
            self.taken.emit(question, note.hint)
        else:
            self.chosen.emit(question)
