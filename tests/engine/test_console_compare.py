"""`main.py compare`: the table of a comparison, its files, and one line when it is misused."""

from __future__ import annotations

import csv
import os
import pty
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine import Recipe, Trainer, console_compare
from engine.compare.crew import Crew
from engine.compare.files import load_comparison
from engine.compare.outcome import Outcome
from engine.compare.plan import Comparison
from engine.compare.questions import QUESTIONS, Question
from engine.compare.sweep import Sweep
from engine.console import main
from tests.engine.csv_files import written
from tests.engine.terminals import RUNAWAY, Terminal, command, strict

FILES = ["comparison.csv", "comparison.json", "curves.csv", "table.txt"]
SMALL = ["--vary", "lr=0.5,1", "--epochs", 30, "--seeds", 2]


@pytest.fixture(autouse=True)
def threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Threads of this process do the work, which start at once; the tests of processes are further below."""
    with ThreadPoolExecutor(2) as executor:
        monkeypatch.setattr(console_compare, "Crew", lambda workers: Crew(workers or 2, executor))
        yield


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


# -- what it says ------------------------------------------------------------------------------------------------------


def test_it_prints_a_table_and_what_can_be_said_of_it(terminal: Terminal) -> None:
    """A row for each value, with columns of one width, and sentences below."""
    code, lines, err = terminal("compare", "--vary", "lr=0.01,1,10", "--epochs", 200, "--seeds", 2)
    assert (code, err) == (0, "")
    header, *table = lines[: lines.index("")]
    assert header.split("  ")[0] == "Learning rate"
    assert [line.split()[0] for line in table] == ["0.01", "1", "10"]
    assert {len(line) for line in lines[: lines.index("")]} == {len(header)}
    assert all(line.endswith("2 of 2") for line in table)
    assert "3 settings were trained for 200 epochs" in " ".join(lines)
    assert max(map(len, lines[lines.index("") :])) <= 100


def test_the_numbers_are_those_of_train(terminal: Terminal, tmp_path: Path) -> None:
    """Each trial is an ordinary recipe: anybody can train it alone."""
    options = ["--dataset", "moons", "--samples", 50, "--test-fraction", 0.2, "--batch-size", 16]
    terminal("compare", *options, "--vary", "lr=0.5,1", "--vary", "hidden=3,4x2", "--epochs", 20, "--seeds", 2,
             "--seed", 5, "--out", tmp_path)  # fmt: skip
    recipe = Recipe(dataset="Moons", samples=50, test_fraction=0.2, batch_size=16, epochs=20)
    found = rows(tmp_path / "comparison.csv")
    assert [(row["learning_rate"], row["hidden"], row["seed"]) for row in found] == [
        (rate, hidden, seed) for seed in "56" for rate in ("0.5", "1") for hidden in ("3", "4-2")
    ]
    for row in found:
        rate, seed, hidden = float(row["learning_rate"]), int(row["seed"]), tuple(map(int, row["hidden"].split("-")))
        trainer = Trainer(recipe.changed(learning_rate=rate, hidden=hidden, seed=seed))
        trainer.train(20)
        test = trainer.evaluate_test()
        assert test is not None
        assert float(row["loss"]) == pytest.approx(trainer.loss, rel=1e-9)
        assert float(row["score"]) == trainer.evaluate().score
        assert float(row["test_loss"]) == pytest.approx(test.loss, rel=1e-9)
        assert (row["state"], row["epochs"], row["why"]) == ("done", "20", "")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.title)
def test_ready_made_questions(question: Question, terminal: Terminal, tmp_path: Path) -> None:
    """By their titles, without regard to case; of the data that they are about."""
    data = ["Digits", "--samples", 40] if question.title == "Convolution" else ["XOR"]
    asked = ["--question", question.title.upper(), "--epochs", 3, "--seeds", 1, "--out", tmp_path]
    code, lines, err = terminal("compare", "--dataset", *data, *asked)
    assert (code, err) == (0, "")
    assert len(lines[: lines.index("")]) == 1 + len(load_comparison(tmp_path / "comparison.json").variants)


def test_a_question_that_shows_little_says_of_what_it_shows_more(terminal: Terminal) -> None:
    """And is answered all the same; where it cannot be, that is all that is said."""
    code, lines, err = terminal(
        "compare", "--question", "hidden units", "--dataset", "Linear", "--epochs", 2, "--seeds", 1
    )
    assert (code, lines[0].split()[:2]) == (0, ["Hidden", "layers"])
    assert err == (
        "main.py compare: a remark: One straight boundary is enough for Linear: one unit will do. Ask it of XOR.\n"
    )
    code, lines, err = terminal("compare", "--question", "convolution")
    assert (code, lines) == (2, [])
    assert "Filters look at images, and XOR has none. Ask it of Shapes." in err


def test_a_question_and_another_factor_make_a_heat_map(terminal: Terminal) -> None:
    _, lines, _ = terminal("compare", "--question", "without activation", "--vary", "lr=0.1,1", "--epochs", 3)
    assert lines[0].startswith("Activation  Learning rate")
    assert lines.index("") == 1 + 2 * 2


def test_json_has_an_object_for_each_trial(terminal: Terminal) -> None:
    """And one for all of them; numbers as numbers, and null where there is none."""
    code, lines, _ = terminal("compare", "--vary", "lr=0.5,1", "--vary", "hidden=2,4x4", "--epochs", 9, "--json")
    *trials, last = map(strict, lines)
    assert code == 0
    assert len(trials) == 2 * 2 * 3
    assert [trials[0][name] for name in ("learning_rate", "hidden", "seed", "state", "epochs", "why")] == [
        0.5, "2", 0, "done", 9, "",
    ]  # fmt: skip
    assert trials[0]["test_accuracy"] is None
    assert last == {"trials": 12, "done": 12, "diverged": 0, "failed": 0, "cancelled": 0}


def test_numbers_are_judged_by_r2(terminal: Terminal) -> None:
    _, lines, _ = terminal("compare", "--dataset", "sine", "--output-activation", "linear", *SMALL)
    assert "R²" in lines[0]
    assert "%" not in "".join(lines)
    _, lines, _ = terminal("compare", "--dataset", "sine", "--output-activation", "linear", *SMALL, "--json")
    assert "r2" in strict(lines[0])


# -- files -------------------------------------------------------------------------------------------------------------


def test_out_writes_the_comparison_and_all_that_came_of_it(terminal: Terminal, tmp_path: Path) -> None:
    """The folder is made; the table is the printed one, the curves are those of the trials."""
    out = tmp_path / "new" / "folder"
    _, lines, _ = terminal("compare", *SMALL, "--out", out)
    assert sorted(os.listdir(out)) == FILES
    assert (out / "table.txt").read_text("utf-8").splitlines()[0] == lines[0]
    curves = rows(out / "curves.csv")
    assert len(curves) == 4 * 30
    trainer = Trainer(Recipe(learning_rate=0.5))
    trainer.train(30)
    first = [float(row["loss"]) for row in curves[:30]]
    assert first == pytest.approx(trainer.history.exact.tolist(), rel=1e-9)


def test_a_comparison_can_be_made_again_from_its_file(terminal: Terminal, tmp_path: Path) -> None:
    """The same recipe, values and seeds, and so the same numbers."""
    terminal("compare", *SMALL, "--vary", "optimizer=SGD,Adam", "--out", tmp_path / "one")
    code, _, err = terminal("compare", "--comparison", tmp_path / "one" / "comparison.json", "--out", tmp_path / "two")
    assert (code, err) == (0, "")
    first, second = (
        [{**row, "seconds": ""} for row in rows(tmp_path / name / "comparison.csv")] for name in ("one", "two")
    )
    assert first == second
    assert (tmp_path / "one" / "comparison.json").read_bytes() == (tmp_path / "two" / "comparison.json").read_bytes()


def test_what_is_there_is_not_overwritten_unless_forced(terminal: Terminal, tmp_path: Path) -> None:
    """It is refused before the training; other files are no obstacle."""
    (tmp_path / "notes.txt").write_text("mine")
    assert terminal("compare", *SMALL, "--out", tmp_path)[0] == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    code, lines, err = terminal("compare", "--vary", "lr=3", "--epochs", 2, "--out", tmp_path)
    assert (code, lines) == (2, [])
    assert "--force" in err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert terminal("compare", "--vary", "lr=3", "--epochs", 2, "--out", tmp_path, "--force")[0] == 0
    assert (tmp_path / "comparison.csv").read_bytes() != before["comparison.csv"]


def test_a_full_disk_loses_only_the_files(terminal: Terminal, tmp_path: Path) -> None:
    """No simulation: the system takes 2 KiB of each file and no more.  The table was printed before."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, limits[1]))
    try:
        code, lines, err = terminal("compare", *SMALL, "--out", tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert code == 1
    assert lines[0].startswith("Learning rate")
    assert err.count("\n") == 1
    assert "could not be written" in err
    assert sorted(os.listdir(tmp_path)) == ["comparison.csv", "comparison.json"]  # each of them whole


@pytest.mark.parametrize("folder", ["/dev/null", "/dev/null/folder", "/proc/folder"])
def test_an_unwritable_folder_is_found_before_the_training(folder: str, terminal: Terminal) -> None:
    code, lines, err = terminal("compare", "--vary", "lr=1,2", "--epochs", 10**9, "--out", folder)
    assert (code, lines) == (2, [])
    assert f"--out {folder}: the folder cannot be written" in err
    assert err.count("\n") == 1


def test_figures_are_drawn_when_all_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By whoever was handed in."""
    seen: list[tuple[Comparison, Sequence[Outcome], list[str]]] = []

    def draw(comparison: Comparison, outcomes: Sequence[Outcome], folder: Path) -> None:
        seen.append((comparison, outcomes, sorted(os.listdir(folder))))

    assert main(["compare", *map(str, SMALL), "--out", str(tmp_path)], draw) == 0
    ((comparison, outcomes, files),) = seen
    assert comparison == load_comparison(tmp_path / "comparison.json")
    assert len(outcomes) == 4
    assert files == FILES
    assert main(["compare", *map(str, SMALL)], draw) == 0
    assert len(seen) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("error", [ImportError("No module named 'PyQt5'"), OSError(28, "No space left on device"),
                                   RuntimeError()], ids=repr)  # fmt: skip
def test_without_figures_the_numbers_are_there(
    error: Exception, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence says that they were left out, and why; the exit code, too, unless nobody could expect them."""

    def draw(*_: object) -> None:
        raise error

    code = main(["compare", *map(str, SMALL), "--out", str(tmp_path)], draw)
    assert code == (0 if isinstance(error, ImportError) else 1)
    said = capsys.readouterr().err
    assert said.startswith("main.py compare: the figures were left out: ")
    assert said.count("\n") == 1
    assert sorted(os.listdir(tmp_path)) == FILES


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def test_when_all_diverge_the_exit_code_says_so(terminal: Terminal, tmp_path: Path) -> None:
    """What is known is written all the same; where only some do, the comparison was worth it."""
    rest = ["--epochs", 500, "--seeds", 1, *RUNAWAY[:4], "--seed", 1, "--out", tmp_path, "--force"]
    code, lines, err = terminal("compare", "--vary", "lr=1e6,1e7", *rest)
    assert (code, err) == (3, "")
    assert lines[1].endswith("0 of 1, 1 diverged")
    assert "smaller learning rate" in rows(tmp_path / "comparison.csv")[0]["why"]
    assert terminal("compare", "--vary", "lr=0.1,1e6", *rest)[0] == 0


def test_one_that_fails_is_a_row_and_a_sentence(terminal: Terminal, tmp_path: Path) -> None:
    """The others are there."""
    code, lines, err = terminal("compare", "--vary", "dataset=XOR,CSV file", "--epochs", 3, "--seeds", 1)
    assert code == 0
    assert lines[2].endswith("0 of 1, 1 failed")
    assert err.startswith("main.py compare: dataset CSV file, seed 0: ")
    assert err.count("\n") == 1


def test_when_all_fail_nothing_was_done(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadPoolExecutor(1) as executor:
        monkeypatch.setattr(console_compare, "Crew", lambda workers: Crew(1, executor))
    code, lines, err = terminal("compare", *SMALL, "--seeds", 1)
    assert code == 1
    assert lines[1].endswith("0 of 1, 1 failed")
    assert err.count("\n") == 2


def test_a_table_is_read_before_anything_is_trained(terminal: Terminal, tmp_path: Path) -> None:
    """What is wrong with it is bad usage, and what is in it decides how results are judged."""
    code, lines, err = terminal("compare", "--data", tmp_path / "none.csv", "--vary", "lr=1,2", "--epochs", 10**8)
    assert (code, lines) == (2, [])
    assert "none.csv" in err
    path = written(tmp_path, "x;y\n" + "\n".join(f"{k};{k * k / 10}" for k in range(20)))
    code, lines, err = terminal("compare", "--data", path, "--standardise", "--output-activation", "linear",
                                "--vary", "lr=0.01,0.1", "--epochs", 5)  # fmt: skip
    assert (code, err) == (0, "")
    assert "R²" in lines[0]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], ["nothing is varied", "--vary lr=0.01,0.1,1", "Hidden units"]),
        (["--vary", "lr"], ["lr", "NAME=VALUE"]),
        (["--vary", "lr=", "--epochs", "9"], ["NAME=VALUE"]),
        (["--vary", "leraning_rate=1"], ["leraning_rate", 'Did you mean "learning_rate"?']),
        (["--vary", "activation=sigmoit"], ["Sigmoid"]),
        (["--vary", "lr=1,x"], ["'x'", "0.0000001"]),
        (["--vary", "lr=" + ",".join(map(str, range(1, 200)))], ["199 values"]),
        (["--vary", "hidden=" + "9" * 5000], ["hidden layers"]),
        (["--vary", "lr=1", "--vary", "lr=2"], ["twice"]),
        (["--vary", "lr=1", "--vary", "bias=on", "--vary", "l2=0"], ["3 things"]),
        (["--vary", "lr=1,2", "--epochs", "0"], ["0 epochs"]),
        (["--vary", "seed=1,2"], ["seeds"]),
        (["--vary", "lr=1", "--seeds", "0"], ["--seeds", "'0'"]),
        (["--vary", "lr=1", "--seeds", "101"], ["101 seeds", "100"]),
        (["--vary", "lr=1", "--workers", "0"], ["--workers"]),
        (["--vary", "lr=1", "--workers", "1000000"], ["--workers 1,000,000", "64"]),
        (["--question", "hiden units"], ["hiden units", 'Did you mean "Hidden units"?']),
        (["--question", "x" * 100_000], ["Optimizers"]),
        (["--comparison", "/missing.json"], ["/missing.json", "no such file"]),
        (["--comparison", "/missing.json", "--vary", "lr=1"], ["--comparison", "all"]),
        (["--comparison", "/missing.json", "--lr", "0.5"], ["--comparison"]),
        (["--vary", "lr=1", "--unknown"], ["--unknown"]),
        (["--vary", "lr=1", "--lr", "x"], ["--lr"]),
        (["--vary", "lr=1\n2"], ["learning rate"]),
    ],
    ids=lambda each: " ".join(each)[:40],
)  # fmt: skip
def test_bad_usage_is_one_line(arguments: list[str], named: list[str], terminal: Terminal) -> None:
    """What was wrong and what is allowed, before anything is trained."""
    code, lines, err = terminal("compare", *arguments)
    assert (code, lines) == (2, [])
    assert err.startswith("main.py compare: ")
    assert err.count("\n") == 1
    assert len(err) < 1100
    assert all(each in err for each in named)


def test_ctrl_c_ends_it_with_what_is_known(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it comes: the table as far as it got, the files, a sentence, and the code of an interruption."""
    run, interrupts = Sweep.run, list[signal.Signals]()

    def interrupted(sweep: Sweep) -> Iterator[list[Outcome]]:
        for changed in run(sweep):
            if not interrupts:
                interrupts.append(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)
            yield changed

    monkeypatch.setattr(Sweep, "run", interrupted)
    code, lines, err = terminal("compare", "--vary", "lr=1,2", "--epochs", 10**8, "--seeds", 1, "--out", tmp_path)
    assert code == 130
    assert err == "main.py compare: stopped: 2 of 2 trials are not at their end.\n"
    assert lines[1].endswith("0 of 1, 1 cancelled")
    assert sorted(os.listdir(tmp_path)) == FILES
    assert int(rows(tmp_path / "comparison.csv")[0]["epochs"]) > 0


# -- as a process ------------------------------------------------------------------------------------------------------


def read_until(word: str, terminal: int) -> str:
    """What was written to a terminal until ``word`` came, or until nobody is left who could write it."""
    text = ""
    while word not in text:
        try:
            text += os.read(terminal, 1000).decode()
        except OSError:  # the other end is closed
            break
    return text


def test_ctrl_c_in_a_terminal_reaches_all_processes(tmp_path: Path) -> None:
    """Its bar is seen there.  The workers hear Ctrl+C too, and leave the answer to their parent."""
    terminal, their_end = pty.openpty()
    process = subprocess.Popen(
        command("compare", "--vary", "lr=1,2", "--epochs", 10**8, "--seeds", 1, "--out", tmp_path),
        stdout=subprocess.PIPE, stderr=their_end, start_new_session=True,
    )  # fmt: skip
    os.close(their_end)
    try:
        said = read_until(" left", terminal)
        os.killpg(process.pid, signal.SIGINT)
        said += read_until("nothing more", terminal)  # so nobody is left, of the workers neither
        out, _ = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        os.close(terminal)
    assert re.search(r"\[\.{10,}\] +0%, .* left", said)
    assert process.returncode == 130
    assert "\rmain.py compare: stopped: 2 of 2 trials are not at their end." in said
    assert "Traceback" not in said
    assert out.startswith(b"Learning rate")
    assert (tmp_path / "comparison.csv").exists()


WITHOUT_QT = """
import runpy, sys
sys.modules["PyQt5"] = None
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.parametrize("python", [[sys.executable], [sys.executable, "-c", WITHOUT_QT]], ids=["Qt", "no Qt"])
def test_figures_need_qt_and_no_screen(python: list[str], tmp_path: Path) -> None:
    """Where Qt is not installed, a sentence says that they were left out, and all else is there."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run([*python, *command("compare", *SMALL, "--out", tmp_path)[1:]], capture_output=True, text=True,
                          timeout=100, env=environment)  # fmt: skip
    assert done.returncode == 0
    assert done.stdout.startswith("Learning rate")
    assert {*FILES} <= {*os.listdir(tmp_path)}
    assert (tmp_path / "learning-curves.svg").exists() is (done.stderr == "") is (len(python) == 1)
    if len(python) > 1:
        assert done.stderr.startswith("main.py compare: the figures were left out: ")
        assert done.stderr.endswith("`python -m pip install -r requirements.txt` installs what they need.\n")
