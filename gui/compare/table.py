"""The results as a table: a row for each variant, the best number of each column in bold type."""

from __future__ import annotations

import math
from typing import Any

from PyQt5.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPoint,
    QSortFilterProxyModel,
    Qt,
    pyqtSignal,
)
from PyQt5.QtGui import QColor, QResizeEvent
from PyQt5.QtWidgets import QAbstractButton, QAbstractItemView, QAction, QFrame, QHeaderView, QMenu, QTableView

from gui.compare.card import NOBODY, PlotCard
from gui.compare.palette import SWATCH, swatch
from gui.compare.shown import NOTHING, Shown
from gui.theme import REGULAR, SEMIBOLD, SMALL, TEXT, Theme, font, icon, number_font

ROW, BETWEEN = 26, 14  # pixels of a row, and between the numbers of two columns
KEY = Qt.ItemDataRole.UserRole  # what a column is sorted by
LOOK = """
    QTableView { background: transparent; border: none; }
    QTableView::item { padding: 0 6px; border: none; }
    QHeaderView::section { padding: 4px 6px; }
    QAbstractScrollArea::corner { background: transparent; border: none; }
"""
CANDIDATES = 3  # texts of a column that may be the widest: those with the most letters
MOST_SPARE = 48  # pixels that a column may be wider than it must
WORDS = ("Ended",)  # columns of words, which begin at the left as the names do
HELP = {
    "Loss": "The loss of the last epoch: the mean over the seeds ± their deviation.",
    "Accuracy": "The share of the training samples that are right at the end.",
    "R²": "The share of the truth's variation that the answers explain at the end: 1 is perfect, 0 no use.",
    "Test accuracy": "The share of the samples kept for testing that are right at the end.",
    "Test R²": "The same of the samples kept for testing.",
    "Epochs to 90 %": "After how many epochs 90 % of the training samples were right for the first time.",
    "Epochs to 100 %": "After how many epochs all of the training samples were right for the first time.",
    "Seconds": "How long one training took a processor.",
    "Epochs": "For how many epochs it was trained.",
    "Ended": "How many of its trainings ended as they should, and what became of the others.",
}


class ResultsModel(QAbstractTableModel):
    """The cells of what is shown, as Qt's tables ask for them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.shown, self._theme = NOTHING, theme
        self.size = TEXT  # of the figures, in pixels

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._tell()

    def set_shown(self, shown: Shown) -> None:
        """A table of the same shape changes its numbers only: what is selected stays so."""
        is_same_shape = _shape(shown) == _shape(self.shown)
        if not is_same_shape:
            self.beginResetModel()
        self.shown = shown
        if is_same_shape:
            self._tell()
        else:
            self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self.shown.series)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.shown.header)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.shown.header):
            return None
        name = self.shown.header[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return HELP.get(name, "What was varied.")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section, name, self.shown.names)
        if role == Qt.ItemDataRole.FontRole:
            return font(SMALL)
        return name if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.shown.series[index.row()].cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column(), self.shown.header[index.column()], self.shown.names)
            case Qt.ItemDataRole.FontRole:
                return number_font(self.size, SEMIBOLD if cell.is_best else REGULAR)
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(self._theme.danger if cell.is_fault else self._theme.text)
            case Qt.ItemDataRole.DecorationRole:
                return swatch(index.row(), self._theme) if index.column() == 0 else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.shown.header[index.column()]}: {cell.text}{', best' if cell.is_best else ''}"
            case _:
                return cell.key if role == KEY else None

    def _tell(self) -> None:
        if self.shown.series:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)


class ByNumbers(QSortFilterProxyModel):
    """Sorts by the numbers behind the texts; what has none comes last, whichever way it goes."""

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:
        one, other = left.data(KEY), right.data(KEY)
        if math.isnan(one) or math.isnan(other):
            is_less = math.isnan(other) and not math.isnan(one)
            return is_less if self.sortOrder() == Qt.SortOrder.AscendingOrder else math.isnan(one) > math.isnan(other)
        return bool(one < other)


class TableCard(PlotCard):
    """A click on a head sorts; the row that is selected is brought out in the other cards."""

    name = "Results"
    object_name = "compareResults"
    help = "A row for each variant, with the mean over its seeds ± their deviation; the best of a column is bold."

    opened = pyqtSignal(int)  # the number of the series whose run the person wants to see
    table_export_requested = pyqtSignal()
    table_copy_requested = pyqtSignal()

    def make_body(self) -> QTableView:
        self.model, self._sorted = ResultsModel(self.theme), ByNumbers()
        self._sorted.setSourceModel(self.model)
        self.table = QTableView()
        self.table.setModel(self._sorted)
        self.table.setObjectName("compareTable")
        self.table.setAccessibleName("Results")
        self.table.setToolTip(self.help)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setStyleSheet(LOOK)
        self._lengths: list[int] = []  # letters of the longest text of each column so far
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setIconSize(SWATCH)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_table_menu)
        self.table.activated.connect(lambda index: self.opened.emit(self._number(index)))
        self._set_up_heads()
        for corner in self.table.findChildren(QAbstractButton):  # above the hidden heads of the rows
            corner.setObjectName("qt_table_corner")
        selection = self.table.selectionModel()
        assert selection is not None
        self._selection = selection
        selection.selectionChanged.connect(lambda *_: self.highlighted.emit(self.selected()))
        return self.table

    def selected(self) -> int:
        """The number of the series in the row that is selected, or NOBODY."""
        rows = self._selection.selectedRows()
        return self._number(rows[0]) if rows else NOBODY

    def draw_shown(self) -> None:
        had = self.model.shown
        self.model.set_shown(self.shown)
        if _shape(had) != _shape(self.shown):
            self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
            self._lengths = [0] * len(self.shown.header)
        lengths = [max(len(each.cells[k].text) for each in self.shown.series) for k in range(len(self._lengths))]
        has_longer = any(now > before for now, before in zip(lengths, self._lengths, strict=True))
        if has_longer or self.shown.is_over:  # columns that came and went with every number would be hard to read
            self._lengths = [*map(max, lengths, self._lengths)]
            self._make_room()
        faults = sum(each.is_fault for each in self.shown.series)
        self.set_note(f"{faults} of {len(self.shown.series)} did not end well" if faults else "")

    def draw_highlight(self) -> None:
        if self.looked_at == self.selected():
            return
        if self.looked_at == NOBODY:
            self._selection.clearSelection()
        else:
            self.table.selectRow(self._sorted.mapFromSource(self.model.index(self.looked_at, 0)).row())

    def apply_theme(self, theme: Theme) -> None:
        self.model.set_theme(theme)

    def _number(self, index: QModelIndex) -> int:
        return self._sorted.mapToSource(index).row()

    def _set_up_heads(self) -> None:
        rows, heads = self.table.verticalHeader(), self.table.horizontalHeader()
        assert rows is not None
        assert heads is not None
        rows.hide()
        rows.setDefaultSectionSize(ROW)
        heads.setFont(font(SMALL))
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heads.setHighlightSections(False)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Columns are as wide as they must be, in small figures where there is no room for larger ones; what is left
        of the card's width is shared among them."""
        viewport, columns = self.table.viewport(), max(1, len(self.shown.header))
        assert viewport is not None
        for size in (TEXT, SMALL):
            self.model.size = size
            widths = [self._needed(column) for column in range(len(self.shown.header))]
            if sum(widths) <= viewport.width():
                break
        spare = max(0, viewport.width() - sum(widths) - columns) // columns
        for column, width in enumerate(widths):
            self.table.setColumnWidth(column, width + min(spare, MOST_SPARE))

    def _needed(self, column: int) -> int:
        heads = self.table.horizontalHeader()
        assert heads is not None
        head = heads.fontMetrics().horizontalAdvance(self.shown.header[column])
        series = self.shown.series
        longest = sorted(range(len(series)), key=lambda row: -len(series[row].cells[column].text))[:CANDIDATES]
        indices = [self._sorted.mapFromSource(self.model.index(row, column)) for row in longest]
        cells = [self.table.sizeHintForIndex(index).width() for index in indices]
        return max([head + BETWEEN, *cells]) + BETWEEN // 2

    def _open_table_menu(self, where: QPoint) -> None:
        menu = self.make_table_menu(self.table.indexAt(where))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        viewport = self.table.viewport()
        assert viewport is not None
        menu.popup(viewport.mapToGlobal(where))

    def make_table_menu(self, index: QModelIndex) -> QMenu:
        """What a right click on the table offers."""
        menu = QMenu(self)
        number = self._number(index) if index.isValid() else NOBODY
        if number != NOBODY and self.shown.series[number].run is not None:
            what = QAction(icon("open", self.theme), f"Open the run of {self.shown.series[number].name}", menu)
            what.triggered.connect(lambda: self.opened.emit(number))
            menu.addAction(what)
            menu.addSeparator()
        self._offer(menu, "Export table…", "export", self.table_export_requested.emit)
        self._offer(menu, "Copy table", "copy", self.table_copy_requested.emit)
        return menu


def text_of(shown: Shown) -> str:
    """The table as text that a spreadsheet takes from the clipboard."""
    rows = [shown.header, *(tuple(cell.text for cell in each.cells) for each in shown.series)]
    return "\n".join("\t".join(row) for row in rows) + "\n"


def _shape(shown: Shown) -> tuple[tuple[str, ...], list[str]]:
    return shown.header, [each.name for each in shown.series]


def _alignment(column: int, name: str, names: int) -> int:
    side = Qt.AlignmentFlag.AlignLeft if column < names or name in WORDS else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)
