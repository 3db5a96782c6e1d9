"""How large figures are on a page."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QRectF, QSizeF
from PyQt5.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from gui.report import look
from gui.report.document import Draw, Figure
from gui.report.drawing import TALLEST, place_of, plan_of
from gui.report.painter import PagePainter
from tests.gui.export.reading import share_of
from tests.gui.report.sample import curve


def place(figure: Figure) -> QRectF:
    return place_of(figure, plan_of(figure, "title").size)


def test_a_figure_is_as_wide_as_it_says() -> None:
    whole, half = place(Figure("a", "", curve, aspect=2.0)), place(Figure("a", "", curve, aspect=2.0, width=0.5))
    assert (whole.width(), whole.height()) == pytest.approx((look.WIDTH, look.WIDTH / 2), rel=0.01)
    assert (half.width(), half.height()) == pytest.approx((look.WIDTH / 2, look.WIDTH / 4), rel=0.01)


def test_letters_are_as_large_in_a_narrow_figure_as_in_a_wide_one() -> None:
    for width in (0.5, 1.0):
        figure = Figure("a", "", curve, width=width)
        size = plan_of(figure, "title").size
        assert size.width() / place_of(figure, size).width() == pytest.approx(96 / 254, rel=0.01)


def test_a_tall_figure_leaves_room_for_its_caption() -> None:
    tall = place(Figure("a", "", curve, aspect=0.2))
    assert tall.height() == pytest.approx(TALLEST * look.HEIGHT)
    assert tall.width() / tall.height() == pytest.approx(0.2, rel=0.02)


def test_what_a_function_leaves_behind_does_not_reach_the_page() -> None:
    def careless(painter: QPainter, rect: QRectF) -> None:
        painter.setOpacity(0.0)
        painter.translate(1000, 1000)

    after = painted(careless)
    assert share_of("#ff0000", after) > 0.2


def test_lines_of_the_screen_are_as_wide_on_a_page_as_the_figure_is_large() -> None:
    """A cosmetic pen is as many pixels of the device wide, which is hair on paper, unless it is turned into the
    figure's pixels, at its place on the page."""
    def line(painter: QPainter, rect: QRectF) -> None:
        pen = QPen(QColor("#0000ff"), 10)
        pen.setCosmetic(True)
        painter.setPen(pen)
        path = QPainterPath(rect.center())
        path.lineTo(rect.center().x() + 40, rect.center().y())
        painter.drawPath(path)

    # On 400 × 400 pixels: 48 × 10 (with its square ends about 50 × 10) of 100, three times as large.
    assert share_of("#0000ff", painted(line)) == pytest.approx(9 * 500 / 160_000, rel=0.05)


def painted(draw: Draw) -> QImage:
    """A page of 400 × 400 pixels with a figure of 100 in its middle, three times as large, and then a red bar."""
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with PagePainter(image, 2.0) as painter:
        before = painter.transform()
        with painter.inside(QRectF(25, 25, 150, 150), QSizeF(100, 100)):
            plan_of(Figure("a", "", draw, aspect=1.0, width=100 / 604.7), "title").plot.draw(painter)
        assert painter.transform() == before
        painter.fillRect(QRectF(0, 0, 50, 200), QColor("#ff0000"))
    return image
