"""One row of the form: what a knob is called, the control that turns it, and room for a sentence when that fails."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QAbstractSpinBox, QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.knobs import Knob
from engine.recipe import Recipe
from gui.forms.control import Control
from gui.forms.controls import control_for
from gui.theme import SMALL, Theme

CONTROL_WIDTH, CONTROL_HEIGHT = 130, 28  # pixels; in a form of 262, "Learning rate ρ" has the rest of the line
INDICATOR_INSET = 3  # how far the style sheet moves a tick box from the left edge of its control


class Row(QWidget):
    """Shows one choice of a recipe: a field of it or, with a ``family``, a knob of the part that this field chooses."""

    edited = pyqtSignal(object)  # this row: the person has completed an edit

    def __init__(self, name: str, knob: Knob, theme: Theme, family: str = "") -> None:
        super().__init__()
        self.name, self.knob, self.family = name, knob, family
        self.control = control_for(knob)
        self._label = RowLabel(self.control)
        self._message = QLabel()
        self._name_all(camel_case(f"{family}_{name}" if family else name))
        self._arrange()
        self.set_theme(theme)
        self.control.edited.connect(self._on_edited)
        self.control.refused.connect(self._explain)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows this row's choice of ``recipe`` and tells nobody; what is being typed stays where the choice does."""
        self.setVisible(bool(self.family) or recipe.uses(self.name))
        self.control.set_value(self._choice_of(recipe))

    def changed(self, recipe: Recipe) -> Recipe:
        """``recipe`` with what the control says now.  Raises RecipeError."""
        value = self.control.value()
        if not self.family:
            return recipe.changed(**{self.name: value})
        settings: Mapping[str, Any] = recipe.knobs.get(self.family, {})
        return recipe.changed(knobs={**recipe.knobs, self.family: {**settings, self.name: value}})

    def refuse(self, recipe: Recipe, sentence: str) -> None:
        """Goes back to the choice of ``recipe``, since the edit does not count, as ``sentence`` says."""
        self.control.take_back(self._choice_of(recipe), sentence[:1].upper() + sentence[1:])

    def forget_refused(self) -> None:
        """Shows the choice that counts, if what is shown does not."""
        if self.control.property("invalid"):
            self.control.revert()

    def set_theme(self, theme: Theme) -> None:
        text = html.escape(self.knob.label)
        if self.knob.symbol:
            text += f'&nbsp;<span style="color: {theme.muted}">{html.escape(self.knob.symbol)}</span>'
        self._label.setText(text)

    def _on_edited(self) -> None:
        self.forget_refused()  # it was about the edit before
        self.edited.emit(self)

    def _choice_of(self, recipe: Recipe) -> Any:
        if self.family:
            return recipe.knobs.get(self.family, {}).get(self.name, self.knob.default)
        return getattr(recipe, self.name)

    def _explain(self, sentence: str) -> None:
        """Says below the control why an edit does not count, for as long as it is there."""
        invalid = bool(sentence)
        self._message.setText(sentence)
        self._message.setVisible(invalid)
        self.control.setAccessibleDescription(sentence)
        if invalid != bool(self.control.property("invalid")):
            self.control.setProperty("invalid", invalid)
            style = self.control.style()
            assert style is not None
            style.unpolish(self.control)
            style.polish(self.control)

    def _name_all(self, object_name: str) -> None:
        self.control.setObjectName(object_name)
        self.control.setAccessibleName(self.knob.label)
        for widget in (self._label, self.control):
            widget.setToolTip(self.knob.help)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setWordWrap(True)
        self._message.setObjectName(f"{object_name}Message")
        self._message.setProperty("role", "error")
        self._message.setStyleSheet(f"font-size: {SMALL}px;")
        self._message.setWordWrap(True)
        self._message.hide()

    def _arrange(self) -> None:
        inset = INDICATOR_INSET if isinstance(self.control, QCheckBox) else 0
        self.control.setFixedWidth(CONTROL_WIDTH + inset)
        beside = QHBoxLayout()
        beside.setSpacing(6 - inset)
        beside.addWidget(self._label, 1)
        self._label.setMinimumHeight(CONTROL_HEIGHT)  # one rhythm, even where the control is lower
        beside.addWidget(self.control)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(beside)
        layout.addWidget(self._message)


class RowLabel(QLabel):
    """The name beside a control: a click on it goes to the control, as everywhere."""

    def __init__(self, control: Control) -> None:
        super().__init__()
        self._control = control
        self.setBuddy(control)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        self._control.setFocus(Qt.FocusReason.MouseFocusReason)
        if isinstance(self._control, QAbstractSpinBox):
            self._control.selectAll()
        elif isinstance(self._control, QCheckBox):
            self._control.click()

    def minimumSizeHint(self) -> QSize:
        """It may be narrower than its text, which then takes two lines."""
        return QSize(0, super().minimumSizeHint().height())


def camel_case(name: str) -> str:
    """output_activation → outputActivation"""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
