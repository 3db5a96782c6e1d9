"""The tests with hands, seen from outside: asked for where nobody could do them, they say so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def ask(*arguments: str, **around: str) -> subprocess.CompletedProcess[str]:
    """pytest on the folder of the tests with hands, in these surroundings."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *arguments, "tests/hands"]
    environment = {**os.environ, "DISPLAY": "", **around}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("platform", ["offscreen", "xcb"])
def test_without_a_screen_they_fail_in_a_sentence(platform: str) -> None:
    """A skipped test is green, and Qt itself would abort on a screen that is not there."""
    asked = ask("-m", "hands", QT_QPA_PLATFORM=platform)
    assert asked.returncode == pytest.ExitCode.USAGE_ERROR
    assert "need an X screen" in asked.stderr
    assert "scripts/on-screen.sh" in asked.stderr


def test_whoever_does_not_ask_for_them_needs_no_screen() -> None:
    asked = ask(QT_QPA_PLATFORM="offscreen")
    assert asked.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
    assert asked.stderr == ""


def test_with_a_screen_they_are_there() -> None:
    asked = ask("-m", "hands", QT_QPA_PLATFORM="xcb", DISPLAY=":0")
    assert asked.returncode == pytest.ExitCode.OK
    assert "test_a_first_start" in asked.stdout
