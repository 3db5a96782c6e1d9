"""The confusion matrix: which classes the network takes for which, whatever the samples look like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.metrics import confusion_matrix
from engine.snapshot import Points, Snapshot
from gui.pictures.base import Picture
from gui.theme import Theme
from gui.widgets.bare_plot import BarePlot
from gui.widgets.choice import Choice
from gui.widgets.confusion import Confusion
from gui.widgets.sheet import Sheet

TEST, TRAIN = "Test", "Train"
PARTS = {
    TEST: ("confusionTest", "Counts the samples kept for testing, which show what the network has understood."),
    TRAIN: ("confusionTrain", "Counts the samples that the network is trained on."),
}


class ConfusionMatrix(Picture):
    """How many samples of each class, a row each, are said to be of each class, a column each."""

    help = "How many samples of each class (rows) the network says to be of each (columns): right is the diagonal."

    @classmethod
    def fits(cls, points: Points) -> bool:
        return not points.is_regression

    def make_plot(self) -> BarePlot:
        self.drawing = Confusion(self.theme)
        self.chooser = self._part = Choice("Samples that are counted", PARTS)
        self.controls = [self._part]
        self.title = "Confusion matrix"
        return Sheet(self.drawing)

    def begin(self, snapshot: Snapshot) -> None:
        self._part.setVisible(bool(snapshot.points.is_test.any()))

    def show(self, snapshot: Snapshot) -> None:
        points, chosen = snapshot.points, self._counted(snapshot.points)
        counts = confusion_matrix(points.T[chosen], snapshot.prediction[chosen])
        self.drawing.show_counts(counts, points.class_names)
        kind = f"{self._part.choice().lower()} " if points.is_test.any() else ""
        self.note = f"{int(counts.sum()):,} {kind}samples"

    def _counted(self, points: Points) -> NDArray[np.bool_]:
        """Which samples (samples,) are counted."""
        if not points.is_test.any():
            return ~points.is_test
        return points.is_test if self._part.choice() == TEST else ~points.is_test

    def forget(self) -> None:
        self.drawing.clear()

    def apply_theme(self, theme: Theme) -> None:
        self.plot.set_theme(theme)
