"""What all controls with two arrows share: what is typed counts when it is complete, what an arrow does counts at once.

What cannot be read stays in its box for the person to mend, with a sentence that says what is wrong and what counts
meanwhile; Escape brings back the value that counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt5.QtCore import QSignalBlocker, Qt
from PyQt5.QtGui import QKeyEvent, QValidator
from PyQt5.QtWidgets import QAbstractSpinBox

from gui.forms.control import Control

NOTHING = "none"  # how a box without a text is written

if TYPE_CHECKING:
    SpinBoxWidget = QAbstractSpinBox
else:
    SpinBoxWidget = object


class SpinBox(Control, SpinBoxWidget):
    """What all boxes with arrows share.  Stands before one of Qt's spin boxes in a control's list of bases."""

    # Long numbers need the room at the left; the frame of the focus, a pixel wider, takes its room from the padding.
    LOOK = """
        QAbstractSpinBox { padding-left: 2px; padding-right: 1px; }
        QAbstractSpinBox:focus { padding-left: 1px; padding-right: 0; }
        QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 18px; }
    """

    def set_up(self) -> None:
        self.setStyleSheet(self.LOOK)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setKeyboardTracking(False)
        self.editingFinished.connect(self.commit)
        edit = self.lineEdit()
        assert edit is not None
        self.edit = edit
        self.complaint = ""  # about the text in the box,
        self.held = ""  # which is this
        self.edit.textEdited.connect(self._on_typed)

    def value_text(self) -> str:
        """The value that counts, as the box writes it."""
        raise NotImplementedError(f"{type(self).__name__} must write its value")

    def read(self, text: str) -> Any:
        """The value that a person typed.  Raises ValueError with a sentence."""
        raise NotImplementedError(f"{type(self).__name__} must read what is typed")

    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Any key may be pressed; whether the whole makes sense shows when the edit is complete."""
        text = text or ""
        try:
            self.read(text)
        except ValueError:
            return QValidator.State.Intermediate, text, position
        return QValidator.State.Acceptable, text, position

    def set_value(self, value: Any) -> None:
        if value != self.value():
            self._complain("")
            super().set_value(value)

    def revert(self) -> None:
        """Shows the value that counts, whatever is typed."""
        self._write(self.value_text())
        self._complain("")

    def take_back(self, value: Any, sentence: str) -> None:
        text = self.text()
        self.set_value(value)
        self.hold(text, sentence)

    def hold(self, text: str, sentence: str) -> None:
        """Leaves in the box what makes no sense, as ``sentence`` says."""
        self.held = text
        self._write(text)
        self._complain(f"{sentence} Still {self.value_text() or NOTHING}; Esc brings it back.")

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape and self.text() != self.value_text():
            self.revert()
        else:
            super().keyPressEvent(event)

    def _on_typed(self, text: str) -> None:
        """What was wrong may be right now, or wrong in another way."""
        if not self.complaint:
            return
        try:
            self.read(text)
        except ValueError as error:
            self.hold(text, str(error))
        else:
            self._complain("")

    def _write(self, text: str) -> None:
        if text != self.text():
            with QSignalBlocker(self.edit):  # for Qt would think that somebody types
                self.edit.setText(text)

    def _announce(self) -> None:
        """The value is new; whoever hears of it may still refuse it."""
        self._complain("")
        self.edited.emit()

    def _complain(self, sentence: str) -> None:
        if sentence != self.complaint:
            self.complaint = sentence
            self.refused.emit(sentence)
