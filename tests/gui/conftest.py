"""What the tests of the live window share: sittings and windows that end when the test does, and leave no thread."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PyQt5 import sip
from PyQt5.QtCore import QCoreApplication, QEvent, QThread
from PyQt5.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from engine import two_threads
from engine.activations import ACTIVATIONS
from engine.datasets import DATASETS
from engine.initializers import INITIALIZERS
from engine.inputs import FEATURES
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.metrics import METRICS
from engine.optimizers import OPTIMIZERS
from engine.recipe import Recipe
from engine.registry import Registry
from engine.schedules import SCHEDULES
from gui.main_window import MainWindow
from gui.panels.base import PANELS
from gui.session import Session
from gui.settings import Settings
from gui.theme import DARK, LIGHT, apply, load_fonts
from tests.gui.sitting import Onlooker, is_ready, wait_until

OpenWindow = Callable[..., MainWindow]
BeginSession = Callable[..., tuple[Session, Onlooker]]


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: QApplication) -> None:
    """Before anything asks for them: what Qt finds in their place, it keeps for that size and weight."""
    load_fonts()


@pytest.fixture
def old_look(qapp: QApplication) -> Iterator[None]:
    """Whatever the test makes of it, afterwards the application looks as before."""
    before = qapp.styleSheet(), qapp.font(), qapp.palette()
    yield
    _delete_now()  # or Qt would give the look back to all that is closed
    qapp.setStyleSheet(before[0])
    qapp.setFont(before[1])
    qapp.setPalette(before[2])


@pytest.fixture
def light_look(old_look: None, qapp: QApplication) -> None:
    """The application as a person sees it."""
    apply(qapp, LIGHT)


@pytest.fixture
def dark_look(old_look: None, qapp: QApplication) -> None:
    """The same in the dark."""
    apply(qapp, DARK)


@pytest.fixture
def begin_session(qtbot: QtBot) -> Iterator[BeginSession]:
    """Begins a session without a window: ``begin_session(recipe, draws=False)`` gives it and its onlooker, once there
    is a network.  A ``draws`` of False leaves it to the test to say that a picture is drawn."""
    sessions: list[Session] = []

    def begin(recipe: Recipe | None = None, draws: bool = True) -> tuple[Session, Onlooker]:
        session = Session(recipe or Recipe())
        sessions.append(session)
        onlooker = Onlooker(session, draws)
        wait_until(qtbot, lambda: is_ready(session))
        return session, onlooker

    yield begin
    for session in sessions:
        session.close()
    for session in sessions:
        assert_no_thread_is_left(session, qtbot)
        session.deleteLater()
    _delete_now()


@pytest.fixture
def open_window(qtbot: QtBot, old_look: None) -> Iterator[OpenWindow]:
    """Opens windows: ``open_window(settings, recipe)`` gives one that is on the screen and ready to train."""
    windows: list[MainWindow] = []

    def open_(settings: Settings | None = None, recipe: Recipe | None = None) -> MainWindow:
        window = MainWindow(settings, recipe)
        windows.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        wait_until(qtbot, lambda: is_ready(window.session))
        return window

    yield open_
    windows = [window for window in windows if not sip.isdeleted(window)]
    for window in windows:
        window.close()
    for window in windows:
        assert_no_thread_is_left(window.session, qtbot)
        window.deleteLater()


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    """A window as at a first start, at full speed so that no test waits for eight seconds."""
    window = open_window()
    full = window.findChild(QToolButton, "fullSpeed")
    assert full is not None
    full.click()
    return window


@pytest.fixture
def restored_registries() -> Iterator[None]:
    """Whatever the test registers is gone when it is over."""
    registries: list[Registry[Any]] = [
        ACTIVATIONS, DATASETS, FEATURES, INITIALIZERS, LAYERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES, PANELS,
    ]  # fmt: skip
    before = [dict(registry._classes) for registry in registries]
    yield
    for registry, classes in zip(registries, before, strict=True):
        registry._classes.clear()
        registry._classes.update(classes)


def assert_no_thread_is_left(session: Session, qtbot: QtBot) -> None:
    """The training thread is over, in Qt's eyes, in Python's and, where it can be asked, in the system's."""
    thread = session.findChild(QThread, "training")
    assert thread is not None
    assert thread.isFinished()
    assert not thread.isRunning()
    # Qt's threads stay listed as dummies for ever once they have run Python, and a timer guards the test itself.
    others = [each for each in threading.enumerate() if not isinstance(each, threading._DummyThread | threading.Timer)]
    # The engine's helper waits for work as long as the program runs, whoever trained a wide network before.
    assert [each for each in others if each.name != two_threads.NAME] == [threading.main_thread()]
    wait_until(qtbot, lambda: "training" not in _threads_of_the_system())  # which takes a moment to see it off


def _threads_of_the_system() -> list[str]:
    """Their names, on Linux."""
    names = []
    for file in Path("/proc/self/task").glob("*/comm"):
        with suppress(ProcessLookupError, FileNotFoundError):  # it may end just now
            names.append(file.read_text().strip())
    return names


def _delete_now() -> None:
    """Delete what is closed at once: the next window would otherwise be styled together with all that were before."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
