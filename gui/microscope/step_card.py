"""The card at the top of the microscope: the map of the step, and the controls that go through it."""

from __future__ import annotations

from PyQt5.QtCore import QSignalBlocker, pyqtSignal
from PyQt5.QtWidgets import QLabel, QMenu, QSpinBox, QToolButton

from engine.microscope import Microscope
from gui.microscope.card import Card
from gui.microscope.strip import OperationStrip
from gui.microscope.tours import load_tours
from gui.theme import Theme, icon
from gui.widgets.choice import Choice

ONE, BATCH = "One sample", "Whole batch"
BUTTONS = (  # name, words, tooltip, drawing
    ("back", "Back one operation", "Undo the last operation (Left).", "chevron-left"),
    ("next", "Next operation", "Carry out the next operation (Right).", "chevron-right"),
    ("play", "Play", "Go on by itself to the end of the step (Space).", "play"),
)


class StepCard(Card):
    """Says what the person wants; the page does it."""

    went_to = pyqtSignal(int)  # the number of an operation
    moved = pyqtSignal(int)  # so many operations on, or back
    played = pyqtSignal(bool)
    sample_chosen = pyqtSignal(int)  # of the batch, from 0
    batch_chosen = pyqtSignal(bool)  # whether all of the batch is to be shown
    tour_chosen = pyqtSignal(object)  # carries a Tour

    def __init__(self, theme: Theme) -> None:
        self._strip = OperationStrip(theme)
        super().__init__("One training step", self._strip)
        self._buttons = {name: _button(name, words, tip) for name, words, tip, _ in BUTTONS}
        self._buttons["play"].setCheckable(True)
        self._sample, self._of_samples = QSpinBox(), QLabel()
        self._sample.setObjectName("microscopeSample")
        self._sample.setAccessibleName("Sample")
        self._sample.setToolTip("Which sample of the batch is looked at.")
        self._sample.setMinimum(1)
        self._of_samples.setProperty("role", "note")
        self._how_many = Choice("Samples that are shown", {
            ONE: ("microscopeOne", "Shows one sample's numbers: small enough to follow each."),
            BATCH: ("microscopeBatch", "Shows all samples of the batch side by side."),
        })
        parts = (*self._buttons.values(), self._how_many, QLabel("Sample"), self._sample, self._of_samples)
        for part in (self._tours(), *parts):
            self.header.addWidget(part)
        self._connect()
        self.set_theme(theme)

    def open(self, microscope: Microscope) -> None:
        """Show the map of another step."""
        self._strip.set_stages(microscope.stages)

    def show_operation(self, microscope: Microscope, number: int, sample: int) -> None:
        """Stand at an operation, looking at a sample."""
        last = len(microscope.lines) - 1
        self._strip.show_operation(number)
        self.set_title(f"Update {microscope.update + 1:,}")
        self.set_note(f"operation {number + 1} of {last + 1}")
        self._buttons["back"].setEnabled(number > 0)
        self._buttons["next"].setEnabled(number < last)
        self._of_samples.setText(f"of {microscope.samples:,}")
        with QSignalBlocker(self._sample):
            self._sample.setMaximum(microscope.samples)
            self._sample.setValue(sample + 1)

    def show_playing(self, on: bool) -> None:
        with QSignalBlocker(self._buttons["play"]):
            self._buttons["play"].setChecked(on)
        self._buttons["play"].setIcon(icon("pause" if on else "play", self._theme))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._strip.set_theme(theme)
        for name, _, _, drawing in BUTTONS:
            self._buttons[name].setIcon(icon(drawing, theme))
        self.show_playing(self._buttons["play"].isChecked())

    def _connect(self) -> None:
        self._strip.chosen.connect(self.went_to)
        self._buttons["back"].clicked.connect(lambda: self.moved.emit(-1))
        self._buttons["next"].clicked.connect(lambda: self.moved.emit(1))
        self._buttons["play"].toggled.connect(self.played)
        self._sample.valueChanged.connect(lambda value: self.sample_chosen.emit(value - 1))
        self._how_many.chosen.connect(lambda word: self.batch_chosen.emit(word == BATCH))

    def _tours(self) -> QToolButton:
        button = _button("tours", "What to look at", "Short tours through this step, with your own numbers.")
        button.setObjectName("tours")
        button.setText("What to look at")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for tour in load_tours():
            action = menu.addAction(tour.title)
            assert action is not None
            action.triggered.connect(lambda _checked, tour=tour: self.tour_chosen.emit(tour))
        button.setMenu(menu)
        return button


def _button(name: str, words: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"microscope{name.capitalize()}")
    button.setAccessibleName(words)
    button.setToolTip(tip)
    return button
