"""How far long work has come, in one line of the terminal that is written over and over."""

from __future__ import annotations

import io
import shutil
import time
from typing import TextIO

EVERY = 0.1  # seconds between two pictures: more often nobody sees


class ProgressLine:
    """A bar, a percentage and the time that is left; nothing where the stream is no terminal."""

    def __init__(self, stream: TextIO | None) -> None:
        """None: the stream was closed before the program began."""
        self._stream, self._is_seen = stream or io.StringIO(), stream is not None and stream.isatty()
        self._next = 0.0  # by the monotonic clock
        self._written = 0  # characters

    def show(self, share: float, seconds_left: float | None) -> None:
        """``share`` is from 0 to 1; ``seconds_left`` is None where nobody knows."""
        if not self._is_seen or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        left = "" if seconds_left is None else f", {duration(seconds_left)} left"
        text = f"{share:4.0%}{left}"
        cells = max(0, min(40, shutil.get_terminal_size().columns - len(text) - 5))
        done = round(share * cells)
        self._write(f"[{'#' * done}{'.' * (cells - done)}] {text}")

    def clear(self) -> None:
        """Take it away; the next text begins where it began."""
        if self._written:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()
            self._written = 0

    def _write(self, line: str) -> None:
        self._stream.write(f"\r{line}{' ' * (self._written - len(line))}")  # over all that was there
        self._stream.flush()
        self._written = len(line)


def duration(seconds: float) -> str:
    """As people say it: 0 s, 12 s, 3 min 20 s, 2 h 5 min."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    if minutes >= 60:
        return f"{minutes // 60:,} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{whole} s"
