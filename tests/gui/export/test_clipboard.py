"""The clipboard: an image that is sharp in a report, a drawing for programs that take one, or a table."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from PyQt5.QtCore import QMimeData
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QApplication

from gui.export import copy_to_clipboard
from gui.export.clipboard import copy_table
from gui.theme import DARK, LIGHT
from tests.gui.export.conftest import PLOTS, MakePanel
from tests.gui.export.reading import share_of


def on_the_clipboard() -> QMimeData:
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    content = clipboard.mimeData()
    assert content is not None
    return content


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_copied_twice_as_sharp_as_on_the_screen(make_panel: MakePanel, name: str) -> None:
    panel = make_panel(name)
    panel.resize(500, 330)
    copy_to_clipboard(panel, LIGHT)
    image = on_the_clipboard().imageData()
    assert isinstance(image, QImage)
    assert (image.width(), image.height()) == (1000, 660)
    assert share_of(LIGHT.text, image) > 0.0005
    assert share_of(DARK.card, image) < 0.02


def test_a_plot_is_copied_as_a_drawing_too(make_panel: MakePanel) -> None:
    panel = make_panel("Learning curve")
    panel.resize(480, 336)
    copy_to_clipboard(panel, LIGHT)
    root = ET.fromstring(bytes(on_the_clipboard().data("image/svg+xml")))
    assert (root.get("width"), root.get("height")) == ("127mm", "88.9mm")
    assert "Learning curve" in [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_panel_that_is_squeezed_is_copied_in_a_size_that_can_be_read(make_panel: MakePanel) -> None:
    panel = make_panel("Learning curve")
    panel.setMinimumSize(10, 10)
    panel.resize(120, 90)
    copy_to_clipboard(panel, LIGHT)
    image = on_the_clipboard().imageData()
    assert (image.width(), image.height()) == (600, 440)


def test_a_table_is_copied_as_text(qapp: QApplication) -> None:
    copy_table("epoch,loss\n1,0.25\n")
    content = on_the_clipboard()
    assert content.text() == "epoch,loss\n1,0.25\n"
    assert bytes(content.data("text/csv")) == b"epoch,loss\n1,0.25\n"
