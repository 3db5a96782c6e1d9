"""What is trained in the benchmarks, and how fast the engine must be at it: the same networks for every contender."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engine import Dense, Recipe, Trainer
from engine.program import Array

TEXTBOOK, PYTORCH = "textbook numpy", "PyTorch"


@dataclass(frozen=True)
class Goal:
    """How many times as fast as a rival the engine must be."""

    rival: str  # a family of contenders; of several members the fastest counts
    must: float
    first: float | None = None  # a stage on the way


@dataclass(frozen=True)
class Start:
    """Where every contender starts from; samples are rows."""

    X: Array  # (samples, features)
    T: Array  # (samples, outputs)
    weights: tuple[Array, ...]  # of each layer, (outputs, inputs)
    biases: tuple[Array, ...]  # of each layer, (outputs,)


@dataclass(frozen=True)
class Workload:
    """One network, one dataset and one way to train it."""

    name: str
    recipe: Recipe
    checked_epochs: int  # over so many, contenders must agree before they are timed
    goals: tuple[Goal, ...] = ()

    @property
    def samples(self) -> int:
        """How many there are; one epoch passes through all of them."""
        return len(Trainer(self.recipe).points.X)

    def start(self) -> Start:
        """The samples and first weights that the recipe's seed gives."""
        trainer = Trainer(self.recipe)
        dense = [layer for layer in trainer.network.layers if isinstance(layer, Dense)]
        weights = tuple(layer.W.copy() for layer in dense)
        biases = tuple(layer.b.copy() for layer in dense if layer.b is not None)
        return Start(trainer.points.X, trainer.points.T, weights, biases)

    def changed(self, **choices: Any) -> Workload:
        """The same with other choices in its recipe, for a contender that cannot do quite the same."""
        return replace(self, recipe=self.recipe.changed(**choices))

    def __str__(self) -> str:
        """What is trained, in one line."""
        r = self.recipe
        sizes = "-".join(str(size) for size in (2, *r.hidden, 1))
        batches = f"batches of {r.batch_size}" if r.batch_size else "full batch"
        return (
            f"{self.name}  {r.dataset}, {self.samples:,} points, {sizes}, {r.activation}, {r.output_activation} out, "
            f"{r.loss}, {r.optimizer}, {batches}"
        )


# The noise of the last two keeps the classes from being separable, so that however long it is trained, the
# cross-entropy stays finite.
WORKLOADS = {
    each.name: each
    for each in (
        Workload("W1", Recipe(dataset="XOR"), 200, (Goal(TEXTBOOK, 3.4, first=2.7), Goal(PYTORCH, 21))),
        Workload("W2", Recipe(dataset="Linear"), 200, (Goal(TEXTBOOK, 3.6, first=2.7), Goal(PYTORCH, 16))),
        Workload(
            "W3",
            Recipe(
                dataset="Linear", samples=1_000, noise=0.05, hidden=(16, 16), activation="Tanh", loss="BCE",
                optimizer="Adam", learning_rate=0.01, batch_size=32,
            ),
            5,
            (Goal(TEXTBOOK, 4.5), Goal(PYTORCH, 14)),
        ),
        Workload(
            "W4",
            Recipe(
                dataset="Linear", samples=10_000, noise=0.05, hidden=(256, 256), activation="ReLU", loss="BCE",
                optimizer="Adam", learning_rate=0.001, batch_size=256,
            ),
            2,
            (Goal(TEXTBOOK, 1.75), Goal(PYTORCH, 0.98)),
        ),
    )
}
