"""Curves are drawn almost two pixels wide, smooth, and in one stroke where speed does not matter."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from gui.theme import pen
from gui.widgets.axes import Axis
from gui.widgets.curve import Band, Line
from gui.widgets.plot import Plot


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot(Axis("left", "y", thickness=40), Axis("bottom", "x", thickness=30))
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.setBackground("#FFFFFF")
    made.set_everything((0.0, 10.0), (0.0, 1.0))
    with qtbot.waitExposed(made):
        made.show()
    return made


def ink(image: QImage, column: int) -> float:
    """How much black stands in a column, in pixels: an antialiased line spreads its width over greys."""
    return sum(1 - image.pixelColor(column, y).lightnessF() for y in range(4, 150))


def test_a_curve_is_wider_than_one_pixel(plot: Plot) -> None:
    """On the screen, where it slopes as losses do."""
    line = Line()
    line.setPen(pen("#000000"))
    line.setData(np.array([0.0, 10.0]), np.array([0.9, 0.3]))
    plot.addItem(line)
    image = plot.grab().toImage()
    assert 2 < np.mean([ink(image, x) for x in range(100, 240)]) < 3


def test_a_curve_that_grows_is_painted_where_it_was_not(plot: Plot, qtbot: QtBot) -> None:
    """Also where only what has changed is painted anew, and after the plot was moved."""
    line = Line()
    line.setPen(pen("#000000"))
    line.setData(np.array([0.0, 1.0]), np.array([0.5, 0.5]))
    plot.addItem(line)
    qtbot.waitUntil(lambda: ink(plot.grab().toImage(), 50) > 1)
    painted: list[QRectF] = []
    plot.scene().changed.connect(painted.extend)
    line.setData(np.array([0.0, 10.0]), np.array([0.9, 0.1]))
    qtbot.waitUntil(lambda: bool(painted))
    corner = plot.getPlotItem().getViewBox().mapViewToScene(QPointF(9.9, 0.1))
    assert any(area.adjusted(-1, -1, 1, 1).contains(corner) for area in painted)
    plot.set_everything((0.0, 20.0), (0.0, 1.0))
    plot.grab()
    assert line.boundingRect() == QRectF(0.0, 0.0, 20.0, 1.0)


def test_a_curve_without_data_takes_no_room(plot: Plot) -> None:
    line = Line()
    plot.addItem(line)
    assert line.boundingRect().isEmpty()


def test_a_curve_is_smooth(plot: Plot) -> None:
    """Its edges are grey, not steps of black and white."""
    line = Line()
    line.setPen(pen("#000000"))
    line.setData(np.array([0.0, 10.0]), np.array([0.9, 0.3]))
    plot.addItem(line)
    image = plot.grab().toImage()
    greys = {image.pixelColor(x, y).lightness() for x in range(100, 200) for y in range(4, 150)}
    assert len(greys) > 20


def test_in_a_file_a_curve_is_one_stroke(plot: Plot) -> None:
    """A vector file holds the curve once, and not side by side with itself: there it is as wide as its pen."""
    line = Line()
    line.setPen(pen("#000000"))
    line.setData(np.array([0.0, 10.0]), np.array([0.5, 0.5]))
    plot.addItem(line)
    image = QImage(plot.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    plot.scene().render(painter, QRectF(image.rect()), QRectF(plot.rect()))
    painter.end()
    assert ink(image, 180) == pytest.approx(1, abs=0.1)


def test_a_single_point_is_a_dot(plot: Plot) -> None:
    """In the colour of its line, on the screen and in a file; no line leads to it."""
    line = Line()
    plot.addItem(line)
    line.setPen(pen("#FF0000"))
    line.setData(np.array([5.0]), np.array([0.5]))
    place = plot.mapFromScene(plot.getPlotItem().getViewBox().mapViewToScene(QPointF(5.0, 0.5)))
    assert plot.grab().toImage().pixelColor(place).name() == "#ff0000"
    line.setPen(pen("#0000FF"))
    assert plot.grab().toImage().pixelColor(place).name() == "#0000ff"
    for x in (np.empty(0), np.array([0.0, 10.0])):
        line.setData(x, np.full(len(x), 0.9))
        assert plot.grab().toImage().pixelColor(place).name() == "#ffffff", "the dot is gone"


def test_a_band_covers_its_blocks(plot: Plot) -> None:
    """The first block begins at 0, each other where the one before ends; nothing is drawn beside them."""
    band = Band()
    band.set_colour(QColor("#FF0000"))
    band.set_data(np.array([4.0, 6.0]), np.array([0.2, 0.6]), np.array([0.4, 0.8]))
    plot.addItem(band)
    image = plot.grab().toImage()

    def seen(x: float, y: float) -> str:
        place = plot.mapFromScene(plot.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y)))
        return str(image.pixelColor(place).name())

    red, white = "#ff0000", "#ffffff"
    assert [seen(0.1, 0.3), seen(3.9, 0.3), seen(4.1, 0.7), seen(5.9, 0.7)] == [red] * 4
    assert [seen(2, 0.45), seen(2, 0.15), seen(5, 0.5), seen(6.2, 0.7)] == [white] * 4


def test_a_band_without_blocks_is_empty(plot: Plot) -> None:
    """Where there are only single epochs there is no band, and no complaint."""
    band = Band()
    band.set_colour(QColor("#FF0000"))
    plot.addItem(band)
    band.set_data(np.empty(0), np.empty(0), np.empty(0))
    plot.grab()
    assert band.boundingRect().isEmpty()
