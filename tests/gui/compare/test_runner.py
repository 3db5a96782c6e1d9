"""A comparison runs beside the window, which hears of it in time and not too often."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from PyQt5.QtCore import QThread
from pytestqt.qtbot import QtBot

from engine.compare.outcome import Outcome, State
from engine.compare.plan import Comparison
from gui.compare.runner import Runner, Sweeping
from tests.gui.compare.made import SHORT, FakeSweep, comparison, numbers, outcomes

RATES = comparison("lr=0.1,10", seeds=1)


class Ears:
    """What a window would have heard."""

    def __init__(self, runner: Runner) -> None:
        self.changed: list[list[Outcome]] = []
        self.progress: list[tuple[float, float | None]] = []
        self.failed: list[str] = []
        self.threads: set[QThread | None] = set()
        runner.changed.connect(self._on_changed)
        runner.progressed.connect(lambda share, left: self.progress.append((share, left)))
        runner.failed.connect(self.failed.append)

    def _on_changed(self, changed: list[Outcome]) -> None:
        self.threads.add(QThread.currentThread())
        self.changed.append(changed)


@pytest.fixture
def made(qtbot: QtBot) -> Iterator[list[Runner]]:
    """Runners that end with the test."""
    runners: list[Runner] = []
    yield runners
    for each in runners:
        each.close()
        assert not [work for work in each.findChildren(QThread) if work.isRunning()]


def test_all_outcomes_are_told_in_the_windows_thread(qtbot: QtBot, made: list[Runner]) -> None:
    known = outcomes(RATES)
    runner = Runner(lambda _: FakeSweep([[each] for each in known]))
    made.append(runner)
    ears = Ears(runner)
    with qtbot.waitSignal(runner.finished):
        runner.start(RATES)
    assert runner._work is None
    assert sorted(number for changed in ears.changed for number in numbers(changed)) == [0, 1]
    assert ears.threads == {runner.thread()}
    assert ears.progress[-1] == (1.0, 3.0)


def test_however_fast_they_come_only_the_latest_of_each_trial_is_told(qtbot: QtBot, made: list[Runner]) -> None:
    """Ten thousand pieces of news are a handful of pictures."""
    one = outcomes(RATES)[0]
    runner = Runner(lambda _: FakeSweep([[one]] * 10_000))
    made.append(runner)
    ears = Ears(runner)
    with qtbot.waitSignal(runner.finished):
        runner.start(RATES)
    assert 1 <= len(ears.changed) <= 20
    assert all(len(changed) == 1 for changed in ears.changed)


def test_the_rest_grows_with_what_a_picture_costs(
    qtbot: QtBot, made: list[Runner], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever draws slowly is asked to seldom."""
    clock = iter([0.0, 0.5, *[10.0] * 1000])
    gate = Event()
    runner = Runner(lambda _: FakeSweep([outcomes(RATES)], gate))
    made.append(runner)
    monkeypatch.setattr("gui.compare.runner.time.perf_counter", lambda: next(clock))
    with qtbot.waitSignal(runner.changed):
        runner.start(RATES)
    qtbot.waitUntil(lambda: runner._timer.interval() == 2500)
    gate.set()


def test_cancel_reaches_the_sweep(qtbot: QtBot, made: list[Runner]) -> None:
    sweeps: list[FakeSweep] = []

    def make(_: Comparison) -> Sweeping:
        sweeps.append(FakeSweep([outcomes(RATES)], Event()))
        return sweeps[-1]

    runner = Runner(make)
    made.append(runner)
    with qtbot.waitSignal(runner.changed):
        runner.start(RATES)
    with qtbot.waitSignal(runner.finished):
        runner.cancel()
    assert sweeps[0].is_cancelled


def test_cancel_before_the_sweep_is_made_counts(qtbot: QtBot, made: list[Runner]) -> None:
    may_make, sweep = Event(), FakeSweep([], Event())

    def make(_: Comparison) -> Sweeping:
        may_make.wait(10)
        return sweep

    runner = Runner(make)
    made.append(runner)
    with qtbot.waitSignal(runner.finished):
        runner.start(RATES)
        runner.cancel()
        may_make.set()
    assert sweep.is_cancelled


def test_closing_waits_for_the_end_and_tells_what_was_learned_until_then(qtbot: QtBot) -> None:
    """Nobody has looked at the events since the start: all of the news are the last ones."""
    is_known = Event()

    class Telling(FakeSweep):
        def run(self) -> Iterator[list[Outcome]]:
            yield outcomes(RATES)
            is_known.set()
            yield from super().run()

    runner = Runner(lambda _: Telling([], Event()))
    ears = Ears(runner)
    runner.start(RATES)
    work = runner._work
    assert work is not None
    assert is_known.wait(5)
    runner.close()
    assert work.isFinished()
    assert list(map(numbers, ears.changed)) == [[0, 1]]
    qtbot.wait(1)
    assert len(ears.changed) == 1
    assert not runner.is_running


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), MemoryError("no room")])
def test_what_cannot_go_on_is_a_sentence(qtbot: QtBot, made: list[Runner], error: Exception) -> None:
    class Broken(FakeSweep):
        def run(self) -> Iterator[list[Outcome]]:
            yield list(outcomes(RATES))
            raise error

    runner = Runner(lambda _: Broken([]))
    made.append(runner)
    ears = Ears(runner)
    with qtbot.waitSignal(runner.finished):
        runner.start(RATES)
    assert len(ears.failed) == 1
    assert ears.failed[0].startswith("The comparison could not go on: ")
    assert str(error) in ears.failed[0]
    assert numbers(ears.changed[-1]) == [0, 1], "what was known before is kept"


def test_a_mistake_in_the_program_is_told_and_raised(qtbot: QtBot, made: list[Runner]) -> None:
    runner = Runner(lambda _: 1 / 0)  # type: ignore[arg-type, return-value]
    made.append(runner)
    ears = Ears(runner)
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(runner.finished):
        runner.start(RATES)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError
    assert "division by zero" in ears.failed[0]


def test_a_real_comparison_in_threads(qtbot: QtBot, made: list[Runner]) -> None:
    """The sweep itself, on a pool of threads, comes to the same end as each training alone."""
    from engine.compare.crew import Crew
    from engine.compare.sweep import Sweep

    small = comparison("lr=0.1,10", recipe=SHORT.changed(epochs=20), seeds=2)
    with ThreadPoolExecutor(2) as pool:
        runner = Runner(lambda asked: Sweep(asked, Crew(2, pool)))
        made.append(runner)
        ears = Ears(runner)
        with qtbot.waitSignal(runner.finished, timeout=30_000):
            runner.start(small)
    latest = {each.trial.number: each for changed in ears.changed for each in changed}
    assert [latest[number].state for number in range(4)] == [State.DONE] * 4
    alone = outcomes(small)
    assert [latest[k].loss for k in range(4)] == pytest.approx([each.loss for each in alone], abs=1e-9)
    assert "comparing" not in [thread.name for thread in threading.enumerate()]
