"""Made-up moments of a run, for the pictures to show."""

from __future__ import annotations

import pytest
from PyQt5.QtWidgets import QApplication

from gui.theme import load_fonts
from tests.gui.panels.conftest import make_images, make_points, make_snapshot

__all__ = ["make_images", "make_points", "make_snapshot"]


@pytest.fixture(autouse=True)
def _fonts(qapp: QApplication) -> None:
    load_fonts()
