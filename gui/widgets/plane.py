"""Samples on the plane of their first two features, drawn the same way wherever they are shown."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtGui import QBrush, QColor, QResizeEvent

from engine.metrics import class_of
from engine.snapshot import Points, Snapshot
from gui.theme import Theme, class_brush, class_pen, class_symbol, pen, symbol_size
from gui.widgets.axes import Axis
from gui.widgets.keys import SignKey
from gui.widgets.plot import Plot
from gui.widgets.ranges import Range, with_margin
from gui.widgets.symbols import LARGE, MANY, SMALL, Symbols, every_so_many

Classes = NDArray[np.intp]
Floats = NDArray[np.floating[Any]]
MARGIN = 0.08  # of the points' extent, on each side
MOST_POINTS = 5000  # not all of more are drawn
FEW, FEW_RING, MANY_RING = 60, 17, 13  # samples; pixels: rings of many samples are drawn closer
LEFT, BOTTOM, RIGHT = 50, 40, 10  # pixels that the axes and the margin take
NAME = 4  # pixels from the key to the name of the axis
CLASS = "class"  # what the vertical axis is called where it has the numbers of classes
MOST_LINES = 3  # of a key: more would leave no room for the points


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


def drawn_classes(*kinds: Classes) -> list[int]:
    """The classes of the samples that are drawn: of very many, some of them.  ``kinds``: each (samples,)."""
    return sorted({k for classes in kinds for k in classes[every_so_many(len(classes), MOST_POINTS)].tolist()})


def positions(points: Points) -> Floats:
    """(samples, 2): where samples are drawn: by their first two features, or one feature against the truth."""
    if points.X.shape[1] > 1:
        return points.X[:, :2]
    heights = points.T[:, 0] if points.is_regression else true_classes(points)
    return np.column_stack((points.X[:, 0], heights))


def axis_names(points: Points) -> tuple[str, str]:
    """What the two directions of `positions` are called."""
    names = points.feature_names or ("x₁", "x₂")
    return (names[0], names[1] if points.X.shape[1] > 1 else "value" if points.is_regression else CLASS)


class Plane(Plot):
    """A plot of samples: class 0, 1 … differ in colour and shape, test samples are hollow, rings mark some of them."""

    _key: SignKey | None = None  # pyqtgraph resizes a plot before it is made

    def __init__(self, theme: Theme) -> None:
        self._bottom = Axis("bottom", "x₁", thickness=BOTTOM)
        super().__init__(Axis("left", "x₂", thickness=LEFT, is_title_upright=True), self._bottom, RIGHT)
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

    def show_points(self, points: Points, classes: Classes, where: Floats | None = None) -> None:
        """Puts samples ``where`` (samples, 2), or where their features say, in the colour and shape of their class; of
        very many, some of them."""
        shown = every_so_many(len(points.X), MOST_POINTS)
        where = (positions(points) if where is None else where)[shown]
        classes, is_test = classes[shown], points.is_test[shown]
        kinds = set(zip(classes.tolist(), is_test.tolist(), strict=True))
        for key in self._groups.keys() | kinds:
            chosen = (classes == key[0]) & (is_test == key[1])
            self._group(key).setData(*where[chosen].T, size=_size(key[0], len(where)))

    def mark(self, points: Points, chosen: NDArray[np.bool_]) -> None:
        """Draws a ring around the samples where ``chosen`` (samples,) is true."""
        size, shown = FEW_RING if len(points.X) <= FEW else MANY_RING, every_so_many(len(points.X), MOST_POINTS)
        self._rings.setData(*positions(points)[shown][chosen[shown]].T, size=size)

    def put_below(self, key: SignKey) -> None:
        """Gives ``key`` the room below the axis, beside its name: no header has any left."""
        self._key = key
        key.setParent(self)
        self.place_key()

    def show_around(self, snapshot: Snapshot) -> None:
        """Names the axes; shows what the surface or the line covers, or the samples and some room around them."""
        if len(snapshot.points.X):
            self.set_everything(*self._around(snapshot))
        self.begin(*axis_names(snapshot.points))

    def begin(self, bottom: str, left: str) -> None:
        """Names the axes for a new run, of which everything is to be seen."""
        for axis, name in zip(self.axes, (left, bottom), strict=True):
            axis.set_title(name)
        self.axes[0].integers = left == CLASS
        self.place_key()
        self.show_everything()

    def empty(self) -> None:
        for item in (*self._groups.values(), self._rings):
            item.clear()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.place_key()

    def place_key(self) -> None:
        """Beside the name of the axis; where there is no room, below the axis in some lines, and the name at the end of
        the first.  A key that an export has taken away needs none."""
        key = self._key
        if key is None:
            return
        name = round(self._bottom.title_width())
        beside, whole = (LEFT + self.width() - RIGHT - name) // 2 - NAME, self.width() - RIGHT
        is_below = key.parentWidget() is self and key.most_width() > beside
        key.leave(name + NAME if is_below else 0)
        lines = min(key.lines_in(whole), MOST_LINES) if is_below else 1
        further = key.line * (lines - 1)
        if BOTTOM + further != self._bottom.height():
            self._bottom.setHeight(BOTTOM + further)
            self.getPlotItem().layout.activate()  # now: whoever paints it next does not wait for events
        self._bottom.set_title_at_end(is_below, further)
        height = key.line * lines
        key.setGeometry(0, self.height() - height, whole if is_below else beside, height)

    def _around(self, snapshot: Snapshot) -> tuple[Range, Range]:
        surface, line = snapshot.surface, snapshot.line
        if surface is not None:
            return (surface.left, surface.right), (surface.bottom, surface.top)
        x, y = (with_margin((float(each.min()), float(each.max())), MARGIN) for each in positions(snapshot.points).T)
        return ((float(line.x[0]), float(line.x[-1])) if line is not None else x), y

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


def _size(k: int, samples: int) -> int:
    return round((SMALL if samples > MANY else LARGE) * symbol_size(k))
