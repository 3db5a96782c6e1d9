"""The colours of variants can be told from one another, whoever looks."""

from __future__ import annotations

import numpy as np
import pytest

from gui.compare.palette import ON_LIGHT, variant_colour, variant_dashes, variant_pen
from gui.theme import DARK, LIGHT, Theme
from tests.gui.test_theme import SIGHTS, contrast, oklab

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


@THEMES
@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_of_eight_look_alike(theme: Theme, sight: str) -> None:
    """Not for colour-blind people either."""
    colours = oklab(tuple(variant_colour(k, theme) for k in range(8)), sight)
    apart = np.linalg.norm(colours[:, np.newaxis] - colours, axis=2)
    assert apart[np.triu_indices(8, 1)].min() > 0.1  # 0.02 is just seen


@THEMES
def test_each_stands_out_from_the_card(theme: Theme) -> None:
    """As much as the standard for accessible pages asks of lines, and none is a class's own colour."""
    assert all(contrast(variant_colour(k, theme), theme.card) >= 2.95 for k in range(8))
    assert not {variant_colour(k, theme) for k in range(8)} & set(theme.classes)


def test_later_ones_have_dashes() -> None:
    """The ninth has the colour of the first, and is not the same line."""
    looks = {(variant_colour(k, LIGHT), variant_dashes(k)) for k in range(4 * len(ON_LIGHT))}
    assert len(looks) == 4 * len(ON_LIGHT)
    assert variant_pen(8, LIGHT).dashPattern() == list(variant_dashes(8)) != []


@THEMES
def test_what_is_not_looked_at_is_faint(theme: Theme) -> None:
    assert variant_pen(3, theme, is_faint=True).color().alpha() < variant_pen(3, theme).color().alpha() == 255
