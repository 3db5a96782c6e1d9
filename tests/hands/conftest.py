"""What the tests with hands share: windows on a real screen, and a hand on the mouse and the keyboard."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pytestqt.logging import _QtMessageCapture
from pytestqt.qtbot import QtBot

from tests.gui.conftest import old_look, open_window
from tests.hands.hand import Hand

__all__ = ["old_look", "open_window"]


@pytest.hookimpl(trylast=True)  # when those that nobody asked for are out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """To skip them would be green, and whoever asks for them by name wants to know."""
    asked = any(item.get_closest_marker("hands") for item in items)
    if asked and not (os.environ["QT_QPA_PLATFORM"] == "xcb" and os.environ.get("DISPLAY")):
        raise pytest.UsageError(
            "The tests with hands need an X screen with a window manager, and there is none: "
            "run them with `sh scripts/on-screen.sh python -m pytest -m hands`."
        )


@pytest.fixture
def hand(qtbot: QtBot) -> Hand:
    """Somebody's right hand."""
    return Hand(qtbot)


@pytest.fixture
def silence(hand: Hand, capfd: pytest.CaptureFixture[str], qtlog: _QtMessageCapture) -> Iterator[None]:
    """Nobody says a word on stderr while the test lasts: neither Python nor Qt nor the X server."""
    yield
    assert [str(each.message) for each in qtlog.records] == []
    assert capfd.readouterr().err == ""
