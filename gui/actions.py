"""What a person can do, each once: the menus, the bar and the keyboard all offer these same actions."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QWidget

from gui.theme import Theme, icon

Shortcut = str | QKeySequence.StandardKey


class Actions:
    """Actions by object name, in the order in which they were made."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._icons: dict[str, str] = {}
        self.by_name: dict[str, QAction] = {}

    def make(
        self, name: str, text: str, tip: str, do: Callable[[], None], shortcut: Shortcut = "", drawing: str = ""
    ) -> QAction:
        """An action called ``name``; ``tip`` is one sentence, ``drawing`` the name of its icon."""
        action = QAction(self._window)
        action.setObjectName(name)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda _checked: do())
        self._window.addAction(action)
        self.by_name[name] = action
        self._icons[name] = drawing
        self.describe(name, text, tip)
        return action

    def describe(self, name: str, text: str, tip: str) -> None:
        """Say what an action does, now that it does something else."""
        action = self.by_name[name]
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setText(text)
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        action.setStatusTip(tip)

    def set_theme(self, theme: Theme) -> None:
        """Give every icon the theme's colours."""
        for name, drawing in self._icons.items():
            if drawing:
                self.by_name[name].setIcon(icon(drawing, theme))

    def __getitem__(self, name: str) -> QAction:
        return self.by_name[name]
