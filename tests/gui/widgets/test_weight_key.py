"""The key to the weights: its ends are the scale's, and its colours those of the edges."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, Theme
from gui.widgets.ranges import round_above
from gui.widgets.weight_key import WeightKey


@pytest.mark.parametrize(
    ("greatest", "text"),
    [(0.1, "0.10"), (0.14, "0.15"), (0.9, "1.0"), (1.4, "1.5"), (14, "15"), (1234, "1,500"), (2e9, "2.0·10⁹")],
)
def test_the_ends_are_written_as_people_write_them(qtbot: QtBot, greatest: float, text: str) -> None:
    """With the two figures that a round number has."""
    key = WeightKey(LIGHT)
    qtbot.addWidget(key)
    key.set_end(round_above(greatest))
    assert key._end == text


def test_the_key_is_as_wide_as_it_needs_to_be(qtbot: QtBot) -> None:
    """And asks for room only when its text becomes another."""
    key = WeightKey(LIGHT)
    qtbot.addWidget(key)
    key.set_end(1.0)
    narrow = key.sizeHint().width()
    key.set_end(1500.0)
    assert key.sizeHint().width() > narrow + 10


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_orange_is_at_the_left_and_blue_at_the_right(qtbot: QtBot, theme: Theme) -> None:
    """Strong at the ends, pale in the middle, after the word that says what it is about."""
    key = WeightKey(LIGHT)
    qtbot.addWidget(key)
    key.set_end(2.0)
    key.set_theme(theme)
    key.setStyleSheet(f"background: {theme.card}")
    key.resize(key.sizeHint())
    image = key.grab().toImage()
    row = [image.pixelColor(x, image.height() // 2) for x in range(image.width())]
    colours = np.array([[colour.red(), colour.green(), colour.blue()] for colour in row])
    orange, blue = (QColor(end) for end in (theme.negative, theme.positive))
    away = [np.abs(colours - [end.red(), end.green(), end.blue()]).sum(axis=1).argmin() for end in (orange, blue)]
    assert image.width() / 3 < away[0] < away[1] - 40 < image.width()
    card = np.array([QColor(theme.card).red(), QColor(theme.card).green(), QColor(theme.card).blue()])
    middle = colours[(away[0] + away[1]) // 2]
    assert np.abs(middle - card).sum() < np.abs(colours[away[0]] - card).sum() / 2
