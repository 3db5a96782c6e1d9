"""The curve: what the network answers all along its only feature, through the samples that it learns from."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg

from engine.metrics import BOUNDARY
from engine.snapshot import Line as Answers
from engine.snapshot import Points, Snapshot
from gui.pictures.base import Picture, counted
from gui.theme import Theme, class_pen, pen
from gui.widgets.bare_plot import BarePlot
from gui.widgets.curve import Line
from gui.widgets.keys import PointKey
from gui.widgets.plane import MARGIN, MOST_POINTS, Plane, axis_names, drawn_classes, positions, true_classes
from gui.widgets.ranges import Range, following, round_range, with_margin
from gui.widgets.readings import Value
from gui.widgets.symbols import ValuePoints, every_so_many

CHANCES = (0.0, 1.0)  # from where to where answers go if the truth is classes
DASHES = (2.0, 4.0)


class AnswerCurve(Picture):
    """The network's answer as a line over the feature: a number, the chance of class 1, or the chance of each class."""

    help = "What the network answers all along the feature, as a line, and the samples with their truth."

    @classmethod
    def fits(cls, points: Points) -> bool:
        return points.X.ndim == 2 and points.X.shape[1] == 1

    def make_plot(self) -> BarePlot:
        self._plane = Plane(self.theme)
        self._values = ValuePoints(self._plane, self.theme)
        self.boundary = pg.PlotCurveItem()
        self._plane.addItem(self.boundary)
        self.lines: list[Line] = []  # one for each output
        self.key = PointKey(self.theme)
        self.controls = [self.key]
        self._answers: Answers | None = None
        self._has_boundary = False  # between two classes
        self._heights: Range = CHANCES
        self._between: Range = (0.0, 1.0)  # the first and the last sample
        return self._plane

    def begin(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        self.forget()
        self._has_boundary = not points.is_regression and points.T.shape[1] == 1
        self._make_lines(points.T.shape[1])
        self._between = (float(points.X.min()), float(points.X.max()))
        if points.is_regression:
            self._show_values(points)
        else:
            self._show_classes(points)
        self.key.setVisible(not points.is_regression)
        self.title = "Fitted curve" if points.is_regression else "Answer curve"
        self.note, self.short_note = counted(points)
        feature, _ = axis_names(points)
        self._plane.begin(feature, "value" if points.is_regression else "answer")

    def show(self, snapshot: Snapshot) -> None:
        answers = snapshot.line
        if answers is None or (self._answers is not None and np.array_equal(answers.answers, self._answers.answers)):
            return
        self._answers = answers
        if self._has_boundary:
            self.boundary.setData(answers.x[[0, -1]], np.full(2, BOUNDARY))
        for line, values in zip(self.lines, answers.answers, strict=True):
            known = np.isfinite(values)
            line.setData(answers.x[known], values[known])
        left, right = self._between
        near = answers.answers[:, (answers.x >= left) & (answers.x <= right)]  # beyond the samples it may go anywhere
        heights = with_margin(following(self._heights, near), MARGIN)
        self._plane.set_everything((float(answers.x[0]), float(answers.x[-1])), heights)

    def _show_values(self, points: Points) -> None:
        self._heights, _ = round_range(points.T[:, 0])
        shown = every_so_many(len(points.X), MOST_POINTS)
        places = Value(*self._heights).levels(points.T[shown, 0])
        self._values.show(positions(points)[shown], places, points.is_test[shown])

    def _show_classes(self, points: Points) -> None:
        """Of two classes a sample lies at its own, 0 or 1; of more, at 1, where the line of its colour should be."""
        classes, has_many = true_classes(points), points.T.shape[1] > 1
        self._heights = CHANCES
        at_one = np.column_stack((points.X[:, 0], np.ones(len(points.X))))
        self._plane.show_points(points, classes, at_one if has_many else None)
        self.key.set_points(drawn_classes(classes), points.class_names)

    def _make_lines(self, count: int) -> None:
        for line in self.lines[count:]:
            self._plane.removeItem(line)
        del self.lines[count:]
        while len(self.lines) < count:
            self.lines.append(Line())
            self.lines[-1].setZValue(2)
            self._plane.addItem(self.lines[-1])
        self._paint_lines()

    def _paint_lines(self) -> None:
        has_many = len(self.lines) > 1
        for k, line in enumerate(self.lines):
            line.setPen(class_pen(k, self.theme, 1.0) if has_many else pen(self.theme.text))

    def forget(self) -> None:
        self._answers = None
        self._plane.empty()
        self._values.clear()
        self.key.set_points(())
        for line in (self.boundary, *self.lines):
            line.setData([], [])

    def apply_theme(self, theme: Theme) -> None:
        for part in (self._plane, self._values, self.key):
            part.set_theme(theme)
        self.boundary.setPen(pen(theme.outline, dashes=DASHES))
        self._paint_lines()
