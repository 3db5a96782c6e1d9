"""Controls for texts: a line to type on, and a list where only a few words are allowed."""

from __future__ import annotations

import os
from typing import cast

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QHelpEvent, QKeyEvent
from PyQt5.QtWidgets import QComboBox, QLineEdit, QToolTip

from engine.knobs import Knob
from gui.forms.control import Control


class TextBox(Control, QLineEdit):
    """Takes a text; it counts when Return is pressed or the focus goes elsewhere, and Escape takes it back."""

    def __init__(self, knob: Knob) -> None:
        super().__init__()
        self._value = ""
        self.setMaxLength(knob.longest)
        self.setPlaceholderText(knob.zero)
        self.editingFinished.connect(self.commit)

    def value(self) -> str:
        return self._value

    def setValue(self, value: str) -> None:
        self._value = value
        self.revert()

    def commit(self) -> None:
        if self.text() != self._value:
            self._value = self.text()
            self.edited.emit()

    def revert(self) -> None:
        self.setText(self._value)
        is_path = os.path.basename(self._value) != self._value
        self.setCursorPosition(len(self._value) if is_path else 0)  # of a path its end shows, of a long text its start
        super().revert()

    def event(self, event: QEvent | None) -> bool:
        """Its tooltip also says the whole text, which may be longer than the line."""
        if event is not None and event.type() == QEvent.Type.ToolTip and self._value:
            QToolTip.showText(cast(QHelpEvent, event).globalPos(), f"{self.toolTip()}\n{self._value}", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape and self.text() != self._value:
            self.revert()
        else:
            super().keyPressEvent(event)


class WordBox(Control, QComboBox):
    """Chooses one of a few words, or none of them."""

    def __init__(self, knob: Knob) -> None:
        super().__init__()
        for word in ("", *knob.words):
            text = word or knob.zero
            self.addItem(text[:1].upper() + text[1:], word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        self.currentIndexChanged.connect(lambda: self.edited.emit())

    def value(self) -> str:
        return str(self.currentData())

    def setValue(self, value: str) -> None:
        self.setCurrentIndex(self.findData(value))
