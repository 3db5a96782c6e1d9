"""Comparisons are kept unasked: the keeper writes, removes and reads them beside the window's thread."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from engine.compare.factor import CompareError
from engine.compare.outcome import Outcome
from gui.compare.folder import read_comparison, read_outcomes, remove_comparison, write_comparison
from gui.compare.kept import KeptComparison
from gui.jobs import Jobs
from gui.shelf.faults import cannot, why_lost
from gui.shelf.filing import Filing
from gui.shelf.said import KeptError, ids_in

NOT_KEPT = "Comparisons are not kept for next time"
NOT_HERE = "Not all comparisons are here"
Found = list[KeptComparison]


class Keeper(QObject):
    """Sees to it that the folder has what is wanted."""

    failed = pyqtSignal(str, str)  # a heading and a sentence

    def __init__(self, folder: Path, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._jobs, self._filing = folder, jobs, Filing(jobs)
        self._in_file: dict[str, tuple[Outcome, ...]] = {}  # of the jobs' thread: by id, what has been written
        self._missing: dict[str, KeptComparison] = {}  # what could not be written
        self._wanted: set[str] = set()  # the ids of those that are to be in the folder
        self._is_closing = False

    def keep(self, kept: KeptComparison) -> None:
        """Have it in the folder as it is now."""
        self._wanted.add(kept.id)
        self._filing.want(
            kept.id,
            lambda: self._write(kept),
            lambda: self._on_kept(kept),
            lambda error: self._on_not_kept(kept, error),
        )

    def keep_missing(self) -> None:
        """Try again what could not be written: there may be room by now."""
        for kept in tuple(self._missing.values()):
            self.keep(kept)

    def drop(self, id: str) -> None:
        """Have it in the folder no more."""
        self._missing.pop(id, None)
        self._wanted.discard(id)
        self._filing.want(id, lambda: self._remove(id), _nothing, self._on_not_removed)

    def look_up(self, known: Collection[str], found: Callable[[Found], None]) -> None:
        """Read what a list needs of all comparisons but those that are ``known``, and hand them to ``found``."""

        def on_read(read: tuple[Found, list[str]]) -> None:
            comparisons, faults = read
            self.tell_lost(faults)
            found(comparisons)

        def on_failed(error: Exception) -> None:
            self.failed.emit(NOT_HERE, cannot(self._folder, "read", error))
            found([])

        self._jobs.run(lambda: self._read_all(known), on_read, on_failed)

    def read(
        self, kept: KeptComparison, on_read: Callable[[tuple[Outcome, ...]], None], on_lost: Callable[[str], None]
    ) -> None:
        """Read what came of it; or say in a sentence why that is lost."""

        def read() -> tuple[Outcome, ...]:
            self._in_file[kept.id] = outcomes = read_outcomes(self._folder, kept)
            return outcomes

        self._jobs.run(read, on_read, lambda error: on_lost(why_lost(error, KeptError, CompareError)))

    def tell_lost(self, faults: list[str]) -> None:
        """Say that these could not be read, in one message."""
        if faults:
            more = f" So it is with {len(faults) - 1} more." if faults[1:] else ""
            self.failed.emit(NOT_HERE, f"{faults[0]} The file is left as it is.{more}")

    def close(self) -> None:
        """From now on nobody looks at messages: what goes wrong is told in the terminal."""
        self._is_closing = True
        self.keep_missing()

    # -- in the jobs' thread ------------------------------------------------------------------------------------------

    def _write(self, kept: KeptComparison) -> None:
        write_comparison(self._folder, kept, anew=self._in_file.get(kept.id) is not kept.outcomes)
        if kept.outcomes is not None:
            self._in_file[kept.id] = kept.outcomes

    def _remove(self, id: str) -> None:
        self._in_file.pop(id, None)
        remove_comparison(self._folder, id)

    def _read_all(self, known: Collection[str]) -> tuple[Found, list[str]]:
        found, faults = Found(), list[str]()
        for id in ids_in(self._folder):
            if id not in known:
                try:
                    found.append(read_comparison(self._folder, id))
                except KeptError as error:
                    faults.append(why_lost(error, KeptError, CompareError))
        return found, faults

    # -- what went wrong ----------------------------------------------------------------------------------------------

    def _on_kept(self, kept: KeptComparison) -> None:
        self._missing.pop(kept.id, None)

    def _on_not_kept(self, kept: KeptComparison, error: Exception) -> None:
        """Said once, and not of each comparison, until all of them could be written."""
        if kept.id not in self._wanted:  # it was deleted meanwhile
            return
        sentence, is_news = cannot(self._folder, "written", error), not self._missing
        self._missing[kept.id] = kept
        if self._is_closing:
            print(f"The comparison {kept.title} is not kept: {sentence}", file=sys.stderr)
        elif is_news:
            here = "They are here until the window closes: make room, or save with Export what you need."
            self.failed.emit(NOT_KEPT, f"{sentence} {here}")

    def _on_not_removed(self, error: Exception) -> None:
        again = "The comparison will be in the list again next time."
        self.failed.emit("Not removed", f"{cannot(self._folder, 'changed', error)} {again}")


def _nothing() -> None:
    """Nobody need be told."""
