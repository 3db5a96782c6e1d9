"""The samples of a run: drawn or read, some of them kept for testing, and turned into what the network sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.batches import kept_for_testing
from engine.files import FileError
from engine.inputs import mean_and_deviation
from engine.losses import Loss
from engine.program import Array, quiet
from engine.recipe import Recipe, RecipeError
from engine.snapshot import Points, frozen

LARGEST = 1e300  # a number above this counts as infinite: sums of such numbers stay finite too


@dataclass(frozen=True)
class Part:
    """Samples as the network sees them, in the run's precision."""

    X: Array  # (samples, …)
    T: Array  # (samples, outputs)

    def __len__(self) -> int:
        return len(self.T)


class Data:
    """All samples of a recipe, the same for the same seed."""

    def __init__(self, recipe: Recipe, loss: Loss) -> None:
        """The truth is as ``loss`` wants it.  Raises RecipeError where there are no such samples, or none that the
        network could calculate with."""
        self.points = _points(recipe, loss)
        is_test = self.points.is_test
        self.inputs = recipe.make_inputs(self.points.X[~is_test])
        self._loss, T = loss, self.points.T
        self._mean: Array = np.zeros(T.shape[1])
        self._deviation: Array = np.ones(T.shape[1])
        if recipe.standardise and self.points.is_regression:
            self._mean, self._deviation = mean_and_deviation(T[~is_test])
        with quiet():  # the square of a large number may be infinite
            X, T = self.inputs.of(self.points.X), (T - self._mean) / self._deviation
        X, self.T = _in_precision(X, recipe), _in_precision(T, recipe)  # (samples, outputs), as the network learns it
        self.train, self.test = Part(X[~is_test], self.T[~is_test]), Part(X[is_test], self.T[is_test])

    def __len__(self) -> int:
        return len(self.points.X)

    def answers(self, Y: Array) -> Array:
        """What outputs Y (samples, outputs) say as people read it: see `Loss.answers`; numbers in their own units."""
        return self._loss.answers(Y) * self._deviation + self._mean


def _points(recipe: Recipe, loss: Loss) -> Points:
    """The samples as people see them."""
    dataset, seed = recipe.make_dataset(), recipe.seed
    try:
        X, T = dataset.generate(np.random.RandomState(seed))
    except FileError as error:
        raise RecipeError(f"The dataset {dataset.name} cannot be had: {error}") from None
    _check_reach(X, T, recipe)
    is_test = kept_for_testing(len(X), recipe.test_fraction, seed)
    names = () if dataset.is_regression else dataset.class_names
    features = dataset.feature_names(X.shape[1]) if X.ndim == 2 else ()
    T = loss.targets(T)
    return Points(frozen(X), frozen(T), frozen(is_test), dataset.is_regression, names, features)


def _check_reach(X: Array, T: Array, recipe: Recipe) -> None:
    """Refuse numbers whose losses would be infinite from the start: that would look like a run that diverges."""
    feature, answer = float(np.abs(X).max()), float(np.abs(T).max())
    if feature > LARGEST:
        raise RecipeError(
            f"The samples hold numbers up to {feature:.3g}; up to {LARGEST:g} are allowed: give them in a larger unit."
        )
    if answer * answer > min(LARGEST, float(np.finfo(recipe.dtype).max)):
        raise RecipeError(
            f"The answers reach {answer:.3g}, and {recipe.precision} does not hold the squares of such errors: "
            "give them in a larger unit."
        )


def _in_precision(values: Array, recipe: Recipe) -> Array:
    """The numbers as the network calculates with them.  Raises RecipeError where that precision does not reach."""
    with quiet():
        inside = values.astype(recipe.dtype, copy=False)
    if np.isfinite(inside).all():
        return inside
    largest = float(np.abs(values).max())
    if largest > LARGEST:
        raise RecipeError(
            "The features that are calculated from the samples are too large for any number: choose others, or give "
            "the samples in a larger unit."
        )
    raise RecipeError(
        f"The samples hold numbers up to {largest:.3g}, which {recipe.precision} does not reach: "
        "choose float64, or standardise the features."
    )
