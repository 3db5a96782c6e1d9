"""What a dataset looks like, small enough for a button: its own points, its curve, a few of its images.

Each miniature is drawn into a square from 0 to 1, whose first axis goes right and whose second goes down.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols

from engine.datasets import DATASETS
from engine.files import FileError
from engine.knobs import knobs_of
from engine.metrics import class_of
from engine.program import Array
from gui.theme import Theme, class_brush, class_symbol, ink_table, value_brushes

MOST_POINTS = 100  # of classes: more than these make a blot of so small a picture
MOST_VALUES = 250  # a landscape needs more
POINT, VALUE = 0.08, 0.11  # of the side: how wide a point of each is …
LINE = 0.045  # … and a curve
IMAGES_A_ROW = 2
BETWEEN_IMAGES = 0.06  # of the side


class Miniature(ABC):
    """One picture."""

    @abstractmethod
    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draws into the square from (0, 0) to (1, 1)."""


def miniature_of(name: str) -> Miniature:
    """The picture of the dataset ``name`` as it usually is, made of few points; no file of a person is read."""
    kind = DATASETS[name]
    if kind.needs_file:
        return FileMiniature()
    is_regression = kind().is_regression
    settings = {"samples": MOST_VALUES, "noise": 0.0} if is_regression else {"samples": MOST_POINTS}
    dataset = kind(**{name: value for name, value in settings.items() if name in knobs_of(kind)})
    try:
        X, T = dataset.generate(np.random.RandomState(0))
    except FileError:
        return FileMiniature()  # whoever chooses it is told what is wrong with the program's own file
    if X.ndim == 4:
        return ImagesMiniature(X, class_of(T))
    if not is_regression:
        return ClassesMiniature(X[:MOST_POINTS], T[:MOST_POINTS])
    return CurveMiniature(X, T) if X.shape[1] == 1 else ValuesMiniature(X[:MOST_VALUES], T[:MOST_VALUES])


class ClassesMiniature(Miniature):
    """Points in the colours and the shapes of their classes."""

    def __init__(self, X: Array, T: Array) -> None:
        places, classes = on_the_plane(X, T), class_of(T)
        self._places = {int(k): places[classes == k] for k in np.unique(classes)}

    def draw(self, painter: QPainter, theme: Theme) -> None:
        for k, places in self._places.items():
            _draw_points(painter, places, POINT, class_symbol(k), class_brush(k, theme))


class ValuesMiniature(Miniature):
    """Points coloured by their number, from the most negative to the most positive."""

    def __init__(self, X: Array, T: Array) -> None:
        self._places = on_the_plane(X, T)
        greatest = max(float(np.abs(T).max()), 1e-12)
        self._shares = (T[:, 0] / greatest + 1) / 2  # of the way from the most negative to the most positive

    def draw(self, painter: QPainter, theme: Theme) -> None:
        brushes = value_brushes(theme)
        colours = np.rint(self._shares * (len(brushes) - 1)).astype(np.intp)
        for colour in np.unique(colours).tolist():
            _draw_points(painter, self._places[colours == colour], VALUE, "o", brushes[colour])


class CurveMiniature(Miniature):
    """The answer over the only feature, as a line."""

    def __init__(self, X: Array, T: Array) -> None:
        order = np.argsort(X[:, 0])
        self._places = on_the_plane(X[order], T[order])

    def draw(self, painter: QPainter, theme: Theme) -> None:
        pen = QPen(QColor(theme.positive), LINE)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x, 1 - y) for x, y in self._places]))


class ImagesMiniature(Miniature):
    """The first image of each class, as ink on paper."""

    def __init__(self, X: Array, classes: NDArray[np.integer[Any]]) -> None:
        _, firsts = np.unique(classes, return_index=True)
        self._greys = [X[first].mean(axis=0) for first in firsts[: IMAGES_A_ROW**2]]  # (height, width), from 0 to 1

    def draw(self, painter: QPainter, theme: Theme) -> None:
        side = (1 - BETWEEN_IMAGES * (IMAGES_A_ROW - 1)) / IMAGES_A_ROW
        for place, grey in enumerate(self._greys):
            row, column = divmod(place, IMAGES_A_ROW)
            where = QRectF(column * (side + BETWEEN_IMAGES), row * (side + BETWEEN_IMAGES), side, side)
            painter.drawImage(where, _image(grey, theme))


class FileMiniature(Miniature):
    """A sheet with a folded corner and lines of a table on it."""

    LEFT, RIGHT, FOLD = 0.16, 0.84, 0.24

    def draw(self, painter: QPainter, theme: Theme) -> None:
        pen = QPen(QColor(theme.muted), LINE)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left, right, fold = self.LEFT, self.RIGHT, self.FOLD
        sheet = QPainterPath(QPointF(right - fold, 0))
        for x, y in ((left, 0), (left, 1), (right, 1), (right, fold), (right - fold, 0)):
            sheet.lineTo(x, y)
        painter.drawPath(sheet)
        painter.drawPolyline(QPointF(right - fold, 0), QPointF(right - fold, fold), QPointF(right, fold))
        for y in (0.46, 0.64, 0.82):
            for start, end in ((0.13, 0.32), (0.4, 0.55)):
                painter.drawLine(QPointF(left + start, y), QPointF(left + end, y))


def on_the_plane(X: Array, T: Array) -> Array:
    """Where points stand in a picture: (samples, 2) from 0 to 1.  A single feature is drawn against its answer."""
    flat = X.reshape(len(X), -1)
    pairs = flat[:, :2] if flat.shape[1] > 1 else np.column_stack([flat[:, 0], T.reshape(len(T), -1)[:, 0]])
    low, high = pairs.min(axis=0), pairs.max(axis=0)
    spread = (high - low).max() if flat.shape[1] > 1 else high - low  # two features share one scale
    return np.asarray((pairs - (low + high) / 2) / np.maximum(spread, 1e-12) + 0.5)


def _draw_points(painter: QPainter, places: Array, width: float, symbol: str, brush: QBrush) -> None:
    """Points (samples, 2) of one shape and one colour."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    outline = Symbols[symbol]
    for x, y in places.tolist():
        painter.drawPath(QTransform(width, 0, 0, width, x, 1 - y).map(outline))


def _image(grey: Array, theme: Theme) -> QImage:
    """Grey (height, width) from 0 to 1."""
    table = ink_table(theme)
    packed = np.ascontiguousarray(table[np.rint(np.clip(grey, 0, 1) * (len(table) - 1)).astype(np.intp)])
    height, width = packed.shape
    return QImage(packed.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()
