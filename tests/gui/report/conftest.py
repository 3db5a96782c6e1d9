"""What the tests of the report share."""

from __future__ import annotations

import pytest
from PyQt5.QtWidgets import QApplication

from gui.theme import load_fonts


@pytest.fixture(autouse=True)
def _fonts(qapp: QApplication) -> None:
    load_fonts()
