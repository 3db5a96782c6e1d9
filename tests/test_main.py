"""The door: the terminal never opens Qt, wherever it is called from, and every way out has its exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.console import COMMANDS, LISTINGS
from main import TERMINAL_COMMANDS

MAIN = Path(__file__).parents[1] / "main.py"
SLIDE = MAIN.parent / "assets" / "recipes" / "lab-slide.json"


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(MAIN), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=100, check=False)


@pytest.mark.parametrize(
    "arguments",
    [["train", "--epochs", "2"], ["train", "--help"], ["train", "--lr", "x"], ["optimizers"], ["check-gradients"],
     ["compare", "--vary", "lr=1", "--epochs", "2"]],
    ids=str,
)
def test_qt_is_not_even_imported_in_the_terminal(arguments: list[str]) -> None:
    """Training on a server without a screen, or without Qt, is nobody's business but numpy's."""
    program = (
        "import runpy, sys\n"
        "sys.argv = sys.argv[1:]\n"
        "try:\n"
        "    runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit:\n"
        "    pass\n"
        "print('imported:', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    command = [sys.executable, "-c", program, str(MAIN), *arguments]
    out = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True).stdout
    modules = set(out.splitlines()[-1].split()[1:])
    assert {"numpy", "engine"} <= modules
    assert not modules & {"PyQt5", "pyqtgraph", "gui", "sip"}


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    """Also with a path to it, as a shortcut on the desktop has."""
    done = run("train", "--epochs", "1", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("epoch 1 loss : ")


def test_exit_codes() -> None:
    """0 done, 2 bad usage, 3 diverged: scripts can tell them apart."""
    runaway = ["--activation", "relu", "--output-activation", "linear", "--lr", "1e6"]
    assert run("train", "--epochs", "1").returncode == 0
    assert run("losses").returncode == 0
    assert run("train", "--epochs", "-1").returncode == 2
    assert run("losses", "extra").returncode == 2
    assert run("train", "--epochs", "1000", *runaway).returncode == 3


def test_the_terminals_commands_are_the_engines() -> None:
    """The door lists them without importing the engine: the two lists must agree."""
    assert set(TERMINAL_COMMANDS) == {*COMMANDS, *LISTINGS}


@pytest.mark.parametrize(
    "command", [["optimizers"], ["train", "--epochs", "2000", "--print-every", "1"]], ids=lambda command: command[0]
)
def test_a_reader_that_goes_away_is_no_error(command: list[str]) -> None:
    """``| head -0``: no traceback and no complaint, at once or at the end."""
    process = subprocess.Popen(
        [sys.executable, str(MAIN), *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert err == ""


def test_the_labs_slide_learns_in_the_terminal() -> None:
    """No bias, and sigmoid everywhere: at least 90 %."""
    last = run("train", "--recipe", str(SLIDE)).stdout.splitlines()[-1]
    assert float(last.removeprefix("accuracy : ").removesuffix("%")) >= 90


def test_warnings_are_not_shown_to_people() -> None:
    """A whole run under Python's strictest eyes prints nothing on stderr."""
    command = [
        sys.executable,
        "-W",
        "error",
        str(MAIN),
        "train",
        "--epochs",
        "20",
        "--activation",
        "relu",
        "--loss",
        "bce",
    ]
    done = subprocess.run(
        [*command, "--test-fraction", "0.2"], capture_output=True, text=True, timeout=100, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
