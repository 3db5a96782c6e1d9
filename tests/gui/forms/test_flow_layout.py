"""Widgets that are laid out as words."""

from __future__ import annotations

from PyQt5.QtCore import QRect
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.forms.flow_layout import FlowLayout


def flowing(qtbot: QtBot, *widths: int) -> tuple[QWidget, FlowLayout]:
    """A widget with others of these widths, 20 pixels high, and 5 between them."""
    page = QWidget()
    qtbot.addWidget(page)
    flow = FlowLayout(page, 5)
    for width in widths:
        word = QWidget()
        word.setFixedSize(width, 20)
        flow.addWidget(word)
    page.resize(100, 100)
    page.show()
    return page, flow


def places(flow: FlowLayout) -> list[QRect]:
    return [flow.itemAt(place).geometry() for place in range(flow.count())]  # type: ignore[union-attr]


def test_a_line_is_filled_before_the_next_begins(qtbot: QtBot) -> None:
    _, flow = flowing(qtbot, 50, 45, 60, 30)
    assert places(flow) == [
        QRect(0, 0, 50, 20), QRect(55, 0, 45, 20), QRect(0, 25, 60, 20), QRect(65, 25, 30, 20)
    ]  # fmt: skip
    assert [flow.heightForWidth(width) for width in (300, 100, 60)] == [20, 45, 95]


def test_a_word_wider_than_the_line_has_one_for_itself(qtbot: QtBot) -> None:
    _, flow = flowing(qtbot, 30, 150, 30)
    assert [place.y() for place in places(flow)] == [0, 25, 50]
    assert flow.minimumSize().width() == 150


def test_what_is_hidden_leaves_no_gap(qtbot: QtBot) -> None:
    page, flow = flowing(qtbot, 50, 45, 60)
    page.findChildren(QWidget)[0].hide()
    flow.setGeometry(page.rect())
    assert places(flow)[1:] == [QRect(0, 0, 45, 20), QRect(0, 25, 60, 20)]


def test_items_can_be_taken_out(qtbot: QtBot) -> None:
    _, flow = flowing(qtbot, 50, 45)
    assert flow.takeAt(0) is not None
    assert (flow.count(), flow.takeAt(1), flow.itemAt(-1)) == (1, None, None)
