"""The fourth and fifth chapters: what difference each choice makes, measured; why, is the student's to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.compare.findings import findings
from engine.compare.results import table
from engine.recipe import Recipe
from gui.compare.figures import views
from gui.compare.pictures import PicturesCard
from gui.export.figure import Figure as Plot
from gui.export.formats import size_for_millimetres
from gui.report.document import Figure, Heading, Items, Paragraph, Part, Table
from gui.report.lab.figures import WIDTH
from gui.report.lab.material import Compared, Material, parted
from gui.shelf.kept import summary
from gui.theme import LIGHT

HEIGHT, HEADER = 74, 18  # millimetres of a figure, and of what stands above and below its pictures
MOST_IN_A_ROW = 6
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


def _convolution_words(recipe: Recipe, title: str) -> tuple[str, ...]:
    words = f"{summary(recipe)}. Its figures stand in chapter 3."
    return (title, " learns from images with convolutional layers: ", words)


def _compared(by_place: Mapping[str, Sequence[Compared]], key: str, material: Material) -> Iterator[Part]:
    for number, each in enumerate(by_place.get(key, ()), 1):
        yield from _comparison(each, f"{key} {number}")


def _height(drawn: str, variants: int) -> float:
    """In millimetres.  Small pictures stand in one row while there are few of them, which needs less."""
    is_row = drawn == PicturesCard.name and 2 < variants <= MOST_IN_A_ROW
    return WIDTH / variants + HEADER if is_row else HEIGHT


def unbroken(text: str) -> str:
    """A number and its unit stay on one line."""
    return text.replace(" ± ", "\u00a0±\u00a0").replace(" %", "\u00a0%")


def _inside(name: str) -> str:
    """The name of a figure as in the middle of a sentence."""
    return name[:1].lower() + name[1:]


def _comparison(each: Compared, name: str) -> Iterator[Part]:
    comparison, outcomes = each.comparison, each.outcomes
    said = findings(comparison, outcomes, each.is_regression)
    yield Paragraph(f"{said[0]} Everything else was as in: {summary(comparison.recipe)}.")
    cells = table(comparison, outcomes, each.is_regression)
    alignment = "l" * cells.factors + "r" * (len(cells.header) - cells.factors)
    spread = ": mean ± standard deviation over the seeds" if comparison.seeds > 1 else ""
    rows = tuple(tuple(map(unbroken, row)) for row in cells.rows)
    yield Table(tuple(map(unbroken, cells.header)), rows, alignment, f"{comparison.title}{spread}.", name)
    for drawn, view in views(comparison, outcomes).items():
        plot = Plot(view, LIGHT, size_for_millimetres(WIDTH, _height(drawn, len(comparison.variants))))
        yield Figure(f"{name} {drawn}", f"{comparison.title}: {_inside(drawn)}.", plot)
    if len(said) > 1:
        yield Items(tuple(said[1:]))
