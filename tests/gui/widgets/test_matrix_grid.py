"""The cells of a matrix find room: all of them if there are few, and as many as others leave if there are more."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.widgets.matrix_view import MatrixView
from tests.gui.widgets.matrix_parts import across, down, open_view, settle


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    return open_view(qtbot)


def test_columns_stay_as_wide_while_numbers_change_a_little(view: MatrixView) -> None:
    """A matrix that is trained does not dance, whatever its signs."""
    widths = []
    for values in ([0.1234, 0.5], [-0.9, 0.71], [-8.0, 9.876]):
        view.show_matrix("W", np.array(values))
        widths.append(view.cells.grid.cell_rect(0, 0).width())
    assert len(set(widths)) == 1
    view.show_matrix("W", np.array([1e-7, 1.0]))
    assert view.cells.grid.cell_rect(0, 0).width() > widths[0]


@pytest.mark.parametrize("shape", [(), (1,), (3,), (8,), (1, 1), (8, 1), (1, 8), (4, 5), (8, 8), (2, 2, 2), (0, 3)])
@pytest.mark.parametrize("power", [1.0, 1e-120])
def test_a_small_matrix_is_shown_whole(view: MatrixView, shape: tuple[int, ...], power: float) -> None:
    """In the room that it asks for, without scroll bars, and also when it was smaller before."""
    view.resize(view.minimumSize())
    view.show_matrix("W₂", np.full(shape, -power))
    QApplication.processEvents()
    settle(view)
    QApplication.processEvents()
    assert not across(view).isVisible()
    assert not down(view).isVisible()
    rows, columns = np.array(np.ones(shape), ndmin=2).reshape(-1, shape[-1] if shape else 1).shape
    if rows:
        assert view.cells.sheet.rect().contains(view.cells.grid.cell_rect(rows - 1, columns - 1))


def test_a_large_matrix_asks_for_no_more_room_than_others_leave(view: MatrixView) -> None:
    """It can be made as small as a few cells, and then it scrolls."""
    view.show_matrix("W", np.ones((8, 8)))
    whole = view.sizeHint()
    view.show_matrix("W", np.ones((64, 257)))
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert view.sizeHint().width() < whole.width() + 40
    assert view.sizeHint().height() < whole.height() + 40
    assert view.minimumSizeHint().width() < whole.width() / 2
    view.resize(view.minimumSizeHint())
    QApplication.processEvents()
    assert across(view).isVisible()
    assert down(view).isVisible()
    assert view.cells.seen() == "rows 1–4, columns 1–3"


def test_what_is_no_matrix_has_no_needless_labels(view: MatrixView) -> None:
    """A row's numbers are numbered, a single one is not."""
    view.show_matrix("L", np.array(0.5))
    assert view.cells.grid.cell_rect(0, 0).topLeft() == QPoint(0, 0)
    view.show_matrix("b", np.ones(4))
    assert view.cells.grid.cell_rect(0, 0).topLeft() == QPoint(0, 20)
    view.show_matrix("b", np.ones((4, 1)))
    assert view.cells.grid.cell_rect(0, 0).left() > 10
