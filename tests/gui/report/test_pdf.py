"""A report as PDF, reopened: words, fonts, drawings instead of images, and pages as they should be."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from numpy.typing import NDArray
from pypdf import PdfReader
from pypdf.generic import Destination, DictionaryObject
from PyQt5.QtCore import QSize
from PyQt5.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.trainer import Trainer
from gui.export.figure import Figure as Plot
from gui.export.subject import View
from gui.panels import PANELS
from gui.report import look
from gui.report.blocks import strips
from gui.report.cells import LEAST_GAP
from gui.report.document import (
    Document,
    Figure,
    Formula,
    Heading,
    Listing,
    Name,
    OwnWords,
    PageBreak,
    Paragraph,
    Part,
    Table,
    Text,
    marked,
)
from gui.report.drawing import plan_of
from gui.report.numbering import Numbers
from gui.report.pages import Pages
from gui.report.painter import PagePainter
from gui.report.pdf import pdf, printing
from gui.report.planned import Making, Planned
from gui.report.portions import finished
from gui.report.strip import Strip
from gui.report.table import PADDING, SIDE, _columns
from gui.theme import LIGHT
from tests.gui.export.reading import FONT_FILES, Page, pixels
from tests.gui.report.sample import curve, figure, predictions, sample

A4 = (210.0, 297.0)
Ink = NDArray[np.bool_]
DENSITY = 0.4  # pixels for each tenth of a millimetre
LOREM = "Some words that fill a line, and then another one. "


def document(*parts: Part) -> Document:
    return Document("A title", "An author", parts)


def reader(of: Document) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(Pages(of))), strict=True)


def texts(of: Document) -> list[str]:
    """Of each page."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader(of).pages]


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf(Pages(sample()))


def test_a_page_is_a4_and_begins_with_the_title(printed: bytes) -> None:
    page = Page(printed)
    assert page.size == pytest.approx(A4, abs=0.5)
    assert "Backpropagation by hand" in page.text
    assert "0716001" in page.text


def test_the_file_says_what_it_is_and_whose(printed: bytes) -> None:
    said = PdfReader(io.BytesIO(printed), strict=True).metadata
    assert said is not None
    assert (said.title, said.author, said.creator) == (
        "Lab 1: Backpropagation", "王小明 Hsiao-Ming Wang", "Backprop Lab",
    )  # fmt: skip


def test_a_space_is_a_space() -> None:
    """Qt calls it a tab, since they look alike; who copies a sentence would copy tabs."""
    (page,) = reader(document(Paragraph("A learning rate"))).pages
    assert "A learning rate" in page.extract_text()


@pytest.mark.parametrize("text", ["小大土水火", "長青食馬龜角骨鬼", "长门页风飞马鱼鸟齐龙"])
def test_chinese_characters_are_not_taken_for_the_parts_they_look_like(text: str) -> None:
    assert text in texts(document(Paragraph(text)))[0]


def test_chinese_is_text_that_can_be_searched(printed: bytes) -> None:
    whole = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages)
    assert "王小明" in whole
    assert "學習率太大時，損失會上下震盪" in whole


def test_every_font_is_in_the_file(printed: bytes) -> None:
    brought: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(printed)).pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        assert isinstance(fonts, DictionaryObject)
        for font in fonts.values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            brought[str(described["/FontName"]).rpartition("+")[2]] = bool({*described} & FONT_FILES)
    assert all(brought.values())
    needed = {"Inter-Regular", "Inter-SemiBold", "LabFormula-Regular", "LabFormula-Italic", "JetBrainsMono-Regular"}
    assert needed <= {*brought}


def test_nothing_of_it_is_an_image(printed: bytes) -> None:
    """Formulas and figures are lines and letters, sharp at any size."""
    assert [page.images for page in PdfReader(io.BytesIO(printed)).pages if len(page.images)] == []
    assert len(printed) < 300_000


def test_pages_are_numbered(printed: bytes) -> None:
    pages = PdfReader(io.BytesIO(printed)).pages
    for number, page in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in re.sub(r"\s", "", page.extract_text())


def test_captions_and_references_carry_the_numbers(printed: bytes) -> None:
    whole = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages))
    assert "Figure 1. The loss" in whole
    assert "Figure 1 shows how that went, and Table 2 compares" in whole
    assert "Table 2. Four learning rates" in whole


def test_an_empty_document_is_one_page() -> None:
    (text,) = texts(document())
    assert "A title · An author" in text


def test_nobody_need_say_who_he_is() -> None:
    said = reader(Document("", "", ())).metadata
    assert said is not None
    assert said.author is None


@pytest.mark.parametrize("author", ["Ann (the) \\ O'Neil)", "王小明", "x" * 1000])
def test_any_name_is_kept(author: str) -> None:
    said = reader(Document("A (title) \\", author, ())).metadata
    assert said is not None
    assert (said.title, said.author) == ("A (title) \\", author)


def outline(of: PdfReader) -> list[tuple[int, str, int | None]]:
    """Of each section how deep it lies, what it is called, and on which page it begins."""
    found: list[tuple[int, str, int | None]] = []

    def look_into(entries: list[object], depth: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                look_into(entry, depth + 1)
            else:
                assert isinstance(entry, Destination)
                found.append((depth, str(entry.title), of.get_destination_page_number(entry)))

    look_into(list(of.outline), 1)
    return found


def test_the_sections_stand_in_the_outline_each_with_its_page() -> None:
    made = document(
        Heading("1  學習"), Paragraph("words"), Heading("A (b) \\", 2), Paragraph("words"), PageBreak(),
        Heading("B", 2), Heading("c", 3), Heading("2  Again"), Heading("e", 3), Heading("D", 2),
    )  # fmt: skip
    assert outline(reader(made)) == [
        (1, "1 學習", 0), (2, "A (b) \\", 0), (2, "B", 1), (3, "c", 1), (1, "2 Again", 1), (2, "e", 1), (2, "D", 1),
    ]  # fmt: skip


def test_a_section_is_gone_to_where_it_begins() -> None:
    made = reader(document(*[Paragraph("words")] * 20, Heading("There"), Paragraph("words")))
    (entry,) = made.outline
    assert isinstance(entry, Destination)
    heights: list[float] = []
    made.pages[0].extract_text(
        visitor_text=lambda text, ctm, matrix, *_: heights.append(matrix[5] * ctm[3] + ctm[5])
        if text.strip() == "There" else None
    )  # fmt: skip
    assert 5 < float(str(entry.top)) - heights[0] < 30  # points: the letters, and some room above them


def test_without_sections_there_is_no_outline() -> None:
    assert outline(reader(document(Paragraph("words")))) == []


def test_a_long_heading_is_one_section() -> None:
    assert len(outline(reader(document(Heading("a long heading " * 12))))) == 1


def test_a_long_table_repeats_its_header_on_every_page() -> None:
    wide = Table(("number", "a long story"), tuple((str(k), "x" * 60) for k in range(1, 201)), "rl", "Long.")
    pages = texts(document(wide))
    assert len(pages) > 3
    for text in pages:
        assert text.count("a long story") == 1
    assert [int(each) for text in pages for each in re.findall(r"(\d+) x{60}", text)] == list(range(1, 201))


def test_a_small_table_is_not_torn() -> None:
    small = Table(("number",), tuple((f"row {k}",) for k in range(10)), "l", "Small.")
    for count in range(18, 32):
        pages = texts(document(*[Paragraph("words")] * count, small, Paragraph("after it")))
        (text,) = (text for text in pages if "row 0" in text)
        assert "Table 1. Small." in text
        assert "row 9" in text


def test_a_long_narrow_table_is_folded() -> None:
    (text,) = texts(document(predictions(40)))
    assert text.count("correct") == 2
    assert all(f" {k} {k / 100:.2f}" in text for k in range(1, 41))


def test_a_long_wide_table_is_not_folded() -> None:
    """Its columns share all the width that there is: how it is rounded must not matter."""
    for count in range(3, 9):
        rows = tuple((f"row {k}",) + ("of many words " * 4,) * count for k in range(30))
        pages = texts(document(Table(rows[0], rows, "l" * len(rows[0]), "Wide.")))
        assert "Wide." in pages[0]
        assert "row 29" in pages[-1]


def test_a_heading_is_never_alone_at_the_foot_of_a_page() -> None:
    for count in range(20, 60):
        pages = texts(document(*[Paragraph("words")] * count, Heading("Heading"), Paragraph(LOREM * 5)))
        (number,) = (number for number, text in enumerate(pages) if "Heading" in text)
        assert "Heading Some words" in pages[number]


def test_a_listing_and_a_paragraph_that_keeps_are_not_torn() -> None:
    listing = Listing("\n".join(f"line {k}" for k in range(12)), "What was printed.")
    speaks = Paragraph("begins " + LOREM * 8 + "ends", keeps=True)
    for count in range(20, 44):
        words = [Paragraph("words")] * count
        (text,) = (text for text in texts(document(*words, listing)) if "line 0" in text)
        assert "line 11 What was printed." in text
        (text,) = (text for text in texts(document(*words, speaks, figure("small", 8.0))) if "begins" in text)
        assert "ends" in text
        assert "Figure 1." in text


def test_the_end_of_a_table_that_keeps_is_with_what_speaks_of_it() -> None:
    for size in (4, 40):  # a small one, and one that is torn
        rows = tuple((f"row {k} " + "m" * 60,) for k in range(size))
        table = Table(("number",), rows, "l", "A table.", keeps=True)
        for count in range(20, 32):
            pages = texts(document(*[Paragraph("words")] * count, table, Paragraph("so it is")))
            (text,) = (text for text in pages if "so it is" in text)
            assert f"row {size - 1} " in text


def test_a_figure_is_not_torn_from_its_caption() -> None:
    long = Figure("long", LOREM * 12, curve, aspect=2.2)
    for count in range(12, 22):
        pages = texts(document(*[Paragraph("words")] * count, long))
        (text,) = (text for text in pages if "Figure 1." in text)
        assert "epoch" in text
        assert text.count("another one") == 12


def test_hostile_text_is_set_as_it_is() -> None:
    hostile = "<b>&amp;</b> $x$ ** ` | \\ % # ~ {} \"'"
    words = document(Heading(hostile), Paragraph(hostile), Listing(hostile), OwnWords("a", hostile, hostile))
    (text,) = texts(words)
    assert text.count(hostile) == 4


@pytest.mark.parametrize(
    "part",
    [
        Paragraph("m" * 5000),
        Table(("m" * 300, "b", "c"), (("x", "y" * 300, "z"),), "lrc", "m" * 300),
        Table(tuple("x" * 12 for _ in range(30)), (), "l" * 30, ""),
        Listing("m" * 5000),
        Listing(""),
        Formula("+".join(f"x_{{{k}}}" for k in range(60))),
        Formula(""),
        Figure("tall", "", lambda painter, rect: None, aspect=0.1),
        Table(("a",), (("word " * 3000,),), "l", ""),
    ],
)
def test_whatever_is_too_large_ends_before_the_edge(part: Part) -> None:
    pages = Pages(document(part, Paragraph("the end")))
    for number in range(len(pages)):
        ink = ink_of(pages, number)
        left, right = round(look.LEFT * DENSITY), round((look.LEFT + look.WIDTH) * DENSITY)
        bottom, footer = look.PAGE_HEIGHT - look.BOTTOM + 20, look.PAGE_HEIGHT - look.FOOT - 60
        assert not ink[:, : left - 1].any()
        assert not ink[:, right + 2 :].any()
        assert not ink[round(bottom * DENSITY) : round(footer * DENSITY)].any()
        assert ink.any()


def ink_of(pages: Pages, number: int) -> Ink:
    """(height, width): whether there is anything on a page."""
    size = QSize(round(look.PAGE_WIDTH * DENSITY), round(look.PAGE_HEIGHT * DENSITY))
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with PagePainter(image, DENSITY) as painter:
        pages.draw(painter, number)
    ink: Ink = pixels(image).mean(axis=2) < 250
    return ink


def test_cells_stand_where_the_table_says() -> None:
    def middle(side: str) -> float:
        """Of all ink: only one cell of the table moves."""
        rows = (("1" * 10,),) * 5
        pages = Pages(Document("", "", (Table(("m" * 40,), rows, side, ""),)))
        return float(np.nonzero(ink_of(pages, 0))[1].mean())

    assert middle("l") + 2 < middle("c") < middle("r") - 2


@pytest.mark.parametrize("name", ["x" * 400, "a long name " * 40, "長" * 300])
def test_a_long_name_leaves_the_other_columns_their_words(name: str) -> None:
    header: list[Text] = ["Choice", *((Name(name, 32),) for _ in range(5))]
    (text,) = texts(document(Table(tuple(header), (("Learning rate", *["cross-entropy"] * 5),), "lrrrrr", "")))
    assert text.count("…") == 5
    assert "Choice" in text
    assert "Learning rate" in text
    assert text.count("entropy") == 5


def test_columns_a_hair_wider_than_their_longest_words_give_way() -> None:
    room = look.WIDTH - 2 * SIDE - 9 * LEAST_GAP
    words = [room / 10] * 10
    columns = _columns([[width + 0.4 for width in words]], [words], "l" * 10)
    assert [column.width for column in columns] == pytest.approx(words, abs=0.1)


SPREAD = "0.286\u00a0±\u00a00.0017"
MANY = ("5,760\u00a0±\u00a0543 (2\u00a0of\u00a03)", "0 of 3, 3 cancelled", "7,041\u00a0±\u00a01,203")


@pytest.mark.parametrize("spreads", [3, 5, 7])
@pytest.mark.parametrize("name", ["4-4", "Softmax cross-entropy", "x" * 40])
def test_no_number_is_torn_however_many_columns_there_are(spreads: int, name: str) -> None:
    header = ("Learning rate", "Hidden layers", *["Test\u00a0accuracy"] * spreads, *["Epochs to 90\u00a0%"] * 3)
    row: tuple[Text, ...] = ((Name("0.001"),), (Name(name, 40),), *[SPREAD] * spreads, *MANY)
    (text,) = texts(document(Table(header, (row,) * 4, "ll" + "r" * (spreads + 3), "Many.")))
    words = text.split()
    assert [words.count(each) for each in ("0.286", "0.0017")] == [4 * spreads] * 2
    assert [words.count(each) for each in ("5,760", "543", "7,041", "1,203", "cancelled")] == [4] * 5
    assert words.count("accuracy") == spreads


def test_a_number_keeps_its_spread_in_one_line_where_there_is_room() -> None:
    made = Pages(document(Table(("a", "b"), ((SPREAD, SPREAD),) * 2, "rr", "")))
    assert made.page(0)[3].strip.height == pytest.approx(1.4 * look.SMALL + 2 * PADDING)


def test_a_name_without_a_space_does_not_squeeze_one_of_words() -> None:
    """Each has so much room that three lines suffice."""
    header: list[Text] = [(Name(name, 32),) for name in (*["a name of words " * 9] * 3, *["x" * 400] * 2)]
    made = Pages(document(Table(tuple(header), (tuple("12345"),), "lllll", "")))
    head = made.page(0)[2].strip  # below the caption and some room
    assert head.height < 4 * look.SMALL * 1.4


def test_title_and_name_share_the_foot_of_the_page() -> None:
    (text,) = texts(Document("A title " * 20, "A name " * 20, ()))
    assert re.search(r"A title A.*… +· +A name A.*… +1 ?/ ?1", text)


def test_no_line_of_a_long_cell_is_lost() -> None:
    words = " ".join(f"{k:03d}" for k in range(700))
    whole = " ".join(texts(document(Table(("a", "b"), ((words, words),), "ll", ""))))
    found = re.findall(r"\b\d{3}\b", whole)
    assert sorted(found) == sorted(2 * words.split())


def test_a_place_for_own_words_asks_until_they_are_there() -> None:
    (asking,) = texts(document(OwnWords("why", "Why is that?")))
    assert "Your words Why is that?" in asking
    (said,) = texts(document(OwnWords("why", "Why is that?", "Because.\n\nIndeed.")))
    assert "Why" not in said
    assert "Because. Indeed." in said


def test_a_page_break_begins_a_page() -> None:
    first, second = texts(document(Paragraph("one"), PageBreak(), PageBreak(), Paragraph("two"), PageBreak()))
    assert "one" in first
    assert "two" in second


def test_what_has_not_changed_is_not_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody writes, and the table of all predictions need not be made for each letter."""
    def said(words: str, *more: Part) -> Document:
        see = Paragraph(marked("See [[loss]]."))
        return document(figure(), see, *more, OwnWords("why", "Why?", words), figure("loss"))

    def count(part: Part, numbers: Numbers, number: str) -> list[Strip]:
        made.append(part)
        return strips(part, numbers, number)

    first = Pages(said("Bec"))
    made: list[Part] = []
    monkeypatch.setattr("gui.report.set_parts.strips", count)
    second = Pages(said("Because"), first)
    assert made == [OwnWords("why", "Why?", "Because")]
    assert pdf(second).count(b"/Type /Page\n") == 1
    third = Pages(said("Because", figure("another")), second)  # it moves the numbers that the text names
    assert "See Figure 3." in re.sub(r"\s+", " ", PdfReader(io.BytesIO(pdf(third))).pages[0].extract_text())


def test_the_window_has_its_turn_after_each_page_and_each_figure() -> None:
    pages = Pages(sample())
    assert len(list(printing(pages))) == len(pages) + 2 + 1  # figures; and once more to finish the file


def test_a_figure_is_made_step_by_step_before_its_page_is_printed() -> None:
    made: list[str] = []

    def making() -> Making:
        for step in ("one", "two"):
            made.append(step)
            yield
        return plan_of(figure(), "A figure").plot

    plan = Planned(QSize(605, 275), making())
    work = printing(Pages(document(Paragraph("words"), Figure("curve", "A curve.", plan))))
    assert made == []
    next(work)
    assert (made, plan.is_over) == (["one"], False)
    assert "A curve." in PdfReader(io.BytesIO(finished(work))).pages[0].extract_text()


def test_a_printing_can_be_given_up() -> None:
    work = printing(Pages(sample()))
    next(work)
    work.close()


def test_plots_of_the_window_are_drawings_in_a_report(qtbot: QtBot) -> None:
    """A figure of the export, on a page between others, with lines as wide as it is large."""
    trainer = Trainer(Recipe())
    trainer.train(epochs=300)
    panel = PANELS["Learning curve"](LIGHT)
    qtbot.addWidget(panel)
    panel.resize(480, 320)
    panel.draw(trainer.snapshot())
    plot = Plot(View.of(panel), LIGHT, QSize(600, 300))
    page = Page(pdf(Pages(document(Paragraph("words"), Figure("curve", "A curve.", plot), figure("other")))))
    assert "epoch" in page.text
    assert page.images == []
    curve = 1.8 * 160 / 600  # millimetres
    assert sum(width == pytest.approx(curve, rel=0.02) for width in page.widths) >= 1
