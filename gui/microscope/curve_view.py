"""A number on its curve: a neuron's sum on its activation, an answer on the loss, and the tangent there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtGui import QColor

from gui.theme import SMALL, Theme, font, pen
from gui.widgets.axes import Axis
from gui.widgets.curve import Line
from gui.widgets.plot import Plot
from gui.widgets.ranges import linear_range

Floats = NDArray[np.floating[Any]]
SIZE = 11  # pixels of the point
ROOM = 0.06  # of the height, above and below
REACH = 0.22  # of the axis, that the tangent goes to either side


class CurveView(Plot):
    """Solid the function, dashed its slope; the point and, through it, the tangent."""

    def __init__(self, theme: Theme) -> None:
        self._left, self._bottom = Axis("left", "", thickness=52), Axis("bottom", "", thickness=40)
        super().__init__(self._left, self._bottom)
        self._value, self._slope, self._tangent = Line(), Line(), Line()
        self._point = pg.ScatterPlotItem(antialias=True, size=SIZE)
        self._word = pg.TextItem("slope", anchor=(1.0, 1.0))
        self._word.setFont(font(SMALL))
        for item in (self._slope, self._value, self._tangent, self._point, self._word):
            self.addItem(item)
        self.setObjectName("curve")
        self.set_theme(theme)

    def show_curve(
        self, names: tuple[str, str], x: Floats, value: Floats, slope: Floats, at: tuple[float, float, float]
    ) -> None:
        """``names`` of the axes; all arrays (points,); ``at``: where one stands, the value and the slope there."""
        self._bottom.setLabel(names[0])
        self._left.setLabel(names[1])
        here, height, steepness = at
        self._value.setData(x, value)
        self._slope.setData(x, slope)
        reach = REACH * float(x[-1] - x[0])
        self._tangent.setData([here - reach, here + reach], [height - reach * steepness, height + reach * steepness])
        is_there = np.isfinite([here, height, steepness]).all()
        self._point.setData([here] if is_there else [], [height] if is_there else [])
        shown = np.append(value, height)  # the slope may lie far outside, as that of the cross-entropy does
        low, high = linear_range(float(shown.min()), float(shown.max()))
        room = ROOM * (high - low)
        self.set_everything((float(x[0]), float(x[-1])), (low - room, high + room))
        seen = np.flatnonzero((slope >= low) & (slope <= high))
        self._word.setVisible(len(seen) > 0)
        if len(seen):
            self._word.setPos(float(x[seen[-1]]), min(float(slope[seen[-1]]), high - 2 * room))
        self.show_everything()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._value.setPen(pen(theme.text))
        self._slope.setPen(pen(theme.muted, dashes=(5.0, 3.0)))
        self._tangent.setPen(pen(theme.accent))
        self._point.setBrush(QColor(theme.accent))
        self._point.setPen(pen(theme.card))
        self._word.setColor(QColor(theme.muted))
