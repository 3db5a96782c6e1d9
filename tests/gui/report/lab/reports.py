"""Material for reports: runs and comparisons trained here and now."""

from __future__ import annotations

from datetime import date

from engine.recipe import Recipe
from gui.report.document import Document, Figure, Heading, OwnWords, Part, Table, pieces
from gui.report.lab import Author, Compared, Material
from gui.report.numbering import plain
from tests.gui.compare import made
from tests.gui.shelf.shelves import kept_run

AUTHOR = Author("王小明", "311554005")


def compared(*factors: str, recipe: Recipe = made.SHORT, seeds: int = 1) -> Compared:
    comparison = made.comparison(*factors, recipe=recipe, seeds=seeds)
    return Compared(comparison, tuple(made.outcomes(comparison)))


def material(**more: object) -> Material:
    """The lab's two datasets, and its three discussions."""
    usual: dict[str, object] = {
        "runs": (kept_run(Recipe(epochs=60), number=1), kept_run(Recipe(dataset="Linear", epochs=60), number=2)),
        "comparisons": (compared("lr=0.1,1"), compared("hidden=2-2,4-4"), compared("activation=Sigmoid,Linear")),
        "author": AUTHOR,
        "on": date(2026, 3, 21),
    }
    return Material(**{**usual, **more})  # type: ignore[arg-type]


def headings(document: Document) -> list[str]:
    return [plain(part.text) for part in document.parts if isinstance(part, Heading)]


def below(document: Document, heading: str) -> list[Part]:
    """What stands between a heading and the next one."""
    places = [k for k, part in enumerate(document.parts) if isinstance(part, Heading) and heading in plain(part.text)]
    place = places[0]
    rest = document.parts[place + 1 :]
    end = next((k for k, part in enumerate(rest) if isinstance(part, Heading)), len(rest))
    return list(rest[:end])


def words_of(parts: list[Part]) -> str:
    """All that is said in them, captions included."""
    said = []
    for part in parts:
        for name in ("text", "caption", "prompt"):
            said += [plain(getattr(part, name))] if hasattr(part, name) and not isinstance(part, OwnWords) else []
        if isinstance(part, Table):
            said += [" | ".join(plain(pieces(cell)) for cell in row) for row in part.rows]
        said += [" ".join(plain(item) for item in getattr(part, "items", ()))]
    return "\n".join(said)


def figures(parts: list[Part]) -> list[Figure]:
    return [part for part in parts if isinstance(part, Figure)]
