"""A network as a textbook writes it, samples as rows, nothing reused: the engine's clever way is compared with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import Dense, Network

Array = NDArray[np.floating[Any]]

ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "Linear": (lambda z: z, lambda z: np.ones_like(z)),
    "Sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "Tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "ReLU": (lambda z: np.where(z > 0, z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
}
LOSSES: dict[str, tuple[Callable[[Array, Array], float], Callable[[Array, Array], Array]]] = {
    "MSE": (lambda Y, T: float(np.mean((Y - T) ** 2)), lambda Y, T: 2 * (Y - T) / Y.size),
    "BCE": (
        lambda Y, T: float(-np.mean(T * np.log(Y) + (1 - T) * np.log(1 - Y))),
        lambda Y, T: ((1 - T) / (1 - Y) - T / Y) / Y.size,
    ),
}


@dataclass
class Textbook:
    """W (outputs, inputs), b and the activation's name of each layer, copied from a network of the engine."""

    W: list[Array]
    b: list[Array]
    names: list[str]

    @classmethod
    def like(cls, network: Network) -> Textbook:
        """The same weights; a layer without bias gets one of zero."""
        dense = [layer for layer in network.layers if isinstance(layer, Dense)]
        names = [type(layer).name for layer in network.layers if not isinstance(layer, Dense)]
        W = [layer.W.copy() for layer in dense]
        b = [np.zeros(layer.outputs) if layer.b is None else layer.b.copy() for layer in dense]
        return cls(W, b, names)

    def forward(self, X: Array) -> Array:
        """Y (samples, outputs)."""
        for W, b, name in zip(self.W, self.b, self.names, strict=True):
            X = ACTIVATIONS[name][0](X @ W.T + b)
        return X

    def gradients(self, X: Array, T: Array, loss: str) -> tuple[float, list[Array], list[Array]]:
        """The loss, and ∂L/∂W and ∂L/∂b of each layer."""
        a, zs = [X], []
        for W, b, name in zip(self.W, self.b, self.names, strict=True):
            zs.append(a[-1] @ W.T + b)
            a.append(ACTIVATIONS[name][0](zs[-1]))
        value, slope = LOSSES[loss]
        dW: list[Array] = []
        db: list[Array] = []
        da = slope(a[-1], T)
        for k in reversed(range(len(self.W))):
            dz = da * ACTIVATIONS[self.names[k]][1](zs[k])
            dW.insert(0, dz.T @ a[k])
            db.insert(0, dz.sum(axis=0))
            da = dz @ self.W[k]
        return value(a[-1], T), dW, db

    def descend(self, X: Array, T: Array, loss: str, rate: float, bias: bool = True) -> float:
        """One step of plain gradient descent; the loss before it."""
        value, dW, db = self.gradients(X, T, loss)
        for k in range(len(self.W)):
            self.W[k] = self.W[k] - rate * dW[k]
            if bias:
                self.b[k] = self.b[k] - rate * db[k]
        return value

    def flat(self, bias: bool = True) -> Array:
        """All parameters as the engine lays them out: the rows of [W b], layer after layer."""
        layers = [np.column_stack([W, b]) if bias else W for W, b in zip(self.W, self.b, strict=True)]
        return np.concatenate([layer.ravel() for layer in layers])
