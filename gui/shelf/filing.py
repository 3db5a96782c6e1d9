"""Whoever changes something wants it in its file, and need not wait until it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gui.jobs import Jobs


@dataclass(frozen=True)
class _Wanted:
    work: Callable[[], Any]
    on_done: Callable[[], None]
    on_failed: Callable[[Exception], None]


class Filing:
    """Of each id one job is under way at a time, and what was wanted last counts: somebody who types a note does not
    have it written letter by letter."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._wanted: dict[str, _Wanted] = {}  # by id, what is to be done yet
        self._busy: set[str] = set()

    def want(
        self, id: str, work: Callable[[], Any], on_done: Callable[[], None], on_failed: Callable[[Exception], None]
    ) -> None:
        """Have ``work`` done in another thread, in place of what was wanted of ``id`` and has not begun."""
        self._wanted[id] = _Wanted(work, on_done, on_failed)
        if id not in self._busy:
            self._begin(id)

    def _begin(self, id: str) -> None:
        wanted = self._wanted.pop(id)
        self._busy.add(id)

        def on_done(_: object) -> None:
            wanted.on_done()
            self._go_on(id)

        def on_failed(error: Exception) -> None:
            self._go_on(id)
            wanted.on_failed(error)

        self._jobs.run(wanted.work, on_done, on_failed)

    def _go_on(self, id: str) -> None:
        self._busy.discard(id)
        if id in self._wanted:
            self._begin(id)
