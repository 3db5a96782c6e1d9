"""Makes of outcomes what the cards draw, and makes anew only what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from engine.compare.factor import level_text
from engine.compare.outcome import Outcome, State
from engine.compare.plan import Comparison, Variant
from engine.compare.results import NOTHING, Column, columns_of, number_text, share_text
from engine.compare.summary import Band, Spread, Summary, are_numbers, band, summary
from engine.recipe import FEW, Recipe
from engine.snapshot import Curve
from gui.compare.shown import Cell, Grid, Kept, Measure, Series, Shown, with_best_marked

ENDED = "Ended"  # the last column of the engine's table
LESS, MORE = False, True
# What the columns of the engine's table are the means of, and whether more of it is better.
NUMBERS = {
    "Loss": ("loss", LESS), "Accuracy": ("score", MORE), "R²": ("score", MORE), "Test accuracy": ("test_score", MORE),
    "Test R²": ("test_score", MORE), "Epochs to 90 %": ("to_ninety", LESS), "Epochs to 100 %": ("to_all", LESS),
    "Seconds": ("seconds", None),  # what else the machine had to do decides it
}  # fmt: skip
LOSS, SECONDS = Measure("Loss", is_log=True, more_is_better=False), Measure("Seconds", True, False)
OF_CLASSES = (LOSS, Measure("Accuracy", False, True, "%"), Measure("Epochs to 90 %", True, False), SECONDS)
OF_NUMBERS = (LOSS, Measure("R²", False, True), SECONDS)


class Album:
    """A comparison and what is known of it."""

    def __init__(self, comparison: Comparison, outcomes: Iterable[Outcome] = ()) -> None:
        self.comparison = comparison
        self.outcomes = [Outcome(trial) for trial in comparison.trials]
        outcomes = list(outcomes)
        self.is_regression = are_numbers(comparison, outcomes)
        self._epochs = max(variant.recipe.epochs for variant in comparison.variants)
        self._has_pictures = _can_be_drawn(comparison.variants[0].recipe)
        self._of_variant: list[list[int]] = [[] for _ in comparison.variants]
        for trial in comparison.trials:
            self._of_variant[trial.variant].append(trial.number)
        self._rows: dict[int, Summary] = {}  # by the number of the variant, as all that follows
        self._bands: dict[int, Band | None] = {}
        self._series: dict[int, Series] = {}
        self._header: tuple[str, ...] = ()  # of those series
        self.take(outcomes)

    def take(self, changed: Iterable[Outcome]) -> None:
        """These have come further."""
        for outcome in changed:
            self.outcomes[outcome.trial.number] = outcome
            for known in (self._rows, self._bands, self._series):
                known.pop(outcome.trial.variant, None)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come."""
        return all(each.state.is_over for each in self.outcomes)

    def show(self) -> Shown:
        """All of it as it is now."""
        comparison, factors = self.comparison, self.comparison.factors
        rows = [self._row(variant) for variant in comparison.variants]
        columns = columns_of(comparison, rows, self.is_regression)
        header = tuple(column.name for column in columns)
        if header != self._header:
            self._header, self._series = header, {}
        series = [self._series_of(row, columns) for row in rows]
        better = [NUMBERS[name][1] if name in NUMBERS else None for name in header]
        return Shown(
            title=comparison.title,
            header=header,
            names=len(factors),
            series=with_best_marked(series, better) if self.is_over else tuple(series),
            epochs=self._epochs,
            is_regression=self.is_regression,
            is_over=self.is_over,
            has_pictures=self._has_pictures or any(each.picture is not None for each in self.outcomes),
            measures=OF_NUMBERS if self.is_regression else OF_CLASSES,
            grid=self._grid() if len(factors) == 2 else None,
            seeds=comparison.seeds,
        )

    def _outcomes_of(self, variant: Variant) -> list[Outcome]:
        return [self.outcomes[number] for number in self._of_variant[variant.number]]

    def _row(self, variant: Variant) -> Summary:
        if variant.number not in self._rows:
            self._rows[variant.number] = summary(variant, self._outcomes_of(variant))
        return self._rows[variant.number]

    def _series_of(self, row: Summary, columns: Sequence[Column]) -> Series:
        number = row.variant.number
        if number not in self._series:
            self._series[number] = self._make_series(row, columns)
        return self._series[number]

    def _make_series(self, row: Summary, columns: Sequence[Column]) -> Series:
        variant, outcomes = row.variant, self._outcomes_of(row.variant)
        if variant.number not in self._bands:
            self._bands[variant.number] = band(outcomes)
        first = outcomes[0]
        return Series(
            name=variant.text,
            cells=_cells(columns, row),
            band=self._bands[variant.number],
            picture=first.picture,
            points=first.points,
            score=first.score if first.state is State.DONE else None,
            state=_state(first),
            is_fault=row.diverged + row.failed == row.trials,
            run=first.run,
            measures=_measures(row, self.is_regression),
        )

    def _grid(self) -> Grid:
        one, other = self.comparison.factors
        return Grid((one.label, other.label), tuple(map(level_text, one.levels)), tuple(map(level_text, other.levels)))


def shown_runs(runs: Sequence[Kept]) -> Shown:
    """Of kept runs, one series for each."""
    has_test = any(each.snapshot.test_score is not None for each in runs)
    are_numbers = bool(runs) and all(each.is_regression for each in runs)
    are_mixed = not are_numbers and any(each.is_regression for each in runs)
    score = "R²" if are_numbers else "Accuracy or R²" if are_mixed else "Accuracy"
    test = f"Test {score if are_numbers else score[0].lower() + score[1:]}"
    header = ("Run", "Loss", score, *((test,) if has_test else ()), "Epochs", "Seconds")
    series = [_of_run(each, has_test) for each in runs]
    can_be_ranked = len({(each.run.recipe.dataset, each.run.recipe.loss) for each in runs}) == 1
    better = [NUMBERS[name][1] if name in NUMBERS and can_be_ranked else None for name in header]
    return Shown(
        title="Kept runs",
        header=header,
        names=1,
        series=with_best_marked(series, better),
        epochs=max((each.snapshot.epoch for each in runs), default=0),
        is_regression=are_numbers,
        has_pictures=any(each.picture is not None for each in series),
    )


def _of_run(kept: Kept, has_test: bool) -> Series:
    now = kept.snapshot
    write = number_text if kept.is_regression else share_text
    cells = [Cell(kept.title), Cell(number_text(now.loss), now.loss), Cell(write(now.score), now.score)]
    if has_test:
        cells.append(Cell(NOTHING) if now.test_score is None else Cell(write(now.test_score), now.test_score))
    cells.append(Cell(f"{now.epoch:,}", float(now.epoch)))
    cells.append(Cell(number_text(kept.seconds), kept.seconds) if kept.seconds else Cell(NOTHING))
    return Series(
        name=kept.title, cells=tuple(cells), band=_band_of(now.curve, kept.seconds / max(1, now.epoch)),
        picture=now.surface or now.line, points=now.points, score=now.score, run=kept.run,
    )  # fmt: skip


def _band_of(curve: Curve, pace: float) -> Band | None:
    if not len(curve.epochs):
        return None
    return Band(curve.epochs, curve.loss, curve.least, curve.greatest, pace)


def _cells(columns: Sequence[Column], row: Summary) -> tuple[Cell, ...]:
    """A row of the engine's table, with the numbers behind its texts."""
    cells = []
    for place, column in enumerate(columns):
        text = column.write(row)
        if column.name in NUMBERS:
            spread: Spread = getattr(row, NUMBERS[column.name][0])
            cells.append(Cell(text, spread.mean, counts=spread.count == row.trials))
        elif column.name == ENDED:
            cells.append(Cell(text, float(row.learned), is_fault=row.diverged + row.failed > 0))
        else:
            cells.append(Cell(text, _level_key(row.variant.levels[place], row.variant.number)))
    return tuple(cells)


def _level_key(level: object, number: int) -> float:
    """Numbers are sorted by their size, anything else as it was listed."""
    return float(level) if isinstance(level, int | float) else float(number)


def _measures(row: Summary, is_regression: bool) -> tuple[float, ...]:
    spreads = (row.loss, row.score, row.seconds) if is_regression else (row.loss, row.score, row.to_ninety, row.seconds)
    return tuple(each.mean for each in spreads)


def _state(outcome: Outcome) -> str:
    if outcome.state is State.DONE:
        return ""
    return f"epoch {outcome.epoch:,}" if outcome.state is State.TRAINING else outcome.state.value


def _can_be_drawn(recipe: Recipe) -> bool:
    """Whether its samples have one feature or two."""
    data = recipe.make_dataset()
    if data.needs_file:
        return len(data.feature_names(FEW)) in (1, 2)
    few = recipe.changed(samples=FEW) if recipe.uses("samples") else recipe
    X, _ = few.make_dataset().generate(np.random.RandomState(recipe.seed))
    return X.ndim == 2 and X.shape[1] in (1, 2)

