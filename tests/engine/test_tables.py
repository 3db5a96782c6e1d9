"""Tables: what a spreadsheet reads is what the run had, to the last digit."""

from __future__ import annotations

import csv
import io

import numpy as np

from engine import History, Points, Recipe, Trainer
from engine.tables import history_csv, predictions_csv


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_history_has_a_row_for_each_epoch_at_full_precision() -> None:
    """Read back, every loss is the same float."""
    trainer = Trainer(Recipe(test_fraction=0.2))
    trainer.train(30)
    table = rows(history_csv(trainer.history))
    assert [int(row["epoch"]) for row in table] == list(range(1, 31))
    for name in ("loss", "least_loss", "greatest_loss"):
        assert [float(row[name]) for row in table] == trainer.history.exact.tolist()
    assert [float(row["test_loss"]) for row in table] == trainer.history.test_loss.tolist()
    assert [float(row["test_accuracy"]) for row in table] == trainer.history.test_accuracy.tolist()


def test_what_is_not_there_is_an_empty_cell() -> None:
    """Not "None", not "nan": a spreadsheet leaves a gap."""
    history = History()
    history.extend(np.array([0.5, 0.25]))
    history.add_test(2, 0.125, 1.0)
    assert history_csv(history) == (
        "epoch,loss,least_loss,greatest_loss,test_loss,test_accuracy\n1,0.5,0.5,0.5,,\n2,0.25,0.25,0.25,0.125,1.0\n"
    )


def test_an_empty_history_is_a_header() -> None:
    """Exporting before the first epoch gives a table without rows."""
    assert history_csv(History()).count("\n") == 1


def test_predictions_stand_beside_their_sample_and_its_truth() -> None:
    """Features, truth, prediction, verdict, and whether the sample was kept for testing."""
    points = Points(
        np.array([[0.1, 0.2], [0.30000000000000004, -4.0]]), np.array([[0.0], [1.0]]), np.array([False, True])
    )
    text = predictions_csv(points, np.array([[0.25], [0.125]]), np.array([True, False]))
    assert text == "x1,x2,truth,prediction,correct,test\n0.1,0.2,0.0,0.25,1,0\n0.30000000000000004,-4.0,1.0,0.125,0,1\n"


def test_of_several_classes_there_are_names_and_what_is_said_of_each() -> None:
    """And samples of more than one axis are laid out flat."""
    points = Points(np.zeros((1, 2, 2)), np.array([[0.0, 1.0, 0.0]]), np.array([False]), class_names=("a", "b", "c"))
    [row] = rows(predictions_csv(points, np.array([[0.5, 0.75, 0.0]]), np.array([True])))
    features, said = ["x1", "x2", "x3", "x4"], ["says a", "says b", "says c"]
    assert list(row) == [*features, "truth", "prediction", *said, "correct", "test"]
    assert (row["truth"], row["prediction"], row["says b"]) == ("b", "b", "0.75")


def test_numbers_are_neither_right_nor_wrong() -> None:
    """Of a regression there is no column that says so."""
    points = Points(np.zeros((1, 1)), np.array([[0.25]]), np.array([True]), is_regression=True, class_names=())
    [row] = rows(predictions_csv(points, np.array([[0.5]]), np.array([True])))
    assert row == {"x1": "0.0", "truth": "0.25", "prediction": "0.5", "test": "1"}
