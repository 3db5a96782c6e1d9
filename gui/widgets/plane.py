"""Points on the plane of their first two features, drawn the same way wherever points are shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtGui import QBrush, QColor, QResizeEvent

from engine.metrics import class_of
from engine.snapshot import Points, Snapshot
from gui.theme import Theme, class_brush, class_pen, class_symbol, pen
from gui.widgets.axes import Axis
from gui.widgets.keys import Key
from gui.widgets.plot import Plot
from gui.widgets.ranges import Range
from gui.widgets.still import KnownPlace, keep_picture

Classes = NDArray[np.intp]
MARGIN = 0.08  # of the points' extent, on each side
SIZES = {"o": 10, "s": 9}  # pixels; a square looks larger than a circle as wide
MANY, MOST_POINTS = 400, 5000  # points; more are drawn smaller, and not all of more
FEW, FEW_RING, MANY_RING = 60, 17, 13  # samples; pixels: rings of many samples are drawn closer
LEFT, BOTTOM, RIGHT = 50, 40, 10  # pixels that the axes and the margin take
NAME = 10  # pixels at each side of the middle of the bottom axis, for its name


def true_classes(points: Points) -> Classes:
    """The class that each sample really belongs to (samples,)."""
    return class_of(points.T)


def predicted_classes(snapshot: Snapshot) -> Classes:
    """The class that the network puts each sample in (samples,).

    With one output it is the true class where the network is right, and the other where it is wrong, so that the engine
    alone says where one class ends and the other begins.
    """
    truth = true_classes(snapshot.points)
    if snapshot.points.T.shape[1] == 1:
        return np.where(snapshot.right, truth, 1 - truth)
    known = np.nan_to_num(snapshot.prediction, nan=-np.inf)
    return np.asarray(known.argmax(axis=1))


def first_two(X: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """(samples, 2): the first two features; a sample with one feature lies on the line x₂ = 0."""
    return X[:, :2] if X.shape[1] > 1 else np.column_stack((X[:, 0], np.zeros(len(X))))


class Symbols(KnownPlace, pg.ScatterPlotItem):
    """Points of one kind.  They lie on a surface that changes with every picture, and stand still themselves."""

    def __init__(self, **look: object) -> None:
        super().__init__(antialias=True, **look)
        keep_picture(self)


class Plane(Plot):
    """A plot of points: class 0, 1 … differ in colour and shape, test samples are hollow, rings mark some of them."""

    _key: Key | None = None  # pyqtgraph resizes a plot before it is made

    def __init__(self, theme: Theme) -> None:
        left = Axis("left", "x₂", thickness=LEFT, is_title_upright=True)
        super().__init__(left, Axis("bottom", "x₁", thickness=BOTTOM), RIGHT)
        self._theme = theme
        self._groups: dict[tuple[int, bool], Symbols] = {}
        self._rings = Symbols(brush=None)
        self._rings.setZValue(2)
        self.addItem(self._rings)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        self._rings.setPen(pen(theme.text, 1.5))
        for key, group in self._groups.items():
            self._paint(key, group)

    def show_points(self, points: Points, classes: Classes) -> None:
        """Puts samples where their features say, in the colour and shape of their class; of very many, some of them."""
        shown = _shown(len(points.X))
        where, classes, is_test = first_two(points.X)[shown], classes[shown], points.is_test[shown]
        kinds = set(zip(classes.tolist(), is_test.tolist(), strict=True))
        for key in self._groups.keys() | kinds:
            chosen = (classes == key[0]) & (is_test == key[1])
            size = _size(key[0], len(where))
            self._group(key).setData(*where[chosen].T, size=size)

    def mark(self, points: Points, chosen: NDArray[np.bool_]) -> None:
        """Draws a ring around the samples where ``chosen`` (samples,) is true."""
        size, shown = FEW_RING if len(points.X) <= FEW else MANY_RING, _shown(len(points.X))
        self._rings.setData(*first_two(points.X)[shown][chosen[shown]].T, size=size)

    def put_below(self, key: Key) -> None:
        """Gives ``key`` the room in the corner, beside the name of the bottom axis: no header has any left."""
        self._key = key
        key.setParent(self)
        self._place_key()

    def show_around(self, snapshot: Snapshot) -> None:
        """Shows the part of the plane that the surface covers, or the points and some room around them."""
        surface = snapshot.surface
        if surface is not None:
            self.set_everything((surface.left, surface.right), (surface.bottom, surface.top))
        elif len(snapshot.points.X):
            x, y = (_with_margin(values) for values in first_two(snapshot.points.X).T)
            self.set_everything(x, y)
        self.show_everything()

    def empty(self) -> None:
        for item in (*self._groups.values(), self._rings):
            item.clear()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._place_key()

    def _place_key(self) -> None:
        if self._key is not None:
            height = self._key.sizeHint().height()
            middle = (LEFT + self.width() - RIGHT) // 2
            self._key.setGeometry(0, self.height() - height, middle - NAME, height)

    def _group(self, key: tuple[int, bool]) -> Symbols:
        if key not in self._groups:
            group = self._groups[key] = Symbols(symbol=class_symbol(key[0]))
            group.setZValue(1)
            self._paint(key, group)
            self.addItem(group)
        return self._groups[key]

    def _paint(self, key: tuple[int, bool], group: Symbols) -> None:
        k, is_test = key
        if is_test:
            group.setBrush(QBrush(QColor(self._theme.card)))
            group.setPen(class_pen(k, self._theme, 2.0))
        else:
            group.setBrush(class_brush(k, self._theme))
            group.setPen(pen(self._theme.card))


def _shown(samples: int) -> slice:
    """Which samples are drawn: a window cannot show a million, and nobody could see them."""
    return slice(None, None, -(-samples // MOST_POINTS))


def _size(k: int, samples: int) -> int:
    return SIZES.get(class_symbol(k), 11) - (3 if samples > MANY else 0)


def _with_margin(values: NDArray[np.floating[Any]]) -> Range:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 1.0
    return (low - margin, high + margin)
