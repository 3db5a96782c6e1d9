"""Hands for the tests of the form: they press, type, click and turn the wheel as a person does."""

from __future__ import annotations

from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QAbstractSpinBox, QApplication, QWidget
from pytestqt.qtbot import QtBot


class Person:
    """Somebody in front of the window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    def finds(self, widget: QWidget) -> None:
        """Brings a widget to the screen, where it has the keyboard."""
        self.qtbot.addWidget(widget)
        with self.qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()

    def presses(self, widget: QWidget, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(widget, key)

    def types(self, widget: QWidget, text: str) -> None:
        self.qtbot.keyClicks(widget, text)

    def clicks(self, widget: QWidget, where: QPoint | None = None) -> None:
        """Presses the left button, in the middle of the widget or where it is said."""
        pos = widget.rect().center() if where is None else where
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=pos)

    def begins(self, box: QAbstractSpinBox, text: str) -> None:
        """Replaces the text of a box, key by key, and does not say yet that it is complete."""
        box.setFocus()
        box.selectAll()
        self.presses(box, Qt.Key.Key_Delete)
        self.types(box, text)

    def enters(self, box: QAbstractSpinBox, text: str) -> None:
        """Replaces the text of a box, key by key, and presses Return."""
        self.begins(box, text)
        self.presses(box, Qt.Key.Key_Return)

    def turns_wheel(self, widget: QWidget, notches: int) -> bool:
        """Turns the wheel over a widget; true where the widget took it."""
        middle = widget.rect().center()
        event = QWheelEvent(
            QPointF(middle), QPointF(widget.mapToGlobal(middle)), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
        return event.isAccepted()
