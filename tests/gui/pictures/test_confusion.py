"""The confusion matrix shows the engine's counts, of the samples that the person chose."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt5.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from engine.metrics import confusion_matrix
from engine.recipe import Recipe
from engine.snapshot import Points, Snapshot
from engine.trainer import Trainer
from gui.panels import PANELS
from gui.panels.base import PicturePanel
from gui.pictures.confusion import ConfusionMatrix
from gui.theme import LIGHT

MakeSnapshot = Callable[..., Snapshot]
MakePoints = Callable[..., Points]


@pytest.fixture
def panel(qtbot: QtBot) -> PicturePanel:
    made = PANELS["Decision surface"](LIGHT)
    qtbot.addWidget(made)
    made.resize(480, 300)
    with qtbot.waitExposed(made):
        made.show()
    assert isinstance(made, PicturePanel)
    return made


def matrix(panel: PicturePanel) -> ConfusionMatrix:
    assert isinstance(panel.picture, ConfusionMatrix)
    return panel.picture


@pytest.mark.parametrize("test_fraction", [0.0, 0.25])
def test_the_counts_are_the_engines(panel: PicturePanel, test_fraction: float) -> None:
    """Of a real run, of the test samples where there are such; the other part is one click away."""
    trainer = Trainer(
        Recipe(
            dataset="Digits", samples=200, loss="Softmax cross-entropy", output_activation="Linear", hidden=(8,),
            test_fraction=test_fraction,
        )
    )  # fmt: skip
    trainer.train(3)
    snapshot = trainer.snapshot()
    panel.draw(snapshot)
    T, A, is_test = snapshot.points.T, snapshot.prediction, snapshot.points.is_test
    chosen = is_test if test_fraction else ~is_test
    np.testing.assert_array_equal(matrix(panel).drawing.counts, confusion_matrix(T[chosen], A[chosen]))
    assert panel.note() == ("50 test samples" if test_fraction else "200 samples")
    train = panel.findChild(QToolButton, "confusionTrain")
    assert train is not None
    assert train.isVisible() == bool(test_fraction)
    if test_fraction:
        train.click()
        np.testing.assert_array_equal(matrix(panel).drawing.counts, confusion_matrix(T[~is_test], A[~is_test]))
        assert panel.note() == "150 train samples"


def test_two_classes_in_one_column_have_a_matrix(
    panel: PicturePanel, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    points = make_points(10, features=5)
    panel.draw(make_snapshot(points=points, prediction=np.full((10, 1), 0.9)))
    assert matrix(panel).drawing.counts.tolist() == [[0, 5], [0, 5]]


def test_the_choice_stays_while_the_training_goes_on(
    panel: PicturePanel, make_points: MakePoints, make_snapshot: MakeSnapshot
) -> None:
    points = make_points(10, features=5, outputs=3, tests=4)
    panel.draw(make_snapshot(points=points))
    panel.choose("Train")
    panel.draw(make_snapshot(points=points))
    assert panel.choice == "Train"
    assert matrix(panel).drawing.counts.sum() == 6
