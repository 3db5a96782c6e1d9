"""The controls with two arrows: for a whole number, for any number, and for the widths of layers."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import QPointF, QTimer
from PyQt5.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QPen
from PyQt5.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QStyle, QStyleOptionSpinBox

from engine.knobs import Knob
from gui.forms.numbers import NumberText, read_layers, write_layers
from gui.forms.spin_box import NOTHING, SpinBox

ALL_DECIMALS = 323  # as many as Qt has: with fewer it would round small values away
GREATEST_INT = 2**31 - 1  # what a spin box of Qt can hold


class NumberBox(SpinBox):
    """What the boxes for one number share."""

    def set_up_for(self, knob: Knob) -> None:
        self.number = NumberText(knob)
        self.refused_text: str | None = None
        self.set_up()
        self.setSpecialValueText(knob.zero if knob.low == 0 else "")  # Qt shows it in place of the least value

    def read(self, text: str) -> Any:
        return self.number.read(text)

    def valueFromText(self, text: str | None) -> Any:
        return self.read(text or "")

    def textFromValue(self, value: float) -> str:
        return self.number.write(value)

    def value_text(self) -> str:
        text = self.number.write(self.value())
        return text if text == self.specialValueText() else text + self.suffix()

    def fixup(self, text: str | None) -> str:
        """Qt asks to mend a text that cannot be read; since that fails, it brings back the old value's."""
        self.refused_text = text or ""
        return self.refused_text

    def commit(self) -> None:
        if not self.complaint:
            self.interpretText()
        text, self.refused_text = self.refused_text, None
        if self.complaint:
            self._write(self.held)  # Qt puts the old value's in its place
            return
        if text is None:
            return
        try:
            self.read(text)
        except ValueError as error:
            self.hold(text, str(error))

    def stepBy(self, steps: int) -> None:
        self.commit()
        self.setValue(self.number.stepped(self.value(), steps))
        self._complain("")
        self.selectAll()

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """A word in place of a number is selected as a whole: nobody wants to type into the middle of "all"."""
        super().focusInEvent(event)
        if self.text() == self.specialValueText() != "":
            QTimer.singleShot(0, self.selectAll)  # after the click that brought the focus


class IntBox(NumberBox, QSpinBox):
    """Takes a whole number."""

    def __init__(self, knob: Knob) -> None:
        super().__init__()
        self.set_up_for(knob)
        self.setRange(max(int(knob.low), -GREATEST_INT), min(int(knob.high), GREATEST_INT))
        self.setSuffix(f" {knob.unit}" if knob.unit else "")
        self.valueChanged.connect(lambda: self._announce())


class FloatBox(NumberBox, QDoubleSpinBox):
    """Takes a number of any size, with all its figures."""

    def __init__(self, knob: Knob) -> None:
        super().__init__()
        self.set_up_for(knob)
        self.setDecimals(ALL_DECIMALS)
        self.setRange(knob.low, knob.high)
        self.setSuffix(f" {knob.unit}" if knob.unit else "")
        self.valueChanged.connect(lambda: self._announce())


class LayersBox(SpinBox, QAbstractSpinBox):
    """Takes the widths of the hidden layers; + adds another like the last one, - takes the last one away."""

    # Side by side, since they do not count up and down.
    LOOK = """
        QAbstractSpinBox { padding-left: 2px; padding-right: 20px; }
        QAbstractSpinBox:focus { padding-left: 1px; padding-right: 19px; }
        QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
            subcontrol-position: center right; width: 19px; height: 26px; margin: 0 1px 0 0; border-radius: 5px;
        }
        QAbstractSpinBox::down-button { right: 19px; }
        QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow { image: none; }
    """
    FIRST_WIDTH = 4  # of a layer that has none before it

    def __init__(self, knob: Knob) -> None:
        super().__init__()
        self.knob = knob
        self.widths: tuple[int, ...] = ()
        self.set_up()
        self.edit.setPlaceholderText(NOTHING)

    def read(self, text: str) -> tuple[int, ...]:
        return read_layers(text, self.knob)

    def value(self) -> tuple[int, ...]:
        return self.widths

    def value_text(self) -> str:
        return write_layers(self.widths)

    def setValue(self, value: tuple[int, ...]) -> None:
        changed, self.widths = value != self.widths, value
        self.edit.setText(write_layers(value))
        self.edit.setCursorPosition(0)  # of a long list the beginning shows
        self.update()  # one of the buttons may have nothing left to do
        if changed:
            self._announce()

    def commit(self) -> None:
        try:
            widths = self.read(self.text())
        except ValueError as error:
            self.hold(self.text(), str(error))
        else:
            self._complain("")
            self.setValue(widths)

    def stepBy(self, steps: int) -> None:
        """One layer at a time, however large the step: Page Up must not add ten."""
        self.commit()
        self._complain("")
        if steps > 0:
            self.setValue((*self.widths, self.widths[-1] if self.widths else self.FIRST_WIDTH))
        else:
            self.setValue(self.widths[:-1])

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabled:
        enabled = QAbstractSpinBox.StepEnabled(QAbstractSpinBox.StepNone)
        if len(self.widths) < self.knob.longest:
            enabled |= QAbstractSpinBox.StepUpEnabled
        if self.widths:
            enabled |= QAbstractSpinBox.StepDownEnabled
        return enabled

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for button, allowed in (
            (QStyle.SubControl.SC_SpinBoxUp, QAbstractSpinBox.StepUpEnabled),
            (QStyle.SubControl.SC_SpinBoxDown, QAbstractSpinBox.StepDownEnabled),
        ):
            self._draw_sign(painter, button, bool(self.stepEnabled() & allowed))

    def _draw_sign(self, painter: QPainter, button: QStyle.SubControl, enabled: bool) -> None:
        option, style = QStyleOptionSpinBox(), self.style()
        self.initStyleOption(option)
        assert style is not None
        where = style.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, button, self)
        middle = QPointF(where.center()) + QPointF(0.5, 0.5)
        group = QPalette.ColorGroup.Active if enabled and self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(QPen(self.palette().color(group, QPalette.ColorRole.Text), 1.2))
        painter.drawLine(middle - QPointF(4, 0), middle + QPointF(4, 0))
        if button == QStyle.SubControl.SC_SpinBoxUp:
            painter.drawLine(middle - QPointF(0, 4), middle + QPointF(0, 4))
