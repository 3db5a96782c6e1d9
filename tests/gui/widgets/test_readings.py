"""Readings: which colour an answer has, and what the network would answer between the cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gui.theme import DARK, LIGHT
from gui.widgets.readings import LEVELS, Chance, Classes, Reading, Value, leaders, spread

Floats = NDArray[np.floating[Any]]
READINGS: list[Reading] = [Chance(), Value(-1.0, 1.0), Classes()]


def chances(cells: int, steepness: float, classes: int = 4) -> Floats:
    """(classes, cells, cells): softmax of planes that fall in as many directions."""
    middle = (np.arange(cells) + 0.5) / cells - 0.5
    x, y = np.meshgrid(middle, middle)
    angles = 2 * np.pi * np.arange(classes)[:, np.newaxis, np.newaxis] / classes + 0.3
    z = steepness * (np.cos(angles) * x + np.sin(angles) * y)
    e = np.exp(z - z.max(axis=0))
    return np.asarray(e / e.sum(axis=0))


@pytest.mark.parametrize("steepness", [1.0, 30.0, 500.0])
def test_between_cells_are_the_chances_that_the_network_would_give(steepness: float) -> None:
    """However suddenly it changes its mind: the class, and how far it is ahead of the second."""
    finer = 4
    said, margin = leaders(chances(20, steepness), finer)
    exact = chances(20 * finer, steepness)
    second, first = np.sort(exact, axis=0)[-2:]
    inside = slice(finer, -finer)
    is_clear = (first - second)[inside, inside] > 0.02
    np.testing.assert_array_equal(said[inside, inside][is_clear], exact.argmax(axis=0)[inside, inside][is_clear])
    np.testing.assert_allclose(margin[inside, inside], (first - second)[inside, inside], atol=0.01)


def test_answers_that_are_no_chances_are_compared_as_they_are() -> None:
    """Such as those of MSE, which may be below 0 and need not sum to 1."""
    answers = np.array([-0.2, 0.9, 0.4])[:, np.newaxis, np.newaxis] * np.ones((3, 2, 2))
    said, margin = leaders(answers, 2)
    assert (said == 1).all()
    np.testing.assert_allclose(margin, 0.5, atol=1e-6)


def test_the_place_is_that_of_the_class_and_its_lead() -> None:
    answers = np.array([0.1, 0.2, 0.7])[:, np.newaxis, np.newaxis] * np.ones((3, 2, 2))
    assert np.abs(Classes().places(answers, 1).astype(int) - (2 * LEVELS + round(0.5 * 255))).max() <= 1


def test_the_eleventh_class_has_the_colour_of_the_first() -> None:
    answers = np.zeros((12, 2, 2))
    answers[10] = 1.0
    assert (leaders(answers, 1)[0] == 0).all()


def test_numbers_go_from_the_low_to_the_high_end() -> None:
    """What is beyond looks like the ends, what is no number like the middle."""
    values = np.array([10.0, 15.0, 20.0, -9.0, 99.0, np.inf, -np.inf, np.nan])
    assert Value(10.0, 20.0).levels(values).tolist() == [0, 128, 255, 0, 255, 255, 0, 128]


def test_one_number_alone_has_a_colour() -> None:
    """A truth that is the same everywhere."""
    assert Value(3.0, 3.0).levels(np.array([3.0])).tolist() == [0]


def test_values_are_spread_in_straight_lines() -> None:
    """Between two middles; beyond the outermost there is nothing to go by."""
    fine = spread(np.array([[0.0, 3.0]]), 3)
    np.testing.assert_allclose(fine[0], [0, 0, 1, 2, 3, 3])
    assert fine.shape == (3, 6)


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: type(reading).__name__)
@pytest.mark.parametrize("rubbish", [np.nan, np.inf, -np.inf, 1.7e308])
def test_what_is_no_number_does_no_harm(reading: Reading, rubbish: float) -> None:
    """A run that diverges is drawn without a warning, with colours that there are."""
    answers = np.full((3, 4, 4), 0.2)
    answers[1, :2] = rubbish
    for theme in (LIGHT, DARK):
        assert (reading.places(answers, reading.finer) < len(reading.table(theme))).all()
