"""A table from a file, whoever wrote it: columns with names, of numbers or of words, and every doubt said.

Comma-separated values are a habit and no standard (RFC 4180, Shafranovich 2005, came after most of its dialects), so
a reader looks first (csv_text), reads then, and names row and column where something does not fit.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.cancel import Cancelled, GoOn
from engine.csv_columns import Column, Gatherer
from engine.csv_text import TableError, Writing, endless_field, found_writing, is_blank, lines, records
from engine.files import FileError, read_bytes

MOST_BYTES = 200_000_000  # of a file
MOST_ROWS = 1_000_000  # as many samples as a recipe may have
MOST_COLUMNS = 1000
MOST_CELLS = 20_000_000  # rows times columns
PORTION = 8192  # cells that are read at once, so that other threads have their turn in between …
FEWEST_ROWS = 256  # … but so many rows of a wide table, or each column would be taken in morsels
LOOK = Writing()  # nothing is said, all is found
PREVIEW_ROWS = 100
LONGEST_NAME = 80  # characters of a column's name
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how the files of Excel and its kin begin, new and old


@dataclass(frozen=True, eq=False)
class Table:
    """What is in a CSV file, and how it is written there."""

    columns: tuple[Column, ...]
    samples: int  # rows, without the header and blank lines
    writing: Writing
    preview: tuple[tuple[str, ...], ...]  # the first rows as they are written, without the header
    blank_rows: NDArray[np.int_]  # rows of the file that are blank, counted from 1

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns: each is different."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of this name, whatever its case where that is clear.  Raises TableError."""
        for spelled in (str, str.casefold):
            found = [column for column in self.columns if spelled(column.name) == spelled(name)]
            if len(found) == 1:
                return found[0]
        raise TableError(f'There is no column "{name}". The columns are: {listed(self.names)}.')

    def row(self, sample: int) -> int:
        """The row of the file in which a sample stands, counted from 1 as a spreadsheet does, header included."""
        first = 2 if self.writing.header == "yes" else 1
        before = self.blank_rows - np.arange(len(self.blank_rows)) - first  # the samples that come after each of them
        return sample + first + int(np.searchsorted(before, sample, side="right"))


def listed(names: Sequence[str], most: int = 20) -> str:
    """Names in a sentence; of very many, the first."""
    return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def read_table(path: Path | str, writing: Writing = LOOK, go_on: GoOn | None = None) -> Table:
    """The table in a file; what ``writing`` says is not looked for.

    ``go_on`` is called with how many bytes are read, and of how many.  Raises TableError, with a sentence that names
    the file, and Cancelled."""
    try:
        return _Reading(_content(path), writing, go_on).table()
    except FileError as error:
        raise TableError(f"The file {path} cannot be read: {str(error).rstrip('.')}.") from None


def _content(path: Path | str) -> bytes:
    try:
        content = read_bytes(Path(path).expanduser(), MOST_BYTES)
    except (RuntimeError, ValueError) as error:  # nobody has the name after the ~; no path has such characters
        raise FileError(str(error)) from None
    if content.startswith(WORKBOOKS):
        raise TableError("it is a workbook of a spreadsheet program, or an archive. Save the sheet as CSV there")
    return content


class _Reading:
    """Goes through a file once, portion after portion."""

    def __init__(self, content: bytes, writing: Writing, go_on: GoOn | None) -> None:
        self._raw, self._size, self._go_on = io.BytesIO(content), len(content), go_on
        self._writing, self._width = found_writing(content, writing)
        if self._width > MOST_COLUMNS:
            raise TableError(f"it has {self._width:,} columns; up to {MOST_COLUMNS:,} are allowed")
        self._gatherers = [Gatherer(self._writing.decimal) for _ in range(self._width)]
        self._row = self._samples = 0  # rows include the header and blank lines
        self._blank: list[int] = []
        self._preview: list[list[str]] = []

    def table(self) -> Table:
        """The whole.  Raises TableError and Cancelled."""
        rows = records(lines(self._raw, self._writing.encoding), self._writing.delimiter)
        try:
            header = self._header(rows)
            while portion := list(islice(rows, max(FEWEST_ROWS, PORTION // self._width))):
                self._take(portion)
                done = self._size if self._raw.closed else self._raw.tell()  # at its end it is closed
                if self._go_on is not None and not self._go_on(done, self._size):
                    raise Cancelled
        except csv.Error:
            raise TableError(endless_field(self._row)) from None
        if not self._samples:
            raise TableError("there is a header and no row below it: nothing to learn from")
        return self._made(header)

    def _made(self, header: Sequence[str]) -> Table:
        """A column without a name and without a value is only a separator at the end of each line."""
        columns = [each.column(name) for each, name in zip(self._gatherers, column_names(header), strict=True)]
        kept = [k for k, column in enumerate(columns) if header[k].strip() or not column.is_empty]
        return Table(
            columns=tuple(columns[k] for k in kept),
            samples=self._samples,
            writing=self._writing,
            preview=tuple(tuple(row[k].strip() for k in kept) for row in self._preview),
            blank_rows=np.array(self._blank, dtype=np.int_),
        )

    def _header(self, rows: Iterator[list[str]]) -> list[str]:
        """The names in the first row; where there are none, as many empty ones."""
        if self._writing.header != "yes":
            return [""] * self._width
        for row in rows:
            self._row += 1
            if not is_blank(row):
                self._check_width(self._row, row)
                return row
            self._blank.append(self._row)
        raise AssertionError("a file without a row is refused before")

    def _take(self, portion: list[list[str]]) -> None:
        first, self._row = self._row + 1, self._row + len(portion)
        if set(map(len, portion)) != {self._width}:
            portion = self._without_blank(portion, first)
        self._samples += len(portion)
        if self._samples > MOST_ROWS or self._samples * self._width > MOST_CELLS:
            most = min(MOST_ROWS, MOST_CELLS // self._width)
            raise TableError(
                f"it has more than {most:,} rows, the most that {self._width} columns may have here. "
                "Keep every second or tenth row"
            )
        self._preview += portion[: PREVIEW_ROWS - len(self._preview)]
        if portion:
            for gatherer, cells in zip(self._gatherers, zip(*portion, strict=True), strict=True):
                gatherer.take(cells)

    def _without_blank(self, portion: list[list[str]], first: int) -> list[list[str]]:
        kept = []
        for number, row in enumerate(portion, first):
            if not row or (is_blank(row) and self._width > 1):
                self._blank.append(number)
            else:
                self._check_width(number, row)
                kept.append(row)
        return kept

    def _check_width(self, number: int, row: list[str]) -> None:
        if len(row) != self._width:
            fields = f"{len(row):,} field{'s' if len(row) != 1 else ''}"
            raise TableError(
                f"row {number:,} has {fields}, where most rows have {self._width:,}. Each row needs a field for each "
                "column: mend this row, put text with separators in quotation marks, or choose another separator"
            )


def column_names(header: Sequence[str]) -> list[str]:
    """On one line each, not too long, none empty, and each different."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        plain = " ".join("".join(each if each.isprintable() else " " for each in cell).split())
        plain = plain[:LONGEST_NAME] or f"column {number}"
        others = (f"{plain} ({k})" for k in count(2))
        names.append(plain if plain not in names else next(name for name in others if name not in names))
    return names


# -- tables that were read --------------------------------------------------------------------------------------------


def table_of(path: Path | str, writing: Writing = LOOK, go_on: GoOn | None = None) -> Table:
    """The same as `read_table`, which is spared where the last file that was read is this one and has not changed."""
    global _last
    try:
        there = os.stat(Path(path).expanduser())
        key = (str(path), writing, there.st_mtime_ns, there.st_size)
    except (OSError, RuntimeError, ValueError):
        return read_table(path, writing, go_on)  # which says why it cannot be read
    if _last is None or _last[0] != key:
        _last = (key, read_table(path, writing, go_on))
    return _last[1]


_last: tuple[tuple[str, Writing, int, int], Table] | None = None  # one: a table may be large
