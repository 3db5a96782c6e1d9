"""The samples of a run, with all their digits, and what the network's outputs say to people."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

import numpy as np

from engine.inputs import Inputs, mean_and_deviation
from engine.losses import BinaryCrossEntropyWithLogits, Hinge, Loss, SoftmaxCrossEntropy
from engine.program import Array
from engine.scripts.helpers import Helpers, sources_of
from engine.scripts.layout import function_text
from engine.scripts.literals import WIDTH, assignment, wrapped
from engine.scripts.parameters import Region
from engine.trainer import Trainer

ANSWERS = {
    BinaryCrossEntropyWithLogits.answers: (
        "The probability of class 1:  p = 1 / (1 + e⁻ʸ).", ["return 1 / (1 + np.exp(-Y))"]
    ),
    SoftmaxCrossEntropy.answers: (
        "The probabilities of the classes:  p = eʸ / Σ eʸ.",
        ["e = np.exp(Y - Y.max(axis=1, keepdims=True))", "return e / e.sum(axis=1, keepdims=True)"],
    ),
    Hinge.answers: ("From 0 to 1, as the truth is: -1 reads as 0.", ["return (Y + 1) / 2"]),
}  # fmt: skip


class DataPart:
    """Prints what a trainer learns from."""

    def __init__(self, trainer: Trainer, helpers: Helpers) -> None:
        self.trainer, self.helpers = trainer, helpers
        self.points, self.recipe = trainer.points, trainer.recipe
        self.kind = "" if trainer.network.dtype is np.float64 else f".astype(np.{trainer.network.dtype.__name__})"
        self.is_scaled = bool(self.recipe.standardise and self.points.is_regression)

    def constants(self) -> list[str]:
        """Statements at the top: which samples are kept for testing, and in which units the answers are."""
        lines: list[str] = []
        if self.points.is_test.any():
            lines.append("# The samples that are kept for testing: the network does not learn from them")
            lines += _whole_numbers("TEST", np.flatnonzero(self.points.is_test).tolist())
        if self.is_scaled:
            mean, deviation = self._scale()
            lines += ["# The truth is learned with mean 0 and deviation 1", assignment("T_MEAN", mean),
                      assignment("T_DEVIATION", deviation)]  # fmt: skip
        return lines

    def data(self) -> str:
        """The function that gives all samples."""
        X = Inputs(self.recipe.features, False, self.points.X).of(self.points.X)
        train = ~self.points.is_test
        body = [assignment("X", X.reshape(len(X), -1), 4)]
        if self.recipe.standardise:
            mean, deviation = mean_and_deviation(X[train])
            body += [assignment("mean", mean.reshape(-1), 4), assignment("deviation", deviation.reshape(-1), 4),
                     "    X = (X - mean) / deviation  # of the samples to learn from: mean 0, deviation 1"]  # fmt: skip
        body += self._truth()
        if self.is_scaled:
            body.append("    T = (T - T_MEAN) / T_DEVIATION")
        names = f": {', '.join(self.recipe.features)}" if self.recipe.features else ""
        text = f"The samples, a row for each: X (samples, features){names}, and the truth T (samples, outputs)."
        head = function_text("data", [], text, [])
        return "\n".join([head, *body, f"    return X{self.kind}, T{self.kind}"])

    def _truth(self) -> list[str]:
        T = self.points.T
        classes = T.argmax(axis=1)
        if T.shape[1] > 1 and np.array_equal(T, np.eye(T.shape[1])[classes]):
            line = f"    T = np.eye({T.shape[1]})[classes]  # 1 for its class, else 0"
            return [assignment("classes", classes, 4), line]
        return [assignment("T", T, 4)]

    def _scale(self) -> tuple[Array, Array]:
        return mean_and_deviation(self.points.T[~self.points.is_test])

    def first_weights(self, regions: Sequence[Region]) -> str:
        """The function that gives θ before the first update."""
        θ = self.trainer.network.parameters
        lines = [assignment(each.name, each.of(θ).copy(), 4, by_row=len(each.shape) > 1) for each in regions]
        rows = [f"{each.name}{each.as_row}" for each in regions]
        head = function_text("first_weights", [], "What the run began with, as one row θ.", [])
        return "\n".join([head, *lines, f"    return {concatenated(rows)}{self.kind}"])

    def answers(self) -> str:
        """The function that reads outputs as people do; "" where they are read as they are."""
        loss = self.trainer.loss_function
        if type(loss).answers is Loss.answers:
            return ""
        known = ANSWERS.get(type(loss).answers)
        if known is None:
            for name, text in sources_of(type(loss).answers).items():
                self.helpers.add(name, text)
            known = inspect.getdoc(type(loss).answers) or "As people read them.", ["return answers_of(None, Y)"]
            self.helpers.texts["answers"] = self.helpers.texts["answers"].replace("def answers(", "def answers_of(")
        text, body = known
        return function_text("answers", ["Y"], text.partition("\n")[0], body)


def concatenated(rows: Sequence[str]) -> str:
    """Code for several rows behind each other."""
    return f"np.concatenate([{', '.join(rows)}])" if len(rows) > 1 else rows[0]


def _whole_numbers(name: str, values: Sequence[int]) -> list[str]:
    line = f"{name} = [{', '.join(map(str, values))}]"
    if len(line) <= WIDTH:
        return [line]
    return [f"{name} = [", *(f"    {each}" for each in wrapped(map(str, values), 4)), "]"]
