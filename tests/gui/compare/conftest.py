"""The application as a person sees it, and cards on its screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

Put = Callable[[QWidget, int, int], None]


@pytest.fixture(autouse=True)
def _in_its_own_look(light_look: None) -> None:
    """The application as a person sees it."""


@pytest.fixture
def put(qtbot: QtBot) -> Put:
    """Puts a widget on the screen; it is kept until the test is over."""
    kept: list[QWidget] = []

    def put(widget: QWidget, width: int = 640, height: int = 400) -> None:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()

    return put
