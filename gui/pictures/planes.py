"""Samples where their features put them: in the class that is true, in the class that is said, or with their number."""

from __future__ import annotations

import numpy as np

from engine.snapshot import Points, Snapshot
from gui.pictures.base import Picture, counted_right
from gui.theme import Theme
from gui.widgets.bare_plot import BarePlot
from gui.widgets.keys import PointKey, ValueKey
from gui.widgets.numbers import tick_text
from gui.widgets.plane import MOST_POINTS, Classes, Plane, drawn_classes, positions, predicted_classes, true_classes
from gui.widgets.ranges import round_range
from gui.widgets.readings import Value
from gui.widgets.symbols import ValuePoints, every_so_many


class ClassPicture(Picture):
    """The samples on the plane, each in the colour and shape of a class, and the key to them below."""

    @classmethod
    def fits(cls, points: Points) -> bool:
        return points.X.ndim == 2 and not points.is_regression

    def make_plot(self) -> BarePlot:
        self._plane = Plane(self.theme)
        self.key = PointKey(self.theme)
        self._plane.put_below(self.key)
        return self._plane

    def forget(self) -> None:
        self._plane.empty()
        self.key.set_points(())

    def apply_theme(self, theme: Theme) -> None:
        self._plane.set_theme(theme)
        self.key.set_theme(theme)


class TrueClasses(ClassPicture):
    """The samples in the colour and shape of their class."""

    help = "The class that each sample really belongs to: the network is trained to find it."

    def begin(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        classes = true_classes(points)
        self._plane.show_points(points, classes)
        self.key.set_points(drawn_classes(classes), points.class_names, test=bool(points.is_test.any()))
        self._plane.show_around(snapshot)

    def show(self, snapshot: Snapshot) -> None:
        """Nothing of it changes."""


class SaidClasses(ClassPicture):
    """The samples in the colour and shape of the class that the network says, with a ring around each that is wrong."""

    help = "The class that the network puts each sample in now; a ring marks each that it gets wrong."

    def begin(self, snapshot: Snapshot) -> None:
        self._classes: Classes | None = None  # that are drawn
        self._plane.show_around(snapshot)

    def show(self, snapshot: Snapshot) -> None:
        classes = predicted_classes(snapshot)
        if self._classes is None or not np.array_equal(classes, self._classes):
            self._classes = classes
            self._plane.show_points(snapshot.points, classes)
            self._plane.mark(snapshot.points, ~snapshot.right)
            self.note, self.short_note = counted_right(snapshot)
            self._explain_points(snapshot, classes)

    def _explain_points(self, snapshot: Snapshot, classes: Classes) -> None:
        """The key has every class that is meant or said, so that it stays while the network changes its mind."""
        points = snapshot.points
        known = drawn_classes(true_classes(points), classes)
        has_test, has_wrong = bool(points.is_test.any()), not snapshot.right.all()
        self.key.set_points(known, points.class_names, wrong=has_wrong, test=has_test)
        self._plane.place_key()


class TrueValues(Picture):
    """The samples in the colour of their number; those with one feature as high as it, too."""

    help = "The number that really belongs to each sample, as its colour: the network is trained to find it."

    @classmethod
    def fits(cls, points: Points) -> bool:
        return points.X.ndim == 2 and points.is_regression

    def make_plot(self) -> BarePlot:
        self._plane = Plane(self.theme)
        self._points = ValuePoints(self._plane, self.theme)
        self.key = ValueKey(self.theme)
        self._plane.put_below(self.key)
        return self._plane

    def begin(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        (low, high), unit = round_range(points.T[:, 0])
        shown = every_so_many(len(points.X), MOST_POINTS)
        places = Value(low, high).levels(points.T[shown, 0])
        self._points.show(positions(points)[shown], places, points.is_test[shown])
        self.key.set_values(tick_text(low, unit), tick_text(high, unit), test=bool(points.is_test.any()))
        self._plane.show_around(snapshot)

    def show(self, snapshot: Snapshot) -> None:
        """Nothing of it changes."""

    def forget(self) -> None:
        self._points.clear()
        self.key.set_entries(())

    def apply_theme(self, theme: Theme) -> None:
        self._plane.set_theme(theme)
        self._points.set_theme(theme)
        self.key.set_theme(theme)
