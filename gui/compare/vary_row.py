"""One thing that is varied: which, and the values that it takes, read as they are typed."""

from __future__ import annotations

import textwrap

from PyQt5.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtGui import QStandardItem, QStandardItemModel
from PyQt5.QtWidgets import QComboBox, QLabel, QLineEdit, QStyledItemDelegate, QVBoxLayout, QWidget

from engine.compare.factor import CompareError, Factor, variable
from engine.inputs import FeaturesKnob
from engine.knobs import Knob
from engine.layer_list import LayersKnob
from engine.recipe import Recipe
from gui.compare.levels import grouped, suggested
from gui.theme import SMALL

NOBODY = "Nothing else"
LONGEST, TOLD = 2000, 300  # characters of the values, and of those that the tooltip says
NAMED = 30  # characters of the names of a family: one line; the tooltip has all of them
SHOWN = 18  # entries of the list that is pulled down
WHAT = Qt.ItemDataRole.UserRole


class VaryRow(QWidget):
    """A list of all that can be varied, a line for the values, and below it what is allowed or wrong."""

    edited = pyqtSignal()  # by the person
    submitted = pyqtSignal()  # Return was pressed among the values

    def __init__(self, name: str, title: str, is_optional: bool) -> None:
        """``name`` begins the object names; what is optional may be left at nothing."""
        super().__init__()
        self._recipe = Recipe()
        self._is_optional = is_optional
        self._what, self._values, self._remark = QComboBox(), QLineEdit(), QLabel()
        self._what.setObjectName(f"{name}What")
        self._what.setAccessibleName(title)
        self._what.setToolTip("What is to be different from one training to the next.")
        self._what.setItemDelegate(QStyledItemDelegate(self._what))  # the usual one takes no notice of the style sheet
        self._what.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        self._what.setMaxVisibleItems(SHOWN)
        self._values.setObjectName(f"{name}Values")
        self._values.setAccessibleName(f"{title}: values")
        self._values.setToolTip("What is tried in turn, parted by commas.")
        self._values.setMaxLength(LONGEST)
        self._remark.setObjectName(f"{name}Remark")
        self._remark.setTextFormat(Qt.TextFormat.PlainText)
        self._remark.setStyleSheet(f"font-size: {SMALL}px;")
        self._remark.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._what, self._values, self._remark):
            layout.addWidget(part)
        self._what.currentIndexChanged.connect(self._on_what)
        self._values.textChanged.connect(self._on_values)
        self._values.returnPressed.connect(self.submitted)
        self.set_recipe(self._recipe)

    @property
    def what(self) -> str:
        """The name of what is varied; "" where it is nothing."""
        return str(self._what.currentData(WHAT) or "")

    @property
    def text(self) -> str:
        """The values as they are typed."""
        return self._values.text()

    def factor(self) -> Factor | None:
        """What is varied; None for nothing.  Raises CompareError."""
        return Factor.read(f"{self.what}={self.text}", self._recipe) if self.what else None

    def complaint(self) -> str:
        """What is wrong with the values, in a sentence, or ""."""
        if self.what and not self.text.strip():
            return _sentence(f"Type the values that are to be tried: {_help(self._knob)}")
        try:
            self.factor()
        except CompareError as error:
            return str(error)
        return ""

    def set_recipe(self, recipe: Recipe) -> None:
        """Offer what this recipe has; what was chosen stays as far as it is still there."""
        what, self._recipe = self.what, recipe
        with QSignalBlocker(self._what):
            self._what.setModel(self._offer(recipe))
            self._choose(what)
        self._say()

    def show_factor(self, what: str, values: str) -> None:
        """Show this, and tell nobody."""
        with QSignalBlocker(self._what), QSignalBlocker(self._values):
            self._choose(what)
            self._values.setText(values)
            self._values.setCursorPosition(0)
        self._say()

    @property
    def _knob(self) -> Knob:
        return variable(self._recipe)[self.what]

    def _offer(self, recipe: Recipe) -> QStandardItemModel:
        model = QStandardItemModel(self._what)
        if self._is_optional:
            model.appendRow(_entry(NOBODY, "", "Only one thing is varied."))
        knobs = variable(recipe)
        for group, entries in grouped(recipe).items():
            heading = QStandardItem(group.upper())
            heading.setFlags(Qt.ItemFlags(Qt.ItemFlag.NoItemFlags))
            model.appendRow(heading)
            for what, label in entries:
                model.appendRow(_entry(label, what, knobs[what].help))
        return model

    def _choose(self, what: str) -> None:
        found = self._what.findData(what, WHAT)
        usual = self._what.findData("" if self._is_optional else "learning_rate", WHAT)
        self._what.setCurrentIndex(found if found >= 0 else usual)

    def _on_what(self) -> None:
        with QSignalBlocker(self._values):
            self._values.setText(suggested(self.what, self._recipe) if self.what else "")
            self._values.setCursorPosition(0)
        self._say()
        self.edited.emit()

    def _on_values(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        """What is allowed while nothing is wrong, and what is wrong otherwise."""
        self._values.setVisible(bool(self.what))
        self._remark.setVisible(bool(self.what))
        if not self.what:
            return
        complaint, knob = self.complaint(), self._knob
        self._values.setToolTip(f"What {knob.label.lower()} is in turn: {self.text[:TOLD]}")
        self._values.setPlaceholderText(f"Values of {knob.label.lower()}")
        self._remark.setText(complaint or _sentence(f"{_help(knob)[:1].upper()}{_help(knob)[1:]}"))
        self._remark.setToolTip(", ".join(knob.registry) if knob.registry is not None else "")
        self._values.setAccessibleDescription(self._remark.text())
        self._remark.setProperty("role", "error" if complaint else "note")
        self._values.setProperty("invalid", bool(complaint))
        for widget in (self._remark, self._values):
            style = widget.style()
            assert style is not None
            style.unpolish(widget)
            style.polish(widget)


def _entry(label: str, what: str, help: str) -> QStandardItem:
    made = QStandardItem(label)
    made.setData(what, WHAT)
    made.setToolTip(help)
    return made


def _help(knob: Knob) -> str:
    """What may be typed, in few words."""
    if isinstance(knob.default, bool):
        return "on, off"
    if isinstance(knob, LayersKnob):
        return "lists of layers, parted by semicolons"
    if isinstance(knob, FeaturesKnob):
        return "such as x1 x2, x1² x2², none"
    if isinstance(knob.default, tuple):
        return "such as 4-4, 8, none"
    if knob.registry is not None:
        return f"some of: {textwrap.shorten(', '.join(knob.registry), NAMED, placeholder=' …')}"
    return knob.allowed()


def _sentence(text: str) -> str:
    """With a full stop, unless it goes on."""
    return text if text.endswith("…") else f"{text}."
