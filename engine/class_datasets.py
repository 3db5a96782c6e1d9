"""Points in the plane that belong to a class each: every dataset asks for a boundary of another shape.

They are sorted from what a few neurons can separate to what needs many.  All lie around the origin, no farther than 1.5
from it on either axis before the noise, and every class has the same number of points, give or take one.  The noise is
drawn last: a seed places its points alike with and without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.datasets import DATASETS, Dataset, blurred, noise_knob, samples_knob, taking_turns, truth_of
from engine.knobs import knob
from engine.program import Array


@DATASETS.register("XOR clouds")
@dataclass(eq=False)
class XORClouds(Dataset):
    """Clouds around (±1, ±1), of class 1 where the signs differ:  t = x₁ xor x₂.

    Without noise all points are in the four corners: the truth table of "either, but not both"."""

    samples: int = samples_knob(200)
    noise: float = noise_knob(0.3)

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        first, second = np.divmod(taking_turns(self.samples, 4), 2)  # 00, 01, 10, 11
        X = np.column_stack([2.0 * first - 1.0, 2.0 * second - 1.0])
        return blurred(X, self.noise, rng), truth_of((first + second) % 2, 2)


@DATASETS.register("Circles")
@dataclass(eq=False)
class Circles(Dataset):
    """A circle of class 1 inside a circle of class 0:  |x| = r and |x| = 1."""

    samples: int = samples_knob(200)
    noise: float = noise_knob(0.05)
    radius: float = knob(
        0.5, label="Inner radius", symbol="r", low=0.1, high=0.9, step=0.05, group="Data",
        help="How large the inner circle is: the nearer to 1, the narrower the gap for the boundary.",
    )

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        labels = taking_turns(self.samples, 2)
        X = on_circles(np.where(labels == 1, self.radius, 1.0), rng.uniform(0, 2 * np.pi, self.samples))
        return blurred(X, self.noise, rng), truth_of(labels, 2)


@DATASETS.register("Moons")
@dataclass(eq=False)
class Moons(Dataset):
    """Half circles of radius 1 that reach into each other, one opening down, the other opening up.

    They are as large as those that machine-learning libraries draw, so a noise of 0.1 is the usual 0.1, but their
    centre of symmetry is the origin."""

    samples: int = samples_knob(500)
    noise: float = noise_knob(0.1)

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        labels = taking_turns(self.samples, 2)
        upper = on_circles(np.ones(self.samples), rng.uniform(0, np.pi, self.samples)) - [0.5, 0.25]
        X = np.where(labels[:, np.newaxis] == 0, upper, -upper)  # the other moon is this one turned by half a turn
        return blurred(X, self.noise, rng), truth_of(labels, 2)


@DATASETS.register("Blobs")
@dataclass(eq=False)
class Blobs(Dataset):
    """A round cloud for each class, around centres near the unit circle; the noise is how wide they are.

    The centres share the circle evenly and are then moved a little, never so far that two of them meet."""

    samples: int = samples_knob(300)
    noise: float = noise_knob(0.12)
    classes: int = knob(
        5, label="Classes", low=2, high=10, group="Data",
        help="How many blobs there are, each a class of its own: the network needs an output for each from 3 on.",
    )

    @property
    def class_names(self) -> tuple[str, ...]:
        return tuple(str(label) for label in range(self.classes))

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        labels = taking_turns(self.samples, self.classes)
        X = self.centres(rng)[labels]
        return blurred(X, self.noise, rng), truth_of(labels, self.classes)

    def centres(self, rng: np.random.RandomState) -> Array:
        """(classes, 2): 0.9 to 1.1 from the origin, neighbours at least 0.7 of an even share of the circle apart."""
        shares = np.arange(self.classes) + rng.uniform(-0.15, 0.15, self.classes)
        start, radii = rng.uniform(0, 2 * np.pi), rng.uniform(0.9, 1.1, self.classes)
        return on_circles(radii, start + 2 * np.pi * shares / self.classes)


@DATASETS.register("Spirals")
@dataclass(eq=False)
class Spirals(Dataset):
    """Arms that wind out from the centre, a class each:  x = s (cos φ, sin φ) with φ = 2π (turns s + class / arms).

    s goes from 0 to 1 along the arm.  Two spirals as a touchstone for networks: Lang and Witbrock, 1988."""

    samples: int = samples_knob(500)
    noise: float = noise_knob(0.02)
    arms: int = knob(
        2, label="Arms", low=2, high=5, group="Data", help="How many spirals wind around each other, each a class."
    )
    turns: float = knob(
        1.0, label="Turns", low=0.25, high=3.0, step=0.25, group="Data",
        help="How often each arm goes around the centre: more turns need more neurons and more training.",
    )

    @property
    def class_names(self) -> tuple[str, ...]:
        return tuple(str(label) for label in range(self.arms))

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        labels = taking_turns(self.samples, self.arms)
        s = np.sqrt(rng.uniform(0, 1, self.samples))  # the root, since an outer turn is longer and needs more points
        X = on_circles(s, 2 * np.pi * (self.turns * s + labels / self.arms))
        return blurred(X, self.noise, rng), truth_of(labels, self.arms)


@DATASETS.register("Checkerboard")
@dataclass(eq=False)
class Checkerboard(Dataset):
    """The square from -1 to 1 cut into fields whose classes alternate:  t = (row + column) mod 2."""

    samples: int = samples_knob(1000)
    noise: float = noise_knob(0.0)
    fields: int = knob(
        4, label="Fields a side", low=2, high=10, group="Data",
        help="How many fields each row has: more of them need more neurons, and points enough to see them all.",
    )

    def generate(self, rng: np.random.RandomState) -> tuple[Array, Array]:
        labels = taking_turns(self.samples, 2)
        corners = np.empty((self.samples, 2))
        for label, fields in enumerate(self._fields_of_classes()):
            members = labels == label
            corners[members] = fields[rng.randint(0, len(fields), np.count_nonzero(members))]
        X = 2 * (corners + rng.uniform(0, 1, (self.samples, 2))) / self.fields - 1  # anywhere in the field
        return blurred(X, self.noise, rng), truth_of(labels, 2)

    def _fields_of_classes(self) -> list[NDArray[np.intp]]:
        """For either class, the column and row of each of its fields (fields, 2)."""
        column, row = np.indices((self.fields, self.fields))
        return [np.argwhere((column + row) % 2 == label) for label in (0, 1)]


def on_circles(radii: Array, angles: Array) -> Array:
    """The points (samples, 2) at these distances from the origin and these angles from the first axis."""
    return np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
