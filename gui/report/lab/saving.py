"""Saves a report: a page at a time where it is drawn, and in the background where it is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from engine.files import reason, write_atomically
from gui.export.writer import WHAT_TO_DO
from gui.jobs import Jobs
from gui.report.document import Document
from gui.report.figure_folder import put_figures
from gui.report.markdown import Markdown
from gui.report.pages import Pages
from gui.report.pdf import printing
from gui.report.portions import InPortions, Portions, Result


class Saving(QObject):
    """One report at a time."""

    saved = pyqtSignal(object)  # carries the Path
    failed = pyqtSignal(str)  # carries a sentence
    printed = pyqtSignal(object)  # carries the bytes of a PDF that was asked for and not saved

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._drawing = Portions(self)
        self._is_for_a_file = self._is_writing = False

    @property
    def is_busy(self) -> bool:
        """Whether one is being drawn or written."""
        return self._drawing.is_busy or self._is_writing

    def save_pdf(self, pages: Pages, path: Path) -> None:
        """Print all pages and write them to a file."""
        self._begin(
            printing(pages), lambda content: self._write(lambda: write_atomically(path, content), path),
            is_for_a_file=True,
        )  # fmt: skip

    def save_markdown(self, document: Document, path: Path) -> None:
        """Write the text to ``path`` and its figures to a folder beside it."""

        def write(figures: dict[str, bytes]) -> None:
            before = set(path.parent.iterdir())
            folder = put_figures(path, figures)
            try:
                write_atomically(path, Markdown(document, folder=folder).text.encode())
            except OSError:
                if path.with_name(folder) not in before:  # without its text, it would only lie about
                    shutil.rmtree(path.with_name(folder), ignore_errors=True)
                raise

        self._begin(
            Markdown(document).drawing(), lambda figures: self._write(lambda: write(figures), path), is_for_a_file=True
        )

    def make_pdf(self, pages: Pages) -> None:
        """Print all pages for somebody else: see ``printed``."""
        self._begin(printing(pages), self.printed.emit, is_for_a_file=False)

    def finish(self) -> None:
        """Draw at once what is left of a report that is to be saved; one for somebody else is given up."""
        if self._is_for_a_file:
            self._drawing.finish()
        else:
            self._drawing.stop()

    def _begin(self, work: InPortions[Result], then: Callable[[Result], None], is_for_a_file: bool) -> None:
        """Draw portion by portion; half a report is written nowhere."""
        if not self.is_busy:
            self._is_for_a_file = is_for_a_file
            self._drawing.begin(work, then, self._on_not_drawn)

    def _write(self, write: Callable[[], None], path: Path) -> None:
        self._is_writing = True
        self._jobs.run(write, lambda _: self._on_written(path), lambda error: self._on_failed(error, path))

    def _on_written(self, path: Path) -> None:
        self._is_writing = False
        self.saved.emit(path)

    def _on_not_drawn(self, error: Exception) -> None:
        if isinstance(error, MemoryError):
            self.failed.emit("There is not enough memory to draw the report. Leave out a run or a comparison.")
        else:
            self.failed.emit("The report was not made because of a fault in this program. Nothing was written.")
            raise error

    def _on_failed(self, error: Exception, path: Path) -> None:
        self._is_writing = False
        if not isinstance(error, OSError):
            raise error
        advice = WHAT_TO_DO.get(error.errno or 0, "Choose another folder or name.")
        self.failed.emit(f"{path.name} could not be written to {path.parent}: {reason(error)}. {advice}")
