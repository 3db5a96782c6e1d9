"""What the cards draw is what the engine says of the outcomes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from engine.compare.results import table
from engine.compare.summary import band
from engine.recipe import Recipe
from engine.trainer import Trainer
from gui.compare.album import Album, shown_runs
from tests.gui.compare.made import DIGITS, SINE, comparison, failed, outcomes

RATES = comparison("lr=0.1,10")


def test_a_series_for_each_variant_with_the_engines_own_row() -> None:
    known = outcomes(RATES)
    shown = Album(RATES, known).show()
    assert [each.name for each in shown.series] == ["0.1", "10"]
    assert [tuple(cell.text for cell in each.cells) for each in shown.series] == list(table(RATES, known).rows)
    for number, each in enumerate(shown.series):
        expected = band([outcome for outcome in known if outcome.trial.variant == number])
        assert each.band is not None
        assert expected is not None
        np.testing.assert_array_equal(each.band.mean, expected.mean)
        assert each.picture is known[number].picture


def test_before_anything_has_come_there_are_rows_without_numbers() -> None:
    shown = Album(RATES).show()
    assert [each.band for each in shown.series] == [None, None]
    assert [each.state for each in shown.series] == ["waiting", "waiting"]
    assert {cell.text for each in shown.series for cell in each.cells[1:-1]} == {"–"}


def test_the_best_of_a_column_is_marked_when_all_is_over() -> None:
    """The lower loss; and nothing while some are still on their way."""
    shown = Album(RATES, outcomes(RATES)).show()
    losses = [each.cells[1] for each in shown.series]
    best = min(losses, key=lambda cell: cell.key)
    assert [cell.is_best for cell in losses] == [cell is best for cell in losses]
    assert not any(cell.is_best for each in shown.series for cell in (each.cells[0], each.cells[-1]))
    half_way = Album(RATES, outcomes(RATES, done=0.5)).show()
    assert not any(cell.is_best for each in half_way.series for cell in each.cells)


def test_what_only_some_seeds_reached_is_not_the_best() -> None:
    """A mean of the lucky ones says less than one of all."""
    known = outcomes(RATES)
    of_one = [failed(each) if each.trial.number == 0 else each for each in known]
    cells = [each.cells[1] for each in Album(RATES, of_one).show().series]
    assert [cell.counts for cell in cells] == [False, True]
    assert not any(cell.is_best for cell in cells)


def test_a_variant_whose_trials_all_failed_says_so() -> None:
    known = [failed(each) if each.trial.variant == 1 else each for each in outcomes(RATES)]
    good, bad = Album(RATES, known).show().series
    assert (good.is_fault, bad.is_fault, bad.state) == (False, True, "failed")
    assert bad.cells[-1].is_fault
    assert "2 failed" in bad.cells[-1].text


def test_only_what_has_changed_is_made_anew() -> None:
    """The band of a variant of which nothing came is the very same object."""
    known = outcomes(RATES)
    album = Album(RATES, known)
    before = album.show().series
    album.take([known[1]])
    after = album.show().series
    assert after[0].band is before[0].band
    assert after[1].band is not before[1].band


def test_two_things_varied_make_a_grid() -> None:
    both = comparison("lr=0.1,10", "hidden=2,4-4,none", seeds=1)
    shown = Album(both, outcomes(both)).show()
    assert shown.grid is not None
    assert shown.grid.labels == ("Learning rate", "Hidden layers")
    assert (shown.grid.rows, shown.grid.columns) == (("0.1", "10"), ("2", "4-4", "none"))
    assert [measure.name for measure in shown.measures][:2] == ["Loss", "Accuracy"]
    assert len(shown.series) == 6
    assert shown.series[0].measures[0] == pytest.approx(shown.series[0].cells[2].key)


def test_numbers_have_r2_in_place_of_an_accuracy() -> None:
    shown = Album(comparison("lr=0.1,1", recipe=SINE)).show()
    assert shown.is_regression
    assert "R²" in shown.header
    assert shown.score_name == "R²"
    assert [measure.name for measure in shown.measures] == ["Loss", "R²", "Seconds"]


@pytest.mark.parametrize(("recipe", "can"), [(Recipe(), True), (SINE, True), (DIGITS, False)])
def test_only_samples_of_one_feature_or_two_can_be_drawn(recipe: Recipe, can: bool) -> None:
    assert Album(comparison("optimizer=SGD,Adam", recipe=recipe)).show().has_pictures is can


def test_kept_runs_are_shown_as_one_series_each() -> None:
    runs = []
    for name, rate in (("Mine", 1.0), ("Other", 10.0)):
        trainer = Trainer(Recipe(epochs=30, learning_rate=rate))
        trainer.train(30)
        runs.append(SimpleNamespace(
            title=name, snapshot=trainer.snapshot(), run=trainer.run(), seconds=0.6, is_regression=False
        ))  # fmt: skip
    shown = shown_runs(runs)
    assert [each.name for each in shown.series] == ["Mine", "Other"]
    assert shown.header == ("Run", "Loss", "Accuracy", "Epochs", "Seconds")
    assert shown.series[0].cells[3].text == "30"
    first = shown.series[0].band
    assert first is not None
    np.testing.assert_array_equal(first.mean, runs[0].snapshot.curve.loss)
    assert first.seconds[-1] == pytest.approx(0.6)
    assert shown.has_pictures
    assert shown_runs([]).series == ()


def test_kept_runs_of_different_data_are_not_ranked() -> None:
    """A loss of numbers and one of classes have nothing to do with each other, and neither have their scores."""
    runs = []
    for dataset in ("XOR", "Sine"):
        recipe = Recipe(epochs=30).choosing("dataset", dataset).changed(epochs=30)
        trainer = Trainer(recipe)
        trainer.train(30)
        runs.append(SimpleNamespace(
            title=dataset, snapshot=trainer.snapshot(), run=trainer.run(), seconds=0.6,
            is_regression=recipe.make_dataset().is_regression,
        ))  # fmt: skip
    shown = shown_runs(runs)
    assert shown.header[2] == "Accuracy or R²"
    assert not any(cell.is_best for each in shown.series for cell in each.cells)
    assert "%" in shown.series[0].cells[2].text
    assert "%" not in shown.series[1].cells[2].text
