"""Prediction against truth: where every answer is exact, all samples lie on the diagonal."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg

from engine.snapshot import Points, Snapshot
from gui.pictures.base import Picture, short_of_errors, typical_errors
from gui.theme import Theme, pen
from gui.widgets.bare_plot import BarePlot
from gui.widgets.keys import SampleKey
from gui.widgets.plane import MARGIN, Plane
from gui.widgets.ranges import Range, following, round_range, with_margin
from gui.widgets.symbols import SamplePoints, every_so_many

FAR = 80.0  # times the truth's extent, both ways: how far the diagonal goes
MOST_POINTS = 1000  # since they all move with every picture


class AgainstTruth(Picture):
    """Each sample's answer over its truth."""

    help = "What the network says over what is true: on the line it is exact, above it says too much, below too little."

    @classmethod
    def fits(cls, points: Points) -> bool:
        return points.is_regression

    def make_plot(self) -> BarePlot:
        self._plane = Plane(self.theme)
        self.points = SamplePoints(self._plane)
        self.exact = pg.PlotCurveItem()
        self._plane.addItem(self.exact)
        self.key = SampleKey(self.theme)
        self._plane.put_below(self.key)
        self._values: Range = (0.0, 1.0)
        return self._plane

    def begin(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        self._values, _ = round_range(points.T[:, 0])
        diagonal = np.array(with_margin(self._values, FAR))
        self.exact.setData(diagonal, diagonal)
        self.key.set_samples(test=bool(points.is_test.any()))
        self._plane.begin("truth", "answer")

    def show(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        shown = every_so_many(len(points.X), MOST_POINTS)
        truth, answers = points.T[shown, 0], snapshot.prediction[shown, 0]
        known = np.isfinite(answers)
        self.points.show(np.column_stack((truth, answers))[known], points.is_test[shown][known])
        answered = with_margin(following(self._values, answers), MARGIN)
        self._plane.set_everything(with_margin(self._values, MARGIN), answered)
        errors = typical_errors(snapshot)
        self.note, self.short_note = "RMS error " + ", test ".join(errors), short_of_errors(errors)

    def forget(self) -> None:
        self.points.clear()
        self.exact.setData([], [])
        self.key.set_entries(())

    def apply_theme(self, theme: Theme) -> None:
        for part in (self._plane, self.points, self.key):
            part.set_theme(theme)
        self.exact.setPen(pen(theme.outline))
