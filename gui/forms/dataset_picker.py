"""Small pictures of the datasets, drawn with their own points: choose one by its looks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, QSize, pyqtSignal
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol

from engine.datasets import DATASETS
from engine.metrics import class_of
from gui.theme import Theme, class_brush, class_symbol

PER_ROW = 4
SIZE, GAP = 52, 10  # pixels: four of them are as wide as a row of the form
MARGIN = 8  # between the frame and the points
MOST_POINTS = 100  # more than these make a blot of so small a picture
POINT = 3.0  # pixels


class DatasetPicker(QWidget):
    """A grid of pictures, one of them chosen.  The arrow keys go from one to the next."""

    chosen = pyqtSignal(str)  # the person has chosen the dataset of this name

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)  # exclusive: it also makes the arrow keys work
        self.thumbnails = {name: Thumbnail(name, theme) for name in DATASETS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.setColumnStretch(PER_ROW, 1)  # few pictures stand at the left
        for place, thumbnail in enumerate(self.thumbnails.values()):
            grid.addWidget(thumbnail, *divmod(place, PER_ROW))
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

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setObjectName(f"dataset{name.title().replace(' ', '')}")
        self.setAccessibleName(f"Dataset {name}")
        self.setToolTip(f"{name}: {DATASETS.help(name)}")
        self.setStyleSheet(f"QToolButton {{ min-width: {SIZE}px; min-height: {SIZE}px; padding: 0; border: none; }}")
        self.setSizePolicy(QSizePolicy.Fixed, QSizePolicy.Fixed)
        X, T = DATASETS[name]().generate(np.random.RandomState(0))
        self._places = on_the_plane(X[:MOST_POINTS], T[:MOST_POINTS])
        self._classes = class_of(T[:MOST_POINTS]).tolist()
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_frame(painter)
        room = SIZE - 2 * MARGIN
        for (x, y), k in zip(self._places, self._classes, strict=True):
            painter.resetTransform()
            painter.translate(QPointF(MARGIN + room * x, MARGIN + room * (1 - y)))
            drawSymbol(painter, class_symbol(k), POINT, pg.mkPen(None), class_brush(k, self._theme))

    def _draw_frame(self, painter: QPainter) -> None:
        theme = self._theme
        width = 2.0 if self.isChecked() else 1.0
        painter.setPen(QPen(QColor(theme.accent if self.isChecked() else theme.outline), width))
        inside = theme.selection if self.hasFocus() else theme.hover if self.underMouse() else theme.field
        painter.setBrush(QColor(inside))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), 6, 6)


def on_the_plane(X: NDArray[np.floating[Any]], T: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Where points stand in a picture: (samples, 2) from 0 to 1.  A single feature is drawn against its answer."""
    flat = X.reshape(len(X), -1)
    pairs = flat[:, :2] if flat.shape[1] > 1 else np.column_stack([flat[:, 0], T.reshape(len(T), -1)[:, 0]])
    low, high = pairs.min(axis=0), pairs.max(axis=0)
    spread = (high - low).max() if flat.shape[1] > 1 else high - low  # two features share one scale
    return np.asarray((pairs - (low + high) / 2) / np.maximum(spread, 1e-12) + 0.5)
