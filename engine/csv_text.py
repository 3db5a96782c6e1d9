"""No CSV file says how it is written: encoding, separator, decimal mark and header are found by looking at it.

Each of the four can be said instead, where looking finds the wrong one.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from engine.files import FileError

ENCODINGS = {  # by the names that people know, Python's names for them
    "UTF-8": "utf-8", "UTF-16 LE": "utf-16-le", "UTF-16 BE": "utf-16-be", "Big5": "cp950", "Windows-1252": "cp1252",
    "Latin-1": "latin-1",
}  # fmt: skip
MARKS = {codecs.BOM_UTF8: "UTF-8", codecs.BOM_UTF16_LE: "UTF-16 LE", codecs.BOM_UTF16_BE: "UTF-16 BE"}
DELIMITERS = {"tab": "\t", "semicolon": ";", "bar": "|", "comma": ",", "space": " "}  # rarest in other roles first
DECIMALS = ("point", "comma")
HEADERS = ("yes", "no")
MISSING = ("", "na", "n/a", "#n/a", "nan", "null", "?")  # what stands for a value that nobody knows

SAMPLE_LINES = 200  # that are looked at
SAMPLE_BYTES = 1_000_000
LONGEST_LINE = 1_000_000  # characters
BLOCK = 65_536  # bytes decoded at once: other threads have their turn in between
EVEN = 0.8  # a separator is believed when so large a share of the rows have equally many fields
WIDE, NARROW = 0.2, 0.02  # shares of zero bytes by which UTF-16 without a mark is known
LATIN_SYMBOLS = frozenset("°µ²³±§£€½¼¾×–—‘’“”…®©")  # that are not rare in tables, beside letters


class TableError(FileError):
    """A table cannot be read or used; the message says what is wrong, where, what is allowed and what to do."""


@dataclass(frozen=True)
class Writing:
    """How a CSV file is written; an empty word means: look."""

    encoding: str = ""  # one of ENCODINGS
    delimiter: str = ""  # one of DELIMITERS
    decimal: str = ""  # one of DECIMALS
    header: str = ""  # one of HEADERS: whether the first row holds the names of the columns


def found_writing(content: bytes, given: Writing) -> tuple[Writing, int]:
    """How the file is written, as far as it was not ``given``, and how many columns it has.  Raises TableError."""
    encoding = given.encoding or found_encoding(content)
    sample = list(islice(lines(io.BytesIO(content), encoding), SAMPLE_LINES))
    if not any(line.strip() for line in sample):
        raise TableError("it is empty: a table has a row for each sample and its values in columns")
    delimiter = given.delimiter or found_delimiter(sample)
    try:
        rows = _sample_rows(sample, delimiter)
    except csv.Error:
        raise TableError(endless_field(1)) from None
    decimal = given.decimal or found_decimal(rows, delimiter)
    header = given.header or ("yes" if has_header(rows, decimal) else "no")
    return Writing(encoding, delimiter, decimal, header), _usual_width(rows)[0]


def lines(raw: io.BytesIO, encoding: str) -> Iterator[str]:
    """The lines of a text with their ends, whichever of the three kinds of line ends it has.  Raises TableError."""
    text = io.TextIOWrapper(raw, ENCODINGS[encoding], newline="")
    number = 0
    try:
        while line := text.readline(LONGEST_LINE):
            number += 1
            if "\0" in line:
                raise TableError(
                    f"line {number:,} has a NUL character in it: the file is not a text, or it is damaged. "
                    "Save the table again as CSV in UTF-8"
                )
            if len(line) == LONGEST_LINE:
                raise TableError(f"line {number:,} is longer than {LONGEST_LINE:,} characters: it is not a table")
            yield line.removeprefix("\ufeff") if number == 1 else line
    except UnicodeDecodeError:
        raise TableError(f"it is not text in {encoding} all the way. Choose another encoding") from None


def records(each_line: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows as lists of fields; a blank line is an empty list.  Raises csv.Error at a field without end."""
    if delimiter == "space":  # that stand at the ends separate nothing
        each_line = (f"{line.strip()}\n" for line in each_line)
    return csv.reader(each_line, delimiter=DELIMITERS[delimiter], skipinitialspace=True)


def endless_field(row: int) -> str:
    """The sentence on a csv.Error after ``row`` rows."""
    return (
        f"a field after row {row:,} is longer than {csv.field_size_limit():,} characters: a quotation mark is opened "
        "there and never closed, or the separator is another"
    )


def is_blank(row: list[str]) -> bool:
    """Whether there is nothing on the line."""
    return not row or (len(row) == 1 and not row[0].strip())


# -- encoding ---------------------------------------------------------------------------------------------------------


def found_encoding(content: bytes) -> str:
    """By its mark, or the first that fits of UTF-16, UTF-8, Big5 (where it looks Chinese) and Windows-1252."""
    for mark, name in MARKS.items():
        if content.startswith(mark):
            return name
    zeros = [content[start:SAMPLE_BYTES:2].count(0) / max(1, len(content[:SAMPLE_BYTES]) // 2) for start in (0, 1)]
    if min(zeros) < NARROW and max(zeros) > WIDE:  # the upper half of an ASCII character is zero
        return "UTF-16 LE" if zeros[1] > zeros[0] else "UTF-16 BE"
    if content.isascii() or _decodes(content, "UTF-8"):
        return "UTF-8"
    if _looks_chinese(content[:SAMPLE_BYTES]) and _decodes(content, "Big5"):
        return "Big5"
    return "Windows-1252" if _decodes(content, "Windows-1252") else "Latin-1"


def _decodes(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(ENCODINGS[encoding])()
    try:
        for start in range(0, len(content), BLOCK):
            decoder.decode(content[start : start + BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_chinese(content: bytes) -> bool:
    """Whether these bytes would make an odd text in a Latin alphabet: with signs such as ¤ and ¨, or three letters
    with accents in a row."""
    accented = {each for each in content.decode("cp1252", errors="replace") if not each.isascii()}
    odd = {each for each in accented if each in "ªº" or not each.isalpha()} - LATIN_SYMBOLS
    return bool(odd) or re.search(rb"[\x80-\xff]{3}", content) is not None


# -- separator, decimal mark, header ----------------------------------------------------------------------------------


def found_delimiter(sample: list[str]) -> str:
    """The first of DELIMITERS that cuts almost all rows into equally many fields; the evenest, where none does."""
    evenness = {name: _evenness(sample, name) for name in DELIMITERS}
    even = next((name for name, share in evenness.items() if share >= EVEN), "")
    return even or (max(evenness, key=lambda name: evenness[name]) if any(evenness.values()) else "comma")


def _evenness(sample: list[str], delimiter: str) -> float:
    """The share of rows that have the usual number of fields; 0 where that is one."""
    try:
        width, share = _usual_width(_sample_rows(sample, delimiter))
    except csv.Error:  # what no separator cuts is too long for a field
        return 0.0
    return share if width > 1 else 0.0


def found_decimal(rows: list[list[str]], delimiter: str) -> str:
    """The mark that more of the numbers have; it cannot be a comma where commas separate."""
    if delimiter == "comma":
        return "point"
    cells = [cell.strip() for row in rows for cell in row]
    commas, points = (sum(_FRACTIONS[mark].fullmatch(cell) is not None for cell in cells) for mark in ",.")
    return "comma" if commas > points else "point"


_FRACTIONS = {mark: re.compile(rf"[+−-]?\d*{re.escape(mark)}\d+(e[+−-]?\d+)?", re.IGNORECASE) for mark in ",."}


def has_header(rows: list[list[str]], decimal: str) -> bool:
    """Whether the first row names the columns: it has no number, and numbers stand below it or other words."""
    first, others = rows[0], rows[1:]
    if any(is_number(cell, decimal) for cell in first):
        return False
    columns = [[row[place] for row in others if place < len(row)] for place in range(len(first))]
    if any(2 * sum(is_number(cell, decimal) for cell in column) > len(column) for column in columns):
        return True
    is_news = all(cell not in column for cell, column in zip(first, columns, strict=True))
    return is_news and len(set(first)) == len(first)


def is_number(cell: str, decimal: str) -> bool:
    """Whether a cell is a number; an unknown value is none."""
    try:
        number_in(cell, decimal)
    except ValueError:
        return False
    return not is_missing(cell)


def number_in(cell: str, decimal: str) -> float:
    """The number in a cell, which may be infinite; not a number where it is missing.  Raises ValueError."""
    if is_missing(cell):
        return float("nan")
    if "_" in cell:
        raise ValueError("Python would take 1_000 for a number")
    return float((cell.translate(SWAPPED) if decimal == "comma" else cell).replace("−", "-"))


SWAPPED = str.maketrans(",.", ".,")  # 0,5 becomes 0.5, and 1.000, which may be a thousand there, is no number


def is_missing(cell: str) -> bool:
    """Whether a cell says that its value is not known."""
    return cell.strip().casefold() in MISSING


def _sample_rows(sample: list[str], delimiter: str) -> list[list[str]]:
    return [row for row in records(sample, delimiter) if not is_blank(row)] or [[""]]


def _usual_width(rows: list[list[str]]) -> tuple[int, float]:
    """How many fields most rows have, and the share of those rows."""
    (width, count), = Counter(map(len, rows)).most_common(1)
    return width, count / len(rows)
