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
from typing import Any

import numpy as np

from engine.compare.layout import Place, Plan, Shelf, merged
from engine.compare.reading import Reading, StackError, axes_of, is_number_by_number
from engine.program import Array, Operation, Program

PRODUCTS: dict[tuple[int, int], Callable[..., Any]] = {  # what np.dot is in a stack, by the axes of its two factors
    (2, 2): np.matmul, (1, 1): np.vecdot, (2, 1): np.matvec, (1, 2): np.vecmat,
}  # fmt: skip


class Stack:
    """The programs of K networks as one program, on arrays of its own (networks, …)."""

    def __init__(self, programs: Sequence[Program], apart: Iterable[Array] = ()) -> None:
        """Begins with the numbers that lie in the programs' arrays.  A program may stand for several networks.

        What no operation writes into is kept but once where it is the same for all networks; not so ``apart``, arrays
        of the first program into which somebody else will write.  Raises StackError."""
        first = self._reading = Reading(programs[0])
        read = {id(program): Reading(program) for program in programs[1:] if program is not programs[0]}
        for other in read.values():
            first.check_like(other)
        readings = [read.get(id(program), first) for program in programs]
        own = first.written() | {first.place_of(array).owner for array in apart if first.knows(array)}
        as_they_were, places = first.as_they_were(), first.places_by_owner()
        self._shelves = [
            Shelf(owners, places[number], apart=number in own, in_rows=number not in as_they_were)
            for number, owners in enumerate(zip(*(each.owners for each in readings), strict=True))
        ]
        self.count = len(programs)
        same = zip(*(program.operations for program in programs), strict=True)
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
