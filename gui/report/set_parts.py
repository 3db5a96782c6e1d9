"""The parts of a document, each made into strips, and made anew only where something has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gui.report.blocks import strips
from gui.report.document import Document, PageBreak, Part
from gui.report.numbering import Numbers
from gui.report.portions import InPortions
from gui.report.strip import Strip


class SetParts:
    """Of one document.  Raises UnknownName."""

    def __init__(self, document: Document, before: SetParts | None = None) -> None:
        """``before``: an earlier state of the document, from which whatever has not changed is taken over: somebody is
        writing, and sees the pages change."""
        self.document = document
        self._numbers = Numbers(document)
        are_same = before is not None and before._numbers.names == self._numbers.names
        self._known = before._strips if before is not None and are_same else {}
        self._strips: dict[tuple[Part, str], list[Strip]] = {}  # by the part, and what it is called

    def setting(self) -> InPortions[None]:
        """Sets one part after the other.  Raises FormulaError and UnknownName."""
        for place, part in enumerate(self.document.parts):
            if self._set(place, part):
                yield

    def strips(self) -> Iterator[Strip]:
        """All of them in their order; what is not set yet is set now."""
        breaks = False
        for place, part in enumerate(self.document.parts):
            self._set(place, part)
            for strip in self._strips.get(self._key(place, part), []):
                yield replace(strip, breaks=True) if breaks else strip
                breaks = False
            breaks = breaks or isinstance(part, PageBreak)

    def _set(self, place: int, part: Part) -> bool:
        """Whether it was not set before."""
        key = self._key(place, part)
        if isinstance(part, PageBreak) or key in self._strips:
            return False
        if key in self._known:
            self._strips[key] = self._known[key]
            return False
        self._strips[key] = [replace(strip, part=part) for strip in strips(part, self._numbers, key[1])]
        return True

    def _key(self, place: int, part: Part) -> tuple[Part, str]:
        return part, self._numbers.of(place)
