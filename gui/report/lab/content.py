"""The report in the lab's order, from the runs and comparisons that were kept."""

from __future__ import annotations

from collections.abc import Iterator

from gui.report.document import Document, Formula, Heading, Paragraph, Part, TitleBlock, marked
from gui.report.lab.discussion import discussion, extra
from gui.report.lab.material import Material
from gui.report.lab.results import listed, results
from gui.report.lab.setup import setup
from gui.report.portions import InPortions, finished


def lab_report(material: Material) -> Document:
    """All at once."""
    return finished(reporting(material))


def reporting(material: Material) -> InPortions[Document]:
    """Its parts, one after the other.  Its figures are drawn later, in the window's thread only, since they are
    widgets."""
    author, parts = material.author, list[Part]()
    for part in _parts(material):
        parts.append(part)
        yield
    return Document(author.title, author.name, tuple(parts))


def _parts(material: Material) -> Iterator[Part]:
    author = material.author
    day = f"{material.on.day} {material.on:%B %Y}"
    yield TitleBlock(author.title, author.course, author.name, author.student_id, day)
    for chapter in (introduction, setup, results, discussion, extra):
        yield from chapter(material)


def introduction(material: Material) -> Iterator[Part]:
    """The first chapter: what can be said without knowing what the student thinks."""
    yield Heading("1  Introduction")
    yield material.own_words("introduction")
    yield Paragraph(marked(
        "A neural network is a function with many numbers in it, $\\theta = \\{w_1, w_2, \\ldots\\}$. Its loss "
        "$L(\\theta)$ says how wrong it is on the samples that it learns from. Gradient descent makes the loss small "
        "step by step, each against the gradient $\\nabla L(\\theta)$, and backpropagation is how this is found:"
    ), keeps=True)  # fmt: skip
    yield Formula(
        r"\nabla L(\theta) = \begin{bmatrix} \partial L / \partial w_1 \\ \partial L / \partial w_2 \\ \vdots "
        r"\end{bmatrix}, \qquad \theta^{1} = \theta^{0} - \rho \, \nabla L(\theta^{0}), \quad "
        r"\theta^{2} = \theta^{1} - \rho \, \nabla L(\theta^{1}), \quad \ldots"
    )
    datasets = list(dict.fromkeys(recipe.data_name for recipe in material.recipes))
    if datasets:
        yield Paragraph(("This report is about training on ", *listed(datasets), "."))
