"""One layer by itself: its records, and the numbers that come out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import Layer, Program, Record
from tests.engine.numeric import Array

Real = type[np.floating[Any]]


@dataclass
class Recorded:
    """A layer's way forward, way back and gradients, each to be replayed by itself; samples are the last axis."""

    x: Array  # (features, samples)
    y: Array
    dy: Array
    dx: Array
    forward: Program
    backward: Program
    gradients: Program


def recorded(layer: Layer, X: Array, dtype: Real = np.float64, *, training: bool = True) -> Recorded:
    """The records of a layer for samples X (samples, …), which lie in x; dy is random."""
    forward, backward, gradients = (Record(len(X), dtype, training=training) for _ in range(3))
    for record in (forward, backward, gradients):
        record.shape = X.shape[1:]
    x = forward.signal(X[0].size)
    x[:-1] = X.reshape(len(X), -1).T
    y = layer.record_forward(x, forward)
    dy = backward.array(len(y) - 1)
    dy[:] = np.random.default_rng(0).normal(size=dy.shape)
    layer.record_gradients(dy, gradients)
    dx = layer.record_backward(dy, backward)
    return Recorded(x[:-1], y[:-1], dy, dx, forward.program(), backward.program(), gradients.program())


def images(samples: int, *shape: int, seed: int = 0) -> Array:
    """Random ones, (samples, channels, height, width)."""
    return np.random.default_rng(seed).normal(size=(samples, *shape))
