"""The shape of data that nobody has drawn yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.csv_dataset import CSVFile
from engine.datasets import DATASETS
from engine.image_datasets import Digits
from engine.recipe import Recipe
from engine.trainer import Trainer
from gui.forms.data_shape import DataShape, shape_of


@pytest.mark.parametrize("name", [name for name, kind in DATASETS.items() if not kind.needs_file])
def test_the_shape_is_the_one_that_a_run_has(name: str) -> None:
    recipe = Recipe(hidden=(2,)).choosing("dataset", name)
    trainer, shape = Trainer(recipe), shape_of(recipe)
    assert shape is not None
    assert (shape.inputs, shape.outputs) == (trainer.input_shape, trainer.points.T.shape[1])
    assert shape.sample == trainer.points.X.shape[1:]


def test_settings_features_and_the_loss_matter() -> None:
    recipe = Recipe(
        dataset="Blobs", features=("x1", "x2", "sin x1"), knobs={"dataset": {"classes": 7}},
        loss="Softmax cross-entropy", output_activation="Linear",
    )  # fmt: skip
    assert shape_of(recipe) == DataShape((2,), (3,), 7)
    two = Recipe(loss="Softmax cross-entropy")
    assert shape_of(two) == DataShape((2,), (2,), Trainer(two).points.T.shape[1])


def test_of_a_file_nothing_is_known_until_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("a,b,c,answer\n1,2,3,yes\n2,3,4,no\n3,4,5,maybe\n4,5,6,no\n")
    recipe = Recipe(dataset="CSV file", knobs={"dataset": {"path": str(path), "target": "answer"}})
    assert shape_of(recipe) is None
    CSVFile(path=str(path), target="answer").samples()
    assert shape_of(recipe) == DataShape((3,), (3,), 3)


def test_where_the_programs_own_file_is_missing_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Digits, "file", f"{tmp_path}/gone.npz")
    assert shape_of(Recipe(dataset="Digits")) is None
