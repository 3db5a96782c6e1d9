"""What the list of runs shows: the shelf's runs, which of them are ticked, and what is different in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, pyqtSignal

from gui.shelf.kept import End, KeptRun, differences
from gui.shelf.shelf import Shelf
from gui.shelf.wording import results_text, spoken

KEPT, DIFFERENCE, PLACE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
TICKED_UNASKED = 8  # as many curves can be told apart at a glance
COMPLETE = (End.FINISHED, End.EARLY)  # how a training ends well and by itself


class RunsModel(QAbstractListModel):
    """One row for each run, the newest first.  ``PLACE`` is its place among the ticked ones, from 0, or None."""

    ticked_changed = pyqtSignal()  # another choice of runs is to be compared, or one of them is another now

    def __init__(self, shelf: Shelf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._runs: list[KeptRun] = shelf.runs
        self._differences = differences(self._runs)
        self._ticked: list[str] = []  # ids, in the order in which they were ticked, so that colours stay
        shelf.added.connect(self._on_added)
        shelf.changed.connect(self._on_changed)
        shelf.removed.connect(self._on_removed)
        for kept in reversed(self._runs):
            self._tick_unasked(kept)

    # -- ticks --------------------------------------------------------------------------------------------------------

    def ticked(self) -> list[KeptRun]:
        """What is to be compared, in the order in which it was ticked."""
        return [self._shelf[id] for id in self._ticked]

    def tick_only(self, ids: list[str]) -> None:
        """Compare these, and no others."""
        self._ticked = ids
        self._tell_all()
        self.ticked_changed.emit()

    def _tick_unasked(self, kept: KeptRun) -> bool:
        """A training that came to its end is worth a look, as long as the curves can be told apart.

        Not one that diverged: beside its losses all others would lie flat on the ground."""
        wanted = kept.end in COMPLETE and kept.number > 0 and len(self._ticked) < TICKED_UNASKED
        if wanted:
            self._ticked.append(kept.id)
        return wanted

    # -- what Qt asks -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._runs)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._runs):
            return None
        answer = ANSWERS.get(role)
        return None if answer is None else answer(self, self._runs[index.row()])

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        kept = self._runs[index.row()]
        id = kept.id
        if role == Qt.ItemDataRole.EditRole:
            if value != kept.title:  # or "Run 3" would become a name of its own
                self._shelf.rename(id, str(value))
        elif role == Qt.ItemDataRole.CheckStateRole and (value == Qt.CheckState.Checked) != (id in self._ticked):
            (self._ticked.append if value == Qt.CheckState.Checked else self._ticked.remove)(id)
            self._tell_all()
            self.ticked_changed.emit()
        return True

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable

    def index_of(self, id: str) -> QModelIndex:
        """Its row; no valid one where it is not there."""
        row = next((row for row, each in enumerate(self._runs) if each.id == id), -1)
        return self.index(row)

    def difference(self, kept: KeptRun) -> str:
        """What is not the same in all runs of the list."""
        return self._differences[self.index_of(kept.id).row()]

    def place(self, kept: KeptRun) -> int | None:
        return self._ticked.index(kept.id) if kept.id in self._ticked else None

    # -- what the shelf says ------------------------------------------------------------------------------------------

    def _on_added(self, kept: KeptRun) -> None:
        runs = self._shelf.runs
        row = runs.index(kept)
        self.beginInsertRows(QModelIndex(), row, row)
        self._runs, self._differences = runs, differences(runs)
        self.endInsertRows()
        is_ticked = self._tick_unasked(kept)
        self._tell_all()
        if is_ticked:
            self.ticked_changed.emit()

    def _on_changed(self, kept: KeptRun) -> None:
        before = self._runs[self.index_of(kept.id).row()]
        self._runs = self._shelf.runs
        is_another = before.run is not kept.run or before.title != kept.title
        if is_another:
            self._differences = differences(self._runs)
        newly = before.end not in COMPLETE and kept.id not in self._ticked and self._tick_unasked(kept)
        self._tell_all()
        if newly or (is_another and kept.id in self._ticked):
            self.ticked_changed.emit()

    def _on_removed(self, id: str) -> None:
        row = self.index_of(id).row()
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._runs[row]
        self._differences = differences(self._runs)
        self.endRemoveRows()
        self._tell_all()
        if id in self._ticked:
            self._ticked.remove(id)
            self.ticked_changed.emit()

    def _tell_all(self) -> None:
        """What is different, and the colours, may have changed everywhere."""
        if self._runs:
            self.dataChanged.emit(self.index(0), self.index(len(self._runs) - 1))


def _check_state(model: RunsModel, kept: KeptRun) -> Qt.CheckState:
    return Qt.CheckState.Unchecked if model.place(kept) is None else Qt.CheckState.Checked


def _tooltip(model: RunsModel, kept: KeptRun) -> str:
    lines = (kept.title, model.difference(kept), results_text(kept), kept.note)
    return "\n".join(line for line in lines if line)


ANSWERS: dict[int, Callable[[RunsModel, KeptRun], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda model, kept: kept.title,
    Qt.ItemDataRole.EditRole: lambda model, kept: kept.title,
    Qt.ItemDataRole.CheckStateRole: _check_state,
    Qt.ItemDataRole.ToolTipRole: _tooltip,
    Qt.ItemDataRole.AccessibleTextRole: lambda model, kept: spoken(kept, model.difference(kept)),
    KEPT: lambda model, kept: kept,
    DIFFERENCE: lambda model, kept: model.difference(kept),
    PLACE: lambda model, kept: model.place(kept),
}
