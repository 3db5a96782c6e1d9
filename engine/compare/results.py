"""The table of a comparison: for people with means and deviations, for a spreadsheet trial by trial."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.compare.factor import level_text
from engine.compare.outcome import ALL, NINETY, Outcome
from engine.compare.plan import Comparison
from engine.compare.summary import Spread, Summary, summaries
from engine.tables import as_csv

NOTHING = "–"
ROUNDING = 1e-9  # of a mean: a smaller deviation only says how the sums were rounded
RESULTS = (
    "seed", "state", "epochs", "loss", "score", "test_loss", "test_score", "epochs_to_90", "epochs_to_100", "seconds",
    "why",
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Rows of one length, all of them texts."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    factors: int  # how many columns at the left say what was varied; the others are numbers


@dataclass(frozen=True)
class Column:
    """One column of the table: what stands above it, and how a row's number or words are written in it."""

    name: str
    write: Callable[[Summary], str]


def table(comparison: Comparison, outcomes: Sequence[Outcome], is_regression: bool = False) -> Table:
    """A row for each variant.  Columns in which nothing would ever stand are left out."""
    rows = summaries(comparison, outcomes)
    columns = columns_of(comparison, rows, is_regression)
    header = tuple(column.name for column in columns)
    return Table(header, tuple(tuple(column.write(row) for column in columns) for row in rows), len(comparison.factors))


def columns_of(comparison: Comparison, rows: Sequence[Summary], is_regression: bool = False) -> list[Column]:
    """The columns of that table, where the summaries are known."""
    score, write = ("R²", number_text) if is_regression else ("Accuracy", share_text)
    columns = [
        Column(factor.label, lambda row, k=k: level_text(row.variant.levels[k]))  # type: ignore[misc]
        for k, factor in enumerate(comparison.factors)
    ]
    columns += [Column("Loss", lambda row: spread_text(row.loss, number_text))]
    columns += [Column(score, lambda row: spread_text(row.score, write))]
    if any(row.test_score.count for row in rows):
        test = "Test R²" if is_regression else "Test accuracy"
        columns += [Column(test, lambda row: spread_text(row.test_score, write))]
    if not is_regression:
        columns += [Column("Epochs to 90 %", lambda row: _reached(row.to_ninety, row))]
        columns += [Column("Epochs to 100 %", lambda row: _reached(row.to_all, row))]
    columns += [Column("Seconds", lambda row: spread_text(row.seconds, number_text))]
    return [*columns, Column("Ended", _ended)]


def trials_csv(comparison: Comparison, outcomes: Sequence[Outcome]) -> str:
    """A row for each trial, at full precision; what there is no number for is empty."""
    factors = [factor.what for factor in comparison.factors]
    return as_csv((*factors, *RESULTS), (_row(comparison, outcome) for outcome in outcomes))


def curves_csv(comparison: Comparison, outcomes: Sequence[Outcome]) -> str:
    """A row for each point of each trial's learning curve."""
    factors = [factor.what for factor in comparison.factors]
    return as_csv(
        (*factors, "seed", "epoch", "loss", "least_loss", "greatest_loss"),
        (
            (*_levels(comparison, outcome), outcome.trial.seed, int(epoch), loss, least, greatest)
            for outcome in outcomes
            if (curve := outcome.curve) is not None
            for epoch, loss, least, greatest in zip(
                curve.epochs.tolist(), curve.loss.tolist(), curve.least.tolist(), curve.greatest.tolist(), strict=True
            )
        ),
    )


def _row(comparison: Comparison, outcome: Outcome) -> tuple[object, ...]:
    return (
        *_levels(comparison, outcome), outcome.trial.seed, outcome.state.value, outcome.epoch, outcome.loss,
        outcome.score, outcome.test_loss, outcome.test_score, outcome.reached.get(NINETY), outcome.reached.get(ALL),
        outcome.seconds, outcome.why,
    )  # fmt: skip


def _levels(comparison: Comparison, outcome: Outcome) -> list[str]:
    return [level_text(level) for level in comparison.variants[outcome.trial.variant].levels]


# -- numbers as people read them ---------------------------------------------------------------------------------------


def spread_text(spread: Spread, write: Callable[[float], str]) -> str:
    """A mean, and the deviation where there are several seeds: 0.25 ± 0.0012, 98.2 ± 1.4 %."""
    if not spread.count:
        return NOTHING
    mean, deviation = write(spread.mean), spread.deviation
    if math.isnan(deviation):
        return mean
    number, space, unit = mean.partition(" ")
    if deviation < ROUNDING * abs(spread.mean):
        deviation = 0.0
    apart = f"{deviation:.2g}" if write is number_text else write(deviation).partition(" ")[0]
    return f"{number} ± {apart}{space}{unit}"


def _reached(spread: Spread, row: Summary) -> str:
    """Epochs until so many were right, and how many seeds came so far where not all of them did."""
    text = spread_text(spread, epochs_text)
    return text if spread.count in (0, row.trials) else f"{text} ({spread.count} of {row.trials})"


def _ended(row: Summary) -> str:
    """Such as "5 of 5", or "3 of 5, 2 diverged"."""
    others = ((row.diverged, "diverged"), (row.failed, "failed"), (row.cancelled, "cancelled"))
    return ", ".join([f"{row.learned} of {row.trials}", *(f"{count} {what}" for count, what in others if count)])


def number_text(value: float) -> str:
    """With three digits that count: 0.0312, 12.3, 1.2e-05."""
    return f"{value:.3g}"


def epochs_text(value: float) -> str:
    """A number of epochs."""
    return f"{value:,.0f}"


def share_text(value: float) -> str:
    """A share as a percentage."""
    return f"{100 * value:.1f} %"
