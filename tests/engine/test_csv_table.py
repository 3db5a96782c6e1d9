"""Tables from files: whatever people's programs write is read, and what cannot be is a sentence that says where."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import csv_table, csv_text
from engine.csv_table import PREVIEW_ROWS, Table, column_names, read_table, table_of
from engine.csv_text import TableError, Writing, is_missing, number_in
from engine.files import FileError
from engine.gradient_check import Cancelled
from tests.engine.csv_files import table_in, written

PLAIN = "a,b,kind\n1,2.5,yes\n3,-4e1,no\n5,6,yes\n"


def content(table: Table) -> dict[str, list[float] | list[str]]:
    """The columns by name, words as they are called."""
    return {
        column.name: column.numbers.tolist() if column.numbers is not None else
        [column.words[code] for code in ([] if column.codes is None else column.codes.tolist())]
        for column in table.columns
    }  # fmt: skip


def refusal(folder: Path, content: str | bytes, codec: str = "utf-8", **writing: str) -> str:
    """The sentence with which a file is refused, from where it says why."""
    with pytest.raises(TableError) as caught:
        table_in(folder, content, codec, **writing)
    start, _, sentence = str(caught.value).partition(" cannot be read: ")
    assert start == f"The file {folder / 'table.csv'}"
    assert sentence.endswith(".")
    assert not sentence.endswith("..")
    return sentence


EXPECTED = {"a": [1.0, 3.0, 5.0], "b": [2.5, -40.0, 6.0], "kind": ["yes", "no", "yes"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "big5", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_same_table_however_it_is_written(tmp_path: Path, encoding: str, delimiter: str, line_end: str) -> None:
    """Every encoding with every separator, and the line ends of Unix, Windows and old Macs."""
    text = PLAIN.replace(",", delimiter).replace("\n", line_end)
    table = table_in(tmp_path, text, encoding)
    assert content(table) == EXPECTED
    assert table.samples == 3
    assert table.preview == (("1", "2.5", "yes"), ("3", "-4e1", "no"), ("5", "6", "yes"))


def test_decimal_commas(tmp_path: Path) -> None:
    table = table_in(tmp_path, PLAIN.replace(",", ";").replace(".", ","))
    assert content(table) == EXPECTED
    assert table.writing == Writing("UTF-8", "semicolon", "comma", "yes")


def test_chinese_names_and_words(tmp_path: Path) -> None:
    table = table_in(tmp_path, "身高,性別\n170,男\n160,女\n", "big5")
    assert content(table) == {"身高": [170.0, 160.0], "性別": ["男", "女"]}
    assert table.writing.encoding == "Big5"


def test_fields_in_quotation_marks_may_have_anything_in_them(tmp_path: Path) -> None:
    """Line breaks, separators and quotation marks, and a row is a row as a spreadsheet counts."""
    text = 'name,"x, in m",t\n"two\nlines",1,yes\r\n"say ""no""", "2" ,no\n"a,b;c",3,yes\n'
    table = table_in(tmp_path, text)
    assert content(table) == {
        "name": ["two\nlines", 'say "no"', "a,b;c"], "x, in m": [1.0, 2.0, 3.0], "t": ["yes", "no", "yes"],
    }  # fmt: skip
    assert "row 4 has 2 fields" in refusal(tmp_path, text.replace('"a,b;c",3', "3"))


def test_no_last_line_end_is_needed(tmp_path: Path) -> None:
    assert content(table_in(tmp_path, PLAIN.rstrip("\n"))) == EXPECTED


def test_without_a_header_columns_have_numbers(tmp_path: Path) -> None:
    table = table_in(tmp_path, "1,2\n3,4\n")
    assert content(table) == {"column 1": [1.0, 3.0], "column 2": [2.0, 4.0]}
    assert table.row(0) == 1


def test_a_header_can_be_said_to_be_one_or_none(tmp_path: Path) -> None:
    """Years as names look like numbers."""
    assert table_in(tmp_path, "2019,2020\n3,4\n", header="yes").names == ("2019", "2020")
    assert table_in(tmp_path, "a,b\nc,d\n", header="no").samples == 2


def test_names_are_made_different_and_fit_on_a_line(tmp_path: Path) -> None:
    table = table_in(tmp_path, 'x,x,,"two\nlines", x \n1,2,3,4,5\n')
    assert table.names == ("x", "x (2)", "column 3", "two lines", "x (3)")
    assert column_names(["x", "x (2)", "x", "a\tb\x07", "n" * 500]) == ["x", "x (2)", "x (3)", "a b", "n" * 80]


def test_blank_lines_are_no_rows_but_count_as_lines_of_the_file(tmp_path: Path) -> None:
    """So that a sentence names the row that a spreadsheet shows."""
    table = table_in(tmp_path, "\na,b\n\n1,2\n \n\n3,4\n5,6\n\n\n")
    assert content(table) == {"a": [1.0, 3.0, 5.0], "b": [2.0, 4.0, 6.0]}
    assert [table.row(sample) for sample in range(3)] == [4, 7, 8]


def test_a_separator_at_the_end_of_each_line_makes_no_column(tmp_path: Path) -> None:
    table = table_in(tmp_path, "a;b;\n1;2;\n3;4;\n")
    assert content(table) == {"a": [1.0, 3.0], "b": [2.0, 4.0]}
    assert table.preview == (("1", "2"), ("3", "4"))


def test_a_column_is_found_by_its_name(tmp_path: Path) -> None:
    """In any case where that is clear."""
    table = table_in(tmp_path, "Age,age,Sex\n1,2,f\n3,4,m\n")
    assert table.column("sEX").name == "Sex"
    assert [table.column(name).name for name in ("Age", "age")] == ["Age", "age"]
    for name in ("AGE", "size", ""):
        with pytest.raises(TableError, match=r"The columns are: Age, age, Sex\."):
            table.column(name)


def test_the_preview_is_short(tmp_path: Path) -> None:
    table = table_in(tmp_path, "a,b\n" + "1,2\n" * 20_000)
    assert len(table.preview) == PREVIEW_ROWS
    assert table.samples == 20_000


# -- what is refused, and how -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [("1,2", "2 fields"), ("1", "1 field"), ("1,2,3,4", "4 fields"), (",,,", "4 fields"), ('"1,2,3"', "1 field")],
)
def test_a_row_that_is_too_short_or_too_long_is_named(tmp_path: Path, row: str, said: str) -> None:
    assert f"row 5 has {said}, where most rows have 3." in refusal(tmp_path, f"{PLAIN}{row}\n")


def test_a_ragged_row_far_down_is_named(tmp_path: Path) -> None:
    """Long after the lines that were looked at, in a portion of its own."""
    assert "row 9,003 has 1 field" in refusal(tmp_path, "a,b\n\n" + "1,2\n" * 9000 + "3\n" + "1,2\n" * 9000)


def test_a_title_above_the_header_is_named(tmp_path: Path) -> None:
    assert "row 1 has 1 field, where most rows have 3" in refusal(tmp_path, f"My table\n{PLAIN}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_nul_byte_is_named(tmp_path: Path, encoding: str) -> None:
    sentence = refusal(tmp_path, PLAIN.replace("no", "n\0o"), encoding)
    assert sentence.startswith("line 3 has a NUL character")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"), (b"\n\n", "empty"), (b"\xef\xbb\xbf", "empty"), (b"a,b\n", "no row below"),
        (b"a,b\n\n\n", "no row below"), (b"PK\x03\x04\x14\0\x06\0" + bytes(100), "Save the sheet as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Save the sheet as CSV"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "NUL"),
        (PLAIN.encode("utf-16") + b"x", "UTF-16 LE"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(tmp_path, content)


def test_an_encoding_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    assert "not text in UTF-8" in refusal(tmp_path, "größe,b\n1,2\n", "cp1252", encoding="UTF-8")


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    """Be it among the lines that are looked at, or far below them."""
    rest = "3,4\n" * (csv.field_size_limit() // 4 + 1)
    for before in ("1,2\n" * 2, "1,2\n" * 9_000):
        sentence = refusal(tmp_path, f'a,b\n{before}5,"6\n{rest}', header="yes", delimiter="comma")
        assert "opened there and never closed" in sentence


@pytest.mark.parametrize("path", ["missing.csv", ".", "~nobody-of-this-name/table.csv", "a\0b", "table.csv/inside"])
def test_a_path_that_is_no_file_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, PLAIN)
    with pytest.raises(TableError, match=r"^The file .* cannot be read: .*[^.]\.$"):
        table_of(path)


def test_it_is_an_error_like_those_of_other_files() -> None:
    assert issubclass(TableError, FileError)


# -- limits -----------------------------------------------------------------------------------------------------------


def test_a_file_of_too_many_bytes_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    path.touch()
    os.truncate(path, csv_table.MOST_BYTES + 1)  # takes no room on the disk
    monkeypatch.setattr("builtins.open", None)
    with pytest.raises(TableError, match=r"larger than 200,000,000 bytes"):
        read_table(path)


def test_too_many_columns(tmp_path: Path) -> None:
    names = ",".join(f"c{k}" for k in range(1001))
    assert "1,001 columns; up to 1,000 are allowed" in refusal(tmp_path, f"{names}\n{'1,' * 1000}1\n")


@pytest.mark.parametrize(
    ("limit", "allowed"), [("MOST_ROWS", 10_000), ("MOST_CELLS", 20_001)]
)  # so that the test takes no second
def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, allowed: int) -> None:
    monkeypatch.setattr(csv_table, limit, allowed)
    assert table_in(tmp_path, "a,b\n" + "1,2\n" * 10_000).samples == 10_000
    assert "more than 10,000 rows" in refusal(tmp_path, "a,b\n" + "1,2\n" * 10_001)


def test_a_line_without_an_end(tmp_path: Path) -> None:
    assert "line 2 is longer than 1,000,000 characters" in refusal(tmp_path, "a,b\n" + "1" * csv_text.LONGEST_LINE)


def test_a_million_rows_are_allowed() -> None:
    """As many as a recipe may have samples."""
    assert csv_table.MOST_ROWS == 1_000_000
    assert csv_table.MOST_CELLS >= 3 * csv_table.MOST_ROWS


# -- waiting and coming back ------------------------------------------------------------------------------------------


def test_whoever_waits_is_told_how_far_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "1,2\n" * 50_000)
    heard: list[tuple[int, int]] = []

    def listen(done: int, total: int) -> bool:
        heard.append((done, total))
        return True

    read_table(path, go_on=listen)
    assert len(heard) > 5
    assert heard == sorted(heard)
    assert {total for _, total in heard} == {path.stat().st_size}
    assert heard[0][0] < heard[-1][0] == path.stat().st_size


def test_whoever_waits_can_stop_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "1,2\n" * 50_000)
    with pytest.raises(Cancelled):
        read_table(path, go_on=lambda done, total: 2 * done < total)
    assert table_of(path).samples == 50_000


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN)
    first = table_of(path)
    assert table_of(path) is first
    assert table_of(path, Writing(header="no")) is not first
    assert table_of(path).samples == 3
    for change, text in enumerate([PLAIN + "7,8,no\n", PLAIN.replace("5,6", "5,7") + "7,8,no\n"]):
        path.write_text(text)  # the second time of the same size, and both times as if at another moment
        os.utime(path, ns=(change, change))
        assert table_of(path) is not first
        first = table_of(path)
        assert first.samples == 4
    path.write_text(PLAIN)  # in the same moment, but of another size
    os.utime(path, ns=(1, 1))
    assert table_of(path).samples == 3
    path.unlink()
    with pytest.raises(TableError, match="no such file"):
        table_of(path)


# -- anything ---------------------------------------------------------------------------------------------------------

CELL = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=8
)
ROWS = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=9)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_what_python_writes_is_read(tmp_path: Path, rows: list[list[str]]) -> None:
    """With any texts in it, which are found again as they were, but for the spaces around them."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    table = table_in(tmp_path, text.getvalue(), encoding="UTF-8", delimiter="comma", decimal="point", header="no")
    assert table.samples == len(rows)
    for place, column in enumerate(table.columns):
        there = [row[int(column.name.removeprefix("column ")) - 1].strip() for row in rows]
        assert [row[place] for row in table.preview] == there[:PREVIEW_ROWS]
        if column.codes is not None:
            words = [None if code < 0 else column.words[code] for code in column.codes.tolist()]
            assert words == [None if is_missing(cell) else cell for cell in there]
        elif column.numbers is not None and column.odd is None and column.infinite is None:
            np.testing.assert_array_equal(column.numbers, [number_in(cell, "point") for cell in there])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    try:
        table = read_table(path)
    except TableError:
        return  # whose sentence is tested above
    assert table.samples >= 1
    assert len(set(table.names)) == len(table.columns)
    for column in table.columns:
        assert column.numbers is None or column.numbers.shape == (table.samples,)
        assert column.codes is None or column.codes.shape == (table.samples,)
        assert column.numbers is None or column.infinite is not None or not np.isinf(column.numbers).any()
