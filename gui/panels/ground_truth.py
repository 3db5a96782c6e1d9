"""Ground truth: which class every sample really belongs to."""

from __future__ import annotations

from engine.snapshot import Points, Snapshot
from gui.panels.base import PANELS, Panel
from gui.theme import Theme
from gui.widgets.keys import PointKey
from gui.widgets.plane import Plane, true_classes


@PANELS.register("Ground truth")
class GroundTruth(Panel):
    """The samples where their features put them, in the colour and shape of their class."""

    object_name = "truthScatter"
    area = "right bottom"
    comparison = "Truth and prediction"
    help = "The class that each sample really belongs to: the network is trained to find it."

    def make_body(self) -> Plane:
        self._plane = Plane(self.theme)
        self._key = PointKey(self.theme)
        self._plane.put_below(self._key)
        self._points: Points | None = None
        return self._plane

    def show_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.points is self._points:
            return
        self._points = snapshot.points
        classes = true_classes(snapshot.points)
        self._plane.show_points(snapshot.points, classes)
        self._plane.show_around(snapshot)
        self._key.set_points(classes.tolist(), test=bool(snapshot.points.is_test.any()))

    def forget(self) -> None:
        self._points = None
        self._plane.empty()
        self._key.set_points(())

    def apply_theme(self, theme: Theme) -> None:
        self._plane.set_theme(theme)
        self._key.set_theme(theme)
