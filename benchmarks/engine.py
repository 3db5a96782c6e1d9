"""How fast the engine is, beside a textbook version and every peer that is installed.

Before contenders are timed, their losses and outputs are compared with the textbook's.  Then they are timed in turn,
round after round.  Only ratios within one run mean anything: the times depend on the machine and what else it does.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks import peers
from benchmarks.contender import Contender, Engine
from benchmarks.profile import profile
from benchmarks.report import as_dict, as_table, conditions
from benchmarks.sweep import ROUNDS as SWEEP_ROUNDS
from benchmarks.sweep import SWEEPS, EngineSweep, Sweeper, check_sweep, measure_sweep, one_by_one
from benchmarks.textbook import Textbook
from benchmarks.timing import Disagreement, Result, check, measure
from benchmarks.workloads import WORKLOADS, Workload

ROUNDS = 11


def main(arguments: Sequence[str]) -> int:
    """Measure what the arguments ask for; the exit code, 1 where a contender computes something else."""
    asked = _parsed(arguments)
    if asked.profile:
        print(profile(WORKLOADS[asked.profile]))
        return 0
    try:
        _measure_all(asked.workloads, asked.rounds, asked.json)
    except Disagreement as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _measure_all(names: Sequence[str], rounds: int, as_json: bool) -> None:
    contenders: list[type[Contender]] = [Engine, Textbook, *peers.installed()]
    before, results = conditions(), []
    for name in names:
        results.append(_swept(name, rounds) if name in SWEEPS else _measured(contenders, WORKLOADS[name], rounds))
        if not as_json:
            print(as_table(results[-1]), end="\n\n", flush=True)
    if as_json:
        print(json.dumps({**before, "rounds": rounds, "workloads": [as_dict(result) for result in results]}))
    else:
        print(_footnotes(results, rounds, before))


def _measured(contenders: Sequence[type[Contender]], workload: Workload, rounds: int) -> Result:
    able = [contender for contender in contenders if contender.takes(workload)]
    for contender in able:
        check(contender, workload)
    return measure(able, workload, rounds)


def _swept(name: str, rounds: int) -> Result:
    sweepers: list[type[Sweeper]] = [EngineSweep, one_by_one(Textbook), *peers.installed_sweepers()]
    for sweeper in sweepers:
        check_sweep(sweeper, SWEEPS[name])
    return measure_sweep(sweepers, SWEEPS[name], min(rounds, SWEEP_ROUNDS))


def _footnotes(results: Sequence[Result], rounds: int, before: dict[str, Any]) -> str:
    lines = [
        f"Medians of {rounds} rounds, all in turn; spread: half the width of the middle half.  "
        + ", ".join(f"{key} {value}" for key, value in before.items())
    ]
    if peers.missing():
        lines.append(f"Not installed: {', '.join(peers.missing())} (make peers).")
    missed = [
        result.workload.name
        for result in results
        if result.workload.name in WORKLOADS and not all(verdict.met for verdict in result.verdicts())
    ]
    if missed:
        lines.append(f"Where the time goes: python -m benchmarks.engine --profile {'|'.join(missed)}")
    return "\n".join(lines)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=(__doc__ or "").partition("\n")[0])
    names = [*WORKLOADS, *SWEEPS]
    one_of: dict[str, Any] = {"type": str.upper, "metavar": "NAME"}
    parser.add_argument(
        "--workloads", nargs="+", choices=names, default=names, help=f"some of {', '.join(names)} (all)", **one_of
    )
    parser.add_argument("--rounds", type=_positive, default=ROUNDS, help=f"how often each is timed ({ROUNDS})")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--json", action="store_true", help="print one JSON object instead; times in seconds")
    either.add_argument(
        "--profile", choices=WORKLOADS, help="show instead where the engine's time goes in a workload", **one_of
    )
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
