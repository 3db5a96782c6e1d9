"""The application as a person sees it, and cards on its screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PyQt5.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT, apply

Put = Callable[[QWidget, int, int], None]


@pytest.fixture(autouse=True)
def _in_its_own_look(qapp: QApplication) -> Iterator[None]:
    before = qapp.styleSheet(), qapp.font(), qapp.palette()
    apply(qapp, LIGHT)
    yield
    qapp.setStyleSheet(before[0])
    qapp.setFont(before[1])
    qapp.setPalette(before[2])


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
