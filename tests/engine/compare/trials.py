"""Comparisons and outcomes for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.compare.factor import Factor
from engine.compare.outcome import Outcome
from engine.compare.plan import Comparison
from engine.recipe import Recipe
from engine.snapshot import Curve

LAB = Recipe(epochs=1000)


def compared(*factors: str, recipe: Recipe = LAB, seeds: int = 1) -> Comparison:
    """The comparison that these texts describe, as in "lr=0.1,1"."""
    return Comparison(recipe, tuple(Factor.read(each, recipe) for each in factors), seeds)


def ended(comparison: Comparison, *ends: dict[str, Any]) -> list[Outcome]:
    """Its outcomes, of which each is so."""
    return [Outcome(trial, **end) for trial, end in zip(comparison.trials, ends, strict=True)]


def curve(losses: Sequence[float], every: int = 1, spread: float = 0.0) -> Curve:
    """A learning curve with one point each so many epochs."""
    loss = np.array(losses)
    epochs = every * np.arange(1.0, len(losses) + 1)
    return Curve(epochs, loss, loss - spread, loss + spread, np.empty(0), np.empty(0))
