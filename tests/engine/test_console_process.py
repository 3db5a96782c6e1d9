"""The terminal as a process: Ctrl+C, readers that go away, full disks and old code pages."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from engine import Trainer, load_run
from tests.engine.terminals import Terminal, command, losses_in


def test_ctrl_c_ends_a_run_without_end_with_its_results(tmp_path: Path) -> None:
    """``--epochs 0`` trains until then: exit code 0, the last losses, the accuracy and the files."""
    process = subprocess.Popen(
        command("train", "--epochs", 0, "--print-every", 100, "--out", tmp_path),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert err == ""
    lines = [first.strip(), *out.splitlines()]
    assert lines[0].startswith("epoch 100 loss : ")
    run = load_run(tmp_path / "run.npz")
    assert list(losses_in(lines))[-1] == run.history.epochs
    assert lines[-1].startswith("accuracy : ")


def test_ctrl_c_ends_a_run_with_an_end_too(tmp_path: Path) -> None:
    """But the exit code says that it was not reached."""
    process = subprocess.Popen(
        command("train", "--epochs", 1_000_000_000, "--print-every", 100, "--out", tmp_path),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out.splitlines()[-1].startswith("accuracy : ")
    assert "Traceback" not in err
    assert load_run(tmp_path / "run.npz").updates >= 100


@pytest.mark.parametrize("interrupted_at", [1, 3, 9])
def test_an_interrupt_within_an_epoch_prints_no_epoch_twice(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, interrupted_at: int
) -> None:
    """Wherever it comes in an epoch of many batches; and no epoch 0, which has no loss."""
    advance, calls = Trainer.advance, []

    def interrupting(trainer: Trainer, updates: int) -> None:
        advance(trainer, 1)  # one at a time, so that the interrupt comes within an epoch
        calls.append(updates)
        if len(calls) == interrupted_at:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Trainer, "advance", interrupting)
    code, lines, _ = terminal("train", "--epochs", 0, "--print-every", 1, "--batch-size", 5)
    printed = [line for line in lines if line.startswith("epoch")]
    assert code == 0
    assert [int(line.split()[1]) for line in printed] == list(range(1, interrupted_at // 5 + 1))


def test_files_are_written_although_nobody_reads_the_output(tmp_path: Path) -> None:
    """``main.py train --out folder | head -1``: the reader goes, the results stay."""
    process = subprocess.Popen(
        command("train", "--epochs", 3000, "--print-every", 1, "--out", tmp_path),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
    assert err == ""
    assert load_run(tmp_path / "run.npz").history.epochs == 3000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs an output that is full")
def test_a_full_output_is_one_sentence_and_the_files_are_written(tmp_path: Path) -> None:
    """``main.py train > report.txt`` on a full disk."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command("train", "--epochs", 3, "--out", tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no space left on device" in done.stderr
    assert load_run(tmp_path / "run.npz").history.epochs == 3


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
@pytest.mark.parametrize(
    "arguments", [["optimizers"], ["activations"], ["train", "--help"], ["train", "--lr", "ρ"]], ids=str
)
def test_old_code_pages_print_what_they_can(encoding: str, arguments: list[str]) -> None:
    """A terminal or a redirected output on Windows may know no Greek letters: they are replaced, nothing breaks."""
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    done = subprocess.run(command(*arguments), capture_output=True, env=environment, timeout=60)
    assert done.returncode == (2 if "ρ" in arguments else 0)
    assert b"Traceback" not in done.stderr
