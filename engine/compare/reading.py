"""What a record does can be read without running it: which functions, on which arrays, and whose memory they are in.

Two networks have one shape where their readings are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np

from engine.compare.layout import Place, owner_of
from engine.program import Array, Operation, Program, copy, start_of


class StackError(ValueError):
    """The networks do not make the same operations on arrays of the same shapes; the message says where."""


class Reading:
    """One program, and where its arrays lie in the arrays that own their memory."""

    def __init__(self, program: Program) -> None:
        self.operations = program.operations
        self.owners: list[Array] = []
        self._numbers: dict[int, int] = {}  # of the owners, by their identity
        self._starts: dict[int, int] = {}  # of those owners that have views, by their number
        self._known: dict[int, Place] = {}  # of arrays that come up again and again, by their identity
        self.places_of_all = [  # of inputs and result; None for what is no array
            tuple([self._place(value) for value in (*each.inputs, each.out)]) for each in self.operations
        ]

    def _place(self, value: Any) -> Place | None:
        if not isinstance(value, np.ndarray):
            return None
        if id(value) not in self._known:
            self._known[id(value)] = self.place_of(value)
        return self._known[id(value)]

    def knows(self, array: Array) -> bool:
        """Whether an operation has seen its owner."""
        return id(owner_of(array)) in self._numbers

    def place_of(self, array: Array) -> Place:
        """Where it lies; an owner that was not seen before gets the next number."""
        owner = owner_of(array)
        number = self._numbers.setdefault(id(owner), len(self.owners))
        if number == len(self.owners):
            self.owners.append(owner)
        if owner is array:
            return Place(number, 0, array.shape, array.strides, array.dtype)
        if number not in self._starts:
            self._starts[number] = start_of(owner)
        return Place(number, start_of(array) - self._starts[number], array.shape, array.strides, array.dtype)

    def check_like(self, other: Reading) -> None:
        """Raises StackError where the other makes another operation, or one on arrays of other shapes."""
        if len(self.operations) != len(other.operations):
            counts = f"{len(self.operations)} operations, and another {len(other.operations)}"
            raise StackError(f"One network makes {counts}: they cannot be stacked.")
        for number, (mine, theirs) in enumerate(zip(self.operations, other.operations, strict=True), 1):
            same_places = self.places_of_all[number - 1] == other.places_of_all[number - 1]
            if mine.function != theirs.function or not same_places:
                raise StackError(
                    f"Operation {number} is {mine.formula!r} on {mine.out.shape} in one network and "
                    f"{theirs.formula!r} on {theirs.out.shape} in another: they cannot be stacked."
                )
        if any(mine.shape != theirs.shape for mine, theirs in zip(self.owners, other.owners, strict=True)):
            raise StackError("The networks' arrays are parts of arrays of other shapes: they cannot be stacked.")

    def places_by_owner(self) -> list[list[Place]]:
        """All places that lie in each owner."""
        found: list[list[Place]] = [[] for _ in self.owners]
        for place in chain(*self.places_of_all):
            if place is not None:
                found[place.owner].append(place)
        return found

    def written(self, numbers: Iterable[int] | None = None) -> set[int]:
        """The numbers of the owners that operations write into: all of them, or those of these ``numbers``."""
        of_all = range(len(self.operations)) if numbers is None else numbers
        return {place.owner for number in of_all if (place := self.places_of_all[number][-1]) is not None}

    def as_they_were(self) -> set[int]:
        """The numbers of the owners whose memory some operation wants to be laid out as in the program."""
        return {
            place.owner
            for operation, places in zip(self.operations, self.places_of_all, strict=True)
            if not (is_number_by_number(operation) or is_indifferent(operation))
            for place in places
            if place is not None
        }


def is_indifferent(operation: Operation) -> bool:
    """Whether it is a product in which it does not matter, to the last bit, how far apart rows lie in memory.

    A network shall learn the same numbers in a stack as alone.  In products of matrices BLAS adds up in one order; of a
    vector and a matrix, the order may depend on the distance of the rows.  The cases below were found by trying."""
    if operation.function is not np.dot or axes_of(operation) != (2, 2):
        return operation.function is np.dot and axes_of(operation) == (1, 1)
    a, b = operation.inputs
    if min(operation.out.shape) > 1 or a.shape[1] == 1:
        return True
    is_row = a.shape[0] == 1 and a.strides[1] == a.itemsize
    is_plain = b.strides[1] == b.itemsize
    return bool(is_row and (b.shape[1] >= 4 if is_plain else b.dtype == np.float64))


def is_number_by_number(operation: Operation) -> bool:
    """Whether each number of the result comes, to the last bit, from the numbers in its own place."""
    function = operation.function
    if function is np.power and not operation.out.ndim:
        return False  # numpy squares where the exponent is a single 2, and takes the power where it is one of many
    return function is copy or (isinstance(function, np.ufunc) and function.signature is None)


def axes_of(operation: Operation) -> tuple[int, ...]:
    """How many axes each of its inputs has."""
    return tuple(np.ndim(each) for each in operation.inputs)
