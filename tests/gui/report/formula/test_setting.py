"""Setting a formula: where its parts go, and how large they are."""

from __future__ import annotations

import pytest
from PyQt5.QtGui import QFontInfo, QFontMetricsF

from gui.report.formula import typeset
from gui.report.formula.boxes import Box, Group, Letters
from gui.report.formula.fonts import FAMILY, formula_font, load_formula_fonts
from gui.report.formula.setting import AXIS
from gui.report.formula.symbols import (
    ACCENTS,
    BIG_OPERATORS,
    CAPITAL_GREEK,
    COMMANDS,
    FENCES,
    ITALIC_SIGNS,
    SETS,
    TYPED,
)
from gui.report.formula.tree import Face

SIZE = 100.0
EM = 114.0  # of the formula's letters beside text of that size


def placed(box: Box, x: float = 0.0, y: float = 0.0) -> list[tuple[str, float, float, Letters]]:
    """All letters of a box, with their places, from left to right."""
    if isinstance(box, Letters):
        return [(box.text, x, y, box)]
    if isinstance(box, Group):
        inside = [each for right, down, part in box.parts for each in placed(part, x + right, y + down)]
        return sorted(inside, key=lambda each: each[1])
    return []


def find(box: Box, text: str) -> tuple[float, float, Letters]:
    (found,) = [(x, y, each) for letters, x, y, each in placed(box) if letters == text]
    return found


def test_the_fonts_are_there() -> None:
    assert load_formula_fonts() == (FAMILY,)
    for face in Face:
        used = QFontInfo(formula_font(face, 40))
        assert (used.family(), used.italic(), used.bold()) == (FAMILY, face is Face.ITALIC, face is Face.BOLD)


@pytest.mark.parametrize("face", [Face.UPRIGHT, Face.ITALIC, Face.BOLD])
def test_the_font_has_every_sign_that_is_set_in_it(face: Face) -> None:
    """Another font would stand in, and look like it."""
    upright = {sign for sign, _ in (*COMMANDS.values(), *TYPED.values())} - ITALIC_SIGNS
    signs = {
        Face.UPRIGHT: {*upright, *BIG_OPERATORS.values(), *ACCENTS.values(), *SETS.values(), *FENCES.values()} - {""},
        Face.ITALIC: {*ITALIC_SIGNS, *"ijxyz", "ı", "ȷ"},
        Face.BOLD: {*CAPITAL_GREEK.values(), *"Wxb019"},
    }[face]
    metrics = QFontMetricsF(formula_font(face, 40))
    assert [sign for sign in sorted("".join(signs)) if not metrics.inFontUcs4(ord(sign))] == []


@pytest.mark.parametrize("text", [*(f"\\{name}" for name in COMMANDS), *(f"\\{name}" for name in BIG_OPERATORS)])
def test_every_command_can_be_set(text: str) -> None:
    assert typeset(text, SIZE).width > 0


def test_the_top_of_a_fraction_is_over_its_bottom_and_both_are_centred() -> None:
    box = typeset(r"\frac{a}{bcd}", SIZE)
    a, b, d = find(box, "a"), find(box, "b"), find(box, "d")
    assert a[1] < 0 < b[1]
    assert a[0] + a[2].width / 2 == pytest.approx((b[0] + d[0] + d[2].width) / 2, abs=3)
    assert a[1] + a[2].descent < -AXIS * EM < b[1] - b[2].ascent  # the line between them touches neither


def test_a_fraction_within_a_text_is_smaller() -> None:
    assert find(typeset(r"\frac{a}{b}", SIZE), "a")[2].size == EM
    assert find(typeset(r"\frac{\frac{a}{b}}{c}", SIZE), "a")[2].size < 0.75 * EM
    assert typeset(r"\frac{a}{b}", SIZE, is_display=False).height < 0.75 * typeset(r"\frac{a}{b}", SIZE).height


def test_an_index_is_small_and_low_and_a_power_small_and_high() -> None:
    box = typeset("x_i^2", SIZE)
    x, low, high = find(box, "x"), find(box, "i"), find(box, "2")
    assert x[1] == 0.0
    assert high[1] < 0 < low[1]
    assert low[2].size == high[2].size == pytest.approx(0.72 * EM, abs=1)
    tall = typeset("x_{2^2}^{y_i}", SIZE)
    y, (two, _) = find(tall, "y"), [each for each in placed(tall) if each[0] == "2"]
    assert two[2] - two[3].ascent - (y[1] + y[2].descent) > 0.1 * EM
    assert find(typeset("x^{2^n}", SIZE), "n")[2].size < low[2].size


def test_a_prime_stays_as_large_as_the_font_has_it() -> None:
    box = typeset(r"\sigma'(z)", SIZE)
    assert find(box, "′")[1:] == (0.0, find(box, "′")[2])
    assert find(box, "′")[2].size == EM


def test_limits_stand_over_and_under_a_sum_on_its_own_line_and_behind_it_in_a_text() -> None:
    alone, within = (typeset(r"\sum_{i}^{n} x", SIZE, is_display=is_display) for is_display in (True, False))
    sign, low, high = find(alone, "∑"), find(alone, "i"), find(alone, "n")
    for limit in (low, high):
        assert limit[0] + limit[2].width / 2 == pytest.approx(sign[0] + sign[2].width / 2, abs=2)
    assert low[1] - low[2].ascent > sign[1] + sign[2].descent
    assert high[1] + high[2].descent < sign[1] - sign[2].ascent
    sign, low = find(within, "∑"), find(within, "i")
    assert low[0] >= sign[0] + sign[2].width - 1
    assert sign[2].size < find(alone, "∑")[2].size


def test_the_space_around_a_sign_says_what_it_does() -> None:
    """Narrow in a·b, wide in a=b, none in ab; a minus that has nothing before it belongs to what follows."""
    def gap(text: str) -> float:
        letters = placed(typeset(text, SIZE))
        return letters[1][1] - letters[0][1] - letters[0][3].width

    assert gap("ab") == 0.0
    assert 0 < gap("a+b") < gap("a=b")
    assert gap("-b") == 0.0
    assert gap("a_{i+j}") == gap("a_{i}")
    small = [x for text, x, _, _ in placed(typeset("a_{i+j}", SIZE)) if text in "i+j"]
    assert small[1] - small[0] == pytest.approx(find(typeset("a_{i+j}", SIZE), "i")[2].width)


def test_brackets_are_as_tall_as_what_they_enclose() -> None:
    inside = typeset(r"\frac{a}{b}", SIZE)
    box = typeset(r"\left( \frac{a}{b} \right)", SIZE)
    assert box.height >= 0.9 * inside.height
    assert placed(box)[0][0] != "("  # a drawn one: an enlarged one would be bold
    small = typeset(r"\left( a \right)", SIZE)
    assert [each[0] for each in placed(small)] == ["(", "a", ")"]


def test_the_brackets_of_a_matrix_hold_all_of_its_rows() -> None:
    box = typeset(r"\begin{bmatrix} a & b \\ c & d \\ e & f \end{bmatrix}", SIZE)
    heights = {letter: find(box, letter)[1] for letter in "abcdef"}
    assert heights["a"] == heights["b"] < heights["c"] == heights["d"] < heights["e"] == heights["f"]
    for left, right in ("ab", "cd", "ef"):
        assert find(box, left)[0] < find(box, right)[0]
    assert box.ascent > find(box, "b")[2].ascent - heights["b"]
    assert box.descent > find(box, "f")[2].descent + heights["f"]
    assert (box.ascent - box.descent) / 2 == pytest.approx(AXIS * EM, abs=1)


def test_a_matrix_is_as_high_above_the_middle_of_its_line_as_below() -> None:
    box = typeset(r"\begin{matrix} a \\ b \\ c \end{matrix}", SIZE)
    assert find(box, "b")[1] == pytest.approx(0.22 * EM - AXIS * EM, abs=1)


def test_lines_of_a_calculation_have_their_signs_below_each_other() -> None:
    box = typeset(r"\begin{aligned} a &= b \\ aaaa &= c \end{aligned}", SIZE)
    first, second = [x for text, x, _, _ in placed(box) if text == "="]
    assert first == second


def test_a_root_covers_what_is_inside() -> None:
    box = typeset(r"\sqrt{x^2}", SIZE)
    inside = typeset("x^2", SIZE)
    assert box.ascent > inside.ascent
    assert box.width > inside.width
    third = find(typeset(r"\sqrt[3]{x}", SIZE), "3")
    assert third[2].size < 0.6 * EM
    assert third[1] < 0


def test_a_hat_is_over_the_middle_of_its_letter() -> None:
    box = typeset(r"\hat{y}", SIZE)
    y, hat = find(box, "y"), find(box, "ˆ")
    assert abs(hat[0] + hat[2].width / 2 - (y[0] + y[2].width / 2)) < 0.2 * EM
    assert typeset(r"\hat{A}", SIZE).ascent > typeset("A", SIZE).ascent + 0.1 * EM
    assert [each[0] for each in placed(typeset(r"\hat{i}", SIZE))] == ["ı", "ˆ"]


def test_a_letter_that_leans_over_does_not_touch_what_follows() -> None:
    """The upper end of f would lie in a bracket that stood where the font says."""
    f = find(typeset("f)", SIZE), "f")[2]
    assert f.slant > 0
    assert find(typeset("f)", SIZE), ")")[0] == pytest.approx(f.width)
    assert find(typeset("f_1", SIZE), "1")[0] == pytest.approx(f.width - f.slant)
