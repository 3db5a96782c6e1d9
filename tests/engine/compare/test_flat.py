"""Where a straight line is enough: known without training anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import image_datasets
from engine.compare.flat import _share, is_flat_enough
from engine.datasets import DATASETS
from engine.recipe import Recipe

FLAT = ("Linear", "Blobs", "Plane")


@pytest.mark.parametrize("name", DATASETS)
def test_what_needs_no_bend_is_found(name: str) -> None:
    """However many samples there are, whatever the seed, and under any noise, of which nobody can learn."""
    recipe = Recipe().choosing("dataset", name)
    assert is_flat_enough(recipe) is (name in FLAT)
    assert is_flat_enough(recipe.changed(seed=5)) is (name in FLAT)
    if recipe.uses("noise"):
        assert is_flat_enough(recipe.changed(noise=2.0, samples=10)) is (name in FLAT)


@pytest.mark.parametrize(
    ("name", "knobs", "is_flat"),
    [
        ("Spirals", {"turns": 0.25}, True),  # hardly wound, they are two halves
        ("Spirals", {"turns": 2.0}, False),
        ("Sine", {"waves": 0.5}, True),  # half a wave is nearly a line
        ("Sine", {"waves": 1.0}, False),
        ("Steps", {"steps": 10}, True),
        ("Steps", {"steps": 2}, False),
        ("Blobs", {"classes": 2}, True),
    ],
)
def test_settings_of_the_data_count(name: str, knobs: dict[str, float], is_flat: bool) -> None:
    assert is_flat_enough(Recipe().choosing("dataset", name).changed(knobs={"dataset": knobs})) is is_flat


def test_features_count() -> None:
    """A product makes XOR flat; squares alone do not."""
    assert is_flat_enough(Recipe(features=("x1", "x2", "x1·x2")))
    assert not is_flat_enough(Recipe(features=("x1", "x2", "x1²", "x2²")))


def test_where_nothing_can_be_known_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A table that nobody has read; pictures that are gone; features of which the samples have not got enough."""
    assert not is_flat_enough(Recipe(dataset="CSV file"))
    assert not is_flat_enough(Recipe(dataset="Sine", features=("x1·x2",)))
    monkeypatch.setattr(image_datasets, "FOLDER", tmp_path)
    _share.cache_clear()
    assert not is_flat_enough(Recipe(dataset="Digits"))


def test_it_draws_no_global_random_numbers() -> None:
    np.random.seed(3)
    expected = np.random.uniform()
    np.random.seed(3)
    is_flat_enough(Recipe(dataset="Checkerboard", knobs={"dataset": {"fields": 7}}))
    assert np.random.uniform() == expected
