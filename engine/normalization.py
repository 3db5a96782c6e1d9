"""Signals that grow or fade from layer to layer are hard to learn from: a normalization brings them back to one scale.

In training that scale is the batch's own; when the network is only asked, it is what the batches had in the long run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.knobs import Adjustable, knob
from engine.layers import LAYERS, Layer, ShapeError, check_parameters
from engine.program import Array, Record, Shape


@LAYERS.register("BatchNorm")
@dataclass(eq=False, repr=False)
class BatchNorm(Adjustable, Layer):
    """Brings each feature to mean 0 and variance 1 over the batch:  z = γ x̂ + β,  x̂ = (x - μ) / √(σ² + ε).

    In images each channel is a feature, over all pixels; a feature has n numbers in the batch.
    Backward: dγ = Σ dz x̂,  dβ = Σ dz,  dx = γ / √(σ² + ε) · (dz - dβ / n - x̂ dγ / n).
    Each update lets a running mean and variance follow μ and σ² n / (n - 1): the network that is only asked takes
    those.  A single number has no variance, and with n = 1 they stay as they are.
    W and b (features,) hold γ and β; they, dW and db are views into the network's flat vectors, first all γ, then β.
    Ioffe and Szegedy, "Batch normalization", 2015, algorithm 1."""

    features: int
    epsilon: float = knob(
        1e-5, label="Epsilon", symbol="ε", low=1e-12, high=1.0,
        help="Keeps the division finite where a feature hardly varies.",
    )
    momentum: float = knob(
        0.1, label="Momentum", symbol="α", low=0.0, high=1.0, step=0.05,
        help="How quickly the running mean and variance follow those of the batches.",
    )

    def __post_init__(self) -> None:
        if self.features < 1:
            raise ShapeError(f"A BatchNorm layer needs at least one feature, not {self.features}.")
        super().__post_init__()
        self.parameter_count = 2 * self.features
        check_parameters(self)
        self.bind(np.zeros(self.parameter_count), np.zeros(self.parameter_count))
        self._begin()

    def bind(self, parameters: Array, gradients: Array) -> None:
        (self.W, self.b), (self.dW, self.db) = parameters.reshape(2, -1), gradients.reshape(2, -1)
        self.running = np.zeros((2, self.features), parameters.dtype)  # mean and variance

    def draw(self, rng: np.random.Generator) -> None:
        """Nothing is left to chance: at first it normalizes and no more."""
        self._begin()

    def _begin(self) -> None:
        self.W[:], self.b[:] = 1.0, 0.0
        self.running[:] = [[0.0], [1.0]]

    @property
    def state(self) -> dict[str, Array]:
        return {"running mean": self.running[0], "running variance": self.running[1]}

    def parameter_name(self, index: int) -> str:
        row, column = divmod(index, self.features)
        return f"{'γβ'[row]}[{column + 1}]"

    @property
    def parameter_shape(self) -> Shape:
        return (2, self.features)

    def shape_after(self, shape: Shape) -> Shape:
        if len(shape) not in (1, 3) or shape[0] != self.features:
            raise ShapeError(
                f"{self} expects samples of shape ({self.features},) or ({self.features}, height, width), got {shape}. "
                "It needs as many features as what comes in has numbers, or channels."
            )
        return shape

    @classmethod
    def arguments_for(cls, shape: Shape) -> dict[str, Any]:
        if len(shape) not in (1, 3):
            raise ShapeError(f"BatchNorm expects rows of numbers or images (channels, height, width), got {shape}.")
        return {"features": shape[0]}

    def __repr__(self) -> str:
        return f"BatchNorm({self.features})"

    # Here x, x̂, z and their gradients are (features, n), and whatever there is one of for each feature is (features,).

    def record_forward(self, x: Array, do: Record) -> Array:
        signal = do.signal(len(x) - 1)
        x, z = self._by_feature(x[:-1]), self._by_feature(signal[:-1])
        self.n, self.is_training = x.shape[1], do.training
        self.statistics = np.zeros_like(self.running) if self.is_training else self.running
        μ, σ2 = self.statistics
        self.x_hat, self.s, shares = np.zeros_like(x), np.zeros_like(σ2), np.full(self.n, 1 / self.n, do.dtype)
        if self.is_training:
            do("μ = Σ x / n", np.dot, x, shares, out=μ)
        do("d = x - μ", np.subtract, x, _to_all(μ), out=self.x_hat)
        if self.is_training:
            do("d²", np.square, self.x_hat, out=z)
            do("σ² = Σ d² / n", np.dot, z, shares, out=σ2)
        do("s = σ² + ε", np.add, σ2, do.constant(self.epsilon, "ε"), out=self.s)
        do("s = √(σ² + ε)", np.sqrt, self.s, out=self.s)
        do("x̂ = d / s", np.divide, self.x_hat, _to_all(self.s), out=self.x_hat)
        do("γ x̂", np.multiply, self.x_hat, _to_all(self.W), out=z)
        do("z = γ x̂ + β", np.add, z, _to_all(self.b), out=z)
        return signal

    def record_gradients(self, dz: Array, do: Record) -> None:
        dz, each = self._by_feature(dz), np.ones(self.n, do.dtype)
        product = do("dz x̂", np.multiply, dz, self.x_hat, out=np.zeros_like(dz))
        do("dγ = Σ dz x̂", np.dot, product, each, out=self.dW)
        do("dβ = Σ dz", np.dot, dz, each, out=self.db)
        if self.is_training and self.n > 1:
            self._record_running(do)

    def record_backward(self, dz: Array, do: Record) -> Array:
        """Reads dγ and dβ, which ``record_gradients`` says."""
        dz, share = self._by_feature(dz), do.constant(1 / self.n, "1 / n")
        dx, dγ, dβ, slope = np.zeros_like(dz), *np.zeros((3, self.features), do.dtype)
        do("γ / s", np.divide, self.W, self.s, out=slope)
        if self.is_training:  # x moves μ and σ² too
            do("dγ / n", np.multiply, self.dW, share, out=dγ)
            do("dβ / n", np.multiply, self.db, share, out=dβ)
            do("x̂ dγ / n", np.multiply, self.x_hat, _to_all(dγ), out=dx)
            do("dz - x̂ dγ / n", np.subtract, dz, dx, out=dx)
            dz = do("dz - x̂ dγ / n - dβ / n", np.subtract, dx, _to_all(dβ), out=dx)
        do("dx = γ / s · (dz - dβ / n - x̂ dγ / n)" if self.is_training else "dx = γ / s · dz", np.multiply, dz,
           _to_all(slope), out=dx)  # fmt: skip
        return dx.reshape(-1, do.samples, copy=False)

    def _record_running(self, do: Record) -> None:
        """Says how the running mean and variance follow those of the batch; together, as two rows."""
        pace = np.array([[self.momentum], [self.momentum * self.n / (self.n - 1)]], do.dtype)
        do("running = (1 - α) running", np.multiply, self.running, do.constant(1 - self.momentum), out=self.running)
        step = do("α (μ, σ² n / (n - 1))", np.multiply, self.statistics, pace, out=np.zeros_like(self.running))
        do("running = (1 - α) running + α (μ, σ² n / (n - 1))", np.add, self.running, step, out=self.running)

    def _by_feature(self, x: Array) -> Array:
        return x.reshape(self.features, -1, copy=False)


def _to_all(values: Array) -> Array:
    """One number a feature, (features, 1): numpy uses it for all n numbers of that feature."""
    return values[:, np.newaxis]
