"""PyTorch as its tutorials use it: eager, a Sequential of layers, an optimizer of torch.optim, the loss by item()."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, ClassVar

import numpy as np

from benchmarks.contender import LOGITS, Contender, Order, with_logits
from benchmarks.sweep import Sweeper, one_by_one
from benchmarks.workloads import PYTORCH, Workload
from engine.program import Array

torch: Any = import_module("torch")

LAYERS: dict[str, Callable[[Any], Any]] = {
    "Sigmoid": lambda _: torch.nn.Sigmoid(),
    "Tanh": lambda _: torch.nn.Tanh(),
    "ReLU": lambda _: torch.nn.ReLU(),
    "Linear": lambda _: torch.nn.Identity(),
    "Dense": lambda layer: with_weights(torch.nn.Linear(layer.inputs, layer.outputs), layer),
    "Conv2D": lambda layer: with_weights(
        torch.nn.Conv2d(layer.in_channels, layer.filters, layer.kernel_size, layer.stride, layer.padding), layer
    ),
    "MaxPool2D": lambda layer: torch.nn.MaxPool2d(layer.size),
    "Flatten": lambda _: torch.nn.Flatten(),
}
LOSSES = {
    "MSE": torch.nn.MSELoss, "BCE": torch.nn.BCELoss, LOGITS: torch.nn.BCEWithLogitsLoss,
    "Softmax cross-entropy": torch.nn.CrossEntropyLoss,
}  # fmt: skip
OPTIMIZERS = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}


def with_weights(module: Any, layer: Any) -> Any:
    """A module with the weights and the precision of one of the engine's layers."""
    weights = {"weight": torch.tensor(layer.W), "bias": torch.tensor(layer.b)}
    module.to(weights["weight"].dtype).load_state_dict(weights)
    return module


class PyTorch(Contender):
    """Eager PyTorch; how many threads suit it best depends on the workload."""

    family = PYTORCH
    threads: ClassVar[int]

    def __init__(self, workload: Workload, orders: Iterator[Order] | None = None) -> None:
        """``orders``, where given, are those of another contender that is to be compared."""
        recipe, start = workload.recipe, workload.start()
        self.takes_logits = recipe.loss == LOGITS
        self.X, self.T = torch.tensor(start.X), torch.tensor(start.T)
        self.network = torch.nn.Sequential(*(LAYERS[layer.name](layer) for layer in start.layers))
        self.loss = LOSSES[recipe.loss]()
        self.optimizer = OPTIMIZERS[recipe.optimizer](self.network.parameters(), lr=recipe.learning_rate)
        self.batch_size = recipe.batch_size
        self.orders = orders or self.orders_of(workload)

    def train(self, epochs: int) -> list[float]:
        torch.set_num_threads(self.threads)
        return [self._epoch() for _ in range(epochs)]

    def outputs(self) -> Array:
        with torch.no_grad():
            Y = self.network(self.X)
            return np.asarray(torch.sigmoid(Y) if self.takes_logits else Y)

    @classmethod
    def does(cls, workload: Workload) -> Workload:
        return with_logits(workload)

    def _epoch(self) -> float:
        if not self.batch_size:
            return self._update(self.X, self.T)
        batches = torch.from_numpy(next(self.orders)).split(self.batch_size)
        losses = [self._update(self.X[batch], self.T[batch]) for batch in batches]
        return sum(losses) / len(losses)

    def _update(self, x: Any, t: Any) -> float:
        self.optimizer.zero_grad()
        loss = self.loss(self.network(x), t)
        loss.backward()
        self.optimizer.step()
        return float(loss.item())


class OneThread(PyTorch):
    """Eager PyTorch with one thread."""

    name = "PyTorch, 1 thread"
    threads = 1


class TwoThreads(PyTorch):
    """Eager PyTorch with two threads."""

    name = "PyTorch, 2 threads"
    threads = 2


CONTENDERS: tuple[type[Contender], ...] = (OneThread, TwoThreads)
SWEEPERS: tuple[type[Sweeper], ...] = (one_by_one(OneThread),)  # of so small networks, in which one is the faster
