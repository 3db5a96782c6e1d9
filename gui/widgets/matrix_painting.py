"""How a matrix is painted: tints, numbers, marks and labels, of what can be seen of it and no more."""

from __future__ import annotations

import math

import numpy as np
from PyQt5.QtCore import QPoint, QRect, QSize, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPen, QPolygon

from gui.theme import SEMIBOLD, SMALL, Theme, colour_table, ink_colours, number_font, pen
from gui.widgets.matrix import Matrix, short_text
from gui.widgets.matrix_grid import GAP, LABELS, PAD, ROW, Chosen, Grid

CORNER = QPolygon([QPoint(1, 1), QPoint(7, 1), QPoint(1, 7)])  # the mark of a cell that has changed
FIGURES = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class MatrixPainting:
    """The pens and colours of a theme, and what is done with them."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._font, self._strong = number_font(SMALL), number_font(SMALL, SEMIBOLD)
        self._table = colour_table(theme)
        self._inks = [pen(colour) for colour in ink_colours(theme)]
        self._alarm = pen(theme.danger)
        self._brushes = [ink.brush() for ink in self._inks]

    def paint(self, painter: QPainter, matrix: Matrix, grid: Grid, chosen: Chosen) -> None:
        """Paints what can be seen, which must be something."""
        self._draw_labels(painter, matrix, grid, chosen)
        painter.setClipRect(_area(grid).adjusted(grid.left, grid.top, 0, 0))
        self._draw_tints(painter, matrix, grid)
        self._draw_alarms(painter, matrix, grid)
        self._draw_numbers(painter, matrix, grid)
        self._draw_changes(painter, matrix, grid)
        self._draw_chosen(painter, grid, chosen)
        painter.setClipping(False)

    def paint_focus(self, painter: QPainter, grid: Grid) -> None:
        """A frame shows where the keys go."""
        painter.setPen(pen(self._theme.accent))
        painter.drawRect(_area(grid).adjusted(0, 0, -1, -1))

    def _draw_labels(self, painter: QPainter, matrix: Matrix, grid: Grid, chosen: Chosen) -> None:
        rows, columns = grid.legible()
        sheet = _area(grid)
        if grid.left:
            painter.setClipRect(sheet.adjusted(0, grid.top, 0, 0))
            for row in rows:
                place = QRect(0, grid.cell_rect(row, 0).top(), grid.left - GAP, ROW)
                self._draw_label(painter, place, matrix.label(0, row), row == chosen[0])
        if grid.top:
            painter.setClipRect(sheet.adjusted(grid.left, 0, 0, 0))
            for column in columns:
                place = QRect(grid.cell_rect(0, column).left() + PAD, 0, grid.column - 2 * PAD, LABELS)
                self._draw_label(painter, place, matrix.label(1, column), column == chosen[1])

    def _draw_label(self, painter: QPainter, place: QRect, text: str, is_chosen: bool) -> None:
        painter.setFont(self._strong if is_chosen else self._font)
        painter.setPen(pen(self._theme.text if is_chosen else self._theme.muted))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, FIGURES, shown)

    def _draw_tints(self, painter: QPainter, matrix: Matrix, grid: Grid) -> None:
        """All cells at once, as an image with a dot for each, and then lines between them."""
        rows, columns = grid.part()
        tints = matrix.tints[_cut(rows, columns)]
        colours, (height, width) = self._table.take(tints), tints.shape
        image = QImage(colours.data, width, height, 4 * width, QImage.Format.Format_RGB32)  # type: ignore[call-overload]
        area = grid.cell_rect(rows.start, columns.start).united(grid.cell_rect(rows.stop - 1, columns.stop - 1))
        painter.drawImage(area, image)
        painter.setPen(pen(self._theme.card))
        for y in range(area.top() + ROW, area.bottom(), ROW):
            painter.drawLine(area.left(), y, area.right(), y)
        for x in range(area.left() + grid.column, area.right(), grid.column):
            painter.drawLine(x, area.top(), x, area.bottom())

    def _draw_alarms(self, painter: QPainter, matrix: Matrix, grid: Grid) -> None:
        """What is no finite number has no colour of the scale: it lies framed on the card."""
        rows, columns = grid.part()
        painter.setPen(self._alarm)
        for row, column in np.argwhere(~np.isfinite(matrix.values[_cut(rows, columns)])).tolist():
            cell = grid.cell_rect(rows.start + row, columns.start + column)
            painter.fillRect(cell, QColor(self._theme.card))
            painter.drawRect(cell.adjusted(1, 1, -2, -2))

    def _draw_numbers(self, painter: QPainter, matrix: Matrix, grid: Grid) -> None:
        rows, columns = grid.legible()
        part = _cut(rows, columns)
        width, x = grid.column - PAD, grid.cell_rect(0, columns.start).left()
        painter.setFont(self._font)
        for row, values, tints in zip(rows, matrix.values[part].tolist(), matrix.tints[part].tolist(), strict=True):
            y = grid.cell_rect(row, 0).top()
            for place, (value, tint) in enumerate(zip(values, tints, strict=True)):
                painter.setPen(self._inks[tint] if math.isfinite(value) else self._alarm)
                painter.drawText(x + place * grid.column, y, width, ROW, FIGURES, short_text(value))

    def _draw_changes(self, painter: QPainter, matrix: Matrix, grid: Grid) -> None:
        """A filled corner in each cell that is not what it was."""
        rows, columns = grid.part()
        part = _cut(rows, columns)
        tints, first = matrix.tints[part].tolist(), grid.cell_rect(rows.start, columns.start)
        painter.setPen(Qt.PenStyle.NoPen)
        for row, column in np.argwhere(matrix.changed[part]).tolist():
            painter.setBrush(self._brushes[tints[row][column]])
            painter.drawConvexPolygon(CORNER.translated(first.x() + column * grid.column, first.y() + row * ROW))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_chosen(self, painter: QPainter, grid: Grid, chosen: Chosen) -> None:
        row, column = chosen
        whole = grid.whole
        painter.setPen(pen(self._theme.muted))
        if row is not None:
            painter.drawRect(QRect(grid.cell_rect(row, 0).topLeft(), QSize(whole.width() - 1, ROW - 1)))
        if column is not None:
            painter.drawRect(QRect(grid.cell_rect(0, column).topLeft(), QSize(grid.column - 1, whole.height() - 1)))
        if row is not None and column is not None:
            cell = grid.cell_rect(row, column)
            painter.setPen(pen(self._theme.card))
            painter.drawRect(cell.adjusted(2, 2, -3, -3))
            painter.setPen(QPen(QColor(self._theme.text), 2, join=Qt.PenJoinStyle.MiterJoin))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))


def _area(grid: Grid) -> QRect:
    return QRect(QPoint(), grid.sheet)


def _cut(rows: range, columns: range) -> tuple[slice, slice]:
    return slice(rows.start, rows.stop), slice(columns.start, columns.stop)
