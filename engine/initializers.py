"""Where the weights start: equal ones would stay equal for ever, too large ones saturate, too small ones fade away.

An initializer draws the matrix W of one layer from a random generator.  Biases start at zero.  Sorted from simple to
hard.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import Adjustable, knob
from engine.program import Array
from engine.registry import Registered, Registry

if TYPE_CHECKING:
    from engine.activations import Activation


class Initializer(ABC, Registered):
    """Draws the first weights of a layer."""

    @abstractmethod
    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        """First weights, (outputs, inputs): each row is what one output has for its inputs.

        ``fan_out``: how many numbers each input has a say in, where these are not all outputs (0): behind an image of
        which a convolution looks at windows of k · k, they are outputs · k · k."""

    def suited_to(self, activation: type[Activation]) -> Initializer:
        """The initializer for a layer that ``activation`` follows: this one, whatever the activation."""
        return self


INITIALIZERS: Registry[Initializer] = Registry("initializer")


@INITIALIZERS.register("Fitting")
class Fitting(Initializer):
    """Xavier before sigmoid and tanh, He before ReLU: what the activation behind the weights asks for."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        """As Xavier uniform, for a layer that no activation follows."""
        return XavierUniform().draw(rng, outputs, inputs, fan_out)

    def suited_to(self, activation: type[Activation]) -> Initializer:
        return INITIALIZERS[activation.initializer]()


@INITIALIZERS.register("Zeros")
class Zeros(Initializer):
    """Shows why weights are drawn: the neurons of a layer start alike, and no gradient can tell them apart:  W = 0.

    A hidden layer of any width then learns no more than one neuron could, if it learns at all."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        return np.zeros((outputs, inputs))


@INITIALIZERS.register("Uniform")
@dataclass(eq=False)
class Uniform(Adjustable, Initializer):
    """Any number up to r on either side of 0, whatever the size of the layer:  W ~ U(-r, r)."""

    radius: float = knob(
        1.0, label="Radius", symbol="r", low=0.0, high=10.0,
        help="How far from 0 a first weight may lie: large ones saturate what follows, small ones fade away.",
    )  # fmt: skip

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        return rng.uniform(-self.radius, self.radius, (outputs, inputs))


@INITIALIZERS.register("Normal")
@dataclass(eq=False)
class Normal(Adjustable, Initializer):
    """From a normal distribution, whatever the size of the layer:  W ~ N(0, s²)."""

    deviation: float = knob(
        1.0, label="Standard deviation", symbol="s", low=0.0, high=10.0,
        help="How far from 0 the first weights lie: large ones saturate what follows, small ones fade away.",
    )  # fmt: skip

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        return rng.standard_normal((outputs, inputs)) * self.deviation


@INITIALIZERS.register("LeCun normal")
class LeCunNormal(Initializer):
    """The more inputs a sum has, the smaller each weight: the sum stays as large as one input:  W ~ N(0, 1 / inputs).

    LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, section 4.6."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        return rng.standard_normal((outputs, inputs)) * math.sqrt(1 / inputs)


@INITIALIZERS.register("Xavier uniform")
class XavierUniform(Initializer):
    """Keeps signals and gradients about equally large from layer to layer:  W ~ U(-r, r),  r² = 6 / (inputs + outputs).

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, equation
    16."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        r = math.sqrt(6 / (inputs + (fan_out or outputs)))
        return rng.uniform(-r, r, (outputs, inputs))


@INITIALIZERS.register("Xavier normal")
class XavierNormal(Initializer):
    """As Xavier uniform, with the same variance in a bell curve:  W ~ N(0, 2 / (inputs + outputs)).

    Glorot and Bengio, 2010, equation 12."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        return rng.standard_normal((outputs, inputs)) * math.sqrt(2 / (inputs + (fan_out or outputs)))


@INITIALIZERS.register("He uniform")
class HeUniform(Initializer):
    """As He normal, with the same variance between two bounds:  W ~ U(-r, r),  r² = 6 / inputs.

    He, Zhang, Ren and Sun, 2015, in the form that PyTorch and Keras give it."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        r = math.sqrt(6 / inputs)
        return rng.uniform(-r, r, (outputs, inputs))


@INITIALIZERS.register("He normal")
class HeNormal(Initializer):
    """Twice the variance, since ReLU cuts off half of the signal:  W ~ N(0, 2 / inputs).

    He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015, equation 10."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        return rng.standard_normal((outputs, inputs)) * math.sqrt(2 / inputs)


@INITIALIZERS.register("Orthogonal")
class Orthogonal(Initializer):
    """Turns its inputs without stretching them:  W Wᵀ = I where outputs ≤ inputs, else Wᵀ W = I.

    Any turn is as likely as any other: it is the Q of a normal matrix Q R in which R has a positive diagonal.  Saxe,
    McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
    2014."""

    def draw(self, rng: np.random.Generator, outputs: int, inputs: int, fan_out: int = 0) -> Array:
        tall = rng.standard_normal((max(outputs, inputs), min(outputs, inputs)))
        Q, R = np.linalg.qr(tall)
        Q *= np.copysign(1, np.diag(R))
        W: Array = Q if outputs >= inputs else Q.T
        return W
