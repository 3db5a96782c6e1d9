"""The page on which one watches a network learn: every registered panel in its place, and the log below them."""

from __future__ import annotations

from PyQt5.QtCore import QCoreApplication, QEvent, Qt
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

import gui.panels  # noqa: F401 - its import registers the panels
from engine.snapshot import Snapshot
from gui.panels.base import PANELS, Panel
from gui.theme import Theme
from gui.widgets.log_view import LogView

BESIDE_LOG = "beside the log"
AREAS = ("left", "right top", "right bottom", "bottom", BESIDE_LOG)
GAP, LOG_HEIGHT = 10, 122  # pixels between cards, and of the log at first


class TrainPage(QWidget):
    """Two columns of panels and a strip with the log across; the borders between them can be moved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        panels: list[Panel] = [PANELS[name](theme) for name in PANELS]
        self.panels = sorted(panels, key=lambda panel: panel.order)
        self.log = LogView(theme)
        self.log.folded.connect(self._on_folded)
        self._log_height = LOG_HEIGHT
        self._splitters: list[QSplitter] = []
        columns = self._splitter(Qt.Orientation.Horizontal, "columns")
        columns.addWidget(self._column("left"))
        columns.addWidget(self._right_column())
        columns.setSizes([500, 500])
        self._strip, self._rows = self._log_and_neighbours(), self._splitter(Qt.Orientation.Vertical, "rows")
        self._rows.addWidget(columns)
        self._rows.addWidget(self._strip)
        self._rows.setStretchFactor(0, 1)
        self._rows.setSizes([540, LOG_HEIGHT])
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._rows)

    def draw(self, snapshot: Snapshot) -> None:
        """Show this moment in every panel that can be seen."""
        for panel in self.panels:
            panel.draw(snapshot)

    def clear(self) -> None:
        """Forget the run."""
        for panel in self.panels:
            panel.clear()
        self.log.clear()

    def set_theme(self, theme: Theme) -> None:
        for panel in self.panels:
            panel.set_theme(theme)
        self.log.set_theme(theme)

    @property
    def splitters(self) -> list[QSplitter]:
        """What a person may have moved, each with an object name."""
        return self._splitters

    def _right_column(self) -> QSplitter:
        column = self._column("right top")
        row = QWidget()
        side_by_side = QHBoxLayout(row)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.setSpacing(GAP)
        for panel in self._in_area("right bottom"):
            side_by_side.addWidget(panel, 1)
        column.addWidget(row)
        for panel in self._in_area("bottom") + self._in_area(""):
            column.addWidget(panel)
        return column

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._show_neighbours(not self.log.text.isHidden())  # it may have been folded before

    def _on_folded(self, folded: bool) -> None:
        """Gives the height of a folded log to the columns, or takes it back."""
        columns, strip = self._rows.sizes()
        if folded:
            self._log_height = strip
        self._show_neighbours(not folded)
        QCoreApplication.sendPostedEvents(self._strip, QEvent.Type.LayoutRequest)  # how high it may be has changed
        height = 0 if folded else self._log_height
        self._rows.setSizes([columns + strip - height, height])

    def _show_neighbours(self, shown: bool) -> None:
        for panel in self._in_area(BESIDE_LOG):
            panel.setVisible(shown)

    def _log_and_neighbours(self) -> QSplitter:
        """The log, and the panels that need no more height than it has; they fold with it."""
        strip = self._splitter(Qt.Orientation.Horizontal, "strip")
        strip.addWidget(self.log)
        for panel in self._in_area(BESIDE_LOG):
            strip.addWidget(panel)
        strip.setStretchFactor(0, 1)
        return strip

    def _column(self, area: str) -> QSplitter:
        column = self._splitter(Qt.Orientation.Vertical, area)
        for panel in self._in_area(area):
            column.addWidget(panel)
        return column

    def _in_area(self, area: str) -> list[Panel]:
        """The panels that go there; those that name no area, or one that there is not, go to ""."""
        return [panel for panel in self.panels if (panel.area if panel.area in AREAS else "") == area]

    def _splitter(self, orientation: Qt.Orientation, name: str) -> QSplitter:
        splitter = QSplitter(orientation)
        splitter.setObjectName(f"splitter {name}")
        splitter.setHandleWidth(GAP)
        splitter.setChildrenCollapsible(False)
        self._splitters.append(splitter)
        return splitter
