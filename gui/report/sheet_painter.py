"""Paints pages for the screen: each figure once, as a picture that is kept, since words beside it change more often."""

from __future__ import annotations

from collections.abc import Collection

from PyQt5.QtCore import QPointF, QRectF, QSize
from PyQt5.QtGui import QColor, QImage, QPaintDevice, QPainter

from gui.report import look
from gui.report.painter import PagePainter
from gui.report.planned import Planned


class Pictures:
    """Of figures, in pixels of the screen."""

    def __init__(self) -> None:
        self._images: dict[Planned, QImage] = {}

    def of(self, plan: Planned, size: QSize) -> QImage | None:
        """None where there is none of this size."""
        known = self._images.get(plan)
        return known if known is not None and known.size() == size else None

    def paint(self, plan: Planned, size: QSize) -> QImage:
        """Makes the plot, too, if it was not made before."""
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        with PagePainter(image, size.width() / plan.size.width()) as painter:
            plan.plot.draw(painter)
        self._images[plan] = image
        return image

    def keep(self, plans: Collection[Planned]) -> None:
        """Give up all others."""
        self._images = {plan: image for plan, image in self._images.items() if plan in plans}


class SheetPainter(PagePainter):
    """Leaves out figures of which there is no picture: they come afterwards, one at a time."""

    def __init__(self, device: QPaintDevice, scale: float, pictures: Pictures) -> None:
        super().__init__(device, scale)
        self._pictures = pictures
        self.left_out: list[tuple[Planned, QRectF]] = []  # and where on the page

    def draw_figure(self, plan: Planned, place: QRectF) -> None:
        where = QPainter.transform(self).mapRect(place).toRect()
        image = self._pictures.of(plan, where.size())
        if image is None:
            self.fillRect(place, QColor(look.GROUND))
            self.left_out.append((plan, place))
        else:
            self._put(image, QPointF(where.topLeft()))

    def add_figure(self, plan: Planned, place: QRectF) -> None:
        """One that was left out."""
        where = QPainter.transform(self).mapRect(place).toRect()
        image = self._pictures.of(plan, where.size()) or self._pictures.paint(plan, where.size())
        self._put(image, QPointF(where.topLeft()))

    def _put(self, image: QImage, corner: QPointF) -> None:
        """Pixel for pixel."""
        self.save()
        QPainter.resetTransform(self)
        QPainter.drawImage(self, corner, image)
        self.restore()
