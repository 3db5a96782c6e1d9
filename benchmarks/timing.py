"""Who is faster, in spite of a noisy machine: all contenders in turn, round after round, and only ratios count."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

import numpy as np

from benchmarks.contender import Contender
from benchmarks.textbook import Textbook
from benchmarks.workloads import Goal, Workload

PORTION = 0.2  # seconds that one timing takes, so that neither the clock nor what surrounds the epochs counts
AGREEMENT = {"float64": 1e-9, "float32": 1e-3}  # by how much contenders may differ after a few epochs: rounding


class Disagreement(Exception):
    """A contender does not compute what the textbook version computes: its time would mean nothing."""


@dataclass(frozen=True)
class Timing:
    """What a contender took for an epoch, in each round."""

    contender: type[Contender]
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Of all rounds."""
        return median(self.seconds)

    @property
    def spread(self) -> float:
        """Half the width of the middle half of the rounds, as a share of the median; 0 for a single round."""
        lower, _, upper = quantiles(self.seconds) if len(self.seconds) > 1 else (0.0, 0.0, 0.0)
        return (upper - lower) / 2 / self.median

    def over(self, other: Timing) -> float:
        """How many times as long it took as ``other``: the median of the ratios within each round."""
        return median(mine / others for mine, others in zip(self.seconds, other.seconds, strict=True))


@dataclass(frozen=True)
class Verdict:
    """What became of a goal."""

    goal: Goal
    rival: Timing  # the fastest contender of the family that the goal names
    reached: float  # how many times as fast the engine was

    @property
    def met(self) -> bool:
        """Whether that is enough."""
        return self.reached >= self.goal.must


@dataclass(frozen=True)
class Result:
    """One workload, timed."""

    workload: Workload
    timings: tuple[Timing, ...]  # the engine's first

    @property
    def engine(self) -> Timing:
        """With which all others are compared."""
        return self.timings[0]

    def verdicts(self) -> list[Verdict]:
        """What became of the goals whose rivals took part."""
        verdicts = []
        for goal in self.workload.goals:
            family = [timing for timing in self.timings if timing.contender.family == goal.rival]
            if family:
                rival = min(family, key=lambda timing: timing.median)
                verdicts.append(Verdict(goal, rival, rival.over(self.engine)))
        return verdicts


def check(contender: type[Contender], workload: Workload) -> None:
    """Let it train some epochs beside the textbook version, from the same weights and with the same batches.

    Raises Disagreement where their losses or the outputs of their networks differ."""
    workload = contender.does(workload)
    recipe, epochs = workload.recipe, workload.checked_epochs
    checked, textbook = contender(workload), Textbook(workload, contender.orders_of(workload))
    losses, expected = checked.train(epochs), textbook.train(epochs)
    pairs = {"outputs": (checked.outputs(), textbook.outputs())}
    if not (contender.weighs_batches and recipe.batch_size and workload.samples % recipe.batch_size):
        pairs["losses"] = np.array(losses), np.array(expected)
    for what, (found, wanted) in pairs.items():
        difference = np.abs(found - wanted).max() if found.shape == wanted.shape else np.inf
        if not difference <= AGREEMENT[recipe.precision]:
            raise Disagreement(
                f"{workload.name}: over {epochs} epochs the {what} of {contender.name} differ from those of the "
                f"textbook version by up to {difference:.2g}."
            )


def measure(contenders: Sequence[type[Contender]], workload: Workload, rounds: int) -> Result:
    """Time every contender once in each round, the engine first."""
    runners = [contender(contender.does(workload)) for contender in contenders]
    epochs = [epochs_in_a_portion(runner) for runner in runners]
    seconds = [[timed(*pair) / pair[1] for pair in zip(runners, epochs, strict=True)] for _ in range(rounds)]
    for runner in runners:
        if not np.isfinite(runner.outputs()).all():
            raise Disagreement(f"{workload.name}: {runner.name} ended in numbers that are not finite.")
    return Result(workload, tuple(map(Timing, contenders, zip(*seconds, strict=True))))


def epochs_in_a_portion(runner: Contender) -> int:
    """How many epochs take about as long as a timing should."""
    epochs = 1
    while True:
        runner.train(epochs)  # a contender may first have to compile for a new number of epochs
        seconds = timed(runner, epochs)
        if seconds > PORTION / 4:
            break
        epochs *= 8
    epochs = max(1, round(epochs * PORTION / seconds))
    runner.train(epochs)
    return epochs


def timed(runner: Contender, epochs: int) -> float:
    """Seconds for so many epochs, without Python's garbage collection."""
    with without_garbage_collection():
        began = perf_counter()
        runner.train(epochs)
        return perf_counter() - began


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """It would strike whom it likes."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
