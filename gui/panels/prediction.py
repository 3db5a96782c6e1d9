"""Prediction: which class the network puts every sample in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.snapshot import Points, Snapshot
from gui.panels.base import PANELS, Panel
from gui.theme import Theme
from gui.widgets.keys import PointKey
from gui.widgets.plane import Classes, Plane, predicted_classes, true_classes


@PANELS.register("Prediction")
class Prediction(Panel):
    """The samples in the colour and shape of the class that the network says, with a ring around each that is wrong."""

    object_name = "predictionScatter"
    area = "right bottom"
    comparison = "Truth and prediction"
    help = "The class that the network puts each sample in now; a ring marks each that it gets wrong."

    def make_body(self) -> Plane:
        self._plane = Plane(self.theme)
        self._key = PointKey(self.theme)
        self._plane.put_below(self._key)
        self._points: Points | None = None
        self._classes: Classes | None = None
        return self._plane

    def show_snapshot(self, snapshot: Snapshot) -> None:
        is_new = snapshot.points is not self._points
        classes = predicted_classes(snapshot)
        if is_new or self._classes is None or not np.array_equal(classes, self._classes):
            self._plane.show_points(snapshot.points, classes)
            self._plane.mark(snapshot.points, ~snapshot.right)
            self.set_note(_counted(snapshot))
            self._explain_points(snapshot, classes)
        if is_new:
            self._plane.show_around(snapshot)
        self._points, self._classes = snapshot.points, classes

    def _explain_points(self, snapshot: Snapshot, classes: Classes) -> None:
        """The key has every class that is meant or said, so that it stays while the network changes its mind."""
        known = np.concatenate((true_classes(snapshot.points), classes))
        has_test = bool(snapshot.points.is_test.any())
        self._key.set_points(known.tolist(), wrong=not snapshot.right.all(), test=has_test)

    def forget(self) -> None:
        self._points = self._classes = None
        self._key.set_points(())
        self._plane.empty()

    def apply_theme(self, theme: Theme) -> None:
        self._plane.set_theme(theme)
        self._key.set_theme(theme)


def _counted(snapshot: Snapshot) -> str:
    test = snapshot.points.is_test
    if not test.any():
        return f"{_right(snapshot.right)} right"
    return f"{_right(snapshot.right[~test], '/')} right, test {_right(snapshot.right[test], '/')}"


def _right(right: NDArray[np.bool_], of: str = " of ") -> str:
    return f"{int(right.sum()):,}{of}{len(right):,}"
