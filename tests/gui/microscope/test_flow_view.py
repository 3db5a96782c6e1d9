"""The network with one sample's numbers, before a person: what is clicked and pointed at is said, nothing crashes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QColor, QHelpEvent, QMouseEvent
from PyQt5.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gui.microscope.flow_view import FlowView
from gui.theme import DARK, LIGHT
from tests.gui.microscope.flow_parts import DEEP, box, click, flow, on_edge, open_view, picture


@pytest.fixture
def view(qtbot: QtBot) -> FlowView:
    return open_view(qtbot)


def test_a_neuron_and_its_dot_stand_for_the_bias(view: FlowView) -> None:
    """Inputs have none, nor has a network without biases; and only the left button chooses."""
    said: list[tuple[int, ...]] = []
    view.bias_clicked.connect(lambda *what: said.append(what))
    view.weight_clicked.connect(lambda *what: said.append(what))
    for has_bias in (True, False):
        view.show_flow(flow(bias=has_bias), 0, "update")
        click(view, box(view, 2, 3).center())
        click(view, box(view, 1, 0).bottomLeft() + QPointF(-3, 4))
        click(view, box(view, 0, 1).center())
        click(view, box(view, 2, 3).center(), Qt.MouseButton.RightButton)
        assert said == ([(2, 3), (1, 0)] if has_bias else [])
        said.clear()


def test_the_pointer_is_a_hand_over_what_can_be_clicked(view: FlowView) -> None:
    """Over inputs and the truth it is not."""
    view.show_flow(flow(), 0, "update")
    none = Qt.MouseButton.NoButton
    assert view._layout is not None
    for where, is_hand in (
        (on_edge(view, 1, 0, 0), True),
        (box(view, 1, 0).center(), True),
        (box(view, 0, 0).center(), False),
        (view._layout.truth[0].center(), False),
        (QPointF(3, 40), False),
    ):
        view.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, where, none, none, Qt.KeyboardModifier.NoModifier))
        assert (view.cursor().shape() == Qt.CursorShape.PointingHandCursor) == is_hand


def test_the_tooltip_says_it(view: FlowView, qapp: QApplication) -> None:
    """When Qt asks for it."""
    view.show_flow(flow(), 0, "update")
    at = QPoint(*(int(part) for part in (box(view, 0, 0).center().x(), box(view, 0, 0).center().y())))
    qapp.notify(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    assert QToolTip.text().startswith("x[1] = ")
    QToolTip.hideText()


@pytest.mark.parametrize("rubbish", [np.nan, np.inf, -np.inf, 1.7e308, 0.0])
@pytest.mark.parametrize("phase", ["forward", "backward"])
def test_numbers_that_are_none_do_no_harm(view: FlowView, rubbish: float, phase: str) -> None:
    """A run that diverges is drawn without a crash or a warning."""
    made = flow(back=1)
    spoilt = {
        name: tuple(None if each is None else np.full_like(each, rubbish) for each in getattr(made, name))
        for name in ("weights", "biases", "values", "gradients", "weight_gradients")
    }
    view.show_flow(replace(made, truth=np.full(1, rubbish), **spoilt), 2, phase)  # type: ignore[arg-type]
    view.set_chosen(2, 1, 1)
    picture(view)
    assert view.text_at(box(view, 1, 0).center())


def test_small_and_empty_views_are_drawn(view: FlowView) -> None:
    """Before there is a network there is only the card; a view without room or without truth does not crash."""
    image = picture(view)
    assert {image.pixel(x, y) for x in range(0, 560, 9) for y in range(0, 360, 9)} == {QColor(LIGHT.card).rgb()}
    assert view.text_at(QPointF(50, 50)) == ""
    view.set_theme(DARK)
    view.set_chosen(1, 0, 0)
    view.show_flow(replace(flow(DEEP), truth=None), 0, "loss")
    for room in ((220, 140), (30, 20), (1, 1)):
        view.resize(*room)
        picture(view)
        view.text_at(QPointF(room[0] / 2, room[1] / 2))


def test_it_tells_a_screen_reader_what_it_is(view: FlowView) -> None:
    """By name."""
    assert view.accessibleName() == "The network with the numbers of one sample"
