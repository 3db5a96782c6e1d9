"""How a CSV file is written: encoding, separator, decimal mark and header are found where they can be known."""

from __future__ import annotations

import pytest

from engine.csv_text import (
    DECIMALS,
    DELIMITERS,
    ENCODINGS,
    HEADERS,
    TableError,
    Writing,
    found_delimiter,
    found_encoding,
    found_writing,
    is_number,
    number_in,
    records,
)

PLAIN = "height,weight,kind\n170,60.5,cat\n160,50.25,dog\n"
CHINESE = "身高,體重,性別\n170,60.5,男\n160,50.1,女\n"
GERMAN = "Größe,Gewicht,Art\n170,60.5,Bär\n160,50.25,Café\n"


def found(text: str, **given: str) -> Writing:
    return found_writing(text.encode(), Writing(**given))[0]


@pytest.mark.parametrize(
    ("text", "python_name", "name"),
    [
        (PLAIN, "ascii", "UTF-8"), (PLAIN, "utf-8-sig", "UTF-8"), (CHINESE, "utf-8", "UTF-8"),
        (GERMAN, "utf-8", "UTF-8"),
        (PLAIN, "utf-16", "UTF-16 LE"), (PLAIN, "utf-16-le", "UTF-16 LE"), (PLAIN, "utf-16-be", "UTF-16 BE"),
        (CHINESE, "utf-16", "UTF-16 LE"), (CHINESE, "utf-16-le", "UTF-16 LE"), (CHINESE, "utf-16-be", "UTF-16 BE"),
        (CHINESE, "big5", "Big5"), ("sex\n男\n女\n", "big5", "Big5"), ("溫度,年\n1,2\n", "big5", "Big5"),
        ("國家,數\n1,2\n", "big5", "Big5"),  # whose bytes are all letters in the West, but three accents in a row
        (GERMAN, "cp1252", "Windows-1252"), ("T °C,Bär,t µs\n1,2,3\n", "cp1252", "Windows-1252"),
        ("prix €,naïveté\n1,2\n", "cp1252", "Windows-1252"),
    ],
)  # fmt: skip
def test_the_encoding_is_found(text: str, python_name: str, name: str) -> None:
    """With a byte-order mark or without, Chinese as Taiwan's Windows writes it, and accents as the West's does."""
    assert found_encoding(text.encode(python_name)) == name


@pytest.mark.parametrize("text", ["Bär,Käse,Fête\n", "T °C,t µs\n"])
def test_accents_that_could_be_chinese_are_not(text: str) -> None:
    """Any two such bytes are a character of Big5; what the text would look like decides."""
    assert not text.encode("cp1252").decode("big5").isascii()
    assert found_encoding(text.encode("cp1252")) == "Windows-1252"


def test_bytes_that_fit_nothing_are_latin_1() -> None:
    """Every byte is a letter there; something is shown, and the encoding can be said instead."""
    assert found_encoding(b"caf\xe9,\x81 \x8d\n1,2\n") == "Latin-1"


def test_a_mark_that_says_utf_16_big_endian() -> None:
    assert found_encoding(b"\xfe\xff" + PLAIN.encode("utf-16-be")) == "UTF-16 BE"


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_separator_is_found(delimiter: str) -> None:
    assert found(PLAIN.replace(",", DELIMITERS[delimiter])).delimiter == delimiter


def test_columns_lined_up_by_spaces() -> None:
    """Spaces at the ends of a line are no separators."""
    sample = ["  a    b  \n", "  1   22\n", "333    4 \n"]
    assert list(records(sample, found_delimiter(sample))) == [["a", "b"], ["1", "22"], ["333", "4"]]


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", "semicolon", "comma"),  # as many commas as semicolons in each row
        ("a;b\n1.5;2,5\n3.5;4.5\n", "semicolon", "point"),  # one slip among points
        ("a,b;c,d\n" + "1,5;2,5\n" * 9 + "1,5,2\n", "semicolon", "comma"),  # and one ragged row, with as many commas
        ("a\tb\n0,5\t1e-3\n2\t-3,25\n", "tab", "comma"),
        ("a;b\n1;2\n3;4\n", "semicolon", "point"),
        ('a,b\n"1,5",2\n"3,5",3\n', "comma", "point"),  # where commas separate, 1,500 is no 1.5
        ('what,n\n"a; b; c",1\n"d",2\n"e",3\n', "comma", "point"),  # semicolons inside of one text
        ("a b;c\n1 2;3\n4 5;6\n", "semicolon", "point"),
        ("a,b,c\n1,2,3\n1,2\n1,2,3\n4,5\n1;2;3\n", "comma", "point"),  # ragged, but a comma is the best there is
        ("word\nother\n", "comma", "point"),
    ],
)
def test_a_mark_in_two_roles_is_told_apart(text: str, delimiter: str, decimal: str) -> None:
    """A comma may separate values or stand before the tenths, and texts have all marks in them."""
    writing = found(text)
    assert (writing.delimiter, writing.decimal) == (delimiter, decimal)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("x,y\n1,2\n3,4\n", "yes"), ("1,2\n3,4\n", "no"), ("x,1\n1,2\n3,4\n", "no"), ("x,\n1,2\n3,4\n", "yes"),
        ("name,t\nAnn,yes\nBob,no\n", "yes"), ("red,big\nblue,small\nred,big\n", "no"), ("x,x\na,b\n", "no"),
        ("a;b\n0,5;1,5\n", "yes"), ("\n\nx,y\n1,2\n", "yes"), ("x,y\n", "yes"), ("x,y\nNA,2\n?,3\n5,NA\n", "yes"),
    ],
)  # fmt: skip
def test_a_header_is_told_from_a_first_sample(text: str, header: str) -> None:
    """Names are no numbers and stand above numbers, or above words that are others."""
    assert found(text).header == header


@pytest.mark.parametrize("given", [
    *({"encoding": name} for name in ENCODINGS if "16" not in name), *({"delimiter": name} for name in DELIMITERS),
    *({"decimal": name} for name in DECIMALS), *({"header": name} for name in HEADERS),
])  # fmt: skip
def test_what_is_said_is_not_looked_for(given: dict[str, str]) -> None:
    """Looking may find the wrong one; the others are found as before."""
    ((name, word),) = given.items()
    assert getattr(found(PLAIN, **given), name) == word


def test_the_width_is_that_of_most_rows() -> None:
    """A title above the header must not make all other rows wrong."""
    assert found_writing(b"my table\na,b,c\n1,2,3\n4,5,6\n", Writing())[1] == 3


@pytest.mark.parametrize("content", [b"", b"\n", b" \r\n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_is_said_to_be_nothing(content: bytes) -> None:
    with pytest.raises(TableError, match="empty"):
        found_writing(content, Writing())


@pytest.mark.parametrize(
    ("cell", "decimal", "number"),
    [
        ("1.5", "point", 1.5), (" -1e-3 ", "point", -0.001), ("−2", "point", -2.0), ("1,5", "comma", 1.5),
        ("-1,5e3", "comma", -1500.0), ("7", "comma", 7.0), ("1e400", "point", float("inf")),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written(cell: str, decimal: str, number: float) -> None:
    assert number_in(cell, decimal) == number


@pytest.mark.parametrize("cell", ["", "  ", "NA", "n/a", "NaN", "nan", "?", "null", "#N/A"])
def test_what_stands_for_an_unknown_value_is_not_a_number(cell: str) -> None:
    """As spreadsheets, R, Python and databases write it."""
    assert str(number_in(cell, "point")) == "nan"


@pytest.mark.parametrize(
    ("cell", "decimal"),
    [
        ("1,5", "point"), ("1.5", "comma"), ("1.000,5", "comma"), ("1_000", "point"), ("1 000", "point"),
        ("abc", "point"),
    ],
)  # fmt: skip
def test_what_may_mean_two_numbers_is_none(cell: str, decimal: str) -> None:
    """1.000 is one or a thousand, by the country: rather a sentence than a factor of a thousand."""
    assert not is_number(cell, decimal)
    assert is_number("1", decimal)
