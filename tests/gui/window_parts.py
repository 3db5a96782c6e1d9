"""What the tests of the window do with it: find a part, press a key, train, and look at what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAction,
    QApplication,
    QDialog,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.run import Run
from gui.main_window import MainWindow
from gui.session import State
from tests.gui.sitting import epoch, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, name)
    assert found is not None, name
    return found


def child(window: QWidget, name: str, kind: type[QWidget] = QWidget) -> Any:
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    qtbot.keyClick(widget, key, modifier)


def train_on(window: MainWindow, qtbot: QtBot, epochs: int = 20) -> None:
    goal = epoch(window.session) + epochs
    action(window, "train").trigger()
    wait_until(qtbot, lambda: epoch(window.session) >= goal)


def goes_on(window: MainWindow, qtbot: QtBot) -> None:
    """The epoch count is seen to advance."""
    before = epoch(window.session)
    wait_until(qtbot, lambda: epoch(window.session) > before)


def is_(window: MainWindow, state: State) -> Callable[[], bool]:
    return lambda: window.session.state is state


def run_of(window: MainWindow, qtbot: QtBot) -> Run:
    runs: list[Run] = []
    window.session.copy_run(runs.append)
    wait_until(qtbot, lambda: bool(runs))
    return runs[0]


def shown_dialog(title: str) -> QDialog:
    (dialog,) = [
        each for each in QApplication.topLevelWidgets()
        if isinstance(each, QDialog) and each.isVisible() and each.windowTitle() == title
    ]  # fmt: skip
    return dialog
