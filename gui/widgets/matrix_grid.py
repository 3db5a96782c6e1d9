"""Where the cells and the labels of a matrix lie, and which of them can be seen as it is scrolled."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PyQt5.QtCore import QPoint, QRect, QSize
from PyQt5.QtGui import QFontMetrics

from gui.theme import SEMIBOLD, SMALL, number_font
from gui.widgets.matrix import Matrix

ROW, LABELS = 24, 20  # pixels: the height of a row, and of the column labels
GAP, PAD = 5, 7  # pixels that are left free beside a row's label and a number
WIDEST_LABEL = 90  # pixels: labels make a column, or the room at the left, no wider than this

Chosen = tuple[int | None, int | None]  # a row and a column


@dataclass(frozen=True)
class Grid:
    """All in pixels; of what comes in pairs, the first is for rows and up and down, the second for columns."""

    counts: tuple[int, int] = (0, 0)  # of rows and columns
    left: int = 0  # that the rows' labels take …
    top: int = 0  # … and those of the columns
    column: int = ROW  # its width
    scrolled: tuple[int, int] = (0, 0)
    sheet: QSize = field(default_factory=QSize)  # of all that can be seen

    @classmethod
    def of(cls, matrix: Matrix) -> Grid:
        """As wide as numbers and labels need it; not scrolled, and nothing can be seen yet."""
        metrics = QFontMetrics(number_font(SMALL))
        labels = [_label_width(matrix.longest_label(axis)) for axis in (0, 1)]
        texts = [metrics.horizontalAdvance(text) for text in matrix.widest_texts()]
        rows, columns = matrix.values.shape
        return cls(
            counts=(rows, columns),
            left=labels[0] + 2 * GAP if labels[0] else 0,
            top=LABELS if labels[1] else 0,
            column=max(*texts, labels[1]) + 2 * PAD,
        )

    @property
    def sizes(self) -> tuple[int, int]:
        """Of a row and of a column."""
        return ROW, self.column

    @property
    def whole(self) -> QSize:
        """Of all cells together."""
        return QSize(self.counts[1] * self.column, self.counts[0] * ROW)

    @property
    def room(self) -> tuple[int, int]:
        """For rows and for columns."""
        return self.sheet.height() - self.top, self.sheet.width() - self.left

    def cell_rect(self, row: int, column: int) -> QRect:
        """On the sheet."""
        x = self.left + column * self.column - self.scrolled[1]
        return QRect(x, self.top + row * ROW - self.scrolled[0], self.column, ROW)

    def cell_at(self, where: QPoint) -> tuple[int, int] | None:
        """The row and the column of the cell at a point of the sheet."""
        if where.x() < self.left or where.y() < self.top:
            return None
        row = (where.y() - self.top + self.scrolled[0]) // ROW
        column = (where.x() - self.left + self.scrolled[1]) // self.column
        return (row, column) if row < self.counts[0] and column < self.counts[1] else None

    def part(self) -> tuple[range, range]:
        """The rows and the columns that can be seen, if only in part."""
        return self.shown(0), self.shown(1)

    def legible(self) -> tuple[range, range]:
        """Likewise, but of columns only whole ones: half a number would be another number."""
        return self.shown(0), self.shown(1, is_whole=True)

    def shown(self, axis: int, *, is_whole: bool = False) -> range:
        """Along one axis; ``is_whole``: without those that are cut off, unless there are no others."""
        start, size, count = self.scrolled[axis], self.sizes[axis], self.counts[axis]
        end = start + self.room[axis]
        cut = range(start // size, min(count, math.ceil(end / size)))
        whole = range(math.ceil(start / size), min(count, end // size))
        return whole if is_whole and whole else cut


def _label_width(text: str) -> int:
    """Bold, as the labels of what is chosen are."""
    width = QFontMetrics(number_font(SMALL, SEMIBOLD)).horizontalAdvance(text)
    return min(width + 1, WIDEST_LABEL) if text else 0
