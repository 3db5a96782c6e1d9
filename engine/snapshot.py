"""A snapshot is what an onlooker may keep: frozen copies of one moment, so that no number moves while it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.program import Array


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array itself, from now on read-only."""
    array.setflags(write=False)
    return array


@dataclass(frozen=True)
class Points:
    """The samples of a run, which stay the same all through it (every snapshot of a run carries the same object)."""

    X: Array  # (samples, features) or, of images, (samples, channels, height, width)
    T: Array  # (samples, outputs), the truth
    is_test: NDArray[np.bool_]  # (samples,), true where a sample is kept for testing and never trained on
    is_regression: bool = False  # whether the truth is numbers, and not classes
    class_names: tuple[str, ...] = ("0", "1")
    feature_names: tuple[str, ...] = ()  # none for images


@dataclass(frozen=True)
class Curve:
    """The learning curve in at most about a thousand points.

    A point stands for one epoch or for a block of them: then ``loss`` is their mean, between ``least`` and
    ``greatest``."""

    epochs: Array  # (points,), the last epoch of each block
    loss: Array  # (points,)
    least: Array  # (points,)
    greatest: Array  # (points,)
    test_epochs: Array  # (test points,), empty where nothing is kept for testing
    test_loss: Array  # (test points,)


@dataclass(frozen=True)
class Surface:
    """What the network answers all over the plane of its two features."""

    answers: Array  # (outputs, rows, columns); row 0 is the bottom
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True)
class Line:
    """What the network answers all along its only feature."""

    x: Array  # (points,), growing
    answers: Array  # (outputs, points)


@dataclass(frozen=True)
class Neurons:
    """One layer of neurons: the first of them, since nobody can look at hundreds."""

    count: int  # how many the layer has
    activation: str  # the name of what its neurons do with their sum; "" for the inputs
    weights: Array  # (neurons shown, neurons shown of the layer before); (inputs, 0) for the inputs
    biases: Array | None  # (neurons shown,), None for a layer without biases
    maps: Array  # (neurons shown, rows, columns): what each says all over the plane; row 0 is the bottom
    names: tuple[str, ...] = ()  # of the inputs, what each of them is


@dataclass(frozen=True)
class Stage:
    """One layer of a network as a whole; the inputs count as one, without a name."""

    name: str  # what its kind is called, such as "Conv2D"
    shape: tuple[int, ...]  # of what it makes of one sample
    parameters: int  # how many numbers it learns


@dataclass(frozen=True)
class Snapshot:
    """One moment of a run.  Numbers without a value yet, or without test samples to take them from, are None."""

    run: int  # which run of the sitting it belongs to; a late snapshot of an earlier run can be told by it
    update: int  # updates so far
    epoch: int  # epochs finished so far
    learning_rate: float
    loss: float  # of the last finished epoch; before the first, of the network as it is now
    score: float  # of the training samples: the share that is right, 0 to 1, or of numbers R², at most 1
    test_loss: float | None
    test_score: float | None
    points: Points
    prediction: Array  # (samples, outputs), what the network says, as people read it: see `Loss.answers`
    right: NDArray[np.bool_]  # (samples,), true where the prediction is on the right side; of numbers, everywhere
    curve: Curve
    surface: Surface | None  # None unless there are exactly two features
    line: Line | None  # None unless there is exactly one feature
    neurons: tuple[Neurons, ...]  # the layers, inputs first, outputs last; none where there is neither of the two
    stages: tuple[Stage, ...] = ()  # all layers, the inputs first: the same in every snapshot of a run
