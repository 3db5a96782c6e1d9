"""What there is to know of the run that is looked at, and a place for what a person thinks of it."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QMenu, QPlainTextEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from gui.shelf.kept import KeptRun, particulars, summary
from gui.shelf.wording import ending_text, results_text

NOTE_HEIGHT, ARROW_WIDTH = 64, 34  # pixels


class Details(QWidget):
    """Its recipe and numbers in words, a note, and what can be done with it."""

    restore_wanted = pyqtSignal()
    recipe_wanted = pyqtSignal()
    noted = pyqtSignal(str, str)  # carries the id of the run and the note beside it

    def __init__(self, menu: QMenu) -> None:
        """``menu``: all that can be done with the run."""
        super().__init__()
        self._id = ""
        self._title = _label("title")
        self._ending, self._results, self._recipe = (_label("note") for _ in range(3))
        self.note = QPlainTextEdit()
        self.note.setObjectName("runNote")
        self.note.setAccessibleName("Note on the run")
        self.note.setToolTip("What you want to remember of this run: a note pins it, and goes into the report.")
        self.note.setPlaceholderText("Note: what did you see?")
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.note.textChanged.connect(self._on_note)
        self._lay_out(menu)

    def show_run(self, kept: KeptRun) -> None:
        """Look at this run."""
        is_other = kept.id != self._id
        self._id = kept.id
        self._title.setText(kept.title)
        self._recipe.setText(", ".join(filter(None, [summary(kept.recipe), particulars(kept.run)])))
        self._results.setText(results_text(kept))
        self._ending.setText(ending_text(kept))
        if is_other or (kept.note != self.note.toPlainText() and not self.note.hasFocus()):
            self.note.blockSignals(True)
            self.note.setPlainText(kept.note)
            self.note.blockSignals(False)

    def _on_note(self) -> None:
        self.noted.emit(self._id, self.note.toPlainText())

    def _lay_out(self, menu: QMenu) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(_button("restoreRun", "Restore", "Show this run again as it ended, ready to go on.",
                                  self.restore_wanted.emit))
        buttons.addWidget(_button("useRecipe", "Use Recipe", "Put its choices into the form, for a new training.",
                                  self.recipe_wanted.emit))
        buttons.addStretch(1)
        buttons.addWidget(_menu_button(menu))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for label in (self._title, self._ending, self._results, self._recipe):
            layout.addWidget(label)
        layout.addSpacing(6)
        layout.addWidget(self.note)
        layout.addSpacing(6)
        layout.addLayout(buttons)


def _label(role: str) -> QLabel:
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)  # a name may have brackets
    made.setProperty("role", role)
    made.setWordWrap(True)
    return made


def _button(object_name: str, text: str, tip: str, do: Callable[[], None]) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(object_name)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.clicked.connect(lambda: do())
    return made


def _menu_button(menu: QMenu) -> QToolButton:
    made = QToolButton()  # with nothing but its arrow: the column is narrow
    made.setFixedWidth(ARROW_WIDTH)
    made.setObjectName("moreOfRun")
    made.setAccessibleName("More that can be done with the run")
    made.setToolTip("Name, pin, export, save or delete this run.")
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setMenu(menu)
    return made
