"""A sweep ends with the numbers that each trial has alone, whoever did the work and whatever happened on the way."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.compare import sweep as module
from engine.compare.chunk import Progress, Task, train_chunk
from engine.compare.crew import Crew
from engine.compare.outcome import ALL, NINETY, Outcome, State
from engine.compare.plan import Comparison
from engine.compare.results import table
from engine.compare.sweep import TRIES, Sweep
from engine.metrics import is_right
from engine.recipe import Recipe
from engine.run import Run
from engine.trainer import Diverged, Trainer
from tests.engine.compare.trials import LAB, compared
from tests.engine.terminals import ROOT

RATES = compared("lr=0.1,1,10,30", recipe=LAB.changed(epochs=300), seeds=2)
MIXED = compared("hidden=2,4x4", "lr=1,10", recipe=LAB.changed(epochs=120, batch_size=8), seeds=2)


@pytest.fixture
def threads() -> Iterator[Crew]:
    """Two places in threads of this process, where a test can see what happens."""
    with ThreadPoolExecutor(2) as executor, Crew(2, executor) as crew:
        yield crew


@pytest.fixture
def short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So short that even these trainings take many of them."""
    monkeypatch.setattr(module, "FIRST", 0.0)
    monkeypatch.setattr(module, "USUAL", 0.0)


def finished(comparison: Comparison, crew: Crew) -> Sweep:
    """The sweep when all is over."""
    sweep = Sweep(comparison, crew)
    for _ in sweep.run():
        pass
    return sweep


def numbers(outcomes: Sequence[Outcome]) -> list[tuple[Any, ...]]:
    """All that is known of each, but how long it took."""
    return [
        (each.trial, each.state, each.why, each.epoch, each.loss, each.score, each.test_loss, each.test_score,
         dict(each.reached))
        for each in outcomes
    ]  # fmt: skip


def alone(recipe: Recipe) -> Trainer:
    trainer = Trainer(recipe)
    trainer.train(recipe.epochs)
    return trainer


# -- right -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("comparison", [RATES, MIXED], ids=lambda each: each.title)
def test_each_trial_ends_as_it_would_alone(comparison: Comparison, threads: Crew) -> None:
    """Its loss, its accuracy, its curve, its parameters."""
    for outcome in finished(comparison, threads).outcomes:
        trainer = alone(outcome.trial.recipe)
        assert (outcome.state, outcome.why, outcome.epoch) == (State.DONE, "", trainer.epoch)
        assert outcome.loss == pytest.approx(trainer.loss, rel=1e-9)
        assert outcome.score == trainer.evaluate().score
        assert outcome.run is not None
        np.testing.assert_allclose(outcome.run.parameters, trainer.network.parameters, rtol=1e-7)
        assert outcome.curve is not None
        np.testing.assert_allclose(outcome.curve.loss, trainer.history.curve(200).loss, rtol=1e-9)
        assert outcome.seconds > 0


def test_when_how_many_were_right_is_noted(threads: Crew) -> None:
    """After how many epochs 90 % and 100 % were right for the first time."""
    comparison = compared("lr=10", recipe=LAB.changed(hidden=(2, 2), epochs=1500), seeds=2)
    for outcome in finished(comparison, threads).outcomes:
        reached, trainer = dict(outcome.reached), Trainer(outcome.trial.recipe)
        assert 0 < reached[NINETY] <= reached[ALL] <= 1500
        trainer.train(reached[ALL])
        assert is_right(trainer.answers(), trainer.points.T).all()


def test_the_table_does_not_depend_on_who_did_the_work(threads: Crew, short_chunks: None) -> None:
    """Nor on how long the chunks were."""
    with ThreadPoolExecutor(1) as executor:
        one = finished(MIXED, Crew(1, executor))
    assert numbers(finished(MIXED, threads).outcomes) == numbers(one.outcomes)
    assert [row[:5] for row in table(MIXED, one.outcomes).rows]


def test_processes_have_the_same_table_every_time() -> None:
    """Two of them or one, and the second time that the same are asked."""
    with Crew(2) as two, Crew(1) as one:
        first, again, single = (numbers(finished(MIXED, crew).outcomes) for crew in (two, two, one))
    assert first == again == single


# -- as it goes on -----------------------------------------------------------------------------------------------------


def test_outcomes_come_as_they_change(threads: Crew, short_chunks: None) -> None:
    """Each is newer than the last of its trial; together they make the whole, and progress never falls."""
    sweep, seen = Sweep(RATES, threads), {number: Outcome(trial) for number, trial in enumerate(RATES.trials)}
    assert sweep.outcomes == list(seen.values())
    shares = [sweep.progress]
    for changed in sweep.run():
        for outcome in changed:
            before = seen[outcome.trial.number]
            assert outcome.epoch > before.epoch or outcome.state is not before.state
            assert outcome.seconds >= before.seconds
            seen[outcome.trial.number] = outcome
        shares.append(sweep.progress)
    assert list(seen.values()) == sweep.outcomes
    assert shares == sorted(shares)
    assert (shares[0], shares[-1], sweep.seconds_left) == (0, 1, 0)
    assert len(shares) > 8


class Immediate(Executor):
    """Trains while it is being asked to, and remembers what: nothing is left to chance."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.tasks.append(arguments[0])
        try:
            future.set_result(call(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


def test_everybody_has_something_to_do() -> None:
    """Trials that could all be trained together are shared out, so that nobody waits."""
    executor = Immediate()
    next(Sweep(RATES, Crew(3, executor)).run())
    assert sorted(len(task.runs) for task in executor.tasks[:3]) == [2, 2, 4]


def test_every_curve_begins_before_any_goes_on(short_chunks: None) -> None:
    """A person sees all of them from the first second on."""
    many = compared("hidden=1,2,3,4,5", recipe=LAB.changed(epochs=50))
    running = Sweep(many, Crew(2, Immediate())).run()
    begun = [outcome.trial.number for _ in range(5) for outcome in next(running)]
    assert sorted(begun) == [0, 1, 2, 3, 4]


def test_the_longest_way_is_gone_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that all end at about the same time, and no processor waits for the last one."""
    monkeypatch.setattr(module, "train_chunk", one_epoch_a_second)
    lengths = compared("epochs=2,20", recipe=LAB)
    executor = Immediate()
    sweep = Sweep(lengths, Crew(1, executor))
    left = [sweep.seconds_left for _ in sweep.run()]
    assert [task.epochs for task in executor.tasks[:18]] == [2, *[20] * 17]
    assert left[1] == 20 - 1 + 2 - 1
    assert left[-1] == 0


def one_epoch_a_second(task: Task) -> tuple[Progress, ...]:
    """Makes up an epoch for each run."""
    return tuple(made_up(task, run.updates + 1 if isinstance(run, Run) else 1) for run in task.runs)


def made_up(task: Task, epoch: int) -> Progress:
    run = replace(Trainer(LAB).run(), updates=epoch)
    state = "done" if epoch == task.epochs else "training"
    return Progress(run=run, epoch=epoch, seconds=1.0 / len(task.runs), state=state, why="", reached={}, loss=0.5,
                    score=0.5, test_loss=None, test_score=None, curve=run.history.curve(), picture=None)


# -- what may happen ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_a_cancel_at_any_moment_keeps_what_is_there(
    seed: int, threads: Crew, short_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes from another thread; no chunk is begun after it, and whatever came back by then is in the outcomes."""
    moment, begun, lock = random.Random(seed).randrange(1, 20), [], threading.Lock()
    sweep = Sweep(RATES, threads)

    def cancelling(task: Task) -> tuple[Progress, ...]:
        with lock:
            begun.append(task)
            if len(begun) == moment:
                sweep.cancel()
        return train_chunk(task)

    monkeypatch.setattr(module, "train_chunk", cancelling)
    for _ in sweep.run():
        pass
    assert len(begun) <= moment + 1  # the other thread may have begun one in the same moment
    assert {each.state for each in sweep.outcomes} <= {State.CANCELLED, State.DONE}
    for outcome in sweep.outcomes:
        assert (outcome.run is None) == (outcome.epoch == 0)
        if outcome.run is not None:
            trainer = Trainer(outcome.trial.recipe)
            trainer.train(outcome.epoch)
            assert outcome.loss == pytest.approx(trainer.loss, rel=1e-9)
            assert Trainer.resumed(outcome.run).epoch == outcome.epoch


def test_a_cancel_before_the_start_trains_nothing() -> None:
    executor = Immediate()
    sweep = Sweep(RATES, Crew(2, executor))
    sweep.cancel()
    (changed,) = sweep.run()
    assert executor.tasks == []
    assert [each.state for each in changed] == [State.CANCELLED] * 8


def test_a_cancel_withdraws_what_nobody_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four chunks that one thread was given, it ends the one in hand."""
    begun = []

    def cancelling(task: Task) -> tuple[Progress, ...]:
        begun.append(task)
        sweep.cancel()
        return train_chunk(task)

    monkeypatch.setattr(module, "train_chunk", cancelling)
    with ThreadPoolExecutor(1) as executor:
        sweep = Sweep(RATES, Crew(4, executor))
        for _ in sweep.run():
            pass
    assert len(begun) <= 2  # the next one may have been begun before anybody could withdraw it
    assert sum(each.epoch > 0 for each in sweep.outcomes) <= 4


def test_a_cancel_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk of a huge network may take minutes."""
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    let_go = threading.Event()

    def endless(task: Task) -> tuple[Progress, ...]:
        sweep.cancel()
        let_go.wait()
        return train_chunk(task)

    monkeypatch.setattr(module, "train_chunk", endless)
    with ThreadPoolExecutor(1) as executor:
        sweep = Sweep(RATES, Crew(1, executor))
        outcomes = [each for changed in sweep.run() for each in changed]
        let_go.set()
    assert [each.state for each in outcomes] == [State.CANCELLED] * 8


def test_one_that_diverges_is_a_row(short_chunks: None) -> None:
    """With its last finite state and why; the others go on, also those that were trained with it."""
    recipe = LAB.changed(activation="ReLU", output_activation="Linear", epochs=200, seed=1)
    outcomes = finished(compared("lr=0.1,1e6", recipe=recipe), Crew(1, Immediate())).outcomes
    assert [each.state for each in outcomes] == [State.DONE, State.DIVERGED]
    trainer = Trainer(outcomes[1].trial.recipe)
    with pytest.raises(Diverged) as error:
        trainer.train(200)
    assert outcomes[1].why == str(error.value)
    assert outcomes[1].epoch == trainer.epoch
    assert outcomes[1].run is not None
    assert np.array_equal(outcomes[1].run.parameters, trainer.network.parameters)


def test_one_that_cannot_be_made_is_a_row(threads: Crew) -> None:
    """Such as one whose table is gone."""
    recipe = LAB.changed(epochs=20)
    comparison = compared("dataset=XOR,CSV file", recipe=recipe)
    outcomes = finished(comparison, threads).outcomes
    assert [each.state for each in outcomes] == [State.DONE, State.FAILED]
    assert "CSV file" in outcomes[1].why
    assert outcomes[1].why.endswith(".")


def test_one_that_fails_on_the_way_keeps_what_it_had(short_chunks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its curve and its numbers are those of its last chunk that went well."""
    calls = itertools.count(1)

    def failing(task: Task) -> tuple[Progress, ...]:
        (progress,) = train_chunk(task)
        if next(calls) < 3:
            return (progress,)
        return (Progress(run=None, epoch=progress.epoch, seconds=0.0, state="failed", why="It was no good."),)

    monkeypatch.setattr(module, "train_chunk", failing)
    (outcome,) = finished(compared("lr=1", recipe=LAB.changed(epochs=1000)), Crew(1, Immediate())).outcomes
    assert (outcome.state, outcome.why) == (State.FAILED, "It was no good.")
    assert outcome.loss is not None
    assert outcome.curve is not None
    assert outcome.run is not None
    assert len(outcome.curve.epochs) == outcome.run.history.epochs > 0


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BrokenExecutor(), "The process that trained it was ended 4 times"),
        (ValueError("two\nlines"), "ValueError: two lines"),
    ],
    ids=["process", "error"],
)  # fmt: skip
def test_what_never_comes_back_is_a_row(error: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many tries, and it takes as few others with it as possible."""

    def failing(task: Task) -> tuple[Progress, ...]:
        if any(of(run).learning_rate == 10 and of(run).seed == 1 for run in task.runs):
            raise error
        return train_chunk(task)

    monkeypatch.setattr(module, "train_chunk", failing)
    executor = Immediate()
    outcomes = finished(RATES, Crew(1, executor)).outcomes
    failed = [each for each in outcomes if each.state is State.FAILED]
    assert [(each.trial.recipe.learning_rate, each.trial.seed) for each in failed] == [(10, 1)]
    assert said in failed[0].why
    tries = [task for task in executor.tasks if any(of(run) == failed[0].trial.recipe for run in task.runs)]
    assert len(tries) == TRIES
    assert sum(each.state is State.DONE for each in outcomes) == 7


def test_a_chunk_that_comes_back_makes_up_for_those_that_did_not(
    short_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that is short of memory now and then gets there in the end."""
    calls = itertools.count(1)

    def failing(task: Task) -> tuple[Progress, ...]:
        if next(calls) % TRIES:
            raise BrokenExecutor
        return train_chunk(task)

    monkeypatch.setattr(module, "train_chunk", failing)
    outcomes = finished(compared("lr=1", recipe=LAB.changed(epochs=100)), Crew(1, Immediate())).outcomes
    assert [each.state for each in outcomes] == [State.DONE]
    assert next(calls) > 3 * TRIES


def of(run: Recipe | Run) -> Recipe:
    return run.recipe if isinstance(run, Run) else run


def test_an_executor_that_takes_nothing_is_a_row_for_all() -> None:
    """Such as one that was shut down."""
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    outcomes = finished(RATES, Crew(1, executor)).outcomes
    assert {each.state for each in outcomes} == {State.FAILED}
    assert "RuntimeError" in outcomes[0].why


# -- processes ---------------------------------------------------------------------------------------------------------


def workers() -> list[BaseProcess]:
    return multiprocessing.active_children()


def nobody_is_left() -> bool:
    """Whether all have ended; one that is just being buried by another thread is waited for."""
    left = workers()
    for each in left:
        each.join(5)
    return not any(each.is_alive() for each in left)


def test_a_killed_worker_is_replaced(short_chunks: None) -> None:
    """What it had in hand is done again from its last state; the other process and the numbers are the same."""
    expected = numbers(finished(MIXED, Crew(1, Immediate())).outcomes)
    with Crew(2) as crew:
        sweep = Sweep(MIXED, crew)
        running = sweep.run()
        next(running)
        before = workers()
        victim = before[0]
        assert victim.pid is not None
        os.kill(victim.pid, signal.SIGKILL)
        for _ in running:
            pass
        assert not victim.is_alive()
        assert {each.pid for each in before[1:]} <= {each.pid for each in workers()}
    assert numbers(sweep.outcomes) == expected


def test_a_crew_is_kept_for_the_next_sweep_and_leaves_nobody_behind() -> None:
    """To start a process takes longer than many a comparison."""
    small = compared("lr=0.1,1", recipe=LAB.changed(epochs=10))
    with Crew(2) as crew:
        finished(small, crew)
        first = {each.pid for each in workers()}
        finished(small, crew)
        assert {each.pid for each in workers()} == first
        assert len(first) == 2
    assert nobody_is_left()


def test_a_sweep_of_its_own_crew_leaves_nobody_behind() -> None:
    for _ in Sweep(compared("lr=0.1,1", recipe=LAB.changed(epochs=10))).run():
        assert workers() != []
    assert nobody_is_left()


def test_whoever_stops_listening_has_nobody_work_on() -> None:
    """Although the crew is there for others."""
    with Crew(2) as crew:
        running = Sweep(compared("lr=0.1,1", recipe=LAB.changed(epochs=10**8)), crew).run()
        next(running)
        assert len(workers()) == 2
        running.close()
        assert nobody_is_left()


ORPHANS = """
from engine.compare.crew import Crew
from engine.compare.factor import Factor
from engine.compare.plan import Comparison
from engine.compare.sweep import Sweep
from engine.recipe import Recipe
import multiprocessing, signal
if __name__ == "__main__":
    recipe, crew = Recipe(epochs=10**8), Crew(2)
    masks = [seat.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result() for seat in crew.seats]
    print(*(signal.SIGINT in mask for mask in masks), flush=True)
    running = Sweep(Comparison(recipe, (Factor.read("lr=0.1,1", recipe),)), crew).run()
    next(running)
    print(*(each.pid for each in multiprocessing.active_children()), flush=True)
    input()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs to wait for processes that are not its own")
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """Also when it is killed and can tell them nothing; and Ctrl+C is not their business, from the very start."""
    program = tmp_path / "program.py"
    program.write_text(ORPHANS)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          env=environment) as parent:  # fmt: skip
        assert parent.stdout is not None
        assert parent.stdout.readline() == "True True\n"
        handles = [os.pidfd_open(int(pid)) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert len(handles) == 2
    waiting = select.poll()
    for handle in handles:
        waiting.register(handle, select.POLLIN)
    while handles:
        ended = [handle for handle, _ in waiting.poll(20_000)]
        assert ended, "a worker is still there"
        for handle in ended:
            waiting.unregister(handle)
            os.close(handle)
            handles.remove(handle)
