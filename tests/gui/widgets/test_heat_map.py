"""The heat map shows a network's answers as they are, and between them what they would be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF
from PyQt5.QtWidgets import QApplication

from gui.theme import LIGHT, diverging_map
from gui.widgets.heat_map import FINER, HeatMap

SQUARE = QRectF(0, 0, 1, 1)


def middles(cells: int) -> tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]]:
    """x and y in the middles of so many columns and rows."""
    middle = (np.arange(cells) + 0.5) / cells
    x, y = np.meshgrid(middle, middle)
    return x, y


def colours(heat_map: HeatMap) -> NDArray[np.int64]:
    """What is drawn, bottom row first: red, green, blue."""
    packed = heat_map.coloured().astype(np.int64)
    return np.stack((packed >> 16, packed >> 8, packed), axis=-1) & 255


@pytest.mark.parametrize("steepness", [1.0, 20.0, 300.0])
def test_a_border_is_as_fine_as_it_is(qapp: QApplication, steepness: float) -> None:
    """However suddenly the network changes its mind between two cells, the border lies where it changes it."""

    def answers(cells: int) -> NDArray[np.floating[Any]]:
        x, y = middles(cells)
        return np.asarray(1 / (1 + np.exp(-steepness * (x + 0.6 * y - 0.7))))

    heat_map = HeatMap(LIGHT)
    heat_map.set_outputs(answers(20), SQUARE)
    exact = diverging_map(LIGHT)[np.rint(answers(20 * FINER) * 255).astype(int)][..., :3].astype(int)
    inside = slice(FINER, -FINER)  # beyond the outermost middles there is nothing to go by
    assert np.abs(colours(heat_map) - exact)[inside, inside].max() <= 4


def test_certain_answers_have_the_ends_colours(qapp: QApplication) -> None:
    """0 and 1, which have no logit, and what lies beyond them; in between is zero's colour."""
    heat_map = HeatMap(LIGHT)
    for outputs, place in (([0.0, -7.0, -np.inf], 0), ([1.0, 7.0, np.inf], 255), ([0.5, np.nan, 0.5], 127)):
        heat_map.set_outputs(np.array([outputs] * 2), SQUARE)
        assert np.abs(colours(heat_map) - diverging_map(LIGHT)[place, :3].astype(int)).max() <= 2


def test_a_cleared_map_shows_the_same_answers_again(qapp: QApplication) -> None:
    """What was shown before the reset does not count as shown."""
    heat_map = HeatMap(LIGHT)
    heat_map.set_outputs(np.ones((2, 2)), SQUARE)
    heat_map.clear()
    assert heat_map.image is None
    heat_map.set_outputs(np.ones((2, 2)), SQUARE)
    assert heat_map.image is not None
