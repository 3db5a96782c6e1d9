"""The content of a report: what marks mean, and that nothing else means anything."""

from __future__ import annotations

import pytest

from gui.report.document import Bold, Code, Document, Figure, Formula, Maths, Reference, Table, marked, pieces
from gui.report.numbering import Numbers, UnknownName, plain
from tests.gui.report.sample import curve


def test_marks_are_read_where_they_are_asked_for() -> None:
    assert marked("The **loss** $L_1$ of `run`, see [[curve]].") == (
        "The ", Bold("loss"), " ", Maths("L_1"), " of ", Code("run"), ", see ", Reference("curve"), ".",
    )  # fmt: skip
    assert marked("") == ()


def test_a_plain_text_is_itself() -> None:
    assert pieces("**$x$**") == ("**$x$**",)


def test_a_table_says_which_columns_do_not_fit() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        Table(("a", "b"), (), "l", "")
    with pytest.raises(ValueError, match="at least one column"):
        Table((), (), "", "")
    with pytest.raises(ValueError, match="l, c or r"):
        Table(("a",), (), "x", "")
    with pytest.raises(ValueError, match="2 cells, the header 1"):
        Table(("a",), (("1", "2"),), "l", "")


def numbered(*parts: Figure | Table | Formula) -> Numbers:
    return Numbers(Document("", "", parts))


def test_figures_tables_and_formulas_are_counted_apart_and_only_named_formulas() -> None:
    table = Table(("a",), (), "l", "")
    parts = (Figure("one", "", curve), table, Formula("x"), Formula("y", "why"), Figure("two", "", curve), table)
    numbers = numbered(*parts)
    called = [numbers.of(place) for place in range(len(parts))]
    assert called == ["Figure 1", "Table 1", "", "Formula 1", "Figure 2", "Table 2"]


def test_a_reference_becomes_the_number_and_keeps_with_it() -> None:
    numbers = numbered(Figure("one", "", curve), Figure("two", "", curve))
    assert numbers.resolved(("see ", Reference("two"))) == ("see ", "Figure\u00a02")


def test_a_reference_to_nothing_says_what_there_is() -> None:
    with pytest.raises(UnknownName, match=r"called 'three'; there are: one$"):
        numbered(Figure("one", "", curve)).resolved((Reference("three"),))


def test_two_things_of_one_name_are_refused() -> None:
    with pytest.raises(UnknownName, match="Figure 1 and Table 1 have the same name"):
        numbered(Figure("one", "", curve), Table(("a",), (), "l", "", name="one"))


def test_a_text_without_its_marks() -> None:
    assert plain(marked("a **b** $c$")) == "a b c"
