"""Points of a plot: of one look, or each in the colour of a number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtGui import QBrush, QColor

from gui.theme import Theme, pen, value_brushes, value_pens
from gui.widgets.plot import Plot
from gui.widgets.still import KnownPlace, keep_picture

Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]
MANY, MANY_VALUES = 400, 150  # points; more are drawn smaller: pale ones the sooner, as they are all outline
LARGE, SMALL, HOLLOW = 10, 7, 2.0  # pixels: points, points of many, and the outline of hollow ones


class Symbols(KnownPlace, pg.ScatterPlotItem):
    """Points of one kind.  They lie on a surface that changes with every picture, and stand still themselves."""

    def __init__(self, **look: object) -> None:
        super().__init__(antialias=True, **look)
        keep_picture(self)


def every_so_many(samples: int, most: int) -> slice:
    """Which of so many samples are drawn: a window cannot show a million, and nobody could see them."""
    return slice(None, None, -(-samples // most) or 1)


class ValuePoints:
    """Points in the colour of a number; test samples are hollow."""

    def __init__(self, plot: Plot, theme: Theme) -> None:
        self._theme = theme
        self._shown: tuple[Floats, NDArray[np.integer[Any]], Flags] | None = None
        self.groups = {False: Symbols(symbol="o"), True: Symbols(symbol="o")}  # by whether they are test samples
        for group in self.groups.values():
            group.setZValue(1)
            plot.addItem(group)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._shown is not None:
            self.show(*self._shown)

    def show(self, where: Floats, places: NDArray[np.integer[Any]], is_test: Flags) -> None:
        """Points at ``where`` (samples, 2) in the colours at these ``places`` (samples,) of the diverging map."""
        self._shown = (where, places, is_test)
        fills, lines, rings = value_brushes(self._theme), value_pens(self._theme), value_pens(self._theme, HOLLOW)
        card, size = QBrush(QColor(self._theme.card)), SMALL if len(where) > MANY_VALUES else LARGE
        for kind, group in self.groups.items():
            chosen = is_test == kind
            colours = places[chosen].tolist()
            group.setData(
                *where[chosen].T,
                size=size,
                brush=[card if kind else fills[k] for k in colours],
                pen=[(rings if kind else lines)[k] for k in colours],
            )

    def clear(self) -> None:
        self._shown = None
        for group in self.groups.values():
            group.clear()


class SamplePoints:
    """Points whose colour says whether the network is trained on them: test samples are hollow."""

    def __init__(self, plot: Plot) -> None:
        self.groups = {False: Symbols(symbol="o"), True: Symbols(symbol="o")}
        for group in self.groups.values():
            group.setZValue(1)
            plot.addItem(group)

    def set_theme(self, theme: Theme) -> None:
        train, test = self.groups[False], self.groups[True]
        train.setBrush(QBrush(QColor(theme.accent)))
        train.setPen(pen(theme.card))
        test.setBrush(QBrush(QColor(theme.card)))
        test.setPen(pen(theme.text, 1.5))

    def show(self, where: Floats, is_test: Flags) -> None:
        """Points at ``where`` (samples, 2)."""
        for kind, group in self.groups.items():
            group.setData(*where[is_test == kind].T, size=SMALL if len(where) > MANY else LARGE - 1)

    def clear(self) -> None:
        for group in self.groups.values():
            group.clear()
