"""One control for each kind of knob: a list for a choice, a tick for a switch, boxes with arrows for numbers, a line
for a text."""

from __future__ import annotations

import html
from typing import cast

from PyQt5.QtCore import QEvent, QRect, QSize, Qt
from PyQt5.QtGui import QFont, QFontMetrics, QHelpEvent, QPaintEvent
from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
)

from engine.inputs import FeaturesKnob
from engine.knobs import Knob
from engine.layer_list import LayersKnob
from gui.forms.control import Control
from gui.forms.feature_ticks import FeatureTicks
from gui.forms.layers_button import LayersButton
from gui.forms.spin_boxes import FloatBox, IntBox, LayersBox
from gui.forms.texts import TextBox, WordBox
from gui.theme import SMALL


def control_for(knob: Knob) -> Control:
    """A new control for a knob of any kind; it shows the knob's default."""
    control = _of_its_kind(knob)
    control.set_value(knob.default)
    return control


def _of_its_kind(knob: Knob) -> Control:
    if isinstance(knob, FeaturesKnob):
        return FeatureTicks()
    if isinstance(knob, LayersKnob):
        return LayersButton()
    if knob.registry is not None:
        return ChoiceBox(knob)
    if isinstance(knob.default, bool):  # before int, which bool is too
        return SwitchBox()
    if isinstance(knob.default, int):
        return IntBox(knob)
    if isinstance(knob.default, str):
        return WordBox(knob) if knob.words else TextBox(knob)
    return LayersBox(knob) if isinstance(knob.default, tuple) else FloatBox(knob)


class SwitchBox(Control, QCheckBox):
    """Turns something on or off."""

    def __init__(self) -> None:
        super().__init__()
        self.toggled.connect(lambda: self.edited.emit())

    def value(self) -> bool:
        return self.isChecked()

    def setValue(self, value: bool) -> None:
        self.setChecked(value)


class ChoiceBox(Control, QComboBox):
    """Chooses one of a registry's names.  A name that is too long for one line takes two small ones."""

    # The arrow has room of its own; the frame of the focus, a pixel wider, takes its room from the padding.
    LOOK = "QComboBox { padding-right: 1px; } QComboBox:focus { padding-right: 0; }"

    def __init__(self, knob: Knob) -> None:
        super().__init__()
        assert knob.registry is not None
        self._registry = knob.registry
        for name in knob.registry:
            self.addItem(name)
            self.setItemData(self.count() - 1, knob.registry.help(name), Qt.ItemDataRole.ToolTipRole)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStyleSheet(self.LOOK)
        self.setItemDelegate(QStyledItemDelegate(self))  # the usual one takes no notice of the style sheet
        self.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        self.currentIndexChanged.connect(self._announce)

    def event(self, event: QEvent | None) -> bool:
        """Its tooltip says what the choice is for, and what is chosen."""
        if event is not None and event.type() == QEvent.Type.ToolTip:
            general, chosen, help = self.toolTip(), self.currentText(), self._registry.help(self.currentText())
            text = f"<p>{html.escape(general)}</p><p><b>{html.escape(chosen)}</b>: {html.escape(help)}</p>"
            QToolTip.showText(cast(QHelpEvent, event).globalPos(), text, self)
            return True
        return super().event(event)

    def value(self) -> str:
        return self.currentText()

    def setValue(self, value: str) -> None:
        self.setCurrentText(value)
        self.updateGeometry()  # two lines need a higher box

    def _announce(self) -> None:
        self.updateGeometry()
        self.edited.emit()

    def showPopup(self) -> None:
        """The list is as wide as its longest name, even if the box is not."""
        view = self.view()
        assert view is not None
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * view.frameWidth() + 8)
        super().showPopup()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if not self._fits():
            hint.setHeight(max(hint.height(), 2 * QFontMetrics(self._small_font()).lineSpacing() + 6))
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if self._fits():
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, self._option())
        painter.setFont(self._small_font())
        how = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self._text_rect(), int(how), self.currentText())

    def _fits(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.currentText()) <= self._text_rect().width()

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option

    def _text_rect(self) -> QRect:
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        assert style is not None
        return style.subControlRect(QStyle.ComplexControl.CC_ComboBox, self._option(), part, self)

    def _small_font(self) -> QFont:
        small = QFont(self.font())
        small.setPixelSize(SMALL)
        return small
