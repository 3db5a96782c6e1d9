"""The samples of a run: split, as the network sees them, and refused where it could not calculate with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import DATASETS, Recipe, RecipeError, Trainer
from engine.data import Data
from tests.engine.runs import MINI


def data_of(recipe: Recipe) -> Data:
    return Data(recipe, recipe.make_loss())


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_both_parts_are_all_samples_as_the_network_sees_them(precision: str) -> None:
    """Features calculated and standardised, in the run's precision; people see them as they are drawn."""
    recipe = MINI.changed(features=("x1", "x1·x2"), standardise=True, precision=precision)
    data, is_test = data_of(recipe), data_of(recipe).points.is_test
    assert (len(data), len(data.train), len(data.test)) == (23, 23 - is_test.sum(), is_test.sum())
    for part, chosen in ((data.train, ~is_test), (data.test, is_test)):
        assert {part.X.dtype, part.T.dtype} == {np.dtype(precision)}
        expected = data.inputs.of(data.points.X[chosen])
        assert np.allclose(part.X, expected, rtol=1e-6)
        assert part.T.tolist() == data.points.T[chosen].tolist()
    assert data.points.X.dtype == np.float64
    assert np.array_equal(data.points.X, data_of(MINI).points.X)


def test_the_truth_is_as_the_loss_wants_it() -> None:
    """The same for people and for the network."""
    data = data_of(Recipe(loss="Softmax cross-entropy", output_activation="Linear"))
    assert data.points.T.shape == data.train.T.shape == (21, 2)
    assert len(data.test) == 0


@pytest.mark.parametrize(
    ("rows", "choices", "words"),
    [
        ("1e301,1.5\n2,2.5\n3,0.5", {}, r"numbers up to 1e\+301; up to 1e\+300 are allowed"),
        ("-1e301,1.5\n2,2.5\n3,0.5", {}, r"numbers up to 1e\+301"),
        ("1,1.5e200\n2,2.5\n3,0.5", {}, r"answers reach 1\.5e\+200, and float64"),
        ("1,-1.5e20\n2,2.5\n3,0.5", {"precision": "float32"}, r"answers reach 1\.5e\+20, and float32"),
        ("1e200,1.5\n2,2.5\n3,0.5", {"features": ("x1²",)}, "too large for any number: choose others"),
        ("1e30,1.5\n2,2.5\n3,0.5", {"features": ("x1²",), "precision": "float32"}, r"1e\+60, which float32"),
    ],
)
def test_numbers_that_would_make_every_loss_infinite_are_refused(
    tmp_path: Path, rows: str, choices: dict[str, object], words: str
) -> None:
    """With a sentence of their own: no learning rate is small enough for them."""
    (tmp_path / "huge.csv").write_text(f"x,y\n{rows}\n", encoding="utf-8")
    recipe = Recipe(output_activation="Linear").with_data("CSV file", {"path": str(tmp_path / "huge.csv")})
    recipe = recipe.changed(standardise=False)
    with pytest.raises(RecipeError, match=words):
        Trainer(recipe.changed(**choices))


def test_numbers_that_are_only_large_are_learned_from(tmp_path: Path) -> None:
    """Up to what is allowed, without a warning."""
    (tmp_path / "large.csv").write_text("x,y\n1e300,1e149\n-1e300,-1e149\n3,0.5\n", encoding="utf-8")
    recipe = Recipe(output_activation="Linear", standardise=True, learning_rate=1e-7)
    trainer = Trainer(recipe.with_data("CSV file", {"path": str(tmp_path / "large.csv")}))
    trainer.step()
    assert np.isfinite(trainer.loss)
    trainer.snapshot()


def test_what_is_kept_for_testing_has_no_say_in_the_inputs() -> None:
    """Mean and deviation are those of the samples to train on: else the network had seen a little of the others."""
    data = data_of(MINI.changed(standardise=True))
    assert data.train.X.mean(axis=0) == pytest.approx(np.zeros(2), abs=1e-12)
    assert data.train.X.std(axis=0) == pytest.approx(np.ones(2))
    assert np.abs(data.test.X.mean(axis=0)).min() > 0.01


def test_numbers_have_no_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where whoever wrote the dataset did not think of their names."""
    monkeypatch.setattr(DATASETS["Sine"], "class_names", ("0", "1"))
    assert data_of(Recipe(dataset="Sine", output_activation="Linear")).points.class_names == ()
    assert data_of(Recipe()).points.class_names == ("0", "1")
