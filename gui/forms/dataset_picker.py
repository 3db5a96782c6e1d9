"""Small pictures of the datasets, drawn with their own points: choose one by its looks."""

from __future__ import annotations

import math
from functools import cached_property

from PyQt5.QtCore import QRectF, QSize, pyqtSignal
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget

from engine.datasets import DATASETS
from gui.forms.miniatures import Miniature, miniature_of
from gui.theme import Theme

WIDTH = 240  # pixels, as a row of the form
MOST_ROWS = 3  # with more datasets, the pictures become smaller
LEAST_A_ROW = 5
GAP = 6  # pixels
MARGIN = 0.15  # of the side: between the frame and the points


class DatasetPicker(QWidget):
    """A grid of pictures, one of them chosen.  The arrow keys go from one to the next."""

    chosen = pyqtSignal(str)  # the person has chosen the dataset of this name

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        a_row = max(LEAST_A_ROW, math.ceil(len(DATASETS) / MOST_ROWS))
        side = (WIDTH - GAP * (a_row - 1)) // a_row
        self._group = QButtonGroup(self)  # exclusive: it also makes the arrow keys work
        self.thumbnails = {name: Thumbnail(name, side, theme) for name in DATASETS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.setColumnStretch(a_row, 1)  # few pictures stand at the left
        for place, thumbnail in enumerate(self.thumbnails.values()):
            grid.addWidget(thumbnail, *divmod(place, a_row))
            self._group.addButton(thumbnail)
            thumbnail.clicked.connect(self._choose)

    def value(self) -> str:
        """The name of the dataset that is chosen."""
        return next((name for name, thumbnail in self.thumbnails.items() if thumbnail.isChecked()), "")

    def set_value(self, name: str) -> None:
        """Marks the dataset ``name`` and tells nobody."""
        self.thumbnails[name].setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        for thumbnail in self.thumbnails.values():
            thumbnail.set_theme(theme)

    def _choose(self) -> None:
        self.chosen.emit(self.value())


class Thumbnail(QToolButton):
    """One dataset as a small picture that can be pressed."""

    def __init__(self, name: str, side: int, theme: Theme) -> None:
        super().__init__()
        self._name, self._side, self._theme = name, side, theme
        self.setCheckable(True)
        self.setObjectName(f"dataset{name.title().replace(' ', '')}")
        self.setAccessibleName(f"Dataset {name}")
        self.setToolTip(f"{name}: {DATASETS.help(name)}")
        self.setStyleSheet(f"QToolButton {{ min-width: {side}px; min-height: {side}px; padding: 0; border: none; }}")
        self.setSizePolicy(QSizePolicy.Fixed, QSizePolicy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_frame(painter)
        margin = MARGIN * self._side
        painter.translate(margin, margin)
        painter.scale(self._side - 2 * margin, self._side - 2 * margin)
        self._miniature.draw(painter, self._theme)

    @cached_property
    def _miniature(self) -> Miniature:
        """Made when it is drawn for the first time: a window that nobody sees need not wait for it."""
        return miniature_of(self._name)

    def _draw_frame(self, painter: QPainter) -> None:
        theme = self._theme
        width = 2.0 if self.isChecked() else 1.0
        painter.setPen(QPen(QColor(theme.accent if self.isChecked() else theme.outline), width))
        inside = theme.selection if self.hasFocus() else theme.hover if self.underMouse() else theme.field
        painter.setBrush(QColor(inside))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), 6, 6)
