"""Backpropagation as one writes it after the lecture: plain numpy, samples as rows, a line for each formula.

It is the engine's yardstick twice: for its speed, and for its numbers, since its arithmetic shares no code with the
engine's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from benchmarks import textbook_images
from benchmarks.contender import LOGITS, Contender, Order
from benchmarks.workloads import TEXTBOOK, Start, Workload
from engine import Recipe
from engine.program import Array

# -- activations: a = σ(z), and the slope σ'(z), written with a -------------------------------------------------------


def sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(a: Array) -> Array:
    return a * (1 - a)


def tanh(z: Array) -> Array:
    return np.tanh(z)


def tanh_slope(a: Array) -> Array:
    return 1 - a**2


def relu(z: Array) -> Array:
    return np.maximum(z, 0)


def relu_slope(a: Array) -> Array:
    return np.where(a > 0, 1.0, 0.0)


# -- losses: L, and its gradient dy = ∂L/∂y ---------------------------------------------------------------------------


def mean_squared_error(y: Array, t: Array) -> float:
    return float(np.mean((y - t) ** 2))


def mean_squared_error_gradient(y: Array, t: Array) -> Array:
    return 2 * (y - t) / y.size


def cross_entropy(y: Array, t: Array) -> float:
    return float(-np.mean(t * np.log(y) + (1 - t) * np.log(1 - y)))


def cross_entropy_gradient(y: Array, t: Array) -> Array:
    return (y - t) / (y * (1 - y)) / y.size


def softmax_cross_entropy(y: Array, t: Array) -> float:
    r = y - y.max(axis=1, keepdims=True)
    return float(-np.sum(t * (r - np.log(np.exp(r).sum(axis=1, keepdims=True)))) / len(y))


def softmax_cross_entropy_gradient(y: Array, t: Array) -> Array:
    e = np.exp(y - y.max(axis=1, keepdims=True))
    p: Array = e / e.sum(axis=1, keepdims=True)
    return (p - t) / len(y)


Function = Callable[[Array], Array]
ACTIVATIONS: dict[str, tuple[Function, Function]] = {
    "Sigmoid": (sigmoid, sigmoid_slope),
    "Tanh": (tanh, tanh_slope),
    "ReLU": (relu, relu_slope),
}
LOSSES: dict[str, tuple[Callable[[Array, Array], float], Callable[[Array, Array], Array]]] = {
    "MSE": (mean_squared_error, mean_squared_error_gradient),
    "BCE": (cross_entropy, cross_entropy_gradient),
    "Softmax cross-entropy": (softmax_cross_entropy, softmax_cross_entropy_gradient),
}

# -- the network ------------------------------------------------------------------------------------------------------


class Network:
    """In each layer z = a W + b, then a = σ(z)."""

    def __init__(self, W: Sequence[Array], b: Sequence[Array], activations: Sequence[str]) -> None:
        """For each layer W (inputs, outputs), b (outputs,) and the name of the activation behind it."""
        self.W, self.b = list(W), list(b)
        self.parameters = self.W + self.b
        self.activations = [ACTIVATIONS[name] for name in activations]

    def forward(self, X: Array) -> Array:
        """y (samples, outputs) for X (samples, features)."""
        self.a = [X]
        for W, b, (activation, _) in zip(self.W, self.b, self.activations, strict=True):
            z = self.a[-1] @ W + b
            self.a.append(activation(z))
        return self.a[-1]

    def backward(self, dy: Array) -> list[Array]:
        """The gradient of each of the parameters, for dy = ∂L/∂y of the last forward pass."""
        dW, db, da = [], [], dy
        for k in reversed(range(len(self.W))):
            _, slope = self.activations[k]
            dz = da * slope(self.a[k + 1])
            dW.append(self.a[k].T @ dz)
            db.append(dz.sum(axis=0))
            if k > 0:
                da = dz @ self.W[k].T
        return dW[::-1] + db[::-1]


def network_of(recipe: Recipe, start: Start) -> Network:
    """The network of a recipe with hidden layers of one activation."""
    W, b = [W.T.copy() for W in start.weights], [b.copy() for b in start.biases]
    return Network(W, b, [*[recipe.activation] * len(recipe.hidden), recipe.output_activation])


# -- optimizers: each moves a list of parameters, given the gradient of each ------------------------------------------


class GradientDescent:
    """θ = θ - ρ g."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate

    def update(self, parameters: list[Array], gradients: list[Array]) -> None:
        for θ, g in zip(parameters, gradients, strict=True):
            θ -= self.learning_rate * g


class Momentum:
    """v = β v + g,  θ = θ - ρ v."""

    def __init__(self, learning_rate: float, momentum: float = 0.9) -> None:
        self.learning_rate, self.momentum = learning_rate, momentum
        self.v: list[Array] = []

    def update(self, parameters: list[Array], gradients: list[Array]) -> None:
        if not self.v:
            self.v = [np.zeros_like(θ) for θ in parameters]
        for k, (θ, g) in enumerate(zip(parameters, gradients, strict=True)):
            self.v[k] = self.momentum * self.v[k] + g
            θ -= self.learning_rate * self.v[k]


class Adam:
    """m = β₁ m + (1 - β₁) g,  v = β₂ v + (1 - β₂) g²,  θ = θ - ρ m̂ / (√v̂ + ε)."""

    def __init__(
        self, learning_rate: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        self.learning_rate, self.beta1, self.beta2, self.epsilon = learning_rate, beta1, beta2, epsilon
        self.m: list[Array] = []
        self.v: list[Array] = []
        self.t = 0

    def update(self, parameters: list[Array], gradients: list[Array]) -> None:
        if not self.t:
            self.m, self.v = [np.zeros_like(θ) for θ in parameters], [np.zeros_like(θ) for θ in parameters]
        self.t += 1
        for k, (θ, g) in enumerate(zip(parameters, gradients, strict=True)):
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * g
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * g**2
            m_hat = self.m[k] / (1 - self.beta1**self.t)
            v_hat = self.v[k] / (1 - self.beta2**self.t)
            θ -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)


Optimizer = GradientDescent | Momentum | Adam
OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {"SGD": GradientDescent, "Momentum": Momentum, "Adam": Adam}

# -- training ---------------------------------------------------------------------------------------------------------


def in_two_steps(recipe: Recipe) -> Recipe:
    """The same with a sigmoid and the cross-entropy of its probabilities, as the lecture has them, for a loss on
    logits."""
    return recipe.changed(output_activation="Sigmoid", loss="BCE") if recipe.loss == LOGITS else recipe


class Textbook(Contender):
    """Trains that network: forward, loss, backward, update, batch after batch."""

    name = family = TEXTBOOK

    def __init__(self, workload: Workload, orders: Iterator[Order] | None = None) -> None:
        """``orders``, where given, are those of another contender that is to be compared."""
        recipe, start = in_two_steps(workload.recipe), workload.start()
        self.X, self.T = start.X, start.T
        self.network = textbook_images.like(start.layers) if recipe.layers else network_of(recipe, start)
        self.loss, self.loss_gradient = LOSSES[recipe.loss]
        self.optimizer = OPTIMIZERS[recipe.optimizer](recipe.learning_rate, **recipe.knobs.get("optimizer", {}))
        self.batch_size = recipe.batch_size
        self.orders = orders or self.orders_of(workload)

    def train(self, epochs: int) -> list[float]:
        return [self._epoch() for _ in range(epochs)]

    def outputs(self) -> Array:
        return self.network.forward(self.X)

    def _epoch(self) -> float:
        if not self.batch_size:
            return self._update(self.X, self.T)
        order = next(self.orders)
        batches = [order[start : start + self.batch_size] for start in range(0, len(order), self.batch_size)]
        losses = [self._update(self.X[batch], self.T[batch]) for batch in batches]
        return sum(losses) / len(losses)

    def _update(self, x: Array, t: Array) -> float:
        y = self.network.forward(x)
        loss = self.loss(y, t)
        gradients = self.network.backward(self.loss_gradient(y, t))
        self.optimizer.update(self.network.parameters, gradients)
        return loss
