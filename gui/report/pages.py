"""The pages of a report: the same for the preview and for the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QColor

from gui.report import look
from gui.report.document import Document, Heading, Name, OwnWords
from gui.report.look import Look
from gui.report.numbering import plain
from gui.report.paging import Page, Placed, paged
from gui.report.painter import PagePainter
from gui.report.planned import Planned
from gui.report.portions import InPortions
from gui.report.set_parts import SetParts
from gui.report.strip import Strip
from gui.report.text import set_lines

FOOTER = Look(26, colour=look.MUTED, leading=1.2)
NUMBER = replace(FOOTER, alignment="r", is_tabular=True)
NUMBER_ROOM = 200.0  # for the number of the page
LONGEST = 45  # letters of a title or a name at the foot of a page: both have room there


@dataclass(frozen=True)
class Spot:
    """A place on a page; lengths as on all pages, from its upper edge."""

    page: int  # from 0 on
    top: float
    height: float


@dataclass(frozen=True)
class Section:
    """Where a heading stands."""

    title: str
    level: int  # from 1 on
    spot: Spot


class Pages:
    """A document laid out.  Making it asks for a QApplication, and raises FormulaError and UnknownName."""

    def __init__(self, document: Document | SetParts, before: Pages | None = None) -> None:
        """``document``: or its parts, where they are set already; ``before``: see `SetParts`."""
        known = before.parts if before is not None else None
        self.parts: SetParts = SetParts(document, known) if isinstance(document, Document) else document
        self.document = self.parts.document
        self._pages = paged(self.parts.strips(), look.HEIGHT)

    def __len__(self) -> int:
        return len(self._pages)

    def draw(self, painter: PagePainter, number: int) -> None:
        """Page ``number``, counted from 0, with its upper left corner at the painter's."""
        for placed in self._pages[number]:
            _draw(painter, placed)
        self._draw_footer(painter, number)

    def drawing(self, painter: PagePainter, number: int) -> InPortions[None]:
        """The same, figure after figure."""
        for placed in self._pages[number]:
            plan = placed.strip.plan
            while plan is not None and not plan.is_over:
                plan.go_on()
                yield
            _draw(painter, placed)
            if plan is not None:
                yield
        self._draw_footer(painter, number)
        yield

    def page(self, number: int) -> Page:
        """What is on it."""
        return self._pages[number]

    def plans(self, number: int) -> list[Planned]:
        """The figures of a page."""
        return [placed.strip.plan for placed in self._pages[number] if placed.strip.plan is not None]

    def is_like(self, number: int, other: Pages) -> bool:
        """Whether the page of this number is the same in other pages."""
        feet = [(len(pages), pages.document.title, pages.document.author) for pages in (self, other)]
        if feet[0] != feet[1]:
            return False
        mine, its = self._pages[number], other._pages[number]
        return len(mine) == len(its) and all(
            one.strip is another.strip and one.y == another.y for one, another in zip(mine, its, strict=True)
        )

    @property
    def sections(self) -> list[Section]:
        """In their order."""
        return [
            Section(" ".join(plain(strip.part.text).split()), strip.part.level, spot)
            for strip, spot in self._spots()
            if isinstance(strip.part, Heading) and strip.begins  # of a long one, its first line
        ]

    def words(self, place: str) -> list[Spot]:
        """The lines of a place for the student's own words; none where the document has no such place."""
        return [
            spot for strip, spot in self._spots() if isinstance(strip.part, OwnWords) and strip.part.place == place
        ]

    def _spots(self) -> Iterator[tuple[Strip, Spot]]:
        for number, page in enumerate(self._pages):
            for placed in page:
                yield placed.strip, Spot(number, look.TOP + placed.y, placed.strip.height)

    def _draw_footer(self, painter: PagePainter, number: int) -> None:
        y = look.PAGE_HEIGHT - look.FOOT
        title, author = (Name(text, LONGEST) for text in (self.document.title, self.document.author))
        said = (title, "   ·   ", author) if title.text and author.text else (title, author)
        left = set_lines(said, look.WIDTH - NUMBER_ROOM, FOOTER)[0]
        right = set_lines((f"{number + 1} / {len(self)}",), NUMBER_ROOM, NUMBER)[0]
        painter.fillRect(QRectF(look.LEFT, y - 50, look.WIDTH, 2), QColor(look.HAIRLINE))
        left.paint(painter, look.LEFT, y - left.baseline)
        right.paint(painter, look.LEFT + look.WIDTH - NUMBER_ROOM, y - right.baseline)


def _draw(painter: PagePainter, placed: Placed) -> None:
    placed.strip.paint(painter, look.LEFT, look.TOP + placed.y)
