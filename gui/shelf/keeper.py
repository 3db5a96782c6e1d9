"""Whoever pins a run wants it in the folder, and need not wait until it is: the keeper writes, removes and reads."""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from engine.recipe import RecipeError
from engine.run import RunError
from gui.jobs import Jobs
from gui.shelf.faults import cannot, why_lost
from gui.shelf.filing import Filing
from gui.shelf.folder import read_kept, remove_kept, write_kept
from gui.shelf.kept import KeptRun
from gui.shelf.said import KeptError, ids_in

WHAT_TO_DO = {
    errno.ENOSPC: "Make room there, then pin it again.",
    errno.EDQUOT: "Make room there, then pin it again.",
}


class Keeper(QObject):
    """Sees to it that the folder has what is wanted."""

    failed = pyqtSignal(str, str)  # a heading and a sentence

    def __init__(self, folder: Path, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._jobs, self._filing = folder, jobs, Filing(jobs)

    def keep(self, kept: KeptRun) -> None:
        """Have it in the folder as it is now."""
        self._filing.want(kept.id, lambda: write_kept(self._folder, kept), _nothing, self._on_not_kept(kept))

    def drop(self, id: str) -> None:
        """Have it in the folder no more."""
        self._filing.want(id, lambda: remove_kept(self._folder, id), _nothing, self._on_not_removed)

    def read(self, known: Collection[str], found: Callable[[KeptRun], None]) -> None:
        """Read all runs but those that are ``known``, one after the other, and hand each to ``found``."""
        self._jobs.run(
            lambda: [id for id in ids_in(self._folder) if id not in known],
            lambda ids: self._read_one(ids, found, []),
            lambda error: self.failed.emit("The pinned runs are not here", cannot(self._folder, "read", error)),
        )

    # -- inside -------------------------------------------------------------------------------------------------------

    def _read_one(self, ids: list[str], found: Callable[[KeptRun], None], faults: list[str]) -> None:
        """The first of ``ids``, and then the others; ``faults`` are told together at the end."""
        if not ids:
            self._tell(faults)
            return
        id, *others = ids

        def on_read(kept: KeptRun) -> None:
            found(kept)
            self._read_one(others, found, faults)

        def on_failed(error: Exception) -> None:
            self._read_one(others, found, [*faults, why_lost(error, KeptError, RunError, RecipeError)])

        self._jobs.run(lambda: read_kept(self._folder, id), on_read, on_failed)

    def _tell(self, faults: list[str]) -> None:
        if faults:
            more = f" So it is with {len(faults) - 1} more." if faults[1:] else ""
            self.failed.emit("Not all pinned runs are here", f"{faults[0]} The file is left as it is.{more}")

    def _on_not_kept(self, kept: KeptRun) -> Callable[[Exception], None]:
        def say(error: Exception) -> None:
            advice = WHAT_TO_DO.get(getattr(error, "errno", None) or 0, "Save it in another place with Save Run As.")
            here = f"{kept.title} stays in the list until the window closes."
            self.failed.emit("Not pinned for next time", f"{cannot(self._folder, 'written', error)} {here} {advice}")

        return say

    def _on_not_removed(self, error: Exception) -> None:
        sentence = cannot(self._folder, "changed", error)
        self.failed.emit("Not removed", f"{sentence} The run will be in the list again next time.")


def _nothing() -> None:
    """Nobody need be told."""
