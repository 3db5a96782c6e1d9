"""Saves a report: a page at a time where it is drawn, and in the background where it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from engine.files import reason, write_atomically
from gui.export.writer import WHAT_TO_DO
from gui.jobs import Jobs
from gui.report.document import Document
from gui.report.markdown import Markdown
from gui.report.pages import Pages
from gui.report.pdf import PdfPrinting


class Saving(QObject):
    """One report at a time."""

    saved = pyqtSignal(object)  # carries the Path
    failed = pyqtSignal(str)  # carries a sentence
    printed = pyqtSignal(object)  # carries the bytes of a PDF that was asked for and not saved

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._portions: Iterator[int] | None = None  # what is left to be drawn
        self._then: Callable[[], None] = lambda: None
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._draw_a_portion)

    @property
    def is_busy(self) -> bool:
        """Whether one is being drawn."""
        return self._portions is not None

    def save_pdf(self, pages: Pages, path: Path) -> None:
        """Print all pages and write them to a file."""
        self._print(pages, lambda content: self._write({path: content}, path))

    def save_markdown(self, document: Document, path: Path) -> None:
        """Write the text to ``path`` and its figures to a folder beside it."""
        made = Markdown(document)
        files: dict[Path, bytes] = {}

        def draw() -> Iterator[int]:
            for name, content in made.figures():
                files[path.parent / name] = content
                yield len(files)

        self._begin(draw(), lambda: self._write({**files, path: made.text.encode()}, path))

    def make_pdf(self, pages: Pages) -> None:
        """Print all pages for somebody else: see ``printed``."""
        self._print(pages, self.printed.emit)

    def _print(self, pages: Pages, use: Callable[[bytes], None]) -> None:
        printing = PdfPrinting(pages)
        self._begin(printing.pages(), lambda: use(printing.content))

    def _begin(self, portions: Iterator[int], then: Callable[[], None]) -> None:
        """Draw portion by portion, between which the window gets its turn."""
        if self._portions is None:
            self._portions, self._then = portions, then
            self._next.start()

    def _draw_a_portion(self) -> None:
        assert self._portions is not None, "the timer runs only while something is drawn"
        if next(self._portions, None) is None:
            self._next.stop()
            self._portions = None
            self._then()

    def _write(self, files: dict[Path, bytes], path: Path) -> None:
        def write() -> None:
            for place, content in files.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(place, content)

        self._jobs.run(write, lambda _: self.saved.emit(path), lambda error: self._on_failed(error, path))

    def _on_failed(self, error: Exception, path: Path) -> None:
        if not isinstance(error, OSError):
            raise error
        advice = WHAT_TO_DO.get(error.errno or 0, "Choose another folder or name.")
        self.failed.emit(f"{path.name} could not be written to {path.parent}: {reason(error)}. {advice}")
