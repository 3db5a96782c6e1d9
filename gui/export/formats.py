"""How large figures are, and two kinds of files that they become: PNG and PDF."""

from __future__ import annotations

import math

from PyQt5.QtCore import QBuffer, QIODevice, QMarginsF, QSize, QSizeF
from PyQt5.QtGui import QColor, QImage, QPageSize, QPdfWriter, QPicture

from gui.export.figure import Figure
from gui.export.painter import FigurePainter

NATURAL = 480 * 360  # pixels: with so many a figure has the letters that fit it
LEAST = QSize(300, 220)  # pixels of a figure; what is smaller is drawn with smaller letters
BESIDE = 150  # pixels that each further plot needs at least
INCH, PIXELS_PER_INCH = 25.4, 96
CREATOR = "Backprop Lab"


def size_for_pixels(width: int, height: int, plots: int = 1) -> QSize:
    """The size of a figure that is to have so many pixels: figures of one shape are laid out alike, however many."""
    return _size(width, height, math.sqrt(width * height / NATURAL), plots)


def size_for_millimetres(width: float, height: float, plots: int = 1) -> QSize:
    """The size of a figure whose letters are to be as large as in a text, unless it is very small."""
    pixels = PIXELS_PER_INCH / INCH
    return _size(width * pixels, height * pixels, 1.0, plots)


def _size(width: float, height: float, scale: float, plots: int) -> QSize:
    scale = min(scale, width / (LEAST.width() + BESIDE * (plots - 1)), height / LEAST.height())
    return QSize(round(width / scale), round(height / scale))


def paint_image(figure: Figure, size: QSize) -> QImage:
    """``figure`` in so many pixels.  Raises MemoryError where there is no room for them."""
    image = QImage(size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise MemoryError(f"there is no room for an image of {size.width():,} × {size.height():,} pixels")
    image.fill(QColor(figure.theme.card))
    image.setText("Title", figure.title)
    image.setText("Software", CREATOR)
    scale = _scale(figure, size.width(), size.height())
    with FigurePainter(image, scale) as painter:
        figure.draw(painter)
    dots_per_metre = round(scale * PIXELS_PER_INCH / INCH * 1000)  # later, as the painter wants the screen's
    image.setDotsPerMeterX(dots_per_metre)
    image.setDotsPerMeterY(dots_per_metre)
    return image


def encode_png(image: QImage) -> bytes:
    """May be called in any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise MemoryError(f"there is no room to compress {image.width():,} × {image.height():,} pixels")
    return bytes(buffer.data())


def paint_pdf(figure: Figure, width: float, height: float) -> bytes:
    """One page of ``width`` times ``height`` millimetres, with its fonts."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(figure.title)
    writer.setCreator(CREATOR)
    writer.setResolution(screen_dots_per_inch())
    writer.setPageSize(QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, "", QPageSize.ExactMatch))
    writer.setPageMargins(QMarginsF())
    dots = writer.resolution() / INCH
    with FigurePainter(writer, _scale(figure, width * dots, height * dots)) as painter:
        figure.draw(painter)
    return bytes(buffer.data())


def _scale(figure: Figure, width: float, height: float) -> float:
    return min(width / figure.size.width(), height / figure.size.height())


def screen_dots_per_inch() -> int:
    """Axes are QPictures, and Qt enlarges these on devices of another density than the screen's."""
    return QPicture().logicalDpiX()
