"""The painter of figures: whatever the size of a picture, its lines and symbols look as they do on the screen."""

from __future__ import annotations

from typing import Any, Self

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QImage, QPaintDevice, QPainter, QPainterPath, QPen, QTransform

FINENESS = 2  # pixels of an image for each pixel of the figure


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
        super().drawPath(outline)
        self.restore()

    def drawImage(self, *args: Any) -> None:
        """Enlarges an image smoothly, whatever a viewer of the file would do with its pixels."""
        match args:
            case (QRectF() as rect, QImage() as image):
                super().drawImage(rect, _enlarged(image, self.transform().mapRect(rect)))
            case _:
                super().drawImage(*args)


def _enlarged(image: QImage, place: QRectF) -> QImage:
    size = (place.size() * FINENESS).toSize().expandedTo(image.size())
    how = (Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return image if size == image.size() else image.scaled(size, *how)
