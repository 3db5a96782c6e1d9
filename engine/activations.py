"""Without an activation between them, two layers are one: the bend in the middle is what lets a network learn curves.

Each activation is a function a = σ(z) of every number on its own, and a layer too.  Sorted from simple to hard.  To
add one, write a class that says a = σ(z) and da/dz; the chain rule dz = da · da/dz is the same for all and stands
here once.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from engine.layers import Layer
from engine.program import Array, Record
from engine.registry import Registered, Registry


class Activation(Layer, Registered):
    """a = σ(z), number by number.     Backward: dz = da · da/dz."""

    initializer: ClassVar[str] = "Xavier uniform"  # the first weights that suit the layer in front of it

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

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = tanh z", np.tanh, z, out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        do("slope = a²", np.square, a, out=slope)
        do("slope = 1 - a²", np.subtract, do.constant(1), slope, out=slope)


@ACTIVATIONS.register("ReLU")
class ReLU(Activation):
    """Cuts off what is negative, never saturates above:  a = max(z, 0),  da/dz = 1 where z > 0, else 0."""

    initializer = "He normal"

    def record(self, z: Array, a: Array, do: Record) -> None:
        do("a = max(z, 0)", np.maximum, z, do.constant(0), out=a)

    def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
        do("slope = sign a", np.sign, a, out=slope)  # 1 where a > 0, else 0
