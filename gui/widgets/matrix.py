"""A matrix as it is shown: a copy of an array in rows and columns, with every text that there is to say of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.program import Array
from gui.widgets.numbers import power_of_ten, signed, value_text
from gui.widgets.strength import greatest

NARROWEST = "−0.0000"  # a column is at least as wide as this
MIDDLE = 128  # of the diverging map


@dataclass(frozen=True)
class Matrix:
    """A copy of an array in rows and columns, with all that there is to say of it."""

    name: str
    shape: tuple[int, ...]  # before it was laid out in rows and columns
    values: Array  # (rows, columns), as is all below
    before: Array | None
    changed: NDArray[np.bool_]
    end: float  # the greatest size of a number: what has the strongest colour
    tints: NDArray[np.uint8]  # places in the diverging map
    labels: tuple[Sequence[str] | None, Sequence[str] | None]  # of rows and columns; None: their numbers

    @classmethod
    def of(
        cls,
        name: str,
        values: Array,
        before: Array | None,
        row_labels: Sequence[str] | None,
        column_labels: Sequence[str] | None,
    ) -> Matrix:
        """A row or column whose label stands in brackets, such as "(1)", has no colours: it is the same everywhere."""
        if before is not None and np.shape(before) != np.shape(values):
            raise ValueError(f"{name}: before has the shape {np.shape(before)}, but now it is {np.shape(values)}")
        sheet = _sheet(values)
        for count, labels, what in zip(sheet.shape, (row_labels, column_labels), ("row", "column"), strict=True):
            if labels is not None and len(labels) != count:
                raise ValueError(f"{name}: {len(labels)} {what} labels, but {count} {what}s")
        old = None if before is None else _sheet(before)
        counted = np.where(_in_brackets(row_labels, column_labels, sheet.shape), 0.0, sheet)
        end = greatest(counted)
        shares = np.where(np.isfinite(counted), counted, 0.0) / end if end else np.zeros_like(sheet)
        tints = np.where(shares == 0, MIDDLE, np.rint((shares + 1) * 127.5)).astype(np.uint8)
        labels_of_both = (row_labels, column_labels)
        return cls(name, np.shape(values), sheet, old, _changes(old, sheet), end, tints, labels_of_both)

    @property
    def size_text(self) -> str:
        """4 × 3"""
        if len(self.shape) < 2:
            return "one number" if self.values.size == 1 else f"{self.values.size:,} numbers"
        return " × ".join(f"{count:,}" for count in self.shape)

    def label(self, axis: int, place: int) -> str:
        labels = self.labels[axis]
        return str(place + 1) if labels is None else labels[place]

    def longest_label(self, axis: int) -> str:
        """Empty where there is nothing to tell apart."""
        labels = self.labels[axis]
        if labels is None:
            return f"{self.values.shape[axis]}" if axis >= 2 - len(self.shape) else ""
        return max(labels, key=len, default="")

    def cell_text(self, row: int, column: int) -> str:
        """W₂[3,1] = −0.25 with all digits, what it was before, and how its row and column are called."""
        text = f"{self._index(row, column)} = {exact_text(self.values[row, column])}"
        if self.before is not None and self.changed[row, column]:
            old = exact_text(self.before[row, column])
            text = f"{self._index(row, column)}: {old} → {exact_text(self.values[row, column])}"
        names = [self.label(axis, place) for axis, place in enumerate((row, column))]
        if names != [str(row + 1), str(column + 1)]:
            text += f"\nrow {names[0]}, column {names[1]}"
        return text

    def widest_texts(self) -> tuple[str, ...]:
        """Texts of which one is as wide as any number's, but for some pixels: the farther from 1, the wider."""
        sizes = np.abs(self.values[np.isfinite(self.values) & (self.values != 0)])
        ends = (float(sizes.min()), self.end) if sizes.size else ()
        return (NARROWEST, *(f"−{value_text(size)}" for size in ends))

    def _index(self, row: int, column: int) -> str:
        place = np.unravel_index(row * self.values.shape[1] + column, self.shape) if self.shape else ()
        return f"{self.name}[{','.join(str(int(k) + 1) for k in place)}]" if place else self.name


def short_text(value: float) -> str:
    """As it stands in a cell."""
    return "NaN" if math.isnan(value) else value_text(value)


def exact_text(value: np.floating) -> str:
    """With as many digits as it takes to tell it from its neighbours."""
    if not np.isfinite(value):
        return value_text(float(value))
    mantissa, _, exponent = str(abs(value)).partition("e")
    return signed(f"{mantissa}·{power_of_ten(int(exponent))}" if exponent else mantissa, bool(value < 0))


def _sheet(values: Array) -> Array:
    """A copy in two dimensions, of which the columns are the last axis."""
    shape = np.shape(values) or (1,)
    return np.array(values).reshape(math.prod(shape[:-1]), shape[-1])


def _in_brackets(
    rows: Sequence[str] | None, columns: Sequence[str] | None, shape: tuple[int, ...]
) -> NDArray[np.bool_]:
    """Where in a sheet of this shape a row's or a column's label stands in brackets."""
    marked = [np.array([label.startswith("(") for label in labels or ()], dtype=np.bool_) for labels in (rows, columns)]
    down, across = (each if len(each) else np.zeros(count, np.bool_) for each, count in zip(marked, shape, strict=True))
    return np.asarray(down[:, np.newaxis] | across)


def _changes(before: Array | None, now: Array) -> NDArray[np.bool_]:
    """Where a number is another; what is not a number before and after stays what it is."""
    if before is None:
        return np.zeros(now.shape, dtype=np.bool_)
    return np.asarray((before != now) & ~(np.isnan(before) & np.isnan(now)))
