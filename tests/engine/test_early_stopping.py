"""Early stopping: it ends where patience ends, and what it hands back really is the best network that there was."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Dense, Network, Recipe, Trainer
from engine.early_stopping import EarlyStopping
from engine.layer_list import read_layer_list
from tests.engine.numeric import Array
from tests.engine.parts import dense
from tests.engine.runs import MINI, same_arrays, same_bits, through_a_file

PATIENCE = 8
NOISY = Recipe(
    dataset="Linear", samples=30, noise=0.3, test_fraction=0.4, hidden=(8,), activation="Tanh", loss="BCE",
    optimizer="Adam", learning_rate=0.05, batch_size=8, seed=2, epochs=400,
)  # fmt: skip
RUNS = {
    "with points for testing": NOISY,
    "without": NOISY.changed(test_fraction=0.0, learning_rate=2.0, optimizer="SGD", seed=5),
    "in single precision": NOISY.changed(precision="float32"),
    "with running statistics": NOISY.changed(layers=read_layer_list("Dense(8), BatchNorm, Tanh")),
    "with a schedule": NOISY.changed(schedule="Exponential", knobs={"schedule": {"factor": 0.99}}, l2=0.001),
}
each_run = pytest.mark.parametrize("recipe", RUNS.values(), ids=RUNS)


def watched(trainer: Trainer) -> float:
    """The loss that counts: on the points kept for testing, or else on those for training."""
    return (trainer.evaluate_test() or trainer.evaluate()).loss


def by_hand(recipe: Recipe) -> tuple[list[float], list[Array], list[dict[str, Array]]]:
    """Epoch after epoch without early stopping: the losses, parameters and layers' memories behind each, up to the
    epoch in which patience ends."""
    trainer = Trainer(recipe.changed(patience=0))
    losses: list[float] = []
    parameters, states = [], []
    while not losses or len(losses) - 1 - losses.index(min(losses)) < PATIENCE:
        trainer.train(1)
        losses.append(watched(trainer))
        parameters.append(trainer.network.parameters.copy())
        states.append({name: array.copy() for name, array in trainer.network.state.items()})
    return losses, parameters, states


@each_run
def test_it_stops_when_patience_ends_and_hands_the_best_network_back(recipe: Recipe) -> None:
    """The epoch, the parameters and what the layers remember, to the bit, as a plain loop finds them."""
    losses, parameters, states = by_hand(recipe)
    best = losses.index(min(losses))
    trainer = Trainer(recipe.changed(patience=PATIENCE))
    trainer.train(recipe.epochs)
    assert trainer.stopped_early
    assert trainer.epoch == len(losses) == best + 1 + PATIENCE
    assert len(losses) > PATIENCE + 1, "or the first epoch is the best, and nothing is learned"
    assert trainer.best_epoch == best + 1
    assert np.array_equal(trainer.network.parameters, parameters[best])
    assert same_arrays(dict(trainer.network.state), states[best])
    assert watched(trainer) == min(losses)


@each_run
def test_nothing_moves_after_that(recipe: Recipe) -> None:
    """However often one asks for more."""
    trainer = Trainer(recipe.changed(patience=PATIENCE))
    trainer.train(recipe.epochs)
    before = trainer.run()
    trainer.train(10)
    trainer.step()
    trainer.advance(1000)
    assert trainer.updates == before.updates
    assert np.array_equal(trainer.network.parameters, before.parameters)


@each_run
@pytest.mark.parametrize("updates", [0, 1, 7, 30])
def test_a_run_that_was_saved_stops_as_if_it_had_not_been(recipe: Recipe, updates: int, tmp_path: Path) -> None:
    """With the best so far in the file, in the middle of an epoch too."""
    uninterrupted = Trainer(recipe.changed(patience=PATIENCE))
    uninterrupted.advance(updates)
    resumed = Trainer.resumed(through_a_file(uninterrupted.run(), tmp_path))
    for each in (uninterrupted, resumed):
        assert not each.stopped_early
        each.train(recipe.epochs)
        assert each.stopped_early
    assert same_bits(resumed, uninterrupted)
    assert same_arrays(dict(resumed.network.state), dict(uninterrupted.network.state))


@each_run
def test_a_run_that_had_stopped_stays_stopped_when_it_is_opened(recipe: Recipe, tmp_path: Path) -> None:
    """Bit for bit the best network, and no update more."""
    trainer = Trainer(recipe.changed(patience=PATIENCE))
    trainer.train(recipe.epochs)
    opened = Trainer.resumed(through_a_file(trainer.run(), tmp_path))
    assert opened.stopped_early
    opened.train(10)
    assert same_bits(opened, trainer)


def test_the_size_of_the_slices_does_not_matter() -> None:
    """One update at a time or all at once."""
    one, other = (Trainer(NOISY.changed(patience=PATIENCE)) for _ in range(2))
    one.train(NOISY.epochs)
    while not other.stopped_early:
        other.step()
    assert same_bits(one, other)


@each_run
def test_watching_changes_nothing(recipe: Recipe) -> None:
    """Until patience ends, the run is the one without early stopping, to the bit."""
    watching, plain = Trainer(recipe.changed(patience=10_000)), Trainer(recipe)
    for each in (watching, plain):
        each.advance(101)
    assert not watching.stopped_early
    assert np.array_equal(watching.network.parameters, plain.network.parameters)
    assert watching.history.exact.tolist() == plain.history.exact.tolist()


def test_without_patience_nothing_is_remembered() -> None:
    """Runs of before open as they are, and cost nothing more."""
    trainer = Trainer(MINI)
    assert MINI.patience == 0
    assert list(trainer.optimizer.state) == ["moments", "beta_powers"]
    assert (trainer.stopped_early, trainer.best_epoch) == (False, None)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@given(losses=st.lists(st.sampled_from([0.5, 0.5 + 1e-12, 1.0, 2.0, 1e60, math.inf, math.nan])))
def test_only_a_smaller_loss_is_better(dtype: type[np.floating[Any]], losses: list[float]) -> None:
    """Not an equal one, not an infinite one and not one that is no number; what is best is kept at that moment.

    Losses are compared in double precision, in which they come, whatever that of the network."""
    network = Network([Dense(1, 1)], rng=0, dtype=dtype)
    stopping, W = EarlyStopping(network, patience=2), dense(network, 1).W
    best, best_epoch, best_weight, waited = math.inf, 0, W.item(), 0
    for epoch, loss in enumerate(losses, 1):
        W[...] = epoch
        stopping.look(epoch, loss)
        if loss < best:
            best, best_epoch, best_weight, waited = loss, epoch, epoch, 0
        else:
            waited += 1
        assert stopping.is_over == (waited == 2)
        assert stopping.best_epoch == best_epoch
        assert W.item() == (best_weight if stopping.is_over else epoch)
        if stopping.is_over:
            return


def test_a_network_that_only_gets_worse_is_handed_back_as_it_began() -> None:
    """Where no loss is a number, nothing is better than the first weights."""
    network = Network([Dense(1, 1)], rng=0)
    stopping, before = EarlyStopping(network, patience=1), network.parameters.copy()
    network.parameters[:] = 7.0
    stopping.look(1, math.nan)
    assert np.array_equal(network.parameters, before)
