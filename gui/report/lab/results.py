"""The third chapter: what came out of each run, as the lab wants to see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.compare.results import NOTHING, epochs_text, number_text, share_text
from engine.program import Array
from engine.tables import loss_line
from gui.report.document import Figure, Heading, Inline, Listing, Name, Paragraph, Part, Reference, Table, Text
from gui.report.lab.figures import CURVE, PREDICTION, TRUTH, panel_plot
from gui.report.lab.material import Material
from gui.report.planned import Planned
from gui.shelf.kept import KeptRun

MOST_PREDICTIONS = 24  # lines that are printed of a run's predictions; of more, those at both ends
MOST_OUTPUTS = 4  # of a network whose predictions are printed
COLUMNS, GAP = 3, "    "  # in which they stand, as far as a line has room for them
MOST_LETTERS = 90  # of a line
LONGEST = 40  # letters of a name in a table
# Of a table of scores the headers and the caption; R² is spoken of only where there is a regression.
OF_CLASSES = "Accuracy", "Test accuracy", "How many of the samples are right at the end of the training."
OF_NUMBERS = "R²", "Test R²", "How well the answers fit at the end of the training: 1 where they fit exactly."
MIXED = "Accuracy", "Test accuracy", "How many of the samples are right at the end of the training; of numbers, R²."


def results(material: Material) -> Iterator[Part]:
    """The parts of the chapter."""
    yield Heading("3  Results of your testing")
    if not material.runs:
        yield Paragraph("No run was chosen for this report. Train one, and choose it among the runs.")
    yield Heading("A  Comparison figure", 2)
    for number, run in enumerate(material.runs, 1):
        yield _comparison_figure(run, number, material)
    yield Heading("B  Accuracy", 2)
    if material.runs:
        yield _score_table(material.runs)
    for run in material.runs:
        yield from _predictions(run)
    yield Heading("C  Learning curve", 2)
    for number, run in enumerate(material.runs, 1):
        yield from _learning_curve(run, number, material)
    yield Heading("D  Anything you want to present", 2)
    yield material.own_words("results")


def _comparison_figure(run: KeptRun, number: int, material: Material) -> Figure:
    def plan() -> Planned:
        return panel_plot((TRUTH, PREDICTION), run.snapshot, "Truth and prediction", 76)

    said = f"): the truth beside what the network says, {_verdict(run)}."
    caption = Name(run.title), " (", Name(run.recipe.data_name), said
    return Figure(f"prediction {number}", caption, material.planned((PREDICTION, run.id), plan))


def _verdict(run: KeptRun) -> str:
    """How good it is, in words."""
    now = run.snapshot
    if run.is_regression:
        return f"R² = {now.score:.4f}"
    right = int(np.count_nonzero(now.right))
    return f"{right:,} of {len(now.right):,} right"


def _score_table(runs: tuple[KeptRun, ...]) -> Table:
    has_test = any(run.snapshot.test_score is not None for run in runs)
    kinds = {run.is_regression for run in runs}
    score, test, caption = MIXED if len(kinds) > 1 else OF_NUMBERS if True in kinds else OF_CLASSES
    header = ("Run", "Dataset", "Samples", "Epochs", "Final loss", score) + ((test,) if has_test else ())
    rows = tuple(_score_row(run, has_test, is_mixed=len(kinds) > 1) for run in runs)
    return Table(header, rows, "ll" + "r" * (len(header) - 2), caption, "accuracy")


def _score_row(run: KeptRun, has_test: bool, is_mixed: bool) -> tuple[Text, ...]:
    now = run.snapshot
    scores = (now.score, now.test_score) if has_test else (now.score,)
    numbers = (f"{len(now.right):,}", epochs_text(now.epoch), number_text(now.loss))
    told = (_score_text(run, score, is_mixed) for score in scores)
    return ((Name(run.title, LONGEST),), (Name(run.recipe.data_name, LONGEST),), *numbers, *told)


def _score_text(run: KeptRun, score: float | None, is_mixed: bool) -> str:
    if score is None:
        return NOTHING
    if run.is_regression:
        return f"R² {score:.4f}" if is_mixed else f"{score:.4f}"
    return share_text(score)


def _predictions(run: KeptRun) -> Iterator[Part]:
    """What the network says to each sample, as the lab prints it."""
    outputs = run.snapshot.prediction.shape[1]
    if outputs > MOST_OUTPUTS:
        left_out = f" are left out: each is a row of {outputs} numbers."
        yield Paragraph(("The predictions of ", Name(run.title), left_out))
        return
    shown = _printed(run.snapshot.prediction)
    if len(shown) > MOST_PREDICTIONS:
        shown = [*shown[: MOST_PREDICTIONS // 2], "…".ljust(len(shown[0])), *shown[-MOST_PREDICTIONS // 2 + 1 :]]
    columns = min(COLUMNS, max(1, (MOST_LETTERS + len(GAP)) // (len(shown[0]) + len(GAP))))
    rows = -(-len(shown) // columns)
    lines = [GAP.join(shown[row::rows]) for row in range(rows)]
    score = f"R² : {run.snapshot.score:.4f}" if run.is_regression else f"accuracy : {run.snapshot.score:.2%}"
    names = run.snapshot.points.class_names
    each = (": of each, how sure it is of ", *listed(names)) if len(names) == outputs else ()
    caption = "What ", Name(run.title), " says to the samples, column by column", *each, "."
    yield Listing("\n".join([*lines, "", score]), caption)


def _printed(prediction: Array) -> list[str]:
    """A text for each sample, (samples, outputs); where there are several outputs they stand below each other."""
    digits = 8 if prediction.shape[1] == 1 else 6
    numbers = [[f"{value:.{digits}f}" for value in row] for row in prediction.tolist()]
    width = 0 if prediction.shape[1] == 1 else max(len(each) for row in numbers for each in row)
    return [f"[{'  '.join(each.rjust(width) for each in row)}]" for row in numbers]


def listed(names: Sequence[str]) -> Iterator[Inline]:
    """XOR, Linear and Moons."""
    for place, name in enumerate(names):
        yield "" if not place else " and " if place == len(names) - 1 else ", "
        yield Name(name)


def _learning_curve(run: KeptRun, number: int, material: Material) -> Iterator[Part]:
    name, title = f"curve {number}", Name(run.title)
    plan = material.planned((CURVE, run.id), lambda: panel_plot((CURVE,), run.snapshot, CURVE, 62))
    yield Paragraph((Reference(name), " shows the loss of ", title, f" over {run.epoch:,} epochs."), keeps=True)
    yield Figure(name, (title, ": the loss after each epoch, on an axis of equal ratios."), plan)
    last = run.run.history.last.tolist()
    lines = [loss_line(epoch, loss) for epoch, loss in enumerate(last, run.run.history.epochs - len(last) + 1)]
    if lines:
        yield Listing("\n".join(lines), ("The losses of the last epochs of ", title, "."))
