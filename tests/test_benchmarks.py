"""The contenders of the benchmark compute the same, and its command says what it measured; how fast is not tested."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import combining

import numpy as np
import pytest

from benchmarks import peers, timing
from benchmarks.contender import Contender, Engine
from benchmarks.engine import main
from benchmarks.profile import profile
from benchmarks.recipes import AIMS, Aim
from benchmarks.report import as_table
from benchmarks.sweep import SWEEPS, Sweep, one_by_one
from benchmarks.textbook import Textbook
from benchmarks.timing import Disagreement, Result, Timing, check
from benchmarks.workloads import TEXTBOOK, WORKLOADS, Goal, Workload
from engine import Trainer

ROOT = Path(__file__).parents[1]
W1, W3, W5 = WORKLOADS["W1"], WORKLOADS["W3"], WORKLOADS["W5"]
VARIANTS = {
    **WORKLOADS,
    "Momentum": W1.changed(optimizer="Momentum", learning_rate=0.1, knobs={"optimizer": {"momentum": 0.8}}),
    "Adam's knobs": W1.changed(
        optimizer="Adam", learning_rate=0.01, knobs={"optimizer": {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}}
    ),
    "ReLU and MSE in batches": W3.changed(
        hidden=(5, 4, 3), activation="ReLU", loss="MSE", optimizer="SGD", learning_rate=0.1, batch_size=300
    ),
}


class TooFast(Textbook):
    """Its learning rate is a millionth too large."""

    name, family = "somebody else", "somebody else"

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload.changed(learning_rate=workload.recipe.learning_rate * (1 + 1e-6)))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No peers, which take seconds to import where they are installed, and timings too short to mean anything."""
    monkeypatch.setattr(peers, "PEERS", {})
    monkeypatch.setattr(timing, "PORTION", 0.004)
    monkeypatch.setattr("benchmarks.profile.SECONDS", 0.01)


@pytest.mark.parametrize("workload", VARIANTS.values(), ids=VARIANTS)
def test_engine_and_textbook_compute_the_same(workload: Workload) -> None:
    """They share no arithmetic, so that an error in either shows as a difference."""
    engine, textbook = Engine(workload), Textbook(workload, Engine.orders_of(workload))
    epochs = workload.checked_epochs
    losses, expected = engine.train(epochs), textbook.train(epochs)
    assert len(losses) == epochs
    assert losses[-1] < losses[0]
    allowed = timing.AGREEMENT[workload.recipe.precision]
    np.testing.assert_allclose(losses, expected, rtol=allowed)
    np.testing.assert_allclose(engine.outputs(), textbook.outputs(), atol=allowed)


def test_pooling_before_the_relu_is_the_same_function() -> None:
    """The engine is timed with it, and so it must make no difference to anything but the time."""
    swapped = Engine.does(W5)
    assert [each.name for each in swapped.recipe.layers[1:3]] == ["MaxPool2D", "ReLU"]
    for contender in (Engine, Textbook):
        asked, done = contender(W5), contender(swapped)
        assert list(done.train(1)) == list(asked.train(1))
        np.testing.assert_array_equal(done.outputs(), asked.outputs())
    assert Engine.does(W1).recipe == W1.recipe


def test_a_contender_without_convolutions_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot train a workload is not asked to, and still takes part in the others."""
    measured: list[list[str]] = []

    def note(contenders: list[type[Contender]], *_: object) -> Result:
        measured.append([each.name for each in contenders])
        return Result(W1, (Timing(Engine, (1.0,)),))

    monkeypatch.setattr("benchmarks.engine.check", lambda *_: None)
    monkeypatch.setattr("benchmarks.engine.measure", note)
    monkeypatch.setattr(TooFast, "takes", lambda workload: not workload.recipe.layers)
    strangers: list[type[Contender]] = [TooFast]
    monkeypatch.setattr(peers, "installed", lambda: strangers)
    assert main(["--workloads", "W4", "W5"]) == 0
    assert measured == [["engine", "textbook numpy", "somebody else"], ["engine", "textbook numpy"]]


def test_contender_goes_on_where_it_stood() -> None:
    """Training in two portions is training in one: what is timed later is still what was checked."""
    for contender in (Engine, Textbook):
        at_once, in_two = contender(W3), contender(W3)
        assert [*in_two.train(1), *in_two.train(2)] == list(at_once.train(3))


def test_start_is_that_of_the_recipe() -> None:
    """Contenders start from the weights that the window and the terminal would start from."""
    start, network = W1.start(), Trainer(W1.recipe).network
    flat = [np.column_stack([W, b]).ravel() for W, b in zip(start.weights, start.biases, strict=True)]
    np.testing.assert_array_equal(np.concatenate(flat), network.parameters)


def test_check_catches_a_contender_that_computes_something_else() -> None:
    """Its time would be compared with the time of other work."""
    check(Engine, W1)
    with pytest.raises(Disagreement, match=r"W1: .* of somebody else differ"):
        check(TooFast, W1)


def test_ratios_are_taken_within_rounds_and_against_the_fastest_of_a_family() -> None:
    """A machine that is slow for one whole round must not change a ratio."""
    goals = (Goal(TEXTBOOK, must=3.0, first=2.0), Goal("nobody", must=1.0))
    workload = Workload("W", W1.recipe, 1, goals)
    engine, slower = Timing(Engine, (1.0, 10.0, 1.0)), Timing(Textbook, (4.0, 40.0, 4.0))
    faster = Timing(Textbook, (2.5, 25.0, 2.5))
    result = Result(workload, (engine, slower, faster))
    (verdict,) = result.verdicts()
    assert (verdict.rival, verdict.reached, verdict.met) == (faster, 2.5, False)
    assert "first stage 2 met, goal 3 missed" in as_table(result)


def test_table_names_every_contender_with_its_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    """The plain command is what a person runs."""
    assert main(["--workloads", "w1", "--rounds", "1"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("W1  XOR, 21 points, 2-4-4-1, Sigmoid, Sigmoid out, MSE, SGD, full batch\n")
    table = {line[2:34].strip(): line[34:] for line in printed.splitlines()[1:4]}
    assert "µs an epoch" in table[""]
    assert "x as fast" not in table["engine"]
    assert " x as fast   first stage 2.7 " in table["textbook numpy"]
    assert "Medians of 1 rounds" in printed


def test_json_holds_every_round(capsys: pytest.CaptureFixture[str]) -> None:
    """Programs read it: seconds for an epoch, and ratios that follow from them."""
    assert main(["--workloads", "W1", "--rounds", "2", "--json"]) == 0
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert printed["rounds"] == 2
    (workload,) = printed["workloads"]
    engine, textbook = workload["contenders"]
    assert (engine["name"], textbook["name"]) == ("engine", "textbook numpy")
    assert len(engine["seconds"]) == len(textbook["seconds"]) == 2
    assert min(engine["seconds"]) > 0
    ratios = np.divide(textbook["seconds"], engine["seconds"])
    assert textbook["engine_times_as_fast"] == pytest.approx(np.median(ratios))
    (goal,) = workload["goals"]
    assert goal["met"] == (goal["reached"] >= goal["must"])


def test_profile_takes_every_recorded_operation_once() -> None:
    """Else the sum of the rows would not be the update."""
    rows = profile(W1).rows
    assert {row.formula: row.operations for row in rows}["z = W x + b"] == 3
    assert [row.seconds for row in rows] == sorted((row.seconds for row in rows), reverse=True)
    trainer = Trainer(W1.recipe)
    trainer.step()
    assert sum(row.operations for row in rows) == len(trainer.program)


def test_columns_of_a_profile_stand_under_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    """Hats, as of Adam's m̂, take no room."""
    assert main(["--profile", "W3"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if line.endswith("%")]
    assert any("m̂" in row for row in rows)
    assert len({sum(not combining(character) for character in row) for row in rows}) == 1


def test_command_stops_where_a_contender_computes_something_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No table is better than a wrong one."""
    strangers: list[type[Contender]] = [TooFast]
    monkeypatch.setattr(peers, "installed", lambda: strangers)
    assert main(["--workloads", "W1", "--rounds", "1"]) == 1
    output = capsys.readouterr()
    assert "somebody else" in output.err
    assert output.out == ""


@pytest.mark.parametrize("arguments", [["--rounds", "0"], ["--workloads", "W9"], ["--json", "--profile", "W1"]])
def test_bad_usage_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is measured."""
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert arguments[0] in capsys.readouterr().err


def test_one_blas_thread_for_all() -> None:
    """Whatever the surroundings say, and before numpy reads it."""
    look = "import sys, os, benchmarks; print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"
    surroundings = {"OPENBLAS_NUM_THREADS": "2"}
    run = subprocess.run(
        [sys.executable, "-c", look], env=surroundings, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["1", "False"]


@pytest.fixture
def short_sweep(monkeypatch: pytest.MonkeyPatch) -> Sweep:
    """Five learning rates instead of 64, and few epochs."""
    sweep = replace(SWEEPS["W6"], rates=(0.01, 0.1, 1.0, 3.0, 10.0), epochs=20, checked_epochs=10)
    monkeypatch.setitem(SWEEPS, "W6", sweep)
    monkeypatch.setattr("benchmarks.sweep.CORES", 1)
    return sweep


def test_a_sweep_is_timed_as_a_whole(short_sweep: Sweep, capsys: pytest.CaptureFixture[str]) -> None:
    """All its networks together, in rounds like everything else; its processes are gone when it is over."""
    assert main(["--workloads", "W6", "--rounds", "2", "--json"]) == 0
    (workload,) = json.loads(capsys.readouterr().out)["workloads"]
    assert "5 learning rates from 0.01 to 10, 20 epochs each" in workload["workload"]
    assert [each["name"] for each in workload["contenders"]] == ["engine", "textbook numpy"]
    assert all(len(each["seconds"]) == 2 for each in workload["contenders"])
    assert multiprocessing.active_children() == []
    assert main(["--workloads", "w6", "--rounds", "1"]) == 0
    printed = capsys.readouterr().out
    assert "s in all" in printed
    assert "goal 15" in printed


def test_a_sweep_that_computes_something_else_is_not_timed(
    short_sweep: Sweep, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each of its networks is compared with the textbook's."""
    strangers = [one_by_one(TooFast)]
    monkeypatch.setattr(peers, "installed_sweepers", lambda: strangers)
    assert main(["--workloads", "W6", "--rounds", "1"]) == 1
    assert "W6: over 10 epochs the losses of somebody else differ" in capsys.readouterr().err


@pytest.mark.parametrize("aim", AIMS, ids=lambda aim: aim.recipe)
def test_ready_recipes_learn_what_they_promise(aim: Aim) -> None:
    """On samples that the network has never seen, with the first seed; the benchmark tries ten."""
    score, _ = aim.tried(seed=1)
    assert score >= aim.score
