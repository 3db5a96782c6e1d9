"""Numbers as text: printed in the lab's form and as CSV for a spreadsheet, both at full precision, and as tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.history import History
from engine.metrics import class_of, confusion_matrix, report
from engine.program import Array
from engine.snapshot import Points

LONGEST_NAME = 16  # letters of a class at the head of a column

if TYPE_CHECKING:
    from engine.evaluation import Evaluation


def loss_line(epoch: int, loss: float) -> str:
    """An epoch's loss in the lab's form."""
    return f"epoch {epoch} loss : {loss!r}"


def prediction_lines(prediction: Array) -> str:
    """The predictions (samples, outputs) in the lab's form; of very many, those at both ends."""
    with np.printoptions(suppress=True):  # 0.00109852, not 1.09851634e-03
        return str(prediction)


def score_line(evaluation: Evaluation, of: str = "") -> str:
    """The accuracy in the lab's form, or R² where the truth is numbers; ``of`` says which samples, where there is a
    choice."""
    if np.isnan(evaluation.accuracy):
        return f"{of} R² : {evaluation.r2:.4f}".strip()
    return f"{of} accuracy : {evaluation.accuracy:.2%}".strip()


def history_csv(history: History, is_regression: bool = False) -> str:
    """A row for each epoch, or each block of epochs of a long run; test results where there are any."""
    header = ["epoch", "loss", "least_loss", "greatest_loss", "test_loss"]
    return as_csv([*header, "test_r2" if is_regression else "test_accuracy"], history.table())


def predictions_csv(points: Points, prediction: Array, right: NDArray[np.bool_]) -> str:
    """A row for each sample: features, truth, prediction, whether it is right (of classes), whether it is a test.

    Of several classes truth and prediction are names, and a column for each has what the network says of it;
    ``prediction`` (samples, outputs) is as people read it."""
    X, is_test = points.X.reshape(len(points.X), -1), points.is_test.astype(int)
    columns: list[tuple[str, Sequence[Any]]] = [(f"x{k}", x.tolist()) for k, x in enumerate(X.T, 1)]
    if prediction.shape[1] == 1:
        columns += [("truth", points.T[:, 0].tolist()), ("prediction", prediction[:, 0].tolist())]
    else:
        names = points.class_names or tuple(map(str, range(1, prediction.shape[1] + 1)))
        for what, values in (("truth", points.T), ("prediction", prediction)):
            columns.append((what, [names[k] for k in class_of(values)]))
        columns += [(f"says {name}", y.tolist()) for name, y in zip(names, prediction.T, strict=True)]
    if not points.is_regression:
        columns.append(("correct", right.astype(int).tolist()))
    columns.append(("test", is_test.tolist()))
    names_of_columns, values_of_columns = zip(*columns, strict=True)
    return as_csv(names_of_columns, zip(*values_of_columns, strict=True))


def metrics_of(points: Points, answers: Array) -> dict[str, dict[str, float]]:
    """Every metric that applies, by name, of the samples to "train" on and, where there are any, of those to "test".

    ``answers`` (samples, outputs): see `Loss.answers`."""
    return {
        name: report(answers[part], points.T[part], points.is_regression) for name, part in _parts(points).items()
    }


def metrics_table(metrics: Mapping[str, Mapping[str, float]]) -> str:
    """What `metrics_of` says, a row for each metric and a column for each part of the samples."""
    names = list(metrics["train"])
    columns = [[part, *(_score(values[name]) for name in names)] for part, values in metrics.items()]
    return aligned(list(zip(["metric", *names], *columns, strict=True)), numbers=True)


def confusion_table(points: Points, answers: Array) -> str:
    """How many samples of each class (rows) are said to be of each class (columns), for each part of the samples."""
    tables = []
    for name, part in _parts(points).items():
        counts = confusion_matrix(points.T[part], answers[part])
        classes = [_shortened(each) for each in points.class_names or map(str, range(len(counts)))]
        rows = [(truth, *map(str, row)) for truth, row in zip(classes, counts.tolist(), strict=True)]
        tables.append(aligned([(f"{name}: truth \\ said", *classes), *rows], numbers=True))
    return "\n\n".join(tables)


def aligned(rows: Sequence[Sequence[str]], numbers: bool = False) -> str:
    """Rows of one length as lines with equally wide columns; ``numbers``: all but the first are set to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    set_to = [str.ljust] + [str.rjust if numbers else str.ljust] * (len(widths) - 1)
    lines = ((to(cell, width) for to, cell, width in zip(set_to, row, widths, strict=True)) for row in rows)
    return "\n".join("  ".join(line).rstrip() for line in lines)


def _parts(points: Points) -> dict[str, NDArray[np.bool_]]:
    """Which samples (samples,) are to train on and, where there are any, which to test."""
    parts = {"train": ~points.is_test, "test": points.is_test}
    return {name: part for name, part in parts.items() if part.any()}


def _score(value: float) -> str:
    """With four decimals, as people write an accuracy of 0.9750; what is small or large, with four digits."""
    return f"{value:.4f}" if value == 0 or 0.1 <= abs(value) < 10 else f"{value:#.4g}"


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def as_csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """For a spreadsheet: floats at full precision, None as an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
