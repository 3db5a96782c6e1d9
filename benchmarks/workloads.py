"""What is trained in the benchmarks, and how fast the engine must be at it: the same networks for every contender."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engine import Dense, Layer, Recipe, Trainer
from engine.layer_list import read_layer_list, write_layer_list
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

    X: Array  # (samples, features) or (samples, channels, height, width)
    T: Array  # (samples, outputs)
    layers: tuple[Layer, ...]  # of the engine's network

    @property
    def weights(self) -> tuple[Array, ...]:
        """W of each Dense layer, (outputs, inputs)."""
        return tuple(layer.W for layer in self.layers if isinstance(layer, Dense))

    @property
    def biases(self) -> tuple[Array, ...]:
        """b of each Dense layer, (outputs,)."""
        return tuple(layer.b for layer in self.layers if isinstance(layer, Dense) and layer.b is not None)


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
        trainer, dtype = Trainer(self.recipe), self.recipe.dtype
        X, T = (each.astype(dtype) for each in (trainer.points.X, trainer.points.T))
        return Start(X, T, tuple(trainer.network.layers))

    def changed(self, **choices: Any) -> Workload:
        """The same with other choices in its recipe, for a contender that cannot do quite the same."""
        return replace(self, recipe=self.recipe.changed(**choices))

    def __str__(self) -> str:
        """What is trained, in one line."""
        r = self.recipe
        if r.layers:
            network = f"images, {write_layer_list(r.layers)}, Dense"
        else:
            sizes = "-".join(str(size) for size in (2, *r.hidden, 1))
            network = f"points, {sizes}, {r.activation}, {r.output_activation} out"
        batches = f"batches of {r.batch_size}" if r.batch_size else "full batch"
        return (
            f"{self.name}  {r.dataset}, {self.samples:,} {network}, {r.loss}, {r.optimizer}, {batches}"
            + (f", {r.precision}" if r.precision != "float64" else "")
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
        Workload(
            "W5",
            Recipe(
                dataset="Digits", samples=1_797, loss="Softmax cross-entropy", output_activation="Linear",
                layers=read_layer_list(
                    "Conv2D(8, 3, padding=1), ReLU, MaxPool2D(2), Conv2D(16, 3, padding=1), ReLU, Flatten"
                ),
                optimizer="Adam", learning_rate=0.001, batch_size=64, precision="float32",
            ),
            2,
            (Goal(TEXTBOOK, 5.9), Goal(PYTORCH, 3.3)),
        ),
    )
}
