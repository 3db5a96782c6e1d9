"""Reading a formula: what it understands, and that it says what it does not."""

from __future__ import annotations

import pytest

from gui.report.formula.reader import DEEPEST, FormulaError, read
from gui.report.formula.symbols import Kind
from gui.report.formula.tree import Accent, Face, Fenced, Fraction, Grid, Node, Root, Row, Scripts, Sign, Space


def only(text: str) -> Node:
    """The one part of a formula that has one."""
    (part,) = read(text).parts
    return part


def test_letters_lean_and_figures_and_names_stand() -> None:
    parts = read(r"x 12.5 \sigma \Sigma \log").parts
    assert parts == (
        Sign("x", Kind.ORDINARY, Face.ITALIC),
        Sign("12.5", Kind.ORDINARY),
        Sign("σ", Kind.ORDINARY, Face.ITALIC),
        Sign("Σ", Kind.ORDINARY),
        Sign("log", Kind.OPERATOR),
    )


def test_what_is_typed_as_itself_means_the_same_as_its_command() -> None:
    assert read("∂σ·∑≤") == read(r"\partial\sigma\cdot\sum\le")


def test_a_hyphen_is_a_minus_sign() -> None:
    assert only("-") == Sign("−", Kind.BINARY)


def test_a_fraction_takes_two_arguments_of_braces_or_single_things() -> None:
    assert only(r"\frac{a}{b}") == Fraction(read("a"), read("b"))
    assert only(r"\frac ab") == Fraction(only("a"), only("b"))
    assert only(r"\frac12") == Fraction(only("1"), only("2"))


def test_scripts_belong_to_what_is_before_them_in_either_order() -> None:
    x = only("x")
    assert only("x_1^2") == only("x^2_1") == Scripts(x, only("1"), only("2"))
    assert only("x_{ij}") == Scripts(x, read("ij"), None)
    assert read("x_12").parts == (Scripts(x, only("1"), None), only("2"))  # as in LaTeX
    assert only("f''") == Scripts(only("f"), None, Sign("′′", Kind.ORDINARY))
    assert only("{}^2") == Scripts(Row(()), None, only("2"))


def test_roots_accents_and_spaces() -> None:
    assert only(r"\sqrt{x}") == Root(read("x"), None)
    assert only(r"\sqrt[3]{x}") == Root(read("x"), read("3"))
    assert only(r"\hat y") == Accent(only("y"), "ˆ")
    assert only(r"\quad") == Space(1.0)


def test_words_keep_their_spaces() -> None:
    assert only(r"\text{if  z > 0, 否則}") == Sign("if  z > 0, 否則", Kind.ORDINARY)
    assert only(r"\operatorname{erf}") == Sign("erf", Kind.OPERATOR)
    assert only(r"\mathbf{W}") == Sign("W", Kind.ORDINARY, Face.BOLD)
    assert only(r"\mathbb{R}") == Sign("ℝ", Kind.ORDINARY)
    assert only(r"\text{50 \%}") == Sign("50 %", Kind.ORDINARY)


def test_left_and_right_need_not_be_the_same_bracket() -> None:
    assert only(r"\left( x \right]") == Fenced("(", read("x"), "]")
    assert only(r"\left\{ x \right.") == Fenced("{", read("x"), "")


def test_a_matrix_has_rows_and_cells_in_brackets() -> None:
    matrix = only(r"\begin{bmatrix} a & b \\ c & d \\ \end{bmatrix}")
    assert matrix == Fenced("[", Grid(((read("a"), read("b")), (read("c"), read("d"))), "c"), "]")


def test_lines_of_a_calculation_are_aligned_at_their_sign() -> None:
    lines = only(r"\begin{aligned} a &= b \\ c &= d \end{aligned}")
    assert lines == Grid(((read("a"), read("=b")), (read("c"), read("=d"))), "rl", are_lines=True)


def test_a_matrix_may_lie_in_a_matrix() -> None:
    inner = r"\begin{matrix} 1 & 2 \end{matrix}"
    grid = only(rf"\begin{{pmatrix}} {inner} & 3 \end{{pmatrix}}")
    assert isinstance(grid, Fenced)
    assert isinstance(grid.inside, Grid)
    assert grid.inside.rows == ((read(inner), read("3")),)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (r"a + \unknown{b}", r"\unknown is not known"),
        (r"\frac{a}", r"\frac is followed by nothing"),
        (r"x_", "_ is followed by nothing"),
        (r"x^1^2", r"a second ^ follows the first"),
        (r"\sqrt{x", "} is missing after {"),
        (r"x}", "} has nothing that it belongs to"),
        (r"\left( x", r"\right is missing after \left"),
        (r"\left x \right)", r"x is no bracket that may follow \left"),
        (r"\right)", r"\right has nothing that it belongs to"),
        (r"a & b", "& has nothing that it belongs to"),
        (r"a \\ b", r"\\ has nothing that it belongs to"),
        (r"\begin{tabular} a \end{tabular}", r"\begin{tabular} is not known"),
        (r"\begin{matrix} a", r"\end is missing after \begin{matrix}"),
        (r"\begin{matrix} a \end{cases}", r"\end{cases} closes \begin{matrix}"),
        (r"\text{a", r"} is missing after \text{"),
        (r"\mathbb{X}", r"\mathbb{X} is not known"),
        ("50 %", r"% has a meaning of its own"),
        ("a \x07", r"'\x07' cannot be set"),
        ("\\", "\\ is not known"),
        (r"\sqrt[3{x}", "] is missing after"),
    ],
)
def test_what_is_not_understood_is_named(text: str, named: str) -> None:
    with pytest.raises(FormulaError) as error:
        read(text)
    assert named in str(error.value)
    assert text in str(error.value)


def test_a_formula_of_endless_depth_is_refused_in_words() -> None:
    assert read("{" * (DEEPEST - 1) + "x" + "}" * (DEEPEST - 1)).parts
    with pytest.raises(FormulaError, match="lie within each other"):
        read("{" * 5000)
    with pytest.raises(FormulaError, match="lie within each other"):
        read(r"\hat " * 5000 + "x")
