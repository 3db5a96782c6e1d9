"""What commands that work for long have in common: Ctrl+C ends the work and not the program, and the folder for the
results is looked at before the work begins."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.console_options import UsageError
from engine.files import reason


class Interruption:
    """While it is entered, Ctrl+C is noted instead of tearing the work apart; a second one works as ever."""

    def __init__(self, then: Callable[[], None] | None = None) -> None:
        """``then`` is called when it comes."""
        self.now = False
        self._then = then

    def __enter__(self) -> Interruption:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _note(self, *_: object) -> None:
        self.now = True
        signal.signal(signal.SIGINT, self._before)
        if self._then is not None:
            self._then()


def check_folder(folder: Path, files: Sequence[str], force: bool) -> None:
    """Make the folder that is to take these files, and see whether they can be written.  Raises UsageError.

    Unless it is by ``force``, none of them is overwritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise UsageError(f"--out {folder}: the folder cannot be written: {reason(error)}.") from None
    there = [name for name in files if (folder / name).exists()]
    if there and not force:
        raise UsageError(f"--out {folder}: it has results already ({', '.join(there)}); --force overwrites them.")
