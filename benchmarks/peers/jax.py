"""JAX, whose compiler makes one function of a whole update: called update by update, or looped over many epochs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from typing import Any

import numpy as np

from benchmarks.contender import Contender, Order
from benchmarks.sweep import Sweeper
from benchmarks.workloads import Workload
from engine.program import Array

jax: Any = import_module("jax")
jnp: Any = import_module("jax.numpy")
jax.config.update("jax_enable_x64", True)


def mean_squared_error(y: Any, t: Any) -> Any:
    return jnp.mean((y - t) ** 2)


def cross_entropy(y: Any, t: Any) -> Any:
    return -jnp.mean(t * jnp.log(y) + (1 - t) * jnp.log(1 - y))


def descended(parameters: Any, gradients: Any, memory: Any, rate: float) -> Any:
    """Plain gradient descent: the new parameters and memory."""
    return jax.tree.map(lambda θ, g: θ - rate * g, parameters, gradients), memory


def descended_by_adam(parameters: Any, gradients: Any, memory: Any, rate: float) -> Any:
    """Adam with its usual settings: the new parameters and memory."""
    t, m, v = memory
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + (1 - 0.9) * g, m, gradients)
    v = jax.tree.map(lambda v, g: 0.999 * v + (1 - 0.999) * g**2, v, gradients)

    def moved(θ: Any, m: Any, v: Any) -> Any:
        return θ - rate * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)

    return jax.tree.map(moved, parameters, m, v), (t, m, v)


ACTIVATIONS = {"Sigmoid": jax.nn.sigmoid, "Tanh": jnp.tanh, "ReLU": jax.nn.relu}
LOSSES = {"MSE": mean_squared_error, "BCE": cross_entropy}
OPTIMIZERS = {"SGD": descended, "Adam": descended_by_adam}


class Jax(Contender):
    """Parameters and the optimizer's memory, and the function that makes one update of them."""

    family = "JAX"

    def __init__(self, workload: Workload, orders: Iterator[Order] | None = None) -> None:
        """``orders``, where given, are those of another contender that is to be compared."""
        self.recipe, start = workload.recipe, workload.start()
        self.X, self.T = jnp.asarray(start.X), jnp.asarray(start.T)
        self.activations = [ACTIVATIONS[self.recipe.activation]] * len(self.recipe.hidden)
        self.activations.append(ACTIVATIONS[self.recipe.output_activation])
        self.parameters = [(jnp.asarray(W), jnp.asarray(b)) for W, b in zip(start.weights, start.biases, strict=True)]
        zeros = jax.tree.map(jnp.zeros_like, self.parameters)
        self.memory = (jnp.zeros(()), zeros, zeros) if self.recipe.optimizer == "Adam" else ()
        self.orders = orders or self.orders_of(workload)

    @classmethod
    def takes(cls, workload: Workload) -> bool:
        return not workload.recipe.layers  # the functions below are those of a network of Dense layers

    def outputs(self) -> Array:
        return np.asarray(self.forward(self.parameters, self.X))

    def forward(self, parameters: Any, x: Any) -> Any:
        """y (samples, outputs) for x (samples, features)."""
        for (W, b), activation in zip(parameters, self.activations, strict=True):
            x = activation(x @ W.T + b)
        return x

    def update(self, moment: Any, x: Any, t: Any, rate: Any = None) -> Any:
        """The moment (parameters, memory) after one update with a batch, and its loss; to be compiled.

        ``rate`` is the learning rate, where it is not the recipe's."""

        def loss(parameters: Any) -> Any:
            return LOSSES[self.recipe.loss](self.forward(parameters, x), t)

        parameters, memory = moment
        value, gradients = jax.value_and_grad(loss)(parameters)
        rate = self.recipe.learning_rate if rate is None else rate
        return OPTIMIZERS[self.recipe.optimizer](parameters, gradients, memory, rate), value

    def update_with_batch(self, moment: Any, X: Any, T: Any, batch: Any) -> Any:
        """The same with the samples of these numbers."""
        return self.update(moment, X[batch], T[batch])


class StepByStep(Jax):
    """One compiled update a call."""

    name = "JAX, a jitted step a call"

    def __init__(self, workload: Workload, orders: Iterator[Order] | None = None) -> None:
        super().__init__(workload, orders)
        self.step, self.batch_step = jax.jit(self.update), jax.jit(self.update_with_batch)

    def train(self, epochs: int) -> list[float]:
        return [self._epoch() for _ in range(epochs)]

    def _epoch(self) -> float:
        moment = self.parameters, self.memory
        if not self.recipe.batch_size:
            (self.parameters, self.memory), loss = self.step(moment, self.X, self.T)
            return float(loss)
        order, size, losses = next(self.orders), self.recipe.batch_size, []
        for start in range(0, len(order), size):
            moment, loss = self.batch_step(moment, self.X, self.T, order[start : start + size])
            losses.append(loss)
        self.parameters, self.memory = moment
        return sum(float(loss) for loss in losses) / len(losses)


class Scan(Jax):
    """All epochs of a call compiled into one loop, by lax.scan."""

    name = "JAX, lax.scan over all epochs"

    def __init__(self, workload: Workload, orders: Iterator[Order] | None = None) -> None:
        super().__init__(workload, orders)
        self.loop = jax.jit(self._all_epochs)

    def train(self, epochs: int) -> list[float]:
        orders = islice(self.orders, epochs) if self.recipe.batch_size else [()] * epochs
        (self.parameters, self.memory), losses = self.loop((self.parameters, self.memory), np.array(list(orders)))
        return [float(loss) for loss in np.asarray(losses)]

    def _all_epochs(self, moment: Any, orders: Any) -> Any:
        return jax.lax.scan(self._epoch_of_batches if self.recipe.batch_size else self._epoch_of_all, moment, orders)

    def _epoch_of_all(self, moment: Any, _: Any) -> Any:
        return self.update(moment, self.X, self.T)

    def _epoch_of_batches(self, moment: Any, order: Any) -> Any:
        size = self.recipe.batch_size
        whole = len(order) // size * size

        def update(moment: Any, batch: Any) -> Any:
            return self.update_with_batch(moment, self.X, self.T, batch)

        moment, losses = jax.lax.scan(update, moment, order[:whole].reshape(-1, size))
        if whole < len(order):
            moment, last = update(moment, order[whole:])
            losses = jnp.append(losses, last)
        return moment, losses.mean()


class Mapped(Sweeper):
    """All epochs of all networks compiled into one loop, by lax.scan and vmap."""

    name, family = "JAX, vmap of lax.scan", Jax.family

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        self.one = Scan(self.sweep)
        self.loop = jax.jit(jax.vmap(self._trained, in_axes=(0, None)))

    def prepare(self, epochs: int) -> None:
        """Compile it."""
        self.train(epochs)

    def train(self, epochs: int) -> list[float]:
        self.parameters, losses = self.loop(jnp.asarray(self.sweep.rates), jnp.zeros(epochs))
        return [float(loss) for loss in np.asarray(losses[:, -1])]

    def outputs(self) -> Array:
        outputs = jax.vmap(lambda parameters: self.one.forward(parameters, self.one.X))(self.parameters)
        return np.asarray(outputs).reshape(-1, outputs.shape[-1])

    def _trained(self, rate: Any, epochs: Any) -> Any:
        def update(moment: Any, _: Any) -> Any:
            return self.one.update(moment, self.one.X, self.one.T, rate)

        (parameters, _), losses = jax.lax.scan(update, (self.one.parameters, self.one.memory), epochs)
        return parameters, losses


CONTENDERS: tuple[type[Contender], ...] = (StepByStep, Scan)
SWEEPERS: tuple[type[Sweeper], ...] = (Mapped,)
