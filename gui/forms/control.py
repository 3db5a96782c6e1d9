"""What all controls of the form share, whatever kind of knob they turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt5.QtCore import QSignalBlocker, pyqtSignal
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QWidget

from engine.recipe import Recipe
from gui.theme import Theme

if TYPE_CHECKING:
    Widget = QWidget
else:
    Widget = object  # each control brings its own: Qt allows one widget class among the bases


class Control(Widget):
    """Shows a value and lets a person change it.  Stands before a widget class in a control's list of bases."""

    edited = pyqtSignal()  # the person has completed an edit: ``value()`` is new
    refused = pyqtSignal(str)  # an edit does not count, as the sentence says; "" when that is over

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

    def revert(self) -> None:
        """Forgets an edit that was refused."""
        self.refused.emit("")

    def take_back(self, value: Any, sentence: str) -> None:
        """Goes back to ``value``, since the edit that was completed does not count, as ``sentence`` says."""
        self.set_value(value)
        self.refused.emit(sentence)

    def look_at(self, recipe: Recipe) -> bool:
        """Takes notice of the recipe that is shown, where the offer depends on it; whether there is anything to offer.

        The default has the same offer for every recipe."""
        return True

    def summary(self) -> str:
        """What is chosen, in words, where the control itself has no room to say it."""
        return ""

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours that the style sheet does not give."""

    def tab_stops(self) -> list[QWidget]:
        """Where the Tab key stops, in order."""
        return [self]

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """The wheel turns a control that has the focus; over any other it scrolls the form."""
        if self.hasFocus():
            super().wheelEvent(event)
        elif event is not None:
            event.ignore()
