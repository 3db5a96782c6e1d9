"""A report as Markdown: nothing that a person typed means anything in it, and every figure that it names is there."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from PyQt5.QtGui import QImage

from gui.export.outputs import PNG, SVG
from gui.report.document import (
    Code,
    Document,
    Formula,
    Heading,
    Items,
    Listing,
    Maths,
    Name,
    OwnWords,
    PageBreak,
    Paragraph,
    Part,
    Table,
    Text,
    TitleBlock,
    marked,
)
from gui.report.markdown import Markdown
from gui.report.portions import finished
from gui.theme import LIGHT
from tests.gui.export.reading import share_of
from tests.gui.report.sample import figure, sample


def text(*parts: Part) -> str:
    return Markdown(Document("", "", parts)).text


def test_the_title_and_who_wrote_it() -> None:
    assert text(TitleBlock("Lab 1", "Deep Learning", "Ann", "0716001", "May")) == (
        "# Lab 1\n\n**Deep Learning** · Ann · 0716001 · May\n"
    )
    assert text(TitleBlock("Lab 1")) == "# Lab 1\n"


def test_headings_lie_below_the_title() -> None:
    assert text(Heading("A"), Heading("B", 2)) == "## A\n\n### B\n"


def test_marks_are_markdowns_own() -> None:
    assert text(Paragraph(marked("A **b** `c|d` $e_1$ f"))) == "A **b** `c|d` $e_1$ f\n"


def test_formulas_are_what_they_were_written_as() -> None:
    assert text(Formula(r"\frac{a}{b}"), Formula("y", "why")) == "$$\n\\frac{a}{b}\n$$\n\n$$\ny \\tag{1}\n$$\n"


def test_lists() -> None:
    assert text(Items(("a", "b"))) == "- a\n- b\n"
    assert text(Items(("a", "b"), are_numbered=True)) == "1. a\n2. b\n"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("<b> & `x` $y$ **z** | # ~ [a](b) {c} \\", r"\<b\> \& \`x\` \$y\$ \*\*z\*\* \| \# \~ \[a\](b) \{c\} \\"),
        ("1. one", r"1\. one"),
        ("1.5 and -0.5", "1.5 and -0.5"),
        ("- one\n+ two\n   - three", "\\- one\\\n\\+ two\\\n\\- three"),
        ("-0.5 falls", "-0.5 falls"),
        (" + more", r"\+ more"),
        ("a\n---", "a\\\n\\---"),
        ("    code?", "code?"),
        ("a\x00b\ufffc", "ab"),
        ("\n\na\\\n\n\nb\n", "a\\\\\\\nb"),
    ],
)
def test_no_character_of_a_plain_text_means_anything(typed: str, written: str) -> None:
    assert text(Paragraph(typed)) == written + "\n"


def cells(*row: Text) -> list[str]:
    table = Table(tuple("" for _ in row), (row,), "l" * len(row), "")
    return re.split(r" (?<!\\)\| ", text(table).splitlines()[-1].strip("| "))


def test_a_bar_does_not_end_a_cell() -> None:
    assert cells("a|b", (Maths(r"|x| + \|y\|"),), "c\nd", (Code("a`|b"),)) == [
        r"a\|b", r"$\vert x\vert  + \Vert y\Vert$", "c d", "`` a`\\|b ``",
    ]  # fmt: skip


def test_a_table_has_its_caption_above_and_its_columns_aligned() -> None:
    table = Table(("a", "b", "c"), (("1", "2", "3"), ("4",)), "lcr", "A caption.")
    assert text(table) == (
        "**Table 1.** A caption.\n\n| a | b | c |\n| :--- | :---: | ---: |\n| 1 | 2 | 3 |\n| 4 |  |  |\n"
    )


def test_a_listing_stays_as_it_was_printed() -> None:
    assert text(Listing("a  *b*\n[[0.5]]", "Printed.")) == "```text\na  *b*\n[[0.5]]\n```\n\nPrinted.\n"
    assert text(Listing("```\nx")).startswith("````text\n```\nx\n````")


def test_a_place_for_own_words_is_a_quotation_until_they_are_there() -> None:
    assert text(OwnWords("why", "Why?\nSay it.")) == "> ✎ **Your words:** Why? Say it.\n"
    assert text(OwnWords("why", "Why?", "Because.\r\n\r\n  - <Indeed>")) == "Because.\n\n\\- \\<Indeed\\>\n"


def test_pages_are_no_matter() -> None:
    assert text(Paragraph("a"), PageBreak(), Paragraph("b")) == "a\n\nb\n"
    assert text() == "\n"


@pytest.mark.parametrize("kind", [SVG, PNG])
def test_every_figure_that_is_named_is_there(kind: str) -> None:
    made = Markdown(sample(), kind)
    named = re.findall(r"!\[.*?\]\((.*?)\)", made.text)
    assert named == [f"figures/{name}.{kind.lower()}" for name in ("figure-1-learning-curve", "figure-2-again")]
    assert [f"figures/{name}" for name, content in finished(made.drawing()).items() if content] == named


def test_the_window_has_its_turn_after_each_figure() -> None:
    assert len(list(Markdown(sample()).drawing())) == 2


@pytest.mark.parametrize(
    ("folder", "written"),
    [("My (own) report-figures", "My%20%28own%29%20report-figures"), ("報告-figures", "報告-figures")],
)
def test_a_link_ends_where_the_path_does(folder: str, written: str) -> None:
    made = Markdown(Document("", "", (figure("loss"),)), folder=folder)
    assert f"]({written}/figure-1-loss.svg)" in made.text


def test_a_name_is_whole() -> None:
    assert text(Paragraph((Name("*long* " * 40, longest=10), "."))) == (r"\*long\* " * 40) + ".\n"


def test_an_svg_is_lines_and_letters() -> None:
    (content,) = finished(Markdown(Document("", "", (figure(),))).drawing()).values()
    root = ET.fromstring(content)
    assert root.get("width") == "160.073mm"
    assert "epoch" in "".join(root.itertext())
    assert not root.findall(".//{http://www.w3.org/2000/svg}image")
    assert LIGHT.positive.lower() in content.decode().lower()


def test_a_png_is_twice_as_fine_as_the_screen() -> None:
    (content,) = finished(Markdown(Document("", "", (figure(),)), PNG).drawing()).values()
    image = QImage.fromData(content)
    assert (image.width(), image.height()) == (2 * 605, 2 * 275)
    assert share_of(LIGHT.positive, image) > 0.002


def test_names_of_figures_of_any_script_are_file_names() -> None:
    (name,) = finished(Markdown(Document("", "", (figure("損失 / ../loss"),))).drawing())
    assert name == "figure-1-損失-loss.svg"
