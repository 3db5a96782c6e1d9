"""The run that the program keeps by itself: when the window closes, and when something goes wrong."""

from __future__ import annotations

import sys
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from engine.run import Run
from engine.storage import save_run
from gui.documents import Documents
from gui.jobs import Jobs
from gui.session import Session


class KeptRun(QObject):
    """One file, in which a run lies that the person has not saved."""

    lost = pyqtSignal(str)  # the run could not be kept; carries the reason

    def __init__(self, path: Path | None, session: Session, documents: Documents, jobs: Jobs, window: QObject) -> None:
        """Without a ``path`` nothing is ever kept."""
        super().__init__(window)
        self._path, self._session, self._documents, self._jobs = path, session, documents, jobs
        self._is_keeping = False

    def exists(self) -> bool:
        """Whether there is one to bring back."""
        return self._path is not None and self._path.exists()

    def reopen(self) -> None:
        """Bring it back."""
        if self._path is not None:
            self._documents.reopen(self._path)

    def keep(self) -> None:
        """Save the run that goes on; not while it is being saved already, since a fault may come with every picture."""
        path = self._path
        if path is not None and not self._is_keeping:
            self._is_keeping = True
            self._session.copy_run(lambda run: self._jobs.run(lambda: _save(run, path), self._on_kept, self._on_lost))

    def keep_at_the_end(self, run: Run) -> None:
        """Save what a closing window leaves, unless it is in a file of the person's; only the terminal can be told."""
        if self._path is not None and not self._documents.is_saved(run):
            try:
                _save(run, self._path)
            except OSError as error:
                print(f"The run could not be kept in {self._path}: {error}.", file=sys.stderr)

    def _on_kept(self, _: None) -> None:
        self._is_keeping = False

    def _on_lost(self, error: BaseException) -> None:
        self._is_keeping = False
        self.lost.emit(str(error))


def _save(run: Run, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_run(run, path)
