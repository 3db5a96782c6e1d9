"""One matrix of a training step: every number stands in its cell, coloured from orange over zero to blue."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.program import Array
from gui.theme import SMALL, Theme
from gui.widgets.matrix import Matrix
from gui.widgets.matrix_cells import MatrixCells
from gui.widgets.matrix_grid import Chosen
from gui.widgets.network_text import typeset
from gui.widgets.note import Note
from gui.widgets.numbers import value_text

BESIDE = 8  # pixels that are left free beside the title
NO_LIMIT = 16_777_215  # Qt's own greatest size of a widget


class MatrixView(QWidget):
    """A title above the cells.  It lies on a card and takes no more width than it needs."""

    cell_clicked = pyqtSignal(int, int)  # the person chose the cell in this row and column, counted from 0

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.cells = MatrixCells(theme)
        self.cells.cell_clicked.connect(self.cell_clicked)
        self.cells.seen_changed.connect(self._tell_what_is_seen)
        self._title, self._note = QLabel(), Note()
        self._title.setTextFormat(Qt.TextFormat.RichText)
        self.setFocusProxy(self.cells)
        self._lay_out()
        self.set_theme(theme)

    def show_matrix(
        self,
        name: str,
        values: Array,
        before: Array | None = None,
        row_labels: Sequence[str] | None = None,
        column_labels: Sequence[str] | None = None,
    ) -> None:
        """Shows a copy of ``values``: one number, a row, a matrix, or several of them one below the other.

        A cell that differs from ``before`` gets a mark.  Without labels rows and columns are numbered from 1.  The
        chosen cell and what is scrolled to stay if the matrix is as large as the last one.

        Raises ValueError if the shape of ``before`` or the number of labels does not fit.
        """
        matrix = Matrix.of(name, values, before, row_labels, column_labels)
        self.cells.show_matrix(matrix)
        self._write_title()
        self.setAccessibleName(f"{name}, {matrix.size_text}")

    def set_chosen(self, row: int | None, column: int | None) -> None:
        """Outlines a cell and, lightly, its row and column; with one of them None, only the other.

        What is chosen comes into view.  Raises IndexError where there is no such cell."""
        self.cells.set_chosen(row, column)

    @property
    def chosen(self) -> Chosen:
        """The row and the column that are outlined."""
        return self.cells.chosen

    def clear(self) -> None:
        """Shows nothing."""
        self.cells.show_matrix(None)
        self._write_title()
        self.setAccessibleName("")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.cells.set_theme(theme)
        self._write_title()

    def _write_title(self) -> None:
        matrix = self.cells.matrix
        if matrix is None:
            self._title.clear()
            self._title.setToolTip("")
            return
        end = f"±{value_text(matrix.end)}"
        aside = matrix.size_text + (f" &nbsp;{end}" if matrix.values.size > 1 else "")
        style = f"font-size: {SMALL}px; color: {self._theme.muted}"
        self._title.setText(f'{typeset(matrix.name)} &nbsp;<span style="{style}">{aside}</span>')
        self._title.setToolTip(f"Orange is negative, blue positive; the strongest colours stand for {end}.")
        width = self._title.sizeHint().width() + BESIDE
        self.setMaximumWidth(min(max(width, self.cells.most_width()), NO_LIMIT))

    def _tell_what_is_seen(self) -> None:
        self._note.set_text(self.cells.seen())
        self._note.setToolTip(self._note.text())

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(BESIDE)
        header.addWidget(self._title)
        header.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(header)
        layout.addWidget(self.cells, 1)
