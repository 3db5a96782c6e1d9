"""What one sample and one weight cost as a run grows, in time, and what a run holds beside what it needs, in memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from benchmarks.contender import Engine
from benchmarks.timing import epochs_in_a_portion, timed
from benchmarks.workloads import Workload
from engine import Program, Recipe, Trainer
from engine.program import Array

ALLOWED = 3.0  # times the best cost, for all sizes beyond the one that has it
ALLOWED_MEMORY, LITTLE_MEMORY = 1.5, 1e6  # times what is needed, for runs that need more than so many bytes
EPOCHS = 2  # of the run whose memory is measured: by then every buffer is made


@dataclass(frozen=True)
class Sweep:
    """One size of a run that grows while all others stay."""

    title: str
    size: str  # what grows, as a word
    sizes: tuple[int, ...]
    recipe: Callable[[int], Recipe]


@dataclass(frozen=True)
class Point:
    """One size, measured."""

    size: int
    samples: int
    weights: int  # of the whole network, biases included
    seconds: float  # of an epoch
    needs: int  # bytes
    holds: int  # bytes

    @property
    def per_sample(self) -> float:
        """Seconds for one sample, in one epoch."""
        return self.seconds / self.samples

    @property
    def cost(self) -> float:
        """Seconds for one sample and one weight, in one epoch."""
        return self.per_sample / self.weights


@dataclass(frozen=True)
class Curve:
    """A sweep, measured."""

    sweep: Sweep
    points: tuple[Point, ...]

    @property
    def best(self) -> Point:
        """Where a sample and a weight cost least."""
        return min(self.points, key=lambda point: point.cost)

    @property
    def beyond(self) -> tuple[Point, ...]:
        """The best point and all that are larger: those that are too large for the caches are among them."""
        return tuple(point for point in self.points if point.size >= self.best.size)

    @property
    def worst_beyond(self) -> float:
        """The greatest cost there, as a multiple of the best."""
        return max(point.cost for point in self.beyond) / self.best.cost

    @property
    def worst_memory(self) -> float:
        """What the most wasteful run holds, as a multiple of what it needs; 0 where all of them need little."""
        return max((point.holds / point.needs for point in self.points if point.needs >= LITTLE_MEMORY), default=0.0)

    @property
    def keeps(self) -> bool:
        """Whether time and memory stay within what is allowed."""
        return self.worst_beyond <= ALLOWED and self.worst_memory <= ALLOWED_MEMORY


def measure(sweep: Sweep, sizes: Sequence[int], rounds: int) -> Curve:
    """Time all sizes in turn, round after round; of each the median counts."""
    workloads = [Workload(sweep.title, sweep.recipe(size), checked_epochs=0) for size in sizes]
    Trainer(workloads[0].recipe).train(1)  # what the first run makes once and for all counts for no size
    memory = [_needed_and_held(workload.recipe) for workload in workloads]
    runners = [Engine(workload) for workload in workloads]
    epochs = [epochs_in_a_portion(runner) for runner in runners]
    seconds = [[timed(*pair) / pair[1] for pair in zip(runners, epochs, strict=True)] for _ in range(rounds)]
    trainers = [runner.trainer for runner in runners]
    points = (
        Point(size, len(trainer.points.X), trainer.network.parameters.size, median(times), *bytes_of)
        for size, trainer, times, bytes_of in zip(sizes, trainers, zip(*seconds, strict=True), memory, strict=True)
    )
    return Curve(sweep, tuple(points))


def _needed_and_held(recipe: Recipe) -> tuple[int, int]:
    """Bytes that a run needs, and those that it holds after some epochs, as Python counts them."""
    gc.collect()
    tracemalloc.start()
    trainer = Trainer(recipe)
    trainer.train(EPOCHS)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return needed(trainer), held


def needed(trainer: Trainer) -> int:
    """Bytes of every array that an update reads or writes, and of the samples three times: as people see them, as the
    network takes them, and in the order of the epoch."""
    points = trainer.points
    seen = points.X.nbytes + points.T.nbytes
    numbers: int = points.X.size + len(points.X) + points.T.size  # a batch has a row of ones between the two
    return _bytes_of(trainer.program) + seen + 2 * numbers * trainer.network.parameters.itemsize


def _bytes_of(program: Program) -> int:
    """Of all arrays, each counted once, however many operations and views share it."""
    owners: dict[int, int] = {}
    for operation in program.operations:
        for array in (*operation.inputs, operation.out):
            if isinstance(array, np.ndarray):
                owner = _owner(array)
                owners[id(owner)] = owner.nbytes
    return sum(owners.values())


def _owner(array: Array) -> Array:
    """The array whose memory a view shows."""
    return _owner(array.base) if isinstance(array.base, np.ndarray) else array
