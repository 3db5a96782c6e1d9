"""The cells of a matrix can be clicked, and gone through with the arrow keys."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gui.widgets.matrix_view import MatrixView
from tests.gui.widgets.matrix_parts import NOTHING, click, down, open_view, press, tooltip


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    return open_view(qtbot)


def test_there_is_no_tooltip_beside_the_cells(view: MatrixView, qtbot: QtBot) -> None:
    """The one of the last cell goes away."""
    view.show_matrix("W", np.ones((2, 2)))
    assert tooltip(view, 0, 0) != ""
    tooltip(view, 0, 7)
    qtbot.waitUntil(lambda: QToolTip.text() == "")


def test_a_screen_reader_hears_what_is_chosen(view: MatrixView) -> None:
    """Else, what can be done."""
    view.show_matrix("W", np.array([[0.5, 0.25]]))
    assert "arrow keys" in view.cells.accessibleDescription()
    view.set_chosen(0, 1)
    assert view.cells.accessibleDescription() == "W[1,2] = 0.25"
    view.show_matrix("W", np.array([[0.5, 0.75]]))
    assert view.cells.accessibleDescription() == "W[1,2] = 0.75"


def test_a_click_chooses_a_cell(view: MatrixView, qtbot: QtBot) -> None:
    """Also where the matrix is scrolled."""
    view.show_matrix("W", np.ones((64, 257)))
    view.set_chosen(40, 200)
    assert click(qtbot, view, view.cells.grid.cell_rect(38, 199).center()) == [(38, 199)]
    assert view.chosen == (38, 199)


def test_a_click_beside_the_cells_chooses_nothing(view: MatrixView, qtbot: QtBot) -> None:
    """On a label or behind the last cell."""
    view.show_matrix("W", np.ones((2, 2)))
    corner, last = view.cells.grid.cell_rect(0, 0).topLeft(), view.cells.grid.cell_rect(1, 1).bottomRight()
    for where in (corner - QPoint(3, -3), corner + QPoint(3, -3), last + QPoint(1, 0), last + QPoint(0, 1)):
        assert click(qtbot, view, where) == []
    assert view.chosen == NOTHING


def test_arrow_keys_go_from_cell_to_cell(view: MatrixView) -> None:
    """Each move is said as a click is; at the edges nothing happens."""
    said: list[tuple[int, int]] = []
    view.cell_clicked.connect(lambda row, column: said.append((row, column)))
    view.show_matrix("W", np.ones((2, 3)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Up):
        assert press(view, key)
    assert said == [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]
    assert view.chosen == (0, 0)


def test_arrow_keys_begin_where_the_person_looks(view: MatrixView) -> None:
    """With the first cell that can be seen, and of a chosen row in that."""
    view.show_matrix("W", np.ones((64, 257)))
    down(view).setValue(10 * 24)
    press(view, Qt.Key.Key_Down)
    assert view.chosen == (10, 0)
    view.set_chosen(12, None)
    press(view, Qt.Key.Key_Down)
    assert view.chosen == (12, 0)


def test_arrow_keys_with_others_are_left_to_the_window(view: MatrixView) -> None:
    """As they are shortcuts."""
    view.show_matrix("W", np.ones((2, 3)))
    assert not press(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.chosen == NOTHING
    assert press(view, Qt.Key.Key_Right, Qt.KeyboardModifier.KeypadModifier)
    assert view.chosen == (0, 0)


@pytest.mark.parametrize(("key", "is_taken"), [(Qt.Key.Key_Left, True), (Qt.Key.Key_S, False)])
def test_no_shortcut_steals_an_arrow_key(view: MatrixView, key: Qt.Key, is_taken: bool) -> None:
    """While the matrix has the focus, they are its own."""
    view.show_matrix("W", np.ones((2, 3)))
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(view.cells, event)
    assert event.isAccepted() == is_taken


def test_what_is_chosen_comes_into_view(view: MatrixView) -> None:
    """Whole, and stays there when the room becomes another."""
    view.show_matrix("W", np.ones((64, 257)))
    for cell in ((63, 256), (0, 0), (30, 100)):
        view.set_chosen(*cell)
        assert view.cells.sheet.rect().contains(view.cells.grid.cell_rect(*cell))
    view.resize(320, 150)
    QApplication.processEvents()
    assert view.cells.sheet.rect().contains(view.cells.grid.cell_rect(30, 100))


@pytest.mark.parametrize("cell", [(2, 0), (0, 3), (-1, 0), (None, 3)])
def test_a_cell_that_is_not_there_cannot_be_chosen(view: MatrixView, cell: tuple[int | None, int | None]) -> None:
    view.show_matrix("W", np.ones((2, 3)))
    with pytest.raises(IndexError, match="There is no cell in row"):
        view.set_chosen(*cell)
    assert view.chosen == NOTHING
