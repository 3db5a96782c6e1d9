"""Where the weights start: equal ones would stay equal for ever, too large ones saturate, too small ones fade away.

An initializer draws the matrix W of one layer from a random generator.  Biases start at zero.  Sorted from simple to
hard.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from engine.program import Array
from engine.registry import Registered, Registry

if TYPE_CHECKING:
    from engine.activations import Activation


class Initializer(ABC, Registered):
    """Draws the first weights of a layer."""

    @abstractmethod
    def draw(self, rng: np.random.Generator, outputs: int, inputs: int) -> Array:
        """First weights, (outputs, inputs)."""

    def suited_to(self, activation: type[Activation]) -> Initializer:
        """The initializer for a layer that ``activation`` follows: this one, whatever the activation."""
        return self


INITIALIZERS: Registry[Initializer] = Registry("initializer")


@INITIALIZERS.register("Fitting")
class Fitting(Initializer):
    """Xavier before sigmoid and tanh, He before ReLU: what the activation behind the weights asks for."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int) -> Array:
        """As Xavier uniform, for a layer that no activation follows."""
        return XavierUniform().draw(rng, outputs, inputs)

    def suited_to(self, activation: type[Activation]) -> Initializer:
        return INITIALIZERS[activation.initializer]()


@INITIALIZERS.register("Normal")
class Normal(Initializer):
    """From the standard normal distribution, whatever the size of the layer:  W ~ N(0, 1)."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int) -> Array:
        return rng.standard_normal((outputs, inputs))


@INITIALIZERS.register("Xavier uniform")
class XavierUniform(Initializer):
    """Keeps signals and gradients about equally large from layer to layer:  W ~ U(-r, r),  r² = 6 / (inputs + outputs).

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, equation
    16."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int) -> Array:
        r = math.sqrt(6 / (inputs + outputs))
        return rng.uniform(-r, r, (outputs, inputs))


@INITIALIZERS.register("He normal")
class HeNormal(Initializer):
    """Twice the variance, since ReLU cuts off half of the signal:  W ~ N(0, 2 / inputs).

    He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015, equation 10."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int) -> Array:
        return rng.standard_normal((outputs, inputs)) * math.sqrt(2 / inputs)
