"""Decision surface: what the network answers for every point of the plane, not only for the samples."""

from __future__ import annotations

from PyQt5.QtCore import QRectF

from engine.snapshot import Points, Snapshot, Surface
from gui.panels.base import PANELS, Panel
from gui.theme import Theme
from gui.widgets.heat_map import HeatMap
from gui.widgets.keys import ColourBar
from gui.widgets.plane import Plane, true_classes


@PANELS.register("Decision surface")
class DecisionSurface(Panel):
    """The network's answer as colour, and on it the samples in their true class."""

    object_name = "decisionSurface"
    area = "left"
    help = "What the network answers all over the plane, the surer the stronger; the samples show their true class."

    def make_body(self) -> Plane:
        self._plane = Plane(self.theme)
        self._map = HeatMap(self.theme)
        self._plane.addItem(self._map)
        self._bar = ColourBar(self.theme, ("0", "1"), "The network's answer, from class 0 to class 1.")
        self.header.addWidget(self._bar)
        self._points: Points | None = None
        return self._plane

    def show_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.points is not self._points:
            self._points = snapshot.points
            self._begin(snapshot)
        if snapshot.surface is not None:
            self._map.set_outputs(snapshot.surface.outputs, _rect(snapshot.surface))

    def _begin(self, snapshot: Snapshot) -> None:
        """Shows what stays the same all through a run."""
        points = snapshot.points
        self._bar.setVisible(snapshot.surface is not None)
        if snapshot.surface is None:
            self.set_note("")
            self.explain(f"A surface needs two features, and these samples have {points.X.shape[1]}.")
            return
        self.set_note(_counted(points))
        self.explain("")
        self._plane.show_points(points, true_classes(points))
        self._plane.show_around(snapshot)

    def forget(self) -> None:
        self._points = None
        self._map.clear()
        self._plane.empty()

    def apply_theme(self, theme: Theme) -> None:
        self._plane.set_theme(theme)
        self._map.set_theme(theme)
        self._bar.set_theme(theme)


def _counted(points: Points) -> str:
    test = int(points.is_test.sum())
    samples = len(points.X)
    return f"{samples - test:,} train, {test:,} test (hollow)" if test else f"{samples:,} samples"


def _rect(surface: Surface) -> QRectF:
    return QRectF(surface.left, surface.bottom, surface.right - surface.left, surface.top - surface.bottom)
