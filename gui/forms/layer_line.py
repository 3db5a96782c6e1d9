"""One line of the list of layers: its kind, its settings, what a sample looks like behind it, and where it stands."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.activations import ACTIVATIONS
from engine.knobs import Knob, knobs_of
from engine.layer_list import LayerChoice
from engine.layers import LAYERS
from engine.registry import Registry
from gui.forms.control import Control
from gui.forms.controls import ChoiceBox, control_for
from gui.forms.layer_shapes import Stop, explained, in_words
from gui.theme import SMALL, Theme, icon

NUMBER_WIDTH, KIND_WIDTH, SETTING_WIDTH, SHAPE_WIDTH, BUTTON_WIDTH = 20, 172, 78, 112, 26  # pixels
CONTROL_HEIGHT, SHAPE_HEIGHT = 28, 32
BUTTONS = {  # by object name: icon, what it does, and by how many places it moves the layer
    "Up": ("chevron-up", "Move it one place up (Ctrl+Shift+Up).", -1),
    "Down": ("chevron-down", "Move it one place down (Ctrl+Shift+Down).", 1),
    "Remove": ("close", "Take it out of the list (Ctrl+Shift+Delete).", 0),
}
KEYS = {Qt.Key.Key_Up: "Up", Qt.Key.Key_Down: "Down", Qt.Key.Key_Delete: "Remove"}
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier  # are held with them
KIND_HELP = "What kind of layer stands here; settings that another kind also has are kept."


class LayerLine(QFrame):
    """Shows one layer and lets a person change, move and remove it."""

    changed = pyqtSignal(object, object)  # this line and its new LayerChoice
    moved = pyqtSignal(object, int)  # this line, and by how many places
    removed = pyqtSignal(object)
    entered = pyqtSignal(object)  # one of its controls has the keyboard now
    refused = pyqtSignal(object, str)  # something was typed that makes no sense, as the sentence says; "" when over

    def __init__(self, choice: LayerChoice, theme: Theme) -> None:
        super().__init__()
        self.choice = choice
        self._number, self._shape = QLabel(), QLabel()
        registry = _family(choice.name)
        self.kind = ChoiceBox(Knob(choice.name, "Kind of layer", KIND_HELP, registry=registry))
        self.kind.set_value(choice.name)
        self.kind.setToolTip(KIND_HELP)
        self.kind.edited.connect(lambda: self.changed.emit(self, self._of_kind(str(self.kind.value()))))
        self.settings = {name: self._setting(name, knob) for name, knob in knobs_of(registry[choice.name]).items()}
        self.buttons = {name: self._button(name) for name in BUTTONS}
        self._lay_out()
        for widget in self.tab_stops():
            widget.installEventFilter(self)
        self.set_theme(theme)

    @property
    def help(self) -> str:
        """One line on what such a layer does."""
        return f"{self.choice.name}: {_family(self.choice.name).help(self.choice.name)}"

    def show_place(self, place: int, count: int) -> None:
        """Where it stands among ``count`` layers, from 0."""
        self._number.setText(str(place + 1))
        self.kind.setObjectName(f"layer{place + 1}Kind")
        self.kind.setAccessibleName(f"Layer {place + 1}")
        for name, control in self.settings.items():
            label = knobs_of(_family(self.choice.name)[self.choice.name])[name].label
            control.setObjectName(f"layer{place + 1}{''.join(word.capitalize() for word in name.split('_'))}")
            control.setAccessibleName(f"Layer {place + 1}, {label}")
        for name, button in self.buttons.items():
            button.setObjectName(f"layer{place + 1}{name}")
            button.setAccessibleName(f"Layer {place + 1}: {name.lower()}")
        self.buttons["Up"].setEnabled(place > 0)
        self.buttons["Down"].setEnabled(place < count - 1)

    def show_stop(self, stop: Stop | None, does_not_fit: bool) -> None:
        """What comes out of it; None where nobody knows."""
        text = "does not fit" if does_not_fit else "" if stop is None else f"→ {in_words(stop.shape)}"
        weights = f"\n{stop.parameters:,} weights" if stop is not None and stop.parameters else ""
        self._shape.setText(text + weights)
        self._shape.setToolTip(explained(stop.shape) if stop is not None else "")
        _set_property(self._shape, "role", "error" if does_not_fit else "note")

    def show_current(self, is_current: bool) -> None:
        """Whether the next layer is added behind this one."""
        _set_property(self, "current", is_current)

    def set_theme(self, theme: Theme) -> None:
        for name, button in self.buttons.items():
            button.setIcon(icon(BUTTONS[name][0], theme))

    def commit(self) -> None:
        """Completes an edit that is still being typed."""
        for control in list(self.settings.values()):
            control.commit()

    def tab_stops(self) -> list[QWidget]:
        return [self.kind, *self.settings.values(), *self.buttons.values()]

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """The keys of the line come before those of the control in it: a spin box takes every arrow for its own."""
        if event is not None and event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self)
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._takes(event)

    def _takes(self, event: QKeyEvent) -> bool:
        if event.modifiers() & BOTH != BOTH or event.key() not in KEYS:
            return False
        button = self.buttons[KEYS[Qt.Key(event.key())]]
        if button.isEnabled():
            button.click()
        return True

    # -- edits ---------------------------------------------------------------------------------------------------------

    def _of_kind(self, kind: str) -> LayerChoice:
        known = knobs_of(_family(kind)[kind])
        return LayerChoice(kind, {name: value for name, value in self.choice.settings.items() if name in known})

    def _set(self, name: str, knob: Knob, value: Any) -> None:
        """A setting that is as usual is not written, but for the first: "Dense(4)" says more than "Dense"."""
        others = {each: kept for each, kept in self.choice.settings.items() if each != name}
        is_written = value != knob.default or name == next(iter(self.settings))
        self.choice = LayerChoice(self.choice.name, {**others, **({name: value} if is_written else {})})
        self.changed.emit(self, self.choice)

    # -- how it is made ------------------------------------------------------------------------------------------------

    def _setting(self, name: str, knob: Knob) -> Control:
        control = control_for(knob)
        control.setToolTip(knob.help)
        control.set_value(self.choice.settings.get(name, knob.default))
        control.edited.connect(lambda: self._set(name, knob, control.value()))
        control.refused.connect(lambda sentence: self.refused.emit(self, sentence))
        return control

    def _button(self, name: str) -> QToolButton:
        _, tip, steps = BUTTONS[name]
        button = QToolButton()
        button.setToolTip(tip)
        button.setProperty("quiet", True)
        button.clicked.connect(lambda: self.moved.emit(self, steps) if steps else self.removed.emit(self))
        return button

    def _lay_out(self) -> None:
        """All stands at the foot of the line, since settings have their names above them."""
        self._number.setFixedSize(NUMBER_WIDTH, CONTROL_HEIGHT)
        self._number.setProperty("role", "note")
        self._number.setAlignment(Qt.Alignment(Qt.AlignmentFlag.AlignRight) | Qt.AlignmentFlag.AlignVCenter)
        self.kind.setFixedWidth(KIND_WIDTH)
        self._shape.setFixedSize(SHAPE_WIDTH, SHAPE_HEIGHT)
        self._shape.setStyleSheet(f"font-size: {SMALL}px;")
        line, foot = QHBoxLayout(self), Qt.AlignmentFlag.AlignBottom
        line.setContentsMargins(4, 3, 4, 3)
        line.setSpacing(6)
        line.addWidget(self._number, 0, foot)
        line.addWidget(self.kind, 0, foot)
        knobs = knobs_of(_family(self.choice.name)[self.choice.name])
        for name, control in self.settings.items():
            line.addWidget(_below_its_name(control, knobs[name]), 0, foot)
        line.addStretch(1)
        line.addWidget(self._shape, 0, foot)
        for button in self.buttons.values():
            button.setFixedSize(BUTTON_WIDTH, CONTROL_HEIGHT)
            line.addWidget(button, 0, foot)


def _below_its_name(control: Control, knob: Knob) -> QWidget:
    both, name = QWidget(), QLabel(knob.label)
    name.setProperty("role", "note")
    name.setToolTip(knob.help)
    name.setBuddy(control)
    control.setMinimumWidth(0)
    control.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Fixed)
    both.setFixedWidth(SETTING_WIDTH)
    control.setMinimumHeight(CONTROL_HEIGHT)
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(name)
    layout.addWidget(control)
    return both


def _family(name: str) -> Registry[Any]:
    return LAYERS if name in LAYERS else ACTIVATIONS


def _set_property(widget: QWidget, name: str, value: Any) -> None:
    """And the style sheet takes notice."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        style = widget.style()
        assert style is not None
        style.unpolish(widget)
        style.polish(widget)
