"""The heat map shows a network's answers as they are, and between them what they would be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF
from PyQt5.QtWidgets import QApplication

from gui.theme import DARK, LIGHT, class_table, diverging_map
from gui.widgets.heat_map import HeatMap
from gui.widgets.readings import Chance, Classes, Value

Floats = NDArray[np.floating[Any]]
SQUARE = QRectF(0, 0, 1, 1)
FINER = Chance.finer


def middles(cells: int) -> tuple[Floats, Floats]:
    """x and y in the middles of so many columns and rows."""
    middle = (np.arange(cells) + 0.5) / cells
    x, y = np.meshgrid(middle, middle)
    return x, y


def unpacked(colours: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Red, green, blue."""
    packed = colours.astype(np.int64)
    return np.stack((packed >> 16, packed >> 8, packed), axis=-1) & 255


def colours(heat_map: HeatMap) -> NDArray[np.int64]:
    """What is drawn, bottom row first."""
    return unpacked(heat_map.coloured())


@pytest.mark.parametrize("steepness", [1.0, 20.0, 300.0])
def test_a_border_is_as_fine_as_it_is(qapp: QApplication, steepness: float) -> None:
    """However suddenly the network changes its mind between two cells, the border lies where it changes it."""

    def answers(cells: int) -> Floats:
        x, y = middles(cells)
        return np.asarray(1 / (1 + np.exp(-steepness * (x + 0.6 * y - 0.7))))

    heat_map = HeatMap(LIGHT)
    heat_map.set_answers(answers(20)[np.newaxis], SQUARE)
    exact = diverging_map(LIGHT)[np.rint(answers(20 * FINER) * 255).astype(int)][..., :3].astype(int)
    inside = slice(FINER, -FINER)  # beyond the outermost middles there is nothing to go by
    assert np.abs(colours(heat_map) - exact)[inside, inside].max() <= 4


def test_certain_answers_have_the_ends_colours(qapp: QApplication) -> None:
    """0 and 1, which have no logit, and what lies beyond them; in between is zero's colour."""
    heat_map = HeatMap(LIGHT)
    for outputs, place in (([0.0, -7.0, -np.inf], 0), ([1.0, 7.0, np.inf], 255), ([0.5, np.nan, 0.5], 127)):
        heat_map.set_answers(np.array([[outputs] * 2]), SQUARE)
        assert np.abs(colours(heat_map) - diverging_map(LIGHT)[place, :3].astype(int)).max() <= 2


def test_a_cleared_map_shows_the_same_answers_again(qapp: QApplication) -> None:
    """What was shown before the reset does not count as shown."""
    heat_map = HeatMap(LIGHT)
    heat_map.set_answers(np.ones((1, 2, 2)), SQUARE)
    heat_map.clear()
    assert heat_map.image is None
    heat_map.set_answers(np.ones((1, 2, 2)), SQUARE)
    assert heat_map.image is not None


def test_another_reading_shows_the_same_answers_otherwise(qapp: QApplication) -> None:
    """A new run may be of numbers where the one before was of classes; in the theme's colours all the while."""
    heat_map = HeatMap(LIGHT)
    heat_map.set_answers(np.ones((1, 2, 2)), SQUARE)
    heat_map.set_reading(Value(0.0, 2.0))
    assert heat_map.image is None
    heat_map.set_answers(np.ones((1, 2, 2)), SQUARE)
    for theme in (LIGHT, DARK):
        heat_map.set_theme(theme)
        assert np.abs(colours(heat_map) - diverging_map(theme)[127, :3].astype(int)).max() <= 1


def test_a_large_picture_has_finer_cells(qapp: QApplication) -> None:
    """As many as asked for at least, over the same part of the plane, and the next picture has the usual ones."""
    heat_map = HeatMap(LIGHT)
    heat_map.make_finer(50)  # of nothing
    answers = np.random.default_rng(0).random((1, 20, 20))
    heat_map.set_answers(answers, SQUARE)
    heat_map.make_finer(150)
    assert heat_map.coloured().shape == (160, 160)
    rect = heat_map.mapRectToParent(heat_map.boundingRect())
    assert rect.getRect() == pytest.approx(SQUARE.getRect())
    heat_map.set_answers(answers + 0.1, SQUARE)
    assert heat_map.coloured().shape == (60, 60)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_many_classes_have_their_colours(qapp: QApplication, theme: Any) -> None:
    """Each where it is sure of it, and no colour where two are equally likely."""
    heat_map = HeatMap(theme)
    heat_map.set_reading(Classes())
    for k in range(10):
        heat_map.set_answers(np.tile(np.eye(10)[k][:, np.newaxis, np.newaxis], (1, 3, 3)), SQUARE)
        assert (heat_map.coloured() == class_table(theme)[k, -1]).all()
    heat_map.set_answers(np.full((10, 3, 3), 0.1), SQUARE)
    assert (heat_map.coloured() == class_table(theme)[0, 0]).all()
