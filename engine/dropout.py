"""Whoever cannot rely on any single neighbour learns to do more himself: dropout silences neurons at random.

In training a different handful is silent in each update, so that no neuron can lean on another.  When the network is
only asked, all of them speak.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.knobs import Adjustable, knob
from engine.layers import LAYERS, Layer
from engine.program import Array, Record

Key = NDArray[np.uint64]
BLOCKS_APART = 64  # bits: each update has 2⁶⁴ blocks of random numbers to itself


def uniform(key: Key, count: Array, out: Array) -> None:
    """Fills ``out`` with random numbers from [0, 1) that follow from ``key`` (2,) and ``count`` alone.

    Philox is a counter put through a cipher, so that any place of its stream can be read without those before it.
    From a ``count`` of 2⁶⁴ on they come again.
    Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011."""
    philox = np.random.Philox(key=key, counter=int(count) % 2**BLOCKS_APART << BLOCKS_APART)
    np.random.Generator(philox).random(out=out, dtype=out.dtype.type)


@LAYERS.register("Dropout")
@dataclass(eq=False)
class Dropout(Adjustable, Layer):
    """Silences a share p of all numbers, new ones in each update:  ã = a · mask,  mask = 0 or 1 / (1 - p).

    What is left grows by 1 / (1 - p), so that the mean stays as it is and nothing has to change when the network is
    only asked.  Backward: da = dã · mask.  The mask is the same until the gradients were calculated.
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout", 2014, in its inverted form."""

    rate: float = knob(
        0.5, label="Dropout rate", symbol="p", low=0.0, high=0.99, step=0.05, unit="%",
        help="The share of numbers that are silenced in each update: more of it makes learning by heart harder.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self.key: Key = np.zeros(2, np.uint64)
        self.updates = np.zeros((), np.float64)  # whole numbers, which float32 would not count beyond 2²⁴

    def draw(self, rng: np.random.Generator) -> None:
        """Draws the key that sets its masks apart from those of other layers and other seeds."""
        self.key[:] = rng.integers(0, 2**64, size=2, dtype=np.uint64)
        self.updates[...] = 0.0

    @property
    def state(self) -> dict[str, Array]:
        return {"updates": self.updates}

    def record_forward(self, a: Array, do: Record) -> Array:
        self.is_training = do.training
        if not self.is_training:
            return a
        u, self.mask, kept = do.array(len(a) - 1), do.array(len(a) - 1), do.signal(len(a) - 1)
        do("u = random numbers from 0 to 1", uniform, self.key, self.updates, out=u)
        do("mask = 1 where u ≥ p", np.greater_equal, u, do.constant(self.rate, "p"), out=self.mask)
        grown = do.constant(1 / (1 - self.rate), "1 / (1 - p)")
        do("mask = 1 / (1 - p) where u ≥ p", np.multiply, self.mask, grown, out=self.mask)
        do("ã = a · mask", np.multiply, a[:-1], self.mask, out=kept[:-1])
        return kept

    def record_gradients(self, da: Array, do: Record) -> None:
        if self.is_training:
            do("updates = updates + 1", np.add, self.updates, np.ones_like(self.updates), out=self.updates)

    def record_backward(self, da: Array, do: Record) -> Array:
        return do("da = dã · mask", np.multiply, da, self.mask, out=do.array(len(da))) if self.is_training else da
