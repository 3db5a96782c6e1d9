"""A choice between a few words that lie side by side."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget


class Choice(QWidget):
    """Buttons of which one is down.  The arrow keys move between them."""

    chosen = pyqtSignal(str)  # the word that the person chose; not sent by `choose`

    def __init__(self, title: str, options: dict[str, tuple[str, str]]) -> None:
        """``title``: what is chosen, for screen readers; ``options``: object name and tooltip by word."""
        super().__init__()
        self.setAccessibleName(title)
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for place, (word, (object_name, tip)) in enumerate(options.items()):
            button = self._make_button(word, object_name, tip)
            button.setProperty("segment", {0: "first", len(options) - 1: "last"}.get(place, "middle"))
            layout.addWidget(button)
        self.choose(next(iter(options)))

    def choose(self, word: str) -> None:
        self._buttons[word].setChecked(True)

    def choice(self) -> str:
        return next(word for word, button in self._buttons.items() if button.isChecked())

    def _make_button(self, word: str, object_name: str, tip: str) -> QToolButton:
        button = self._buttons[word] = QToolButton()
        button.setText(word)
        button.setObjectName(object_name)
        button.setToolTip(tip)
        button.setAccessibleName(f"{self.accessibleName()}: {word}")
        button.setCheckable(True)
        button.clicked.connect(lambda _checked: self.chosen.emit(word))
        self._group.addButton(button)
        return button
