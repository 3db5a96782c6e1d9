"""Numbers for figures, tables and formulas, in the order in which they come, and the references to them."""

from __future__ import annotations

from collections.abc import Mapping

from gui.report.document import (
    Bold,
    Code,
    Document,
    Figure,
    Formula,
    Inline,
    Maths,
    Name,
    Reference,
    Table,
    Text,
    pieces,
)

WORDS = {Figure: "Figure", Table: "Table", Formula: "Formula"}


class UnknownName(KeyError):
    """A reference to what the document does not have, or two things of one name."""

    def __str__(self) -> str:
        return str(self.args[0])


class Numbers:
    """What everything that is numbered is called: "Figure 2"."""

    def __init__(self, document: Document) -> None:
        """Raises UnknownName where two things have the same name."""
        counts = dict.fromkeys(WORDS.values(), 0)
        self._called: dict[int, str] = {}
        by_name: dict[str, str] = {}
        for place, part in enumerate(document.parts):
            word = WORDS.get(type(part))
            if word is None or (isinstance(part, Formula) and not part.name):
                continue
            counts[word] += 1
            self._called[place] = f"{word} {counts[word]}"
            name = getattr(part, "name", "")
            if name in by_name:
                raise UnknownName(f"{by_name[name]} and {self._called[place]} have the same name, {name!r}")
            if name:
                by_name[name] = self._called[place]
        self.names: Mapping[str, str] = by_name  # what each name is called

    def of(self, place: int) -> str:
        """Of the part at this place of the document; "" where it has no number."""
        return self._called.get(place, "")

    def resolved(self, text: Text) -> tuple[Inline, ...]:
        """The text with words instead of references.  Raises UnknownName."""
        return tuple(self._word(part) if isinstance(part, Reference) else part for part in pieces(text))

    def _word(self, reference: Reference) -> str:
        if reference.name not in self.names:
            known = ", ".join(self.names) or "none"
            raise UnknownName(f"no figure, table or formula is called {reference.name!r}; there are: {known}")
        return self.names[reference.name].replace(" ", "\u00a0")  # no line ends between the word and its number


def plain(text: tuple[Inline, ...] | str) -> str:
    """A text without its marks, for a description."""
    return "".join(part if isinstance(part, str) else _bare(part) for part in pieces(text))


def _bare(part: Bold | Code | Maths | Name | Reference) -> str:
    return part.name if isinstance(part, Reference) else part.text
