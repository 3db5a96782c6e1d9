"""The fourth and fifth chapters: what difference each choice makes, measured; why, is the student's to say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from engine.compare.findings import findings
from engine.compare.results import table
from engine.recipe import Recipe
from gui.compare.album import Album
from gui.compare.pictures import SURFACES
from gui.compare.shown import Shown
from gui.report.document import Figure, Heading, Inline, Items, Name, Paragraph, Part, Reference, Table, Text
from gui.report.lab.figures import Comparing, card_plot, comparing
from gui.report.lab.material import Compared, Material, parted
from gui.report.lab.small_pictures import HEIGHT, height_for, room_for
from gui.shelf.kept import summary

LONGEST = 40  # letters of a level in a table
BRACKETS = re.compile(r"\([^()]*\)")
DISCUSSION = (
    ("learning rate", "A  Try different learning rates"),
    ("hidden", "B  Try different numbers of hidden units"),
    ("without", "C  Try without activation functions"),
    ("discussion", "D  Anything you want to share"),
)
EXTRA = (
    ("optimizers", "A  Different optimizers"),
    ("activations", "B  Different activation functions"),
    ("convolution", "C  Convolutional layers"),
)


def discussion(material: Material) -> Iterator[Part]:
    """The parts of the fourth chapter: its questions stand there even where nothing was compared."""
    by_place = parted(material.comparisons)
    yield Heading("4  Discussion")
    for key, title in DISCUSSION:
        yield Heading(title, 2)
        yield from _compared(by_place, key, material)
        yield material.own_words(key)


def extra(material: Material) -> Iterator[Part]:
    """The parts of the fifth chapter: only what there is, since none of it is asked for."""
    by_place = parted(material.comparisons)
    with_images = [run for run in material.runs if any(stage.name == "Conv2D" for stage in run.snapshot.stages)]
    there = [key for key, _ in EXTRA if key in by_place or material.words.get(key)]
    there += ["convolution"] if with_images and "convolution" not in there else []
    if not there:
        return
    yield Heading("5  Extra")
    for key, title in EXTRA:
        if key in there:
            yield Heading(title, 2)
            yield from _compared(by_place, key, material)
            if key == "convolution" and with_images:
                yield Paragraph(_convolution_words(with_images[0].recipe, with_images[0].title))
            yield material.own_words(key)


def _convolution_words(recipe: Recipe, title: str) -> Text:
    words = f"{summary(recipe)}. Its figures stand in chapter 3."
    return (Name(title), " learns from images with convolutional layers: ", words)


def _compared(by_place: Mapping[str, Sequence[Compared]], key: str, material: Material) -> Iterator[Part]:
    for number, each in enumerate(by_place.get(key, ()), 1):
        yield from _comparison(each, f"{key} {number}", material)


def _height(drawn: Comparing, shown: Shown) -> float:
    """In millimetres.  Small pictures are to have room, all of them."""
    return height_for(shown) if drawn.choice.startswith(SURFACES) else HEIGHT


def _caption(drawn: Comparing, shown: Shown, height: float) -> str:
    """Of small pictures it says which seed they are of, and how many there are if it does not show all."""
    said = f"{shown.title}: {_inside(drawn.name)}"
    if drawn.choice.startswith(SURFACES):
        count, room = len(shown.series), room_for(shown, height)
        said += f", the first {room:,} of {count:,}" if room < count else ""
        said += ", with the first seed" if shown.seeds > 1 else ""
    return f"{said}."


def _unbroken(text: str) -> str:
    """A number and its unit stay on one line."""
    return text.replace(" ± ", "\u00a0±\u00a0").replace(" %", "\u00a0%")


def _cell(text: str) -> str:
    """What stands in brackets stays on one line, too."""
    return BRACKETS.sub(lambda found: found[0].replace(" ", "\u00a0"), _unbroken(text))


def _inside(name: str) -> str:
    """The name of a figure as in the middle of a sentence."""
    return name[:1].lower() + name[1:]


def _comparison(each: Compared, name: str, material: Material) -> Iterator[Part]:
    comparison, outcomes = each.comparison, each.outcomes
    shown = Album(comparison, outcomes).show()
    drawn = list(comparing(shown))
    said = findings(comparison, outcomes, each.is_regression)
    where = _where(name, drawn)
    rest = summary(comparison.recipe, {"seed", *(factor.what for factor in comparison.factors)})
    yield Paragraph((f"{said[0]} Everything else was as in: {rest}. ", *where), keeps=True)
    yield _table(each, name, keeps=len(said) > 1)
    if len(said) > 1:
        yield Items(tuple(map(_unbroken, said[1:])))
    for line in filter(None, map(str.strip, each.note.splitlines())):
        yield Paragraph(line)
    for of in drawn:
        height = _height(of, shown)
        plan = material.planned((of.name, id(each)), partial(card_plot, of, shown, height))
        yield Figure(f"{name} {of.name}", _caption(of, shown, height), plan)


def _where(name: str, drawn: Sequence[Comparing]) -> tuple[Inline, ...]:
    """What stands where: "Table 4 has the numbers, Figure 7 the learning curves, and Figure 8 the final surfaces."."""
    said: list[Inline] = [Reference(name), " has the numbers"]
    for place, of in enumerate(drawn, 1):
        said += [", and " if place == len(drawn) else ", ", Reference(f"{name} {of.name}"), f" the {_inside(of.name)}"]
    return (*said, ".")


def _table(each: Compared, name: str, keeps: bool) -> Table:
    cells = table(each.comparison, each.outcomes, each.is_regression)
    alignment = "l" * cells.factors + "r" * (len(cells.header) - cells.factors)
    rows: list[list[Text]] = [
        [*((Name(level, LONGEST),) for level in row[: cells.factors]), *map(_cell, row[cells.factors :])]
        for row in cells.rows
    ]
    spread = ": mean ± standard deviation over the seeds" if each.comparison.seeds > 1 else ""
    header, caption = tuple(map(_cell, cells.header)), f"{each.comparison.title}{spread}."
    return Table(header, tuple(map(tuple, rows)), alignment, caption, name, keeps)
