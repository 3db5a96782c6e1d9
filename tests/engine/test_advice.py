"""Advice: what happened, in a sentence with its numbers, and what to try next."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import LOSSES, Recipe, Trainer
from engine import network as network_module
from engine.advice import FLAT, why_diverged, why_still, why_stopped, why_worse
from tests.engine.runs import RUNAWAY


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (1e6, "than 1,000,000, for instance 0.1,"),
        (0.5, "than 0.5, for instance 0.05,"),
        (0.1, "than 0.1, for instance 0.01,"),
    ],
)
def test_a_smaller_learning_rate_is_named(rate: float, words: str) -> None:
    """A tenth of it, or one that is tame."""
    assert words in why_diverged(7, rate, math.inf, LOSSES["MSE"]())
    assert "After 7 epochs" in why_diverged(7, rate, math.nan, LOSSES["MSE"]())


def test_outputs_that_a_loss_cannot_judge_are_no_matter_of_the_learning_rate() -> None:
    """But a loss that is infinite is, whatever the loss."""
    assert "takes outputs between 0 and 1" in why_diverged(0, 0.1, math.nan, LOSSES["BCE"]())
    assert "smaller learning rate" in why_diverged(0, 0.1, math.inf, LOSSES["BCE"]())


def test_the_learning_rate_is_said_as_it_was_set() -> None:
    """0.3 in single precision is 0.300000012, which nobody has set."""
    trainer = Trainer(RUNAWAY.changed(learning_rate=0.3, activation="Linear", hidden=(50,) * 4, precision="float32"))
    with pytest.raises(Exception, match=r"than 0\.3, for instance 0\.03,"):
        trainer.train(1000)


@pytest.mark.parametrize(("has_test_samples", "where"), [(True, "kept for testing"), (False, "to train on")])
def test_early_stopping_says_when_it_was_best_and_on_which_samples(has_test_samples: bool, where: str) -> None:
    sentence = why_stopped(1234, 50, has_test_samples)
    assert f"on the samples {where} the loss was least after 1,234 epochs and has not fallen for 50" in sentence


@pytest.mark.parametrize(
    ("steepest", "score", "is_regression", "words"),
    [
        (FLAT, 0.5, False, "only 50% of the samples are right"),
        (0.0, -0.25, True, "R² is only -0.25"),
        (2 * FLAT, 0.5, False, None),
        (0.0, 1.0, False, None),
        (math.nan, 0.5, False, None),
    ],
)
def test_only_a_network_that_is_wrong_and_flat_stands_still(
    steepest: float, score: float, is_regression: bool, words: str | None
) -> None:
    """Nobody needs advice who is right, or still moving."""
    sentence = why_still(steepest, score, is_regression)
    assert sentence is None if words is None else words in str(sentence)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("layers", ["Dense(4), Tanh", "Dense(4), Tanh, Dropout(0.5)"])
def test_the_gradient_of_all_samples_is_that_of_their_parts(
    loss: str, layers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few a pass may take: memory is not to run out at the end of a long training.  Nothing is moved."""
    output = LOSSES[loss].usual_output_for(is_regression=False)
    trainer = Trainer(Recipe(loss=loss, output_activation=output, layers=layers))  # type: ignore[arg-type]
    state = {name: array.copy() for name, array in trainer.network.state.items()}
    whole = trainer._steepest()
    monkeypatch.setattr(network_module, "MOST_NUMBERS", 4 * trainer.network.signals((2,)))
    assert trainer.network.at_once((2,)) == 4
    if not state:  # or each part has another mask
        assert trainer._steepest() == pytest.approx(whole, rel=1e-12)
    trainer._steepest()
    assert all(np.array_equal(trainer.network.state[name], array) for name, array in state.items())


@pytest.mark.parametrize(("first", "last"), [(1.0, 0.5), (1.0, 1.0), (1.0, 1.05), (0.0, 0.0)])
def test_a_loss_that_did_not_grow_needs_no_advice(first: float, last: float) -> None:
    """Minibatches alone make it rise a little."""
    assert why_worse(first, last, 0.1) is None


def test_a_training_that_ends_worse_than_it_began_is_told_of() -> None:
    """It did not diverge: the person would see "finished" and a bad network."""
    recipe = Recipe(dataset="Sine", samples=50, output_activation="Linear", learning_rate=1.0)
    trainer = Trainer(recipe)
    trainer.train(200)
    assert trainer.loss > 2 * trainer.history.exact[0]
    advice = trainer.advice()
    assert advice is not None
    assert "smaller learning rate than 1, for instance 0.1" in advice
    assert f"greater than the {trainer.history.exact[0]:.3g} of the first epoch" in advice
