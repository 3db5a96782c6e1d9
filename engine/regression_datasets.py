"""Points with a number each instead of a class: the network learns a curve over one feature, or a landscape over two.

They are sorted from simple to hard.  Features lie between -1 and 1, and so do the answers before the noise, which here
moves the answers and leaves the points where they are.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.datasets import DATASETS, Dataset, blurred, noise_knob, samples_knob
from engine.knobs import knob
from engine.program import Array

BLUR = "How far answers are pushed from the true curve (standard deviation): no network can or should learn that part."


@dataclass(eq=False)
class RegressionDataset(Dataset):
    """Random points under a function whose values are to be learnt."""

    samples: int = samples_knob(200)
    noise: float = noise_knob(0.0, BLUR)

    features: ClassVar[int] = 1

    @abstractmethod
    def truth(self, X: Array) -> Array:
        """The function without noise: t (samples,) at X (samples, features)."""

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        X = rng.uniform(-1, 1, (self.samples, self.features))
        return X, blurred(self.truth(X)[:, np.newaxis], self.noise, rng)

    @property
    def is_regression(self) -> bool:
        return True

    @property
    def class_names(self) -> tuple[str, ...]:
        return ()


@DATASETS.register("Sine")
@dataclass(eq=False)
class Sine(RegressionDataset):
    """Waves over one feature:  t = sin π w x."""

    noise: float = noise_knob(0.03, BLUR)
    waves: float = knob(
        1.5, label="Waves", symbol="w", low=0.5, high=5.0, step=0.5, group="Data",
        help="How many waves there are between -1 and 1: each bend more needs a neuron or two more.",
    )

    def truth(self, X: Array) -> Array:
        x = X[:, 0]
        return np.asarray(np.sin(np.pi * self.waves * x))


@DATASETS.register("Steps")
@dataclass(eq=False)
class Steps(RegressionDataset):
    """A staircase over one feature, from -1 to 1 in n equal steps:  t = 2 ⌊n (x + 1) / 2⌋ / (n - 1) - 1."""

    steps: int = knob(
        4, label="Steps", symbol="n", low=2, high=10, group="Data",
        help="How many steps the staircase has: smooth neurons can only come near its edges, with large weights.",
    )

    def truth(self, X: Array) -> Array:
        x, n = X[:, 0], self.steps
        return np.asarray(2 * np.floor(n * (x + 1) / 2) / (n - 1) - 1)


@DATASETS.register("Plane")
@dataclass(eq=False)
class Plane(RegressionDataset):
    """A plane that rises along the diagonal, which one linear neuron can learn:  t = (x₁ + x₂) / 2.

    The plane of the TensorFlow Playground (Smilkov et al., 2017), scaled to the square from -1 to 1."""

    features: ClassVar[int] = 2

    def truth(self, X: Array) -> Array:
        return np.asarray((X[:, 0] + X[:, 1]) / 2)


@DATASETS.register("Gaussian hills")
@dataclass(eq=False)
class GaussianHills(RegressionDataset):
    """Three hills and three hollows in turn:  t = Σ ± exp(-|x - c|² / 2s²) around six centres c.

    The landscape of the TensorFlow Playground (Smilkov et al., 2017), whose hills are cones, scaled to the square from
    -1 to 1; s = 0.15 makes these as wide at half their height."""

    samples: int = samples_knob(500)

    features: ClassVar[int] = 2
    width: ClassVar[float] = 0.15  # s
    hills: ClassVar[tuple[tuple[float, float, int], ...]] = (  # c and whether it is a hill or a hollow
        (-2 / 3, 5 / 12, 1), (0, 5 / 12, -1), (2 / 3, 5 / 12, 1),
        (-2 / 3, -5 / 12, -1), (0, -5 / 12, 1), (2 / 3, -5 / 12, -1),
    )

    def truth(self, X: Array) -> Array:
        t = np.zeros(len(X))
        for *centre, sign in self.hills:
            distance_squared = ((X - centre) ** 2).sum(axis=1)
            t += sign * np.exp(-distance_squared / (2 * self.width**2))
        return t
