"""The picture of a matrix: numbers, colours, marks and labels are those of the array, as far as it can be seen."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, QRect, QSize, Qt
from PyQt5.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT, Theme, diverging_map, ink_colours
from gui.widgets import matrix_painting
from gui.widgets.matrix import short_text
from gui.widgets.matrix_grid import PAD
from gui.widgets.matrix_view import MatrixView
from gui.widgets.numbers import value_text
from tests.gui.widgets.matrix_parts import (
    NOTHING,
    THEMES,
    across,
    background,
    colours_of,
    down,
    open_view,
    picture,
    press,
    settle,
)


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    return open_view(qtbot)


def is_marked(view: MatrixView, row: int, column: int, theme: Theme = LIGHT) -> bool:
    """Whether its corner is filled with what could be a number's colour."""
    place = view.cells.grid.cell_rect(row, column)
    return picture(view).pixelColor(place.left() + 2, place.top() + 2).name() in {
        ink.lower() for ink in ink_colours(theme)
    }


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every number that is written into a cell from now on."""
    numbers: list[float] = []

    def note(value: float) -> str:
        numbers.append(value)
        return short_text(value)

    monkeypatch.setattr(matrix_painting, "short_text", note)
    return numbers


@THEMES
def test_numbers_are_written_in_the_colour_that_can_be_read(view: MatrixView, theme: Theme) -> None:
    """The darkest or lightest dot of a cell is that colour."""
    view.set_theme(theme)
    view.show_matrix("W", np.linspace(-1, 1, 8).reshape(1, 8))
    settle(view)
    image = picture(view)
    for column, place in enumerate(np.rint(np.linspace(0, 255, 8)).astype(int)):
        seen = colours_of(image, view.cells.grid.cell_rect(0, column))
        assert ink_colours(theme)[place].lower() in seen


@THEMES
def test_orange_is_negative_and_blue_positive(view: MatrixView, theme: Theme) -> None:
    """The strongest colour is the greatest size's, zero has none, and what lies between is between."""
    view.set_theme(theme)
    view.show_matrix("W", np.array([[-2.0, 0.0, 2.0], [-1.0, 1e-9, 1.0]]))
    table = [QColor(*(int(channel) for channel in colour)).name() for colour in diverging_map(theme)]
    assert [background(view, 0, column) for column in range(3)] == [table[0], table[128], table[255]]
    assert [background(view, 1, column) for column in range(3)] == [table[64], table[128], table[191]]
    assert view.cells.matrix is not None
    assert view.cells.matrix.end == 2.0


def test_a_matrix_of_zeros_has_no_colour(view: MatrixView) -> None:
    """There is nothing that could be the strongest."""
    view.show_matrix("W", np.zeros((2, 2)))
    middle = QColor(*(int(channel) for channel in diverging_map(LIGHT)[128])).name()
    assert {background(view, row, column) for row in range(2) for column in range(2)} == {middle}


def test_every_number_is_written(view: MatrixView, written: list[float]) -> None:
    """Row by row, each in its cell."""
    values = np.random.default_rng(0).normal(size=(4, 5))
    view.show_matrix("W", values)
    settle(view)
    written.clear()
    picture(view)
    assert written == values.ravel().tolist()


def test_of_a_large_matrix_only_what_is_seen_is_painted(view: MatrixView, written: list[float]) -> None:
    """And a number only where its column is seen whole: the rest of it would be another number."""
    values = np.arange(65.0 * 257).reshape(65, 257)
    view.show_matrix("W", values)
    across(view).setValue(view.cells.grid.cell_rect(0, 1).left() - view.cells.grid.cell_rect(0, 0).left() + 3)
    written.clear()
    picture(view)
    columns = sorted({int(value) % 257 for value in written})
    assert columns == list(range(2, columns[-1] + 1)), "column 1 has begun to leave"
    assert view.cells.grid.cell_rect(0, columns[-1]).right() < view.cells.sheet.width()
    assert view.cells.grid.cell_rect(0, columns[-1] + 1).right() >= view.cells.sheet.width()
    assert 20 < len(written) < 120


@THEMES
def test_what_is_no_finite_number_is_marked(view: MatrixView, theme: Theme) -> None:
    """It lies framed on the card, and the scale does without it."""
    view.set_theme(theme)
    view.show_matrix("W", np.array([[np.nan, np.inf, -np.inf, 2.0]]))
    image = picture(view)
    for column in range(4):
        place = view.cells.grid.cell_rect(0, column)
        frame = image.pixelColor(place.left() + 1, place.center().y()).name()
        assert (frame == theme.danger.lower()) == (column < 3)
        assert (background(view, 0, column) == theme.card.lower()) == (column < 3)
    assert view.cells.matrix is not None
    assert view.cells.matrix.end == 2.0


def test_what_is_no_finite_number_is_marked_even_where_it_is_cut_off(view: MatrixView) -> None:
    """Its column is too narrow for the number, not for the frame."""
    view.show_matrix("W", np.full((1, 40), np.nan))
    across(view).setValue(30)
    first = view.cells.grid.cell_rect(0, 0)
    assert first.left() < 0 < first.right()
    assert picture(view).pixelColor(first.right() - 3, first.top() + 1).name() == LIGHT.danger.lower()


@THEMES
def test_what_changed_is_marked(view: MatrixView, theme: Theme) -> None:
    """By a filled corner; what was not a number and still is not has not changed."""
    view.set_theme(theme)
    view.show_matrix("W", np.array([[1.0, 2.0, np.nan, np.nan]]), np.array([[1.0, 2.5, np.nan, 3.0]]))
    assert [is_marked(view, 0, column, theme) for column in range(4)] == [False, True, False, True]
    view.show_matrix("W", np.array([[1.0, 2.0, np.nan, np.nan]]))
    assert not any(is_marked(view, 0, column, theme) for column in range(4))


@THEMES
def test_the_chosen_cell_is_outlined(view: MatrixView, theme: Theme) -> None:
    """Strongly; its row and its column lightly, and their labels stand out."""
    view.set_theme(theme)
    view.show_matrix("W", np.ones((4, 4)))
    plain = picture(view)
    view.set_chosen(2, 1)
    image = picture(view)

    def edge(row: int, column: int, image: QImage) -> str:
        place = view.cells.grid.cell_rect(row, column)
        return image.pixelColor(place.left(), place.center().y()).name()

    def top(row: int, column: int) -> str:
        place = view.cells.grid.cell_rect(row, column)
        return image.pixelColor(place.center().x(), place.top()).name()

    text, muted = theme.text.lower(), theme.muted.lower()
    assert (edge(2, 1, image), edge(2, 1, plain) == text) == (text, False)
    assert (top(2, 0), top(2, 3), edge(0, 1, image), edge(3, 1, image)) == (muted,) * 4
    assert {edge(0, 0, image), edge(3, 3, image)}.isdisjoint({text, muted})
    label = QRect(0, view.cells.grid.cell_rect(2, 0).top(), view.cells.grid.cell_rect(0, 0).left() - 2, 24)
    assert (text in colours_of(image, label), text in colours_of(plain, label)) == (True, False)


def test_a_row_alone_can_be_chosen(view: MatrixView) -> None:
    """Then no cell is outlined."""
    view.show_matrix("W", np.ones((4, 4)))
    view.set_chosen(2, None)
    seen = colours_of(picture(view), view.cells.grid.cell_rect(2, 0))
    assert LIGHT.muted.lower() in seen
    assert view.cells.accessibleDescription().startswith("Click")
    view.set_chosen(None, None)
    assert LIGHT.muted.lower() not in colours_of(picture(view), view.cells.grid.cell_rect(2, 0).adjusted(0, 0, -30, 0))


def strip(view: MatrixView, is_top: bool) -> QImage:
    """The part of the picture that has the labels of the columns, or of the rows."""
    corner, sheet = view.cells.grid.cell_rect(0, 0).topLeft(), view.cells.sheet.rect()
    x, y = corner.x() + across(view).value(), corner.y() + down(view).value()
    area = QRect(x, 0, sheet.width() - x, y) if is_top else QRect(0, y, x, sheet.height() - y)
    return picture(view).copy(area)


def test_labels_stay_in_view(view: MatrixView) -> None:
    """Columns' labels go along to the left and right only, rows' labels up and down only."""
    view.show_matrix("W", np.random.default_rng(0).normal(size=(64, 257)))
    top, left = strip(view, True), strip(view, False)
    assert len(colours_of(top, top.rect())) > 2
    down(view).setValue(205)
    assert strip(view, True) == top
    assert strip(view, False) != left
    view.set_chosen(12, None)
    beside = QRect(0, view.cells.grid.cell_rect(12, 0).top(), view.cells.grid.cell_rect(0, 0).left(), 24)
    assert LIGHT.text.lower() in colours_of(picture(view), beside)
    left = strip(view, False)
    across(view).setValue(333)
    assert strip(view, False) == left
    assert strip(view, True) != top


def test_labels_have_names(view: MatrixView) -> None:
    """In place of numbers; long ones make columns wider, up to where they are cut short."""
    view.show_matrix("W", np.ones((2, 2)))
    numbered, first = strip(view, True), view.cells.grid.cell_rect(0, 0)
    view.show_matrix("W", np.ones((2, 2)), None, ["out 1", "out 2"], ["sample 12", "sample 13"])
    assert strip(view, True) != numbered
    assert view.cells.grid.cell_rect(0, 0).left() > 30
    view.show_matrix("W", np.ones((2, 2)), None, ["very long " * 20] * 2, ["very long " * 20] * 2)
    assert view.cells.grid.cell_rect(0, 0).left() == 90 + 10
    assert view.cells.grid.cell_rect(0, 0).size() == QSize(90 + 2 * PAD, first.height())
    assert view.cells.grid.cell_rect(0, 0).top() == first.top()


def test_a_very_long_row_is_shown_to_its_end(view: MatrixView, written: list[float]) -> None:
    """Millions of pixels away too."""
    values = np.arange(21_000.0)
    view.show_matrix("θ", values)
    view.set_chosen(0, 20_999)
    written.clear()
    image = picture(view)
    assert written[-1] == 20_999
    last = view.cells.grid.cell_rect(0, 20_999)
    assert LIGHT.text.lower() in colours_of(image, last)
    assert LIGHT.muted.lower() in colours_of(image, view.cells.grid.cell_rect(0, 20_998))
    assert value_text(20_999.0) == "20,999"


def test_the_focus_can_be_seen(view: MatrixView, qtbot: QtBot) -> None:
    """A frame shows where the keys go."""
    view.show_matrix("W", np.ones((2, 3)))
    with qtbot.waitActive(view):
        view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.cells.hasFocus)
    assert picture(view).pixelColor(0, 40).name() == LIGHT.accent.lower()
    view.cells.clearFocus()
    assert picture(view).pixelColor(0, 40).name() != LIGHT.accent.lower()


def test_it_can_be_cleared(view: MatrixView, written: list[float]) -> None:
    """Nothing is left, and nothing can be clicked."""
    view.show_matrix("W", np.ones((2, 2)))
    view.set_chosen(1, 1)
    view.clear()
    written.clear()
    assert len(colours_of(picture(view), view.cells.sheet.rect())) == 1
    assert written == []
    assert (view._title.text(), view.accessibleName(), view.chosen) == ("", "", NOTHING)
    assert view.cells.grid.cell_at(QPoint(30, 30)) is None
    assert not press(view, Qt.Key.Key_Down)
