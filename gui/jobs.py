"""Long work that is not training, such as reading or writing a file: never done in the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PyQt5.QtCore import QCoreApplication, QEvent, QObject, QThread, QThreadPool, pyqtSignal, pyqtSlot

Result = TypeVar("Result")


@dataclass(frozen=True)
class _Job:
    function: Callable[[], Any]
    on_done: Callable[[Any], None]
    on_failed: Callable[[Exception], None]


class Jobs(QObject):
    """Does one job after the other, in the order in which they were given, so that two that write the same file
    cannot get in each other's way."""

    _done = pyqtSignal(object, object)  # from the job's thread: the job and its result
    _failed = pyqtSignal(object, object)  # from the job's thread: the job and its exception

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._in_hand = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._done.connect(self._on_done)
        self._failed.connect(self._on_failed)

    def run(
        self,
        function: Callable[[], Result],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Calls ``function`` in another thread, where it must touch no widget; then, in the window's thread,
        ``on_done`` with its result, or ``on_failed`` with the exception that it raised."""
        job = _Job(function, on_done, on_failed)
        self._in_hand += 1
        self._pool.start(lambda: self._carry_out(job))

    def wait(self) -> None:
        """Returns when every job is done and its result delivered, and every job that a result gave rise to."""
        while self._in_hand:
            self._pool.waitForDone()
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)

    def _carry_out(self, job: _Job) -> None:
        """Runs in the job's thread."""
        try:
            result = job.function()
        except Exception as error:
            self._failed.emit(job, error)
        else:
            self._done.emit(job, result)

    @pyqtSlot(object, object)
    def _on_done(self, job: _Job, result: object) -> None:
        assert QThread.currentThread() is self.thread()
        self._in_hand -= 1
        job.on_done(result)

    @pyqtSlot(object, object)
    def _on_failed(self, job: _Job, error: Exception) -> None:
        assert QThread.currentThread() is self.thread()
        self._in_hand -= 1
        job.on_failed(error)
