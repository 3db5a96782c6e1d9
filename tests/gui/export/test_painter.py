"""The painter of figures: the same lines on every device, only larger."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, QRectF, Qt
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


def noisy(points: int) -> QPainterPath:
    """A curve that goes up and down all over the middle of the paper, and crosses itself where it is thick."""
    heights = np.random.default_rng(0).uniform(20, 80, points)
    path = QPainterPath(QPointF(0, heights[0]))
    for x, y in zip(np.linspace(0, 100, points), heights, strict=True):
        path.lineTo(x, y)
    return path


def drawn(path: QPainterPath, pen: QPen, scale: float, in_pieces: bool) -> np.ndarray[tuple[int, ...], np.dtype[Any]]:
    """The paper with the path on it, drawn by the figure's painter or, to compare with, by Qt's own as a whole."""
    image = paper(scale)
    pen.setCosmetic(in_pieces)
    painter = FigurePainter(image, scale) if in_pieces else QPainter(image)
    if not in_pieces:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
    painter.setPen(pen)
    painter.drawPath(path)
    painter.end()
    return coverage(pixels(image), "black", "white")


@pytest.mark.parametrize("scale", [1.0, 4.0])
@pytest.mark.parametrize("dashes", [[], [5.0, 3.0]])
@pytest.mark.parametrize("points", [20, 60])
def test_a_long_curve_looks_as_if_it_were_drawn_as_a_whole(scale: float, dashes: list[float], points: int) -> None:
    """It is drawn piece by piece: no gap, no seam, and dashes that go on."""
    pen = black_pen(1.8, True)
    if dashes:
        pen.setDashPattern(dashes)
    else:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # as the painter does: a curve ends where its last point is
    whole, pieces = (drawn(noisy(points), pen, scale, in_pieces) for in_pieces in (False, True))
    assert whole.mean() > 0.03
    assert np.abs(whole - pieces).mean() < 0.005
    assert (np.abs(whole - pieces) > 0.5).mean() < (0.0015 if dashes else 0.0001)  # corners between two dashes


def test_where_two_pieces_meet_nothing_is_seen() -> None:
    """Each piece ends between two pixels, and yet the line is as dark there as elsewhere."""
    path = QPainterPath(QPointF(0, 50))
    for x in np.linspace(0, 100, 60):
        path.lineTo(x, 50)
    line = drawn(path, black_pen(6.0, True), 1.0, in_pieces=True)[48:52, 2:98]
    assert line.min() > 0.98


def test_a_long_curve_of_arcs_is_smooth_in_a_large_picture() -> None:
    """And not made of the few straight lines that are enough for a small one."""
    path = QPainterPath(QPointF(5, 50))
    for k in range(30):
        path.cubicTo(5 + 3 * k, 0, 8 + 3 * k, 100, 8 + 3 * k, 50)
    pen = black_pen(1.0, True)
    whole, pieces = (drawn(path, pen, 8.0, in_pieces) for in_pieces in (False, True))
    assert np.abs(whole - pieces).max() < 0.05


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
