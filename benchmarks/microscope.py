"""Measures the microscope: how long a large step takes to open, and each move in it to be on the screen.

    sh scripts/on-screen.sh .venv/bin/python -m benchmarks.microscope

Six layers of 64 neurons and a batch of 256, the window at 1400x900."""

from __future__ import annotations

import statistics
import time

from benchmarks.live import live, open_window
from engine.recipe import Recipe
from gui.app import make_application
from gui.microscope.page import MicroscopePage

RECIPE = Recipe(dataset="Linear", samples=300, hidden=(64,) * 6, batch_size=256, epochs=0)
OPENS, MOVES = 0.3, 50.0  # seconds and milliseconds that it may take


def main() -> None:
    """Print the table."""
    application = make_application()
    window = open_window(RECIPE)
    began = time.perf_counter()
    window.pages.turn_to(1)
    page = window.findChild(MicroscopePage)
    assert page is not None
    live(until=lambda: page.microscope is not None)
    page.repaint()
    opens = time.perf_counter() - began
    moves = {"forward": _moves(page, 1), "back": _moves(page, -1)}
    page.choose(whole_batch=True)
    moves |= {"forward, whole batch": _moves(page, 1), "back, whole batch": _moves(page, -1)}
    began = time.perf_counter()
    page.choose(layer=1, row=5, column=1)
    page.repaint()
    chosen = 1000 * (time.perf_counter() - began)
    print(f"{'opens (s)':40} {opens:8.3f}   ≤ {OPENS}")
    for name, times in moves.items():
        label = f"a move {name}, median / worst (ms)"
        print(f"{label:40} {statistics.median(times):8.1f} {max(times):8.1f}   ≤ {MOVES:.0f}")
    print(f"{'another weight (ms)':40} {chosen:8.1f}   ≤ {MOVES:.0f}")
    window.close()
    application.quit()


def _moves(page: MicroscopePage, step: int) -> list[float]:
    """Milliseconds of each move through the whole step, painted."""
    assert page.microscope is not None
    times, last = [], len(page.microscope.lines) - 1
    for number in range(last + 1) if step > 0 else range(last, -1, -1):
        began = time.perf_counter()
        page.go(number)
        page.repaint()
        live(0.0)
        times.append(1000 * (time.perf_counter() - began))
    return times


if __name__ == "__main__":
    main()
