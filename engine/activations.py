"""Without an activation between them, two layers are one: the bend in the middle is what lets a network learn curves.

Each activation is a function a = σ(z) of every number on its own, and a layer too; only Softmax looks at all numbers of
a sample.  Sorted from simple to hard.  To add one, write a class that says a = σ(z) and da/dz; the chain rule
dz = da · da/dz is the same for all and stands here once.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.bell_curve import normal_cdf
from engine.knobs import Adjustable, knob
from engine.layers import Layer
from engine.program import Array, Record
from engine.registry import Registered, Registry


class Activation(Layer, Registered):
    """a = σ(z), number by number.     Backward: dz = da · da/dz."""

    initializer: ClassVar[str] = "Xavier uniform"  # the first weights that suit the layer in front of it
    number_by_number: ClassVar[bool] = True  # whether each a comes from its own z alone
    low: float = -math.inf  # it never answers less than this; where a knob moves it, each object has its own …
    high: float = math.inf  # … and never more than this

    def record_forward(self, z: Array, do: Record) -> Array:
        """Says a = σ(z).  Both (features + 1, samples), the last row ones."""
        a = do.signal(len(z) - 1)
        self.z, self.a = z[:-1], a[:-1]
        self.record(self.z, self.a, do)
        return a

    def record_backward(self, da: Array, do: Record) -> Array:
        """Says dz = da · da/dz.  Both (features, samples)."""
        slope = do.array(len(self.z))
        self.record_slope(self.z, self.a, slope, do)
        return do("dz = da · slope", np.multiply, da, slope, out=do.array(len(self.z)))

    @abstractmethod
    def record(self, z: Array, a: Array, do: Record) -> None:
        """Says how ``a`` comes from ``z``; both (features, samples)."""

    @abstractmethod
    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        """Says how ``slope`` = da/dz comes from ``z`` and ``a``, whichever is easier; all (features, samples)."""


ACTIVATIONS: Registry[Activation] = Registry("activation")


@ACTIVATIONS.register("Linear")
class Linear(Activation):
    """No activation, every number passes as it is:  a = z,  da/dz = 1."""

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = z", np.positive, z, out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        do("slope = 1", np.positive, do.constant(1), out=slope)


@ACTIVATIONS.register("Sigmoid")
class Sigmoid(Activation):
    """Squashes to (0, 1), flat at both ends:  a = 1 / (1 + e⁻ᶻ),  da/dz = a (1 - a)."""

    low, high = 0.0, 1.0

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = -z", np.negative, z, out=a)
        do("a = e⁻ᶻ", np.exp, a, out=a)  # infinite for z below -709: a is 0 then, as it should be
        do("a = 1 + e⁻ᶻ", np.add, a, do.constant(1), out=a)
        do("a = 1 / (1 + e⁻ᶻ)", np.reciprocal, a, out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        do("slope = 1 - a", np.subtract, do.constant(1), a, out=slope)
        do("slope = a (1 - a)", np.multiply, slope, a, out=slope)


@ACTIVATIONS.register("Tanh")
class Tanh(Activation):
    """Squashes to (-1, 1), steepest at zero:  a = tanh z,  da/dz = 1 - a²."""

    low, high = -1.0, 1.0

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = tanh z", np.tanh, z, out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        do("slope = a²", np.square, a, out=slope)
        do("slope = 1 - a²", np.subtract, do.constant(1), slope, out=slope)


@ACTIVATIONS.register("ReLU")
class ReLU(Activation):
    """Cuts off what is negative, never saturates above:  a = max(z, 0),  da/dz = 1 where z > 0, else 0."""

    initializer = "He normal"
    low = 0.0

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = max(z, 0)", np.maximum, z, do.constant(0), out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        do("slope = 1 where z > 0, else 0", np.greater, z, do.constant(0), out=slope)


@ACTIVATIONS.register("Leaky ReLU")
@dataclass(eq=False)
class LeakyReLU(Adjustable, Activation):
    """Lets a little of the negative through, so that no neuron dies:  a = max(z, s z),  da/dz = 1 where z > 0, else s.

    Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013."""

    initializer = "He normal"
    slope: float = knob(
        0.01, label="Slope", symbol="s", low=0.0, high=1.0,
        help="How steep the negative side is: 0 makes it a ReLU, 1 a straight line.",
    )  # fmt: skip

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = s z", np.multiply, z, do.constant(self.slope, "s"), out=a)
        do("a = max(z, s z)", np.maximum, z, a, out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        do("slope = sign z", np.sign, z, out=slope)
        do("slope = max(sign z, s)", np.maximum, slope, do.constant(self.slope, "s"), out=slope)


@ACTIVATIONS.register("Softsign")
class Softsign(Activation):
    """A tanh that takes its time to saturate:  a = z / (1 + |z|),  da/dz = 1 / (1 + |z|)².

    Bergstra, Desjardins, Lamblin and Bengio, "Quadratic polynomials learn better image features", 2009."""

    low, high = -1.0, 1.0

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = |z|", np.absolute, z, out=a)
        do("a = 1 + |z|", np.add, a, do.constant(1), out=a)
        do("a = z / (1 + |z|)", np.divide, z, a, out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        do("slope = |z|", np.absolute, z, out=slope)
        do("slope = 1 + |z|", np.add, slope, do.constant(1), out=slope)
        do("slope = 1 / (1 + |z|)", np.reciprocal, slope, out=slope)
        do("slope = 1 / (1 + |z|)²", np.square, slope, out=slope)


@ACTIVATIONS.register("Softplus")
class Softplus(Activation):
    """A ReLU without a corner:  a = ln(1 + eᶻ),  da/dz = 1 / (1 + e⁻ᶻ) = 1 - e⁻ᵃ.

    PyTorch takes a = z where z > 20, which is up to 2e-9 less.  Dugas, Bengio, Bélisle, Nadeau and Garcia,
    "Incorporating second-order functional knowledge for better option pricing", 2001."""

    initializer = "He normal"
    low = 0.0

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = ln(1 + eᶻ)", np.logaddexp, do.constant(0), z, out=a)  # ln(e⁰ + eᶻ), made so that eᶻ never overflows

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        do("slope = -a", np.negative, a, out=slope)
        do("slope = e⁻ᵃ - 1", np.expm1, slope, out=slope)
        do("slope = 1 - e⁻ᵃ", np.negative, slope, out=slope)


@ACTIVATIONS.register("ELU")
@dataclass(eq=False)
class ELU(Adjustable, Activation):
    """Exponential linear unit:  a = z where z > 0, else α (eᶻ - 1),  da/dz = 1 where z > 0, else α eᶻ.

    With z⁺ = max(z, 0) and z⁻ = min(z, 0), of which one is always 0, that is  a = z⁺ + α (e^z⁻ - 1).  Clevert,
    Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear units", 2016."""

    initializer = "He normal"
    low = -1.0
    alpha: float = knob(
        1.0, label="Alpha", symbol="α", low=0.0, high=10.0,
        help="How far below zero it can answer; with 1, its two halves meet without a corner.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        self.low = -self.alpha

    def record(self, z: Array, a: Array, do: Record) -> None:
        positive = do("z⁺ = max(z, 0)", np.maximum, z, do.constant(0), out=do.array(len(z)))
        do("z⁻ = min(z, 0)", np.minimum, z, do.constant(0), out=a)
        do("a = e^z⁻ - 1", np.expm1, a, out=a)
        do("a = α (e^z⁻ - 1)", np.multiply, a, do.constant(self.alpha, "α"), out=a)
        do("a = z⁺ + α (e^z⁻ - 1)", np.add, positive, a, out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        rest = do("z⁺ = max(z, 0)", np.maximum, z, do.constant(0), out=do.array(len(z)))
        do("sign z⁺", np.sign, rest, out=rest)  # 1 where z > 0, else 0
        do("(1 - α) sign z⁺", np.multiply, rest, do.constant(1 - self.alpha, "1 - α"), out=rest)
        do("z⁻ = min(z, 0)", np.minimum, z, do.constant(0), out=slope)
        do("slope = e^z⁻", np.exp, slope, out=slope)
        do("slope = α e^z⁻", np.multiply, slope, do.constant(self.alpha, "α"), out=slope)
        do("slope = α e^z⁻ + (1 - α) sign z⁺", np.add, slope, rest, out=slope)


SELU_α = 1.6732632423543772  # with these two, signals of mean 0 and variance 1 stay so from layer to layer
SELU_λ = 1.0507009873554805


@ACTIVATIONS.register("SELU")
class SELU(Activation):
    """An ELU that keeps signals at mean 0, variance 1:  a = λ ELU(z) with α = 1.6733, λ = 1.0507,  da/dz = λ ELU′(z).

    Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", 2017, equation 2."""

    initializer = "LeCun normal"
    low = -SELU_λ * SELU_α

    def record(self, z: Array, a: Array, do: Record) -> None:
        ELU(SELU_α).record(z, a, do)
        do("a = λ (z⁺ + α (e^z⁻ - 1))", np.multiply, a, do.constant(SELU_λ, "λ"), out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        ELU(SELU_α).record_slope(z, a, slope, do)
        do("slope = λ (α e^z⁻ + (1 - α) sign z⁺)", np.multiply, slope, do.constant(SELU_λ, "λ"), out=slope)


@ACTIVATIONS.register("SiLU")
class SiLU(Activation):
    """Lets z through by its own sigmoid:  a = z sigmoid,  sigmoid = 1 / (1 + e⁻ᶻ),  da/dz = sigmoid + a (1 - sigmoid).

    Sigmoid linear unit, also called Swish: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units for neural network
    function approximation in reinforcement learning", 2018."""

    initializer = "He normal"
    low = -0.2785  # its least answer is -0.27846 at z = -1.2785

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = -z", np.negative, z, out=a)
        do("a = e⁻ᶻ", np.exp, a, out=a)
        do("a = 1 + e⁻ᶻ", np.add, a, do.constant(1), out=a)
        do("a = z / (1 + e⁻ᶻ)", np.divide, z, a, out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        sigmoid = do("-z", np.negative, z, out=do.array(len(z)))
        do("e⁻ᶻ", np.exp, sigmoid, out=sigmoid)
        do("1 + e⁻ᶻ", np.add, sigmoid, do.constant(1), out=sigmoid)
        do("sigmoid = 1 / (1 + e⁻ᶻ)", np.reciprocal, sigmoid, out=sigmoid)
        do("slope = 1 - sigmoid", np.subtract, do.constant(1), sigmoid, out=slope)
        do("slope = a (1 - sigmoid)", np.multiply, a, slope, out=slope)
        do("slope = sigmoid + a (1 - sigmoid)", np.add, sigmoid, slope, out=slope)


@ACTIVATIONS.register("GELU")
class GELU(Activation):
    """Lets z through by the share Φ of a bell curve that lies below it:  a = z Φ(z),  da/dz = Φ(z) + z φ(z).

    φ(z) = e^(-z²/2) / √(2π) is the bell curve, and Φ(z) = (1 + erf(z / √2)) / 2 the area below it to the left of z.
    Gaussian error linear unit: Hendrycks and Gimpel, "Gaussian error linear units", 2016."""

    initializer = "He normal"
    low = -0.17  # its least answer is -0.16997 at z = -0.7518

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = Φ(z)", normal_cdf, z, out=a)
        do("a = z Φ(z)", np.multiply, z, a, out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        bell = do("z²", np.square, z, out=do.array(len(z)))
        do("-z²/2", np.multiply, bell, do.constant(-0.5), out=bell)
        do("e^(-z²/2)", np.exp, bell, out=bell)
        do("φ(z) = e^(-z²/2) / √(2π)", np.multiply, bell, do.constant(1 / math.sqrt(2 * math.pi), "1/√(2π)"), out=bell)
        do("z φ(z)", np.multiply, z, bell, out=bell)
        do("slope = Φ(z)", normal_cdf, z, out=slope)
        do("slope = Φ(z) + z φ(z)", np.add, slope, bell, out=slope)


@ACTIVATIONS.register("Softmax")
class Softmax(Activation):
    """Makes the outputs of each sample probabilities that add up to 1:  a = eᶻ / Σ eᶻ,  dz = a (da - Σ a da).

    For the last layer, where each output stands for a class.  Each z moves all answers of its sample: da/dz is a matrix
    for each sample, and dz = da · slope does not hold.  Only the distance r of each z from the sample's greatest
    counts, and eʳ never overflows.  Bridle, "Probabilistic interpretation of feedforward classification network
    outputs", 1990."""

    number_by_number = False
    low, high = 0.0, 1.0

    def record(self, z: Array, a: Array, do: Record) -> None:
        ones = np.ones((1, len(z)), do.dtype)
        top = do("max z", greatest, z, out=do.array(1))
        do("r = z - max z", np.subtract, z, top, out=a)
        do("eʳ", np.exp, a, out=a)
        total = do("Σ eʳ", np.dot, ones, a, out=do.array(1))
        do("a = eʳ / Σ eʳ", np.divide, a, total, out=a)

    def record_backward(self, da: Array, do: Record) -> Array:
        """Says dz = a (da - Σ a da), the sum over the outputs of a sample.  Both (features, samples)."""
        ones = np.ones((1, len(da)), do.dtype)
        dz = do("a da", np.multiply, self.a, da, out=do.array(len(da)))
        total = do("Σ a da", np.dot, ones, dz, out=do.array(1))
        do("da - Σ a da", np.subtract, da, total, out=dz)
        return do("dz = a (da - Σ a da)", np.multiply, self.a, dz, out=dz)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        """Says a (1 - a), how fast each answer follows its own z: of the matrix da/dz only the diagonal."""
        do("slope = 1 - a", np.subtract, do.constant(1), a, out=slope)
        do("slope = a (1 - a)", np.multiply, slope, a, out=slope)


def greatest(z: Array, out: Array) -> Array:
    """The greatest number of each sample: of z (features, samples) into out (1, samples)."""
    np.maximum.reduce(z, axis=0, keepdims=True, out=out)
    return out
