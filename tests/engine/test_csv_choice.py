"""Samples out of a table: what the answer becomes, what the network sees, which rows count, and what cannot be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import csv_choice
from engine.csv_choice import MOST_CLASSES, MOST_FEATURE_WORDS, MOST_WHOLE, Samples, choose, join_names, split_names
from engine.csv_columns import MOST_WORDS
from engine.csv_text import TableError
from tests.engine.csv_files import table_in

IRIS = (
    "length,width,colour,species\n5.1,3.5,red,setosa\n7.0,3.2,blue,versicolor\n6.3,3.3,red,virginica\n"
    "4.9,3.0,green,setosa\n"
)


def samples_of(folder: Path, text: str, target: str = "", columns: tuple[str, ...] = (), task: str = "") -> Samples:
    return choose(table_in(folder, text), target, columns, task)


def refusal(folder: Path, text: str, target: str = "", columns: tuple[str, ...] = (), task: str = "") -> str:
    with pytest.raises(TableError) as caught:
        samples_of(folder, text, target, columns, task)
    assert str(caught.value).endswith(".")
    return str(caught.value)


def rows(*values: object) -> str:
    """A table of a feature that counts and an answer t with these values."""
    return "x,t\n" + "".join(f"{k / 2},{value}\n" for k, value in enumerate(values, 1))


# -- the answer -------------------------------------------------------------------------------------------------------


def test_the_last_column_is_the_answer_and_all_numbers_are_seen(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, IRIS)
    assert samples.X.tolist() == [[5.1, 3.5], [7.0, 3.2], [6.3, 3.3], [4.9, 3.0]]
    assert samples.T.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert samples.feature_names == ("length", "width")
    assert samples.class_names == ("setosa", "versicolor", "virginica")
    assert samples.X.dtype == samples.T.dtype == np.float64
    assert (samples.left_out, samples.missing) == (0, {})


def test_two_classes_are_one_column(tmp_path: Path) -> None:
    """Of class 1 is what comes second in the alphabet."""
    samples = samples_of(tmp_path, rows("no", "yes", "yes", "no"))
    assert samples.T.tolist() == [[0], [1], [1], [0]]
    assert samples.class_names == ("no", "yes")


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ((0, 1, 1, 0), ("0", "1")), ((1, 0), ("0", "1")), ((-1, 1, 1), ("-1", "1")), ((2, 1, 2), ("1", "2")),
        ((10, 9, 8, 8, 9, 10), ("8", "9", "10")), (("1.0", "2.00", "1"), ("1", "2")),
        ((*range(MOST_WHOLE), *range(MOST_WHOLE)), tuple(map(str, range(MOST_WHOLE)))),
    ],
)  # fmt: skip
def test_a_few_whole_numbers_are_classes_sorted_as_numbers(
    tmp_path: Path, values: tuple[object, ...], names: tuple[str, ...]
) -> None:
    assert samples_of(tmp_path, rows(*values)).class_names == names


@pytest.mark.parametrize(
    "values", [(0.5, 1, 2, 1, 2), (1, 2, 3), (1, 2, 3, 4, 4), (1.5, 2), tuple(range(MOST_WHOLE + 1)) * 2]
)
def test_other_numbers_are_a_regression(tmp_path: Path, values: tuple[float, ...]) -> None:
    """Fractions, many whole numbers, and whole numbers that hardly come again."""
    samples = samples_of(tmp_path, rows(*values))
    assert samples.class_names == ()
    assert samples.T.tolist() == [[value] for value in values]


def test_the_task_can_be_chosen(tmp_path: Path) -> None:
    """A quality from 3 to 8 is either; a few sizes in centimetres may be classes."""
    whole, fractions = rows(3, 4, 5, 3, 4, 5), rows(1.5, 2.5, 2.25, 1.5)
    assert samples_of(tmp_path, whole).class_names == ("3", "4", "5")
    assert samples_of(tmp_path, whole, task="regression").T.ravel().tolist() == [3, 4, 5, 3, 4, 5]
    assert samples_of(tmp_path, fractions).class_names == ()
    assert samples_of(tmp_path, fractions, task="classes").class_names == ("1.5", "2.25", "2.5")


def test_what_the_task_does_not_fit_is_refused(tmp_path: Path) -> None:
    many = rows(*(k + 0.5 for k in range(MOST_CLASSES + 1)))
    assert f"{MOST_CLASSES + 1} different values; up to {MOST_CLASSES} cl" in refusal(tmp_path, many, task="classes")
    assert 'words such as "setosa"' in refusal(tmp_path, IRIS, task="regression")
    words = rows(*(f"word {k}" for k in range(MOST_CLASSES + 1)))
    assert refusal(tmp_path, words).endswith("Choose another column.")


def test_an_answer_that_never_changes_is_refused(tmp_path: Path) -> None:
    for value in ("yes", "5", "2.5"):
        assert f'The answer "t" is {value} in every row' in refusal(tmp_path, rows(value, value, value))
    assert '"t" is yes' in refusal(tmp_path, "x,t\n1,yes\n,no\n2,yes\n")  # of those that count


# -- what the network sees --------------------------------------------------------------------------------------------


def test_features_are_those_that_are_named_in_their_order(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, IRIS, "SPECIES", ("width", "Length"))
    assert samples.feature_names == ("width", "length")
    assert samples.X[0].tolist() == [3.5, 5.1]
    assert samples_of(tmp_path, IRIS, columns=("width", "width")).X.shape == (4, 1)


def test_any_column_can_be_the_answer(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, IRIS, "length")
    assert samples.T.ravel().tolist() == [5.1, 7.0, 6.3, 4.9]
    assert samples.feature_names == ("width",)


def test_words_that_are_named_become_numbers_one_column_each(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, IRIS, columns=("length", "colour"))
    assert samples.feature_names == ("length", "colour = blue", "colour = green", "colour = red")
    assert samples.X[:, 1:].tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0]]


def test_two_words_become_one_column(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, "sex,t\nm,1.5\nf,2.5\nm,3\n", columns=("sex",))
    assert samples.feature_names == ("sex = m",)
    assert samples.X.tolist() == [[1], [0], [1]]


def test_the_answer_cannot_be_seen_too(tmp_path: Path) -> None:
    assert "must not see" in refusal(tmp_path, IRIS, columns=("length", "species"))


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("t\n1\n2\n", (), 'one column, "t"'), ("a,t\nx,1\ny,2\n", (), "The columns are: a, t"),
        (",t\n,1\n,2\n", (), "one column"), ("a,t\n,1\n,2\n", (), "no column of numbers"),
        (IRIS, ("size",), 'no column "size"'), ("a,t\n,1\n,2\n", ("a",), '"a" has no value in any row'),
        ("a,t\n1,\n2,\n", (), '"t" has no value in any row'),
    ],
)  # fmt: skip
def test_columns_that_are_not_there_are_named(tmp_path: Path, text: str, columns: tuple[str, ...], said: str) -> None:
    assert said in refusal(tmp_path, text, columns=columns)


def test_too_many_words_are_refused(tmp_path: Path) -> None:
    several = "a,t\n" + "".join(f"word {k},{k / 2}\n" for k in range(MOST_FEATURE_WORDS + 1))
    assert f"{MOST_FEATURE_WORDS + 1} different words" in refusal(tmp_path, several, columns=("a",))
    names = "a,b,t\n" + "".join(f"word {k},{k},{k / 2}\n" for k in range(MOST_WORDS + 1))
    assert "neither numbers nor classes" in refusal(tmp_path, names, columns=("a",))
    assert "neither numbers nor classes" in refusal(tmp_path, names, "a")
    assert samples_of(tmp_path, names).feature_names == ("b",)


# -- cells that do not fit --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["", "NA", "NaN", "?", "null", " n/a "])
def test_rows_with_a_missing_value_are_left_out_and_counted(tmp_path: Path, cell: str) -> None:
    text = f"a,b,t\n1,2,x\n{cell},3,y\n4,{cell},x\n{cell},{cell},x\n5,6,{cell}\n7,8,y\n"
    samples = samples_of(tmp_path, text)
    assert samples.X.tolist() == [[1, 2], [7, 8]]
    assert samples.T.tolist() == [[0], [1]]
    assert samples.left_out == 4
    assert samples.missing == {"a": 2, "b": 2, "t": 1}


def test_only_columns_that_are_used_leave_rows_out(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, "a,b,t\n1,,x\n2,NA,y\n3,3,x\n", columns=("a",))
    assert len(samples.X) == 3
    assert samples.left_out == 0


def test_two_samples_are_needed(tmp_path: Path) -> None:
    assert "only 1 of 3 rows" in refusal(tmp_path, "a,b,t\n1,2,x\n,3,y\n,4,x\n")
    sentence = refusal(tmp_path, "a,b,t\n1,,x\n,2,y\n,3,x\n")
    assert 'none of 3 rows has a value in every column that is used. Most of all "a" has none' in sentence
    assert "only 1 of 1 rows" in refusal(tmp_path, "a,t\n1,x\n")


@pytest.mark.parametrize("value", ["1e400", "-1e400", "inf", "Infinity"])
@pytest.mark.parametrize("answer", ["a", "b"])
def test_a_number_that_is_too_large_is_named(tmp_path: Path, value: str, answer: str) -> None:
    """By its row and column, whichever part it plays."""
    text = f"a,b\n1,2.5\n2,3\n{value},4\n5,6\n"
    assert f'"a" has "{value}" in row 4' in refusal(tmp_path, text, answer)


@pytest.mark.parametrize("answer", ["a", "b"])
def test_a_word_among_numbers_is_named(tmp_path: Path, answer: str) -> None:
    """By its row and column, with what is allowed, long after the rows that were looked at."""
    text = "a,b\n" + "1.5,2\n2,5.5\n" * 4_500 + "three,4\n4,5\n"
    assert 'column "a" is of numbers, but row 9,002 has "three" there. Write a number like 1.5' in refusal(
        tmp_path, text, answer
    )


def test_an_example_has_the_decimal_mark_of_the_file(tmp_path: Path) -> None:
    assert "like 1,5" in refusal(tmp_path, "a;t\n1,5;x\n2,5;y\n1.000;x\n")


def test_cells_that_do_not_fit_matter_only_where_they_are_used(tmp_path: Path) -> None:
    text = "a,b,t\n1,1e400,x\n2,two,y\n3,3,x\n4,4,x\n5,5,y\n"
    assert samples_of(tmp_path, text, columns=("a",)).X.ravel().tolist() == [1, 2, 3, 4, 5]
    assert '"b"' in refusal(tmp_path, text)


# -- names in a text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()), (" , ", ()), ("a", ("a",)), ("a, b ,c", ("a", "b", "c")), ('"x, in m",y', ("x, in m", "y")),
        ("the length,width", ("the length", "width")),
    ],
)  # fmt: skip
def test_names_are_separated_by_commas(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


NAME = st.text(st.characters(min_codepoint=32, codec="utf-8"), min_size=1).map(str.strip).filter(bool)


@given(st.lists(NAME))
def test_names_come_back_from_their_text(names: list[str]) -> None:
    """Whatever commas and quotation marks they have."""
    assert split_names(join_names(names)) == tuple(names)


def test_words_that_would_become_too_many_numbers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file can be a large table: each word of a feature becomes a column, and so does each class."""
    monkeypatch.setattr(csv_choice, "MOST_CELLS", 20)
    text = "a,b,t\n" + "".join(f"a{k},b{k},{k % 2}\n" for k in range(4))
    assert samples_of(tmp_path, text, columns=("a",)).X.shape == (4, 4)
    message = refusal(tmp_path, text, columns=("a", "b"))
    assert 'With the column "b" these are 8 features of 4 samples' in message
    message = refusal(tmp_path, rows("p", "q", "r", "s", "u"))
    assert '"t" has 5 classes in 5 rows; up to 20 numbers' in message
    assert samples_of(tmp_path, rows("p", "q", "r", "s")).T.shape == (4, 4)
