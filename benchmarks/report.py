"""What was measured: a table for people, plain dictionaries for programs."""

from __future__ import annotations

import os
import platform
from typing import Any

import numpy as np

from benchmarks.sweep import Sweep
from benchmarks.timing import Result, Timing, Verdict


def conditions() -> dict[str, Any]:
    """What a reader must know of the machine: its load is that of the minute before, where the system tells it."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def as_table(result: Result) -> str:
    """A line for each contender: what an epoch takes, and how many times as fast the engine is."""
    unit, units = ("ms an epoch", 1e3) if result.engine.median > 0.01 else ("µs an epoch", 1e6)
    if isinstance(result.workload, Sweep):
        unit, units = "s in all", 1.0
    verdicts = {verdict.rival: _in_words(verdict) for verdict in result.verdicts()}
    lines = [str(result.workload), f"  {'':32}{unit:>14}{'spread':>9}{'the engine is':>17}"]
    for timing in result.timings:
        faster = "" if timing is result.engine else f"{_three_digits(timing.over(result.engine))} x as fast"
        figures = f"{_three_digits(timing.median * units):>14}{f'±{timing.spread:.0%}':>9}{faster:>17}"
        lines.append(f"  {_name(result, timing):32}{figures}   {verdicts.get(timing, '')}".rstrip())
    return "\n".join(lines)


def as_dict(result: Result) -> dict[str, Any]:
    """The same, with the seconds of every round."""
    contenders = [
        {
            "name": _name(result, timing),
            "seconds": list(timing.seconds),
            "median": timing.median,
            "engine_times_as_fast": timing.over(result.engine),
        }
        for timing in result.timings
    ]
    goals = [
        {
            "rival": verdict.rival.contender.name,
            "first": verdict.goal.first,
            "must": verdict.goal.must,
            "reached": verdict.reached,
            "met": verdict.met,
        }
        for verdict in result.verdicts()
    ]
    return {"name": result.workload.name, "workload": str(result.workload), "contenders": contenders, "goals": goals}


def _name(result: Result, timing: Timing) -> str:
    """The contender's, with what it does otherwise."""
    asked, does = result.workload.recipe, timing.contender.does(result.workload).recipe
    loss = f", with {does.loss}" if does.loss != asked.loss else ""
    order = ", pooling first" if does.layers != asked.layers else ""
    return timing.contender.name + loss + order


def _in_words(verdict: Verdict) -> str:
    stages = [] if verdict.goal.first is None else [("first stage", verdict.goal.first)]
    stages.append(("goal", verdict.goal.must))
    return ", ".join(f"{name} {bar:g} {'met' if verdict.reached >= bar else 'missed'}" for name, bar in stages)


def _three_digits(number: float) -> str:
    """0.98, 11.6, 987 or 3,070: more would only be noise."""
    return f"{float(f'{number:.3g}'):,.{2 if number < 10 else 1 if number < 100 else 0}f}"
