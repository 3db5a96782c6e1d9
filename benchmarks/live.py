"""Measures the live window: pictures a second, what training keeps of its speed, and how long an event has to wait.

    sh scripts/on-screen.sh .venv/bin/python -m benchmarks.live

Every figure is the median of several runs of the window at full speed, all panels visible, on a screen of 1400x900.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, pyqtSignal, pyqtSlot

from engine.recipe import Recipe
from engine.trainer import Trainer
from gui.app import make_application
from gui.main_window import MainWindow
from gui.session import State
from gui.widgets.speed import STEPS

SIZE = (1400, 900)
WORKLOADS = {  # the lab's network on the lab's data, until paused
    "W1": Recipe(dataset="XOR", epochs=0),
    "W2": Recipe(dataset="Linear", epochs=0),
}
TURN = 0.5  # seconds of training before training without pictures has its turn
PING = 0.02  # seconds between two events whose wait is measured
FEW_EPOCHS, MANY_EPOCHS = 1_000, 1_000_000
PATIENCE = 300.0  # seconds after which what should have happened counts as broken

# From the command to the first painted window, beside the bare imports of what it is made of.
FIRST_PICTURE = """
import sys, time
import main
from PyQt5.QtCore import QEvent, QObject
from gui.app import make_application
from gui.main_window import MainWindow
application = make_application()
window = MainWindow()
class Eye(QObject):
    def eventFilter(
        self, watched, event):
        if event.type() == QEvent.Paint:
            print(time.monotonic())
            window.close()
        return False
eye = Eye()
window.centralWidget().installEventFilter(eye)
window.show()
application.exec()
"""
BARE_IMPORTS = """
import time
import numpy, pyqtgraph
from PyQt5 import QtCore, QtGui, QtWidgets
print(time.monotonic())
"""


class Pings(QObject):
    """Events sent from another thread; what they wait is what a click would wait."""

    sent = pyqtSignal(float)

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.sent.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]

    @contextmanager
    def running(self) -> Iterator[None]:
        """Send them as long as the block takes; the waits are new ones."""
        self.waits = []
        end = threading.Event()

        def send() -> None:
            while not end.wait(PING):
                self.sent.emit(time.perf_counter())

        thread = threading.Thread(target=send)
        thread.start()
        yield
        end.set()
        thread.join()

    @pyqtSlot(float)
    def _on_arrived(self, when: float) -> None:
        self.waits.append(1000 * (time.perf_counter() - when))


class Paints(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        self.count += event is not None and event.type() == QEvent.Type.Paint
        return False


def live(seconds: float = PATIENCE, until: Callable[[], bool] | None = None) -> None:
    """Let the window live for so long, or until something is true."""
    loop, watch = QEventLoop(), QTimer()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    if until is not None:
        watch.timeout.connect(lambda: loop.quit() if until() else None)
        watch.start(1)
    loop.exec()
    if until is not None and not until():
        raise RuntimeError("what the benchmark waited for did not happen")


def open_window(recipe: Recipe) -> MainWindow:
    """A window that is ready to train at full speed."""
    window = MainWindow(recipe=recipe)
    window.resize(*SIZE)
    window.bar.speed.slider.setValue(STEPS)
    window.bar.speed.chosen_by_hand = True
    window.show()
    live(until=lambda: window.session.state is State.READY)
    live(0.5)
    return window


def updates_a_second(trainer: Trainer, seconds: float) -> float:
    """The speed of training without pictures."""
    began, start = time.perf_counter(), trainer.updates
    while time.perf_counter() < began + seconds:
        trainer.advance(300)
    return (trainer.updates - start) / (time.perf_counter() - began)


def measure(recipe: Recipe, seconds: float) -> dict[str, float]:
    """One run of the window on one workload.

    Training in the window and training alone take turns, since the machine's own speed drifts; the share of the time in
    which the training thread runs at all does not depend on that speed.  The waits of events have a turn of their own:
    the thread that sends them asks fifty times a second for the interpreter's lock, and training would pay for that."""
    window, pings, paints = open_window(recipe), Pings(), Paints()
    surface = next(panel for panel in window.page.panels if panel.name == "Decision surface").plot
    assert surface is not None
    surface.viewport().installEventFilter(paints)
    alone_trainer = Trainer(recipe)
    with pings.running():
        live(seconds / 2)
    idle = np.array(pings.waits)
    live_speeds, alone_speeds, pictures, waits, runs = [], [], [], [], []
    for _ in range(round(seconds / TURN)):
        alone_speeds.append(updates_a_second(alone_trainer, TURN / 2))
        train(window)
        paints.count = 0
        began, start, ran = time.perf_counter(), _updates(window), _busiest_thread_seconds()
        live(TURN)
        took = time.perf_counter() - began
        runs.append((_busiest_thread_seconds() - ran) / took)
        live_speeds.append((_updates(window) - start) / took)
        pictures.append(paints.count / took)
        with pings.running():
            live(TURN)
        waits += pings.waits
        pause(window)
        alone_speeds.append(updates_a_second(alone_trainer, TURN / 2))
    commands = command_times(window)
    closing = time.perf_counter()
    window.close()
    commands["close"] = 1000 * (time.perf_counter() - closing)
    return {
        "pictures a second": statistics.mean(pictures),
        "training keeps (%)": 100 * statistics.mean(live_speeds) / statistics.mean(alone_speeds),
        "training thread runs (%)": 100 * statistics.mean(runs),
        "event waits, 99 % over idle (ms)": float(np.percentile(waits, 99) - np.percentile(idle, 99)),
        "event waits, worst over idle (ms)": float(max(waits) - idle.max()),
        **{f"{name} takes effect (ms)": value for name, value in commands.items()},
    }


def train(window: MainWindow) -> None:
    """Train, and wait until it runs."""
    window.actions_by_name["train"].trigger()
    start = _updates(window)
    live(until=lambda: _updates(window) > start)
    live(0.2)


def pause(window: MainWindow) -> None:
    """Pause, and wait until it stands."""
    window.actions_by_name["pause"].trigger()
    live(until=lambda: window.session.state is State.PAUSED)


def command_times(window: MainWindow) -> dict[str, float]:
    """How long Pause and Reset take from the click to the new state, in the middle of training."""
    times = {}
    for name, state in (("pause", State.PAUSED), ("reset", State.READY)):
        if window.session.state is not State.TRAINING:
            train(window)
        began = time.perf_counter()
        window.actions_by_name[name].trigger()
        live(until=lambda state=state: window.session.state is state)  # type: ignore[misc]
        times[name] = 1000 * (time.perf_counter() - began)
    train(window)
    return times


def start_times(rounds: int) -> dict[str, float]:
    """Seconds from the command to the first painted window and to the end of the bare imports, in turn."""
    times: dict[str, list[float]] = {"window": [], "imports": []}
    for _ in range(rounds + 1):
        for name, code in (("window", FIRST_PICTURE), ("imports", BARE_IMPORTS)):
            began = time.monotonic()
            done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
            times[name].append(float(done.stdout) - began)
    window, imports = (statistics.median(values[1:]) for values in times.values())  # the first fills the disk's cache
    return {
        "first painted window (s)": window,
        "bare imports (s)": imports,
        "first window, times the bare imports": window / imports,
    }


def memory_growth() -> dict[str, float]:
    """Megabytes that the process grows from a thousand epochs to a million."""
    window = open_window(WORKLOADS["W1"])
    train(window)
    live(until=lambda: _epoch(window) >= FEW_EPOCHS)
    live(1.0)
    before = _megabytes()
    live(until=lambda: _epoch(window) >= MANY_EPOCHS)
    growth = _megabytes() - before
    window.close()
    return {f"memory after {MANY_EPOCHS:,} epochs, more than after {FEW_EPOCHS:,} (MB)": growth}


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6.0, help="of training in each round")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--no-memory", action="store_true", help="leave the million epochs out")
    options = parser.parse_args()
    application = make_application()
    figures: dict[str, dict[str, float]] = {}
    for name, recipe in WORKLOADS.items():
        rounds = [measure(recipe, options.seconds) for _ in range(options.rounds)]
        figures[name] = {each: statistics.median(figure[each] for figure in rounds) for each in rounds[0]}
    figures["start"] = start_times(options.rounds) if not options.no_memory else {}
    if not options.no_memory:
        figures["memory"] = memory_growth()
    if options.json:
        print(json.dumps(figures))
    else:
        _print_table(figures)
    application.quit()


GOALS = {
    "pictures a second": "60, never under 30",
    "training keeps (%)": "≥ 80",
    "training thread runs (%)": "",
    "event waits, 99 % over idle (ms)": "≤ 8",
    "event waits, worst over idle (ms)": "≤ 33",
    "pause takes effect (ms)": "≤ 50",
    "reset takes effect (ms)": "≤ 50",
    "close takes effect (ms)": "≤ 50",
    "first window, times the bare imports": "≤ 2",
    f"memory after {MANY_EPOCHS:,} epochs, more than after {FEW_EPOCHS:,} (MB)": "≤ 20",
}


def _print_table(figures: dict[str, dict[str, float]]) -> None:
    for part, rows in figures.items():
        for name, value in rows.items():
            print(f"{part:8} {name:62} {value:10.2f}   {GOALS.get(name, '')}")


def _updates(window: MainWindow) -> int:
    trainer = window.session._worker.trainer
    assert trainer is not None
    return trainer.updates


def _epoch(window: MainWindow) -> int:
    return window.session.latest.epoch if window.session.latest is not None else 0


def _busiest_thread_seconds() -> float:
    """Processor time so far of the thread that has used most of it beside the window's own: the training thread."""
    main, ticks = os.getpid(), []
    for task in Path("/proc/self/task").iterdir():
        if int(task.name) != main:
            fields = (task / "stat").read_text().rpartition(")")[2].split()
            ticks.append(int(fields[11]) + int(fields[12]))
    return max(ticks) / os.sysconf("SC_CLK_TCK")


def _megabytes() -> float:
    """The resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
