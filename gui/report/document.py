"""What a report says, and nothing of what it looks like: a list of parts, from which pages and Markdown are made.

A text is a plain string, of which no character has a meaning of its own, or a tuple of strings and marked pieces:

    Paragraph(("The loss ", Maths("L"), " of ", Bold("run 3"), " falls."))
    Paragraph(marked("The loss $L$ of **run 3** falls."))
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QPainter

from gui.export.figure import Figure as Plot
from gui.report.planned import Planned


@dataclass(frozen=True)
class Bold:
    text: str


@dataclass(frozen=True)
class Code:
    """In letters of equal width."""

    text: str


@dataclass(frozen=True)
class Maths:
    """A formula within a text, in the part of LaTeX that `gui.report.formula` reads."""

    text: str


@dataclass(frozen=True)
class Name:
    """What a person called something.  On a page only so much of it stands there that it is known again, in Markdown
    all of it; ``longest`` counts letters, and a Chinese one twice."""

    text: str
    longest: int = 60


@dataclass(frozen=True)
class Reference:
    """To the figure, table or formula of this name: becomes "Figure 2", say."""

    name: str


Inline = str | Bold | Code | Maths | Name | Reference
Text = str | tuple[Inline, ...]
Draw = Callable[[QPainter, QRectF], None]

MARKS = re.compile(r"\*\*(?P<bold>.+?)\*\*|`(?P<code>.+?)`|\$(?P<maths>.+?)\$|\[\[(?P<reference>.+?)\]\]", re.DOTALL)
MARKED: dict[str, type[Bold | Code | Maths | Reference]] = {
    "bold": Bold, "code": Code, "maths": Maths, "reference": Reference,
}  # fmt: skip


def marked(text: str) -> tuple[Inline, ...]:
    """Reads **bold**, `code`, $formula$ and [[name of a figure]]: for text of the program's own, which knows what its
    characters mean.  What a person typed, or called a run, goes into a tuple as it is."""
    parts: list[Inline] = []
    end = 0
    for match in MARKS.finditer(text):
        kind = str(match.lastgroup)
        parts += [text[end : match.start()], MARKED[kind](match[kind])]
        end = match.end()
    parts.append(text[end:])
    return tuple(part for part in parts if part != "")


def pieces(text: Text) -> tuple[Inline, ...]:
    """Of a text, whichever way it is given."""
    return (text,) if isinstance(text, str) else text


@dataclass(frozen=True)
class TitleBlock:
    """What stands at the top of the first page; what is "" is left out."""

    title: str
    course: str = ""
    author: str = ""
    student_id: str = ""
    date: str = ""


@dataclass(frozen=True)
class Heading:
    """``level`` 1 to 3; its number, if it is to have one, is part of the text."""

    text: Text
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """``keeps``: on one page with what follows, of which it speaks."""

    text: Text
    keeps: bool = False


@dataclass(frozen=True)
class Items:
    """A list, each item with a dot or a number before it."""

    items: tuple[Text, ...]
    are_numbered: bool = False


@dataclass(frozen=True)
class Formula:
    """On a line of its own; numbered where it has a name that references go to."""

    text: str
    name: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawing with a number and a caption.

    ``drawing`` is a plot as an export has it, now or when it is wanted, or a function that draws into a rectangle of
    pixels of the screen, 605 × ``width`` wide and ``aspect`` times as wide as high.  A plot has a shape of its own:
    made 605 × ``width`` pixels wide, its letters are as large on paper as those of a caption."""

    name: str  # for references, and for the name of its file
    caption: Text
    drawing: Plot | Planned | Draw
    aspect: float = 1.6
    width: float = 1.0  # of the width of the text


@dataclass(frozen=True)
class Table:
    """``alignment``: "l", "c" or "r" for each column; a row may have fewer cells than the header.

    ``keeps``: its end is on one page with what follows, which speaks of it."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    alignment: str
    caption: Text
    name: str = ""
    keeps: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError where the columns do not fit."""
        if not self.header:
            raise ValueError("a table has at least one column")
        if len(self.alignment) != len(self.header) or set(self.alignment) - set("lcr"):
            raise ValueError(f"alignment {self.alignment!r} must have l, c or r for each of {len(self.header)} columns")
        longest = max(map(len, self.rows), default=0)
        if longest > len(self.header):
            raise ValueError(f"a row has {longest} cells, the header {len(self.header)}")


@dataclass(frozen=True)
class Listing:
    """Lines as a program printed them."""

    text: str
    caption: Text = ""


@dataclass(frozen=True)
class OwnWords:
    """A place for the student's own words: a marked box that asks for them, until they are there."""

    place: str  # what the words are kept under
    prompt: str
    text: str = ""


@dataclass(frozen=True)
class PageBreak:
    pass


Part = (
    TitleBlock | Heading | Paragraph | Items | Formula | Figure | Table | Listing | OwnWords | PageBreak
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    """``title`` and ``author`` are what a PDF says of itself, and what stands at the foot of each page."""

    title: str
    author: str
    parts: tuple[Part, ...] = field(default=())
