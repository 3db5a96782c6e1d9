"""The big numbers of the bar: they may change sixty times a second, and nothing around them moves."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QEvent, QObject
from PyQt5.QtGui import QFontMetrics
from PyQt5.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import BIG, SEMIBOLD, number_font
from gui.widgets.readout import Readout


@pytest.fixture
def readout(qtbot: QtBot) -> Readout:
    readout = Readout("loss", "lossValue", "How wrong the network is.", "8.888·10⁻⁸⁸")
    qtbot.addWidget(readout)
    return readout


def test_a_readout_says_what_it_is(readout: Readout) -> None:
    assert readout.number.objectName() == "lossValue"
    assert readout.number.accessibleName() == "loss"
    assert readout.number.toolTip() == "How wrong the network is."
    assert readout.number.text() == "–"


def test_a_readout_shows_its_text(readout: Readout) -> None:
    readout.set_text("0.25")
    assert readout.number.text() == "0.25"


def test_the_widest_text_has_room(readout: Readout) -> None:
    wide = QFontMetrics(number_font(BIG, SEMIBOLD)).horizontalAdvance("8.888·10⁻⁸⁸")
    assert readout.width() >= wide
    assert readout.number.width() == readout.width()


def test_a_caption_that_is_wider_than_its_number_has_room(qtbot: QtBot) -> None:
    narrow, wide = (Readout(caption, "x", "", "8") for caption in ("x", "a very long caption"))
    for each in (narrow, wide):
        qtbot.addWidget(each)
    assert wide.width() > narrow.width() > 0


class Layouts(QObject):
    """Counts how often a widget is asked to lay out its children."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        assert event is not None
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_another_number_lays_out_nothing_anew(qtbot: QtBot) -> None:
    window, readout, layouts = QWidget(), Readout("epoch", "epochValue", "", "888,888"), Layouts()
    qtbot.addWidget(window)
    QHBoxLayout(window).addWidget(readout)
    with qtbot.waitExposed(window):
        window.show()
    window.installEventFilter(layouts)
    readout.installEventFilter(layouts)
    for text in ("1", "12", "888,888"):
        readout.set_text(text)
    readout.number.repaint()
    qtbot.waitUntil(lambda: readout.number.text() == "888,888")
    assert layouts.count == 0


def test_a_readout_can_become_one_of_another_kind(readout: Readout) -> None:
    """Its caption, what a screen reader says and the tooltip change; its width does not."""
    width = readout.width()
    readout.rename("R²", "How much is explained.")
    assert readout._caption.text() == readout.number.accessibleName() == "R²"
    assert readout.number.toolTip() == "How much is explained."
    assert readout.width() == width
    readout.set_remark("1 of 2", "Half.")
    readout.rename("loss", "How wrong the network is.")
    assert readout._caption.text() == "loss · 1 of 2"
    assert readout.number.toolTip() == "How wrong the network is. Half."
