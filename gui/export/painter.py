"""The painter of figures: whatever the size of a picture, its lines and symbols look as they do on the screen."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Self

from PyQt5.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt5.QtGui import QImage, QPaintDevice, QPainter, QPainterPath, QPen, QPolygonF, QTransform

FINENESS = 2  # pixels of an image for each pixel of the figure
PIECE = 8  # lines of a long curve that are drawn at a time


class FigurePainter(QPainter):
    """Paints a figure, which is measured in pixels of the screen, on a device that has ``scale`` pixels for each.

    pyqtgraph draws curves and symbols with cosmetic pens, which are as many pixels of the *device* wide: hair in a
    large picture.  Items that are painted in Python get this very object, so it can turn the outline into the figure's
    pixels and draw it there with an ordinary pen.  The transformations that items see are the figure's too.
    """

    def __init__(self, device: QPaintDevice, scale: float = 1.0) -> None:
        super().__init__(device)
        self._device = device  # which must live as long as its painter
        self.scale(scale, scale)
        self._base = super().transform()
        self.setRenderHints(QPainter.RenderHints(QPainter.Antialiasing | QPainter.SmoothPixmapTransform))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def transform(self) -> QTransform:
        return super().transform() * self._base.inverted()[0]

    def setTransform(self, transform: QTransform, combine: bool = False) -> None:
        super().setTransform(transform if combine else transform * self._base, combine)

    def resetTransform(self) -> None:
        super().setTransform(self._base)

    def drawPath(self, path: QPainterPath) -> None:
        if not self.pen().isCosmetic():
            super().drawPath(path)
            return
        self.save()
        pen, outline = QPen(self.pen()), self.transform().map(path)
        pen.setCosmetic(False)
        self.setPen(pen)
        self.resetTransform()
        if isinstance(self._device, QImage) and self.brush().style() == Qt.BrushStyle.NoBrush and _is_long(outline):
            self._draw_in_pieces(outline)
        else:
            super().drawPath(outline)
        self.restore()

    def _draw_in_pieces(self, outline: QPainterPath) -> None:
        """Draws a few lines at a time: Qt fills the outline of a thick noisy curve, which crosses itself everywhere,
        thirty times as slowly as a whole."""
        pen = QPen(self.pen())
        if pen.style() == Qt.PenStyle.SolidLine:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # or each piece would stick out at its ends
        for curve in outline.toSubpathPolygons():
            drawn = 0.0  # of its length, so that dashes go on where the last piece left them
            for start in range(0, max(1, len(curve) - 1), PIECE):
                pen.setDashOffset(drawn / pen.widthF())
                self.setPen(pen)
                piece = curve[start : start + PIECE + 2]  # one line more, for the corner to the next piece
                self.drawPolyline(piece)
                drawn += _length(piece[: PIECE + 1])

    def drawImage(self, *args: Any) -> None:
        """Enlarges an image smoothly, whatever a viewer of the file would do with its pixels."""
        match args:
            case (QRectF() as rect, QImage() as image):
                super().drawImage(rect, _enlarged(image, self.transform().mapRect(rect)))
            case _:
                super().drawImage(*args)


def _is_long(outline: QPainterPath) -> bool:
    """Whether it is of more than a few lines, and of nothing else: arcs are smooth in any size only as a whole."""
    count = outline.elementCount()
    return count > 2 * PIECE and not any(outline.elementAt(k).isCurveTo() for k in range(count))


def _length(lines: QPolygonF) -> float:
    return sum(QLineF(QPointF(one), QPointF(other)).length() for one, other in pairwise(lines))


def _enlarged(image: QImage, place: QRectF) -> QImage:
    size = (place.size() * FINENESS).toSize().expandedTo(image.size())
    how = (Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return image if size == image.size() else image.scaled(size, *how)
