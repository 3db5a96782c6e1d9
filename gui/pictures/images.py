"""Images as they are: the first of them, with the class that they show and the one that the network sees in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.snapshot import Points, Snapshot
from gui.pictures.base import Picture, counted, counted_right
from gui.theme import Theme
from gui.widgets.bare_plot import BarePlot
from gui.widgets.image_grid import MOST, ImageGrid
from gui.widgets.numbers import value_text
from gui.widgets.plane import predicted_classes, true_classes
from gui.widgets.sheet import Sheet


class ImagePicture(Picture):
    """Some images in a grid, always the same ones at the same places: test images first, where there are any."""

    @classmethod
    def fits(cls, points: Points) -> bool:
        return points.X.ndim == 4

    def make_plot(self) -> BarePlot:
        self.grid = ImageGrid(self.theme)
        self.shown: NDArray[np.intp] = np.zeros(0, dtype=np.intp)  # which samples
        self.tips: list[str] = []  # of each: its kind, and what it really shows
        self.names: list[str] = []
        return Sheet(self.grid)

    def begin(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        self.shown = first_images(points)
        self.names = true_names(points, self.shown)
        kinds = ("Training image", "Test image")
        of_test = points.is_test[self.shown].tolist()
        self.tips = [f"{kinds[is_test]}: {name}" for is_test, name in zip(of_test, self.names, strict=True)]
        extent = float(np.ptp(points.X)) or 1.0
        longest = max((*points.class_names, *self.names), key=len)
        self.grid.show_images((points.X[self.shown] - points.X.min()) / extent, longest)

    def forget(self) -> None:
        self.shown = np.zeros(0, dtype=np.intp)
        self.grid.clear()

    def apply_theme(self, theme: Theme) -> None:
        self.plot.set_theme(theme)


class TrueImages(ImagePicture):
    """Each with what it really shows."""

    help = "What each image really shows: the network is trained to see it; test images come first."

    def begin(self, snapshot: Snapshot) -> None:
        super().begin(snapshot)
        self.grid.name(self.names, self.tips, [False] * len(self.names))
        long, self.short_note = counted(snapshot.points)
        self.note = long.replace(" (hollow)", "")

    def show(self, snapshot: Snapshot) -> None:
        """Nothing of it changes."""


class SaidImages(ImagePicture):
    """Each with the class that the network sees in it, in a frame where that is wrong."""

    help = "What the network sees in each image now; a frame marks each that it gets wrong. Test images come first."

    @classmethod
    def fits(cls, points: Points) -> bool:
        return super().fits(points) and not points.is_regression

    def show(self, snapshot: Snapshot) -> None:
        said = predicted_classes(snapshot)[self.shown].tolist()
        names = [snapshot.points.class_names[k] for k in said]
        tips = [f"{tip}, and the network says {name}" for tip, name in zip(self.tips, names, strict=True)]
        self.grid.name(names, tips, (~snapshot.right[self.shown]).tolist())
        self.note, self.short_note = counted_right(snapshot)


def first_images(points: Points) -> NDArray[np.intp]:
    """The first samples of those kept for testing, and after them the first of the others."""
    return np.argsort(~points.is_test, kind="stable")[:MOST]


def true_names(points: Points, samples: NDArray[np.intp]) -> list[str]:
    """The names of the classes of some samples, or their numbers."""
    if points.is_regression:
        return [value_text(value, digits=3) for value in points.T[samples, 0].tolist()]
    return [points.class_names[k] for k in true_classes(points)[samples].tolist()]
