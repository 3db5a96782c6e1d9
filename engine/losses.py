"""A loss is one number that says how wrong a network is; everything it learns, it learns from that number's slope.

y are the outputs, t the truth, n how many numbers y has, N how many samples.  Sorted from simple to hard.  To add one,
write a class that says the value L and the gradient dy = ∂L/∂y.

Some losses take *logits*: the last sums as they are, which the loss itself turns into probabilities.  What the outputs
of any loss mean to people, its ``answers`` say.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np

from engine.activations import Linear, greatest
from engine.knobs import Adjustable, knob
from engine.layers import ShapeError
from engine.program import Array, Record, quiet
from engine.registry import Registered, Registry


@dataclass(eq=False)
class Loss(ABC, Adjustable, Registered):
    """Says L and ∂L/∂y of a batch; inside the engine y and t are (outputs, samples).

    L is a mean over samples: a large batch is cut in two, and each half counts by its share."""

    outputs: ClassVar[str] = "any numbers"  # what it can judge, in words …
    low: ClassVar[float] = -inf  # … and in numbers, both ends included
    high: ClassVar[float] = inf
    wanted: ClassVar[tuple[float, float]] = (0.0, 1.0)  # outputs at which it has no more to teach, for class 0 and 1
    takes_logits: ClassVar[bool] = False  # whether it squashes the outputs itself
    for_numbers: ClassVar[bool] = True  # whether the truth may be any numbers, or only classes
    usual_output: ClassVar[str] = "Linear"  # the output activation that suits it, where the truth is classes

    @abstractmethod
    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        """Says L, an array without axes.  Remembers the arrays that the gradient's record needs."""

    @abstractmethod
    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        """Says dy = ∂L/∂y (outputs, samples) for the value said last."""

    def value(self, Y: Array, T: Array) -> float:
        """L for outputs Y and truth T, both (samples, outputs).  Raises ShapeError."""
        y, t = _samples_last(Y, T)
        do = Record(y.shape[1])
        L = self.record_value(y, t, do)
        do.program().run()
        return float(L)

    def gradient(self, Y: Array, T: Array) -> Array:
        """∂L/∂Y (samples, outputs) for outputs Y and truth T of the same shape.  Raises ShapeError."""
        y, t = _samples_last(Y, T)
        do = Record(y.shape[1])
        self.record_value(y, t, do)
        dy = self.record_gradient(y, t, do)
        do.program().run()
        return dy.T.copy()

    def targets(self, T: Array) -> Array:
        """The truth T (samples, outputs) as the loss wants it, one column for each output: as it is."""
        return T

    def answers(self, Y: Array) -> Array:
        """What the outputs Y (samples, outputs) say as people read it: class 1 above ½, of several the greatest.

        Always float64; here the outputs themselves."""
        return np.asarray(Y, dtype=np.float64)

    @classmethod
    def suits(cls, is_regression: bool) -> bool:
        """Whether it makes sense where the truth is any numbers (``is_regression``), or where it is classes."""
        return cls.for_numbers or not is_regression

    @classmethod
    def usual_output_for(cls, is_regression: bool) -> str:
        """The name of the output activation that suits it: numbers need one that can answer any number."""
        return Linear.name if is_regression and cls.for_numbers else cls.usual_output


LOSSES: Registry[Loss] = Registry("loss")
FLOOR = float(np.float32(1e-12))  # PyTorch writes it in single precision, where it is 4e-9 of itself less


@LOSSES.register("MSE")
class MeanSquaredError(Loss):
    """Mean squared error, the mean of the squared distances:  L = Σ (y - t)² / n,  dy = 2 (y - t) / n."""

    usual_output = "Sigmoid"

    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        self.e = do("e = y - t", np.subtract, y, t, out=do.array(len(y)))
        total = do("Σ e²", np.dot, self.e.reshape(-1), self.e.reshape(-1), out=do.number())
        return do("L = Σ e² / n", np.multiply, total, do.constant(1 / y.size), out=do.number())

    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        return do("dy = 2 e / n", np.multiply, self.e, do.constant(2 / y.size), out=do.array(len(y)))


@LOSSES.register("MAE")
class MeanAbsoluteError(Loss):
    """Mean absolute error, in which no error counts more than its size:  L = Σ |y - t| / n,  dy = sign(y - t) / n.

    It has a corner where y = t: there dy is 0."""

    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        e = do("e = y - t", np.subtract, y, t, out=do.array(len(y)))
        self.sign = do("sign e", np.sign, e, out=do.array(len(y)))
        total = do("Σ |e| = Σ e sign e", np.dot, e.reshape(-1), self.sign.reshape(-1), out=do.number())
        return do("L = Σ |e| / n", np.multiply, total, do.constant(1 / y.size), out=do.number())

    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        return do("dy = sign e / n", np.multiply, self.sign, do.constant(1 / y.size), out=do.array(len(y)))


@LOSSES.register("Huber")
@dataclass(eq=False)
class HuberLoss(Loss):
    """Squares small errors, and lets outliers pull no harder:  L = Σ ψ (e - ψ/2) / n,  dy = ψ / n,  ψ = e within ±δ.

    With e = y - t a sample costs e²/2 up to |e| = δ, and δ (|e| - δ/2) beyond.  Huber, "Robust estimation of a location
    parameter", 1964."""

    delta: float = knob(
        1.0, label="Delta", symbol="δ", low=1e-6, high=1e6,
        help="Up to which error a sample pulls harder the more it is wrong; beyond, all pull alike.",
    )  # fmt: skip

    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        e = do("e = y - t", np.subtract, y, t, out=do.array(len(y)))
        self.ψ = do("e ≥ -δ", np.maximum, e, do.constant(-self.delta, "-δ"), out=do.array(len(y)))
        do("ψ = min(max(e, -δ), δ)", np.minimum, self.ψ, do.constant(self.delta, "δ"), out=self.ψ)
        rest = do("ψ / 2", np.multiply, self.ψ, do.constant(0.5), out=do.array(len(y)))
        do("e - ψ / 2", np.subtract, e, rest, out=rest)
        total = do("Σ ψ (e - ψ / 2)", np.dot, self.ψ.reshape(-1), rest.reshape(-1), out=do.number())
        return do("L = Σ ψ (e - ψ / 2) / n", np.multiply, total, do.constant(1 / y.size), out=do.number())

    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        return do("dy = ψ / n", np.multiply, self.ψ, do.constant(1 / y.size), out=do.array(len(y)))


@LOSSES.register("BCE")
class BinaryCrossEntropy(Loss):
    """Binary cross-entropy of probabilities:  L = -Σ (t ln y + (1 - t) ln(1 - y)) / n,  dy = (y - t) / (y (1 - y) n).

    As in PyTorch, a logarithm below -100 counts as -100, and y (1 - y) below 1e-12 as 1e-12."""

    outputs = "between 0 and 1, as Sigmoid gives them"
    low, high = 0.0, 1.0
    for_numbers = False
    usual_output = "Sigmoid"

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
        do("y (1 - y) ≥ 1e-12", np.maximum, spread, do.constant(FLOOR), out=spread)
        dy = do("y - t", np.subtract, y, t, out=do.array(len(y)))
        do("(y - t) / (y (1 - y))", np.divide, dy, spread, out=dy)
        return do("dy = (y - t) / (y (1 - y) n)", np.multiply, dy, do.constant(1 / y.size), out=dy)


@LOSSES.register("BCE with logits")
class BinaryCrossEntropyWithLogits(Loss):
    """Binary cross-entropy of p = 1 / (1 + e⁻ʸ):  L = -Σ (t ln p + (1 - t) ln(1 - p)) / n,  dy = (p - t) / n.

    Sigmoid and logarithm in one never saturate: each output costs ln(1 + eʸ) - t y, and ln p = y - ln(1 + eʸ)."""

    takes_logits = True
    for_numbers = False

    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        self.bend = do("ln(1 + eʸ)", np.logaddexp, y, do.constant(0), out=do.array(len(y)))  # as ln(e⁰ + eʸ)
        c = do("t y", np.multiply, t, y, out=do.array(len(y)))
        do("c = ln(1 + eʸ) - t y", np.subtract, self.bend, c, out=c)
        return do("L = Σ c / n", np.multiply, _sum(c, do), do.constant(1 / y.size), out=do.number())

    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        p = do("ln p = y - ln(1 + eʸ)", np.subtract, y, self.bend, out=do.array(len(y)))
        do("p = e^(ln p)", np.exp, p, out=p)
        dy = do("p - t", np.subtract, p, t, out=do.array(len(y)))
        return do("dy = (p - t) / n", np.multiply, dy, do.constant(1 / y.size), out=dy)

    def answers(self, Y: Array) -> Array:
        """The probability of class 1, p = 1 / (1 + e⁻ʸ), for each of the outputs Y; (samples, outputs)."""
        with quiet():
            p: Array = 1 / (1 + np.exp(-np.asarray(Y, dtype=np.float64)))
        return p


@LOSSES.register("Softmax cross-entropy")
class SoftmaxCrossEntropy(Loss):
    """Cross-entropy of p = eʸ / Σ eʸ, the outputs of a sample competing:  L = -Σ t ln p / N,  dy = (p - t) / N.

    t are probabilities, for each sample one an output: mostly a single 1 among zeros.  The mean is over samples, not
    over numbers.  Where a sample's t do not add up to 1, dy = (p Σ t - t) / N.  Only the distance r of each output from
    the sample's greatest counts, and eʳ never overflows.  Bridle, "Probabilistic interpretation of feedforward
    classification network outputs", 1990."""

    takes_logits = True
    for_numbers = False

    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        self.ones = np.ones((1, len(y)), do.dtype)
        top = do("max y", greatest, y, out=do.array(1))
        r = do("r = y - max y", np.subtract, y, top, out=do.array(len(y)))
        do("r > -∞", np.maximum, r, do.constant(float(np.finfo(do.dtype).min)), out=r)  # 0 · ∞ would be no number
        self.e = do("eʳ", np.exp, r, out=do.array(len(y)))
        self.sum = do("Σ eʳ", np.dot, self.ones, self.e, out=do.array(1))
        ln_sum = do("ln Σ eʳ", np.log, self.sum, out=do.array(1))
        c = do("-ln p = ln Σ eʳ - r", np.subtract, ln_sum, r, out=do.array(len(y)))
        do("c = -t ln p", np.multiply, t, c, out=c)
        return do("L = Σ c / N", np.multiply, _sum(c, do), do.constant(1 / do.samples), out=do.number())

    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        p = do("p = eʳ / Σ eʳ", np.divide, self.e, self.sum, out=do.array(len(y)))
        sum_t = do("Σ t", np.dot, self.ones, t, out=do.array(1))
        dy = do("p Σ t", np.multiply, p, sum_t, out=do.array(len(y)))
        do("p Σ t - t", np.subtract, dy, t, out=dy)
        return do("dy = (p Σ t - t) / N", np.multiply, dy, do.constant(1 / do.samples), out=dy)

    def targets(self, T: Array) -> Array:
        """T (samples, classes); a single column, of classes 0 and 1, becomes two: [1 - t, t]."""
        return np.hstack([1 - T, T]) if T.shape[1] == 1 else T

    def answers(self, Y: Array) -> Array:
        """The probabilities of the classes, p = eʸ / Σ eʸ, for outputs Y; (samples, classes)."""
        Y = np.asarray(Y, dtype=np.float64)
        with quiet():
            e = np.exp(Y - Y.max(axis=1, keepdims=True))
            p: Array = e / e.sum(axis=1, keepdims=True)
        return p


@LOSSES.register("Hinge")
class Hinge(Loss):
    """Wants each output beyond ±1 on its side, then leaves it alone:  L = Σ max(0, 1 - s y) / n,  s = 2 t - 1.

    s is the truth as a sign, -1 for class 0 and 1 for class 1.  dy = -s / n where s y < 1, else 0: so too in the corner
    at s y = 1.  Cortes and Vapnik, "Support-vector networks", 1995."""

    wanted = -1.0, 1.0
    for_numbers = False

    def record_value(self, y: Array, t: Array, do: Record) -> Array:
        self.s = do("2 t", np.multiply, t, do.constant(2), out=do.array(len(y)))
        do("s = 2 t - 1", np.subtract, self.s, do.constant(1), out=self.s)
        self.c = do("s y", np.multiply, self.s, y, out=do.array(len(y)))
        do("1 - s y", np.subtract, do.constant(1), self.c, out=self.c)
        do("c = max(0, 1 - s y)", np.maximum, self.c, do.constant(0), out=self.c)
        return do("L = Σ c / n", np.multiply, _sum(self.c, do), do.constant(1 / y.size), out=do.number())

    def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
        dy = do("sign c", np.sign, self.c, out=do.array(len(y)))  # 1 where an output costs something, else 0
        do("s sign c", np.multiply, self.s, dy, out=dy)
        return do("dy = -s sign c / n", np.multiply, dy, do.constant(-1 / y.size), out=dy)

    def answers(self, Y: Array) -> Array:
        """(y + 1) / 2 for outputs Y (samples, outputs): -1 reads as 0, the boundary 0 as ½, and 1 as 1."""
        return (np.asarray(Y, dtype=np.float64) + 1) / 2


def _sum(c: Array, do: Record) -> Array:
    """Says Σ c, what all outputs of all samples cost together."""
    return do("Σ c", np.dot, np.ones(c.size, do.dtype), c.reshape(-1), out=do.number())


def _samples_last(Y: Array, T: Array) -> tuple[Array, Array]:
    Y, T = np.asarray(Y, dtype=np.float64), np.asarray(T, dtype=np.float64)
    if Y.shape != T.shape or Y.ndim != 2 or Y.size == 0:
        raise ShapeError(f"A loss takes outputs and truth of one shape (samples, outputs), not {Y.shape}, {T.shape}.")
    return np.ascontiguousarray(Y.T), np.ascontiguousarray(T.T)
