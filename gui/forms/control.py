"""What all controls of the form share, whatever kind of knob they turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt5.QtCore import QSignalBlocker, pyqtSignal
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QWidget

if TYPE_CHECKING:
    Widget = QWidget
else:
    Widget = object  # each control brings its own: Qt allows one widget class among the bases


class Control(Widget):
    """Shows a value and lets a person change it.  Stands before a widget class in a control's list of bases."""

    typed = pyqtSignal()  # the person is typing; what it comes to is said later by one of the other two
    edited = pyqtSignal()  # the person has completed an edit: ``value()`` is new
    refused = pyqtSignal(str)  # what was typed makes no sense, as the sentence says; the old value is back already

    if TYPE_CHECKING:

        def value(self) -> Any: ...
        def setValue(self, value: Any) -> None: ...

    def set_value(self, value: Any) -> None:
        """Shows ``value`` and tells nobody."""
        if value != self.value():
            with QSignalBlocker(self):
                self.setValue(value)

    def commit(self) -> None:
        """Completes an edit that is still being typed."""

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """The wheel turns a control that has the focus; over any other it scrolls the form."""
        if self.hasFocus():
            super().wheelEvent(event)
        elif event is not None:
            event.ignore()
