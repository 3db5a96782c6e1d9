"""Tables: what a spreadsheet reads is what the run had, to the last digit."""

from __future__ import annotations

import csv
import io

import numpy as np

from engine import History, Points, Recipe, Trainer
from engine.metrics import report
from engine.tables import aligned, confusion_table, history_csv, metrics_of, metrics_table, predictions_csv


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


# -- metrics -----------------------------------------------------------------------------------------------------------

ANIMALS = Points(
    np.zeros((5, 2)),
    np.eye(3)[[0, 1, 2, 2, 1]],
    np.array([False, False, False, False, True]),
    class_names=("cat", "dog", "an animal with a long name"),
)
SAID = np.eye(3)[[0, 2, 2, 2, 1]]


def test_metrics_are_those_of_each_part_by_itself() -> None:
    """Training and test samples, and no test samples where there are none."""
    metrics = metrics_of(ANIMALS, SAID)
    assert list(metrics) == ["train", "test"]
    assert metrics["train"] == report(SAID[:4], ANIMALS.T[:4], is_regression=False)
    assert metrics["train"]["Accuracy"] == 0.75
    assert metrics["test"]["Accuracy"] == 1.0
    untested = Points(ANIMALS.X, ANIMALS.T, np.zeros(5, np.bool_), class_names=ANIMALS.class_names)
    assert list(metrics_of(untested, SAID)) == ["train"]


def test_metrics_stand_in_equally_wide_columns() -> None:
    """Four decimals where that says enough; all numbers are set to the right."""
    train = {"F1": 0.97504, "MSE": 3.5584e-5, "R²": -130.4329, "Other": 0.0, "Worst": 66777.0}
    test = dict.fromkeys(train, float("nan"))
    assert metrics_table({"train": train, "test": test}).splitlines() == [
        "metric      train  test",
        "F1         0.9750   nan",
        "MSE     3.558e-05   nan",
        "R²         -130.4   nan",
        "Other      0.0000   nan",
        "Worst   6.678e+04   nan",
    ]


def test_the_confusion_has_a_row_for_each_class_that_is_there() -> None:
    """Of each part of the samples; names that are too long for a column are cut."""
    assert confusion_table(ANIMALS, SAID).splitlines() == [
        "train: truth \\ said  cat  dog  an animal with …",
        "cat                    1    0                 0",
        "dog                    0    0                 1",
        "an animal with …       0    0                 2",
        "",
        "test: truth \\ said  cat  dog  an animal with …",
        "cat                   0    0                 0",
        "dog                   0    1                 0",
        "an animal with …      0    0                 0",
    ]


def test_an_answer_that_is_no_number_is_counted_nowhere() -> None:
    """A network that went astray has a confusion all the same."""
    points = Points(np.zeros((2, 1)), np.array([[0.0], [1.0]]), np.zeros(2, np.bool_))
    lines = confusion_table(points, np.array([[np.nan], [0.75]])).splitlines()
    assert [line.split()[-2:] for line in lines[1:]] == [["0", "0"], ["0", "1"]]


def test_words_are_set_to_the_left_and_no_line_ends_in_spaces() -> None:
    assert aligned([("a", "b", "c"), ("longer", "x", "")]) == "a       b  c\nlonger  x"
