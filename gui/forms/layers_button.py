"""The control for a list of layers: a button that opens the editor."""

from __future__ import annotations

from PyQt5.QtWidgets import QPushButton

from engine.layer_list import LayerChoice, write_layer_list
from engine.recipe import Recipe
from gui.forms.control import Control
from gui.theme import LIGHT, Theme


class LayersButton(Control, QPushButton):
    """Its value is what the editor gave back last."""

    LOOK = "QPushButton { padding: 3px 8px; } QPushButton:focus { padding: 2px 7px; }"

    def __init__(self) -> None:
        super().__init__("Edit…")
        self._value: tuple[LayerChoice, ...] = ()
        self._recipe, self._theme = Recipe(), LIGHT
        self.setStyleSheet(self.LOOK)
        self.setAutoDefault(False)
        self.clicked.connect(self.edit)

    def value(self) -> tuple[LayerChoice, ...]:
        return self._value

    def setValue(self, value: tuple[LayerChoice, ...]) -> None:
        self._value = value

    def summary(self) -> str:
        return write_layer_list(self._value)

    def look_at(self, recipe: Recipe) -> bool:
        self._recipe = recipe
        return True

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def edit(self) -> None:
        """Opens the editor on the layers of the recipe that is shown."""
        from gui.forms.layers_dialog import LayersDialog  # not needed before, and the first window is there sooner

        dialog = LayersDialog(self._recipe, self._theme, self.window())
        dialog.chosen.connect(self._take)
        dialog.open()

    def _take(self, layers: tuple[LayerChoice, ...]) -> None:
        if layers != self._value:
            self.setValue(layers)
            self.edited.emit()
