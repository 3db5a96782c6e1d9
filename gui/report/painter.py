"""The painter of pages: measured in tenths of a millimetre, with figures that are measured in pixels of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PyQt5.QtCore import QRectF, QSizeF
from PyQt5.QtGui import QPainter

from gui.export.painter import FigurePainter
from gui.report.planned import Planned


class PagePainter(FigurePainter):
    """Paints a page on a device that has ``scale`` pixels for each tenth of a millimetre."""

    def draw_figure(self, plan: Planned, place: QRectF) -> None:
        """A plot, made now if it was not before, in a place of the page."""
        with self.inside(place, QSizeF(plan.size)):
            plan.plot.draw(self)

    @contextmanager
    def inside(self, place: QRectF, size: QSizeF) -> Iterator[None]:
        """Meanwhile the painter is that of a figure of ``size`` pixels, which lies in ``place`` of the page."""
        self.save()
        self.translate(place.topLeft())
        self.scale(place.width() / size.width(), place.height() / size.height())
        page, self._base = self._base, QPainter.transform(self)
        try:
            yield
        finally:
            self._base = page
            self.restore()
