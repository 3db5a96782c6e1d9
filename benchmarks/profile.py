"""Where the engine's time goes: an update's recorded operations, each timed in its place among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, perf_counter_ns
from unicodedata import combining

import numpy as np

from benchmarks.contender import Engine
from benchmarks.timing import epochs_in_a_portion, timed, without_garbage_collection
from benchmarks.workloads import Workload
from engine import Operation, Program
from engine.program import Array, quiet

ROUNDS = 20  # short ones, of which the median counts
SECONDS, MOST_REPLAYS = 1.0, 5_000  # either ends the replays with a clock between the operations


@dataclass(frozen=True)
class Row:
    """All operations of an update with one formula."""

    formula: str
    operations: int
    seconds: float  # of all of them together


@dataclass(frozen=True)
class Profile:
    """An update of a workload, taken apart."""

    workload: Workload
    rows: tuple[Row, ...]  # the dearest first
    replayed: float  # seconds of the update without a clock between its operations
    trained: float  # seconds of the update in Trainer.train, with all that it takes around the operations

    def __str__(self) -> str:
        total, count = sum(row.seconds for row in self.rows), sum(row.operations for row in self.rows)
        lines = [str(self.workload), "", f"  {_padded('one update')}{'operations':>10}{'µs':>10}{'share':>8}"]
        lines += [
            f"  {_padded(row.formula)}{row.operations:10}{row.seconds * 1e6:10.2f}{row.seconds / total:8.1%}"
            for row in self.rows
        ]
        lines += [
            f"  {_padded('all, each timed by itself')}{count:10}{total * 1e6:10.2f}{1:8.1%}",
            f"  {_padded('all, replayed in one go')}{count:10}{self.replayed * 1e6:10.2f}",
            f"  {_padded('in training, with all around them')}{'':10}{self.trained * 1e6:10.2f}",
        ]
        return "\n".join(lines)


def profile(workload: Workload) -> Profile:
    """Take an update with a whole batch apart."""
    workload = Engine.does(workload)
    engine = Engine(workload)
    batches = engine.trainer.batches
    epochs = max(1, epochs_in_a_portion(engine) // ROUNDS)
    updates = epochs * batches.per_epoch
    trained = median(timed(engine, epochs) for _ in range(ROUNDS)) / updates
    program = engine.trainer.program
    replayed = median(_seconds_of_replays(program, updates) for _ in range(ROUNDS)) / updates
    seconds = _seconds_of_operations(program, replays=min(MOST_REPLAYS, 10 + round(SECONDS / replayed)))
    return Profile(workload, _rows(program.operations, seconds), replayed, trained)


def _seconds_of_replays(program: Program, times: int) -> float:
    with quiet(), without_garbage_collection():
        began = perf_counter()
        for _ in range(times):
            for call in program.calls:
                call()
        return perf_counter() - began


def _seconds_of_operations(program: Program, replays: int) -> Array:
    """What each operation takes (operations,): the median of all replays, less what it takes to read the clock."""
    readings, clock = [], perf_counter_ns
    with quiet(), without_garbage_collection():
        for _ in range(replays):
            readings.append(clock())
            for call in program.calls:
                call()
                readings.append(clock())
        idle = [clock() for _ in range(10_000)]
    nanoseconds = np.diff(np.array(readings).reshape(-1, len(program) + 1), axis=1)
    return np.asarray(np.median(nanoseconds, axis=0) - np.median(np.diff(idle))) * 1e-9


def _padded(formula: str) -> str:
    """Filled up to the column's width; the hat of m̂ is a character of its own, but takes no room."""
    return formula + " " * (36 - sum(not combining(character) for character in formula))


def _rows(operations: Sequence[Operation], seconds: Array) -> tuple[Row, ...]:
    """One row for each formula."""
    rows = []
    for formula in dict.fromkeys(operation.formula for operation in operations):
        own = [took for operation, took in zip(operations, seconds, strict=True) if operation.formula == formula]
        rows.append(Row(formula, len(own), float(sum(own))))
    return tuple(sorted(rows, key=lambda row: -row.seconds))
