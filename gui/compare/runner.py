"""Runs a comparison beside the window: its networks are trained in processes of their own, and told of by a thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from PyQt5.QtCore import QObject, QThread, QTimer, pyqtSignal, pyqtSlot

from engine.compare.outcome import Outcome
from engine.compare.plan import Comparison

if TYPE_CHECKING:
    from engine.compare.crew import Crew

BETWEEN = 100  # milliseconds at least from one picture of the outcomes to the next
SHARE = 5  # what is told waits for so many times as long as the window took to draw the last


class Sweeping(Protocol):
    """What the runner needs of `engine.compare.sweep.Sweep`."""

    progress: float  # from 0 to 1
    seconds_left: float | None  # None while nothing is known

    def run(self) -> Iterator[list[Outcome]]: ...
    def cancel(self) -> None: ...


MakeSweep = Callable[[Comparison], Sweeping]


class LocalSweeps:
    """Sweeps in processes of this machine, which stay for the next one: it begins at once."""

    def __init__(self) -> None:
        self._crew: Crew | None = None

    def __call__(self, comparison: Comparison) -> Sweeping:
        """One of them, in the thread that is to run it; one at a time."""
        from engine.compare.crew import Crew  # not needed before, and the page is there sooner
        from engine.compare.sweep import Sweep

        if self._crew is None:
            self._crew = Crew()
        return Sweep(comparison, self._crew)

    def close(self) -> None:
        """End the processes."""
        if self._crew is not None:
            self._crew.close()
            self._crew = None


class Runner(QObject):
    """One comparison at a time.  The window hears of it ten times a second at most, however fast outcomes come."""

    changed = pyqtSignal(list)  # carries the Outcomes that have changed since the last time
    progressed = pyqtSignal(float, object)  # how much is done, from 0 to 1, and the seconds left, or None
    finished = pyqtSignal()  # it is over: done, cancelled or failed; all outcomes have been told
    failed = pyqtSignal(str)  # it could not go on, and why; `finished` follows

    def __init__(self, make_sweep: MakeSweep | None = None, parent: QObject | None = None) -> None:
        """``make_sweep``: who trains; without it, processes of this machine do."""
        super().__init__(parent)
        self._local = LocalSweeps()
        self._make_sweep = make_sweep or self._local
        self._work: _Work | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)

    @property
    def is_running(self) -> bool:
        """Whether a comparison is under way."""
        return self._work is not None

    def start(self, comparison: Comparison) -> None:
        """Begin; one at a time."""
        assert self._work is None
        self._work = _Work(self._make_sweep, comparison, self)
        self._work.finished.connect(self._on_ended)
        self._work.start()
        self._timer.start(BETWEEN)

    def cancel(self) -> None:
        """End it soon: at most after the chunks in hand.  What was learned stays."""
        if self._work is not None:
            self._work.cancel()

    def close(self) -> None:
        """End it and wait until thread and processes are gone.  What was learned until then is told, and no more."""
        work, self._work = self._work, None
        self._timer.stop()
        if work is not None:
            work.finished.disconnect(self._on_ended)
            work.cancel()
            work.wait()
            if news := work.take():
                self.changed.emit(news)
        self._local.close()

    def _tell(self) -> None:
        work = self._work
        if work is None:
            return
        began = time.perf_counter()
        self._hand_on(work)
        taken = 1000 * (time.perf_counter() - began)
        self._timer.start(max(BETWEEN, round(SHARE * taken)))

    def _hand_on(self, work: _Work) -> None:
        changed = work.take()
        if changed:
            self.changed.emit(changed)
        self.progressed.emit(*work.progress())

    @pyqtSlot()
    def _on_ended(self) -> None:
        work, self._work = self._work, None
        self._timer.stop()
        if work is None:
            return
        work.wait()
        self._hand_on(work)
        work.deleteLater()
        if work.error is not None:
            self.failed.emit(f"The comparison could not go on: {work.error or type(work.error).__name__}.")
        self.finished.emit()
        if work.error is not None and not isinstance(work.error, OSError | MemoryError):
            raise work.error  # it should not happen; whoever catches it in the end shows where it did


class _Work(QThread):
    """Goes through the outcomes as they come, and keeps the latest of each trial until the window asks."""

    def __init__(self, make_sweep: MakeSweep, comparison: Comparison, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("comparing")
        self.error: Exception | None = None
        self._make_sweep, self._comparison = make_sweep, comparison
        self._lock = Lock()  # of all that follows
        self._sweep: Sweeping | None = None
        self._is_cancelled = False
        self._news: dict[int, Outcome] = {}  # by the number of the trial

    def run(self) -> None:
        try:
            sweep = self._make_sweep(self._comparison)
            with self._lock:
                self._sweep, is_cancelled = sweep, self._is_cancelled
            if is_cancelled:
                sweep.cancel()
            for outcomes in sweep.run():
                with self._lock:
                    self._news.update({each.trial.number: each for each in outcomes})
        except Exception as error:  # the window's thread tells of it
            self.error = error

    def cancel(self) -> None:
        with self._lock:
            self._is_cancelled, sweep = True, self._sweep
        if sweep is not None:
            sweep.cancel()

    def take(self) -> list[Outcome]:
        """The outcomes that nobody has asked for yet."""
        with self._lock:
            news, self._news = self._news, {}
        return list(news.values())

    def progress(self) -> tuple[float, float | None]:
        with self._lock:
            sweep = self._sweep
        return (0.0, None) if sweep is None else (sweep.progress, sweep.seconds_left)
