"""Chooses what the network sees of each point: small words that are pressed or not."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt5.QtCore import QSize
from PyQt5.QtWidgets import QSizePolicy, QToolButton, QWidget

from engine.inputs import FEATURES
from engine.recipe import Recipe
from gui.forms.control import Control
from gui.forms.data_shape import shape_of
from gui.forms.flow_layout import FlowLayout
from gui.theme import SMALL

AS_THEY_ARE = "As they are"
GAP = 4  # pixels
SUBSCRIPTS = str.maketrans("12", "₁₂")


class FeatureTicks(Control, QWidget):
    """Any of the feature maps that the data can have; the first word stands for none of them."""

    LOOK = f"""
        QToolButton {{ font-size: {SMALL}px; padding: 2px 7px; }}
        QToolButton:focus {{ padding: 1px 6px; }}
        QToolButton:checked {{
            background: palette(highlight); border-color: palette(highlight); color: palette(highlighted-text);
        }}
        QToolButton:checked:focus {{ border-color: palette(text); }}
    """

    def __init__(self) -> None:
        super().__init__()
        self._value: tuple[str, ...] = ()
        self._none = self._tick(AS_THEY_ARE, "featuresAsTheyAre", "The network sees the features as the data has them.")
        self._none.clicked.connect(lambda: self._choose(()))
        self.ticks = {name: self._tick_of(name) for name in FEATURES}
        flow = FlowLayout(self, GAP)
        for tick in (self._none, *self.ticks.values()):
            flow.addWidget(tick)
        policy = QSizePolicy(QSizePolicy.Preferred, QSizePolicy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self._none)
        self.setValue(())

    def value(self) -> tuple[str, ...]:
        return self._value

    def setValue(self, value: tuple[str, ...]) -> None:
        self._value = value
        self._none.setChecked(not value)
        for name, tick in self.ticks.items():
            tick.setChecked(name in value)

    def look_at(self, recipe: Recipe) -> bool:
        """Offers what can be calculated from the data, and what is chosen although it cannot: to be taken back."""
        data = shape_of(recipe)
        features = data.sample[0] if data is not None and len(data.sample) == 1 else 0
        for name, tick in self.ticks.items():
            tick.setVisible(FEATURES[name].needs <= features or name in recipe.features)
        self.updateGeometry()
        return features > 0 or bool(recipe.features)

    def tab_stops(self) -> list[QWidget]:
        return [self._none, *self.ticks.values()]

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _tick_of(self, name: str) -> QToolButton:
        word = "".join(part.capitalize() for part in name.replace("²", " squared").replace("·", " times ").split())
        tick = self._tick(name.translate(SUBSCRIPTS), f"features{word}", FEATURES.help(name))
        tick.clicked.connect(self._on_tick)
        return tick

    def _tick(self, text: str, object_name: str, tip: str) -> QToolButton:
        tick = QToolButton()
        tick.setText(text)
        tick.setObjectName(object_name)
        tick.setAccessibleName(f"Features: {text}")
        tick.setToolTip(tip)
        tick.setCheckable(True)
        tick.setStyleSheet(self.LOOK)
        return tick

    def _on_tick(self) -> None:
        self._choose(name for name, tick in self.ticks.items() if tick.isChecked())

    def _choose(self, names: Iterable[str]) -> None:
        before = self._value
        self.setValue(tuple(names))
        if self._value != before:
            self.edited.emit()
