"""Which samples an update looks at: all of them, or a handful, reshuffled every epoch.

The order of an epoch follows from the seed and the epoch's number alone, so that a run can be resumed, replayed and
stepped back to any of its moments.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.program import Array

# Each purpose has a stream of random numbers of its own, so that for instance a larger test share leaves the weights
# alone.
WEIGHTS, SPLIT, ORDER = range(3)


def stream(seed: int, purpose: int, *place: int) -> np.random.Generator:
    """The random numbers of one purpose; ``place`` (for instance an epoch) starts a stream of its own."""
    return np.random.default_rng([seed, purpose, *place])


def kept_for_testing(samples: int, fraction: float, seed: int) -> NDArray[np.bool_]:
    """Which samples are kept for testing (samples,): at least one if any share is wanted, and never all of them."""
    count = 0 if fraction == 0 else min(max(1, round(samples * fraction)), samples - 1)
    mask = np.zeros(samples, dtype=np.bool_)
    mask[stream(seed, SPLIT).permutation(samples)[:count]] = True
    return mask


class Batches:
    """Cuts the training samples into batches, epoch after epoch."""

    def __init__(self, X: Array, T: Array, batch_size: int, seed: int) -> None:
        """X (samples, features), T (samples, outputs); a ``batch_size`` of 0, or more than there are, takes all."""
        samples = len(X)
        self.size = samples if batch_size == 0 else min(batch_size, samples)
        self.per_epoch = -(-samples // self.size)
        self.shuffles = self.per_epoch > 1
        self._seed = seed
        self._all = np.vstack([X.reshape(samples, -1).T, np.ones(samples, X.dtype), T.T])
        self._ordered = self._all.copy()
        starts = range(0, samples, self.size)
        self._views = [self._ordered[:, start : start + self.size] for start in starts]
        self._epoch = -1

    def batch(self, epoch: int, number: int) -> Array:
        """Batch ``number`` of an epoch, both from 0: columns (features + 1 + outputs, samples) of x, ones and t."""
        return self.of_epoch(epoch)[number]

    def of_epoch(self, epoch: int) -> Sequence[Array]:
        """All batches of an epoch, until another epoch is asked for."""
        if self.shuffles and epoch != self._epoch:
            order = stream(self._seed, ORDER, epoch).permutation(self._all.shape[1])
            np.take(self._all, order, axis=1, out=self._ordered, mode="clip")
            self._epoch = epoch
        return self._views
