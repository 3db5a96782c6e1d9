"""Work that only the window's thread can do, such as drawing: a little at a time, so that the window never waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

from PyQt5.QtCore import QObject, QTimer

Result = TypeVar("Result")
InPortions = Generator[None, None, Result]  # between two portions the window may have its turn; returns what came out
SLICE = 0.008  # seconds until it has: what is begun then is still ended


def _raise(error: Exception) -> None:
    raise error


def finished(work: InPortions[Result]) -> Result:
    """All that is left, at once."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result


class Portions(QObject):
    """One piece of work at a time, which begins as soon as the window has nothing else to do."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: InPortions[Any] | None = None
        self._then: Callable[[Any], None] = lambda result: None
        self._failed: Callable[[Exception], None] = _raise
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Whether some of it is left."""
        return self._work is not None

    def begin(
        self, work: InPortions[Result], then: Callable[[Result], None], failed: Callable[[Exception], None] = _raise
    ) -> None:
        """Begin with ``work``, in place of what is under way; ``then`` is told what came out, or ``failed`` what went
        wrong."""
        self.stop()
        self._work, self._then, self._failed = work, then, failed
        self._next.start()

    def stop(self) -> None:
        """Give up what is left."""
        self._next.stop()
        if self._work is not None:
            self._work.close()
        self._work = None

    def finish(self) -> None:
        """Do what is left, at once."""
        while self._work is not None:
            self._do_portion()

    def _go_on(self) -> None:
        end = time.perf_counter() + SLICE
        while self._work is not None and time.perf_counter() < end:
            self._do_portion()

    def _do_portion(self) -> None:
        assert self._work is not None
        try:
            next(self._work)
        except StopIteration as end:
            self._leave()
            self._then(end.value)
        except Exception as error:
            self._leave()
            self._failed(error)

    def _leave(self) -> None:
        self._work = None
        self._next.stop()
