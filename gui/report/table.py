"""Tables as in a book: hairlines between rows, none between columns, and a header that comes again on each page.

A long table of few columns is folded: its second half stands beside its first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QColor

from gui.report import look
from gui.report.cells import LEAST_GAP, UNBROKEN, WAYS, Row, Way
from gui.report.document import Inline, Table
from gui.report.look import Look
from gui.report.numbering import Numbers
from gui.report.painter import PagePainter
from gui.report.strip import Strip
from gui.report.text import Line, set_lines

GAP = 44.0  # between columns; and where they are many …
MOST_GAPS = 0.4  # … how much of the width all gaps may take
PADDING = 8.0  # above and below the text of a row
SIDE = 8.0  # from a line's end to the text
THIN, THICK = 2.0, 4.0
FOLDED_FROM = 12  # rows
FOLDS = 3  # at most so many parts stand side by side …
FOLD_GAP = 80.0  # … so far from each other …
FOLD_ROWS = 32  # … and has at most so many rows: a reader goes down one before the next, on one page
MOST_LINES = 40  # of a row: about two thirds of a page
BETWEEN = 46.0  # two pieces of a table, where it has more than that

Cells = Sequence[Sequence[Line]]  # of a row: the lines of each


@dataclass(frozen=True)
class _Column:
    left: float
    width: float
    alignment: str

    def place(self, line: Line) -> float:
        left_over = self.width - line.width
        return self.left + {"l": 0.0, "c": left_over / 2, "r": left_over}[self.alignment]


def table_strips(table: Table, numbers: Numbers, after: float) -> list[Strip]:
    """The header, and a strip for each row; the header is kept with the first two rows."""
    said = [[numbers.resolved(cell) for cell in row] for row in (table.header, *table.rows)]
    way, words = _way(said, len(table.alignment))
    texts, looks = way.texts(said), way.looks(len(table.rows))
    unbroken = [[set_lines(cell, UNBROKEN, shown) for cell in row] for row, shown in zip(texts, looks, strict=True)]
    columns = _columns([_widths(row) for row in unbroken], words, table.alignment, way.gap)
    header, *rows = (
        part
        for row, cells, shown in zip(texts, unbroken, looks, strict=True)
        for part in _parted([_fitted(*each, shown) for each in zip(row, cells, columns, strict=False)])
    )
    reach = columns[-1].left + columns[-1].width + SIDE
    abreast = max(1, int((look.WIDTH + FOLD_GAP) // (reach + FOLD_GAP)))  # rounded, a wide one may reach too far
    folds = min(FOLDS, abreast) if len(rows) >= FOLDED_FROM else 1
    parts = [(number * (reach + FOLD_GAP), reach) for number in range(folds)]
    above = _Row([header] * folds, columns, parts).strip(THICK, look.RULE, is_header=True)
    made: list[Strip] = []
    for piece in _pieces(rows, folds):
        made.append(replace(above, before=BETWEEN if made else 0.0, keeps=True))
        last = len(piece) - 1
        for k, row in enumerate(piece):
            strip = _Row(row, columns, parts).strip(*((THICK, look.RULE) if k == last else (THIN, look.HAIRLINE)))
            made.append(replace(strip, keeps=k in (0, last - 1) and k != last, again=(above,) if k else ()))
    return [*made[:-1], replace(made[-1], after=after, keeps=False)]


def _fitted(text: tuple[Inline, ...], unbroken: Sequence[Line], column: _Column, shown: Look) -> Sequence[Line]:
    """Broken only where it must be: to set every cell twice would take twice as long."""
    fits = all(line.width <= column.width for line in unbroken)
    return unbroken if fits else set_lines(text, column.width, shown)


def _parted(cells: Cells) -> Iterator[Cells]:
    """A row that no page has room for goes on in another."""
    most = max([1, *map(len, cells)])
    for start in range(0, most, MOST_LINES):
        yield [lines[start : start + MOST_LINES] for lines in cells]


def _pieces(rows: Sequence[Cells], folds: int) -> list[list[Sequence[Cells]]]:
    """For each piece of the table, for each of its lines, the rows that stand side by side."""
    if folds == 1:
        return [[[row] for row in rows]]
    count = math.ceil(len(rows) / (FOLD_ROWS * folds))
    high = math.ceil(len(rows) / (count * folds))
    starts = range(0, len(rows), high * folds)
    return [[rows[start : start + high * folds][k::high] for k in range(high)] for start in starts]


@dataclass(frozen=True)
class _Row:
    rows: Sequence[Cells]  # side by side
    columns: Sequence[_Column]  # of each of them
    parts: Sequence[tuple[float, float]]  # where each begins, and how far to the right it goes

    def strip(self, thickness: float, colour: str, is_header: bool = False) -> Strip:
        """With a line below, and one above it, too, if it is the header."""
        heights = [sum(line.height for line in lines) for cells in self.rows for lines in cells]
        height = max(heights, default=0.0) + 2 * PADDING

        def paint(painter: PagePainter, x: float, y: float) -> None:
            for number, (offset, reach) in enumerate(self.parts):
                if number < len(self.rows):  # the last part may be shorter
                    self._paint_cells(painter, self.rows[number], x + offset, y + PADDING)
                for line in [y + height - thickness, *([y] if is_header else [])]:
                    painter.fillRect(QRectF(x + offset, line, reach, thickness), QColor(colour))

        return Strip(height, paint)

    def _paint_cells(self, painter: PagePainter, cells: Cells, x: float, y: float) -> None:
        for lines, column in zip(cells, self.columns, strict=False):
            down = y
            for line in lines:
                line.paint(painter, x + column.place(line), down)
                down += line.height


def _way(said: Sequence[Row], columns: int) -> tuple[Way, list[list[float]]]:
    """The first way in which the longest words of all columns have room, or else the last; and their widths."""
    for way in WAYS:
        texts, looks = way.texts(said), way.looks(len(said) - 1)
        words = [way.longest_words(row, shown) for row, shown in zip(texts, looks, strict=True)]
        floors = _widest(words, columns)
        if sum(floors) <= _room(columns, _gap(floors, way.gap)):
            break
    return way, words


def _columns(
    rows: Sequence[Sequence[float]], words: Sequence[Sequence[float]], alignment: str, least_gap: float = LEAST_GAP
) -> list[_Column]:
    """As wide as their longest cell where the page has room for all, else the widest give way; no word is broken
    before all of them are as narrow as their longest word.

    ``rows`` and ``words``: of each row, the widths of its cells and of the longest word in each."""
    widths, floors = (_widest(cells, len(alignment)) for cells in (rows, words))
    gap = _gap(widths, least_gap)
    room = _room(len(widths), gap)
    _narrow(widths, floors if sum(floors) <= room else [0.0] * len(widths), room)
    lefts = [SIDE + sum(widths[:k]) + k * gap for k in range(len(widths))]
    return [_Column(*each) for each in zip(lefts, widths, alignment, strict=True)]


def _widest(rows: Sequence[Sequence[float]], columns: int) -> list[float]:
    """The greatest width in each column."""
    return [max((row[k] for row in rows if k < len(row)), default=0.0) for k in range(columns)]


def _gap(widths: Sequence[float], least: float) -> float:
    """Between two columns, if they are to be so wide."""
    gaps = max(1, len(widths) - 1)
    return min(max(least, min(GAP, (look.WIDTH - 2 * SIDE - sum(widths)) / gaps)), MOST_GAPS * look.WIDTH / gaps)


def _room(columns: int, gap: float) -> float:
    """For the columns, between the gaps."""
    return look.WIDTH - 2 * SIDE - gap * (columns - 1)


def _narrow(widths: list[float], floors: Sequence[float], room: float) -> None:
    """The widest give way until all have room, none below its floor."""
    while sum(widths) > room + 0.5:
        can_give = [k for k, width in enumerate(widths) if width > floors[k]]
        widest = max(widths[k] for k in can_give)
        giving = [k for k in can_give if widths[k] > widest - 0.5]
        lower = max([widths[k] for k in can_give if widths[k] < widest - 0.5], default=0.0)
        each = max(lower, widest - (sum(widths) - room) / len(giving))
        for k in giving:
            widths[k] = max(each, floors[k])


def _widths(cells: Cells) -> list[float]:
    return [max((line.width for line in lines), default=0.0) for lines in cells]
