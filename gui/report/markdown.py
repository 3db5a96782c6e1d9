"""A report as Markdown that can be edited: the same texts, formulas and tables, and its figures as files beside it."""

from __future__ import annotations

import re
from functools import singledispatchmethod
from urllib.parse import quote

from PyQt5.QtCore import QSize

from gui.export.figure import Figure as Plot
from gui.export.formats import INCH, PIXELS_PER_INCH, encode_png, paint_image
from gui.export.outputs import PNG, SVG, file_name
from gui.export.svg import paint_svg
from gui.report.document import (
    Bold,
    Code,
    Document,
    Figure,
    Formula,
    Heading,
    Inline,
    Items,
    Listing,
    Maths,
    Name,
    OwnWords,
    PageBreak,
    Paragraph,
    Table,
    Text,
    TitleBlock,
    pieces,
)
from gui.report.drawing import plan_of
from gui.report.numbering import Numbers, plain
from gui.report.portions import InPortions
from gui.report.text import seen

SHARPNESS = 2  # pixels of a PNG for each of the figure
MARKS = re.compile(r"([\\`*_{}\[\]<>#|$~&])")
# What begins a list at the beginning of a line, or is a line by itself that makes a heading of the one above.
BEGINNINGS = re.compile(r"^([ \t]*\d*)((?<=\d)[.)](?=\s|$)|[-+](?=\s|$)|[-=](?=[-=]*\s*$))", re.MULTILINE)
NO_LINK = re.compile(r"[\s()<>\[\]\\%#?]")  # what would end a link, or mean something in it
SIDES = {"l": ":---", "c": ":---:", "r": "---:"}
LINE_END = "\u2028"  # within a paragraph, until it is whole


class Markdown:
    """``text`` is the file; `figures` are the files that it names.  Raises UnknownName."""

    def __init__(self, document: Document, kind: str = SVG, folder: str = "figures") -> None:
        """``kind`` of the figures: SVG, or PNG for programs that cannot read it; ``folder``: where they lie, beside the
        file."""
        assert kind in (SVG, PNG)
        self._document, self._kind, self._folder = document, kind, folder
        self._numbers = Numbers(document)
        blocks = (self._block(part, self._numbers.of(place)) for place, part in enumerate(document.parts))
        self.text = "\n\n".join(filter(None, blocks)) + "\n"

    def drawing(self) -> InPortions[dict[str, bytes]]:
        """The content of each figure's file, by its name; in the window's thread."""
        made: dict[str, bytes] = {}
        for place, part in enumerate(self._document.parts):
            if isinstance(part, Figure):
                number = self._numbers.of(place)
                plan = plan_of(part, f"{number}: {plain(self._numbers.resolved(part.caption))}")
                while not plan.is_over:
                    plan.go_on()
                    yield
                made[self._file(part, number)] = _painted(plan.plot, self._kind)
                yield
        return made

    def _file(self, figure: Figure, number: str) -> str:
        return file_name(f"{number} {figure.name}", self._kind)

    def _path(self, figure: Figure, number: str) -> str:
        """As a link has it."""
        return NO_LINK.sub(lambda found: quote(found[0]), f"{self._folder}/{self._file(figure, number)}")

    # --- parts ----------------------------------------------------------------------------------------------------

    @singledispatchmethod
    def _block(self, part: object, number: str) -> str:
        raise TypeError(f"a document has no {type(part).__name__}")

    @_block.register
    def _(self, part: TitleBlock, number: str) -> str:
        course = _inline(Bold(part.course)) if part.course else ""
        below = " · ".join(filter(None, (course, *map(_escaped, (part.author, part.student_id, part.date)))))
        return f"# {_in_a_line(_escaped(part.title))}" + (f"\n\n{_in_a_line(below)}" if below else "")

    @_block.register
    def _(self, part: Heading, number: str) -> str:
        return f"{'#' * (part.level + 1)} {_in_a_line(self._said(part.text))}"

    @_block.register
    def _(self, part: Paragraph, number: str) -> str:
        return self._said(part.text)

    @_block.register
    def _(self, part: Items, number: str) -> str:
        marks = (f"{k}." if part.are_numbered else "-" for k in range(1, len(part.items) + 1))
        return "\n".join(f"{mark} {_in_a_line(self._said(item))}" for mark, item in zip(marks, part.items, strict=True))

    @_block.register
    def _(self, part: Formula, number: str) -> str:
        tag = f" \\tag{{{number.split()[-1]}}}" if number else ""
        return f"$$\n{part.text.strip()}{tag}\n$$"

    @_block.register
    def _(self, part: Figure, number: str) -> str:
        said = _in_a_line(self._said(part.caption))
        alternative = _in_a_line(_escaped(plain(self._numbers.resolved(part.caption))))
        return f"![{alternative}]({self._path(part, number)})\n\n**{number}.** {said}"

    @_block.register
    def _(self, part: Table, number: str) -> str:
        width = len(part.header)
        rows = [[self._cell(cell) for cell in row] + [""] * (width - len(row)) for row in (part.header, *part.rows)]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, f"| {' | '.join(SIDES[side] for side in part.alignment)} |")
        return f"**{number}.** {_in_a_line(self._said(part.caption))}\n\n" + "\n".join(lines)

    @_block.register
    def _(self, part: Listing, number: str) -> str:
        fence = _longer("```", part.text)
        caption = f"\n\n{self._said(part.caption)}" if part.caption else ""
        return f"{fence}text\n{_lines(part.text)}\n{fence}{caption}"

    @_block.register
    def _(self, part: OwnWords, number: str) -> str:
        if part.text.strip():
            paragraphs = (each for each in _lines(part.text).split("\n\n") if each.strip())
            return "\n\n".join(_broken(_escaped(each)) for each in paragraphs)
        return f"> ✎ **Your words:** {_in_a_line(_escaped(part.prompt))}"

    @_block.register
    def _(self, part: PageBreak, number: str) -> str:
        return ""  # Markdown has no pages

    # --- texts ----------------------------------------------------------------------------------------------------

    def _said(self, text: Text) -> str:
        return _broken("".join(map(_inline, pieces(self._numbers.resolved(text)))))

    def _cell(self, text: Text) -> str:
        return _in_a_line(self._said(tuple(map(_without_bar, pieces(text)))))


def _without_bar(part: Inline) -> Inline:
    """A bar would end the cell of a table."""
    match part:
        case Code(text):
            return Code(text.replace("|", "\\|"))
        case Maths(text):
            return Maths(text.replace("\\|", "\\Vert ").replace("|", "\\vert "))
    return part


def _inline(part: Inline) -> str:
    match part:
        case Bold(text):
            return f"**{_escaped(text)}**" if text.strip() else text
        case Code(text):
            inside = _in_a_line(_lines(text))
            fence = _longer("`", inside)
            return f"{fence} {inside} {fence}" if "`" in inside else f"{fence}{inside}{fence}"
        case Maths(text):
            return f"${text.strip()}$"
        case Name(text):
            return _escaped(text)
    return _escaped(str(part))


def _escaped(text: str) -> str:
    """So that none of its characters means anything."""
    lines = re.sub(r"\n[ \t]+", "\n", _lines(text))
    return BEGINNINGS.sub(r"\1\\\2", MARKS.sub(r"\\\1", lines)).replace("\n", LINE_END)


def _broken(text: str) -> str:
    """With line breaks as Markdown writes them: not at the beginning or end, and not two."""
    return re.sub(rf"\s*{LINE_END}\s*", "\\\\\n", text.strip())


def _lines(text: str) -> str:
    return seen(text).replace("\u2028", "\n")


def _in_a_line(text: str) -> str:
    return text.replace("\\\n", " ").replace("\n", " ").replace(LINE_END, " ")


def _longer(fence: str, inside: str) -> str:
    """A fence that what is inside does not close."""
    longest = max(map(len, re.findall("`+", inside)), default=0)
    return "`" * max(len(fence), longest + 1)


def _painted(plot: Plot, kind: str) -> bytes:
    if kind == PNG:
        return encode_png(paint_image(plot, QSize(plot.size) * SHARPNESS))
    millimetres = (side * INCH / PIXELS_PER_INCH for side in (plot.size.width(), plot.size.height()))
    return paint_svg(plot, *millimetres)
