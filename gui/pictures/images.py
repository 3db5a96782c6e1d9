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
        return Sheet(self.grid)

    def begin(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        self.shown = first_images(points)
        pixels = points.X[self.shown]
        extent = float(np.ptp(points.X)) or 1.0
        self.grid.show_images((pixels - points.X.min()) / extent, max(names_of(points), key=len))

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
        points = snapshot.points
        names = [true_name(points, sample) for sample in self.shown.tolist()]
        tips = [f"{_kind(points, sample)}: {name}" for sample, name in zip(self.shown.tolist(), names, strict=True)]
        self.grid.name(names, tips, [False] * len(names))
        long, self.short_note = counted(points)
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
        points, said = snapshot.points, predicted_classes(snapshot)[self.shown].tolist()
        names = [points.class_names[k] for k in said]
        tips = [
            f"{_kind(points, sample)}: {true_name(points, sample)}, and the network says {name}"
            for sample, name in zip(self.shown.tolist(), names, strict=True)
        ]
        self.grid.name(names, tips, (~snapshot.right[self.shown]).tolist())
        self.note, self.short_note = counted_right(snapshot)


def first_images(points: Points) -> NDArray[np.intp]:
    """The first samples of those kept for testing, and after them the first of the others."""
    return np.argsort(~points.is_test, kind="stable")[:MOST]


def names_of(points: Points) -> tuple[str, ...]:
    """All that may stand below an image."""
    if points.is_regression:
        return tuple(value_text(float(end), digits=3) for end in (points.T.min(), points.T.max()))
    return points.class_names


def true_name(points: Points, sample: int) -> str:
    """The name of the class of a sample, or its number."""
    if points.is_regression:
        return value_text(float(points.T[sample, 0]), digits=3)
    return points.class_names[int(true_classes(points)[sample])]


def _kind(points: Points, sample: int) -> str:
    return "Test image" if points.is_test[sample] else "Training image"
