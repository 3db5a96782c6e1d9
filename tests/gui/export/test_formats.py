"""PNG and PDF files, reopened: their size, their content, and that a PDF is no photograph of the plot."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QSize
from PyQt5.QtGui import QImage

from gui.export.figure import Figure
from gui.export.formats import encode_png, paint_image, paint_pdf, size_for_millimetres, size_for_pixels
from gui.export.subject import View
from gui.theme import DARK, LIGHT
from tests.gui.export.conftest import PLOTS, MakePanel
from tests.gui.export.reading import Page, pixels, rgb, share_of


def figure_of(panel_name: str, make_panel: MakePanel, size: QSize) -> Figure:
    return Figure(View.of(make_panel(panel_name)), LIGHT, size)


@pytest.mark.parametrize(("width", "height"), [(800, 600), (1600, 1200), (1000, 333), (250, 300)])
def test_a_png_has_just_the_size_that_was_chosen(make_panel: MakePanel, width: int, height: int) -> None:
    figure = figure_of("Learning curve", make_panel, size_for_pixels(width, height))
    image = QImage.fromData(encode_png(paint_image(figure, QSize(width, height))), "PNG")
    assert (image.width(), image.height()) == (width, height)
    assert (pixels(image)[[0, 0, -1, -1], [0, -1, 0, -1]] == rgb(LIGHT.card)).all()
    assert share_of(LIGHT.accent, image) > 0.0005


def test_a_png_says_what_it_shows_and_how_large_it_is_meant(make_panel: MakePanel) -> None:
    figure = figure_of("Learning curve", make_panel, QSize(480, 360))
    image = QImage.fromData(encode_png(paint_image(figure, QSize(960, 720))), "PNG")
    assert image.text("Title") == figure.title
    assert image.text("Software") == "Backprop Lab"
    assert image.dotsPerMeterX() == pytest.approx(2 * 96 / 0.0254, abs=1)
    assert image.dotsPerMeterY() == image.dotsPerMeterX()


def test_figures_of_one_shape_are_laid_out_alike() -> None:
    assert size_for_pixels(800, 600) == size_for_pixels(3200, 2400) == QSize(480, 360)
    assert size_for_pixels(2000, 500) == QSize(880, 220)  # no lower than its header and axes need


def test_letters_on_paper_are_as_large_as_in_a_text() -> None:
    """Unless the paper is so small that axes would not fit."""
    assert size_for_millimetres(127, 254) == QSize(480, 960)
    assert size_for_millimetres(20, 20) == QSize(300, 300)


def test_an_image_that_memory_has_no_room_for_is_a_clear_error(make_panel: MakePanel) -> None:
    figure = figure_of("Ground truth", make_panel, QSize(480, 360))
    with pytest.raises(MemoryError, match="no room for an image of 200,000 × 150,000 pixels"):
        paint_image(figure, QSize(200_000, 150_000))


@pytest.mark.parametrize("name", PLOTS)
def test_a_pdf_is_one_page_of_text_and_lines(make_panel: MakePanel, name: str) -> None:
    figure = figure_of(name, make_panel, size_for_millimetres(120, 90))
    page = Page(paint_pdf(figure, 120, 90))
    assert len(page.reader.pages) == 1
    assert page.size == pytest.approx((120, 90), abs=0.2)
    assert page.reader.metadata is not None
    assert page.reader.metadata.title == figure.title
    assert page.reader.metadata.creator == "Backprop Lab"
    assert name in page.text
    assert page.operators.count("Tj") > 20  # letters
    assert sum(page.operators.count(each) for each in ("S", "f", "B", "B*", "f*")) > 10  # lines and areas
    for left, bottom, right, top in page.images:
        assert (right - left) * (top - bottom) < 0.75 * 120 * 90  # the surface at most, never the page
    assert min(page.widths) > 0.05  # millimetres
    assert max(page.widths) < 2


def test_a_pdf_brings_its_fonts(make_panel: MakePanel) -> None:
    page = Page(paint_pdf(figure_of("Learning curve", make_panel, QSize(480, 360)), 127, 95.25))
    assert page.fonts() == {"Inter-Regular": True, "Inter-SemiBold": True, "InterTabular-Regular": True}
    for words in ("Learning curve", "epoch", "loss", "10⁻¹"):
        assert words in page.text


def test_a_learning_curve_in_a_pdf_is_no_image(make_panel: MakePanel) -> None:
    page = Page(paint_pdf(figure_of("Learning curve", make_panel, QSize(480, 360)), 127, 95.25))
    assert page.images == []
    assert page.operators.count("l") > 500  # a block of epochs, a point


def test_a_surface_in_a_pdf_is_an_image_as_large_as_its_axes(make_panel: MakePanel) -> None:
    figure = figure_of("Decision surface", make_panel, QSize(480, 360))
    page = Page(paint_pdf(figure, 127, 95.25))
    clip = figure.parts[0].clip
    place = [side * 25.4 / 96 for side in (clip.left(), 360 - clip.bottom(), clip.right(), 360 - clip.top())]
    assert page.images == [pytest.approx(place, abs=0.2)]


def test_a_page_has_its_ground_to_the_edges(make_panel: MakePanel) -> None:
    """A figure is a whole number of pixels, its page hardly ever: no white edge beside a dark figure."""
    figure = Figure(View.of(make_panel("Ground truth")), DARK, size_for_millimetres(127, 90.3))
    page = Page(paint_pdf(figure, 127, 90.3))
    left, bottom, right, top = page.grounds[0]
    assert max(left, bottom) < 0.001
    assert right > page.size[0] - 0.001
    assert top > page.size[1] - 0.001
