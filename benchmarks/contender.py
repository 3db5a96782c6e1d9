"""A contender trains a workload; before it is timed, it must show that it computes what the textbook version does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.workloads import Workload
from engine import Trainer
from engine.batches import ORDER, stream
from engine.program import Array

Order = NDArray[np.int_]  # (samples,), how an epoch takes the samples


LOGITS = "BCE with logits"


def with_logits(workload: Workload) -> Workload:
    """The same with sigmoid and cross-entropy in one, for a contender that has a loss on logits."""
    recipe = workload.recipe
    is_pair = (recipe.output_activation, recipe.loss) == ("Sigmoid", "BCE")
    return workload.changed(output_activation="Linear", loss=LOGITS) if is_pair else workload


class Contender(ABC):
    """One way to train a workload."""

    name: ClassVar[str]
    family: ClassVar[str]  # of several contenders of one family, the fastest counts
    weighs_batches: ClassVar[bool] = False  # whether a smaller last batch counts for less in the loss of an epoch

    @abstractmethod
    def __init__(self, workload: Workload) -> None:
        """Stands before the first epoch, with the first weights that the workload gives."""

    @abstractmethod
    def train(self, epochs: int) -> Sequence[float]:
        """Go on for so many epochs; the loss of each: the mean over its batches, each taken before its update."""

    @abstractmethod
    def outputs(self) -> Array:
        """What the network now says to each sample, (samples, outputs)."""

    @classmethod
    def takes(cls, workload: Workload) -> bool:
        """Whether it can train it at all."""
        return True

    @classmethod
    def orders_of(cls, workload: Workload) -> Iterator[Order]:
        """In which order it takes the samples of a workload with batches, from the first epoch on."""
        rng, samples = np.random.default_rng(workload.recipe.seed), workload.samples
        while True:
            yield rng.permutation(samples)

    @classmethod
    def does(cls, workload: Workload) -> Workload:
        """What it trains in truth, where it does not do quite the same."""
        return workload


class Engine(Contender):
    """The engine as everybody uses it, through its Trainer."""

    name = family = "engine"

    def __init__(self, workload: Workload) -> None:
        self.trainer = Trainer(workload.recipe)

    def train(self, epochs: int) -> Sequence[float]:
        """Of epochs beyond the first thousands, the history no longer keeps each loss by itself."""
        before = self.trainer.epoch
        self.trainer.train(epochs)
        return [float(loss) for loss in self.trainer.history.exact[before:]]

    @classmethod
    def does(cls, workload: Workload) -> Workload:
        """The same in a form with less to calculate.

        It pools before the ReLU: the greatest number is the greatest on both sides of it, and fewer go through it."""
        layers = list(workload.recipe.layers)
        for k, (first, second) in enumerate(pairwise(workload.recipe.layers)):
            if (first.name, second.name) == ("ReLU", "MaxPool2D"):
                layers[k : k + 2] = second, first
        return with_logits(workload.changed(layers=tuple(layers)))

    def outputs(self) -> Array:
        is_on_logits = self.trainer.recipe.loss == LOGITS
        return self.trainer.answers() if is_on_logits else self.trainer.predict(self.trainer.points.X)

    @classmethod
    def orders_of(cls, workload: Workload) -> Iterator[Order]:
        samples = workload.samples
        return (stream(workload.recipe.seed, ORDER, epoch).permutation(samples) for epoch in count())
