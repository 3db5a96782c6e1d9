"""A record knows its batch by heart, a program must take any: so a step is recorded for several sizes and compared.

A number that is the same in all of them is a number.  One that is 1 / 5, 1 / 7 and 1 / 11 in batches of 5, 7 and 11
samples is 1 / N, and a side of 20, 28 and 44 is 4 * N.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.program import Array
from engine.scripts import ScriptError
from engine.scripts.literals import number

SAMPLES = (5, 7, 11)  # in the batches that are compared


@dataclass(frozen=True)
class Measures:
    """What a program can call the sizes that differ from batch to batch."""

    names: tuple[tuple[str, tuple[int, ...]], ...]  # such as ("y.size", (10, 14, 22)), the best first

    def size(self, sizes: Sequence[int]) -> str:
        """The side of an array as code.  Raises ScriptError where it follows from none of the names."""
        if len(set(sizes)) == 1:
            return str(sizes[0])
        for name, known in self.names:
            for rest in range(4):
                times = (sizes[0] - rest) // known[0]
                if all(times * each + rest == size for size, each in zip(sizes, known, strict=True)):
                    product = name if times == 1 else f"{times} * {name}"
                    return f"{product} + {rest}" if rest else product
        raise ScriptError(f"A script cannot say the side of an array that is {sizes} in batches of {SAMPLES} samples.")

    def number(self, values: Sequence[float | np.floating[Any]]) -> str:
        """A number of the formulas as code, "" where it follows from none of the names."""
        if len(set(values)) == 1:
            return number(values[0])
        for name, known in self.names:
            for form, back in (("{} / {}", _by), ("{} * {}", _times), ("{0} * {1} / ({2} - 1)", _by_one_less)):
                if factor := _factor(values, known, back):
                    return form.format(factor, name, name.strip("()"))
        return ""


def _by(factor: float, size: int) -> float:
    return factor / size


def _times(factor: float, size: int) -> float:
    return factor * size


def _by_one_less(factor: float, size: int) -> float:
    return factor * size / (size - 1)


def _factor(values: Sequence[Any], sizes: Sequence[int], made: Any) -> str:
    """The factor with which ``made`` gives all of the values exactly, as code; "" for none."""
    kind = type(values[0])
    guess = float(values[0]) / made(1.0, sizes[0])
    for digits in range(1, 17):
        factor = float(f"{guess:.{digits}g}")
        if all(kind(made(factor, size)) == value for value, size in zip(values, sizes, strict=True)):
            return number(factor)
    return ""


def dimensions(arrays: Sequence[Array], measures: Measures) -> list[str]:
    """The sides of an array, whose sizes in the batches that are compared are those of ``arrays``."""
    return [measures.size(sides) for sides in zip(*(each.shape for each in arrays), strict=True)]


def tuple_of(sides: Sequence[str]) -> str:
    """(4, N), as code."""
    return f"({sides[0]},)" if len(sides) == 1 else f"({', '.join(sides)})"
