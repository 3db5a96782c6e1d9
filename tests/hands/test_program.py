"""The program in a process of its own: opened by its command, used by its keys, closed by the window manager."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PyQt5.QtCore import QProcess
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.storage import load_run
from tests.gui.sitting import wait_until
from tests.hands.hand import Hand

pytestmark = pytest.mark.hands

ROOT = Path(__file__).resolve().parents[2]


def title(qtbot: QtBot) -> str:
    """Of the window that has the keyboard, as the window manager knows it."""
    asked = QProcess()
    with qtbot.waitSignal(asked.finished):
        asked.start("xdotool", ["getactivewindow", "getwindowname"])
    return bytes(asked.readAllStandardOutput()).decode().strip()


def test_the_program_from_its_start_to_its_end(hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    """Train, save under a name, train on, and close in the middle: the file and the run that was kept are both there,
    and not a word on stderr."""
    recipe, mine = tmp_path / "endless.json", tmp_path / "mine.npz"
    Recipe(epochs=0).save(recipe)
    around = {**os.environ, "PYTHONWARNINGS": "error"}
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        around[name] = str(tmp_path / name.lower())
        Path(around[name]).mkdir(mode=0o700)
    command = [sys.executable, "main.py", "--recipe", str(recipe)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=around, stdout=pipe, stderr=pipe, text=True) as running:
        try:
            wait_until(qtbot, lambda: title(qtbot) == "XOR – Backprop Lab")
            hand.presses("ctrl+Return")
            hand.presses("ctrl+s")
            wait_until(qtbot, lambda: title(qtbot) == "Save the run")
            hand.presses("ctrl+a")
            hand.types(str(mine))
            hand.presses("Return")
            wait_until(qtbot, mine.exists)
            wait_until(qtbot, lambda: title(qtbot) == "mine.npz – Backprop Lab")
            hand.presses("alt+F4")
            output, errors = running.communicate(timeout=30)
        finally:
            running.kill()
    assert running.returncode == 0
    assert (output, errors) == ("", "")
    saved = load_run(mine)
    (kept,) = Path(around["XDG_DATA_HOME"]).rglob("last-run.npz")
    assert 0 < saved.updates < load_run(kept).updates
