"""Networks of one shape learn in one go: what one of them does to its arrays, a stack does to the arrays of all.

On small networks nearly all of the time is the cost of calling.  So the records of K networks become one record in
which every array has an axis of networks in front of its own: where a network multiplies W (outputs, inputs) with x
(inputs, samples), the stack multiplies (K, outputs, inputs) with (K, inputs, samples).  No formula is written twice,
and whatever can be recorded can be stacked.

np.matmul, which multiplies stacks, does not give the interpreter lock away on small arrays.  Beside a window, a stack
belongs in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from engine.compare.layout import Place, Plan, Shelf, merged, owner_of
from engine.program import Array, Operation, Program, copy, start_of

PRODUCTS: dict[tuple[int, int], Callable[..., Any]] = {  # what np.dot is in a stack, by the axes of its two factors
    (2, 2): np.matmul, (1, 1): np.vecdot, (2, 1): np.matvec, (1, 2): np.vecmat,
}  # fmt: skip


class StackError(ValueError):
    """The networks do not make the same operations on arrays of the same shapes; the message says where."""


class Stack:
    """The programs of K networks as one program, on arrays of its own (networks, …)."""

    def __init__(self, programs: Sequence[Program], apart: Iterable[Array] = ()) -> None:
        """Begins with the numbers that lie in the programs' arrays.

        What no operation writes into is kept but once where it is the same for all networks; not so ``apart``, arrays
        of the first program into which somebody else will write.  Raises StackError."""
        readings = [Reading(program) for program in programs]
        first = self._reading = readings[0]
        for other in readings[1:]:
            first.check_like(other)
        own = first.written() | {first.place_of(array).owner for array in apart if first.knows(array)}
        as_they_were, places = first.as_they_were(), first.places_by_owner()
        self._shelves = [
            Shelf(owners, places[number], apart=number in own, in_rows=number not in as_they_were)
            for number, owners in enumerate(zip(*(each.owners for each in readings), strict=True))
        ]
        self.count = len(programs)
        same = zip(*(each.operations for each in readings), strict=True)
        self.program = Program([self._stacked(*each) for each in zip(same, first.places_of_all, strict=True)])

    def run(self) -> None:
        """Replay every operation once, for all networks."""
        self.program.run()

    def of(self, array: Array) -> Array:
        """What all networks have where the first one has ``array``: a view (networks, …) into the stack.

        The first axis has length 1 where they share it.  Raises StackError where no operation knows the array."""
        if not self.knows(array):
            raise StackError("This array belongs to none of the stack's operations.")
        return self._plan(self._reading.place_of(array)).array()

    def knows(self, array: Array) -> bool:
        """Whether it is an array of the first program's operations, or a view into one."""
        return self._reading.knows(array)

    def twin_of(self, array: Array, one: range, other: range) -> Array | None:
        """Where the operations numbered ``one`` write what those numbered ``other`` write into ``array``.

        What all networks have there, as in ``of``; None where the two series are not bound to calculate the same."""
        reading, wanted = self._reading, self._reading.place_of(array)
        owners: dict[int, int] = {}  # in ``one``, of owners in ``other``
        for mine, theirs in zip(one, other, strict=True):
            if reading.operations[mine].function != reading.operations[theirs].function:
                return None
            for place, twin in zip(reading.places_of_all[mine], reading.places_of_all[theirs], strict=True):
                if place is None or twin is None or owners.setdefault(twin.owner, place.owner) != place.owner:
                    return None
                if not self._are_alike(place, twin):
                    return None
        rest = reading.written(set(range(len(reading.operations))) - {*one, *other})
        made = reading.written(one), reading.written(other)
        for theirs, mine in owners.items():
            is_made = mine in made[0] and theirs in made[1] and not {mine, theirs} & rest
            if mine != theirs and not is_made and {mine, theirs} & (made[0] | made[1] | rest):
                return None
        return self._plan(wanted._replace(owner=owners[wanted.owner])).array() if wanted.owner in owners else None

    def _are_alike(self, place: Place, twin: Place) -> bool:
        """Whether two arrays have one shape, and now the same numbers."""
        if place[1:] != twin[1:]:
            return False
        here, there = (self._plan(each).array() for each in (place, twin))
        return bool(((here == there) | np.isnan(here)).all())

    def _plan(self, place: Place) -> Plan:
        return self._shelves[place.owner].plan(place)

    def _stacked(self, same: Sequence[Operation], places: Sequence[Place | None]) -> Operation:
        """What each network does in the ``same`` operation, as one; ``places`` are of its inputs and its result."""
        one, axes = same[0], axes_of(same[0])
        plans = [place and self._plan(place) for place in places]
        if is_number_by_number(one):
            values = zip(*(each.inputs for each in same), strict=True)
            inputs = [plan or number_of_each(each, one.out.dtype) for plan, each in zip(plans, values, strict=False)]
            return _number_by_number(one, one.function, [*inputs, plans[-1]])
        if one.function is not np.dot or axes not in PRODUCTS:
            return _one_by_one(same, plans)
        if one.inputs[0].shape[1:] == (1,):  # sums of a single product each: BLAS would take twice as long
            return _number_by_number(one, np.multiply, plans)
        *factors, product = (plan.array() for plan in plans if plan is not None)
        return replace(one, function=PRODUCTS[axes], inputs=tuple(factors), out=product)


class Reading:
    """One program, and where its arrays lie in the arrays that own their memory."""

    def __init__(self, program: Program) -> None:
        self.operations = program.operations
        self.owners: list[Array] = []
        self._numbers: dict[int, int] = {}  # of the owners, by their identity
        self._known: dict[int, Place] = {}  # of arrays that come up again and again, by their identity
        self.places_of_all = [  # of inputs and result; None for what is no array
            tuple([self._place(value) for value in (*each.inputs, each.out)]) for each in self.operations
        ]

    def _place(self, value: Any) -> Place | None:
        place = self._known.get(id(value))
        if place is None and isinstance(value, np.ndarray):
            place = self._known[id(value)] = self.place_of(value)
        return place

    def knows(self, array: Array) -> bool:
        """Whether an operation has seen its owner."""
        return id(owner_of(array)) in self._numbers

    def place_of(self, array: Array) -> Place:
        """Where it lies; an owner that was not seen before gets the next number."""
        owner = owner_of(array)
        number = self._numbers.setdefault(id(owner), len(self.owners))
        if number == len(self.owners):
            self.owners.append(owner)
        start = 0 if owner is array else start_of(array) - start_of(owner)
        return Place(number, start, array.shape, array.strides, array.dtype)

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


def number_of_each(values: Sequence[Any], dtype: np.dtype[Any]) -> Any:
    """What stands for plain numbers, one of each network: the number, or where they differ the plan of an array."""
    if all(value == values[0] for value in values):
        return values[0]
    numbers = np.array(values, dtype)
    return Plan(numbers.view(np.uint8), 0, numbers.shape, numbers.strides, numbers.dtype)


def _number_by_number(one: Operation, function: Callable[..., Any], operands: Sequence[Any]) -> Operation:
    """Of all networks at once; the last of the ``operands`` is the result, and those that are no plans stay."""
    axes = len(operands[-1].shape)
    plans = iter(merged([each.with_axes(axes) for each in operands if isinstance(each, Plan)]))
    *inputs, out = (next(plans).array() if isinstance(each, Plan) else each for each in operands)
    return replace(one, function=function, inputs=tuple(inputs), out=out)


def _one_by_one(same: Sequence[Operation], plans: Sequence[Plan | None]) -> Operation:
    """Network after network: so works whatever the function does."""
    calls = []
    for network, each in enumerate(same):
        values = zip((*each.inputs, each.out), plans, strict=True)
        *inputs, out = (value if plan is None else plan.of(network) for value, plan in values)
        calls.append(replace(each, inputs=tuple(inputs), out=out).call())
    assert plans[-1] is not None
    return replace(same[0], function=partial(_call_all, calls), inputs=(), out=plans[-1].array())


def _call_all(calls: Sequence[Callable[[], Any]], out: Array) -> None:
    """Each writes its own part of ``out``."""
    for call in calls:
        call()
