"""The table of metrics: those that make sense for the samples, of training and of test samples, and up to date."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt5.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from engine.metrics import METRICS, report
from engine.program import Array
from engine.recipe import Recipe
from engine.snapshot import Points, Snapshot
from engine.trainer import Trainer
from gui.panels.base import PANELS, Panel
from gui.panels.metrics import MOST, some_of
from gui.theme import LIGHT
from gui.widgets.score_table import score_text

CLASSES = [name for name, each in METRICS.items() if each.for_classes]
NUMBERS = [name for name, each in METRICS.items() if not each.for_classes]
Show = Callable[[str], Panel]
Make = Callable[..., Snapshot]
MakePoints = Callable[..., Points]


@pytest.fixture(autouse=True)
def _without_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots come one after the other here, and each is to be seen; but for the test of the rest."""
    monkeypatch.setattr(PANELS["Metrics"], "rest", 0)


def shown(panel: Panel) -> dict[str, dict[str, str]]:
    """What stands in the table: by row and by metric."""
    table: dict[str, dict[str, str]] = {}
    for label in panel.findChildren(QLabel):
        row, _, name = label.objectName().partition(" ")
        if name:
            table.setdefault(row, {})[name] = label.text()
    return table


def expected(points: Points, A: Array) -> dict[str, dict[str, str]]:
    parts = {"train": ~points.is_test, "test": points.is_test}
    reports = {row: report(A[part], points.T[part], points.is_regression) for row, part in parts.items() if part.any()}
    return {row: {name: score_text(value) for name, value in scores.items()} for row, scores in reports.items()}


def test_train_and_test_stand_one_below_the_other(show: Show, make_snapshot: Make, make_points: MakePoints) -> None:
    """Each is judged by its own samples."""
    panel, points = show("Metrics"), make_points(samples=10, tests=4)
    A = points.T.copy()
    A[[0, 5, 6]] = 1 - A[[0, 5, 6]]  # one of the test samples and two of the others are wrong
    panel.draw(make_snapshot(points=points, prediction=A))
    table = shown(panel)
    assert list(table) == ["train", "test"]
    assert list(table["train"]) == list(table["test"]) == CLASSES
    assert table == expected(points, A)
    assert table["train"]["Accuracy"] == score_text(4 / 6)
    assert table["test"]["Accuracy"] == score_text(3 / 4)


def test_without_test_samples_there_is_no_such_row(show: Show, make_snapshot: Make, make_points: MakePoints) -> None:
    """They come and go with the run."""
    panel = show("Metrics")
    for run, (tests, rows) in enumerate([(0, ["train"]), (2, ["train", "test"]), (0, ["train"])]):
        panel.draw(make_snapshot(run=run, points=make_points(tests=tests)))
        assert list(shown(panel)) == rows


def test_each_kind_of_truth_has_its_own_metrics(show: Show, make_snapshot: Make, make_points: MakePoints) -> None:
    """Of two classes, of many, and of numbers; the formula of each is its tooltip."""
    panel = show("Metrics")
    for points, names in (
        (make_points(), CLASSES), (make_points(outputs=5, tests=2), CLASSES), (make_points(numbers=True), NUMBERS),
    ):  # fmt: skip
        A = points.T + np.random.default_rng(0).normal(0, 0.5, points.T.shape)
        panel.draw(make_snapshot(points=points, prediction=A, outputs=np.zeros((points.T.shape[1], 60, 60))))
        assert shown(panel) == expected(points, A)
        assert list(shown(panel)["train"]) == names
        for name in names:
            label = panel.findChild(QLabel, f"train {name}")
            assert label is not None
            assert label.toolTip() == METRICS.help(name)


@pytest.mark.parametrize(
    "choices",
    [
        {}, {"dataset": "Blobs", "loss": "Softmax cross-entropy", "output_activation": "Linear"},
        {"loss": "Hinge", "output_activation": "Linear"}, {"loss": "Softmax cross-entropy"}, {"dataset": "Sine"},
        {"dataset": "Plane", "output_activation": "Linear", "precision": "float32"},
        {"dataset": "Digits", "samples": 60, "loss": "Softmax cross-entropy", "output_activation": "Linear"},
        {"features": ("x1", "x2", "x1·x2")},
    ],
    ids=str,
)  # fmt: skip
def test_every_kind_of_run_is_judged_as_the_engine_does(show: Show, choices: dict[str, object]) -> None:
    """From the snapshots of real runs, as training goes on."""
    panel, trainer = show("Metrics"), Trainer(Recipe(test_fraction=0.25, learning_rate=0.1, **choices))  # type: ignore[arg-type]
    for _ in range(2):
        trainer.train(5)
        panel.draw(trainer.snapshot())
        assert shown(panel) == expected(trainer.points, trainer.answers())


def test_of_very_many_samples_some_are_judged_and_the_card_says_so(
    show: Show, make_snapshot: Make, make_points: MakePoints
) -> None:
    """A window must not wait for a million of them; and of a few the card says nothing."""
    panel, points = show("Metrics"), make_points(samples=2 * MOST + 100, outputs=4, tests=80)
    A = points.T.copy()
    A[100::2] = 0.25  # half of the training samples are said to be of class 0
    panel.draw(make_snapshot(points=points, prediction=A))
    assert panel.note() == f"from {MOST + 80:,} of {len(points.X):,} samples"
    table = shown(panel)
    assert float(table["train"]["Accuracy"]) == pytest.approx((A.argmax(1) == points.T.argmax(1))[80:].mean(), abs=0.03)
    assert table["test"]["Accuracy"] == "1.0000"
    panel.draw(make_snapshot(run=2, points=make_points()))
    assert panel.note() == ""


def test_some_samples_are_a_fair_choice() -> None:
    """No class is left out though the classes take turns, and the choice is the same each time."""
    samples = np.arange(10 * MOST)
    chosen = some_of(samples)
    assert len(chosen) == len(set(chosen.tolist())) == MOST
    assert np.array_equal(chosen, some_of(samples))
    shares = np.bincount(chosen % 10, minlength=10) / MOST
    assert shares == pytest.approx(np.full(10, 0.1), abs=0.02)
    assert some_of(samples[:MOST]) is not None
    assert np.array_equal(some_of(samples[:MOST]), samples[:MOST])


def test_a_forgotten_run_leaves_an_empty_card(show: Show, make_snapshot: Make) -> None:
    """And the next one is shown, even if its samples are the same."""
    panel, snapshot = show("Metrics"), make_snapshot()
    panel.draw(snapshot)
    panel.clear()
    assert shown(panel) == {}
    panel.draw(snapshot)
    assert shown(panel) == expected(snapshot.points, snapshot.prediction)


def test_numbers_rest_between_two_changes(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, make_snapshot: Make, make_points: MakePoints
) -> None:
    """Nobody can read what changes sixty times a second; the last of them is shown in any case."""
    monkeypatch.undo()
    panel = PANELS["Metrics"](LIGHT)
    assert panel.rest >= 250
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    points = make_points()
    panel.draw(make_snapshot(points=points))
    panel.draw(make_snapshot(points=points, prediction=1 - points.T))
    assert shown(panel)["train"]["Accuracy"] == "1.0000"
    qtbot.waitUntil(lambda: shown(panel)["train"]["Accuracy"] == "0.0000")


def test_the_card_needs_no_more_height_than_the_log(show: Show, make_snapshot: Make, make_points: MakePoints) -> None:
    """Beside it, it costs the page no room."""
    from gui.train_page import LOG_HEIGHT

    panel = show("Metrics")
    panel.draw(make_snapshot(points=make_points(tests=2)))
    assert panel.sizeHint().height() <= LOG_HEIGHT
