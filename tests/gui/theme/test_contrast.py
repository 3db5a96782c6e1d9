"""The contrast of colours is the standard's, and whatever is written on a colour of the diverging map can be read."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtGui import QColor

from gui.theme import DARK, LIGHT, Theme, diverging_map, ink_colours
from gui.theme.contrast import READABLE, contrast

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
WHITE = np.array([255, 255, 255])


@pytest.mark.parametrize(
    ("colour", "against_white"),
    [("#FFFFFF", 1.0), ("#FF0000", 4.0), ("#00FF00", 1.37), ("#0000FF", 8.59), ("#777777", 4.48), ("#000000", 21.0)],
)
def test_contrast_is_that_of_the_standard(colour: str, against_white: float) -> None:
    """Values that are known, whichever of the two is brighter; #777777 just fails."""
    paint = np.array(QColor(colour).getRgb()[:3])
    assert contrast(paint, WHITE) == pytest.approx(against_white, abs=0.005)
    assert contrast(WHITE, paint) == contrast(paint, WHITE)


@THEMES
def test_numbers_can_be_read_on_every_colour(theme: Theme) -> None:
    """All over the map, from the strongest orange to the strongest blue."""
    inks = np.array([QColor(ink).getRgb()[:3] for ink in ink_colours(theme)])
    assert inks.shape == (256, 3)
    assert contrast(inks, diverging_map(theme)[:, :3]).min() >= READABLE


@THEMES
def test_the_themes_own_text_comes_first(theme: Theme) -> None:
    """Black and white stand in only where it would not do."""
    text = np.array(QColor(theme.text).getRgb()[:3])
    would_do = contrast(text, diverging_map(theme)[:, :3]) >= READABLE
    assert [ink == theme.text for ink in ink_colours(theme)] == would_do.tolist()
