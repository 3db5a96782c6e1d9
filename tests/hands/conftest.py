"""What the tests with hands share: windows on a real screen, and a hand on the mouse and the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt5.QtGui import QGuiApplication
from pytestqt.logging import _QtMessageCapture
from pytestqt.qtbot import QtBot

from tests.gui.conftest import open_window
from tests.hands.hand import Hand

__all__ = ["open_window"]


@pytest.fixture
def hand(qtbot: QtBot) -> Hand:
    """Somebody's right hand."""
    if QGuiApplication.platformName() != "xcb":
        pytest.skip("needs an X screen: scripts/on-screen.sh")
    return Hand(qtbot)


@pytest.fixture
def silence(hand: Hand, capfd: pytest.CaptureFixture[str], qtlog: _QtMessageCapture) -> Iterator[None]:
    """Nobody says a word on stderr while the test lasts: neither Python nor Qt nor the X server."""
    yield
    assert [str(each.message) for each in qtlog.records] == []
    assert capfd.readouterr().err == ""
