"""Many networks at once: the same network with many learning rates, as a comparison trains it.

The engine is timed as a comparison uses it, with all that belongs to it: making the networks, training them in worker
processes that are already there, sending the states, curves and pictures back.  Its rivals train one network after the
other, or all at once where that is easy for them, and are ready to train before the clock starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from time import perf_counter

import numpy as np

from benchmarks.contender import Contender
from benchmarks.textbook import Textbook
from benchmarks.timing import AGREEMENT, Disagreement, Result, Timing, without_garbage_collection
from benchmarks.workloads import PYTORCH, TEXTBOOK, Goal, Workload
from engine import Recipe, Trainer
from engine.compare.chunk import Progress, Task, train_chunk
from engine.compare.grouping import group
from engine.compare.workers import end_pool, worker_pool
from engine.program import Array
from engine.two_threads import CORES

ROUNDS = 3  # of minutes each, where all peers are installed
LONG = 1e6  # seconds that a chunk may take


@dataclass(frozen=True)
class Sweep(Workload):
    """A workload whose network is trained with each of many learning rates."""

    rates: tuple[float, ...] = ()
    epochs: int = 1000

    def one(self, rate: float) -> Workload:
        """The workload with one of the learning rates."""
        return Workload(self.name, self.recipe.changed(learning_rate=rate), self.checked_epochs)

    def __str__(self) -> str:
        """What is trained, in one line."""
        rates = f"{len(self.rates)} learning rates from {min(self.rates):g} to {max(self.rates):g}"
        return f"{super().__str__()}, {rates}, {self.epochs:,} epochs each"


SWEEPS = {
    "W6": Sweep(
        "W6", Recipe(dataset="Linear"), 50, (Goal(TEXTBOOK, 15), Goal(PYTORCH, 70)),
        rates=tuple(float(f"{rate:.4g}") for rate in np.geomspace(0.01, 10, 64)),
    )
}  # fmt: skip


class Sweeper(Contender):
    """Trains all networks of a sweep.  ``train`` begins anew; the losses are the last of each network."""

    def __init__(self, workload: Workload) -> None:
        assert isinstance(workload, Sweep)
        self.sweep = workload

    def prepare(self, epochs: int) -> None:
        """Make what may be there before the clock starts."""

    def close(self) -> None:
        """Give back what a sweep needs."""


class EngineSweep(Sweeper):
    """As a comparison does it: groups of networks, in as many worker processes as there are processors."""

    name = family = "engine"

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        self.pools = [worker_pool(1) for _ in range(CORES)]
        for future in [pool.submit(train_chunk, Task((workload.recipe,) * 2, 1, LONG)) for pool in self.pools]:
            future.result()

    def prepare(self, epochs: int) -> None:
        """A comparison begins with its recipes."""
        self.recipes = [self.sweep.recipe.changed(learning_rate=rate, epochs=epochs) for rate in self.sweep.rates]

    def train(self, epochs: int) -> list[float]:
        recipes, groups = self.recipes, group(self.recipes)
        chunks = [
            pool.submit(train_chunk, Task(tuple(recipes[place] for place in places), epochs, LONG))
            for places, pool in zip(groups, cycle(self.pools), strict=False)
        ]
        found: dict[int, Progress] = {}
        for places, chunk in zip(groups, chunks, strict=True):
            found |= dict(zip(places, chunk.result(), strict=True))
        self.runs = [run for _, each in sorted(found.items()) if (run := each.run) is not None]
        return [float(run.history.last[-1]) for run in self.runs]

    def outputs(self) -> Array:
        trainers = [Trainer.resumed(run) for run in self.runs]
        return np.concatenate([trainer.predict(trainer.points.X) for trainer in trainers])

    def close(self) -> None:
        for pool in self.pools:
            end_pool(pool)


def one_by_one(contender: type[Contender]) -> type[Sweeper]:
    """A sweeper that trains the networks one after the other, as this contender does."""

    class OneByOne(Sweeper):
        __doc__ = contender.__doc__
        name, family = contender.name, contender.family

        def prepare(self, epochs: int) -> None:
            self.runners = [contender(self.sweep.one(rate)) for rate in self.sweep.rates]

        def train(self, epochs: int) -> list[float]:
            return [runner.train(epochs)[-1] for runner in self.runners]

        def outputs(self) -> Array:
            return np.concatenate([runner.outputs() for runner in self.runners])

        @classmethod
        def does(cls, workload: Workload) -> Workload:
            return contender.does(workload)

    return OneByOne


def check_sweep(contender: type[Sweeper], sweep: Sweep) -> None:
    """Let it train some epochs, and the textbook version too.  Raises Disagreement where they come to other ends."""
    workload = contender.does(sweep)
    runners = [contender(workload), one_by_one(Textbook)(workload)]
    try:
        losses = [np.array(_trained(runner, sweep.checked_epochs)) for runner in runners]
        outputs = [runner.outputs() for runner in runners]
    finally:
        runners[0].close()
    for what, (found, wanted) in {"losses": losses, "outputs": outputs}.items():
        difference = float(np.abs(found - wanted).max())
        if not difference <= AGREEMENT[sweep.recipe.precision]:
            raise Disagreement(
                f"{sweep.name}: over {sweep.checked_epochs} epochs the {what} of {contender.name} differ from those of "
                f"the textbook version by up to {difference:.2g}."
            )


def measure_sweep(contenders: Sequence[type[Sweeper]], sweep: Sweep, rounds: int) -> Result:
    """Time every contender once in each round, the engine first: the seconds of all networks together."""
    runners = [contender(contender.does(sweep)) for contender in contenders]
    try:
        seconds = [[_timed(runner, sweep.epochs) for runner in runners] for _ in range(rounds)]
    finally:
        for runner in runners:
            runner.close()
    return Result(sweep, tuple(map(Timing, contenders, zip(*seconds, strict=True))))


def _trained(runner: Sweeper, epochs: int) -> Sequence[float]:
    runner.prepare(epochs)
    return runner.train(epochs)


def _timed(runner: Sweeper, epochs: int) -> float:
    runner.prepare(epochs)
    with without_garbage_collection():
        began = perf_counter()
        runner.train(epochs)
        return perf_counter() - began
