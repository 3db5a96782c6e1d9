"""scikit-learn's own multi-layer perceptron, through `fit`.

It takes the logarithmic loss and no other behind a sigmoid, and adds Adam's ε before the bias correction instead of
after it: it trains with that loss, and with an ε too small to tell the two apart.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.contender import Contender, Order
from benchmarks.sweep import Sweeper, one_by_one
from benchmarks.workloads import Workload
from engine.program import Array

neural_network: Any = import_module("sklearn.neural_network")
exceptions: Any = import_module("sklearn.exceptions")
utils: Any = import_module("sklearn.utils")

ACTIVATIONS = {"Sigmoid": "logistic", "Tanh": "tanh", "ReLU": "relu"}


class ScikitLearn(Contender):
    """An MLPClassifier that goes on from where it stands."""

    name = family = "scikit-learn"
    weighs_batches = True

    def __init__(self, workload: Workload) -> None:
        recipe, start = workload.recipe, workload.start()
        self.X, self.t = start.X, start.T[:, 0].astype(int)
        self.network = neural_network.MLPClassifier(
            hidden_layer_sizes=recipe.hidden, activation=ACTIVATIONS[recipe.activation],
            solver=recipe.optimizer.lower(), learning_rate_init=recipe.learning_rate, momentum=0.0, epsilon=SMALL,
            alpha=0.0, batch_size=recipe.batch_size or len(self.X), shuffle=recipe.batch_size > 0,
            random_state=recipe.seed, n_iter_no_change=10**9, warm_start=True,
        )
        self._fit(epochs=1)  # it makes its arrays in its first fit only
        self.network.coefs_ = [W.T.copy() for W in start.weights]
        self.network.intercepts_ = [b.copy() for b in start.biases]

    def train(self, epochs: int) -> list[float]:
        self._fit(epochs)
        return [float(loss) for loss in self.network.loss_curve_[-epochs:]]

    def outputs(self) -> Array:
        return np.asarray(self.network.predict_proba(self.X)[:, 1:])

    def _fit(self, epochs: int) -> None:
        self.network.set_params(max_iter=epochs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", exceptions.ConvergenceWarning)  # which says that it stopped after max_iter
            self.network.fit(self.X, self.t)

    @classmethod
    def takes(cls, workload: Workload) -> bool:
        return not workload.recipe.layers  # it has Dense layers and no others

    @classmethod
    def orders_of(cls, workload: Workload) -> Iterator[Order]:
        """It shuffles the last order again, with numpy's older generator."""
        rng, order = np.random.RandomState(workload.recipe.seed), np.arange(workload.samples)
        while True:
            order = utils.shuffle(order, random_state=rng)
            yield order

    @classmethod
    def does(cls, workload: Workload) -> Workload:
        settings = {"optimizer": {"epsilon": SMALL}} if workload.recipe.optimizer == "Adam" else {}
        return workload.changed(loss="BCE", knobs=settings)


SMALL = 1e-16  # Adam's ε

CONTENDERS: tuple[type[Contender], ...] = (ScikitLearn,)
SWEEPERS: tuple[type[Sweeper], ...] = (one_by_one(ScikitLearn),)
