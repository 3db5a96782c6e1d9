"""A matrix as it is shown is a copy of the array, and its texts are the array's numbers, however large that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PyQt5.QtGui import QFontMetrics
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.theme import SMALL, number_font
from gui.widgets.matrix import Matrix, short_text
from gui.widgets.matrix_grid import PAD
from gui.widgets.matrix_view import MatrixView
from tests.gui.widgets.matrix_parts import open_view, tooltip


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    return open_view(qtbot)


@pytest.mark.parametrize(("value", "text"), [(np.nan, "NaN"), (np.inf, "∞"), (-np.inf, "−∞"), (-0.5, "−0.5000")])
def test_numbers_are_written_short(value: float, text: str) -> None:
    assert short_text(value) == text


@given(st.lists(st.floats(), min_size=1, max_size=5))
@example([-0.0001234, 1.111e-5])
@example([-4e-44, 1e-111, 1e-11])
def test_no_number_is_wider_than_its_column(qapp: QApplication, values: list[float]) -> None:
    """Whatever numbers come together."""
    metrics = QFontMetrics(number_font(SMALL))
    matrix = Matrix.of("W", np.array(values), None, None, None)
    column = max(metrics.horizontalAdvance(text) for text in matrix.widest_texts()) + PAD
    assert max(metrics.horizontalAdvance(short_text(value)) for value in values) <= column


def test_what_is_shown_is_a_copy(view: MatrixView) -> None:
    """The array that it was may be a buffer that is written again."""
    values, before = np.ones((2, 2)), np.zeros((2, 2))
    view.show_matrix("W", values, before)
    values[:], before[:] = 5.0, 5.0
    assert tooltip(view, 1, 1) == "W[2,2]: 0.0 → 1.0"


@pytest.mark.parametrize(
    ("values", "cell", "text"),
    [
        ([[0.0, 0.0], [0.0, 0.0], [-0.123456789012, 0.0]], (2, 0), "W₂[3,1] = −0.123456789012"),
        ([0.1, 0.1 + 0.2], (0, 1), "W₂[2] = 0.30000000000000004"),
        (0.25, (0, 0), "W₂ = 0.25"),
        (np.arange(24.0).reshape(2, 3, 4), (5, 1), "W₂[2,3,2] = 21.0"),
        ([[-1.5e-7]], (0, 0), "W₂[1,1] = −1.5·10⁻⁷"),
        ([[np.nan]], (0, 0), "W₂[1,1] = not a number"),
        (np.array([[0.1]], dtype=np.float32), (0, 0), "W₂[1,1] = 0.1"),
    ],
)
def test_a_tooltip_has_all_digits(view: MatrixView, values: object, cell: tuple[int, int], text: str) -> None:
    """And the place in the array as the formulas number it."""
    view.show_matrix("W₂", np.asarray(values))
    assert tooltip(view, *cell) == text


def test_a_tooltip_tells_what_was_before(view: MatrixView) -> None:
    """Only where it was something else."""
    view.show_matrix("W", np.array([[0.5, -0.25]]), np.array([[0.5, 1e-6]]))
    assert tooltip(view, 0, 0) == "W[1,1] = 0.5"
    assert tooltip(view, 0, 1) == "W[1,2]: 1·10⁻⁶ → −0.25"


def test_a_tooltip_calls_rows_and_columns_by_their_names(view: MatrixView) -> None:
    """Where those are more than their numbers."""
    view.show_matrix("W", np.ones((2, 2)), None, ["1", "2"], ["1", "b"])
    assert tooltip(view, 1, 0) == "W[2,1] = 1.0"
    assert tooltip(view, 1, 1) == "W[2,2] = 1.0\nrow 2, column b"


@pytest.mark.parametrize(
    ("before", "rows", "columns", "words"),
    [
        (np.ones((3, 2)), None, None, "before has the shape"),
        (None, ["1"], None, "1 row labels, but 2 rows"),
        (None, None, ["1", "2"], "2 column labels, but 3 columns"),
    ],
)
def test_what_does_not_fit_is_refused(
    view: MatrixView, before: Any, rows: list[str] | None, columns: list[str] | None, words: str
) -> None:
    """With a sentence, and what is shown stays."""
    view.show_matrix("L", np.array(0.5))
    with pytest.raises(ValueError, match=words):
        view.show_matrix("W", np.ones((2, 3)), before, rows, columns)
    assert tooltip(view, 0, 0) == "L = 0.5"
