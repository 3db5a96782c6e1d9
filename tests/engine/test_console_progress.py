"""A line that says how far it is: only to people, never wider than the window, and gone when it is over."""

from __future__ import annotations

import io

import pytest

from engine import console_progress
from engine.console_progress import ProgressLine, duration


class Screen(io.StringIO):
    """A terminal of one line."""

    def isatty(self) -> bool:
        return True

    @property
    def line(self) -> str:
        """What is to be seen: what was written last over what was there before."""
        seen = ""
        for written in self.getvalue().split("\r"):
            seen = written + seen[len(written) :]
        return seen.rstrip()


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(console_progress, "EVERY", 0.0)


def test_it_shows_share_and_time(columns: None) -> None:
    screen = Screen()
    line = ProgressLine(screen)
    line.show(0.0, None)
    assert screen.line == f"[{'.' * 40}]   0%"
    line.show(0.5, 75)
    bar = 60 - 5 - len(" 50%, 1 min 15 s left")
    assert screen.line == f"[{'#' * (bar // 2)}{'.' * (bar - bar // 2)}]  50%, 1 min 15 s left"
    line.show(1.0, 0)
    assert screen.line == f"[{'#' * 40}] 100%, 0 s left"


def test_nothing_of_it_stays(columns: None) -> None:
    """A shorter text leaves no letters of a longer one, and what follows begins at the left."""
    screen = Screen()
    line = ProgressLine(screen)
    line.clear()
    assert screen.getvalue() == ""
    line.show(0.1, 40_000)
    line.show(0.9, 1)
    assert "h" not in screen.line
    line.clear()
    assert screen.line == ""
    assert screen.getvalue().endswith("\r")


@pytest.mark.parametrize("width", [1, 10, 30, 1000])
def test_it_fits_any_window(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that wraps would be left behind at every step; of a window too narrow for any line, nothing is asked."""
    monkeypatch.setenv("COLUMNS", str(width))
    screen = Screen()
    ProgressLine(screen).show(0.3, 3)
    assert len(screen.line) < max(width, 25)
    assert "30%" in screen.line


def test_it_is_for_people_only() -> None:
    """In a file it would be rubbish."""
    stream = io.StringIO()
    line = ProgressLine(stream)
    line.show(0.5, 1)
    line.clear()
    assert stream.getvalue() == ""


def test_it_is_not_written_more_often_than_anybody_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_progress, "EVERY", 1000.0)
    screen = Screen()
    line = ProgressLine(screen)
    for k in range(100):
        line.show(k / 100, None)
    assert screen.getvalue().count("\r") == 1


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (3599.7, "1 h 0 min"),
     (7500, "2 h 5 min"), (3.6e6, "1,000 h 0 min")],
)  # fmt: skip
def test_a_time_is_said_as_people_say_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


