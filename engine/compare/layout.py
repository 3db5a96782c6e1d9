"""Numbers that lie side by side are gone through fastest: how the arrays of many networks are laid out in memory.

numpy goes through an array without gaps in one sweep.  Where the networks lie one after the other and an operation
leaves out the last row of each, such as the row of ones of a signal, it starts anew for every network, and that takes
three times as long.  So where all views of an array consist of whole rows or lie within rows, the networks' first rows
lie side by side, then all their second rows, and so on: then any rows of all networks have no gaps between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.program import Array, Shape

LINE = 64  # bytes of a line of the processor's cache


class Place(NamedTuple):
    """Where one network's array lies in its owner, the array that the memory belongs to."""

    owner: int  # the owner's number
    start: int  # bytes from the owner's start
    shape: Shape
    strides: tuple[int, ...]  # bytes
    dtype: np.dtype[Any]

    def is_in_rows(self, row: int) -> bool:
        """Whether each of its axes leads from row to row, or stays within rows, of so many bytes each."""
        axes = [(n, stride) for n, stride in zip(self.shape, self.strides, strict=True) if n > 1]
        if any(abs(stride) >= row and stride % row for _, stride in axes):
            return False
        within = [(n - 1) * stride for n, stride in axes if abs(stride) < row]
        first = self.start % row
        last = first + sum(max(0, way) for way in within) + self.dtype.itemsize
        return first + sum(min(0, way) for way in within) >= 0 and last <= row


@dataclass(frozen=True)
class Plan:
    """An array that can still be laid out anew, since it has not been made."""

    memory: NDArray[np.uint8]
    start: int  # bytes
    shape: Shape
    strides: tuple[int, ...]  # bytes
    dtype: np.dtype[Any]

    def array(self) -> Array:
        """The array: a view into the memory."""
        return np.ndarray(self.shape, self.dtype, self.memory, self.start, self.strides)

    def of(self, network: int) -> Array:
        """What belongs to one network; its first axis is that of the networks, which may share it."""
        start = self.start + (network if self.shape[0] > 1 else 0) * self.strides[0]
        return np.ndarray(self.shape[1:], self.dtype, self.memory, start, self.strides[1:])

    def with_axes(self, count: int) -> Plan:
        """The same with so many axes: new ones of length 1 follow the first."""
        new = (1,) * (count - len(self.shape))
        shape, strides = ((each[0], *new, *each[1:]) for each in (self.shape, self.strides))
        return replace(self, shape=shape, strides=strides)


class Shelf:
    """Holds one array of each network, or one for all of them where it is the same for all and stays so."""

    def __init__(self, owners: Sequence[Array], places: Iterable[Place], *, apart: bool, in_rows: bool) -> None:
        """``owners`` are the networks' arrays, which are copied, and ``places`` all views that will be asked for.

        ``apart``: each network needs its own, even where they are the same now.  ``in_rows``: whether the networks'
        rows may lie side by side, where the views allow it."""
        first = owners[0]
        is_shared = not apart and all(_same_bits(first, other) for other in owners[1:])
        self.count = 1 if is_shared else len(owners)
        self._size, self._row = first.nbytes, first.strides[0] if first.ndim > 1 else 0
        has_rows = self.count > 1 and self._row > 0 and bool(first.flags.c_contiguous)
        self._in_rows = in_rows and has_rows and all(each.is_in_rows(self._row) for each in places)
        self.memory = aligned(self.count * self._size)
        whole = self.plan(Place(0, 0, first.shape, first.strides, first.dtype))
        for network, owner in enumerate(owners[: self.count]):
            whole.of(network)[...] = owner

    def plan(self, place: Place) -> Plan:
        """An array of all networks (networks, …)."""
        start, strides, step = place.start, place.strides, self._size
        if self._in_rows:
            row, step = self._row, self._row
            start = start // row * row * self.count + start % row
            strides = tuple(stride * self.count if abs(stride) >= row else stride for stride in strides)
        return Plan(self.memory, start, (self.count, *place.shape), (step, *strides), place.dtype)


def merged(plans: Sequence[Plan]) -> list[Plan]:
    """Plans of arrays that are gone through number by number, with as few axes as can be, in the order of memory.

    The last one is of the result; the others have as many axes, of its lengths or of length 1."""
    shape, result = plans[-1].shape, plans[-1].strides
    axes = sorted((axis for axis, n in enumerate(shape) if n > 1), key=lambda axis: -abs(result[axis]))
    lengths: list[int] = []
    ways: list[list[int]] = []  # the strides of all plans along each of the lengths
    for axis in axes:
        way = [plan.strides[axis] if plan.shape[axis] > 1 else 0 for plan in plans]
        if ways and all(before == shape[axis] * here for before, here in zip(ways[-1], way, strict=True)):
            lengths[-1] *= shape[axis]
            ways[-1] = way
        else:
            lengths.append(shape[axis])
            ways.append(way)
    return [_along(plan, lengths, [way[number] for way in ways]) for number, plan in enumerate(plans)]


def _along(plan: Plan, lengths: Sequence[int], strides: Sequence[int]) -> Plan:
    if not any(strides):
        return replace(plan, shape=(), strides=())  # one number for all: numpy keeps it in a register
    shape = tuple(n if stride else 1 for n, stride in zip(lengths, strides, strict=True))
    return replace(plan, shape=shape, strides=tuple(strides))


def aligned(size: int) -> NDArray[np.uint8]:
    """So many bytes, from where a line of the processor's cache begins: a product of two arrays then takes half as
    long."""
    memory = np.empty(size + LINE, np.uint8)
    start = -memory.ctypes.data % LINE
    return memory[start : start + size]


def owner_of(array: Array) -> Array:
    """The array whose memory ``array`` is a view of; itself where it has memory of its own."""
    owner, base = array, array.base
    while base is not None:  # mostly once, since numpy itself looks for the owner
        if isinstance(base, np.ndarray):
            owner = base
        base = getattr(base, "base", None)  # a view made of strides has something between itself and the array
    return owner


def _same_bits(one: Array, other: Array) -> bool:
    return one.tobytes() == other.tobytes()
