"""How large a plot is in its file: width and height, in pixels or in millimetres."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QSignalBlocker, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

Extent = tuple[int, int]
PIXEL_PRESETS = ((800, 600), (1600, 1200), (3200, 2400), (2400, 1200))  # the last for two plots side by side
MILLIMETRE_PRESETS = ((80, 60), (120, 90), (160, 120), (160, 80))  # half a page's text wide, three quarters, all of it
CUSTOM = "Custom"


class SizeRow(QWidget):
    """The usual sizes in a list, and two boxes for any other."""

    changed = pyqtSignal()

    def __init__(self, name: str, unit: str, presets: Sequence[Extent], limits: Extent, step: int, tip: str) -> None:
        """``name`` begins the object names; the second of ``presets`` is the first choice; ``tip`` is one sentence."""
        super().__init__()
        self._presets = [*presets]
        self.preset = QComboBox()
        self.preset.setObjectName(f"{name}Preset")
        self.preset.setAccessibleName(f"Usual sizes in {unit}")
        self.preset.setToolTip(tip)
        self.preset.addItems([f"{width} × {height} {unit}" for width, height in presets] + [CUSTOM])
        self._boxes = [_box(f"{name}{side}", f"{side} in {unit}", unit, limits, step) for side in ("Width", "Height")]
        for box in self._boxes:
            box.valueChanged.connect(self._on_edited)
        self.preset.currentIndexChanged.connect(self._on_preset)
        self.preset.setCurrentIndex(1)
        self._lay_out()

    def value(self) -> Extent:
        """Width and height."""
        width, height = (box.value() for box in self._boxes)
        return width, height

    def _on_preset(self, place: int) -> None:
        if place < len(self._presets):
            for box, side in zip(self._boxes, self._presets[place], strict=True):
                with QSignalBlocker(box):
                    box.setValue(side)
            self.changed.emit()

    def _on_edited(self) -> None:
        with QSignalBlocker(self.preset):
            known = self.value() in self._presets
            self.preset.setCurrentIndex(self._presets.index(self.value()) if known else len(self._presets))
        self.changed.emit()

    def _lay_out(self) -> None:
        width, height = self._boxes
        boxes = QHBoxLayout()
        boxes.addWidget(width, 1)
        boxes.addWidget(QLabel("×"))
        boxes.addWidget(height, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.preset)
        layout.addLayout(boxes)


def _box(object_name: str, name: str, unit: str, limits: Extent, step: int) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(object_name)
    box.setAccessibleName(name)
    box.setToolTip(f"{name}.")
    box.setSuffix(f" {unit}")
    box.setRange(*limits)
    box.setSingleStep(step)
    box.setKeyboardTracking(False)
    return box
