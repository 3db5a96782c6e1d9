"""One row of the form: what a knob is called, the control that turns it, and room for a sentence on it."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QAbstractSpinBox, QCheckBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.knobs import Knob
from engine.recipe import Recipe
from gui.forms.control import Control
from gui.forms.controls import control_for
from gui.forms.feature_ticks import FeatureTicks
from gui.theme import SMALL, Theme

CONTROL_WIDTH, CONTROL_HEIGHT = 130, 28  # pixels; in a form of 262, "Learning rate ρ" has the rest of the line
BEFORE_BUTTON = 4
INDICATOR_INSET = 3  # how far the style sheet moves a tick box from the left edge of its control


class Row(QWidget):
    """Shows one choice of a recipe: a field of it or, with a ``family``, a knob of the part that this field chooses."""

    edited = pyqtSignal(object)  # this row: the person has completed an edit

    def __init__(self, name: str, knob: Knob, theme: Theme, family: str = "", is_rare: bool = False) -> None:
        """``is_rare``: whether the row is folded away until somebody wants it."""
        super().__init__()
        self.name, self.knob, self.family, self.is_rare = name, knob, family, is_rare
        self.title = f"{family}_{name}" if family else name  # no other row has the same
        self.control = control_for(knob)
        self._theme = theme
        self._has_something_to_offer = self._is_marked = False
        self._label = RowLabel(self.control)
        self._message, self._note = _small_print("error"), _small_print("note")
        self._notes: dict[str, str] = {}  # by what they are about
        self._buttons: list[QToolButton] = []
        self._name_all(camel_case(self.title))
        self._arrange()
        self.set_theme(theme)
        self.control.edited.connect(self._on_edited)
        self.control.refused.connect(self._explain)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows this row's choice of ``recipe`` and tells nobody; what is being typed stays where the choice does."""
        self._has_something_to_offer = self.control.look_at(recipe)
        self.control.set_value(self._choice_of(recipe))
        self.remark("summary", self.control.summary())

    def is_used(self, recipe: Recipe) -> bool:
        """Whether the choice matters to ``recipe``, which is shown."""
        return self._has_something_to_offer and (bool(self.family) or recipe.uses(self.name))

    def is_at_default(self, recipe: Recipe) -> bool:
        """Whether ``recipe`` has the usual choice."""
        return bool(self._choice_of(recipe) == self.knob.default)

    def changed(self, recipe: Recipe) -> Recipe:
        """``recipe`` with what the control says now, and what that brings with it.  Raises RecipeError."""
        value = self.control.value()
        if not self.family:
            return recipe.choosing(self.name, value)
        settings: Mapping[str, Any] = recipe.knobs.get(self.family, {})
        return recipe.choosing("knobs", {**recipe.knobs, self.family: {**settings, self.name: value}})

    def refuse(self, recipe: Recipe, sentence: str) -> None:
        """Goes back to the choice of ``recipe``, since the edit does not count, as ``sentence`` says."""
        self.control.take_back(self._choice_of(recipe), sentence[:1].upper() + sentence[1:])

    def forget_refused(self) -> None:
        """Shows the choice that counts, if what is shown does not."""
        if self.control.property("invalid"):
            self.control.revert()

    def remark(self, about: str, sentence: str) -> None:
        """Says something below the control, in place of what was said ``about`` the same; "" says nothing."""
        self._notes[about] = sentence
        text = " ".join(filter(None, self._notes.values()))
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def mark(self, is_marked: bool) -> None:
        """Draws the eye to a choice that changed although nobody touched it."""
        if is_marked != self._is_marked:
            self._is_marked = is_marked
            self.set_theme(self._theme)

    def add_button(self, button: QToolButton) -> None:
        """Stands behind the control, which makes room for it."""
        button.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.control.setFixedWidth(CONTROL_WIDTH - CONTROL_HEIGHT - BEFORE_BUTTON)
        self._beside.addSpacing(BEFORE_BUTTON - self._beside.spacing())
        self._beside.addWidget(button)
        self._buttons.append(button)

    def tab_stops(self) -> list[QWidget]:
        """Where the Tab key stops, in order."""
        return [*self.control.tab_stops(), *self._buttons]

    def set_in_use(self, is_in_use: bool, reason: str) -> None:
        """Greys the row, for this ``reason``, or makes it a choice again."""
        self.control.setEnabled(is_in_use)
        self._label.setEnabled(is_in_use)
        for widget in (self._label, self.control):
            widget.setToolTip(self.knob.help if is_in_use else reason)
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.control.set_theme(theme)
        text = html.escape(self.knob.label)
        if self._is_marked:
            text = f'<span style="color: {theme.accent}">{text}</span>'
        if self.knob.symbol:
            colour = theme.muted if self._label.isEnabled() else theme.disabled
            text += f'&nbsp;<span style="color: {colour}">{html.escape(self.knob.symbol)}</span>'
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
        self._note.setObjectName(f"{object_name}Note")

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._beside = QHBoxLayout()
        if isinstance(self.control, FeatureTicks):  # which need the whole width
            layout.addWidget(self._label)
            layout.addWidget(self.control)
        else:
            self._put_side_by_side()
            layout.addLayout(self._beside)
        layout.addWidget(self._message)
        layout.addWidget(self._note)

    def _put_side_by_side(self) -> None:
        inset = INDICATOR_INSET if isinstance(self.control, QCheckBox) else 0
        self.control.setFixedWidth(CONTROL_WIDTH + inset)
        self._label.setMinimumHeight(CONTROL_HEIGHT)  # one rhythm, even where the control is lower
        self._beside.setSpacing(6 - inset)
        self._beside.addWidget(self._label, 1)
        self._beside.addWidget(self.control)


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


def _small_print(role: str) -> QLabel:
    """A sentence below the control, which is not there at first."""
    label = QLabel()
    label.setProperty("role", role)
    label.setStyleSheet(f"font-size: {SMALL}px;")
    label.setWordWrap(True)
    label.hide()
    return label


def camel_case(name: str) -> str:
    """output_activation → outputActivation"""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
