"""A column of a table is numbers to calculate with or words to tell classes by: which of the two, its cells decide.

They come some thousand at a time, as text.  Whether a column is of numbers is known at its end only, so it is gathered
as both for as long as it can be either.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.csv_text import SWAPPED, is_missing, number_in
from engine.program import Array

MOST_WORDS = 1000  # different ones of a column: more of them are names or sentences, and no classes
UNKNOWN = -1  # the code of a missing word


@dataclass(frozen=True)
class Cell:
    """A value that stands out: where it is, and its text."""

    sample: int  # from 0, as in the arrays of its column
    text: str


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table; what has more than MOST_WORDS different words has neither numbers nor words."""

    name: str
    numbers: Array | None  # (samples,), not a number where it is missing; None for words
    codes: NDArray[np.int16] | None  # (samples,), the place of each sample's word in ``words``, or UNKNOWN
    words: tuple[str, ...] = ()  # each once, sorted
    odd: Cell | None = None  # the first that is not a number
    infinite: Cell | None = None  # the first number that is too large for a computer

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Which samples have no value in it (samples,)."""
        if self.numbers is not None:
            return np.isnan(self.numbers)
        assert self.codes is not None, "a column of neither kind is not used"
        return np.asarray(self.codes == UNKNOWN)

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything into it."""
        return self.numbers is not None and self.odd is None and bool(self.missing.all())


class Gatherer:
    """Takes the cells of one column, portion after portion."""

    def __init__(self, decimal: str) -> None:
        """``decimal``: the mark in its numbers, one of DECIMALS."""
        self._decimal = decimal
        self._samples = self._odd_ones = self._missing = 0
        self._numbers: list[Array] | None = []  # None: it cannot be of numbers any more,
        self._codes: list[NDArray[np.int16]] | None = []  # and None: nor of few words
        self._codebook = _Codebook()
        self._odd: Cell | None = None
        self._infinite: Cell | None = None

    def take(self, cells: Sequence[str]) -> None:
        """The next samples' cells."""
        if self._numbers is not None:
            self._numbers.append(self._all_numbers(cells))
        if self._codes is not None:
            self._codes.append(np.fromiter(map(self._codebook.__getitem__, cells), np.int16, len(cells)))
            if len(self._codebook.words) > MOST_WORDS:
                self._codes = None
        self._samples += len(cells)
        if self._codes is None and self._odd_ones > MOST_WORDS and not self._is_of_numbers():
            self._numbers = None

    def column(self, name: str) -> Column:
        """All that was taken."""
        numbers = _joined(self._numbers, np.float64) if self._is_of_numbers() else None
        if numbers is not None or self._codes is None:
            return Column(name, numbers, None, (), self._odd, self._infinite)
        words = sorted(self._codebook.words)
        place = np.array([*(words.index(word) for word in self._codebook.words), UNKNOWN], dtype=np.int16)
        return Column(name, None, place[_joined(self._codes, np.int16)], tuple(words), self._odd)

    def _is_of_numbers(self) -> bool:
        """Whether most of its cells are: then the others are mistakes."""
        known = self._samples - self._missing
        return self._numbers is not None and (2 * self._odd_ones < known or known == 0)

    def _all_numbers(self, cells: Sequence[str]) -> Array:
        """Not a number where a cell is missing or odd; quick where none is."""
        text = "\0".join(cells)  # which is in no cell
        try:
            swapped = text.translate(SWAPPED).split("\0") if self._decimal == "comma" else cells
            numbers = np.fromiter(map(float, swapped), np.float64, len(cells))
        except ValueError:
            return self._one_by_one(cells)
        return numbers if np.isfinite(numbers).all() and "_" not in text else self._one_by_one(cells)

    def _one_by_one(self, cells: Iterable[str]) -> Array:
        numbers: list[float] = []
        known: dict[str, tuple[float, bool]] = {}  # the same few words come again and again
        for sample, cell in enumerate(cells, self._samples):
            if cell not in known:
                known[cell] = self._number(cell, sample)
            number, is_odd = known[cell]
            numbers.append(number)
            self._odd_ones += is_odd
            self._missing += not is_odd and math.isnan(number)
        return np.array(numbers)

    def _number(self, cell: str, sample: int) -> tuple[float, bool]:
        """The number in a cell, and whether it is odd instead."""
        try:
            number = number_in(cell, self._decimal)
        except ValueError:
            self._odd = self._odd or Cell(sample, cell.strip())
            return float("nan"), True
        if math.isinf(number):
            self._infinite = self._infinite or Cell(sample, cell.strip())
        return number, False


class _Codebook(dict[str, int]):
    """The code of each cell's text: the same for the same word, with or without spaces around it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, int] = {}

    def __missing__(self, cell: str) -> int:
        code = UNKNOWN if is_missing(cell) else self.words.setdefault(cell.strip(), len(self.words))
        self[cell] = code
        return code


def _joined(portions: list[Any] | None, dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(portions) if portions else np.empty(0, dtype)
