"""Runs for the tests, and what it means that two of them are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from engine import Recipe, Run, Trainer, load_run, save_run

MINI = Recipe(
    dataset="Linear", samples=23, batch_size=5, test_fraction=0.2, hidden=(4, 3), activation="Tanh", optimizer="Adam",
    learning_rate=0.02, seed=7,
)  # fmt: skip
RUNAWAY = Recipe(activation="ReLU", output_activation="Linear", learning_rate=1e6, seed=1)


def same_bits(one: Trainer, other: Trainer) -> bool:
    """Whether the two stand at the same update with the same numbers, history and optimizer's memory."""
    mine, theirs = one.run(), other.run()
    return (
        mine.updates == theirs.updates
        and mine.interventions == theirs.interventions
        and same_arrays(vars(mine.history), vars(theirs.history))
        and same_arrays(mine.optimizer_state, theirs.optimizer_state)
        and np.array_equal(mine.parameters, theirs.parameters)
        and np.array_equal(mine.batch_losses, theirs.batch_losses)
    )


def same_arrays(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return mine.keys() == theirs.keys() and all(np.array_equal(mine[key], theirs[key]) for key in mine)


def through_a_file(run: Run, folder: Path) -> Run:
    save_run(run, folder / "run.npz")
    return load_run(folder / "run.npz")
