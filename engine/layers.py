"""A layer turns what comes in at the left into what goes out at the right, and on the way back tells who is to blame.

Forward it says y = f(x).  Backward it takes dy = ∂L/∂y and says dx = ∂L/∂x, and the gradients of its own weights.
Samples are the last axis inside the engine: a signal is an array (features + 1, samples) whose last row is ones.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from engine.initializers import Initializer, XavierUniform
from engine.program import Array, Record
from engine.registry import Registered, Registry

Shape = tuple[int, ...]


class ShapeError(ValueError):
    """Arrays or layers do not fit together; the message says which, what was expected and what came."""


class Layer(ABC, Registered):
    """One step of a network; of a layer without weights the two records are all there is."""

    parameter_count: int = 0  # how many numbers it learns

    @abstractmethod
    def record_forward(self, x: Array, do: Record) -> Array:
        """Says y = f(x); both with their row of ones.  Remembers the arrays that the backward record needs."""

    @abstractmethod
    def record_backward(self, dy: Array, do: Record) -> Array:
        """Says dx = ∂L/∂x for the forward record said last; dy and dx have no row of ones."""

    def record_gradients(self, dy: Array, do: Record) -> None:
        """Says the gradients of its weights for the forward record said last."""

    def bind(self, parameters: Array, gradients: Array) -> None:
        """From now on its weights and their gradients lie in these flat arrays (parameter_count,)."""

    def draw(self, rng: np.random.Generator) -> None:
        """Draws its first weights."""

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


LAYERS: Registry[Layer] = Registry("layer")


@LAYERS.register("Dense")
class Dense(Layer):
    """Every output is a weighted sum of all inputs:  z = W x + b.

    Backward: dW = dz xᵀ,  db = Σ dz (both in one product, since x ends in a row of ones),  dx = Wᵀ dz.
    W (outputs, inputs), b (outputs,), dW and db are views into the network's flat vectors, as rows of [W b]."""

    def __init__(
        self, inputs: int, outputs: int, bias: bool = True, *, initializer: Initializer | None = None
    ) -> None:
        """``initializer`` draws W; None: Xavier uniform.  b starts at zero."""
        if inputs < 1 or outputs < 1:
            raise ShapeError(f"A Dense layer needs at least one input and one output, not {inputs} and {outputs}.")
        self.inputs, self.outputs, self.bias, self.initializer = inputs, outputs, bias, initializer
        self.parameter_count = outputs * (inputs + bias)
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
            raise ShapeError(f"{itself} expects samples of shape ({self.inputs},), got {shape}.")
        return (self.outputs,)

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
