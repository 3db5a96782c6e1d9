"""SVG files, reopened: true lines and text, cut off at the axes, and readable by others than Qt."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from PyQt5.QtCore import QByteArray, QRectF, QSize
from PyQt5.QtGui import QColor, QImage, QPainter
from PyQt5.QtSvg import QSvgRenderer

from gui.export.figure import Figure
from gui.export.formats import size_for_millimetres
from gui.export.subject import View
from gui.export.svg import paint_svg
from gui.theme import DARK, LIGHT
from tests.gui.export.conftest import PLOTS, MakePanel
from tests.gui.export.reading import share_of

SVG = "{http://www.w3.org/2000/svg}"


def drawn(make_panel: MakePanel, name: str) -> tuple[Figure, ET.Element]:
    """The figure, and its drawing of 120 x 90 millimetres."""
    figure = Figure(View.of(make_panel(name)), LIGHT, size_for_millimetres(120, 90))
    return figure, ET.fromstring(paint_svg(figure, 120, 90))


def texts(root: ET.Element) -> list[str]:
    return [(element.text or "").strip() for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", PLOTS)
def test_a_drawing_has_its_size_its_title_and_its_words(make_panel: MakePanel, name: str) -> None:
    figure, root = drawn(make_panel, name)
    assert (root.get("width"), root.get("height")) == ("120mm", "90mm")
    assert root.get("viewBox") == f"0 0 {figure.size.width()} {figure.size.height()}"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == figure.title
    assert name in texts(root)


@pytest.mark.parametrize("name", PLOTS)
def test_a_drawing_is_made_of_lines(make_panel: MakePanel, name: str) -> None:
    figure, root = drawn(make_panel, name)
    lines = [element for kind in ("path", "polyline") for element in root.iter(f"{SVG}{kind}")]
    assert len(lines) > 10
    for image in root.iter(f"{SVG}image"):  # in data's own units or in pixels, but never the page
        assert image.get("width") != f"{figure.size.width()}"
        assert image.get("height") != f"{figure.size.height()}"


def test_a_learning_curve_is_no_image(make_panel: MakePanel) -> None:
    _, root = drawn(make_panel, "Learning curve")
    assert list(root.iter(f"{SVG}image")) == []
    assert {"epoch", "loss", "0", "1,000", "10⁻¹"} <= {*texts(root)}
    longest = max((path.get("d") or "").count("L") for path in root.iter(f"{SVG}path"))
    assert longest > 500  # a block of epochs, a point


def test_content_is_cut_off_at_the_axes(make_panel: MakePanel) -> None:
    """Qt's generator knows no clipping, and the curve of a plot that is zoomed in goes on beyond its axes."""
    figure, root = drawn(make_panel, "Learning curve")
    rectangle = root.find(f"{SVG}defs/{SVG}clipPath[@id='plot-1-area']/{SVG}rect")
    assert rectangle is not None
    place = [float(rectangle.get(name, "")) for name in ("x", "y", "width", "height")]
    assert place == pytest.approx(figure.parts[0].clip.getRect(), rel=1e-4)
    clipped = root.find(f"{SVG}g[@clip-path='url(#plot-1-area)']")
    assert clipped is not None
    in_accent = [group for group in root.iter(f"{SVG}g") if group.get("stroke") == LIGHT.accent.lower()]
    curves = [group for group in in_accent if any((each.get("d") or "").count("L") > 9 for each in group.iter())]
    assert curves
    assert all(curve in list(clipped.iter()) for curve in curves)
    assert not list(clipped.iter(f"{SVG}text"))  # letters may stand beyond the axes


@pytest.mark.parametrize("name", PLOTS)
def test_lines_grow_when_the_drawing_is_enlarged(make_panel: MakePanel, name: str) -> None:
    """No line keeps its width in pixels, and none is drawn in stretched units, where it would be a blot."""
    _, root = drawn(make_panel, name)
    assert not [element for element in root.iter() if "vector-effect" in element.attrib]
    for group in root.iter(f"{SVG}g"):
        if any(child.tag in (f"{SVG}path", f"{SVG}polyline") for child in group) and group.get("stroke") != "none":
            numbers = (group.get("transform") or "matrix(1,0,0,1,0,0)")[len("matrix(") : -1].split(",")
            a, b, c, d = (float(number) for number in numbers[:4])
            assert a * a + b * b == pytest.approx(c * c + d * d)
            assert 0.3 < float(group.get("stroke-width", "1")) * (a * a + b * b) ** 0.5 < 8


def test_text_keeps_its_room_in_another_font(make_panel: MakePanel) -> None:
    _, root = drawn(make_panel, "Learning curve")
    for text in root.iter(f"{SVG}text"):
        assert (text.get("font-family") or "").endswith("sans-serif")
        assert text.get("font-weight") in ("400", "500", "600", "700")
        if (text.text or "").strip():
            assert 0 < float(text.get("textLength", "0")) < 300
    title = next(text for text in root.iter(f"{SVG}text") if text.text == "Learning curve")
    assert title.get("font-weight") == "600"


def test_the_words_at_the_axes_are_muted(make_panel: MakePanel) -> None:
    _, root = drawn(make_panel, "Learning curve")
    fills = {(text.text or "").strip(): text.get("fill") for text in root.iter(f"{SVG}text")}
    assert {fills[word] for word in ("epoch", "loss", "1,000")} == {LIGHT.muted.lower()}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_others_read_what_was_drawn(make_panel: MakePanel, theme: object) -> None:
    chosen = DARK if theme is DARK else LIGHT
    figure = Figure(View.of(make_panel("Ground truth")), chosen, QSize(480, 360))
    renderer = QSvgRenderer(QByteArray(paint_svg(figure, 127, 95.25)))
    assert renderer.isValid()
    assert renderer.viewBoxF() == QRectF(0, 0, 480, 360)
    image = QImage(960, 720, QImage.Format.Format_RGB32)
    image.fill(QColor("#FF00FF"))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    assert share_of("#FF00FF", image) == 0
    assert share_of(chosen.card, image) > 0.8
    for colour in chosen.classes[:2]:
        assert share_of(colour, image) > 0.002
