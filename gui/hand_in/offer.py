"""What the program offers to make for a hand-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.hand_in import Content


@dataclass(frozen=True)
class Offer:
    """One line of the list that the program makes when the zip is saved, if it is ticked.

    ``make`` is called beside the window, where it must touch no widget; it gives what is in the file ``name``, or,
    where that ends in "/", the files of a folder by their names in it.  It may raise HandInError with a sentence that
    says why there is nothing and what to do.

    ``prepare`` comes before it, in the window's thread, for what only that can draw: between two of its steps, which
    should be short, the window has its turn."""

    title: str
    name: str
    help: str  # one sentence
    make: Callable[[], bytes | Mapping[str, bytes]]
    prepare: Callable[[], Iterator[object]] | None = None
    is_ticked: bool = True

    @property
    def placeholder(self) -> Content:
        """Stands for it in the zip until it is made."""
        return Content(self.name + "0" if self.name.endswith("/") else self.name, b"")

    def contents(self) -> list[Content]:
        """What becomes of it in the zip.  Raises what ``make`` raises."""
        made = self.make()
        if isinstance(made, bytes):
            return [Content(self.name, made)]
        return [Content(self.name + name, data) for name, data in made.items()]
