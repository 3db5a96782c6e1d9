"""How the terminal's commands speak: results on the standard output, complaints in one line, and an exit code."""

from __future__ import annotations

import os
import sys

from engine.files import reason

DONE, NOT_WRITTEN, BAD_USAGE, DIVERGED, INTERRUPTED = 0, 1, 2, 3, 130
NOT_RIGHT = 1  # of the checks: something differs


def complain(command: str, sentence: str) -> None:
    """Say on the standard error, in one line, what is wrong."""
    print(f"main.py {command}: {' '.join(sentence.split()):.1000}", file=sys.stderr)


class Voice:
    """Says results line by line.

    When nobody can hear it any more (a full disk, or `| head` has enough), the work goes on to its end."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._broken: OSError | None = None

    def line(self, text: str) -> None:
        """Say a line, or several."""
        if self._broken is None:
            try:
                print(text, flush=True)
            except OSError as error:
                self._broken = error
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at its end

    def code(self, code: int) -> int:
        """The exit code, when all went well but perhaps the saying."""
        if self._broken is None or isinstance(self._broken, BrokenPipeError):
            return code
        complain(self._command, f"the output could not be written: {reason(self._broken)}.")
        return NOT_WRITTEN
