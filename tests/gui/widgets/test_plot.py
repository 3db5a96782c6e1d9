"""A plot shows everything until a person wants to look closer, and then lets them."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.widgets.axes import Axis
from gui.widgets.plot import Plot


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot(Axis("left", "y", thickness=40), Axis("bottom", "x", thickness=30))
    qtbot.addWidget(made)
    made.resize(300, 200)
    with qtbot.waitExposed(made):
        made.show()
    made.set_everything((0, 10), (0, 1))
    return made


def ranges(plot: Plot) -> list[list[float]]:
    view: list[list[float]] = plot.getPlotItem().getViewBox().viewRange()
    return view


def turn_the_wheel(plot: Plot) -> None:
    middle = QPointF(plot.viewport().rect().center())
    event = QWheelEvent(
        middle,
        QPointF(plot.viewport().mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


def test_the_ranges_are_just_what_was_said(plot: Plot) -> None:
    """No margin is added, and they follow the data."""
    assert ranges(plot) == [[0, 10], [0, 1]]
    plot.set_everything((0, 20), (0, 2))
    assert ranges(plot) == [[0, 20], [0, 2]]


def test_new_data_does_not_pull_the_plot_out_of_a_persons_hand(plot: Plot) -> None:
    """Whoever has zoomed in stays there while the data grows, and can go back to all of it."""
    turn_the_wheel(plot)
    close = ranges(plot)
    assert close != [[0, 10], [0, 1]]
    plot.set_everything((0, 20), (0, 2))
    assert ranges(plot) == close
    plot.show_everything()
    assert ranges(plot) == [[0, 20], [0, 2]]
    plot.set_everything((0, 30), (0, 3))
    assert ranges(plot) == [[0, 30], [0, 3]]


def test_a_plot_without_data_can_show_everything(qtbot: QtBot) -> None:
    """Everything is nothing then."""
    empty = Plot(Axis("left", "y", thickness=40), Axis("bottom", "x", thickness=30))
    qtbot.addWidget(empty)
    before = ranges(empty)
    empty.show_everything()
    assert ranges(empty) == before
