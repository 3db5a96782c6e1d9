"""The pages of a report: the same for the preview and for the PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QColor

from gui.report import look
from gui.report.blocks import strips
from gui.report.document import Document, PageBreak, Part
from gui.report.look import Look
from gui.report.numbering import Numbers
from gui.report.paging import Page, paged
from gui.report.painter import PagePainter
from gui.report.strip import Strip
from gui.report.text import set_lines

FOOTER = Look(26, colour=look.MUTED, leading=1.2)
NUMBER = replace(FOOTER, alignment="r", is_tabular=True)
NUMBER_ROOM = 200.0  # for the number of the page


class Pages:
    """A document laid out.  Making it asks for a QApplication, and raises FormulaError and UnknownName."""

    def __init__(self, document: Document, before: Pages | None = None) -> None:
        """``before``: an earlier state of the document, from which whatever has not changed is taken over: somebody is
        writing, and sees the pages change."""
        self.document = document
        self._numbers = Numbers(document)
        self._set: dict[tuple[Part, str], list[Strip]] = {}  # the strips of each part, and what it is called
        are_same = before is not None and before._numbers.names == self._numbers.names
        self._pages = paged(self._strips(before._set if before is not None and are_same else {}), look.HEIGHT)

    def __len__(self) -> int:
        return len(self._pages)

    def draw(self, painter: PagePainter, number: int) -> None:
        """Page ``number``, counted from 0, with its upper left corner at the painter's."""
        for placed in self._pages[number]:
            placed.strip.paint(painter, look.LEFT, look.TOP + placed.y)
        self._draw_footer(painter, number)

    def page(self, number: int) -> Page:
        """What is on it."""
        return self._pages[number]

    def _draw_footer(self, painter: PagePainter, number: int) -> None:
        y = look.PAGE_HEIGHT - look.FOOT
        said = "   ·   ".join(filter(None, (self.document.title, self.document.author)))
        left = set_lines((said,), look.WIDTH - NUMBER_ROOM, FOOTER)[0]
        right = set_lines((f"{number + 1} / {len(self)}",), NUMBER_ROOM, NUMBER)[0]
        painter.fillRect(QRectF(look.LEFT, y - 50, look.WIDTH, 2), QColor(look.HAIRLINE))
        left.paint(painter, look.LEFT, y - left.baseline)
        right.paint(painter, look.LEFT + look.WIDTH - NUMBER_ROOM, y - right.baseline)

    def _strips(self, known: Mapping[tuple[Part, str], list[Strip]]) -> Iterator[Strip]:
        breaks = False
        for place, part in enumerate(self.document.parts):
            if isinstance(part, PageBreak):
                breaks = True
                continue
            key = part, self._numbers.of(place)
            made = known[key] if key in known else strips(part, self._numbers, key[1])
            self._set[key] = made
            for strip in made:
                yield replace(strip, breaks=True) if breaks else strip
                breaks = False
