"""Two hands for one update: a second thread does half of the work, where the work is worth waking it up.

numpy gives the interpreter lock away in large operations, so that two threads calculate at the same time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from queue import SimpleQueue
from typing import Any

import numpy as np

from engine.program import Operation, Program, quiet

Call = Callable[[], Any]  # an operation, ready to be made
NAME = "second half of an update"  # of the thread
Work = tuple[Sequence[Call], "SimpleQueue[BaseException | None]"]  # what to call, and whom to tell when it is done

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class SecondThread:
    """A thread that begins with the first work that it is given, and then waits for more."""

    def __init__(self) -> None:
        self._inbox: SimpleQueue[Work] = SimpleQueue()  # a hand-over takes a tenth of what a pool of threads needs
        self._begin, self._is_there = threading.Lock(), False

    def start(self, calls: Sequence[Call]) -> SimpleQueue[BaseException | None]:
        """Have all of them called; the answer comes in the queue: None, or what went wrong."""
        if not self._is_there:
            with self._begin:
                if not self._is_there:
                    threading.Thread(target=self._work, name=NAME, daemon=True).start()
                    self._is_there = True
        done: SimpleQueue[BaseException | None] = SimpleQueue()
        self._inbox.put((calls, done))
        return done

    def _work(self) -> None:
        while True:
            calls, done = self._inbox.get()
            try:
                call_all(calls)
            except BaseException as error:
                done.put(error)  # whoever gave the work raises it
            else:
                done.put(None)


SECOND = SecondThread()


def side_by_side(first: Sequence[Call], second: Sequence[Call]) -> None:
    """Call all of both; each in a thread of its own where the processor has two cores for them."""
    if CORES == 1:
        call_all(first)
        call_all(second)
        return
    done = SECOND.start(second)
    try:
        call_all(first)
    finally:
        error = done.get()
    if error is not None:
        raise error


def call_all(calls: Sequence[Call]) -> None:
    """Call one after the other."""
    with quiet():  # which is each thread's own business
        for call in calls:
            call()


def shared(program: Program, size: int) -> tuple[Call, ...]:
    """What to call for a program that goes number by number through vectors of ``size``, each thread through a half.

    What it calculates beside the vectors comes first.  Where that would change a result, the program as it is."""
    beside, along = _parted(program.operations, size)
    if not along or not _can_go_first(beside, along, program.operations, size):
        return program.calls
    halves = [[_part(each, half, size).call() for each in along] for half in _halves(size)]
    return (*(each.call() for each in beside), partial(side_by_side, *halves))


def _parted(operations: Sequence[Operation], size: int) -> tuple[list[Operation], list[Operation]]:
    """Those whose result is no vector of ``size``, and those whose result is one."""
    beside = [each for each in operations if each.out.shape[-1:] != (size,)]
    return beside, [each for each in operations if each.out.shape[-1:] == (size,)]


def _can_go_first(
    beside: Sequence[Operation], along: Sequence[Operation], operations: Sequence[Operation], size: int
) -> bool:
    """Whether all vectors are made number by number, and nothing beside them depends on one or is read too early."""
    if not all(isinstance(each.function, np.ufunc) and each.function.signature is None for each in along):
        return False
    if any(array.shape[-1:] == (size,) for each in beside for array in _arrays(each)):
        return False
    order = {id(each): place for place, each in enumerate(operations)}
    return not any(
        np.may_share_memory(array, late.out)
        for late in beside
        for early in along
        if order[id(early)] < order[id(late)]
        for array in _arrays(early)
    )


def _arrays(operation: Operation) -> Iterator[np.ndarray[Any, Any]]:
    return (each for each in operation.inputs if isinstance(each, np.ndarray))


def _halves(size: int) -> tuple[slice, slice]:
    return slice(0, size // 2), slice(size // 2, size)


def _part(operation: Operation, half: slice, size: int) -> Operation:
    """The same for a part of the vectors."""

    def cut(array: Any) -> Any:
        return array[..., half] if isinstance(array, np.ndarray) and array.shape[-1:] == (size,) else array

    return replace(operation, inputs=tuple(map(cut, operation.inputs)), out=cut(operation.out))
