"""The strip above the cards: which comparison is shown, and the others of this sitting."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt5.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStyledItemDelegate, QToolButton

from gui.compare.kept import KeptComparison
from gui.shelf.kept import summary
from gui.theme import Theme, icon
from gui.widgets.note import Note

WIDEST = 300  # pixels of the list


class Heading(QFrame):
    """A list to choose from, a few words on what is shown, and what can be done with it."""

    chosen = pyqtSignal(int)  # the number of a comparison; 0: the kept runs
    removed = pyqtSignal(int)
    export_wanted = pyqtSignal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._list, self._note = QComboBox(), Note()
        self._list.setObjectName("comparisons")
        self._list.setAccessibleName("Comparisons")
        self._list.setToolTip("The comparisons of this sitting.")
        self._list.setItemDelegate(QStyledItemDelegate(self._list))
        self._list.setMinimumWidth(WIDEST)
        self._list.activated.connect(lambda place: self.chosen.emit(self._list.itemData(place)))
        self._delete = _button("compareDelete", "Delete", "Delete this comparison; it can be brought back.")
        self._export = _button("compareExport", "Export…", "Save all figures and tables of it in a folder.")
        self._delete.clicked.connect(lambda: self.removed.emit(self._list.currentData()))
        self._export.clicked.connect(lambda: self.export_wanted.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(8)
        layout.addWidget(self._list)
        layout.addWidget(self._note, 1)
        layout.addWidget(self._delete)
        layout.addWidget(self._export)
        self.set_theme(theme)

    def show_list(self, kept: Iterable[KeptComparison], number: int, runs: int = 0, under_way: int = 0) -> None:
        """Offer all of them; ``number``: the one that is shown, or 0 for the kept ``runs``.

        What is ``under_way`` cannot be deleted."""
        comparisons = list(kept)
        with QSignalBlocker(self._list):
            self._list.clear()
            for each in reversed(comparisons):
                self._list.addItem(each.title, each.number)
            if runs or not comparisons:
                self._list.addItem(f"{runs} kept runs" if runs != 1 else "1 kept run", 0)
            self._list.setCurrentIndex(self._list.findData(number))
        self._delete.setVisible(number > 0)
        self._delete.setEnabled(number != under_way)
        now = next((each for each in comparisons if each.number == number), None)
        self._note.set_text(_about(now) if now is not None else "")

    def note(self) -> str:
        """The few words."""
        return self._note.text()

    def set_theme(self, theme: Theme) -> None:
        self._export.setIcon(icon("export", theme))
        self._delete.setIcon(icon("close", theme))


def _about(kept: KeptComparison) -> str:
    comparison = kept.comparison
    seeds = "1 seed" if comparison.seeds == 1 else f"{comparison.seeds} seeds"
    return f"{summary(comparison.recipe)}, {comparison.recipe.epochs:,} epochs, {seeds}"


def _button(name: str, words: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setObjectName(name)
    made.setText(words)
    made.setAccessibleName(f"{words.rstrip('…')} the comparison")
    made.setToolTip(tip)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return made
