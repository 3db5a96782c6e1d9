"""What a network learns from: points with an answer each.

The two datasets here are those of the lab, to the last bit; more are in class_datasets, regression_datasets and
image_datasets.  To add one, write a class whose ``generate`` draws points.  Its knobs of the names ``samples`` and
``noise`` are set by the recipe's fields of these names.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.knobs import Adjustable, knob
from engine.notation import subscript
from engine.program import Array
from engine.registry import Registered, Registry


@dataclass(eq=False)
class Dataset(ABC, Adjustable, Registered):
    """Draws points and their answers."""

    needs_file: ClassVar[bool] = False  # whether a person has to choose a file before there are any points

    @abstractmethod
    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        """X (samples, features), or (samples, channels, height, width) for images, and the truth T (samples, outputs).

        T is one column of 0 and 1 for two classes, a column a class with a single 1 in each row for more of them, and
        a column of numbers for a regression.  ``rng`` is numpy's older generator, since the lab's functions draw from
        it; its numbers are the same for a seed in every version of numpy."""

    @property
    def is_regression(self) -> bool:
        """Whether the answers are numbers rather than classes."""
        return False

    @property
    def class_names(self) -> tuple[str, ...]:
        """What people call the classes, in the order of their numbers; none for a regression."""
        return ("0", "1")

    def feature_names(self, count: int) -> tuple[str, ...]:
        """What people call the ``count`` features: x₁, x₂ …; none for the pixels of an image."""
        return tuple(f"x{subscript(number)}" for number in range(1, count + 1))


def samples_knob(default: int) -> Any:
    """The knob of every dataset that can have any number of points."""
    return knob(
        default, label="Samples", low=2, high=1_000_000, group="Data",
        help="How many points are drawn: more of them tell the network more, and each epoch takes longer.",
    )


BLUR = "How far points are pushed from their place (standard deviation): the classes begin to overlap."


def noise_knob(default: float, help: str = BLUR) -> Any:
    """The knob of every dataset that can be blurred; in the units of what is blurred."""
    return knob(default, label="Noise", low=0.0, high=10.0, step=0.01, group="Data", help=help)


DATASETS: Registry[Dataset] = Registry("dataset")


@DATASETS.register("XOR")
@dataclass(eq=False)
class XOR(Dataset):
    """The lab's 21 points on two crossing diagonals, which no straight line can separate."""

    noise: float = noise_knob(0.0)

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        X, labels = generate_XOR_easy()
        return blurred(X, self.noise, rng), labels.astype(np.float64)


@DATASETS.register("Linear")
@dataclass(eq=False)
class Linear(Dataset):
    """The lab's random points in the unit square, of class 1 on and above the diagonal x₁ = x₂."""

    samples: int = samples_knob(100)
    noise: float = noise_knob(0.0)

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        X, labels = _above_the_diagonal(rng.uniform(0, 1, (self.samples, 2)))
        return blurred(X, self.noise, rng), labels.astype(np.float64)


def blurred(X: Array, noise: float, rng: np.random.RandomState) -> Array:
    """X with normal noise of this standard deviation; without noise, X itself, and nothing is drawn from ``rng``."""
    return X + rng.normal(0.0, noise, X.shape) if noise else X


def taking_turns(samples: int, classes: int) -> NDArray[np.int_]:
    """The class of each sample (samples,): 0, 1, 2 … 0, 1, 2 …, so that no class has more than one point more."""
    return np.arange(samples) % classes


def truth_of(labels: NDArray[np.integer[Any]], classes: int) -> Array:
    """T for samples of these classes (samples,): for two classes their numbers (samples, 1), for more of them
    (samples, classes) with a 1 where the class is and 0 elsewhere."""
    if classes == 2:
        return labels[:, np.newaxis].astype(np.float64)
    T = np.zeros((len(labels), classes))
    T[np.arange(len(labels)), labels] = 1.0
    return T


def generate_linear(n: int = 100) -> tuple[Array, NDArray[np.int_]]:
    """The lab's function: n points (n, 2) from numpy's global generator and their labels (n, 1)."""
    return _above_the_diagonal(np.random.uniform(0, 1, (n, 2)))


def generate_XOR_easy() -> tuple[Array, NDArray[np.int_]]:
    """The lab's function: 21 points (21, 2) on two diagonals that share their centre, and their labels (21, 1)."""
    x = 0.1 * np.arange(11)
    rising, falling = np.column_stack([x, x]), np.column_stack([x, 1 - x])
    pairs = np.stack([rising, falling], axis=1).reshape(22, 2)  # a point of each diagonal in turn
    labels = np.tile([[0], [1]], (11, 1))
    second_centre = 11  # both diagonals have (0.5, 0.5); class 0 keeps it
    return np.delete(pairs, second_centre, axis=0), np.delete(labels, second_centre, axis=0)


def _above_the_diagonal(X: Array) -> tuple[Array, NDArray[np.int_]]:
    return X, (X[:, :1] <= X[:, 1:]).astype(np.int_)
