"""`check-gradients` and `check-mine` in the terminal: tables, sentences and exit codes."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine import ACTIVATIONS, Recipe, Record
from engine.activations import Tanh
from engine.console_checks import WIDTH
from tests.engine.numeric import Array
from tests.engine.terminals import ROOT, Terminal, command

EXAMPLE = ROOT / "assets" / "examples" / "my_lab.py"


def test_check_gradients_prints_a_table_and_what_it_means(terminal: Terminal) -> None:
    """A row for each array of the default network, then the sentence and the note on h."""
    code, lines, err = terminal("check-gradients")
    assert (code, err) == (0, "")
    rows = [line.split() for line in lines[1:7]]
    assert [row[0] for row in rows] == ["W₁", "b₁", "W₂", "b₂", "W₃", "b₃"]
    assert [row[1] for row in rows] == ["8", "4", "16", "4", "4", "1"]
    assert all(float(row[2]) < 1e-6 for row in rows)
    assert all(row[4] == "in" and row[5].startswith(f"{row[0]}[") for row in rows)
    assert all(float(row[-4]) == pytest.approx(float(row[-3]), rel=1e-6) for row in rows)
    assert all(row[-2:] == ["0", "agrees"] for row in rows)
    text = " ".join(lines)
    assert "Backpropagation is right: all 37 gradients agree." in text
    assert "h = 1e-05" in text
    assert max(len(line) for line in lines[8:]) <= WIDTH


def test_check_gradients_takes_a_recipe_and_its_options(terminal: Terminal, tmp_path: Path) -> None:
    """A file, and options beside it; kinks are counted and explained."""
    Recipe(hidden=(5,), bias=False).save(tmp_path / "recipe.json")
    _, lines, _ = terminal("check-gradients", "--recipe", tmp_path / "recipe.json")
    assert [line.split()[0] for line in lines[1:3]] == ["W₁", "W₂"]
    assert lines[3] == ""
    _, lines, _ = terminal("check-gradients", "--activation", "relu", "--hidden", 4)
    assert lines[2].split() == ["b₁", "4", "4", "all", "at", "kinks"]
    assert "4 parameters were left out at a kink" in " ".join(lines)


@pytest.mark.usefixtures("restored_registries")
def test_check_gradients_fails_where_one_differs(terminal: Terminal) -> None:
    """Exit code 1, for scripts."""

    @ACTIVATIONS.register("Wrong")
    class Wrong(Tanh):
        def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
            super().record_slope(z, a, slope, do)
            do("slope = 1.01 slope", np.multiply, slope, np.array(1.01), out=slope)

    code, lines, err = terminal("check-gradients", "--activation", "wrong", "--hidden", 3)
    assert (code, err) == (1, "")
    assert lines[1].endswith("differs")
    assert "Backpropagation is wrong in W₁ and b₁" in " ".join(lines)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["check-gradients", "--loss", "bce", "--output-activation", "linear"], 1, "The loss is nan"),
        (["check-gradients", "--recipe", "nowhere.json"], 2, "no such file"),
        (["check-gradients", "--lr", "x"], 2, "`main.py check-gradients --help` lists what is allowed"),
        (["check-mine"], 2, "my_lab.py"),
        (["check-mine", "nowhere.py"], 2, "nowhere.py: there is no such file"),
        (["check-mine", str(EXAMPLE), "--timeout", "0"], 2, "'0' is not a number of seconds"),
        (["check-mine", str(EXAMPLE), "--hidden", "500", "500"], 2, "Take a smaller one"),
    ],
    ids=["no loss", "no recipe", "no number", "no module", "no file", "no time", "too large"],
)  # fmt: skip
def test_complaints_are_one_line(terminal: Terminal, arguments: list[str], code: int, words: str) -> None:
    """On the standard error, and nothing on the standard output."""
    found, lines, err = terminal(*arguments)
    assert (found, lines) == (code, [])
    assert words in err
    assert err.count("\n") == 1


def test_check_mine_passes_the_example(terminal: Terminal) -> None:
    """What was compared, how it was understood, a row for each quantity with the person's own name, and the result."""
    code, lines, err = terminal("check-mine", EXAMPLE)
    assert (code, err) == (0, "")
    assert lines[0].startswith("my_lab.py beside the engine: the network 2-4-4-1, Sigmoid")
    assert lines[1] == "understood as samples as rows, z = x W + b"
    assert "∂L/∂W₂       dW[1]  agrees" in lines
    assert "it is right" in lines[-2] + lines[-1]


def test_check_mine_fails_a_mistake(terminal: Terminal, tmp_path: Path) -> None:
    """Exit code 1, the first difference in words."""
    path = tmp_path / "wrong.py"
    path.write_text(EXAMPLE.read_text(encoding="utf-8").replace("* a1 * (1 - a1)", ""), encoding="utf-8")
    code, lines, _ = terminal("check-mine", path)
    assert code == 1
    assert "δ₁ = ∂L/∂z₁  dz[0]  differs" in lines
    assert "the slope σ′(z₁) is missing" in " ".join(lines)


def test_help_says_that_it_runs_the_file(terminal: Terminal) -> None:
    """The one command that runs somebody's code says so."""
    _, lines, _ = terminal("check-mine", "--help")
    assert "Your module is run as code" in " ".join(" ".join(lines).split())


def test_ctrl_c_ends_the_module_too(tmp_path: Path) -> None:
    """The module's own process does not outlive the command."""
    path, sign = tmp_path / "endless.py", tmp_path / "running"
    os.mkfifo(sign)
    source = f"import os\nopen({str(sign)!r}, 'w').write(str(os.getpid()))\nwhile True: pass\n"
    path.write_text(source, encoding="utf-8")
    process = subprocess.Popen(
        command("check-mine", path, "--timeout", 100), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    module = int(sign.read_text())  # a pipe: this waits until the module has written
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")
    with pytest.raises(ProcessLookupError):
        os.kill(module, 0)  # asks whether it is there
