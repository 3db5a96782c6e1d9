"""Columns: of numbers or of words, whichever most of their cells are, and in whichever portions they come."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.csv_columns import MOST_WORDS, UNKNOWN, Cell, Column, Gatherer
from tests.engine.numeric import Array


def gathered(*portions: list[str], decimal: str = "point") -> Column:
    gatherer = Gatherer(decimal)
    for portion in portions:
        gatherer.take(portion)
    return gatherer.column("it")


def numbers_of(column: Column) -> Array:
    assert column.numbers is not None
    return column.numbers


def words_of(column: Column) -> list[str]:
    assert column.codes is not None
    return [column.words[code] if code != UNKNOWN else "–" for code in column.codes.tolist()]


def test_numbers_are_numbers() -> None:
    column = gathered(["1", " 2.5 ", "-3e2"], ["4"])
    assert numbers_of(column).tolist() == [1.0, 2.5, -300.0, 4.0]
    assert numbers_of(column).dtype == np.float64
    assert column.codes is None
    assert not column.missing.any()


def test_decimal_commas_are_read_and_points_beside_them_are_not() -> None:
    column = gathered(["1,5", "2", "1.000", "2,25"], decimal="comma")
    assert numbers_of(column)[[0, 1, 3]].tolist() == [1.5, 2.0, 2.25]
    assert column.odd == Cell(2, "1.000")


def test_words_are_sorted_and_spaces_around_them_are_none() -> None:
    column = gathered(["dog", " cat ", "cat"], ["ant", "NA", "dog"])
    assert column.numbers is None
    assert column.words == ("ant", "cat", "dog")
    assert words_of(column) == ["dog", "cat", "cat", "ant", "–", "dog"]
    assert column.missing.tolist() == [False] * 4 + [True, False]


def test_numbers_among_words_are_words() -> None:
    """Such as the classes 1, 2 and 3+."""
    column = gathered(["3+", "1", "3+", "2", "3+"])
    assert words_of(column) == ["3+", "1", "3+", "2", "3+"]


def test_a_word_among_numbers_is_a_mistake_that_is_known() -> None:
    column = gathered(["1", "2", "NA"], ["3", "4", " four ", "five"])
    assert column.odd == Cell(5, "four")
    assert np.isnan(numbers_of(column)).tolist() == [False, False, True, False, False, True, True]


def test_what_only_python_takes_for_a_number_is_none() -> None:
    assert gathered(["1", "1_000", "3"]).odd == Cell(1, "1_000")


def test_missing_cells_count_for_neither_side() -> None:
    assert words_of(gathered(["NA", "", "?", "cat", "1", "cat"])) == ["–", "–", "–", "cat", "1", "cat"]
    assert numbers_of(gathered(["NA", "", "?", "cat", "1", "2"]))[4] == 1.0


def test_a_column_without_a_value_is_empty() -> None:
    assert gathered(["", "NA"], ["null"]).is_empty
    assert not gathered(["", "0"]).is_empty
    assert not gathered(["", "cat"]).is_empty


@pytest.mark.parametrize("cell", ["1e400", "-1e400", "inf", "-Infinity"])
def test_a_number_beyond_all_numbers_is_known(cell: str) -> None:
    assert gathered(["1", "2"], ["3", cell, "1e999"]).infinite == Cell(3, cell)


def test_names_are_too_many_words_to_be_classes() -> None:
    """And cost no memory: of a million names none is kept."""
    gatherer = Gatherer("point")
    for start in range(0, 5000, 500):
        gatherer.take([f"person {k}" for k in range(start, start + 500)])
    assert gatherer._numbers is None
    column = gatherer.column("it")
    assert column.numbers is None
    assert column.codes is None
    assert column.words == ()
    assert not column.is_empty


def test_so_many_words_are_allowed() -> None:
    words = [f"word {k:04}" for k in range(MOST_WORDS)]
    assert words_of(gathered(words, words[::-1])) == words + words[::-1]


def test_many_different_numbers_are_still_numbers() -> None:
    numbers = [str(k / 7) for k in range(3 * MOST_WORDS)]
    assert numbers_of(gathered(numbers)).tolist() == [k / 7 for k in range(3 * MOST_WORDS)]


CELLS = st.sampled_from(["1", "2.5", "-3", "cat", "dog", " cat", "", "NA", "1e400", "1,5"])


@given(st.lists(CELLS, min_size=1, max_size=40), st.lists(st.integers(0, 40)))
def test_portions_make_no_difference(cells: list[str], cuts: list[int]) -> None:
    """Where one ends and the next begins is chance."""
    ends = [0, *sorted(cut for cut in cuts if cut <= len(cells)), len(cells)]
    whole = gathered(cells)
    parts = gathered(*(cells[start:end] for start, end in pairwise(ends)))
    assert (parts.words, parts.odd, parts.infinite) == (whole.words, whole.odd, whole.infinite)
    for part, all_of_it in ((parts.numbers, whole.numbers), (parts.codes, whole.codes)):
        assert (part is None) == (all_of_it is None)
        if part is not None and all_of_it is not None:
            np.testing.assert_array_equal(part, all_of_it)
