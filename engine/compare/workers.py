"""Worker processes train beside the window: each has an interpreter of its own, so that no lock is shared with it.

They are started anew instead of being copied ("spawn"), which is the one way that is safe beside threads and works on
every system.  A worker has one thread, since two on matrices this small cost more than they bring; it leaves the
processor to the window when both want it, and ends when the program does, however that ends.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import parent_process
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
MODEST = 15  # how much a worker stands back behind the window, on the scale of nice(2), which ends at 19
FAREWELL = 2.0  # seconds that a process that was ended may take to be gone


class WorkerPool(ProcessPoolExecutor):
    """Worker processes, which start with the first call that is submitted."""

    def __init__(self, workers: int) -> None:
        self._context = _Remembering()
        super().__init__(workers, mp_context=self._context, initializer=begin)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As every executor does."""
        for variable in ONE_THREAD:  # a process takes over its parent's environment, before it imports numpy
            os.environ.setdefault(variable, "1")
        return super().submit(fn, *args, **kwargs)

    def end(self) -> None:
        """End the processes now, whatever they are doing; what they had in hand fails with a BrokenExecutor."""
        self.shutdown(wait=False, cancel_futures=True)
        there = [process for process in self._context.started if process.pid is not None]  # the system may refuse one
        for process in there:
            process.kill()
        for process in there:
            process.join(FAREWELL)


class _Remembering(SpawnContext):
    """Starts processes, and knows which."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        process = SpawnProcess(*args, **kwargs)
        self.started.append(process)
        return process


def worker_pool(workers: int) -> WorkerPool:
    """So many worker processes of this machine."""
    return WorkerPool(workers)


def end_pool(pool: Executor) -> None:
    """End its processes without waiting for what they have in hand."""
    if isinstance(pool, WorkerPool):
        pool.end()
    else:
        pool.shutdown(wait=False, cancel_futures=True)


def begin() -> None:
    """What a worker does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the program's to answer
    if hasattr(os, "nice"):
        os.nice(MODEST)
    threading.Thread(target=_end_with_parent, name="watches the program", daemon=True).start()


def _end_with_parent() -> None:
    """A program that was killed can tell nobody: its end is seen by the pipe that it held open."""
    parent = parent_process()
    if parent is not None:
        with contextlib.suppress(OSError):
            wait([parent.sentinel])
        os._exit(1)
