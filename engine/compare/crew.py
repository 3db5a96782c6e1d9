"""Who does the work: places at which chunks are trained, one at a time each.

Of this machine, each place has a worker process of its own.  A process keeps the networks that it trained last, so that
it pays to give them to the same one again; and when a process is killed, what it had in hand is known, and the others
go on.  The places of somebody else's Executor, such as that of a cluster, share it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from typing import Any

from engine.compare.workers import end_pool, worker_pool


def cores() -> int:
    """How many processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def ctrl_c_put_off() -> Iterator[None]:
    """Ctrl+C is heard afterwards; a process that starts in the meantime never hears it, not even at its very start."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Seat:
    """One place.  Its process starts with the first chunk."""

    def __init__(self, lent: Executor | None) -> None:
        """``lent``: an Executor that is somebody else's to close."""
        self._lent = lent
        self._own: Executor | None = None

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have it called.  Raises what the executor raises where it cannot take any more."""
        if self._lent is not None:
            return self._lent.submit(call, *arguments)
        try:
            return self._submit(call, *arguments)
        except BrokenExecutor:  # its process was killed while it had nothing to do
            self.leave()
            return self._submit(call, *arguments)

    def _submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        if self._own is None:
            self._own = worker_pool(1)  # not below: to make the first pool of a program lets Ctrl+C in again
        with ctrl_c_put_off():
            return self._own.submit(call, *arguments)

    def leave(self) -> None:
        """End its process without waiting for what that has in hand; the next chunk starts another."""
        if self._own is not None:
            end_pool(self._own)
            self._own = None


class Crew:
    """All places.  Leave it, or close it, and no process of it is left."""

    def __init__(self, workers: int | None = None, executor: Executor | None = None) -> None:
        """``workers``: how many chunks are in work at once, without it as many as there are processors; ``executor``:
        who trains them in place of processes of this machine."""
        self.seats: Sequence[Seat] = tuple(Seat(executor) for _ in range(max(1, workers or cores())))

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for seat in self.seats:
            seat.leave()
