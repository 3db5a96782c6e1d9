"""An optimizer decides how far to go downhill: the gradient only says in which direction the loss falls fastest.

θ are all parameters in one flat vector, g = ∇L(θ) their gradients, ρ the learning rate.  Sorted from simple to hard:
each adds one idea to those before it.  To add one, write a class that says its update as operations on whole vectors.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.knobs import Adjustable, knob
from engine.program import Array, Record
from engine.registry import Registered, Registry


def learning_rate_knob(default: float, **more: Any) -> Any:
    """The knob that every optimizer has; ``default`` is what its authors or PyTorch start with."""
    return knob(
        default, label="Learning rate", symbol="ρ", low=1e-7, high=1e7, **more,
        help="How far each update goes along the gradient: too small learns slowly, too large jumps over the valley.",
    )


@dataclass(eq=False)
class Optimizer(ABC, Adjustable, Registered):
    """Moves the parameters after each backward pass; reads the gradients and never writes into them."""

    learning_rate: float

    def bind(self, parameters: Array, gradients: Array) -> None:
        """Work on these flat vectors of one length from now on, with a fresh memory."""
        self.dtype = parameters.dtype.type
        self.rate = np.array(self.learning_rate, self.dtype)
        self.state: dict[str, Array] = {}
        do = Record(samples=1, dtype=self.dtype)
        self.record(parameters, gradients, do)
        self._program = do.program()

    def step(self) -> None:
        """One update of the parameters from the gradients as they are now."""
        self._program.run()

    @abstractmethod
    def record(self, θ: Array, g: Array, do: Record) -> None:
        """Says one update.  ``self.rate`` holds ρ; what is remembered between updates comes from ``remember``."""

    def remember(self, name: str, *shape: int, start: float = 0.0) -> Array:
        """An array that lives from update to update, is saved with a run and comes back when the run is opened."""
        return self.state.setdefault(name, np.full(shape, start, self.dtype))

    def __setattr__(self, name: str, value: Any) -> None:
        """A learning rate that is set in the middle of a run works from the next update on."""
        super().__setattr__(name, value)
        if name == "learning_rate" and hasattr(self, "rate"):
            self.rate[...] = value


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


@OPTIMIZERS.register("SGD")
@dataclass(eq=False)
class SGD(Optimizer):
    """Plain gradient descent, straight down the slope:  θ = θ - ρ g."""

    learning_rate: float = learning_rate_knob(0.001)

    def record(self, θ: Array, g: Array, do: Record) -> None:
        step = do("step = ρ g", np.multiply, g, self.rate, out=np.zeros_like(θ))
        do("θ = θ - step", np.subtract, θ, step, out=θ)


@OPTIMIZERS.register("Momentum")
@dataclass(eq=False)
class Momentum(Optimizer):
    """A ball that rolls, keeping part of its speed:  v = β v + g,  θ = θ - ρ v.

    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; in PyTorch's form."""

    learning_rate: float = learning_rate_knob(0.001)
    momentum: float = knob(
        0.9, label="Momentum", symbol="β", low=0.0, high=0.999, step=0.05,
        help="How much of its speed the ball keeps from one update to the next.",
    )

    def record(self, θ: Array, g: Array, do: Record) -> None:
        v, step = self.remember("velocity", θ.size), np.zeros_like(θ)
        do("v = β v", np.multiply, v, do.constant(self.momentum, "β"), out=v)
        do("v = β v + g", np.add, v, g, out=v)
        do("step = ρ v", np.multiply, v, self.rate, out=step)
        do("θ = θ - step", np.subtract, θ, step, out=θ)


@OPTIMIZERS.register("Adam")
@dataclass(eq=False)
class Adam(Optimizer):
    """Momentum, with a step of its own for each parameter:  θ = θ - ρ m̂ / (√v̂ + ε).

    m = β₁ m + (1 - β₁) g and v = β₂ v + (1 - β₂) g² follow the gradient and its square; m̂ = m / (1 - β₁ᵗ) and
    v̂ = v / (1 - β₂ᵗ) make up for their start at zero.  Kingma and Ba, "Adam", 2015, algorithm 1."""

    learning_rate: float = learning_rate_knob(0.001)
    beta1: float = knob(
        0.9, label="First moment", symbol="β₁", low=0.0, high=0.9999, step=0.01,
        help="How slowly the mean of the gradient follows the gradient.",
    )
    beta2: float = knob(
        0.999, label="Second moment", symbol="β₂", low=0.0, high=0.99999, step=0.001,
        help="How slowly the mean of the squared gradient follows: it sets each parameter's own step.",
    )
    epsilon: float = knob(
        1e-8, label="Epsilon", symbol="ε", low=1e-16, high=1.0,
        help="Keeps the step finite where the gradient is almost zero.",
    )

    def record(self, θ: Array, g: Array, do: Record) -> None:
        m, v = self.remember("moments", 2, θ.size)
        β, βᵗ = np.array([[self.beta1], [self.beta2]], θ.dtype), self.remember("beta_powers", 2, 1, start=1.0)
        step, root, rest = np.zeros_like(θ), np.zeros_like(θ), np.zeros_like(β)
        do("m = β₁ m", np.multiply, m, do.constant(self.beta1, "β₁"), out=m)
        do("(1 - β₁) g", np.multiply, g, do.constant(1 - self.beta1, "1 - β₁"), out=step)
        do("m = β₁ m + (1 - β₁) g", np.add, m, step, out=m)
        do("v = β₂ v", np.multiply, v, do.constant(self.beta2, "β₂"), out=v)
        do("g²", np.square, g, out=step)
        do("(1 - β₂) g²", np.multiply, step, do.constant(1 - self.beta2, "1 - β₂"), out=step)
        do("v = β₂ v + (1 - β₂) g²", np.add, v, step, out=v)
        do("βᵗ = βᵗ⁻¹ β", np.multiply, βᵗ, β, out=βᵗ)
        do("1 - βᵗ", np.subtract, do.constant(1), βᵗ, out=rest)
        do("m̂ = m / (1 - β₁ᵗ)", np.divide, m, rest[0, 0, ...], out=step)  # with … a view, without axes
        do("v̂ = v / (1 - β₂ᵗ)", np.divide, v, rest[1, 0, ...], out=root)
        do("√v̂", np.sqrt, root, out=root)
        do("√v̂ + ε", np.add, root, do.constant(self.epsilon, "ε"), out=root)
        do("m̂ / (√v̂ + ε)", np.divide, step, root, out=step)
        do("step = ρ m̂ / (√v̂ + ε)", np.multiply, step, self.rate, out=step)
        do("θ = θ - step", np.subtract, θ, step, out=θ)
