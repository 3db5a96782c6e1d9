"""Recipes whose trainings are made both alone and side by side, and what it means that they came to the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import Diverged, Recipe, Trainer
from engine.compare.fleet import Fleet
from engine.compare.kept import Kept
from tests.engine.numeric import Array

MARKS = (0.5, 0.9, 1.0)


def varied(recipe: Recipe) -> list[Recipe]:
    """Four networks of one shape: three learning rates, another seed with other first weights."""
    rates = [recipe.changed(learning_rate=recipe.learning_rate * share) for share in (0.5, 1, 2)]
    return [*rates, recipe.changed(seed=recipe.seed + 1, initializer="LeCun normal")]


def alone(recipes: Sequence[Recipe], updates: int) -> list[Trainer]:
    """Each trained by itself."""
    trainers = [Trainer(recipe) for recipe in recipes]
    for trainer in trainers:
        try:
            trainer.advance(updates)
        except Diverged:
            continue
    return trainers


def together(recipes: Sequence[Recipe], *portions: int) -> Fleet:
    """All of them side by side, so many updates at a time; as in a chunk, they share their samples where they can."""
    kept = Kept()
    fleet = Fleet([kept.trainer_for(place, recipe) for place, recipe in enumerate(recipes)], MARKS)
    for updates in portions:
        fleet.advance(updates)
    return fleet


def numbers_of(trainer: Trainer) -> dict[str, Array]:
    """Everything that training has changed, by name."""
    run = trainer.run()
    history = {name: np.asarray(value) for name, value in vars(run.history).items()}
    arrays = {"parameters": run.parameters, "losses of the epoch": run.batch_losses, "updates": np.array(run.updates)}
    return {**arrays, **run.optimizer_state, **run.network_state, **history}


def difference(one: Trainer, other: Trainer) -> float:
    """By how much any of their numbers differ at most; infinite where one has another number of them."""
    mine, theirs = numbers_of(one), numbers_of(other)
    if {name: each.shape for name, each in mine.items()} != {name: each.shape for name, each in theirs.items()}:
        return np.inf
    return max(float(np.abs(mine[name] - theirs[name]).max(initial=0.0)) for name in mine)
