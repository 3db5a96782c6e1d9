"""Numbers as text: printed in the lab's form, and as CSV for a spreadsheet, both at full precision."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.history import History
from engine.metrics import class_of
from engine.program import Array
from engine.snapshot import Points

if TYPE_CHECKING:
    from engine.trainer import Evaluation


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
    return _csv([*header, "test_r2" if is_regression else "test_accuracy"], history.table())


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
    return _csv(names_of_columns, zip(*values_of_columns, strict=True))


def _csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)  # floats at full precision, None as an empty cell
    return text.getvalue()
