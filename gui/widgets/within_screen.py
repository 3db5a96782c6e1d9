"""A window that is opened is no larger than the screen that it opens on, its frame included."""

from __future__ import annotations

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QWidget

FRAME = QSize(16, 48)  # pixels that a desktop may draw around a window: edges, and a bar with its title


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """So large, or as large as the screen of the window's parent has room for."""
    parent = window.parentWidget()
    screen = parent.screen() if parent is not None else QGuiApplication.primaryScreen()
    wanted = QSize(width, height)
    window.resize(wanted if screen is None else wanted.boundedTo(screen.availableGeometry().size() - FRAME))
