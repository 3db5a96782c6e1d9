"""How answers become colours: as the chance of a class, as numbers on a scale, or as the class that is said.

Answers are (outputs, rows, columns), the bottom row first.  Between their cells a reading calculates what the network
would have answered: linear interpolation where answers are numbers, and where they are chances, of their logarithms,
which go straight where the chances leap.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui.theme import SYMBOLS, Theme, class_table, colour_table

Floats = NDArray[np.floating[Any]]
Places = NDArray[np.uint16]  # in the table of colours
LEVELS = 256  # colours of a map
SHOWN = 6.0  # logits from here on look the same: their answers are less than 1/255 from 1
SUREST = 1e-9  # answers nearer to 0 or 1 count as this near, since those have no logit
ALMOST = 1e-3  # how far the sum of chances may be from 1
COLOURS = len(SYMBOLS)  # of classes, which are as many as their shapes
LEAST = 1e-300  # of what one divides by
RAREST, FAR = 1e-37, 1e30  # chances and answers beyond are like these, which are numbers in single precision, too
FURTHEST = 1e300  # stands for infinity: one can still calculate with it


class Reading(ABC):
    """A way to read answers as colours."""

    finer = 3  # times as many rows and columns as there are answers; Qt smooths the rest of the way

    @abstractmethod
    def table(self, theme: Theme) -> NDArray[np.uint32]:
        """The colours (places,), as Qt packs them."""

    @abstractmethod
    def places(self, answers: Floats, finer: int) -> Places:
        """(finer · rows, finer · columns): where in the table the colour of each finer cell lies."""


@cache
def _chances(theme: Theme) -> NDArray[np.uint32]:
    """The colours of chances, from one logit to the next.  Read-only, since pictures share them."""
    answers = 1 / (1 + np.exp(-np.linspace(-SHOWN, SHOWN, LEVELS)))
    table = colour_table(theme).take(np.rint(answers * (LEVELS - 1)).astype(int))
    table.setflags(write=False)
    return table


@dataclass(frozen=True)
class Chance(Reading):
    """One answer: 0 is class 0, 1 class 1; what is beyond them looks like them, what is no number like neither.

    The logits z = log(y / (1 - y)) are interpolated: where a network is sure, its answer leaps from 0 to 1 within a
    cell, while its logit goes straight, and the border comes out as fine as it is."""

    def table(self, theme: Theme) -> NDArray[np.uint32]:
        return _chances(theme)

    def places(self, answers: Floats, finer: int) -> Places:
        outputs = answers[0]
        y = np.where(np.isnan(outputs), 0.5, outputs).clip(SUREST, 1 - SUREST)
        return _levels((spread(np.log(y / (1 - y)), finer) + SHOWN) / (2 * SHOWN))


@dataclass(frozen=True)
class Value(Reading):
    """One answer that is a number, from ``low`` to ``high``; what is beyond them looks like them."""

    low: float
    high: float

    def table(self, theme: Theme) -> NDArray[np.uint32]:
        return colour_table(theme)

    def places(self, answers: Floats, finer: int) -> Places:
        return _levels(spread(self.shares(answers[0]), finer))

    def levels(self, values: Floats) -> Places:
        """Where in the table the colours of some numbers lie."""
        return _levels(self.shares(values))

    def shares(self, values: Floats) -> Floats:
        """How far numbers are on the way from ``low``, 0, to ``high``, 1; ½ for what is no number."""
        known = np.nan_to_num(values, nan=(self.low + self.high) / 2, posinf=FURTHEST, neginf=-FURTHEST)
        return np.asarray(((known - self.low) / max(self.high - self.low, LEAST)).clip(0.0, 1.0))


@dataclass(frozen=True)
class Classes(Reading):
    """An answer for each class: the class of the greatest, the stronger the greater its lead over the second."""

    finer = 2  # there are up to ten times as many answers

    def table(self, theme: Theme) -> NDArray[np.uint32]:
        return class_table(theme).reshape(-1)

    def places(self, answers: Floats, finer: int) -> Places:
        said, margin = leaders(answers, finer)
        return np.asarray(said * LEVELS + _levels(margin), dtype=np.uint16)


def leaders(answers: Floats, finer: int) -> tuple[Places, Floats]:
    """Which class has the greatest answer in each finer cell, of which colours repeat, and its lead over the second.

    Where answers are chances, that sum to 1, their logarithms are interpolated: softmax makes chances of them again.
    In single precision, which is four times as fast here and far finer than a colour."""
    known = answers.clip(-FAR, FAR).astype(np.float32)
    if np.isnan(known).any():
        known = np.nan_to_num(known)
    are_chances = bool(known.min() >= 0 and np.abs(known.sum(axis=0) - 1).max() < ALMOST)
    scores = np.stack([spread(each, finer) for each in (np.log(known.clip(RAREST)) if are_chances else known)])
    first, second, said = _first_two(scores)
    if not are_chances:
        return said, first - second
    lead = 1 - np.exp(second - first)
    np.exp(np.subtract(scores, first, out=scores), out=scores)
    return said, lead / scores.sum(axis=0)


def _first_two(scores: Floats) -> tuple[Floats, Floats, Places]:
    """The greatest and the second of all ``scores`` (classes, rows, columns), and the class of the greatest."""
    first, second = scores[0].copy(), np.full_like(scores[0], -np.inf)
    said, lesser = np.zeros(first.shape, dtype=np.uint16), np.empty_like(first)
    for k, each in enumerate(scores[1:], start=1):
        np.copyto(said, k % COLOURS, where=each > first)
        np.maximum(second, np.minimum(first, each, out=lesser), out=second)
        np.maximum(first, each, out=first)
    return first, second, said


def spread(values: Floats, finer: int) -> Floats:
    """(finer · rows, finer · columns): the values in the middles of finer cells, from those in the middles of cells."""
    rows, columns = (_spreading(count, finer, values.dtype.char) for count in values.shape)
    return np.asarray(np.dot(np.dot(rows, values), columns.T))


@cache
def _spreading(cells: int, finer: int, dtype: str) -> Floats:
    """(finer · cells, cells): times the values in the middles of cells, it gives those in the middles of finer ones."""
    middles = (np.arange(cells * finer) + 0.5) / finer - 0.5
    matrix = np.stack([np.interp(middles, np.arange(cells), row) for row in np.eye(cells)], axis=1).astype(dtype)
    matrix.setflags(write=False)
    return matrix


def _levels(shares: Floats) -> Places:
    """0 … 255 for shares of 0 … 1; what is beyond them like them."""
    return np.asarray((shares * (LEVELS - 1) + 0.5).clip(0, LEVELS - 1).astype(np.uint16))
