"""What a network gets to see of a sample: its features as they are, or others that are calculated from them.

A single neuron that sees x₁² and x₂² can tell the inside of a circle from its outside; one that sees x₁ and x₂ cannot.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from engine.knobs import Knob, KnobError
from engine.layers import ShapeError
from engine.program import Array
from engine.registry import Registered, Registry


class FeatureMap(ABC, Registered):
    """One number calculated from the features of a sample."""

    needs: ClassVar[int] = 1  # how many features a sample must have at least

    @abstractmethod
    def values(self, x: Array) -> Array:
        """The number of each sample (samples,); x (features, samples)."""


FEATURES: Registry[FeatureMap] = Registry("feature map")


@FEATURES.register("x1")
class First(FeatureMap):
    """The first feature as it is:  x₁."""

    def values(self, x: Array) -> Array:
        return np.asarray(x[0])


@FEATURES.register("x2")
class Second(FeatureMap):
    """The second feature as it is:  x₂."""

    needs = 2

    def values(self, x: Array) -> Array:
        return np.asarray(x[1])


@FEATURES.register("x1²")
class FirstSquared(FeatureMap):
    """The square of the first feature, large on both sides of zero:  x₁²."""

    def values(self, x: Array) -> Array:
        return np.asarray(x[0] ** 2)


@FEATURES.register("x2²")
class SecondSquared(FeatureMap):
    """The square of the second feature:  x₂².  With x₁² it makes circles."""

    needs = 2

    def values(self, x: Array) -> Array:
        return np.asarray(x[1] ** 2)


@FEATURES.register("x1·x2")
class Product(FeatureMap):
    """The product of both features, positive in two opposite quarters:  x₁ x₂.  It makes XOR easy."""

    needs = 2

    def values(self, x: Array) -> Array:
        return np.asarray(x[0] * x[1])


@FEATURES.register("sin x1")
class SineOfFirst(FeatureMap):
    """A wave along the first feature:  sin x₁."""

    def values(self, x: Array) -> Array:
        return np.asarray(np.sin(x[0]))


@FEATURES.register("sin x2")
class SineOfSecond(FeatureMap):
    """A wave along the second feature:  sin x₂."""

    needs = 2

    def values(self, x: Array) -> Array:
        return np.asarray(np.sin(x[1]))


class FeaturesKnob(Knob):
    """Chooses any of the feature maps, each once; none of them means: the features as they are."""

    def check(self, name: str, value: Any) -> tuple[str, ...]:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise KnobError(f"{name} is {value!r:.100}; a list of names is allowed, {self.allowed()}.")
        chosen = list(value)
        if len(chosen) > self.longest:
            raise KnobError(f"{name} has {len(chosen):,} names; up to {self.longest} are allowed, {self.allowed()}.")
        try:
            names = tuple(FEATURES.canonical(_spelled(str(each))) for each in chosen)
        except KeyError as error:
            raise KnobError(f"{name}: {error}") from None
        if twice := [each for each in names if names.count(each) > 1]:
            raise KnobError(f"{name} has {twice[0]} twice; each of them is allowed once.")
        return names

    def allowed(self) -> str:
        return "any of: " + ", ".join(FEATURES)


def _spelled(name: str) -> str:
    """x1^2 and x1*x2, as one types them, for x1² and x1·x2."""
    return name.strip().replace("^2", "²").replace("*", "·")


class Inputs:
    """Makes a network's inputs from samples: feature maps first, then each number with mean 0 and deviation 1."""

    def __init__(self, maps: Sequence[str], standardised: bool, X: Array) -> None:
        """The mean and the deviation are those of X, the samples to train on (samples, …).

        Raises ShapeError where the samples have not got the features that the maps need."""
        self._maps = [FEATURES[name]() for name in maps]
        needed = max((each.needs for each in self._maps), default=0)
        if self._maps and (X.ndim != 2 or X.shape[1] < needed):
            raise ShapeError(
                f"The features {', '.join(maps)} are calculated from samples with at least {needed} numbers each; "
                f"these have the shape {X.shape[1:]}. Choose no features, and the samples are taken as they are."
            )
        self.names = tuple(maps)
        self._standardised = standardised
        if standardised:
            self._mean, self._deviation = mean_and_deviation(self._mapped(X))

    def of(self, X: Array) -> Array:
        """The inputs (samples, …) of samples X; X itself where nothing is to be done."""
        mapped = self._mapped(X)
        return (mapped - self._mean) / self._deviation if self._standardised else mapped

    def _mapped(self, X: Array) -> Array:
        return np.column_stack([each.values(X.T) for each in self._maps]) if self._maps else X


def mean_and_deviation(values: Array) -> tuple[Array, Array]:
    """Of each number over the samples, (samples, …) → (…); of one that never changes the deviation counts as 1."""
    varies = values.min(axis=0) < values.max(axis=0)
    mean = np.where(varies, values.mean(axis=0), values[0])  # the mean of equal ones may differ in a bit
    reach = np.where(varies, np.abs(values - mean).max(axis=0), 1.0)
    deviation = ((values - mean) / reach).std(axis=0)  # at most 1: no square can overflow
    return mean, np.where(varies, reach * deviation, 1.0)
