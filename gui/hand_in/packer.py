"""Makes what is ticked, one thing after the other, packs it, and writes the zip, while the window goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from engine.cancel import Cancelled
from engine.files import reason
from engine.hand_in import Content, HandInError, make_zip
from gui.export.writer import WHAT_TO_DO
from gui.hand_in.offer import Offer
from gui.jobs import Jobs


class Packer(QObject):
    """One zip at a time; it is written whole or not at all, and until then the one before stays as it was."""

    progressed = pyqtSignal(str)  # what is being done, in a few words
    finished = pyqtSignal(object)  # carries the Path
    failed = pyqtSignal(str)  # carries a sentence: what, why, and what to do
    stopped = pyqtSignal()  # as was wanted; nothing was written

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._path = Path()
        self._ahead: list[Offer] = []
        self._files: Sequence[Content] = ()
        self._made: list[Content] = []
        self._offer: Offer | None = None  # that is in hand
        self._steps: Iterator[object] = iter(())
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._step)
        self._is_stopping = False
        self.is_busy = False

    def pack(self, path: Path, offers: Sequence[Offer], files: Sequence[Content]) -> None:
        """Begins: the offers come first in the zip, then the files."""
        assert not self.is_busy
        self._path, self._ahead, self._files, self._made = path, list(offers), files, []
        self._is_stopping, self.is_busy = False, True
        self._go_on()

    def stop(self) -> None:
        """Ends as soon as what is in hand is made."""
        self._is_stopping = True

    def finish(self) -> None:
        """Does what is left, at once: nobody will be there to wait for it."""
        while self.is_busy:
            if self._turn.isActive():
                self._turn.stop()
                self._step()
            self._jobs.wait()

    # -- one thing after the other ------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self._is_stopping:
            self._end(self.stopped.emit)
        elif self._ahead:
            self._begin(self._ahead.pop(0))
        else:
            self._write()

    def _begin(self, offer: Offer) -> None:
        self.progressed.emit(f"Making {offer.title}…")
        self._steps = iter(()) if offer.prepare is None else offer.prepare()
        self._offer = offer
        self._step()

    def _step(self) -> None:
        """One of what only the window's thread can do; the next when the window had its turn."""
        assert self._offer is not None
        if self._is_stopping:
            self._go_on()
            return
        try:
            next(self._steps)
        except StopIteration:
            self._jobs.run(self._offer.contents, self._on_made, self._on_not_made)
        except Exception as error:
            self._on_not_made(error)
        else:
            self._turn.start()

    def _on_made(self, contents: list[Content]) -> None:
        self._made += contents
        self._go_on()

    def _write(self) -> None:
        self.progressed.emit(f"Writing {self._path.name}…")
        path, contents, now = self._path, [*self._made, *self._files], datetime.now()
        self._jobs.run(
            lambda: make_zip(path, contents, now, lambda done, total: not self._is_stopping),
            lambda _: self._end(lambda: self.finished.emit(path)),
            self._on_not_written,
        )

    # -- what can go wrong --------------------------------------------------------------------------------------------

    def _on_not_made(self, error: Exception) -> None:
        assert self._offer is not None
        title, why = self._offer.title, _in_words(error)
        if why:
            self._fail(f"{title}: {why} Nothing was written. Without its tick the rest can be saved.")
        else:
            self._fail(f"{title} was not made because of a fault in this program. Nothing was written.")
            raise error

    def _on_not_written(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._end(self.stopped.emit)
        elif isinstance(error, HandInError):
            self._fail(str(error))
        elif isinstance(error, OSError):
            advice = WHAT_TO_DO.get(error.errno or 0, "Choose another folder.")
            self._fail(f"{self._path.name} could not be written to {self._path.parent}: {reason(error)}. {advice}")
        elif isinstance(error, MemoryError):
            self._fail("There is not enough memory to pack so much. Take something out.")
        else:
            self._fail("The zip was not written because of a fault in this program.")
            raise error

    def _fail(self, sentence: str) -> None:
        self._end(lambda: self.failed.emit(sentence))

    def _end(self, say: Callable[[], None]) -> None:
        self.is_busy = False
        self._offer, self._steps, self._made, self._files = None, iter(()), [], ()
        say()


def _in_words(error: Exception) -> str:
    """Why an offer was not made; "" where that is nobody's business but the program's."""
    if isinstance(error, HandInError):
        return str(error)
    if isinstance(error, OSError):
        return f"{reason(error)}."
    return "there is not enough memory for it." if isinstance(error, MemoryError) else ""
