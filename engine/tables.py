"""Numbers as text: printed in the lab's form, and as CSV for a spreadsheet, both at full precision."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.history import History
from engine.program import Array
from engine.snapshot import Points


def loss_line(epoch: int, loss: float) -> str:
    """An epoch's loss in the lab's form."""
    return f"epoch {epoch} loss : {loss!r}"


def prediction_lines(prediction: Array) -> str:
    """The predictions (samples, outputs) in the lab's form; of very many, those at both ends."""
    with np.printoptions(suppress=True):  # 0.00109852, not 1.09851634e-03
        return str(prediction)


def accuracy_line(accuracy: float, of: str = "") -> str:
    """The accuracy (0 to 1) in the lab's form; ``of`` says which samples, where there is a choice."""
    return f"{of} accuracy : {accuracy:.2%}".strip()


def history_csv(history: History) -> str:
    """A row for each epoch, or each block of epochs of a long run; test results where there are any."""
    header = ["epoch", "loss", "least_loss", "greatest_loss", "test_loss", "test_accuracy"]
    return _csv(header, history.table())


def predictions_csv(points: Points, prediction: Array, right: NDArray[np.bool_]) -> str:
    """A row for each sample: features, truth, prediction (samples, outputs), whether it is right, whether it is a
    test."""
    X = points.X.reshape(len(points.X), -1)
    outputs = [""] if prediction.shape[1] == 1 else [str(k) for k in range(1, prediction.shape[1] + 1)]
    header = [f"x{k}" for k in range(1, X.shape[1] + 1)]
    header += [f"truth{k}" for k in outputs] + [f"prediction{k}" for k in outputs] + ["correct", "test"]
    rows = zip(X.tolist(), points.T.tolist(), prediction.tolist(), right.tolist(), points.is_test.tolist(), strict=True)
    return _csv(header, ([*x, *t, *y, int(correct), int(test)] for x, t, y, correct, test in rows))


def _csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)  # floats at full precision, None as an empty cell
    return text.getvalue()
