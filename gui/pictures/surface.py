"""The surface: what the network answers for every point of the plane, not only for the samples."""

from __future__ import annotations

from PyQt5.QtCore import QRectF

from engine.snapshot import Points, Snapshot, Surface
from gui.pictures.base import Picture, counted
from gui.theme import Theme
from gui.widgets.bare_plot import BarePlot
from gui.widgets.heat_map import HeatMap
from gui.widgets.keys import ColourBar, PointKey
from gui.widgets.numbers import tick_text
from gui.widgets.plane import MOST_POINTS, Plane, drawn_classes, positions, true_classes
from gui.widgets.ranges import round_range
from gui.widgets.readings import Chance, Classes, Reading, Value
from gui.widgets.symbols import ValuePoints, every_so_many

OF_TWO = "The network's answer, from class 0 to class 1."
OF_NUMBERS = "The network's answer and, of the points, the truth: where it is right, a point looks like its ground."


class PlaneSurface(Picture):
    """The network's answer as colour, and on it the samples with their truth.

    Of many classes the colour is that of the greatest answer, the stronger the further it is ahead of the second."""

    help = "What the network answers all over the plane, the surer the stronger; the samples show their true class."

    @classmethod
    def fits(cls, points: Points) -> bool:
        return points.X.ndim == 2 and points.X.shape[1] == 2

    def make_plot(self) -> BarePlot:
        self._plane = Plane(self.theme)
        self.map = HeatMap(self.theme)
        self._plane.addItem(self.map)
        self._values = ValuePoints(self._plane, self.theme)
        self.bar = ColourBar(self.theme, ("0", "1"), OF_TWO)
        self.key = PointKey(self.theme)
        self.key.hide()
        self.controls = [self.key, self.bar]
        return self._plane

    def begin(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        self.forget()
        self.map.set_reading(self._show_values(points) if points.is_regression else self._show_classes(points))
        self.title = "Regression surface" if points.is_regression else ""
        self.note, self.short_note = counted(points)
        self._plane.show_around(snapshot)

    def show(self, snapshot: Snapshot) -> None:
        if snapshot.surface is not None:
            self.map.set_answers(snapshot.surface.answers, _rect(snapshot.surface))

    def _show_classes(self, points: Points) -> Reading:
        """Of two classes the bar tells more than their signs, which are explained beside."""
        classes, has_many = true_classes(points), points.T.shape[1] > 1
        self._plane.show_points(points, classes)
        self.key.set_points(drawn_classes(classes) if has_many else (), points.class_names)
        self.key.setVisible(has_many)
        self.bar.setVisible(not has_many)
        self.bar.set_ends(("0", "1"), OF_TWO)
        return Classes() if has_many else Chance()

    def _show_values(self, points: Points) -> Reading:
        (low, high), unit = round_range(points.T[:, 0])
        reading, shown = Value(low, high), every_so_many(len(points.X), MOST_POINTS)
        self._values.show(positions(points)[shown], reading.levels(points.T[shown, 0]), points.is_test[shown])
        self.key.hide()
        self.bar.show()
        self.bar.set_ends((tick_text(low, unit), tick_text(high, unit)), OF_NUMBERS)
        return reading

    def forget(self) -> None:
        self.map.clear()
        self._plane.empty()
        self._values.clear()

    def apply_theme(self, theme: Theme) -> None:
        for part in (self._plane, self.map, self._values, self.bar, self.key):
            part.set_theme(theme)


def _rect(surface: Surface) -> QRectF:
    return QRectF(surface.left, surface.bottom, surface.right - surface.left, surface.top - surface.bottom)
