"""An optimizer decides how far to go downhill: the gradient only says in which direction the loss falls fastest.

θ are all parameters in one flat vector, g = ∇L(θ) their gradients, ρ the learning rate.  Sorted from simple to hard:
each adds one idea to those before it.  The rules and their defaults are PyTorch's.  To add one, write a class that says
its update as operations on whole vectors.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

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


def squares_knob(default: float, label: str, symbol: str) -> Any:
    """The knob of a running mean of squared gradients."""
    return knob(
        default, label=label, symbol=symbol, low=0.0, high=0.99999, step=0.001,
        help="How slowly the mean of the squared gradient follows: it sets each parameter's own step.",
    )


def epsilon_knob(default: float) -> Any:
    """The knob of whatever divides by the size of past gradients."""
    return knob(
        default, label="Epsilon", symbol="ε", low=1e-16, high=1.0,
        help="Keeps the step finite where the gradient is almost zero.",
    )


@dataclass(eq=False)
class Optimizer(ABC, Adjustable, Registered):
    """Moves the parameters after each backward pass; reads the gradients and never writes into them."""

    usual_learning_rate: ClassVar[float] = 0.01
    """What a form sets when this optimizer is chosen: a rate with which a small network learns well.  (The default of
    ``learning_rate`` is PyTorch's, which suits large ones.)"""
    usual_rate_for_numbers: ClassVar[float | None] = None
    """The same where answers are any numbers, if that is another rate: their errors, and with them the gradients, have
    no bounds."""

    learning_rate: float

    def bind(self, parameters: Array, gradients: Array) -> None:
        """Work on these flat vectors of one length from now on, with a fresh memory."""
        self.dtype = parameters.dtype.type
        self.rate = self.base_rate = np.array(self.learning_rate, self.dtype)
        self.state: dict[str, Array] = {}
        do = Record(samples=1, dtype=self.dtype)
        self.record(parameters, gradients, do)
        self._program = do.program()

    def step(self) -> None:
        """One update of the parameters from the gradients as they are now."""
        self._program.run()

    def follow_a_schedule(self) -> None:
        """From now on ``rate`` is what a schedule makes of the learning rate that is set, which is ``base_rate``, ρ₀.

        Both are remembered: what the last update worked with, and what the next one will start from."""
        self.base_rate, self.state["ρ"] = self.remember("ρ₀", start=self.learning_rate), self.rate

    @abstractmethod
    def record(self, θ: Array, g: Array, do: Record) -> None:
        """Says one update.  ``self.rate`` holds ρ; what is remembered between updates comes from ``remember``."""

    def remember(self, name: str, *shape: int, start: float = 0.0, counts: bool = False) -> Array:
        """An array that lives from update to update, is saved with a run and comes back when the run is opened.

        What ``counts`` is in double precision: single precision cannot count beyond 2²⁴."""
        return self.state.setdefault(name, np.full(shape, start, np.float64 if counts else self.dtype))

    def __setattr__(self, name: str, value: Any) -> None:
        """A learning rate that is set in the middle of a run works from the next update on."""
        super().__setattr__(name, value)
        if name == "learning_rate" and hasattr(self, "base_rate"):
            self.base_rate[...] = value


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


@OPTIMIZERS.register("SGD")
@dataclass(eq=False)
class SGD(Optimizer):
    """Plain gradient descent, straight down the slope:  θ = θ - ρ g."""

    usual_learning_rate, usual_rate_for_numbers = 1.0, 0.5
    learning_rate: float = learning_rate_knob(0.001)

    def record(self, θ: Array, g: Array, do: Record) -> None:
        step = do("step = ρ g", np.multiply, g, self.rate, out=np.zeros_like(θ))
        do("θ = θ - step", np.subtract, θ, step, out=θ)


@OPTIMIZERS.register("Momentum")
@dataclass(eq=False)
class Momentum(Optimizer):
    """A ball that rolls, keeping part of its speed:  v = β v + g,  θ = θ - ρ v.

    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; in PyTorch's form."""

    usual_learning_rate = 0.1
    learning_rate: float = learning_rate_knob(0.001)
    momentum: float = knob(
        0.9, label="Momentum", symbol="β", low=0.0, high=0.999, step=0.05,
        help="How much of its speed the ball keeps from one update to the next.",
    )

    def record(self, θ: Array, g: Array, do: Record) -> None:
        v = self.record_velocity(g, do)
        step = do("step = ρ v", np.multiply, v, self.rate, out=np.zeros_like(θ))
        do("θ = θ - step", np.subtract, θ, step, out=θ)

    def record_velocity(self, g: Array, do: Record) -> Array:
        """Says how fast the ball is now, v (parameters,)."""
        v = self.remember("velocity", g.size)
        do("v = β v", np.multiply, v, do.constant(self.momentum, "β"), out=v)
        return do("v = β v + g", np.add, v, g, out=v)


@OPTIMIZERS.register("Nesterov")
@dataclass(eq=False)
class Nesterov(Momentum):
    """Momentum that looks ahead, to where the ball is about to be:  v = β v + g,  θ = θ - ρ (g + β v).

    Nesterov, "A method for solving the convex programming problem with convergence rate O(1/k²)", 1983; in the form of
    Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013, as PyTorch has it."""

    def record(self, θ: Array, g: Array, do: Record) -> None:
        v = self.record_velocity(g, do)
        step = do("β v", np.multiply, v, do.constant(self.momentum, "β"), out=np.zeros_like(θ))
        do("g + β v", np.add, g, step, out=step)
        do("step = ρ (g + β v)", np.multiply, step, self.rate, out=step)
        do("θ = θ - step", np.subtract, θ, step, out=θ)


@OPTIMIZERS.register("Adagrad")
@dataclass(eq=False)
class Adagrad(Optimizer):
    """A step of its own for each parameter, shorter where it was steep:  v = v + g²,  θ = θ - ρ g / (√v + ε).

    Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization", 2011."""

    usual_learning_rate = 0.1
    learning_rate: float = learning_rate_knob(0.01)
    epsilon: float = epsilon_knob(1e-10)

    def record(self, θ: Array, g: Array, do: Record) -> None:
        v = self.remember("squares", θ.size)
        squares = do("g²", np.square, g, out=np.zeros_like(θ))
        do("v = v + g²", np.add, v, squares, out=v)
        record_step_of_its_own(θ, g, v, self.rate, self.epsilon, do)


@OPTIMIZERS.register("RMSprop")
@dataclass(eq=False)
class RMSprop(Optimizer):
    """Adagrad that forgets, so that steps do not dwindle:  v = β v + (1 - β) g²,  θ = θ - ρ g / (√v + ε).

    Hinton, "Neural networks for machine learning", lecture 6e, 2012."""

    learning_rate: float = learning_rate_knob(0.01)
    beta: float = squares_knob(0.99, "Memory", "β")
    epsilon: float = epsilon_knob(1e-8)

    def record(self, θ: Array, g: Array, do: Record) -> None:
        v = self.remember("mean_squares", θ.size)
        squares = do("g²", np.square, g, out=np.zeros_like(θ))
        record_mean(do, ("v", v), ("β", self.beta), ("g²", squares), squares)
        record_step_of_its_own(θ, g, v, self.rate, self.epsilon, do)


@OPTIMIZERS.register("Adadelta")
@dataclass(eq=False)
class Adadelta(Optimizer):
    """RMSprop that measures a step by the last ones:  Δ = g √(h + ε) / √(v + ε),  θ = θ - ρ Δ.

    v = β v + (1 - β) g² follows the squared gradient and h = β h + (1 - β) Δ² the squared step, so that Δ has the unit
    of θ and ρ = 1 will do.  Zeiler, "Adadelta: an adaptive learning rate method", 2012."""

    usual_learning_rate = 1.0
    learning_rate: float = learning_rate_knob(1.0)
    beta: float = squares_knob(0.9, "Memory", "β")
    epsilon: float = epsilon_knob(1e-6)

    def record(self, θ: Array, g: Array, do: Record) -> None:
        v, h = self.remember("mean_squares", θ.size), self.remember("mean_squared_steps", θ.size)
        (Δ, way), ε = np.zeros((2, θ.size), θ.dtype), do.constant(self.epsilon, "ε")
        do("g²", np.square, g, out=way)
        record_mean(do, ("v", v), ("β", self.beta), ("g²", way), way)
        do("v + ε", np.add, v, ε, out=way)
        do("√(v + ε)", np.sqrt, way, out=way)
        do("h + ε", np.add, h, ε, out=Δ)
        do("√(h + ε)", np.sqrt, Δ, out=Δ)
        do("√(h + ε) / √(v + ε)", np.divide, Δ, way, out=Δ)
        do("Δ = g √(h + ε) / √(v + ε)", np.multiply, g, Δ, out=Δ)
        do("Δ²", np.square, Δ, out=way)
        record_mean(do, ("h", h), ("β", self.beta), ("Δ²", way), way)
        do("step = ρ Δ", np.multiply, Δ, self.rate, out=way)
        do("θ = θ - step", np.subtract, θ, way, out=θ)


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
    beta2: float = squares_knob(0.999, "Second moment", "β₂")
    epsilon: float = epsilon_knob(1e-8)

    def record(self, θ: Array, g: Array, do: Record) -> None:
        step = self.record_direction(g, do)
        do("step = ρ m̂ / (√v̂ + ε)", np.multiply, step, self.rate, out=step)
        do("θ = θ - step", np.subtract, θ, step, out=θ)

    def record_direction(self, g: Array, do: Record) -> Array:
        """Says m̂ / (√v̂ + ε) (parameters,), which is about ±1 while a slope stays the same."""
        m, v = self.remember("moments", 2, g.size)
        m̂, v̂ = np.zeros((2, g.size), g.dtype)
        record_mean(do, ("m", m), ("β₁", self.beta1), ("g", g), m̂)
        do("g²", np.square, g, out=m̂)
        record_mean(do, ("v", v), ("β₂", self.beta2), ("g²", m̂), m̂)
        self.record_hats(m, v, g, m̂, v̂, do)
        do("√v̂", np.sqrt, v̂, out=v̂)
        do("√v̂ + ε", np.add, v̂, do.constant(self.epsilon, "ε"), out=v̂)
        return do("m̂ / (√v̂ + ε)", np.divide, m̂, v̂, out=m̂)

    def record_hats(self, m: Array, v: Array, g: Array, m̂: Array, v̂: Array, do: Record) -> None:
        """Says m̂ and v̂, whatever lies there before."""
        βᵗ = self.remember("beta_powers", 2, 1, start=1.0).reshape(-1)  # β₁ᵗ and β₂ᵗ
        β, share = np.array([self.beta1, self.beta2], g.dtype), np.zeros_like(βᵗ)
        do("βᵗ = βᵗ⁻¹ β", np.multiply, βᵗ, β, out=βᵗ)
        do("1 - βᵗ", np.subtract, do.constant(1), βᵗ, out=share)
        do("1 / (1 - βᵗ)", np.reciprocal, share, out=share)  # once: thousands of divisions cost more than products
        do("m̂ = m / (1 - β₁ᵗ)", np.multiply, m, share[0, ...], out=m̂)  # with … a view, without axes
        do("v̂ = v / (1 - β₂ᵗ)", np.multiply, v, share[1, ...], out=v̂)


@OPTIMIZERS.register("AdamW")
@dataclass(eq=False)
class AdamW(Adam):
    """Adam that lets every parameter shrink a little as well:  θ = θ - ρ (m̂ / (√v̂ + ε) + λ θ).

    Shrinking is kept out of m and v, so that all shrink alike, however steep their slopes are.  Loshchilov and Hutter,
    "Decoupled weight decay regularization", 2019."""

    weight_decay: float = knob(
        0.01, label="Weight decay", symbol="λ", low=0.0, high=10.0,
        help="How much of itself, times the learning rate, each parameter loses in an update.",
    )

    def record(self, θ: Array, g: Array, do: Record) -> None:
        step = self.record_direction(g, do)
        decay = do("λ θ", np.multiply, θ, do.constant(self.weight_decay, "λ"), out=np.zeros_like(θ))
        do("m̂ / (√v̂ + ε) + λ θ", np.add, step, decay, out=step)
        do("step = ρ (m̂ / (√v̂ + ε) + λ θ)", np.multiply, step, self.rate, out=step)
        do("θ = θ - step", np.subtract, θ, step, out=θ)


@OPTIMIZERS.register("NAdam")
@dataclass(eq=False)
class NAdam(Adam):
    """Adam that looks ahead as Nesterov does:  θ = θ - ρ m̂ / (√v̂ + ε), with more of the newest slope in m̂.

    m̂ = μₜ₊₁ m / (1 - μₜ₊₁ Π) + (1 - μₜ) g / (1 - Π).  The momentum μₜ = β₁ (1 - q / 2), q = 0.96^(ψ t), grows from
    update to update; Π is the product of all up to μₜ.  Dozat, "Incorporating Nesterov momentum into Adam", 2016; in
    PyTorch's form."""

    learning_rate: float = learning_rate_knob(0.002)
    momentum_decay: float = knob(
        0.004, label="Momentum decay", symbol="ψ", low=0.0, high=10.0, step=0.001,
        help="How fast the momentum grows from half of β₁ to all of it.",
    )

    def record_hats(self, m: Array, v: Array, g: Array, m̂: Array, v̂: Array, do: Record) -> None:
        share_of_m, share_of_g = self.record_shares(do)
        do("μₜ₊₁ m / (1 - μₜ₊₁ Π)", np.multiply, m, share_of_m, out=m̂)
        do("(1 - μₜ) g / (1 - Π)", np.multiply, g, share_of_g, out=v̂)
        do("m̂ = μₜ₊₁ m / (1 - μₜ₊₁ Π) + (1 - μₜ) g / (1 - Π)", np.add, m̂, v̂, out=m̂)
        β2ᵗ, share = self.remember("beta2_power", start=1.0), do.number()
        do("β₂ᵗ = β₂ᵗ⁻¹ β₂", np.multiply, β2ᵗ, do.constant(self.beta2, "β₂"), out=β2ᵗ)
        do("1 - β₂ᵗ", np.subtract, do.constant(1), β2ᵗ, out=share)
        do("v̂ = v / (1 - β₂ᵗ)", np.divide, v, share, out=v̂)

    def record_shares(self, do: Record) -> tuple[Array, Array]:
        """Says μₜ₊₁ / (1 - μₜ₊₁ Π) and (1 - μₜ) / (1 - Π), two numbers."""
        one, decay = do.constant(1), 0.96**self.momentum_decay
        q, Π = self.remember("momentum_decay", start=decay), self.remember("momentum_product", start=1.0)
        μ_next = self.remember("next_momentum", start=self.beta1 * (1 - decay / 2))
        μ, half, of_m, of_g, rest = (do.number() for _ in range(5))
        do("μₜ = μₜ₊₁ of the update before", np.positive, μ_next, out=μ)
        do("Π = Π μₜ", np.multiply, Π, μ, out=Π)
        do("q = 0.96^ψ q", np.multiply, q, do.constant(decay, "0.96^ψ"), out=q)
        do("β₁ q / 2", np.multiply, q, do.constant(self.beta1 / 2, "β₁ / 2"), out=half)
        do("μₜ₊₁ = β₁ - β₁ q / 2", np.subtract, do.constant(self.beta1, "β₁"), half, out=μ_next)
        do("μₜ₊₁ Π", np.multiply, μ_next, Π, out=of_m)
        do("1 - μₜ₊₁ Π", np.subtract, one, of_m, out=of_m)
        do("μₜ₊₁ / (1 - μₜ₊₁ Π)", np.divide, μ_next, of_m, out=of_m)
        do("1 - μₜ", np.subtract, one, μ, out=of_g)
        do("1 - Π", np.subtract, one, Π, out=rest)
        return of_m, do("(1 - μₜ) / (1 - Π)", np.divide, of_g, rest, out=of_g)


# What several of them say.
Named = tuple[str, Any]  # a symbol of the formulas and what it stands for


def record_mean(do: Record, mean: Named, kept: Named, new: Named, way: Array) -> None:
    """Says a running mean, m = β m + (1 - β) g: each update keeps the share β of what it was.

    ``way`` is for what is on the way there; ``new`` may lie in it, and is lost then."""
    (m, M), (β, share), (g, G) = mean, kept, new
    do(f"{m} = {β} {m}", np.multiply, M, do.constant(share, β), out=M)
    do(f"(1 - {β}) {g}", np.multiply, G, do.constant(1 - share, f"1 - {β}"), out=way)
    do(f"{m} = {β} {m} + (1 - {β}) {g}", np.add, M, way, out=M)


def record_step_of_its_own(θ: Array, g: Array, v: Array, ρ: Array, ε: float, do: Record) -> None:
    """Says θ = θ - ρ g / (√v + ε): the steeper a parameter's slopes were, the shorter its step."""
    step, root = np.zeros_like(θ), np.zeros_like(θ)
    do("√v", np.sqrt, v, out=root)
    do("√v + ε", np.add, root, do.constant(ε, "ε"), out=root)
    do("g / (√v + ε)", np.divide, g, root, out=step)
    do("step = ρ g / (√v + ε)", np.multiply, step, ρ, out=step)
    do("θ = θ - step", np.subtract, θ, step, out=θ)
