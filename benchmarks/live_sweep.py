"""Measures a comparison in the window: what live curves cost it, and how long an event has to wait meanwhile.

    sh scripts/on-screen.sh .venv/bin/python -m benchmarks.live_sweep

64 networks with 64 learning rates, as in W6, are trained by the same worker processes once without a window and once on
the Compare page, in turn, on a screen of 1400x900.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

import numpy as np

from benchmarks.live import Pings, live, open_window
from benchmarks.sweep import SWEEPS
from engine.compare.factor import Factor
from engine.compare.plan import Comparison
from engine.compare.sweep import Sweep
from gui.app import make_application
from gui.compare.page import ComparePage
from gui.compare.runner import LocalSweeps
from gui.main_window import MainWindow
from gui.pages import COMPARE

TIMES, WAITS = "with live curves, times as long", "event waits, {} over idle (ms)"
MOST = {TIMES: "≤ 1.5", WAITS.format("99 %"): "≤ 8", WAITS.format("worst"): "≤ 33"}
IDLE = 3.0  # seconds


def comparison() -> Comparison:
    """W6 as a person asks for it."""
    sweep = SWEEPS["W6"]
    recipe = sweep.recipe.changed(epochs=sweep.epochs)
    return Comparison(recipe, (Factor.of("learning_rate", sweep.rates, recipe),))


def page_of(window: MainWindow) -> ComparePage:
    """The Compare page, on the screen."""
    window.pages.turn_to(COMPARE)
    live(0.5)
    return next(page for page in window.pages.made() if isinstance(page, ComparePage))


def compare(page: ComparePage) -> float:
    """Make the comparison on the page; the seconds until all is told."""
    began = time.perf_counter()
    page.compare(comparison())
    live(until=lambda: not page.runner.is_running)
    return time.perf_counter() - began


def without_window(sweep: Sweep) -> float:
    """Make it without a picture of anything; the seconds."""
    began = time.perf_counter()
    for _ in sweep.run():
        pass
    return time.perf_counter() - began


def measure(rounds: int) -> dict[str, float]:
    """All figures; the first round of each kind only starts the processes."""
    window, sweeps, pings = open_window(SWEEPS["W6"].recipe), LocalSweeps(), Pings()
    page = page_of(window)
    with pings.running():
        live(IDLE)
    idle = np.array(pings.waits)
    alone, shown, waits = [], [], []
    for _ in range(rounds + 1):
        sweep = sweeps(comparison())
        assert isinstance(sweep, Sweep)
        alone.append(without_window(sweep))
        shown.append(compare(page))
        with pings.running():
            compare(page)
        waits += pings.waits if len(alone) > 1 else []
    sweeps.close()
    window.close()
    return {
        "without a window (s)": statistics.median(alone[1:]),
        "with live curves (s)": statistics.median(shown[1:]),
        TIMES: statistics.median(b / a for a, b in zip(alone[1:], shown[1:], strict=True)),
        WAITS.format("99 %"): float(np.percentile(waits, 99) - np.percentile(idle, 99)),
        WAITS.format("worst"): float(max(waits) - idle.max()),
    }


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live_sweep", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    application = make_application()
    figures = measure(options.rounds)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:40} {value:10.2f}   {MOST.get(name, '')}")
    application.quit()


if __name__ == "__main__":
    main()
