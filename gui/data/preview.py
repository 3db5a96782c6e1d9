"""The first rows of a file as they are written, with the columns that play no part in grey."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, Qt
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QAbstractItemView, QTableView

from engine.csv_table import Table
from gui.theme import MEDIUM, SEMIBOLD, SMALL, Theme, font, number_font

LONGEST = 60  # characters of a cell
WIDEST, NARROWEST = 220, 56  # pixels of a column
ROW_HEIGHT = 24
MIDDLE = Qt.Alignment() | Qt.AlignmentFlag.AlignVCenter
RIGHT, LEFT = MIDDLE | Qt.AlignmentFlag.AlignRight, MIDDLE | Qt.AlignmentFlag.AlignLeft
NOWHERE = QModelIndex()


class Preview(QTableView):
    """A table to look at."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._model = _Rows(theme)
        self.setModel(self._model)
        self.setObjectName("csvPreview")
        self.setAccessibleName("First rows of the file")
        self.setToolTip("The first rows as they are written, with their numbers in the file.")
        self.setFont(number_font(SMALL))
        self.setStyleSheet("QAbstractScrollArea::corner { background: transparent; border: none; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        down, across = self.verticalHeader(), self.horizontalHeader()
        assert down is not None
        assert across is not None
        down.setFont(number_font(SMALL))
        down.setDefaultAlignment(RIGHT)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.setMinimumSectionSize(ROW_HEIGHT)
        across.setHighlightSections(False)
        across.setMinimumSectionSize(NARROWEST)
        across.setMaximumSectionSize(WIDEST)

    def show_table(self, table: Table | None) -> None:
        """The first rows of a table; none where there is no table."""
        self._model.show_table(table)
        self.resizeColumnsToContents()
        self.scrollToTop()

    def show_parts(self, answer: str, seen: Collection[str]) -> None:
        """Makes those columns stand out that are used."""
        self._model.show_parts(answer, seen)


class _Rows(QAbstractTableModel):
    """The model of the view above."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._table: Table | None = None
        self._answer, self._seen = "", frozenset[str]()

    def show_table(self, table: Table | None) -> None:
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def show_parts(self, answer: str, seen: Collection[str]) -> None:
        self._answer, self._seen = answer, frozenset(seen)
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if self._table is None else len(self._table.preview)

    def columnCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if self._table is None else len(self._table.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        assert self._table is not None
        text, column = self._table.preview[index.row()][index.column()], self._table.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            line = " ".join(text.split())
            return line if len(line) <= LONGEST else line[:LONGEST] + "…"
        if role == Qt.ItemDataRole.ToolTipRole:
            return text[: 10 * LONGEST] if len(text) > LONGEST else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(RIGHT if column.numbers is not None else LEFT)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(column.name)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        assert self._table is not None
        if orientation == Qt.Orientation.Vertical:
            return f"{self._table.row(section):,}" if role == Qt.ItemDataRole.DisplayRole else None
        column = self._table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(RIGHT if column.numbers is not None else LEFT)
        if role == Qt.ItemDataRole.FontRole:
            return font(SMALL, SEMIBOLD if column.name == self._answer else MEDIUM)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._part(column.name)
        return self._ink(column.name) if role == Qt.ItemDataRole.ForegroundRole else None

    def _part(self, name: str) -> str:
        part = "the answer" if name == self._answer else "seen by the network" if name in self._seen else "not used"
        return f"{name}: {part}"

    def _ink(self, name: str) -> QColor:
        if name == self._answer:
            return QColor(self._theme.accent)
        return QColor(self._theme.text if name in self._seen else self._theme.muted)
