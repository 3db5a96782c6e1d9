"""Texts in lines: formulas stand on them, and whatever a person types is set as it is."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtGui import QImage, QRawFont, QTextLayout

from gui.report import look
from gui.report.document import Bold, Inline, Maths, Name
from gui.report.formula import FormulaError, typeset
from gui.report.look import CODE, TEXT
from gui.report.painter import PagePainter
from gui.report.text import Line, set_lines, shortened
from tests.gui.export.reading import pixels

DENSITY = 4  # pixels for each unit


def painted(line: Line) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """(height, width): where the ink of a line is."""
    image = QImage(round(line.width * DENSITY) + 80, round(line.height * DENSITY), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    with PagePainter(image, DENSITY) as painter:
        line.paint(painter, 5, 0)
    ink: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = pixels(image).mean(axis=2) < 128
    return ink


def foot(line: Line) -> float:
    """How far down the ink of a line reaches, from its base line."""
    return float(np.flatnonzero(painted(line).any(axis=1))[-1] + 1) / DENSITY - line.baseline


def test_a_formula_stands_on_the_line_of_the_text() -> None:
    (text,), (formula,) = set_lines(("1",), 1000, TEXT), set_lines((Maths("1"),), 1000, TEXT)
    assert foot(formula) == pytest.approx(foot(text), abs=0.5)
    assert formula.height == text.height


def test_a_deep_formula_makes_its_line_higher_and_no_other() -> None:
    text = ("words " * 30, Maths(r"\frac{a}{\frac{b}{c}}"), " words" * 30)
    heights = [line.height for line in set_lines(text, 1000, TEXT)]
    assert sorted(heights)[-1] > sorted(heights)[0] + 5
    assert len([height for height in heights if height > heights[0]]) == 1


@pytest.mark.parametrize("before", ["", "𝔘𝔫𝔦 ", "王小明 "])
def test_nothing_of_a_formula_lies_outside_its_line(before: str) -> None:
    """Also behind characters that count twice where Qt counts."""
    (line,) = set_lines((before, Maths(r"\frac{a}{\frac{b}{c}}")), 1000, TEXT)
    ink = painted(line)
    assert foot(line) > 0.2 * look.BODY
    assert not ink[0].any()
    assert not ink[-1].any()


def test_a_deep_formula_makes_no_more_room_above_than_it_needs() -> None:
    source = r"\frac{a}{\frac{b}{c}}"
    (line,) = set_lines((Maths(source),), 1000, TEXT)
    box = typeset(source, look.BODY, is_display=False)
    assert box.height < line.height < box.height + 0.5 * look.BODY


def test_lines_have_one_distance_whatever_the_script() -> None:
    heights = {line.height for line in set_lines(("words 學習率太大時，損失會上下震盪 " * 20,), 800, TEXT)}
    assert heights == {TEXT.leading * TEXT.size}


def shown(lines: list[Line]) -> str:
    text = lines[0].text
    assert isinstance(text, QTextLayout)
    return text.text()


@pytest.mark.parametrize("text", ["<b>&amp;</b> **x** `y` $z$ |", "\\frac{a}{b}", "{{[[x]]}}", "١٢٣ שלום", "a" * 500])
def test_no_character_of_a_plain_text_means_anything(text: str) -> None:
    lines = set_lines((text,), 600, TEXT)
    assert shown(lines) == text
    assert all(line.width <= 600 for line in lines)


def test_what_cannot_be_shown_is_left_out() -> None:
    """A control character, the sign that stands for a formula, and half of a character would upset the page."""
    assert shown(set_lines(("a\x00b\x1bc\ufffcd\ud800e",), 600, TEXT)) == "abcde"


def test_line_breaks_stay() -> None:
    for more in ((), (Maths("x"),)):
        assert len(set_lines(("one\ntwo\r\nthree\u2029four\rfive", *more), 1000, TEXT)) == 5


@pytest.mark.parametrize("text", [(), ("",), ("\n",)])
def test_an_empty_text_is_a_line_too(text: tuple[Inline, ...]) -> None:
    assert set_lines(text, 100, TEXT)


def test_marked_pieces_begin_and_end_where_they_are() -> None:
    """Behind characters that count twice where Qt counts."""
    (plain,) = set_lines(("𝔘𝔫𝔦 mm mm",), 1000, TEXT)
    (marked,) = set_lines(("𝔘𝔫𝔦 ", Bold("mm"), " mm"), 1000, TEXT)
    (bold,), (letters,) = set_lines((Bold("mm"),), 1000, TEXT), set_lines(("mm",), 1000, TEXT)
    assert marked.width - plain.width == pytest.approx(bold.width - letters.width, abs=0.5)


def test_bold_is_wider_and_code_is_of_equal_width() -> None:
    (plain,), (bold,) = set_lines(("mmm",), 1000, TEXT), set_lines((Bold("mmm"),), 1000, TEXT)
    assert bold.width > plain.width
    (narrow,), (wide,) = set_lines(("iii",), 1000, CODE), set_lines(("mmm",), 1000, CODE)
    assert narrow.width == pytest.approx(wide.width)


def test_a_wrong_formula_is_refused_before_anything_is_painted() -> None:
    with pytest.raises(FormulaError, match="unknown"):
        set_lines(("x ", Maths(r"\unknown")), 1000, TEXT)


def test_letters_are_not_moved_to_whole_units() -> None:
    """They would stand unevenly on paper, where a unit is not a pixel."""
    exact = QRawFont.fromFont(TEXT.font)
    (glyph,) = exact.glyphIndexesForString("i")
    (advance,) = exact.advancesForGlyphIndexes([glyph])
    for more in ((), (Maths(""),)):
        (line,) = set_lines(("i" * 100, *more), 3000, TEXT)
        assert line.width == pytest.approx(100 * advance.x(), abs=1)
        assert abs(line.width / 100 - round(line.width / 100)) > 0.05


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ten letter", "ten letter"),
        ("eleven lett", "eleven le…"),
        ("a word and more", "a word an…"),
        ("ends with a space", "ends with…"),
        ("學習率太大", "學習率太大"),
        ("學習率太大時", "學習率太…"),
        ("", ""),
    ],
)
def test_a_name_is_shortened_to_its_room(text: str, shown: str) -> None:
    assert shortened(Name(text, 10)) == shown
