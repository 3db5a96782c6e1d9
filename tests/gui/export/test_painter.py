"""The painter of figures: the same lines on every device, only larger."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from gui.export.painter import FigurePainter
from tests.gui.export.reading import coverage, pixels


def paper(scale: float) -> QImage:
    """A hundred pixels of a figure each way."""
    image = QImage(round(100 * scale), round(100 * scale), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    return image


def black_pen(width: float, is_cosmetic: bool) -> QPen:
    pen = QPen(QColor("black"), width)
    pen.setCosmetic(is_cosmetic)
    return pen


def level(y: float, right: float) -> QPainterPath:
    path = QPainterPath(QPointF(0, y))
    path.lineTo(right, y)
    return path


@pytest.mark.parametrize("scale", [1.0, 4.0, 2.5])
@pytest.mark.parametrize("is_cosmetic", [True, False])
def test_a_line_grows_with_the_picture(scale: float, is_cosmetic: bool) -> None:
    image = paper(scale)
    with FigurePainter(image, scale) as painter:
        painter.setPen(black_pen(1.5, is_cosmetic))
        painter.drawPath(level(50.3, 100))
    middle = coverage(pixels(image), "black", "white")[:, image.width() // 2]
    assert middle.sum() == pytest.approx(1.5 * scale, rel=0.05)


@pytest.mark.parametrize("scale", [1.0, 4.0])
def test_a_line_is_as_wide_in_data_that_is_stretched(scale: float) -> None:
    """As a learning curve's is: thousands of epochs across, hundredths of a loss up."""
    image = paper(scale)
    with FigurePainter(image, scale) as painter:
        painter.setTransform(QTransform(0.01, 0, 0, -4000.0, 0, 100))
        painter.setPen(black_pen(2.0, is_cosmetic=True))
        painter.drawPath(level(0.0123, 10_000))
    middle = coverage(pixels(image), "black", "white")[:, image.width() // 2]
    assert middle.sum() == pytest.approx(2.0 * scale, rel=0.05)
    assert np.average(np.arange(len(middle)) + 0.5, weights=middle) == pytest.approx(scale * (100 - 49.2), rel=0.02)


def test_the_transformation_is_the_figures_own() -> None:
    """Items map their points with it, go back to where nothing is transformed, and draw symbols there."""
    with FigurePainter(paper(4.0), 4.0) as painter:
        assert painter.transform().isIdentity()
        painter.translate(10, 20)
        assert painter.transform().map(QPointF(1, 1)) == QPointF(11, 21)
        painter.setTransform(QTransform.fromScale(2, 2), True)
        assert painter.transform().map(QPointF(1, 1)) == QPointF(12, 22)
        painter.resetTransform()
        assert painter.transform().isIdentity()
        assert painter.combinedTransform().map(QPointF(1, 1)) == QPointF(4, 4)


def test_an_image_is_enlarged_without_blocks() -> None:
    """Even for a device that would show blocks: viewers of PDF do."""
    small = QImage(2, 1, QImage.Format.Format_RGB32)
    small.setPixelColor(0, 0, QColor("black"))
    small.setPixelColor(1, 0, QColor("white"))
    image = paper(1.0)
    with FigurePainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(0, 0, 100, 100), small)
    row = pixels(image)[50, :, 0]
    assert (row[0], row[-1]) == (0, 255)
    assert len(np.unique(row)) > 40
