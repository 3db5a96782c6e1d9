"""The view of a matrix: its title says what it is, and the next moment finds the person where they were."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT
from gui.widgets.matrix_view import MatrixView
from tests.gui.widgets.matrix_parts import NOTHING, across, down, open_view


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    return open_view(qtbot)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ((), "one number"),
        ((1,), "one number"),
        ((21_000,), "21,000 numbers"),
        ((4, 3), "4 × 3"),
        ((2, 3, 4), "2 × 3 × 4"),
    ],
)
def test_the_title_says_how_large_it_is(view: MatrixView, shape: tuple[int, ...], text: str) -> None:
    """As does what a screen reader says."""
    view.show_matrix("W₂", np.ones(shape))
    assert text in view._title.text()
    assert view.accessibleName() == view.cells.accessibleName() == f"W₂, {text}"


def test_the_title_has_slanted_variables_and_the_end_of_the_scale(view: MatrixView) -> None:
    """And names cannot bring in markup of their own."""
    view.show_matrix("W₂ <b>", np.array([[1.5, -3.0]]))
    assert view._title.text().startswith("<i>W</i>₂ &lt;")
    assert "±3.000" in view._title.text()
    assert "±3.000" in view._title.toolTip()
    assert LIGHT.muted in view._title.text()
    view.set_theme(DARK)
    assert DARK.muted in view._title.text()


def test_the_note_says_what_part_is_seen(view: MatrixView) -> None:
    """Nothing where that is all; else the rows and columns that are seen whole."""
    view.show_matrix("W", np.ones((4, 5)))
    assert view._note.text() == ""
    view.show_matrix("W", np.ones((64, 257)))
    rows, columns = (view.cells.sheet.height() - 20) // 24, view._note.text().rsplit("–", 1)[1]
    assert view._note.text() == f"rows 1–{rows}, columns 1–{columns}"
    assert view.cells.grid.cell_rect(0, int(columns) - 1).right() < view.cells.sheet.width()
    view.set_chosen(63, 256)
    assert view._note.text() == f"rows {65 - rows}–64, columns {258 - int(columns)}–257"


def test_it_takes_no_more_width_than_it_needs(view: MatrixView) -> None:
    """So that beside others it leaves the rest to them; yet its title finds room."""
    view.show_matrix("z₂", np.ones((4, 1)))
    assert view._title.sizeHint().width() <= view.maximumWidth() < 160
    view.show_matrix("W", np.ones((4, 9)))
    assert view.maximumWidth() >= view.cells.grid.cell_rect(0, 8).right() + 1
    view.show_matrix("θ", np.ones(1_000_000))
    assert view.maximumWidth() == 16_777_215


def test_the_next_moment_finds_the_person_where_they_were(view: MatrixView) -> None:
    """Chosen cell and scroll bars stay; another kind of matrix is seen from its beginning."""
    view.show_matrix("W", np.ones((64, 257)))
    view.set_chosen(60, 250)
    scrolled = across(view).value(), down(view).value()
    assert min(scrolled) > 0
    view.show_matrix("W", np.zeros((64, 257)))
    assert (across(view).value(), down(view).value()) == scrolled
    assert view.chosen == (60, 250)
    view.show_matrix("W", np.zeros((64, 256)))
    assert (across(view).value(), down(view).value()) == (0, 0)
    assert view.chosen == NOTHING
