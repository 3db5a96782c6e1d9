"""How often each is trained, and for how long."""

from __future__ import annotations

from dataclasses import replace

from PyQt5.QtWidgets import QHBoxLayout, QLabel, QWidget

from engine.compare.plan import MOST_SEEDS
from engine.knobs import Knob
from engine.recipe import CHOICES
from gui.forms.spin_boxes import IntBox

SEEDS_FIELD, EPOCHS_FIELD = 56, 84  # pixels of the fields' width
LABEL, GAP = 28, 5  # pixels: the height of the line, and between a field and its name
SEED_COUNT = Knob(3, label="Seeds", help="How often each is trained.", low=1, high=MOST_SEEDS, step=1)
EPOCHS = replace(CHOICES["epochs"], low=1, zero="")  # a training that is compared has an end


class Amounts(QWidget):
    """Both fields on a line, each with its name before it, which takes the keyboard to it."""

    def __init__(self) -> None:
        super().__init__()
        self.seeds, self.epochs = IntBox(SEED_COUNT), IntBox(EPOCHS)
        self.seeds.setObjectName("compareSeeds")
        self.seeds.setAccessibleName("Seeds")
        self.seeds.setToolTip("How often each is trained, from other first weights: it shows how much is chance.")
        self.seeds.set_value(SEED_COUNT.default)
        self.seeds.setFixedWidth(SEEDS_FIELD)
        self.epochs.setObjectName("compareEpochCount")
        self.epochs.setAccessibleName("Epochs")
        self.epochs.setToolTip("For how many epochs each is trained.")
        self.epochs.setFixedWidth(EPOCHS_FIELD)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for text, field in (("Seeds", self.seeds), ("Epochs", self.epochs)):
            label = QLabel(text)
            label.setBuddy(field)
            label.setMinimumHeight(LABEL)
            layout.addWidget(label)
            layout.addWidget(field)
        layout.insertStretch(2, 1)
