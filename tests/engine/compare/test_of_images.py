"""Networks for images that learn about as many numbers each."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import image_datasets
from engine.compare.factor import CompareError
from engine.compare.of_images import has_images, networks_of_one_size
from engine.datasets import DATASETS
from engine.layer_list import write_layer_list
from engine.recipe import Recipe
from engine.trainer import Trainer

IMAGES = ("Digits", "Shapes")


@pytest.mark.parametrize("name", DATASETS)
def test_images_are_known_by_their_rows_and_columns(name: str) -> None:
    assert has_images(Recipe().choosing("dataset", name)) is (name in IMAGES)


@pytest.mark.parametrize("name", IMAGES)
def test_they_learn_about_as_many_numbers_each(name: str) -> None:
    recipe = Recipe().choosing("dataset", name)
    networks = networks_of_one_size(recipe)
    counts = [Trainer(recipe.changed(layers=layers)).network.parameters.size for layers in networks]
    assert max(counts) / min(counts) < 1.03
    assert [write_layer_list(layers).partition("(")[0] for layers in networks] == ["Flatten, Dense", "Conv2D", "Conv2D"]
    assert "MaxPool2D" in write_layer_list(networks[2])


def test_those_for_the_digits_are_these() -> None:
    networks = networks_of_one_size(Recipe().choosing("dataset", "Digits"))
    assert list(map(write_layer_list, networks)) == [
        "Flatten, Dense(39), ReLU", "Conv2D(8, 3), ReLU", "Conv2D(30, 3), MaxPool2D(2), ReLU",
    ]  # fmt: skip


def test_what_has_no_images_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(CompareError, match="Filters cannot be tried on XOR: Layer 1: "):
        networks_of_one_size(Recipe())
    with pytest.raises(CompareError, match="What the samples of CSV file look like is not known"):
        networks_of_one_size(Recipe(dataset="CSV file"))
    monkeypatch.setattr(image_datasets, "FOLDER", tmp_path)
    assert not has_images(Recipe(dataset="Digits")), "a file that is gone shows nobody any images"
