"""A strip of a page: the least that no page break goes through, such as a line of text or a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gui.report.document import Part
from gui.report.painter import PagePainter
from gui.report.planned import Planned

Paint = Callable[[PagePainter, float, float], None]  # the place of its upper left corner


@dataclass(frozen=True)
class Strip:
    """As wide as the text.  Between two strips lies the greater of what one wants after it and the other before it."""

    height: float
    paint: Paint
    before: float = 0.0
    after: float = 0.0
    keeps: bool = False  # on one page with the next
    floats: bool = False  # with those it keeps: to the next page where this one has no room, while the text goes on
    begins: bool = False  # a section: no figure floats past it
    breaks: bool = False  # the page: it begins one
    again: tuple[Strip, ...] = ()  # above it where it begins a page: the header of its table
    part: Part | None = None  # of the document, to which it belongs
    plan: Planned | None = None  # of the figure that it paints


def nothing(painter: PagePainter, x: float, y: float) -> None:
    """The paint of a strip that is only room."""
