"""Snapshots: frozen copies of one moment, right in every number."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import Recipe, Snapshot, Trainer
from tests.engine.textbook import Textbook

MINI = Recipe(dataset="Linear", samples=30, test_fraction=0.3, batch_size=8, hidden=(3,), learning_rate=0.5, seed=2)


@pytest.fixture
def trainer() -> Trainer:
    trainer = Trainer(MINI)
    trainer.advance(8)  # two epochs of three updates, and two more
    return trainer


def arrays_of(snapshot: Snapshot) -> dict[str, NDArray[np.generic]]:
    """Every array in it, by name."""
    found: dict[str, NDArray[np.generic]] = {}
    for part in (snapshot, snapshot.points, snapshot.curve, snapshot.surface, *snapshot.neurons):
        for name, value in vars(part).items():
            if isinstance(value, np.ndarray):
                found[f"{len(found)} {type(part).__name__}.{name}"] = value
    return found


def test_it_says_where_the_run_stands(trainer: Trainer) -> None:
    """Update, epoch, learning rate and the number of the run that it was asked to carry."""
    snapshot = trainer.snapshot(run=7)
    assert (snapshot.run, snapshot.update, snapshot.epoch, snapshot.learning_rate) == (7, 8, 2, 0.5)
    assert snapshot.loss == trainer.loss == trainer.history.exact[-1]


def test_accuracies_and_test_loss_are_of_the_network_as_it_is(trainer: Trainer) -> None:
    """Training samples and test samples apart, as the trainer's own evaluations say."""
    snapshot, test = trainer.snapshot(), trainer.evaluate_test()
    assert test is not None
    assert snapshot.score == trainer.evaluate().accuracy
    assert snapshot.test_score == test.accuracy
    assert snapshot.test_loss == pytest.approx(test.loss, rel=1e-12)


def test_without_test_samples_there_are_no_test_results() -> None:
    """None, not zero and not NaN."""
    snapshot = Trainer(Recipe()).snapshot()
    assert snapshot.test_loss is None
    assert snapshot.test_score is None
    assert len(snapshot.curve.test_epochs) == 0


def test_predictions_are_of_all_samples_in_their_order(trainer: Trainer) -> None:
    """Test samples included, beside the truth, with a verdict each."""
    snapshot = trainer.snapshot()
    expected = Textbook.like(trainer.network).forward(snapshot.points.X)
    assert snapshot.prediction == pytest.approx(expected, rel=1e-12)
    assert snapshot.right.tolist() == ((expected > 0.5) == (snapshot.points.T > 0.5)).ravel().tolist()


def test_the_surface_is_the_networks_answer_over_the_plane(trainer: Trainer) -> None:
    """Cell by cell: row 0 at the bottom, column 0 at the left, each value that of the cell's centre."""
    surface, points = trainer.snapshot().surface, trainer.points
    assert surface is not None
    rows, columns = surface.answers[0].shape
    width, height = (surface.right - surface.left) / columns, (surface.top - surface.bottom) / rows
    for row, column in [(0, 0), (0, columns - 1), (rows - 1, 0), (rows // 3, columns // 2), (rows - 1, columns - 1)]:
        centre = [[surface.left + (column + 0.5) * width, surface.bottom + (row + 0.5) * height]]
        expected = trainer.network.predict(np.array(centre)).item()
        assert surface.answers[0, row, column] == pytest.approx(expected, rel=1e-9)
    assert surface.left < points.X[:, 0].min() < points.X[:, 0].max() < surface.right
    assert surface.bottom < points.X[:, 1].min() < points.X[:, 1].max() < surface.top


def test_it_names_every_layer_with_what_comes_out_of_it() -> None:
    """For whoever cannot draw its neurons; the parameters add up to those of the network, the running ones not."""
    layers = "Conv2D(2, 3), BatchNorm, ReLU, MaxPool2D(2), Flatten, Dropout(0.2), Dense(5), Tanh"
    choices = {"loss": "Softmax cross-entropy", "output_activation": "Linear", "layers": layers}
    trainer = Trainer(Recipe(dataset="Digits", samples=20).changed(**choices))
    stages = trainer.snapshot().stages
    names = ["", "Conv2D", "BatchNorm", "ReLU", "MaxPool2D", "Flatten", "Dropout", "Dense", "Tanh", "Dense", "Linear"]
    assert [stage.name for stage in stages] == names
    assert [stage.shape for stage in stages[:6]] == [(1, 8, 8), (2, 6, 6), (2, 6, 6), (2, 6, 6), (2, 3, 3), (18,)]
    assert stages[-1].shape == (10,)
    assert sum(stage.parameters for stage in stages) == len(trainer.network.parameters)
    assert trainer.snapshot().stages is stages


def test_nothing_in_it_moves_while_the_training_goes_on(trainer: Trainer) -> None:
    """Whoever draws it may take his time."""
    snapshot = trainer.snapshot()
    kept = {name: array.copy() for name, array in arrays_of(snapshot).items()}
    trainer.train(50)
    assert len(kept) >= 20
    assert all(np.array_equal(array, kept[name]) for name, array in arrays_of(snapshot).items())


def test_nothing_in_it_can_be_written(trainer: Trainer) -> None:
    """A panel that scribbles in a snapshot would scribble in everybody's."""
    snapshot = trainer.snapshot()
    assert [name for name, array in arrays_of(snapshot).items() if array.size and array.flags.writeable] == []
    with pytest.raises(dataclasses.FrozenInstanceError):
        snapshot.loss = 0.0  # type: ignore[misc]


def test_every_snapshot_of_a_run_carries_the_same_points(trainer: Trainer) -> None:
    """So that a panel can see by identity that there is nothing new to draw."""
    first = trainer.snapshot()
    trainer.step()
    assert trainer.snapshot().points is first.points


def test_before_the_first_update_there_is_a_snapshot_too() -> None:
    """The window shows the untrained network: its loss, its surface, an empty curve."""
    snapshot = Trainer(Recipe()).snapshot()
    assert (snapshot.update, snapshot.epoch) == (0, 0)
    assert np.isfinite(snapshot.loss)
    assert len(snapshot.curve.epochs) == 0
    assert snapshot.surface is not None
