"""Writes the files of an export, one after the other, without keeping the window waiting."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from engine.files import reason, write_atomically
from gui.export.outputs import Make, Output
from gui.jobs import Jobs

WHAT_TO_DO = {
    errno.EACCES: "Choose a folder that you may write to.",
    errno.EPERM: "Choose a folder that you may write to.",
    errno.EROFS: "Choose a folder that you may write to.",
    errno.ENOSPC: "Make room there or choose another folder.",
    errno.EDQUOT: "Make room there or choose another folder.",
    errno.EEXIST: "A file has the name of this folder: choose another folder.",
    errno.ENOTDIR: "A file has the name of this folder: choose another folder.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


class Writer(QObject):
    """Between two files the window gets its turn, and a file that cannot be written ends the export; what was written
    before stays, and what was in the place of that file too."""

    progressed = pyqtSignal(int, int)  # so many files are written, of so many
    finished = pyqtSignal(list)  # carries the Paths of all files, or of those before it was stopped
    failed = pyqtSignal(str)  # carries a sentence: what, where, why, and what to do

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._outputs: Sequence[Output] = ()
        self._written: list[Path] = []
        self.is_busy = False

    def write(self, outputs: Sequence[Output]) -> None:
        """Begins; one export at a time."""
        assert not self.is_busy
        self._outputs, self._written, self.is_busy = outputs, [], True
        self._go_on()

    def stop(self) -> None:
        """Ends after the file in hand."""
        self._outputs = self._outputs[: len(self._written) + 1]

    def _go_on(self) -> None:
        self.progressed.emit(len(self._written), len(self._outputs))
        if len(self._written) == len(self._outputs):
            self.is_busy = False
            self.finished.emit(self._written)
            return
        output = self._outputs[len(self._written)]
        try:
            make = output.prepare()
        except Exception as error:
            self._on_failed(error)
            return
        self._jobs.run(lambda: _write(output.path, make), self._on_written, self._on_failed)

    def _on_written(self, path: Path) -> None:
        self._written.append(path)
        self._go_on()

    def _on_failed(self, error: Exception) -> None:
        self.is_busy = False
        path = self._outputs[len(self._written)].path
        if isinstance(error, OSError):
            why, advice = reason(error), WHAT_TO_DO.get(error.errno or 0, "Choose another folder or name.")
        elif isinstance(error, MemoryError):
            why, advice = str(error) or "there is no memory left", "Choose a smaller size."
        else:
            self.failed.emit(f"{path.name} was not written because of a fault in this program.")
            raise error
        before = f" {len(self._written)} of {len(self._outputs)} files were written before." if self._written else ""
        self.failed.emit(f"{path.name} could not be written to {path.parent}: {why}. {advice}{before}")


def _write(path: Path, make: Make) -> Path:
    """Runs in the job's thread.  Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, make())
    return path
