"""The preview of a report: its pages below each other, as they will be printed, with their number and a zoom."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gui.report.pages import Pages, Spot
from gui.report.sheets import Sheets
from gui.theme import Theme, icon, number_font


class Preview(QWidget):
    """A bar, and the sheets below it."""

    page_changed = pyqtSignal(int)  # carries the number of the page that is looked at, from 0 on
    drawn = pyqtSignal(int, int)  # carries how many figures are drawn, and how many there are

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportPreview")
        self.setAccessibleName("Preview of the report")
        self.sheets = Sheets(theme)
        self._number = QLabel()
        self._number.setObjectName("reportPageNumber")
        self._number.setAccessibleName("Page")
        self._number.setToolTip("The page that is looked at, and how many there are.")
        self._number.setFont(number_font())
        self._smaller = _button("reportZoomOut", "Smaller", "Shows more of the page, smaller.")
        self._larger = _button("reportZoomIn", "Larger", "Shows less of the page, larger.")
        self._fit = _button("reportFitWidth", "Fit width", "Shows the page as wide as the room that it has.")
        self._smaller.clicked.connect(self.sheets.zoom_out)
        self._larger.clicked.connect(self.sheets.zoom_in)
        self._fit.clicked.connect(self.sheets.fit_width)
        self.sheets.looked_at.connect(self._on_looked_at)
        self.sheets.drawn.connect(self.drawn)
        self.setFocusProxy(self.sheets)
        self._lay_out()
        self.apply_theme(theme)

    def show_pages(self, pages: Pages) -> None:
        """At the place of the pages that were shown before."""
        self.sheets.show_pages(pages)

    def go_to(self, number: int) -> None:
        """Page ``number``, from 0 on, is at the top."""
        self.sheets.go_to(number)

    def shows(self, spot: Spot) -> bool:
        """Whether a place of a page can be seen."""
        return self.sheets.shows(spot)

    def bring(self, spot: Spot) -> None:
        """A place of a page into view, if it is not there already."""
        self.sheets.bring(spot)

    def apply_theme(self, theme: Theme) -> None:
        for button, name in ((self._smaller, "minus"), (self._larger, "plus"), (self._fit, "fit")):
            button.setIcon(icon(name, theme))
        self.sheets.apply_theme(theme)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self._number, 1)
        for button in (self._smaller, self._larger, self._fit):
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addWidget(self.sheets, 1)

    def _on_looked_at(self, number: int, count: int) -> None:
        self._number.setText(f"Page {number + 1} of {count}")
        self.page_changed.emit(number)


def _button(object_name: str, name: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setObjectName(object_name)
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setProperty("quiet", "true")
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
