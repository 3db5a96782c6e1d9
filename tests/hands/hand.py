"""A hand: it moves the real pointer of an X screen and presses its real buttons and keys, by xdotool."""

from __future__ import annotations

from PyQt5.QtCore import QPoint, QProcess
from PyQt5.QtWidgets import QAction, QApplication, QComboBox, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.sitting import wait_until


class Hand:
    """Whatever it does, the event loop runs meanwhile, as it does in the program."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def clicks(self, widget: QWidget, where: QPoint | None = None) -> None:
        """Presses the left button in the middle of a widget, or where it is said."""
        assert widget.isVisible(), widget.objectName()
        at = widget.mapToGlobal(widget.rect().center() if where is None else where)
        screen = QApplication.primaryScreen()
        assert screen is not None
        assert screen.geometry().contains(at), f"{widget.objectName()} is not on the screen"
        self._xdotool("mousemove", str(at.x()), str(at.y()), "click", "1")

    def presses(self, *keys: str) -> None:
        """Keys by the names that X has for them: "Return", "ctrl+e"."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def types(self, text: str) -> None:
        self._xdotool("type", "--delay", "4", text)

    def chooses(self, box: QComboBox, text: str) -> None:
        """Opens a list and clicks on an entry."""
        view = box.view()
        assert view is not None
        self.clicks(box)
        wait_until(self._qtbot, view.isVisible)
        model = view.model()
        assert model is not None
        entry = view.visualRect(model.index(box.findText(text), 0))
        viewport = view.viewport()
        assert viewport is not None
        self.clicks(viewport, entry.center())
        wait_until(self._qtbot, lambda: not view.isVisible())

    def picks(self, menu: QMenu, action: QAction) -> None:
        """Opens a menu of the menu bar and clicks on an entry."""
        title = menu.menuAction()
        assert title is not None
        (bar,) = [each for each in title.associatedWidgets() if each is not menu]
        self.clicks(bar, bar.actionGeometry(title).center())
        wait_until(self._qtbot, menu.isVisible)
        self.clicks(menu, menu.actionGeometry(action).center())

    def _xdotool(self, *arguments: str) -> None:
        process = QProcess()
        with self._qtbot.waitSignal(process.finished, timeout=20_000):
            process.start("xdotool", list(arguments))
        assert process.exitCode() == 0, bytes(process.readAllStandardError()).decode()
