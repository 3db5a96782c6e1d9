"""What the cards of the page draw: of a comparison one series for each variant, of kept runs one for each run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from engine.compare.summary import Band
from engine.run import Run
from engine.snapshot import Line, Points, Snapshot, Surface

NO_NUMBER = math.nan


@dataclass(frozen=True)
class Cell:
    """One place of the table."""

    text: str
    key: float = NO_NUMBER  # what the column is sorted by; not a number where there is none
    counts: bool = True  # it may be the best: not so where some of the seeds have no such number
    is_best: bool = False  # of its column
    is_fault: bool = False  # it tells of something that went wrong


@dataclass(frozen=True, eq=False)
class Series:
    """A line of the curves, a row of the table, a picture: what belongs together has one colour."""

    name: str  # such as "0.1", or "0.1, 4-4"
    cells: tuple[Cell, ...]
    band: Band | None = None  # its learning curve, over seeds
    picture: Surface | Line | None = None  # what its first trial learned
    points: Points | None = None  # and from which samples
    score: float | None = None  # of that trial
    state: str = ""  # a word or two on how it stands, where it has not simply ended
    is_fault: bool = False  # none of its trials ended well
    run: Run | None = None  # its first trial, to be opened
    measures: tuple[float, ...] = ()  # what a heat map shows of it: see `Shown.measures`


@dataclass(frozen=True)
class Measure:
    """A number of which a heat map can be drawn."""

    name: str
    is_log: bool  # whether equal ratios are equally far apart
    more_is_better: bool
    unit: str = ""  # "%": shown as a hundred times as much

    @property
    def name_inside(self) -> str:
        """As in the middle of a sentence, where a symbol such as R² stays as it is."""
        return self.name.lower() if len(self.name) > 2 else self.name


@dataclass(frozen=True)
class Grid:
    """Two things varied: rows are the levels of the first, columns those of the second."""

    labels: tuple[str, str]
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Shown:
    """All of it at one moment."""

    title: str
    header: tuple[str, ...]
    names: int  # so many columns at the left say which series it is
    series: tuple[Series, ...]
    epochs: int = 0  # where the curves end, once all is done
    is_regression: bool = False
    is_over: bool = True  # whether nothing more is to come
    has_pictures: bool = False  # whether the samples are of a kind that can be drawn
    measures: tuple[Measure, ...] = ()
    grid: Grid | None = None
    seeds: int = 1  # of each series; its picture is of the first

    @property
    def score_name(self) -> str:
        """What the score of a series is."""
        return "R²" if self.is_regression else "accuracy"


class Kept(Protocol):
    """What the page needs of a run that was kept."""

    @property
    def title(self) -> str: ...
    @property
    def snapshot(self) -> Snapshot: ...
    @property
    def run(self) -> Run: ...
    @property
    def seconds(self) -> float: ...
    @property
    def is_regression(self) -> bool: ...


NOTHING = Shown("", (), 0, ())


def with_best_marked(series: Sequence[Series], more_is_better: Sequence[bool | None]) -> tuple[Series, ...]:
    """The best number of each column is marked; where all are equally good, none is.

    ``more_is_better``: for each column, or None where no number of it is better than another."""
    rows = [list(each.cells) for each in series]
    for column, more in enumerate(more_is_better):
        keys = [row[column].key for row in rows if row[column].counts and not math.isnan(row[column].key)]
        if more is None or len(keys) < 2 or math.isclose(min(keys), max(keys)):
            continue
        best = max(keys) if more else min(keys)
        for row in rows:
            if row[column].counts and math.isclose(row[column].key, best):
                row[column] = replace(row[column], is_best=True)
    return tuple(replace(each, cells=tuple(row)) for each, row in zip(series, rows, strict=True))
