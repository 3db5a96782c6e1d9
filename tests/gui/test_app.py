"""The program around the window: its command line, Ctrl+C, and that nothing which goes wrong ends it or loses a run."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import QSettings, QTimer
from PyQt5.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.storage import load_run
from engine.trainer import Trainer
from gui.app import Guard
from gui.main_window import MainWindow
from gui.session import State
from gui.settings import Settings
from tests.gui.conftest import OpenWindow
from tests.gui.sitting import assert_same_run, epoch, trained, updates, wait_until

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = Recipe(epochs=0)


# -- whatever goes wrong ----------------------------------------------------------------------------------------------


@pytest.fixture
def guarded(open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window under the guard, which takes the place of pytest's own hooks meanwhile; it is training."""
    window = open_window(Settings(None, tmp_path / "kept" / "last-run.npz"), ENDLESS)
    monkeypatch.setattr(faulthandler, "enable", lambda: None)  # pytest has enabled it already
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    Guard(window).install()
    window.session.train()
    return window


def fail() -> None:
    raise ZeroDivisionError("made up")


def assert_rescued(window: MainWindow, qtbot: QtBot, errors: str) -> None:
    """The window says what happened, the run is on the disk, and the training can go on."""
    wait_until(qtbot, lambda: "Something went wrong" in window.message.text())
    assert "ZeroDivisionError: made up" in window.message.text()
    assert window.isVisible()
    path = window.settings.last_run
    assert path is not None
    wait_until(qtbot, path.exists)
    run = load_run(path)
    assert run.updates > 0
    assert_same_run(run, trained(Trainer(ENDLESS), run.updates))
    assert "Traceback" in errors
    assert "made up" in errors
    window.session.train()
    seen = epoch(window.session)
    wait_until(qtbot, lambda: epoch(window.session) > seen)


def wait_for_training(window: MainWindow, qtbot: QtBot) -> None:
    wait_until(qtbot, lambda: epoch(window.session) > 20)


def test_an_exception_in_the_window_is_told_of(
    guarded: MainWindow, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """PyQt would end the program."""
    wait_for_training(guarded, qtbot)
    QTimer.singleShot(0, fail)
    wait_until(qtbot, lambda: guarded.message.text() != "")
    assert_rescued(guarded, qtbot, capsys.readouterr().err)


def test_an_exception_in_a_thread_of_pythons_is_told_of(
    guarded: MainWindow, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    wait_for_training(guarded, qtbot)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    wait_until(qtbot, lambda: guarded.message.text() != "")
    assert_rescued(guarded, qtbot, capsys.readouterr().err)


def test_an_exception_in_the_training_is_told_of(
    guarded: MainWindow, qtbot: QtBot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the training thread to the window, and to the disk."""
    wait_for_training(guarded, qtbot)
    with monkeypatch.context() as patched:
        patched.setattr(Trainer, "advance", lambda *_: fail())
        wait_until(qtbot, lambda: guarded.session.state is State.FAILED)
        wait_until(qtbot, lambda: "Something went wrong" in guarded.message.text())
    assert_rescued(guarded, qtbot, capsys.readouterr().err)


def test_the_details_can_be_copied(guarded: MainWindow, qtbot: QtBot, qapp: QApplication) -> None:
    QTimer.singleShot(0, fail)
    wait_until(qtbot, lambda: guarded.message.text() != "")
    button = guarded.findChild(QPushButton, "messageAction")
    assert button is not None
    assert button.text() == "Copy Details"
    button.click()
    clipboard = qapp.clipboard()
    assert clipboard is not None
    assert clipboard.text().startswith("Traceback")
    assert "in fail" in clipboard.text()


def test_a_run_that_cannot_be_rescued_is_told_of(guarded: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("no folder")
    QTimer.singleShot(0, fail)
    wait_until(qtbot, lambda: "The run could not be kept" in guarded.message.text())
    assert "Save it in another place" in guarded.message.text()


# -- as a program of its own ------------------------------------------------------------------------------------------


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """A home and a place for temporary files of its own, and no screen."""
    around = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "error"}
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "TMPDIR"):
        folder = tmp_path / name.lower()
        folder.mkdir(mode=0o700)
        around[name] = str(folder)
    return around


def program(arguments: list[str], around: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_screen_there_is_a_sentence(surroundings: dict[str, str]) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        surroundings.pop(name, None)
    result = program([], surroundings)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "needs a screen" in result.stderr
    assert "main.py train" in result.stderr


@pytest.mark.parametrize("content", [None, '{"format": "backprop-lab/recipe", "version": 1, "dataset": "Mars"}'])
def test_a_recipe_of_no_use_gets_a_sentence(surroundings: dict[str, str], tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "mine.json"
    if content is not None:
        file.write_text(content)
    result = program(["--recipe", str(file)], surroundings)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert str(file) in result.stderr
    assert ("no such file" if content is None else "Mars") in result.stderr


DRIVER = """
import sys
from PyQt5.QtCore import QTimer
import gui.app
import main

class Window(gui.app.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.said = False
        self.session.set_speed(float("inf"))
        self.session.run_began.connect(lambda _: QTimer.singleShot(0, self.train))
        self.session.pictured.connect(self.tell)

    def tell(self, snapshot, _):
        if snapshot.epoch > 50 and not self.said:
            self.said = True
            if "--stumble" in sys.argv:
                QTimer.singleShot(0, self.stumble)
            else:
                print(self.session.recipe.seed, self.theme.name, flush=True)

    def stumble(self):
        QTimer.singleShot(0, lambda: print(self.message.text(), flush=True))
        raise ZeroDivisionError("made up")

gui.app.MainWindow = Window
sys.exit(main.main([each for each in sys.argv[1:] if each != "--stumble"]))
"""


def start(arguments: list[str], around: dict[str, str]) -> subprocess.Popen[str]:
    """The program, with somebody at the window who trains at once and tells when the epochs are seen to advance."""
    command = [sys.executable, "-c", DRIVER, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=around, stdout=pipe, stderr=pipe, text=True)


def told(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline()


def kept(around: dict[str, str]) -> Path:
    (path,) = Path(around["XDG_DATA_HOME"]).rglob("last-run.npz")
    return path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_closes_the_window_and_keeps_the_run(
    surroundings: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    """In the middle of training, without a word on stderr, and without a temporary file that stays."""
    file = tmp_path / "mine.json"
    replace(ENDLESS, seed=7).save(file)
    running = start(["--recipe", str(file)], surroundings)
    try:
        assert told(running).split()[0] == "7"
        running.send_signal(number)
        _, errors = running.communicate(timeout=30)
    finally:
        running.kill()
    assert running.returncode == 0
    assert [line for line in errors.splitlines() if "This plugin does not support" not in line] == []
    run = load_run(kept(surroundings))
    assert run.updates > 50
    assert run.recipe.seed == 7
    assert list(Path(surroundings["TMPDIR"]).iterdir()) == []


def test_the_program_survives_an_exception(surroundings: dict[str, str]) -> None:
    """PyQt would end it with "Aborted"; the guard is there from the start."""
    running = start(["--stumble"], surroundings)
    try:
        assert "ZeroDivisionError: made up" in told(running)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=30)
    finally:
        running.kill()
    assert running.returncode == 0
    assert "Traceback" in errors
    assert kept(surroundings).exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the settings are in no file")
def test_settings_can_be_reset(surroundings: dict[str, str]) -> None:
    """What is remembered is used at the next start, and forgotten when that is asked for."""
    file = Path(surroundings["XDG_CONFIG_HOME"]) / "backprop-lab" / "Backprop Lab.conf"
    store = Settings(QSettings(str(file), QSettings.Format.IniFormat))
    store.remember("theme", "dark")
    store.remember("recipe", replace(ENDLESS, seed=9))
    del store  # writes the file
    for arguments, seen in (([], "9 dark"), (["--reset-settings"], "0 light")):
        running = start(arguments, surroundings)
        try:
            assert told(running).strip() == seen
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=30)
        finally:
            running.kill()


def test_a_window_under_the_guard_is_one_like_any_other(guarded: MainWindow, qtbot: QtBot) -> None:
    wait_for_training(guarded, qtbot)
    assert updates(guarded.session) > 0
    assert guarded.message.text() == ""
