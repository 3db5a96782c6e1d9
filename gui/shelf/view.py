"""The rows of the list, in which a person moves with the arrow keys and ticks with the space bar."""

from __future__ import annotations

from PyQt5.QtCore import QPoint, QRect, Qt, pyqtSignal
from PyQt5.QtGui import QContextMenuEvent, QResizeEvent
from PyQt5.QtWidgets import QAbstractItemView, QListView


class RunsView(QListView):
    """What is done with a row is the list's business."""

    menu_wanted = pyqtSignal(QPoint)  # where on the screen

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("runs")
        self.setAccessibleName("Runs")
        self.setToolTip("The runs of this sitting and the pinned ones: the space bar ticks, Return restores.")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)  # but the action's
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """What is told of the run that is looked at may take a line more, and would cover it."""
        assert event is not None
        was_seen = QRect(QPoint(), event.oldSize()).contains(self.visualRect(self.currentIndex()).topLeft())
        super().resizeEvent(event)
        if was_seen:
            self.scrollTo(self.currentIndex())

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Of the row under the pointer; from the keyboard, of the one that is looked at."""
        viewport = self.viewport()
        assert event is not None
        assert viewport is not None
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        where = self.visualRect(self.currentIndex()).center() if is_key else event.pos()
        if self.indexAt(where).isValid():
            self.menu_wanted.emit(viewport.mapToGlobal(where))
