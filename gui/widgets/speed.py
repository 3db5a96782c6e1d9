"""How fast to train: from one update a second, to follow each, up to as fast as the machine can."""

from __future__ import annotations

import math

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from gui.theme import SMALL, Theme, icon, number_font

STEPS = 100  # of the slider; the last one is full speed
DECADES = 5  # from 1 to 100,000 updates a second


class Speed(QWidget):
    """A slider whose steps are equal ratios, and a button for full speed."""

    chosen = pyqtSignal(float)  # updates a second, infinity for full speed; whoever chose it

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._before_full = STEPS // 2
        self.chosen_by_hand = False  # whether the person has set a speed, which then stays
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("speed")
        self.slider.setAccessibleName("Training speed")
        self.slider.setToolTip("How many updates a second: slow shows each one, the right end is full speed.")
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 10)
        self.slider.setFixedWidth(104)
        self._full = QToolButton()
        self._full.setObjectName("fullSpeed")
        self._full.setAccessibleName("Full speed")
        self._full.setToolTip("Train as fast as the machine can, or again at the speed before.")
        self._full.setCheckable(True)
        self._full.setProperty("quiet", True)
        self._text = QLabel()
        self._text.setFont(number_font(SMALL))
        self._text.setProperty("role", "note")
        self._text.setFixedHeight(18)
        self._lay_out()
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.actionTriggered.connect(self._on_hand)
        self._full.clicked.connect(self._on_full)
        self.set_theme(theme)

    def updates_a_second(self) -> float:
        """The speed as it is set; infinity at the right end."""
        place = self.slider.value()
        return math.inf if place == STEPS else 10.0 ** (DECADES * place / STEPS)

    def suggest(self, updates_a_second: float) -> None:
        """Set a speed near this one, unless the person has chosen one."""
        if not self.chosen_by_hand:
            place = STEPS / DECADES * math.log10(max(updates_a_second, 1.0))
            self.slider.setValue(round(min(place, STEPS)))
            self._show()

    def set_theme(self, theme: Theme) -> None:
        self._full.setIcon(icon("full-speed", theme))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.slider)
        row.addWidget(self._full)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._text)
        column.addLayout(row)

    def _on_moved(self) -> None:
        self._show()
        self.chosen.emit(self.updates_a_second())

    def _on_hand(self) -> None:
        self.chosen_by_hand = True

    def _on_full(self, full: bool) -> None:
        self.chosen_by_hand = True
        if full:
            self._before_full = self.slider.value()
        self.slider.setValue(STEPS if full else min(self._before_full, STEPS - 1))

    def _show(self) -> None:
        speed = self.updates_a_second()
        self._full.setChecked(math.isinf(speed))
        self._text.setText("full speed" if math.isinf(speed) else _updates(_rounded(speed)))


def _updates(speed: int) -> str:
    return "1 update / s" if speed == 1 else f"{speed:,} updates / s"


def _rounded(speed: float) -> int:
    """To two figures: 2,512 would claim too much."""
    power: int = 10 ** max(0, len(str(int(speed))) - 2)
    return round(speed / power) * power
