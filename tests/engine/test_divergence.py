"""Divergence: training stops before infinity, wherever its slices end, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import Diverged, Recipe, Trainer
from engine.layer_list import read_layer_list
from tests.engine.runs import RUNAWAY, same_bits, through_a_file

RUNAWAYS = {
    "plain": RUNAWAY,
    "minibatches": RUNAWAY.changed(batch_size=4),
    "momentum": RUNAWAY.changed(optimizer="Momentum"),
    "momentum, minibatches": RUNAWAY.changed(optimizer="Momentum", batch_size=4, dataset="Linear"),
    "test samples": RUNAWAY.changed(test_fraction=0.3),
    "test samples, minibatches": RUNAWAY.changed(test_fraction=0.3, batch_size=4),
    "all linear": RUNAWAY.changed(activation="Linear", learning_rate=50.0),
    "deep, Adam": Recipe(
        hidden=(4,) * 60, activation="Linear", output_activation="Linear", learning_rate=1e6, optimizer="Adam"
    ),
    "slow, single samples": Recipe(hidden=(), output_activation="Linear", learning_rate=0.8, batch_size=1),
}


def diverged(recipe: Recipe, slice_length: int) -> tuple[Trainer, str]:
    """The trainer where it stopped, and its message."""
    trainer = Trainer(recipe)
    with pytest.raises(Diverged) as caught:  # noqa: PT012 - it may happen in any slice
        while trainer.updates < 20_000:
            trainer.advance(slice_length)
    return trainer, str(caught.value)


@pytest.mark.parametrize("recipe", RUNAWAYS.values(), ids=RUNAWAYS)
@pytest.mark.parametrize("slice_length", [1, 3, 5000])
def test_a_diverging_run_stops_at_its_last_finite_state(recipe: Recipe, slice_length: int) -> None:
    """Losses, parameters, optimizer and history are finite, whatever the slices; nothing is printed on the way."""
    trainer, _ = diverged(recipe, slice_length)
    run = trainer.run()
    arrays = {"parameters": run.parameters, "losses": run.batch_losses, **run.optimizer_state, **vars(run.history)}
    assert [name for name, array in arrays.items() if not np.isfinite(array).all()] == []
    assert trainer.history.epochs == trainer.epoch
    trainer.snapshot()
    trainer.evaluate()


@pytest.mark.parametrize("recipe", RUNAWAYS.values(), ids=RUNAWAYS)
def test_where_a_run_diverges_does_not_depend_on_its_slices(recipe: Recipe) -> None:
    """Step by step, in the window and in the terminal it stops after the same update with the same numbers."""
    trainers = [diverged(recipe, slice_length)[0] for slice_length in (5000, 1, 3, 7)]
    assert len({trainer.updates for trainer in trainers}) == 1
    assert all(same_bits(trainers[0], other) for other in trainers[1:])


@pytest.mark.parametrize("recipe", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_diverged_run_can_be_saved_opened_and_looked_at(recipe: Recipe, tmp_path: Path) -> None:
    """Nothing is lost by a divergence: what was learned until then is still there."""
    trainer, _ = diverged(recipe, 5000)
    resumed = Trainer.resumed(through_a_file(trainer.run(), tmp_path))
    assert same_bits(resumed, trainer)
    assert resumed.snapshot().epoch == trainer.epoch


def test_the_states_before_the_divergence_are_those_of_the_run() -> None:
    """Going back to find the last finite update does not change the updates before it."""
    trainer, _ = diverged(RUNAWAY.changed(batch_size=4), 5000)
    again = Trainer(trainer.recipe)
    again.advance(trainer.updates)
    assert same_bits(again, trainer)


def test_the_message_says_what_happened_and_what_to_try() -> None:
    """When, at which learning rate, and which to try instead."""
    trainer, message = diverged(RUNAWAY, 5000)
    assert f"{trainer.epoch:,} epochs" in message
    assert "than 1,000,000," in message
    assert "for instance 0.1," in message
    assert "smaller learning rate" in message


def test_a_diverged_trainer_stays_where_it_is() -> None:
    """Training on diverges again at the same place."""
    trainer, _ = diverged(RUNAWAY, 5000)
    updates, parameters = trainer.updates, trainer.network.parameters.copy()
    with pytest.raises(Diverged):
        trainer.advance(10)
    assert trainer.updates == updates
    assert np.array_equal(trainer.network.parameters, parameters)


def test_adam_that_overflows_only_in_its_memory_is_stopped_too(tmp_path: Path) -> None:
    """g² = ∞ makes Adam's steps zero while loss and weights are finite: the network would stand still in silence."""
    trainer = Trainer(
        Recipe(hidden=(4,) * 18, activation="ReLU", output_activation="Linear", learning_rate=1e4, optimizer="Adam")
    )
    with pytest.raises(Diverged):
        trainer.train(2000)
    assert same_bits(Trainer.resumed(through_a_file(trainer.run(), tmp_path)), trainer)


def test_a_loss_that_is_not_a_number_from_the_start_is_said_to_be_so() -> None:
    """BCE needs outputs between 0 and 1: no learning rate helps, and the message does not blame it."""
    trainer = Trainer(Recipe(loss="BCE", output_activation="Linear", seed=0))
    with pytest.raises(Diverged) as caught:
        trainer.train(100)
    assert "Sigmoid" in str(caught.value)
    assert trainer.updates == 0


def test_running_statistics_that_overflow_are_stopped_too(tmp_path: Path) -> None:
    """σ² = ∞ makes x̂ zero while loss and weights are finite: asked only, the network would answer nothing."""
    (tmp_path / "far.csv").write_text("x,t\n1e200,0\n-1e200,1\n2e200,0\n", encoding="utf-8")
    recipe = Recipe(layers=read_layer_list("BatchNorm, Dense(3), Tanh"))
    recipe = recipe.with_data("CSV file", {"path": str(tmp_path / "far.csv")})
    trainer = Trainer(recipe.changed(standardise=False))
    with pytest.raises(Diverged):
        trainer.step()
    assert trainer.updates == 0
    assert all(np.isfinite(array).all() for array in trainer.network.state.values())
