"""How the cost grows: time against samples, width and depth, and memory against what the arrays of a run need.

    python -m benchmarks.scaling             prints the tables and writes them to docs/scaling.md, with a picture
    python -m benchmarks.scaling --quick     a few sizes, timed once: only to see that it works
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.growth import ALLOWED, ALLOWED_MEMORY, EPOCHS, LITTLE_MEMORY, Curve, Point, Sweep, measure
from benchmarks.log_plot import Panel, Series, svg
from benchmarks.report import conditions
from engine import Recipe

ROUNDS = 7
DOCS = Path(__file__).parents[1] / "docs"
UNITS = (("s", 1.0), ("ms", 1e3), ("µs", 1e6), ("ns", 1e9), ("ps", 1e12))
NOISY = Recipe(dataset="Linear", noise=0.05, loss="BCE", optimizer="Adam", learning_rate=0.001)
SAMPLES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
SWEEPS = (
    Sweep(
        "Samples, all in one batch (2-16-16-1, Tanh)", "samples", SAMPLES,
        lambda size: NOISY.changed(samples=size, hidden=(16, 16), activation="Tanh"),
    ),
    Sweep(
        "Samples, in batches of 256 (2-16-16-1, Tanh)", "samples", SAMPLES,
        lambda size: NOISY.changed(samples=size, hidden=(16, 16), activation="Tanh", batch_size=256),
    ),
    Sweep(
        "Width of two hidden layers (1,024 samples in batches of 256, ReLU)", "neurons a layer",
        (4, 8, 16, 32, 64, 128, 256, 512, 1_024),
        lambda size: NOISY.changed(samples=1_024, hidden=(size, size), activation="ReLU", batch_size=256),
    ),
    Sweep(
        "Depth in layers of 64 neurons (1,024 samples in batches of 256, ReLU)", "hidden layers",
        (1, 2, 3, 5, 10, 20, 50),
        lambda size: NOISY.changed(samples=1_024, hidden=(64,) * size, activation="ReLU", batch_size=256),
    ),
)  # fmt: skip

PAGE = """# How the cost grows

Written by `python -m benchmarks.scaling`. An epoch should take what one sample and one weight take, as many times as
there are samples and weights. It takes more where sizes are small, since calling numpy then costs more than
calculating, and where they outgrow the processor's caches: from the cheapest size on, a sample and a weight may cost up
to {allowed:g} times as much as there. Every size is a run of the engine as everybody uses it, in float64; all sizes of
a table are timed in turn, and of {rounds} rounds the median counts.

A run *needs* every array that its update reads or writes, once, and its samples three times: as people see them, as the
network takes them, and in the order of the epoch. It *holds* what Python counts after {epochs} epochs. In the picture,
dashed lines are what is allowed.

![A sample's and a weight's cost against samples, width and depth; memory held and needed](images/scaling.svg)

{sections}
Measured with {conditions}.
"""


def main(arguments: Sequence[str]) -> int:
    """Print the tables and write the page; the exit code, 1 where a cost or a run's memory is more than allowed."""
    asked = _parsed(arguments)
    rounds, curves = 1 if asked.quick else asked.rounds, []
    for sweep in SWEEPS:
        curves.append(measure(sweep, sweep.sizes[::3] if asked.quick else sweep.sizes, rounds))
        print(section(curves[-1]), flush=True)
    folder = asked.out or (None if asked.quick else DOCS)
    if folder:
        (folder / "images").mkdir(parents=True, exist_ok=True)
        (folder / "images" / "scaling.svg").write_text(picture(curves), encoding="utf-8")
        (folder / "scaling.md").write_text(page(curves, rounds), encoding="utf-8")
        print(f"Written: {folder / 'scaling.md'} and its picture.")
    return 0 if all(curve.keeps for curve in curves) else 1


def page(curves: Sequence[Curve], rounds: int) -> str:
    """docs/scaling.md."""
    measured = ", ".join(f"{key} {value}" for key, value in conditions().items())
    sections = "\n".join(map(section, curves))
    return PAGE.format(allowed=ALLOWED, rounds=rounds, epochs=EPOCHS, sections=sections, conditions=measured)


def section(curve: Curve) -> str:
    """The table of one sweep and what it comes to."""
    rows = [_row(curve, point) for point in curve.points]
    head = (curve.sweep.size, "weights", "an epoch", "a sample", "a sample and weight", "of the best", "needs", "holds")
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, tuple("-" * (width - 1) + ":" for width in widths), *rows]
    table = ["| " + " | ".join(map(str.rjust, line, widths)) + " |" for line in lines]
    return "\n".join([f"## {curve.sweep.title}", "", *table, "", _verdict(curve), ""])


def _row(curve: Curve, point: Point) -> tuple[str, ...]:
    return (
        f"{point.size:,}",
        f"{point.weights:,}",
        _time(point.seconds),
        _time(point.per_sample),
        _time(point.cost),
        f"{point.cost / curve.best.cost:.1f} x",
        f"{point.needs / 1e6:,.1f} MB",
        f"{point.holds / 1e6:,.1f} MB",
    )


def _verdict(curve: Curve) -> str:
    best, largest = f"{curve.best.size:,} {curve.sweep.size}", curve.points[-1]
    time = f"From {best} on, a sample and a weight cost up to {curve.worst_beyond:.1f} times what they cost there"
    if curve.best is largest:
        time = f"With {best}, the largest size, a sample and a weight cost least"
    memory = f"Runs that need {LITTLE_MEMORY / 1e6:g} MB or more hold up to {curve.worst_memory:.2f} times that"
    return f"{time} (allowed: {ALLOWED:g}). {memory} (allowed: {ALLOWED_MEMORY:g})."


def picture(curves: Sequence[Curve]) -> str:
    """What a sample and a weight cost against samples, width and depth, and the memory of all runs."""
    one_batch, batches, width, depth = curves
    panels = [
        _panel("Samples", (("one batch", one_batch), ("batches of 256", batches))),
        _panel("Width of two hidden layers", (("", width),)),
        _panel("Depth, 64 neurons a layer", (("", depth),)),
        _memory(curves),
    ]
    return svg("How the engine's time and memory grow", panels)


def _panel(title: str, curves: Sequence[tuple[str, Curve]]) -> Panel:
    series = []
    for label, curve in curves:
        series.append(Series(label, [(point.size, point.cost * 1e9) for point in curve.points]))
        limit = ALLOWED * curve.best.cost * 1e9
        series.append(Series("", [(curve.best.size, limit), (curve.points[-1].size, limit)], "limit"))
    return Panel(title, curves[0][1].sweep.size, "ns a sample and weight, in one epoch", series)


def _memory(curves: Sequence[Curve]) -> Panel:
    points = [(point.needs / 1e6, point.holds / 1e6) for curve in curves for point in curve.points]
    limit = [(needs, ALLOWED_MEMORY * needs) for needs in (LITTLE_MEMORY / 1e6, max(points)[0])]
    series = [Series("", points, "points"), Series("", limit, "limit")]
    return Panel("Memory of all these runs", "MB needed", "MB held", series)


def _time(seconds: float) -> str:
    """In the unit in which it is neither tiny nor huge, to three digits."""
    unit, factor = next(each for each in UNITS if seconds * each[1] >= 1 or each is UNITS[-1])
    return f"{float(f'{seconds * factor:.3g}'):,g} {unit}"


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.scaling", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="every third size, timed once: only to see that it works")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each size is timed ({ROUNDS})")
    parser.add_argument("--out", type=Path, help="where the page and its picture go (docs; with --quick, nowhere)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
