"""The rows of the form one below the other, in a card that scrolls when it is too low for them."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QScrollArea, QVBoxLayout, QWidget

MARGIN = 10  # pixels from the card's border to the rows
SCROLL_BAR = 10  # as wide as the style sheet makes it
BETWEEN_ROWS = 2


class Page(QScrollArea):
    """Add to ``column`` what it is to show."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout()
        self.column.setSpacing(BETWEEN_ROWS)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.verticalScrollBar()
        assert bar is not None
        bar.rangeChanged.connect(self._make_room_for_scroll_bar)
        self._make_room_for_scroll_bar(0, 0)

    def fill(self) -> None:
        """Takes over the column: done once it is full, so that its widgets are styled once."""
        page = QWidget()
        page.setLayout(self.column)
        self.setWidget(page)
        page.setAutoFillBackground(False)  # the card shows through

    def _make_room_for_scroll_bar(self, least: int, greatest: int) -> None:
        """It stands in the right margin, so that the rows stay where they are."""
        right = MARGIN - (SCROLL_BAR if greatest > least else 0)
        self.column.setContentsMargins(MARGIN, MARGIN, right, MARGIN)
