"""Means and deviations over seeds are those of a textbook, and only of what there is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.compare.outcome import ALL, NINETY, Outcome, State
from engine.compare.summary import POINTS, Spread, band, summaries
from tests.engine.compare.trials import compared, curve, ended

ONE = compared("lr=0.1", seeds=3)


def test_the_deviation_is_that_of_a_sample() -> None:
    """Of 1, 2 and 6: mean 3, and (4 + 1 + 9) / 2 = 7 is its variance."""
    spread = Spread.of([1.0, 2.0, 6.0])
    assert (spread.mean, spread.count) == (3.0, 3)
    assert spread.deviation == pytest.approx(math.sqrt(7))


def test_one_has_no_deviation_and_none_no_mean() -> None:
    """What there is no number for is left out, infinite ones too."""
    one, none = Spread.of([5.0, None, math.inf]), Spread.of([None, math.nan])
    assert (one.mean, one.count) == (5.0, 1)
    assert math.isnan(one.deviation)
    assert none.count == 0
    assert math.isnan(none.mean)
    assert math.isnan(none.deviation)


def test_a_row_for_each_variant_from_its_own_seeds() -> None:
    comparison = compared("lr=0.1,1", seeds=2)
    losses = (1.0, 10.0, 3.0, 30.0)  # the first seed of both, then the second
    rows = summaries(comparison, ended(comparison, *({"state": State.DONE, "loss": each} for each in losses)))
    assert [row.variant.levels for row in rows] == [(0.1,), (1.0,)]
    assert [row.loss.mean for row in rows] == [2.0, 20.0]


def test_diverged_and_failed_ones_count_in_no_mean() -> None:
    outcomes = ended(
        ONE,
        {"state": State.DONE, "loss": 1.0, "score": 0.9, "epoch": 9, "seconds": 2.0, "reached": {NINETY: 4}},
        {"state": State.DIVERGED, "loss": 1e9, "score": 0.1, "epoch": 2, "seconds": 9.0, "reached": {NINETY: 1}},
        {"state": State.FAILED, "loss": 5.0},
    )
    (row,) = summaries(ONE, outcomes)
    assert (row.trials, row.over, row.learned, row.diverged, row.failed, row.cancelled) == (3, 3, 1, 1, 1, 0)
    assert [each.mean for each in (row.loss, row.score, row.seconds, row.to_ninety)] == [1.0, 0.9, 2.0, 4.0]
    assert row.to_all.count == 0


def test_what_has_not_ended_counts_as_far_as_it_is() -> None:
    """But not as something that has learned; and seconds of what has not begun are no seconds."""
    outcomes = ended(
        ONE,
        {"state": State.TRAINING, "loss": 1.0, "epoch": 5, "seconds": 1.0, "reached": {NINETY: 3, ALL: 5}},
        {"state": State.CANCELLED, "loss": 3.0, "epoch": 5, "seconds": 3.0},
        {"state": State.WAITING},
    )
    (row,) = summaries(ONE, outcomes)
    assert (row.over, row.learned, row.cancelled) == (1, 0, 1)
    assert (row.loss.mean, row.loss.count) == (2.0, 2)
    assert (row.seconds.mean, row.seconds.count) == (2.0, 2)
    assert row.to_all.mean == 5.0


# -- curves ------------------------------------------------------------------------------------------------------------




def test_before_there_is_a_curve_there_is_no_band() -> None:
    assert band([Outcome(ONE.trials[0])]) is None
    assert band([Outcome(ONE.trials[0], curve=curve([]))]) is None


def test_a_band_lies_around_the_mean() -> None:
    """From the least of all seeds to the greatest; the epochs inside a block count with their own extremes."""
    trials = ONE.trials
    found = band([
        Outcome(trials[0], curve=curve([1.0, 2.0], spread=0.5), epoch=2, seconds=1.0),
        Outcome(trials[1], curve=curve([3.0, 6.0]), epoch=2, seconds=3.0),
    ])  # fmt: skip
    assert found is not None
    assert found.epochs.tolist() == [1, 2]
    assert found.mean.tolist() == [2, 4]
    assert found.least.tolist() == [0.5, 1.5]
    assert found.greatest.tolist() == [3, 6]
    assert found.seconds.tolist() == [1, 2]


def test_where_a_seed_has_diverged_the_mean_is_of_the_others() -> None:
    """And between two points that it has, a curve goes straight."""
    trials = ONE.trials
    found = band([
        Outcome(trials[0], State.DONE, curve=curve([4.0, 2.0, 1.0, 1.0]), epoch=4),
        Outcome(trials[1], State.DIVERGED, curve=curve([2.0], every=2), epoch=2),
    ])  # fmt: skip
    assert found is not None
    assert found.epochs.tolist() == [1, 2, 3, 4]
    assert found.mean.tolist() == [3, 2, 1, 1]
    assert found.least.tolist() == [2, 2, 1, 1]


def test_while_they_go_on_the_band_ends_where_the_slowest_is() -> None:
    """A mean over fewer and fewer seeds would leap."""
    trials, ahead = ONE.trials, curve([4.0, 2.0, 1.0, 1.0])
    found = band([
        Outcome(trials[0], State.TRAINING, curve=ahead, epoch=4),
        Outcome(trials[1], State.TRAINING, curve=curve([2.0, 1.0]), epoch=2),
    ])  # fmt: skip
    assert found is not None
    assert found.epochs.tolist() == [1, 2]
    assert found.mean.tolist() == [3, 1.5]
    waiting = band([Outcome(trials[0], State.TRAINING, curve=ahead, epoch=4), Outcome(trials[1])])
    assert waiting is not None
    assert waiting.epochs.tolist() == [1, 2, 3, 4]


def test_where_one_was_cancelled_the_band_ends_there() -> None:
    trials, whole = ONE.trials, curve([4.0, 2.0, 1.0, 1.0])
    cut = Outcome(trials[1], State.CANCELLED, curve=curve([2.0, 1.0]), epoch=2)
    found = band([Outcome(trials[0], State.DONE, curve=whole, epoch=4), cut])
    assert found is not None
    assert found.mean.tolist() == [3, 1.5]
    never_begun = band([Outcome(trials[0], State.DONE, curve=whole, epoch=4), Outcome(trials[1], State.CANCELLED)])
    assert never_begun is not None
    assert never_begun.epochs.tolist() == [1, 2, 3, 4]


def test_a_band_has_a_bounded_number_of_points() -> None:
    """Its ends among them."""
    found = band([Outcome(trial, curve=curve(np.linspace(1, 0, 900 + k).tolist()), epoch=900 + k)
                  for k, trial in enumerate(ONE.trials)])  # fmt: skip
    assert found is not None
    assert len(found.epochs) <= POINTS
    assert (found.epochs[0], found.epochs[-1]) == (1, 902)
    assert np.isfinite(found.mean).all()
    assert (found.least <= found.mean).all()
    assert (found.mean <= found.greatest).all()
