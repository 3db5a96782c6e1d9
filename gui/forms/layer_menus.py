"""The menus from which a layer is added: every kind with the one line that says what it does."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from engine.activations import ACTIVATIONS
from engine.layers import LAYERS
from engine.registry import Registry
from gui.theme import Theme, icon

FAMILIES: dict[str, tuple[Registry[Any], str]] = {
    "Layer": (LAYERS, "Add a layer behind the one that is marked."),
    "Activation": (ACTIVATIONS, "Add an activation behind the layer that is marked: it bends what comes out of it."),
}


class LayerMenus(QWidget):
    """A button with a menu for each family."""

    wanted = pyqtSignal(str)  # the name of the kind that the person wants to add

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for title, (registry, tip) in FAMILIES.items():
            layout.addWidget(self._button(title, registry, tip, theme))

    def _button(self, title: str, registry: Registry[Any], tip: str, theme: Theme) -> QToolButton:
        button = QToolButton()
        button.setText(f"Add {title}")
        button.setIcon(icon("plus", theme))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setObjectName(f"add{title}")
        button.setAccessibleName(f"Add {title}")
        button.setToolTip(tip)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for name in registry:
            action = menu.addAction(f"{name}\t{registry.help(name)}")  # the tab begins a column of its own
            assert action is not None
            action.triggered.connect(lambda _checked, name=name: self.wanted.emit(name))
        button.setMenu(menu)
        return button
