"""An evaluation has the loss and the one score that makes sense."""

from __future__ import annotations

import numpy as np
import pytest

from engine import LOSSES
from engine.evaluation import evaluated

Y, T = np.array([[-1.0], [2.0], [3.0]]), np.array([[0.0], [1.0], [0.0]])


def test_classes_are_judged_by_what_outputs_say_to_people() -> None:
    """Logits are no probabilities: 0.3 says class 1."""
    logits, truth = np.array([[0.3], [-2.0], [-1.0]]), np.array([[1.0], [0.0], [1.0]])
    found = evaluated(logits, truth, LOSSES["BCE with logits"](), False)
    assert found.accuracy == found.score == pytest.approx(2 / 3)
    assert np.isnan(found.r2)


def test_numbers_are_judged_by_their_variance() -> None:
    """(1 + 1 + 9) / 3 is the loss, and of a variation of 2/3 nothing is explained."""
    found = evaluated(Y, T, LOSSES["MSE"](), True)
    assert found.loss == pytest.approx(11 / 3)
    assert found.r2 == found.score == pytest.approx(1 - 11 / (2 / 3))
    assert np.isnan(found.accuracy)
