"""Two numbers say how good a network is: its loss, which it learns from, and a score that people understand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.losses import Loss
from engine.metrics import accuracy, r_squared
from engine.program import Array


@dataclass(frozen=True)
class Evaluation:
    """How good the network is now on some samples."""

    loss: float
    accuracy: float  # the share that is right, 0 to 1; not a number where the truth is numbers
    r2: float  # the share of the truth's variance that is explained, at most 1; not a number for classes

    @property
    def score(self) -> float:
        """The one of the two that there is."""
        return self.r2 if np.isnan(self.accuracy) else self.accuracy


def evaluated(Y: Array, T: Array, loss: Loss, is_regression: bool) -> Evaluation:
    """How good outputs Y are for the truth T, both (samples, outputs) of at least one sample.  Raises ShapeError."""
    answers = loss.answers(Y)
    return Evaluation(
        loss=loss.value(Y, T),
        accuracy=np.nan if is_regression else accuracy(answers, T),
        r2=r_squared(answers, T) if is_regression else np.nan,
    )
