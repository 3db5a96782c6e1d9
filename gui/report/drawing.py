"""The figures of a report: plots as an export has them, and drawings that a function makes; both can be painted in any
size, and written as SVG and PNG."""

from __future__ import annotations

from PyQt5.QtCore import QRectF, QSize
from PyQt5.QtGui import QColor, QPainter

from gui.export.figure import Figure as Plot
from gui.export.formats import INCH, PIXELS_PER_INCH
from gui.report import look
from gui.report.document import Draw, Figure
from gui.report.planned import Planned
from gui.theme import LIGHT

PIXELS = PIXELS_PER_INCH / INCH / look.UNITS_PER_MM  # for each tenth of a millimetre
TALLEST = 0.8  # of a page's height: a caption and a line of text shall have room beside it


class Drawing(Plot):
    """A figure that a function draws, instead of panels."""

    def __init__(self, name: str, draw: Draw, size: QSize) -> None:
        # Not that of a plot, which would ask panels.
        self.name, self.theme, self.size = name, LIGHT, size
        self.parts = []
        self._draw = draw

    @property
    def title(self) -> str:
        return self.name

    def draw_frame(self, painter: QPainter) -> None:
        whole = QRectF(0, 0, self.size.width(), self.size.height())
        painter.fillRect(whole, QColor(self.theme.card))
        painter.save()
        self._draw(painter, whole)
        painter.restore()


def plan_of(figure: Figure, title: str) -> Planned:
    """What is painted for a figure; ``title`` is what its file says of itself."""
    drawing = figure.drawing
    if isinstance(drawing, Planned):
        return drawing
    if isinstance(drawing, Plot):
        return Planned.of(drawing)
    width = look.WIDTH * figure.width * PIXELS
    return Planned.of(Drawing(title, drawing, QSize(round(width), round(width / figure.aspect))))


def place_of(figure: Figure, size: QSize) -> QRectF:
    """Where it goes in a strip, at its left: as wide as it says, unless it would be too high."""
    width = min(figure.width, 1.0) * look.WIDTH
    ratio = size.height() / size.width()
    width = min(width, TALLEST * look.HEIGHT / ratio)
    return QRectF(0.0, 0.0, width, width * ratio)
