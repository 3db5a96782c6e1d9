"""Kept runs for the tests of the shelf, made without a window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from engine.recipe import Recipe
from engine.trainer import Diverged, Trainer
from gui.shelf.kept import End, KeptRun, new_id

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
SHORT = Recipe(epochs=60)
DIVERGING = Recipe(activation="ReLU", output_activation="Linear", learning_rate=1e6, epochs=1000, seed=1)
PATIENT = Recipe(
    dataset="Linear", samples=40, test_fraction=0.25, activation="Tanh", learning_rate=30.0, epochs=5000, patience=3
)  # fmt: skip


def kept_run(recipe: Recipe = SHORT, epochs: int = 20, number: int = 1, **said: Any) -> KeptRun:
    """A run of ``recipe`` after so many epochs, or after as many as went well."""
    trainer = Trainer(recipe)
    try:
        trainer.train(epochs)
    except Diverged:
        said.setdefault("end", End.DIVERGED)
    return kept_from(trainer, number, **said)


def kept_from(trainer: Trainer, number: int = 1, **said: Any) -> KeptRun:
    """The run as it stands."""
    said = {"end": End.FINISHED, "when": NOON + timedelta(minutes=number), "id": new_id(), **said}
    return KeptRun(number=number, run=trainer.run(), snapshot=trainer.snapshot(), **said)
