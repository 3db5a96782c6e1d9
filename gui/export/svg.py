"""SVG: a drawing of lines and text, made by Qt and mended where Qt's is not what others read."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

from PyQt5.QtCore import QBuffer, QRectF
from PyQt5.QtGui import QFont, QFontMetricsF, QPainter
from PyQt5.QtSvg import QSvgGenerator

from gui.export.figure import Figure
from gui.export.formats import CREATOR, screen_dots_per_inch
from gui.export.painter import FigurePainter
from gui.theme import SMALL, font, number_font

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)
NUMBER = r"[-+.\de]+"
WEIGHTS = {"570": "500", "630": "600"}  # Qt writes ten times its own numbers for medium and half-bold


def paint_svg(figure: Figure, width: float, height: float) -> bytes:
    """A drawing of ``width`` times ``height`` millimetres.

    Qt's own generator knows no clipping: so the content of each plot is drawn apart, and put between the axes with a
    clip path around it."""
    root = _svg(figure, figure.draw_frame, "frame")
    root.set("width", f"{width:g}mm")
    root.set("height", f"{height:g}mm")
    root.set("version", "1.1")
    del root.attrib["baseProfile"]  # "tiny", which has no clip paths
    for number, part in enumerate(figure.parts, start=1):
        _add_content(root, part.clip, _svg(figure, part.draw_content, f"plot-{number}"), f"plot-{number}")
    for element in root.iter():
        _mend(element)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add_content(root: ET.Element, clip: QRectF, content: ET.Element, name: str) -> None:
    """Puts the content of a plot between its axes."""
    definitions = _definitions(root)
    definitions.extend(_definitions(content))
    path = ET.SubElement(definitions, f"{{{SVG}}}clipPath", id=f"{name}-area")
    x, y, width, height = (f"{number:g}" for number in clip.getRect())
    ET.SubElement(path, f"{{{SVG}}}rect", x=x, y=y, width=width, height=height)
    inside = ET.SubElement(root, f"{{{SVG}}}g", {"clip-path": f"url(#{name}-area)"})
    inside.extend(content.findall(f"{{{SVG}}}g"))


def _svg(figure: Figure, draw: Callable[[QPainter], None], name: str) -> ET.Element:
    """One layer of the figure as Qt writes it; several go into one file, so its gradients get names of their own."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setTitle(figure.title)
    generator.setDescription(f"Drawn by {CREATOR}")
    generator.setResolution(screen_dots_per_inch())
    generator.setSize(figure.size)
    generator.setViewBox(QRectF(0, 0, figure.size.width(), figure.size.height()))
    with FigurePainter(generator) as painter:
        draw(painter)
    text = bytes(buffer.data()).decode("utf-8")
    return ET.fromstring(re.sub(r'(id="|url\(#)gradient', rf"\1{name}-gradient", text))


def _definitions(root: ET.Element) -> ET.Element:
    found = root.find(f"{{{SVG}}}defs")
    assert found is not None  # Qt writes it, even if it is empty
    return found


def _mend(element: ET.Element) -> None:
    """Whoever does not have the fonts sees the next best ones; and no line keeps its width when the drawing grows."""
    if element.tag == f"{{{SVG}}}text":
        _mend_text(element)
    if any(child.get("vector-effect") == "non-scaling-stroke" for child in element):
        a, b, c, d, *_ = (float(number) for number in re.findall(NUMBER, element.get("transform", "1 0 0 1")))
        element.set("stroke-width", f"{float(element.get('stroke-width', 1)) / math.sqrt(abs(a * d - b * c)):g}")
    element.attrib.pop("vector-effect", None)


def _mend_text(text: ET.Element) -> None:
    """In another font, too, it is as wide as the room that was made for it."""
    weight = text.get("font-weight", "400")
    families = {made.family(): made.families() for made in (font(), number_font())}
    used = QFont(text.get("font-family"))
    used.setFamilies(families.get(used.family(), [used.family()]))
    used.setPixelSize(round(float(text.get("font-size", SMALL))))
    used.setWeight(int(weight) // 10)
    used.setItalic(text.get("font-style") == "italic")
    text.set("font-family", ", ".join([*used.families(), "sans-serif"]))
    text.set("font-weight", WEIGHTS.get(weight, weight))
    width = QFontMetricsF(used).horizontalAdvance(text.text or "")
    if width > 0:
        text.set("textLength", f"{width:g}")
        text.set("lengthAdjust", "spacingAndGlyphs")
