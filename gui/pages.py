"""The pages in the middle of the window, one at a time, with their tabs above."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QSizePolicy, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from gui.theme import Theme

TRAIN, MICROSCOPE, COMPARE = range(3)  # the window's pages, in the order of their tabs


class Pages(QWidget):
    """A page is made when somebody turns to it for the first time, so that the window is there the sooner."""

    about_to_turn = pyqtSignal(int)  # carries the number of the page that comes now
    turned = pyqtSignal(int)  # carries the number of the page that is shown now, from 0

    def __init__(self, makers: dict[str, tuple[str, Callable[[], QWidget]]]) -> None:
        """``makers``: by title, a tooltip and what makes the page; the first is made at once."""
        super().__init__()
        self._makers = [make for _, make in makers.values()]
        self._made: dict[int, QWidget] = {}
        self._tabs, self._stack = QTabBar(), QStackedWidget()
        self._tabs.setObjectName("pages")
        self._tabs.setAccessibleName("Pages")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for button, side in zip(self._tabs.findChildren(QToolButton), ("left", "right"), strict=True):
            button.setToolTip(f"Bring up the pages further to the {side}.")
        for place, (title, (tip, _)) in enumerate(makers.items()):
            self._tabs.addTab(title)
            self._tabs.setTabToolTip(place, tip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._tabs)
        layout.addWidget(self._stack, 1)
        self._tabs.currentChanged.connect(self._turn_to)
        self._turn_to(0)

    def turn_to(self, place: int) -> None:
        """Show a page, from 0."""
        self._tabs.setCurrentIndex(place)

    def current(self) -> int:
        return self._tabs.currentIndex()

    def made(self) -> list[QWidget]:
        """The pages that somebody has seen."""
        return list(self._made.values())

    def set_theme(self, theme: Theme) -> None:
        for page in self._made.values():
            page.set_theme(theme)

    def _turn_to(self, place: int) -> None:
        if place not in self._made:
            self._made[place] = self._makers[place]()
            self._stack.addWidget(self._made[place])
        self.about_to_turn.emit(place)
        for each, page in self._made.items():  # those that are not seen need no room
            needed = QSizePolicy.Policy.Preferred if each == place else QSizePolicy.Policy.Ignored
            page.setSizePolicy(needed, needed)
        self._stack.setCurrentWidget(self._made[place])
        self._made[place].setFocus()
        self.turned.emit(place)
