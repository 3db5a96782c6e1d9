"""The heading over a group of rows, with a word at its right that shows the rarely used ones."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from gui.theme import SMALL, Theme, icon

HEIGHT, ARROW = 22, 12  # pixels


class SectionHeader(QWidget):
    """A title, and "More" or "Less" beside it."""

    toggled = pyqtSignal(bool)  # the person wants to see the rarely used choices, or does not any more

    # A word of the heading, not one more button to look at.
    LOOK = f"QToolButton {{ font-size: {SMALL}px; min-height: 14px; padding: 0 1px 0 3px; }}"

    def __init__(self, title: str, theme: Theme) -> None:
        super().__init__()
        self._is_open = False
        heading = QLabel(title.upper())
        heading.setProperty("role", "section")
        self.more = QToolButton()
        self.more.setObjectName(f"more{title.title().replace(' ', '')}")
        self.more.setAccessibleName(f"More of {title}")
        self.more.setProperty("quiet", True)
        self.more.setStyleSheet(self.LOOK)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the word
        self.more.setIconSize(QSize(ARROW, ARROW))
        self.more.clicked.connect(lambda: self.toggled.emit(not self._is_open))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading, 1)
        layout.addWidget(self.more)
        self.setFixedHeight(HEIGHT)
        self.set_theme(theme)

    def show_state(self, is_open: bool, names: Sequence[str]) -> None:
        """``names``: what is or can be folded away."""
        self._is_open = is_open
        self.more.setVisible(bool(names))
        self.more.setText("Less" if is_open else "More")
        self.more.setToolTip(f"{'Fold away' if is_open else 'Show'} what is rarely changed: {', '.join(names)}.")
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.more.setIcon(icon("chevron-up" if self._is_open else "chevron-down", theme))
