"""The cells of a matrix, to scroll, to click and to go through with the arrow keys."""

from __future__ import annotations

from dataclasses import replace

from PyQt5.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt5.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QSizePolicy, QToolTip, QWidget

from gui.theme import Theme
from gui.widgets.matrix import Matrix
from gui.widgets.matrix_grid import ROW, Chosen, Grid
from gui.widgets.matrix_painting import MatrixPainting

WHOLE, LEAST = QSize(8, 8), QSize(3, 4)  # columns and rows that find room if there is any, and in any case
MOVES = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
HELP = "Click a cell, or go from cell to cell with the arrow keys; the pointer brings out all digits."


class MatrixCells(QAbstractScrollArea):
    """The cells below and beside their labels, which stay where they are while the cells scroll.

    There is no item for a cell: what can be seen of the matrix is painted."""

    cell_clicked = pyqtSignal(int, int)  # the person chose the cell in this row and column
    seen_changed = pyqtSignal()  # another part of the matrix can be seen

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.matrix: Matrix | None = None
        self.chosen: Chosen = (None, None)
        self.sheet = QWidget()  # what is painted on, and clicked
        self._across, self._down = QScrollBar(Qt.Orientation.Horizontal), QScrollBar(Qt.Orientation.Vertical)
        self._bars = self._down, self._across
        self._unscrolled = Grid()
        self._wanted = QSize(), QSize()
        self.setViewport(self.sheet)
        self.setCornerWidget(QWidget())  # the style's own is not of the theme's colours
        self.setHorizontalScrollBar(self._across)
        self.setVerticalScrollBar(self._down)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.set_theme(theme)

    def show_matrix(self, matrix: Matrix | None) -> None:
        """Shows a matrix, or with None nothing."""
        if matrix is None or self.matrix is None or matrix.shape != self.matrix.shape:
            self.chosen = (None, None)
            self._across.setValue(0)
            self._down.setValue(0)
        self.matrix = matrix
        self._measure()
        self.setAccessibleName("" if matrix is None else f"{matrix.name}, {matrix.size_text}")
        self._describe()
        self.sheet.update()

    def set_chosen(self, row: int | None, column: int | None) -> None:
        size = self._unscrolled.counts
        if any(place is not None and not 0 <= place < count for place, count in zip((row, column), size, strict=True)):
            raise IndexError(f"There is no cell in row {row} and column {column} of {size[0]} × {size[1]}, from 0.")
        if (row, column) != self.chosen:
            self.chosen = (row, column)
            self._bring_into_view()
            self._describe()
            self.sheet.update()

    def set_theme(self, theme: Theme) -> None:
        self._painting = MatrixPainting(theme)
        self.sheet.update()

    # --- where things are ---------------------------------------------------------------------------------------------

    @property
    def grid(self) -> Grid:
        """Where everything lies on the sheet, as it is scrolled now."""
        scrolled = self._down.value(), self._across.value()
        return replace(self._unscrolled, scrolled=scrolled, sheet=self.sheet.size())

    def seen(self) -> str:
        """Which rows and columns can be seen, where that is not all of them."""
        parts = []
        for axis, what in enumerate(("rows", "columns")):
            if self._bars[axis].maximum() > 0:
                whole = self.grid.shown(axis, is_whole=True)
                parts.append(f"{what} {whole.start + 1:,}–{whole.stop:,}")
        return ", ".join(parts)

    def most_width(self) -> int:
        """More would be of no use."""
        return self._unscrolled.left + self._unscrolled.whole.width() + self._down.sizeHint().width()

    def sizeHint(self) -> QSize:
        return self._size_for(WHOLE)

    def minimumSizeHint(self) -> QSize:
        return self._size_for(LEAST)

    def _size_for(self, most: QSize) -> QSize:
        """Enough for all cells or for so many; then there is a scroll bar."""
        grid = self._unscrolled
        shown = grid.whole.boundedTo(QSize(most.width() * grid.column, most.height() * ROW))
        down = self._down.sizeHint().width() if shown.height() < grid.whole.height() else 0
        across = self._across.sizeHint().height() if shown.width() < grid.whole.width() else 0
        return QSize(grid.left + shown.width() + down, grid.top + shown.height() + across)

    def _measure(self) -> None:
        """Finds out how wide columns and labels are, and asks for as much room if it is another."""
        self._unscrolled = Grid() if self.matrix is None else Grid.of(self.matrix)
        wanted = self.sizeHint(), self.minimumSizeHint()
        if wanted != self._wanted:
            self._wanted = wanted
            self.updateGeometry()
        self._set_ranges()

    def _set_ranges(self) -> None:
        grid = self.grid
        most = self.maximumViewportSize() - QSize(grid.left, grid.top)  # what bars take must not make them needed
        is_all_seen = grid.whole.boundedTo(most) == grid.whole
        lengths = grid.whole.height(), grid.whole.width()
        for bar, length, room, step in zip(self._bars, lengths, grid.room, grid.sizes, strict=True):
            bar.setRange(0, 0 if is_all_seen else max(0, length - room))
            bar.setPageStep(max(step, room))
            bar.setSingleStep(step)
        self.seen_changed.emit()

    def _bring_into_view(self) -> None:
        grid = self.grid
        for place, bar, size, room in zip(self.chosen, self._bars, grid.sizes, grid.room, strict=True):
            if place is not None:
                bar.setValue(min(place * size, max(bar.value(), (place + 1) * size - room)))

    # --- what the person does -----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._set_ranges()
        self._bring_into_view()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.sheet.update()
        self.seen_changed.emit()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        cell = self.grid.cell_at(event.pos())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._choose(*cell)

    def event(self, event: QEvent | None) -> bool:
        """No shortcut of the window takes the arrow keys away."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._move(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        assert event is not None
        move = self._move(event)
        if event.key() not in MOVES:
            super().keyPressEvent(event)
        elif move is None:
            event.ignore()
        elif (cell := self._beside(*move)) != self.chosen:
            self._choose(*cell)

    def _move(self, event: QKeyEvent) -> tuple[int, int] | None:
        """How many rows down and columns to the right a key leads, if it does."""
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return MOVES.get(Qt.Key(event.key())) if is_plain and 0 not in self._unscrolled.counts else None

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self.sheet.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self.sheet.update()

    def viewportEvent(self, event: QEvent | None) -> bool:
        """A tooltip for the cell under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            grid = self.grid
            cell = grid.cell_at(event.pos())
            if cell is not None and self.matrix is not None:
                QToolTip.showText(event.globalPos(), self.matrix.cell_text(*cell), self.sheet, grid.cell_rect(*cell))
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _choose(self, row: int, column: int) -> None:
        self.set_chosen(row, column)
        self.cell_clicked.emit(row, column)

    def _beside(self, down: int, right: int) -> tuple[int, int]:
        """The cell beside the chosen one, or the first that can be seen; at an edge it stays."""
        row, column = self.chosen
        if row is None or column is None:
            seen = self.grid.part()
            return (seen[0].start if row is None else row, seen[1].start if column is None else column)
        rows, columns = self._unscrolled.counts
        return min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1)

    def _describe(self) -> None:
        """Tells a screen reader which cell is chosen."""
        row, column = self.chosen
        if self.matrix is None or row is None or column is None:
            self.setAccessibleDescription(HELP)
        else:
            self.setAccessibleDescription(self.matrix.cell_text(row, column))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        grid = self.grid
        if self.matrix is None or not all(grid.part()):
            return
        painter = QPainter(self.sheet)
        self._painting.paint(painter, self.matrix, grid, self.chosen)
        if self.hasFocus():
            self._painting.paint_focus(painter, grid)
