"""Lines that are there only where they are needed, and dictionaries on one line where they fit."""

from __future__ import annotations

import ast

from engine.scripts.lines import call, dictionary, in_docstring, lines


def test_a_line_that_is_not_needed_leaves_no_gap() -> None:
    """False is no line, the empty text is an empty one."""
    needed = False
    assert lines("a = 1", needed and "b = 2", "", "c = 3") == "a = 1\n\nc = 3"


def test_a_dictionary_is_on_one_line_while_it_fits() -> None:
    """Else its items follow each other, no line longer than a script's may be."""
    assert dictionary("CHANGES", ["120: 0.25", "340: 0.5"]) == "CHANGES = {120: 0.25, 340: 0.5}"
    long = dictionary("D", [f"{k}: {k / 7!r}" for k in range(20)])
    first, *middle, last = long.splitlines()
    assert (first, last) == ("D = {", "}")
    assert len(middle) > 1
    assert max(map(len, middle)) <= 120
    names: dict[str, dict[int, float]] = {}
    exec(long, names)
    assert names["D"] == {k: k / 7 for k in range(20)}


def test_a_call_is_on_one_line_while_it_fits() -> None:
    """Else its arguments stand below it, a step further to the right."""
    assert call("    a = f", ["x", "y=1"]) == "    a = f(x, y=1)"
    arguments = [f"setting_{k}=0.12345678901234567" for k in range(5)]
    first, *middle, last = call("    a = f", arguments).splitlines()
    assert (first, last) == ("    a = f(", "    )")
    assert max(map(len, middle)) <= 120
    assert [line[:8] for line in middle] == ["        "] * len(middle)
    assert " ".join(line.strip() for line in middle) == ", ".join(arguments) + ","


def test_the_name_of_a_file_cannot_end_a_docstring() -> None:
    """Whatever it is called, the program that is about it can be read, and does nothing else."""
    for name in ('a""".csv', "a\\", 'a"', "a\nimport os", "a\udcff", "\\N{", "a" * 500):
        text = f'"""Learns {in_docstring(name)}\n"""\n'
        (docstring,) = ast.parse(text.encode()).body
        assert isinstance(docstring, ast.Expr)
        assert len(text.splitlines()) == 2
        assert len(text) < 100
    assert in_docstring("iris 數.csv") == "iris 數.csv"
