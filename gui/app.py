"""The application: command line, theme, screens of any density, and what happens when something goes wrong."""

from __future__ import annotations

import argparse
import faulthandler
import os
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from PyQt5 import sip
from PyQt5.QtCore import (
    QCoreApplication,
    QMetaObject,
    QObject,
    QSettings,
    QSocketNotifier,
    QStandardPaths,
    Qt,
    pyqtSignal,
)
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QApplication

from engine.recipe import Recipe
from gui.garbage import GarbageCollector
from gui.main_window import MainWindow
from gui.screens import use_whole_scale
from gui.settings import Settings

NAME, ORGANIZATION = "Backprop Lab", "backprop-lab"
NO_SCREEN = 1


def main(options: argparse.Namespace) -> int:
    """Open the window; the exit code."""
    if sys.platform.startswith("linux") and not _has_screen():
        print(
            "Backprop Lab needs a screen, and neither DISPLAY nor WAYLAND_DISPLAY is set. "
            "Without one, `main.py train` trains in the terminal.",
            file=sys.stderr,
        )
        return NO_SCREEN
    recipe = Recipe.load(options.recipe) if options.recipe else None
    application = make_application()
    collector = GarbageCollector(application)
    settings = _settings()
    if options.reset_settings:
        settings.forget_all()
    window = MainWindow(settings, recipe)
    guard = Guard(window)
    guard.install()
    waker = _close_on_interrupt(window)
    window.show()
    code = application.exec()
    signal.set_wakeup_fd(-1)
    waker.close()
    collector.stop()
    sip.delete(window)  # with all that it holds, while Qt is still there: Python would let go of it in any order
    return code


def make_application() -> QApplication:
    """Qt's application object, sharp on dense screens."""
    use_whole_scale()
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QCoreApplication.setApplicationName(NAME)
    QCoreApplication.setOrganizationName(ORGANIZATION)
    return QApplication(sys.argv[:1])


class Guard(QObject):
    """Catches what nothing else caught: PyQt would end the program, but here the run is saved and the window stays."""

    happened = pyqtSignal(str)  # emitted in whatever thread it happened; carries the traceback

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.happened.connect(window.rescue)

    def install(self) -> None:
        """From now on; after the import of pyqtgraph, which sets a hook of its own."""
        if sys.stderr is not None:
            faulthandler.enable()
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._hook(args.exc_type, args.exc_value, args.exc_traceback)

    def _hook(
        self, kind: type[BaseException], error: BaseException | None, where: TracebackType | None
    ) -> None:
        text = "".join(traceback.format_exception(kind, error, where))
        print(text, file=sys.stderr)
        self.happened.emit(text)


def _settings() -> Settings:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Settings(QSettings(), Path(folder) / "last-run.npz")


def _has_screen() -> bool:
    if os.environ.get("QT_QPA_PLATFORM", "") not in ("", "xcb", "wayland"):
        return True  # such as "offscreen", which needs none
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _close_on_interrupt(window: MainWindow) -> socket.socket:
    """Ctrl+C in the terminal closes the window as its own button would.

    Python hears a signal only when it runs, and Qt's loop sleeps: so the signal also writes into a socket, which wakes
    it.  Returns the socket's end that must stay open as long as the window."""
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    notifier = QSocketNotifier(sip.voidptr(reader.fileno()), QSocketNotifier.Type.Read, window)

    def wake_up() -> None:
        with suppress(BlockingIOError):  # it was read already
            reader.recv(64)

    def close(*_: object) -> None:
        # Python runs this between any two of its lines; the window closes when the event loop has its turn.
        QMetaObject.invokeMethod(window, "close", Qt.ConnectionType.QueuedConnection)

    notifier.activated.connect(wake_up)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, close)
    return writer
