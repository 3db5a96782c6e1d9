"""A loss is one number that says how wrong a network is; everything it learns, it learns from that number's slope.

y are the outputs, t the truth, n how many numbers y has.  Sorted from simple to hard.  To add one, write a class that
says the value L and the gradient dy = ∂L/∂y.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from engine.layers import ShapeError
from engine.program import Array, Record
from engine.registry import Registered, Registry


class Loss(ABC, Registered):
    """Says L and ∂L/∂y of a batch; inside the engine y and t are (outputs, samples)."""

    outputs: ClassVar[str] = "any numbers"  # what it can judge, in words

    @abstractmethod
    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        """Says L, an array without axes.  Remembers the arrays that the gradient's record needs."""

    @abstractmethod
    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        """Says dy = ∂L/∂y (outputs, samples) for the value said last."""

    def value(self, Y: Array, T: Array) -> float:
        """L for outputs Y and truth T, both (samples, outputs)."""
        y, t = _samples_last(Y, T)
        do = Record(y.shape[1])
        L = self.record_value(y, t, do)
        do.program().run()
        return float(L)

    def gradient(self, Y: Array, T: Array) -> Array:
        """∂L/∂Y (samples, outputs) for outputs Y and truth T of the same shape."""
        y, t = _samples_last(Y, T)
        do = Record(y.shape[1])
        self.record_value(y, t, do)
        dy = self.record_gradient(y, t, do)
        do.program().run()
        return dy.T.copy()


LOSSES: Registry[Loss] = Registry("loss")


@LOSSES.register("MSE")
class MeanSquaredError(Loss):
    """Mean squared error, the mean of the squared distances:  L = Σ (y - t)² / n,  dy = 2 (y - t) / n."""

    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        self.e = do("e = y - t", np.subtract, y, t, out=do.array(len(y)))
        total = do("Σ e²", np.dot, self.e.reshape(-1), self.e.reshape(-1), out=do.number())
        return do("L = Σ e² / n", np.multiply, total, do.constant(1 / y.size), out=do.number())

    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        return do("dy = 2 e / n", np.multiply, self.e, do.constant(2 / y.size), out=do.array(len(y)))


@LOSSES.register("BCE")
class BinaryCrossEntropy(Loss):
    """Binary cross-entropy of probabilities:  L = -Σ (t ln y + (1 - t) ln(1 - y)) / n,  dy = (y - t) / (y (1 - y) n).

    As in PyTorch, a logarithm below -100 counts as -100, and y (1 - y) below 1e-12 as 1e-12."""

    outputs = "between 0 and 1, as Sigmoid gives them"

    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        p, q, ln_p = (do.array(2, len(y)) for _ in range(3))  # of class 1 and of class 0: as predicted, and in truth
        do("p₁ = y", np.positive, y, out=p[0])
        do("p₀ = 1 - y", np.subtract, do.constant(1), y, out=p[1])
        do("q₁ = t", np.positive, t, out=q[0])
        do("q₀ = 1 - t", np.subtract, do.constant(1), t, out=q[1])
        do("ln p", np.log, p, out=ln_p)
        do("ln p ≥ -100", np.maximum, ln_p, do.constant(-100), out=ln_p)
        total = do("Σ q ln p", np.dot, q.reshape(-1), ln_p.reshape(-1), out=do.number())
        self.not_y = p[1]
        return do("L = -Σ q ln p / n", np.multiply, total, do.constant(-1 / y.size), out=do.number())

    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        spread = do("y (1 - y)", np.multiply, y, self.not_y, out=do.array(len(y)))
        do("y (1 - y) ≥ 1e-12", np.maximum, spread, do.constant(1e-12), out=spread)
        dy = do("y - t", np.subtract, y, t, out=do.array(len(y)))
        do("(y - t) / (y (1 - y))", np.divide, dy, spread, out=dy)
        return do("dy = (y - t) / (y (1 - y) n)", np.multiply, dy, do.constant(1 / y.size), out=dy)




def _samples_last(Y: Array, T: Array) -> tuple[Array, Array]:
    Y, T = np.asarray(Y, dtype=np.float64), np.asarray(T, dtype=np.float64)
    if Y.shape != T.shape or Y.ndim != 2 or Y.size == 0:
        raise ShapeError(f"A loss takes outputs and truth of one shape (samples, outputs), not {Y.shape}, {T.shape}.")
    return np.ascontiguousarray(Y.T), np.ascontiguousarray(T.T)
