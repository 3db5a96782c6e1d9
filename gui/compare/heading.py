"""The strip above the cards: which comparison is shown, what a person says of it, and the others that are kept."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt5.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStyledItemDelegate, QToolButton, QVBoxLayout

from gui.compare.kept import KeptComparison
from gui.compare.note_field import NoteField
from gui.shelf.kept import summary
from gui.theme import Theme, icon
from gui.widgets.note import Note

WIDEST = 300  # pixels of the list


class Heading(QFrame):
    """A list to choose from, a few words on what is shown, and what can be done with it."""

    chosen = pyqtSignal(int)  # the number of a comparison; 0: the kept runs
    removed = pyqtSignal(int)
    noted = pyqtSignal(int, str)  # the number of a comparison, and what a person says of it
    export_wanted = pyqtSignal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._list, self._note, self._field = QComboBox(), Note(), NoteField()
        self._number = 0  # of the comparison that is shown; 0: none
        self._list.setObjectName("comparisons")
        self._list.setAccessibleName("Comparisons")
        self._list.setToolTip("The comparisons that you have made: they are here the next time, too.")
        self._list.setItemDelegate(QStyledItemDelegate(self._list))
        self._list.setMinimumWidth(WIDEST)
        self._list.activated.connect(lambda place: self.chosen.emit(self._list.itemData(place)))
        self._add = _button("compareAddNote", "Add a note…", "Write down what you want to remember of this comparison.")
        self._delete = _button("compareDelete", "Delete", "Delete this comparison; it can be brought back.")
        self._export = _button("compareExport", "Export…", "Save all figures and tables of it in a folder.")
        self._delete.clicked.connect(lambda: self.removed.emit(self._list.currentData()))
        self._add.setProperty("quiet", True)
        self._export.clicked.connect(lambda: self.export_wanted.emit())
        self._add.clicked.connect(lambda: self._field.begin())
        self._field.seen.connect(lambda _: self._offer_note())
        self._field.written.connect(lambda note: self.noted.emit(self._number, note))
        self._lay_out()
        self.set_theme(theme)

    def show_list(self, kept: Iterable[KeptComparison], number: int, runs: int = 0, under_way: int = 0) -> None:
        """Offer all of them; ``number``: the one that is shown, or 0 for the kept ``runs``.

        What is ``under_way`` cannot be deleted."""
        comparisons = list(kept)
        with QSignalBlocker(self._list):
            self._list.clear()
            for each in reversed(comparisons):
                self._list.addItem(each.title, each.number)
                self._list.setItemData(self._list.count() - 1, each.note, Qt.ItemDataRole.ToolTipRole)
            if runs or not comparisons:
                self._list.addItem(f"{runs} kept runs" if runs != 1 else "1 kept run", 0)
            self._list.setCurrentIndex(self._list.findData(number))
        now = next((each for each in comparisons if each.number == number), None)
        self._delete.setVisible(now is not None)
        self._delete.setEnabled(now is not None and number != under_way and now.outcomes is not None)
        self._note.set_text(*_about(now) if now is not None else ("", ""))
        is_other, self._number = number != self._number, number
        self._field.show_note(now.note if now is not None else "", is_other)
        self._offer_note()

    def note(self) -> str:
        """The few words."""
        return self._note.text()

    def set_theme(self, theme: Theme) -> None:
        self._export.setIcon(icon("export", theme))
        self._delete.setIcon(icon("close", theme))

    def _offer_note(self) -> None:
        self._add.setVisible(self._number > 0 and self._field.isHidden())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._list)
        row.addWidget(self._note, 1)
        for button in (self._add, self._delete, self._export):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._field)


def _about(kept: KeptComparison) -> tuple[str, str]:
    """In a few words, and in fewer: of several seeds the first can be left out."""
    comparison = kept.comparison
    seeds = "1 seed" if comparison.seeds == 1 else f"{comparison.seeds} seeds"
    varied, rest = {factor.what for factor in comparison.factors}, f"{comparison.recipe.epochs:,} epochs, {seeds}"
    return f"{summary(comparison.recipe, varied)}, {rest}", f"{summary(comparison.recipe, {*varied, 'seed'})}, {rest}"


def _button(name: str, words: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setObjectName(name)
    made.setText(words)
    made.setAccessibleName(f"{words.removesuffix('…')}: the comparison")
    made.setToolTip(tip)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return made
