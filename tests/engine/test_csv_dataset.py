"""The dataset "CSV file": a recipe names a file and its columns, and the file is read when its samples are wanted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import csv_dataset
from engine.csv_dataset import CSVFile
from engine.csv_text import TableError, Writing
from engine.datasets import DATASETS, Dataset
from engine.gradient_check import Cancelled
from engine.knobs import KnobError
from engine.program import Array
from engine.recipe import Recipe, RecipeError
from engine.trainer import Trainer
from tests.engine.csv_files import written

CLASSES = "length,width,species\n5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,virginica\n4.9,3.0,setosa\n"
NUMBERS = "x;y;t\n0,5;1;2,5\n1,5;2;3,25\n-1;0;1\n"


def generated(dataset: Dataset) -> tuple[Array, Array]:
    return dataset.generate(np.random.RandomState(0))


def recipe_for(path: Path | str, **settings: Any) -> Recipe:
    return Recipe(dataset="CSV file", hidden=(3,), knobs={"dataset": {"path": str(path), **settings}})


def test_it_is_one_of_the_datasets() -> None:
    assert DATASETS["csv file"] is CSVFile


def test_classes_come_out_of_a_file(tmp_path: Path) -> None:
    dataset = CSVFile(path=str(written(tmp_path, CLASSES)))
    X, T = generated(dataset)
    assert X.tolist() == [[5.1, 3.5], [7.0, 3.2], [6.3, 3.3], [4.9, 3.0]]
    assert T.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert dataset.class_names == ("setosa", "versicolor", "virginica")
    assert dataset.feature_names(2) == ("length", "width")
    assert not dataset.is_regression


def test_numbers_come_out_of_a_file(tmp_path: Path) -> None:
    dataset = CSVFile(path=str(written(tmp_path, NUMBERS)))
    X, T = generated(dataset)
    assert X.tolist() == [[0.5, 1], [1.5, 2], [-1, 0]]
    assert T.tolist() == [[2.5], [3.25], [1]]
    assert dataset.is_regression
    assert dataset.class_names == ()


def test_every_choice_has_its_effect(tmp_path: Path) -> None:
    path = str(written(tmp_path, NUMBERS))
    dataset = CSVFile(path=path, target="x", columns="t", task="classes", decimal="comma", delimiter="semicolon")
    assert generated(dataset)[0].ravel().tolist() == [2.5, 3.25, 1.0]
    assert dataset.class_names == ("-1", "0.5", "1.5")
    assert dataset.feature_names(1) == ("t",)
    assert CSVFile(path=path, encoding="latin-1", header="YES").table().writing == Writing(
        "Latin-1", "semicolon", "comma", "yes"
    )


def test_words_out_of_their_lists_are_refused() -> None:
    for name in ("task", "encoding", "delimiter", "decimal", "header"):
        with pytest.raises(KnobError, match="one of"):
            CSVFile(**{name: "nonsense"})


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    """Recipes are made at every turn of a knob, and in the window's thread."""
    recipe = recipe_for(tmp_path / "nowhere.csv")
    dataset = recipe.make_dataset()
    assert (dataset.is_regression, dataset.class_names) == (False, ("0", "1"))
    assert dataset.feature_names(2) == ("x₁", "x₂")


def test_what_was_read_once_is_known_to_every_recipe_that_makes_the_same_choices(tmp_path: Path) -> None:
    """So that a form can tell a regression from classes without a file."""
    path = written(tmp_path, NUMBERS)
    generated(recipe_for(path).make_dataset())
    path.unlink()
    assert recipe_for(path).make_dataset().is_regression
    assert recipe_for(path).make_dataset().feature_names(2) == ("x", "y")
    assert not recipe_for(path, target="x").make_dataset().is_regression


def test_what_is_known_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_dataset, "MOST_NAMES", 3)
    path = str(written(tmp_path, "a,b,c,d,e\n1,2,3,4,5.5\n6,7,8,9,1.5\n"))
    for name in "abcde":
        generated(CSVFile(path=path, target=name))
        assert len(csv_dataset._names) <= 3


def test_without_a_file_there_is_a_sentence() -> None:
    with pytest.raises(TableError, match=r"^No file is chosen yet: "):
        generated(CSVFile())


def test_a_missing_file_is_a_sentence_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"^The file .*gone\.csv cannot be read: no such file or directory\.$"):
        generated(CSVFile(path=str(tmp_path / "gone.csv")))


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    """And where a column is gone, a sentence says so."""
    path = written(tmp_path, CLASSES)
    dataset = CSVFile(path=str(path), target="species")
    assert len(generated(dataset)[0]) == 4
    written(tmp_path, CLASSES + "6,3,setosa\n")
    os.utime(path, ns=(1, 1))
    assert len(generated(dataset)[0]) == 5
    written(tmp_path, CLASSES.replace("species", "kind"))
    with pytest.raises(TableError, match=r'no column "species"\. The columns are: length, width, kind\.'):
        generated(dataset)


def test_samples_are_copies(tmp_path: Path) -> None:
    """What a caller does to them must not change the table that is kept."""
    dataset = CSVFile(path=str(written(tmp_path, NUMBERS)))
    X, T = generated(dataset)
    X[:], T[:] = 0.0, 0.0
    again = generated(dataset)
    assert again[0].any()
    assert again[1].any()


def test_the_generator_is_left_alone(tmp_path: Path) -> None:
    rng = np.random.RandomState(3)
    CSVFile(path=str(written(tmp_path, CLASSES))).generate(rng)
    assert rng.uniform() == np.random.RandomState(3).uniform()


def test_whoever_waits_can_stop_it(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        CSVFile(path=str(written(tmp_path, CLASSES))).samples(go_on=lambda done, total: False)


def test_a_path_may_begin_at_home_or_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, CLASSES)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for path in ("~/table.csv", "table.csv"):
        assert len(generated(CSVFile(path=path))[0]) == 4


def test_a_recipe_keeps_the_path_as_it_was_given(tmp_path: Path) -> None:
    recipe = recipe_for("~/data/größe.csv", columns='"a, b", c', delimiter="TAB")
    recipe.save(tmp_path / "recipe.json")
    again = Recipe.load(tmp_path / "recipe.json")
    assert again == recipe
    assert again.knobs["dataset"] == {"path": "~/data/größe.csv", "columns": '"a, b", c', "delimiter": "tab"}


def test_a_recipe_refuses_what_is_no_path() -> None:
    for path in ("a\0b", "a\nb", "\udcff", "x" * 5000):
        with pytest.raises(RecipeError, match=r"file is .* characters on one line is allowed"):
            recipe_for(path)


def test_a_network_learns_from_a_file(tmp_path: Path) -> None:
    """Through the same trainer as every other dataset, and the same numbers every time."""
    rows = "".join(f"{k / 10},{(k % 7) / 7},{'high' if k > 10 else 'low'}\n" for k in range(21))
    recipe = recipe_for(written(tmp_path, f"x,y,t\n{rows}"))
    first, second = Trainer(recipe), Trainer(recipe)
    start = first.loss
    first.train(200)
    second.train(200)
    assert first.loss < start
    assert np.array_equal(first.network.parameters, second.network.parameters)
