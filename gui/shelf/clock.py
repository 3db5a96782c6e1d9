"""A clock for each run, which goes while the run is trained."""

from __future__ import annotations

import time


class Clock:
    """How long each of the session's runs was trained, as a person watched it."""

    def __init__(self) -> None:
        self._seconds: dict[int, float] = {}
        self._running: tuple[int, float] | None = None  # which run, and since when

    def start(self, number: int) -> None:
        self._running = (number, time.perf_counter())

    def stop(self) -> None:
        if self._running is not None:
            number, since = self._running
            self._running = None
            self.add(number, time.perf_counter() - since)

    def add(self, number: int, seconds: float) -> None:
        self._seconds[number] = self.of(number) + seconds

    def of(self, number: int) -> float:
        return self._seconds.get(number, 0.0)
