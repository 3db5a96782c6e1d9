"""A layer turns what comes in at the left into what goes out at the right, and on the way back tells who is to blame.

Forward it says y = f(x).  Backward it takes dy = ∂L/∂y and says dx = ∂L/∂x, and the gradients of its own weights.
Samples are the last axis inside the engine: a signal is an array (features + 1, samples) whose last row is ones.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np

from engine.initializers import Initializer, XavierUniform
from engine.knobs import Adjustable, knob
from engine.program import Array, Record, Shape
from engine.registry import Registered, Registry


class ShapeError(ValueError):
    """Arrays or layers do not fit together; the message says which, what was expected and what came."""


class Layer(ABC, Registered):
    """One step of a network; of a layer without weights the two records are all there is."""

    parameter_count: int = 0  # how many numbers it learns

    def __repr__(self) -> str:
        """As one writes it."""
        return f"{self.name}()"

    @abstractmethod
    def record_forward(self, x: Array, do: Record) -> Array:
        """Says y = f(x); both with their row of ones, and ``do.shape`` is the shape of one sample of x.

        Remembers the arrays that the backward record needs."""

    @abstractmethod
    def record_backward(self, dy: Array, do: Record) -> Array:
        """Says dx = ∂L/∂x for the forward record said last; dy and dx have no row of ones."""

    def record_gradients(self, dy: Array, do: Record) -> None:
        """Says the gradients of its weights for the forward record said last, and what it keeps for later updates.

        Once in each update, where the forward record may be replayed as often as one likes."""

    def bind(self, parameters: Array, gradients: Array) -> None:
        """From now on its weights and their gradients lie in these flat arrays (parameter_count,)."""

    def draw(self, rng: np.random.Generator) -> None:
        """Draws its first weights."""

    @property
    def state(self) -> dict[str, Array]:
        """What training changes in it beside its parameters, by name: saved with a run, and restored in place."""
        return {}

    def parameter_name(self, index: int) -> str:
        """What people call its parameter ``index``, numbered from 1."""
        return f"θ[{index + 1}]"

    @property
    def parameter_shape(self) -> Shape:
        """The rows and columns in which its parameters are shown."""
        return (1, self.parameter_count)

    def shape_after(self, shape: Shape) -> Shape:
        """The shape of a sample behind it, for the shape before it.  Raises ShapeError where that does not fit."""
        return shape

    def workspace(self, shape: Shape) -> int:
        """How many numbers a pass needs room for, of one sample of ``shape``, beside those that come out."""
        return 0

    @classmethod
    def arguments_for(cls, shape: Shape) -> dict[str, Any]:
        """The arguments that follow from the shape of the samples that come in, such as how many inputs there are.

        Raises ShapeError where no layer of this kind could take them."""
        return {}


LAYERS: Registry[Layer] = Registry("layer")
MOST_NEURONS = 4096  # of one layer
MOST_PARAMETERS = 20_000_000  # of one layer, and of a recipe's network: beyond that, no desktop trains it


def check_parameters(layer: Layer) -> None:
    """Refuse, before any memory is taken, a layer that no desktop could train.  Raises ShapeError."""
    if layer.parameter_count > MOST_PARAMETERS:
        raise ShapeError(
            f"A {layer.name} layer of this size learns {layer.parameter_count:,} numbers; up to {MOST_PARAMETERS:,} "
            "are allowed: give it fewer inputs or outputs."
        )


def bias_knob() -> Any:
    """The knob of every layer whose sums may have a number added to them."""
    return knob(
        True, label="Bias", symbol="b",
        help="Whether a number of its own is added to each weighted sum, which moves the bend behind it.",
    )


@LAYERS.register("Dense")
@dataclass(eq=False)
class Dense(Adjustable, Layer):
    """Every output is a weighted sum of all inputs:  z = W x + b.

    Backward: dW = dz xᵀ,  db = Σ dz (both in one product, since x ends in a row of ones),  dx = Wᵀ dz.
    W (outputs, inputs), b (outputs,), dW and db are views into the network's flat vectors, as rows of [W b]."""

    inputs: int
    outputs: int = knob(
        4, label="Neurons", low=1, high=MOST_NEURONS,
        help="How many neurons the layer has: each can learn to look for something else.",
    )
    bias: bool = bias_knob()
    _: KW_ONLY
    initializer: Initializer | None = None  # draws W; None: Xavier uniform.  b starts at zero

    def __post_init__(self) -> None:
        if self.inputs < 1 or self.outputs < 1:
            raise ShapeError(
                f"A Dense layer needs at least one input and one output, not {self.inputs} and {self.outputs}."
            )
        super().__post_init__()
        self.parameter_count = self.outputs * (self.inputs + self.bias)
        check_parameters(self)
        self.bind(np.zeros(self.parameter_count), np.zeros(self.parameter_count))

    def bind(self, parameters: Array, gradients: Array) -> None:
        self.Wb = parameters.reshape(self.outputs, self.inputs + self.bias)
        self.dWb = gradients.reshape(self.Wb.shape)
        self.W, self.dW = self.Wb[:, : self.inputs], self.dWb[:, : self.inputs]
        self.b: Array | None = self.Wb[:, -1] if self.bias else None
        self.db: Array | None = self.dWb[:, -1] if self.bias else None

    def draw(self, rng: np.random.Generator) -> None:
        self.Wb[:] = 0.0
        self.W[:] = (self.initializer or XavierUniform()).draw(rng, self.outputs, self.inputs)

    def parameter_name(self, index: int) -> str:
        row, column = divmod(index, self.inputs + self.bias)
        return f"W[{row + 1},{column + 1}]" if column < self.inputs else f"b[{row + 1}]"

    @property
    def parameter_shape(self) -> Shape:
        return self.Wb.shape

    def shape_after(self, shape: Shape) -> Shape:
        if shape != (self.inputs,):
            itself = f"Dense({self.inputs}, {self.outputs})"
            raise ShapeError(f"{itself} expects samples of shape ({self.inputs},), got {shape}.{_flatten_hint(shape)}")
        return (self.outputs,)

    @classmethod
    def arguments_for(cls, shape: Shape) -> dict[str, Any]:
        if len(shape) != 1:
            raise ShapeError(f"Dense expects samples that are rows of numbers, got {shape}.{_flatten_hint(shape)}")
        return {"inputs": shape[0]}

    def record_forward(self, x: Array, do: Record) -> Array:
        self.x = x if self.bias else x[:-1]
        z = do.signal(self.outputs)
        do("z = W x + b" if self.bias else "z = W x", np.dot, self.Wb, self.x, out=z[:-1])
        return z

    def record_gradients(self, dz: Array, do: Record) -> None:
        do("dW = dz xᵀ,  db = Σ dz" if self.bias else "dW = dz xᵀ", np.dot, dz, self.x.T, out=self.dWb)

    def record_backward(self, dz: Array, do: Record) -> Array:
        # [W b]ᵀ dz: its last row, bᵀ dz, is of no use, but cutting b off W would make numpy copy W in every step.
        dx = do.array(self.Wb.shape[1])
        do("dx = Wᵀ dz", np.dot, self.Wb.T, dz, out=dx)
        return dx[: self.inputs]


def _flatten_hint(shape: Shape) -> str:
    if len(shape) <= 1:
        return ""
    return f" A Flatten layer before it makes each sample a row of {math.prod(shape):,} numbers."
