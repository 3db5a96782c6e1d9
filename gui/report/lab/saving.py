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
        self._is_for_a_file = self._is_writing = False
        self._then: Callable[[], None] = lambda: None
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._draw_a_portion)

    @property
    def is_busy(self) -> bool:
        """Whether one is being drawn or written."""
        return self._portions is not None or self._is_writing

    def save_pdf(self, pages: Pages, path: Path) -> None:
        """Print all pages and write them to a file."""
        self._print(pages, lambda content: self._write({path: content}, path), is_for_a_file=True)

    def save_markdown(self, document: Document, path: Path) -> None:
        """Write the text to ``path`` and its figures to a folder beside it."""
        made = Markdown(document)
        files: dict[Path, bytes] = {}

        def draw() -> Iterator[int]:
            for name, content in made.figures():
                files[path.parent / name] = content
                yield len(files)

        self._begin(draw(), lambda: self._write({**files, path: made.text.encode()}, path), is_for_a_file=True)

    def make_pdf(self, pages: Pages) -> None:
        """Print all pages for somebody else: see ``printed``."""
        self._print(pages, self.printed.emit, is_for_a_file=False)

    def finish(self) -> None:
        """Draw at once what is left of a report that is to be saved; one for somebody else is given up."""
        while self._portions is not None:
            if self._is_for_a_file:
                self._draw_a_portion()
            else:
                self._stop_drawing()

    def _print(self, pages: Pages, use: Callable[[bytes], None], is_for_a_file: bool) -> None:
        printing = PdfPrinting(pages)
        self._begin(printing.pages(), lambda: use(printing.content), is_for_a_file)

    def _begin(self, portions: Iterator[int], then: Callable[[], None], is_for_a_file: bool) -> None:
        """Draw portion by portion, between which the window gets its turn."""
        if not self.is_busy:
            self._portions, self._then, self._is_for_a_file = portions, then, is_for_a_file
            self._next.start()

    def _draw_a_portion(self) -> None:
        assert self._portions is not None, "the timer runs only while something is drawn"
        try:
            portion = next(self._portions, None)
        except Exception as error:  # half a report is written nowhere
            self._stop_drawing()
            self._on_not_drawn(error)
            return
        if portion is None:
            self._stop_drawing()
            self._then()

    def _stop_drawing(self) -> None:
        self._next.stop()
        self._portions = None

    def _write(self, files: dict[Path, bytes], path: Path) -> None:
        def write() -> None:
            for place, content in files.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(place, content)

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
