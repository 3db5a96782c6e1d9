"""How good a network is, in terms that people care about: accuracy is the share of samples on the right side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.program import Array

BOUNDARY = 0.5  # halfway between class 0 and class 1


def class_of(T: Array) -> NDArray[np.intp]:
    """The class of each sample (samples,), T (samples, outputs): the greatest of several outputs; of a single one, 1
    above ½."""
    return np.asarray(T.argmax(axis=1) if T.shape[1] > 1 else (T[:, 0] > BOUNDARY).astype(np.intp))


def is_right(Y: Array, T: Array) -> NDArray[np.bool_]:
    """Which samples (samples,) are on the same side of ½ as the truth in every output; Y and T (samples, outputs).

    What is not a number is never right."""
    same_side = (Y > BOUNDARY) == (T > BOUNDARY)
    return np.asarray((same_side & ~np.isnan(Y)).all(axis=1))


def accuracy(Y: Array, T: Array) -> float:
    """The share of samples that are right, 0 to 1."""
    return float(is_right(Y, T).mean())
