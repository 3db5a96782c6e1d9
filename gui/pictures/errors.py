"""Errors: how often the network is off by how much, for samples with too many features to be drawn on a plane."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtGui import QColor

from engine.snapshot import Points, Snapshot
from gui.pictures.base import Picture
from gui.theme import Theme, pen
from gui.widgets.axes import Axis
from gui.widgets.bare_plot import BarePlot
from gui.widgets.curve import Line
from gui.widgets.keys import LineKey
from gui.widgets.plane import BOTTOM
from gui.widgets.plot import Plot
from gui.widgets.ranges import round_above
from gui.widgets.scale import Scale

BINS = 25  # an odd number, so that one is around 0
LEAST = 1e-6  # of the truth's extent: smaller errors count as none
DASHES = (5.0, 3.0)
LEFT, RIGHT = 58, 24  # pixels
SHADE = 60  # of 255

Floats = NDArray[np.floating[Any]]


class ErrorsPicture(Picture):
    """The share of samples for each size of error e = y - t, train solid, test dashed."""

    help = "How many of the samples are off by how much: the narrower around 0, the better."

    @classmethod
    def fits(cls, points: Points) -> bool:
        return points.is_regression

    def make_plot(self) -> BarePlot:
        self._plot = Plot(Axis("left", "samples, %", thickness=LEFT), Axis("bottom", "error", thickness=BOTTOM), RIGHT)
        self.lines = {False: Line(), True: Line()}  # by whether they are test samples
        self._area = pg.PlotCurveItem(pen=None, fillLevel=0.0)  # below the line of the training samples
        for item in (self._area, *self.lines.values()):
            self._plot.addItem(item)
        self.key = LineKey(self.theme)
        self.controls = [self.key]
        self.title = "Errors"
        self._extent = Scale()
        return self._plot

    def begin(self, snapshot: Snapshot) -> None:
        self._extent = Scale(least=LEAST * float(np.ptp(snapshot.points.T[:, 0])) or LEAST)
        self.key.setVisible(bool(snapshot.points.is_test.any()))
        self._plot.show_everything()

    def show(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        errors = snapshot.prediction[:, 0] - points.T[:, 0]
        known = np.isfinite(errors)
        end = self._extent.follow(float(np.abs(errors[known]).max(initial=0.0)))
        edges = np.linspace(-end, end, BINS + 1)
        shares = [self._draw(kind, errors[known & (points.is_test == kind)], edges) for kind in self.lines]
        top = round_above(max(float(each.max()) for each in shares) or 1.0)
        self._plot.set_everything((-end, end), (0.0, top))

    def _draw(self, kind: bool, errors: Floats, edges: Floats) -> Floats:
        """Draws the outline of the bars; how high they are, in per cent."""
        counts, _ = np.histogram(errors.clip(edges[0], edges[-1]), edges)
        shares = 100 * counts / max(len(errors), 1)
        x, y = np.repeat(edges, 2), np.concatenate(([0.0], np.repeat(shares, 2), [0.0]))
        for line in (self.lines[kind], *(() if kind else (self._area,))):
            line.setData(*((x, y) if len(errors) else ([], [])))
        return np.asarray(shares)

    def forget(self) -> None:
        for line in (self._area, *self.lines.values()):
            line.setData([], [])

    def apply_theme(self, theme: Theme) -> None:
        self._plot.set_theme(theme)
        train, test = pen(theme.accent), pen(theme.text, dashes=DASHES)
        self.lines[False].setPen(train)
        self.lines[True].setPen(test)
        shade = QColor(theme.accent)
        shade.setAlpha(SHADE)
        self._area.setBrush(shade)
        self.key.set_theme(theme)
        self.key.set_lines((("train", train), ("test", test)))
