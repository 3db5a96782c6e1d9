"""What many trials say together: of each variant the mean over its seeds, and how far the seeds lie apart.

The deviation is that of a sample, with n - 1 below the sum of squares; of a single seed there is none.  Diverged and
failed trials count in no mean: they are counted by themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.compare.outcome import ALL, NINETY, Outcome, State
from engine.compare.plan import Comparison, Variant
from engine.program import Array

POINTS = 400  # of a curve over seeds


@dataclass(frozen=True)
class Spread:
    """A mean over seeds and the deviation from it; not a number where there is none."""

    mean: float = math.nan
    deviation: float = math.nan
    count: int = 0  # how many seeds it is of

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Spread:
        known = [value for value in values if value is not None and math.isfinite(value)]
        if not known:
            return cls()
        mean = math.fsum(known) / len(known)  # numpy would take ten times as long for so few numbers
        squares = math.fsum((value - mean) ** 2 for value in known)
        return cls(mean, math.sqrt(squares / (len(known) - 1)) if len(known) > 1 else math.nan, len(known))


@dataclass(frozen=True)
class Summary:
    """One variant: a row of the table."""

    variant: Variant
    trials: int
    over: int  # how many of them have ended, however they did
    learned: int  # … as they should
    diverged: int
    failed: int
    cancelled: int
    loss: Spread
    score: Spread
    test_score: Spread
    seconds: Spread
    to_ninety: Spread  # epochs until 90 % of the training samples were right, of the seeds that came so far
    to_all: Spread


def are_numbers(comparison: Comparison, outcomes: Iterable[Outcome]) -> bool:
    """Whether what was learned are numbers, and not classes: as the samples say, as long as somebody has them, since a
    table's file may be another one by now."""
    samples = next((each.points for each in outcomes if each.points is not None), None)
    return comparison.is_regression if samples is None else samples.is_regression


def summaries(comparison: Comparison, outcomes: Sequence[Outcome]) -> list[Summary]:
    """A row for each variant, in their order; of trials that go on, as far as they are."""
    grouped: dict[int, list[Outcome]] = {variant.number: [] for variant in comparison.variants}
    for outcome in outcomes:
        grouped[outcome.trial.variant].append(outcome)
    return [summary(variant, grouped[variant.number]) for variant in comparison.variants]


def summary(variant: Variant, outcomes: Sequence[Outcome]) -> Summary:
    """The row of one variant, of whose trials these are the outcomes."""
    sound = [each for each in outcomes if each.state not in (State.DIVERGED, State.FAILED)]
    count = Counter(each.state for each in outcomes)
    return Summary(
        variant,
        trials=len(outcomes),
        over=sum(each.state.is_over for each in outcomes),
        learned=count[State.DONE],
        diverged=count[State.DIVERGED],
        failed=count[State.FAILED],
        cancelled=count[State.CANCELLED],
        loss=Spread.of(each.loss for each in sound),
        score=Spread.of(each.score for each in sound),
        test_score=Spread.of(each.test_score for each in sound),
        seconds=Spread.of(each.seconds for each in sound if each.epoch),
        to_ninety=Spread.of(each.reached.get(NINETY) for each in sound),
        to_all=Spread.of(each.reached.get(ALL) for each in sound),
    )


# -- curves ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """The learning curves of several seeds as one: their mean, between the least and the greatest of them."""

    epochs: Array  # (points,)
    mean: Array  # (points,)
    least: Array  # (points,)
    greatest: Array  # (points,)
    seconds_an_epoch: float  # the mean of the seeds

    @property
    def seconds(self) -> Array:
        """(points,), when each of the epochs was finished."""
        return self.epochs * self.seconds_an_epoch


def band(outcomes: Iterable[Outcome]) -> Band | None:
    """Of the trials of one variant; None before there is any curve.

    While trials go on, and where they were cancelled, it ends where the slowest of them is: a mean over fewer and
    fewer of them would leap.  Where one has diverged, it is of those that are still there."""
    outcomes = list(outcomes)
    under_way = [each.epoch for each in outcomes if each.state is State.TRAINING]
    under_way += [each.epoch for each in outcomes if each.state is State.CANCELLED and each.epoch]
    begun = [(each.curve, each) for each in outcomes if each.curve is not None and len(each.curve.epochs)]
    if not begun:
        return None
    first = begun[0][0]
    epochs = first.epochs if len(begun) == 1 else np.unique(np.concatenate([curve.epochs for curve, _ in begun]))
    if under_way:
        epochs = epochs[: np.searchsorted(epochs, min(under_way), side="right")]
    if not len(epochs):
        return None
    pace = float(np.mean([each.seconds / max(1, each.epoch) for _, each in begun]))
    if len(begun) == 1:  # most are, and a picture of a hundred of them is drawn ten times a second
        end = len(epochs)
        return Band(epochs, first.loss[:end], first.least[:end], first.greatest[:end], pace)
    if len(epochs) > POINTS:  # curves of one length share their epochs, so that this is rare
        epochs = epochs[np.unique(np.linspace(0, len(epochs) - 1, POINTS).round().astype(int))]
    rows = np.array([_along(epochs, curve.epochs, curve.loss) for curve, _ in begun])
    lows = np.array([_along(epochs, curve.epochs, curve.least) for curve, _ in begun])
    highs = np.array([_along(epochs, curve.epochs, curve.greatest) for curve, _ in begun])
    there = ~np.isnan(rows)
    mean = np.where(there, rows, 0.0).sum(axis=0) / there.sum(axis=0)
    return Band(epochs, mean, np.nanmin(lows, axis=0), np.nanmax(highs, axis=0), pace)


def _along(epochs: Array, known: Array, values: Array) -> Array:
    """``values`` at ``epochs``, between two known ones on the line through them; not a number after the last."""
    there: Array = np.interp(epochs, known, values, right=np.nan)
    return there
