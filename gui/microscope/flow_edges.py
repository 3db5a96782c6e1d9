"""The edges of the network's drawing: the way of each, how it looks, and which of them passes a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QPainterPath

from gui.microscope.flow import Scene
from gui.widgets.strength import GRADES, NONE, places

NEAR = 5.0  # pixels that the pointer may be away from an edge
SHARES = np.linspace(0.0, 1.0, 65)  # along an edge
ALONG = 1.5 * SHARES * (1 - SHARES) + SHARES**3  # how far to the right it has come by then

Edge = tuple[float, int, QPainterPath]  # its opacity, its place among the strengths, and its way


class Link:
    """The edges between two columns that stand side by side."""

    def __init__(self, layer: int, before: Sequence[QRectF], here: Sequence[QRectF]) -> None:
        self.layer = layer
        self.left, self.right = before[0].right(), here[0].left()
        fan = min(5.0, 0.08 * here[0].height())
        apart = fan * (np.arange(len(before)) - (len(before) - 1) / 2)
        self.starts = np.array([box.center().y() for box in before])  # (inputs,)
        self.ends = np.array([[box.center().y()] for box in here]) + apart  # (outputs, inputs)
        starts = np.broadcast_to(self.starts, self.ends.shape)
        self.paths = [self._path(*ends) for ends in zip(starts.flat, self.ends.flat, strict=True)]  # row by row

    def path(self, row: int, column: int) -> QPainterPath | None:
        """The edge of a weight; None where a neuron of it is not drawn."""
        rows, columns = self.ends.shape
        return self.paths[row * columns + column] if row < rows and column < columns else None

    def nearest(self, where: QPointF) -> tuple[int, int] | None:
        """Row and column of the weight whose edge passes a point."""
        if not self.left < where.x() <= self.right:
            return None
        across = self.right - self.left
        share = float(np.interp((where.x() - self.left) / across, ALONG, SHARES))
        rises = self.ends - self.starts
        heights = self.starts + rises * (3 * share**2 - 2 * share**3)
        slopes = rises * 6 * share * (1 - share) / (across * (1.5 - 3 * share + 3 * share**2))
        distances = np.abs(heights - where.y()) / np.hypot(1.0, slopes)
        row, column = np.unravel_index(int(distances.argmin()), distances.shape)
        return (int(row), int(column)) if distances[row, column] <= NEAR else None

    def _path(self, start: float, end: float) -> QPainterPath:
        middle = (self.left + self.right) / 2
        path = QPainterPath(QPointF(self.left, start))
        path.cubicTo(QPointF(middle, start), QPointF(middle, end), QPointF(self.right, end))
        return path


def graded(scene: Scene, links: Sequence[Link]) -> list[Edge]:
    """The look of every edge that there is to draw: first comes what lies below the others."""
    edges = [edge for link in links for edge in _edges_of(link, scene)]
    return sorted(edges, key=lambda edge: (edge[0], edge[1] % GRADES))


def _edges_of(link: Link, scene: Scene) -> Iterator[Edge]:
    _, values, end = scene.on_edges(link.layer)
    rows, columns = link.ends.shape
    drawn = places(values[:rows, :columns], end)
    opacities = scene.opacities(link.layer, drawn.shape)
    for opacity, place, path in zip(opacities.flat, drawn.flat, link.paths, strict=True):
        if place != NONE:
            yield float(opacity), int(place), path
