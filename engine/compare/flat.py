"""Where a straight line is enough, no hidden layer has anything to do, and no activation function is missed.

How far the best flat answer  y = w x + b  comes needs no training: least squares has a formula for it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.files import FileError
from engine.metrics import class_of
from engine.program import Array
from engine.recipe import Recipe, RecipeError

ENOUGH = 0.95  # the share of samples that a flat answer gets right, or of the variation that it explains
MANY = 2000  # samples show the rule behind them
MOST_INPUTS = 100  # of more, such as the pixels of large images, the formula takes longer than a window waits
TINY = 1e-9  # keeps an input that never changes from dividing by zero


def is_flat_enough(recipe: Recipe) -> bool:
    """Whether straight lines, or planes, do nearly all that can be done with these data.

    A table is not looked at: to read it may take long."""
    if recipe.make_dataset().needs_file:
        return False
    return _share(_rule(recipe)) >= ENOUGH


def _rule(recipe: Recipe) -> Recipe:
    """Only what decides where samples lie, and many of them; without noise, of which nobody can learn anything."""
    knobs = {"dataset": recipe.knobs.get("dataset", {})}
    return Recipe(dataset=recipe.dataset, samples=MANY, noise=0.0, features=recipe.features, knobs=knobs)


@lru_cache(maxsize=64)
def _share(rule: Recipe) -> float:
    """Of the samples that the best flat answer gets right, or of the variation that it explains; 0 if nobody knows."""
    data = rule.make_dataset()
    try:
        X, T = data.generate(np.random.RandomState(rule.seed))
        x = rule.make_inputs(X).of(X).reshape(len(X), -1)  # (samples, inputs)
    except (FileError, RecipeError):
        return 0.0
    if x.shape[1] > MOST_INPUTS:
        return 0.0
    Y = _flat_answers(x, T)
    if data.is_regression:
        return float(1.0 - np.sum((Y - T) ** 2) / np.sum((T - T.mean(axis=0)) ** 2))
    return float(np.mean(class_of(Y) == class_of(T)))


def _flat_answers(x: Array, T: Array) -> Array:
    """Y (samples, outputs) of the least squares:  [w b] = (AᵀA)⁻¹ AᵀT  with A = [x 1]."""
    A = np.column_stack((x, np.ones(len(x))))
    squares = np.dot(A.T, A)
    squares += TINY * np.trace(squares) * np.eye(len(squares))
    Y: Array = np.dot(A, np.linalg.solve(squares, np.dot(A.T, T)))
    return Y
