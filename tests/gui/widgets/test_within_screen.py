"""Windows are no larger than their screen, and as large as they want to be where there is room."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QRect, QSize
from PyQt5.QtGui import QScreen
from PyQt5.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.within_screen import FRAME, resize_within_screen


@pytest.mark.parametrize("has_parent", [True, False])
@pytest.mark.parametrize(
    ("screen", "size"),
    [
        (QSize(1920, 1040), QSize(1120, 720)),
        (QSize(1280, 720), QSize(1120, 720 - FRAME.height())),
        (QSize(1024, 600), QSize(1024, 600) - FRAME),
    ],
)
def test_a_window_has_room_on_its_screen_with_its_frame(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, screen: QSize, size: QSize, has_parent: bool
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda self: QRect(0, 30, screen.width(), screen.height()))
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = QDialog(parent if has_parent else None)
    qtbot.addWidget(dialog)
    resize_within_screen(dialog, 1120, 720)
    assert dialog.size() == size
