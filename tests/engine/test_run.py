"""Runs: what was changed on the way is remembered and replayed, and a saved run goes on as if it never had been."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import OPTIMIZERS, Intervention, KnobError, Recipe, Run, RunError, Trainer
from tests.engine.runs import MINI, same_bits, through_a_file
from tests.engine.textbook import Textbook

# -- the learning rate in the middle of a run --------------------------------------------------------------------------


def test_another_learning_rate_counts_from_the_next_update() -> None:
    """Against the textbook, which changes its rate after the third step."""
    trainer = Trainer(Recipe(learning_rate=0.5))
    textbook, X, T = Textbook.like(trainer.network), trainer.points.X, trainer.points.T
    for k in range(6):
        if k == 3:
            trainer.set_learning_rate(4.0)
        trainer.step()
        textbook.descend(X, T, "MSE", rate=0.5 if k < 3 else 4.0)
    assert trainer.network.parameters == pytest.approx(textbook.flat(), rel=1e-10)
    assert trainer.snapshot().learning_rate == 4.0


def changed_run() -> Trainer:
    """A run whose learning rate changed before its first update, in mid-epoch, twice at one update, and back."""
    trainer = Trainer(MINI)
    trainer.set_learning_rate(0.05)
    trainer.advance(7)
    trainer.set_learning_rate(0.1)
    trainer.set_learning_rate(0.2)
    trainer.advance(6)
    trainer.set_learning_rate(0.02)
    trainer.advance(10)
    return trainer


def test_the_run_remembers_what_was_changed_and_when() -> None:
    """The recipe stays; of two changes at one update the last one counts; what changes nothing is not noted."""
    trainer = changed_run()
    trainer.set_learning_rate(0.02)
    assert trainer.recipe == MINI
    assert trainer.interventions == [
        Intervention(0, "learning_rate", 0.05),
        Intervention(7, "learning_rate", 0.2),
        Intervention(13, "learning_rate", 0.02),
    ]


@pytest.mark.parametrize("slices", [[23], [1] * 23, [7, 6, 10], [5, 5, 5, 5, 3]])
def test_a_replay_with_the_interventions_is_the_same_run(slices: list[int]) -> None:
    """Reset and play again, at any speed: bit for bit, interventions included."""
    run = changed_run()
    replay = Trainer(run.recipe, run.interventions)
    for updates in slices:
        replay.advance(updates)
    assert same_bits(replay, run)
    without = Trainer(run.recipe)
    without.advance(23)
    assert not np.array_equal(without.network.parameters, run.network.parameters)


def test_interventions_that_are_not_reached_yet_wait() -> None:
    """A replay that stands before a change still has the old rate, and makes the change when it comes there."""
    run = changed_run()
    replay = Trainer(run.recipe, run.interventions)
    replay.advance(7)
    assert replay.snapshot().learning_rate == 0.05
    replay.advance(1)
    assert replay.snapshot().learning_rate == 0.2
    assert replay.interventions == run.interventions[:2]


def test_a_learning_rate_set_before_the_first_update_counts_for_all() -> None:
    """It is the same run as that of a recipe with this rate, except that it remembers."""
    changed, chosen = Trainer(MINI), Trainer(MINI.changed(learning_rate=0.1))
    changed.set_learning_rate(0.1)
    changed.advance(20)
    chosen.advance(20)
    assert np.array_equal(changed.network.parameters, chosen.network.parameters)
    assert changed.interventions == [Intervention(0, "learning_rate", 0.1)]


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf, 1e9, "fast"])
def test_an_impossible_learning_rate_is_refused_and_changes_nothing(value: Any) -> None:
    """The run goes on with the rate that it has."""
    trainer = Trainer(Recipe(learning_rate=0.5))
    with pytest.raises(KnobError, match="learning rate"):
        trainer.set_learning_rate(value)
    assert trainer.interventions == []
    assert trainer.snapshot().learning_rate == 0.5


# -- going on ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("updates", [0, 1, 4, 7, 18, 23])
def test_a_resumed_run_goes_on_bit_for_bit(optimizer: str, updates: int, tmp_path: Path) -> None:
    """From a file, at the start, at the end of an epoch and in the middle of one, with test samples, any optimizer."""
    straight = Trainer(MINI.changed(optimizer=optimizer))
    straight.set_learning_rate(0.03)
    straight.advance(updates)
    resumed = Trainer.resumed(through_a_file(straight.run(), tmp_path))
    assert same_bits(resumed, straight)
    assert resumed.snapshot().learning_rate == 0.03
    for trainer in (straight, resumed):
        trainer.advance(13)
        trainer.set_learning_rate(0.01)
        trainer.advance(11)
    assert same_bits(resumed, straight)


def test_a_long_run_is_resumed_with_its_blocks_and_its_test_grid(tmp_path: Path) -> None:
    """After 7,013 epochs the history has blocks and an open one, and the next test is at 7,020."""
    straight = Trainer(Recipe(test_fraction=0.2))
    straight.train(7013)
    resumed = Trainer.resumed(through_a_file(straight.run(), tmp_path))
    for trainer in (straight, resumed):
        trainer.train(50)
    assert same_bits(resumed, straight)


def test_a_run_is_a_copy_that_does_not_follow() -> None:
    """It can be written while the training goes on, and resumed more than once."""
    trainer = Trainer(MINI)
    trainer.advance(6)
    run, twin = trainer.run(), Trainer(MINI)
    twin.advance(6)
    trainer.advance(20)
    resumed = Trainer.resumed(run)
    assert same_bits(resumed, twin)
    resumed.advance(5)
    assert same_bits(Trainer.resumed(run), twin)


def fitting_run() -> Run:
    trainer = Trainer(MINI)
    trainer.advance(6)
    return trainer.run()


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters": np.zeros(3)},
        {"parameters": np.zeros((1, 31))},
        {"updates": 5},
        {"updates": 10},
        {"updates": 600},
        {"batch_losses": np.zeros(1)},
        {"batch_losses": np.zeros(4)},
        {"optimizer_state": {}},
        {"optimizer_state": {"velocity": np.zeros(31)}},
        {"recipe": MINI.changed(hidden=(4, 4))},
        {"recipe": MINI.changed(batch_size=6)},
        {"recipe": MINI.changed(batch_size=0)},
        {"recipe": MINI.changed(optimizer="SGD")},
        {"recipe": MINI.changed(optimizer="Momentum")},
        {"recipe": MINI.changed(bias=False)},
    ],
    ids=lambda changes: f"{next(iter(changes))} {str(next(iter(changes.values())))[-40:]}",
)
def test_a_run_that_does_not_fit_its_recipe_is_refused(changes: dict[str, Any]) -> None:
    """With a sentence, before anything was taken over."""
    run = fitting_run()
    assert same_bits(Trainer.resumed(run), Trainer.resumed(run))
    with pytest.raises(RunError, match=r"\w+ \w+ .*\."):
        Trainer.resumed(Run(**{**vars(run), **changes}))
