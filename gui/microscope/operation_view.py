"""One operation of the step: its formula, what it does, what it reads, and its result before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.microscope import Look
from engine.program import Array
from gui.microscope import wording
from gui.theme import BIG, MEDIUM, Theme, font, number_font
from gui.widgets.matrix_view import MatrixView

LEAST = QSize(70, 146)  # pixels of a matrix
ARROW_TOP = 44  # pixels: beside the first rows
MOST = 4  # matrices side by side: three that are read and the result


@dataclass(frozen=True)
class Shown:
    """A matrix on the screen: what it stands for and where in it the chosen weight and sample are."""

    name: str
    values: Array
    before: Array | None
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    chosen: tuple[int | None, int | None] = (None, None)
    parameters: NDArray[np.intp] | None = None  # for each cell, which of all parameters it is; None for other numbers
    columns_are_samples: bool = False


class OperationView(QWidget):
    """Says which cell of which matrix was clicked."""

    cell_clicked = pyqtSignal(object, int, int)  # carries the Shown, the row and the column

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._formula, self._sentence, self._spelled = QLabel(), QLabel(), QLabel()
        self._formula.setFont(font(BIG, MEDIUM))
        self._formula.setObjectName("formula")
        self._formula.setTextFormat(Qt.TextFormat.RichText)
        self._formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setWordWrap(True)
        self._sentence.setObjectName("sentence")
        self._spelled.setWordWrap(True)
        self._spelled.setFont(number_font())
        self._spelled.setTextFormat(Qt.TextFormat.RichText)
        self._spelled.setObjectName("spelledOut")
        self._views = [MatrixView(theme) for _ in range(MOST)]
        self._arrow = QLabel("→")
        self._arrow.setProperty("role", "big")
        self._arrow.setContentsMargins(0, ARROW_TOP, 0, 0)
        self._shown: list[Shown] = []
        for place, view in enumerate(self._views):
            view.setObjectName(f"matrix{place}")
            view.setMinimumSize(LEAST)  # less than it asks for: it scrolls
            view.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)  # all have a like share
            view.cell_clicked.connect(lambda row, column, place=place: self._on_clicked(place, row, column))
        self._lay_out()

    def show_operation(self, look: Look, matrices: Sequence[Shown], spelled_out: str) -> None:
        """``matrices``: those that are read, and last the result; ``spelled_out``: how one of its numbers comes about,
        as rich text."""
        self._spelled.setText(spelled_out)
        self._formula.setText(wording.printed(look.line.formula))
        self._sentence.setText(look.line.sentence)
        self._shown = list(matrices)
        read = len(matrices) - 1
        for place, view in enumerate(self._views):
            shown = self._at(place, read)
            view.setVisible(shown is not None)
            if shown is not None:
                view.show_matrix(wording.with_minus(shown.name), shown.values, shown.before, shown.rows, shown.columns)
                view.set_chosen(*shown.chosen)

    def set_theme(self, theme: Theme) -> None:
        for view in self._views:
            view.set_theme(theme)

    def _at(self, place: int, read: int) -> Shown | None:
        """The result always has the last place, behind the arrow."""
        if place == MOST - 1:
            return self._shown[-1]
        return self._shown[place] if place < read else None

    def _on_clicked(self, place: int, row: int, column: int) -> None:
        shown = self._at(place, len(self._shown) - 1)
        if shown is not None:
            self.cell_clicked.emit(shown, row, column)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        for view in self._views[:-1]:
            row.addWidget(view, 1)
        row.addWidget(self._arrow, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._views[-1], 2)
        row.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for label in (self._formula, self._sentence, self._spelled):
            layout.addWidget(label)
        layout.addSpacing(4)
        layout.addLayout(row, 1)
