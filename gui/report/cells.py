"""How a table's cells are set, so that its columns find room on a page and no number is torn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gui.report.document import Inline, Name
from gui.report.look import CELL, HEAD, SMALL_CELL, SMALL_HEAD, SMALLEST_CELL, SMALLEST_HEAD, Look
from gui.report.text import Line, set_lines, shortened

UNBROKEN = 1e6  # wider than any cell
LONGEST_WORD = 260.0  # of a name, that is not broken …
LEAST_NAME = 90.0  # … and so much of it stands in a line where it must be
LEAST_GAP, LEAST_SMALL_GAP = 24.0, 12.0  # between columns
NO_BREAK, BREAK = "\u00a0±", " ±"
DIGIT = re.compile(r"\d")

Row = Sequence[tuple[Inline, ...]]  # the texts of its cells


@dataclass(frozen=True)
class Way:
    """One way to set all cells of a table."""

    head: Look = HEAD
    cell: Look = CELL
    gap: float = LEAST_GAP  # that two columns have between them at least
    breaks_spreads: bool = True  # "±" may begin a line
    longest_name: float = LONGEST_WORD  # a longer word of a name may be broken
    breaks_words: bool = False  # words without a figure may be broken

    def texts(self, rows: Sequence[Row]) -> list[list[tuple[Inline, ...]]]:
        """The same texts, with the breaks that they may have."""
        return [[tuple(map(self._part, cell)) for cell in row] for row in rows]

    def looks(self, count: int) -> list[Look]:
        """Of a header and as many rows."""
        return [self.head, *[self.cell] * count]

    def longest_words(self, cells: Row, shown: Look) -> list[float]:
        """The width of what is not to be broken in each cell: of a formula or marked piece, all of it."""
        return [max((each for part in cell for each in self._words(part, shown)), default=0.0) for cell in cells]

    def _part(self, part: Inline) -> Inline:
        return part.replace(NO_BREAK, BREAK) if isinstance(part, str) and self.breaks_spreads else part

    def _words(self, part: Inline, shown: Look) -> Iterator[float]:
        """Their widths.  What is held together by a no-break space is one word."""
        if isinstance(part, Name):  # somebody's own words may be endless, and no other word is to make room for them
            yield from (min(self.longest_name, _width(word, shown)) for word in shortened(part).split(" "))
        elif isinstance(part, str):
            words = [word for word in part.split(" ") if DIGIT.search(word) or not self.breaks_words]
            yield from (_width(word, shown) for word in words)
        else:
            yield _width(part, shown)


# From how a table is read best to how it has room at all.
WAYS = (
    Way(breaks_spreads=False),
    Way(),
    Way(SMALL_HEAD, SMALL_CELL, LEAST_SMALL_GAP),
    Way(SMALL_HEAD, SMALL_CELL, LEAST_SMALL_GAP, longest_name=LEAST_NAME),
    Way(SMALLEST_HEAD, SMALLEST_CELL, LEAST_SMALL_GAP, longest_name=LEAST_NAME),
    Way(SMALLEST_HEAD, SMALLEST_CELL, LEAST_SMALL_GAP, longest_name=LEAST_NAME, breaks_words=True),
)


def _width(piece: Inline, shown: Look) -> float:
    lines: Sequence[Line] = set_lines((piece,), UNBROKEN, shown) if piece != "" else ()
    return max((line.width for line in lines), default=0.0)
