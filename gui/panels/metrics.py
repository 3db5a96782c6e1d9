"""Metrics: how good the answers are, in the numbers that people report; those of the test samples below the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.metrics import METRICS, report
from engine.snapshot import Points, Snapshot
from gui.panels.base import PANELS, Panel
from gui.widgets.score_table import ScoreTable

MOST = 4000  # samples of each kind that are judged: more would keep the window waiting


@PANELS.register("Metrics")
class Metrics(Panel):
    """A column for each metric that makes sense for the samples, with its formula as the tooltip."""

    object_name = "metrics"
    area = "beside the log"
    rest = 300  # numbers that change more often cannot be read
    help = "How good the answers are, in the numbers that people report: on training samples, and on test samples."

    def make_body(self) -> ScoreTable:
        self._table = ScoreTable()
        self._points: Points | None = None
        self._judged: dict[str, NDArray[np.intp]] = {}  # which samples each row is about
        return self._table

    def show_snapshot(self, snapshot: Snapshot) -> None:
        points = snapshot.points
        if points is not self._points:
            self._points = points
            self._begin(points)
        for row, samples in self._judged.items():
            scores = report(snapshot.prediction[samples], points.T[samples], points.is_regression)
            self._table.set_row(row, list(scores.values()))

    def forget(self) -> None:
        self._points = None
        self._judged = {}
        self._table.empty()

    def _begin(self, points: Points) -> None:
        """Makes the table that fits the samples of a new run."""
        names = [name for name, each in METRICS.items() if each.for_classes != points.is_regression]
        parts = {"train": ~points.is_test, "test": points.is_test}
        self._judged = {row: some_of(np.flatnonzero(part)) for row, part in parts.items() if part.any()}
        self._table.begin({name: METRICS.help(name) for name in names}, list(self._judged))
        judged = sum(map(len, self._judged.values()))
        if judged < len(points.X):
            self.set_note(f"from {judged:,} of {len(points.X):,} samples", f"from {judged:,}")
        else:
            self.set_note("")


def some_of(samples: NDArray[np.intp]) -> NDArray[np.intp]:
    """All of them, or of very many a random choice, the same each time."""
    return samples if len(samples) <= MOST else np.sort(np.random.default_rng(0).choice(samples, MOST, replace=False))
