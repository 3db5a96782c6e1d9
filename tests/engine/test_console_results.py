"""The terminal's last lines: every metric that applies on request, and a remark where the choices make no sense."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from engine import METRICS, Recipe, Trainer
from engine.metrics import confusion_matrix, report
from tests.engine.terminals import RUNAWAY, Terminal, strict

CLASSES = [name for name, each in METRICS.items() if each.for_classes]
NUMBERS = [name for name, each in METRICS.items() if not each.for_classes]
MANY = ["--dataset", "blobs", "--loss", "softmax cross-entropy", "--output-activation", "linear"]


def judged(recipe: Recipe, epochs: int, of_test: bool = False) -> dict[str, float]:
    """What the engine itself says of the samples to train on, or of those kept for testing."""
    trainer = Trainer(recipe)
    trainer.train(epochs)
    points = trainer.points
    part = points.is_test if of_test else ~points.is_test
    return report(trainer.answers()[part], points.T[part], points.is_regression)


def rows_after(lines: list[str], start: str) -> list[list[str]]:
    """The cells of a table: the lines from the one that begins like this up to an empty one."""
    first = next(place for place, line in enumerate(lines) if line.startswith(start))
    table = lines[first : lines.index("", first) if "" in lines[first:] else None]
    return [re.split(r" {2,}", line) for line in table]


# -- metrics -----------------------------------------------------------------------------------------------------------


def test_without_the_option_nothing_is_printed_after_the_accuracy(terminal: Terminal) -> None:
    """The lab's form stays as it is, of two classes and of many."""
    for options in ([], MANY):
        _, lines, err = terminal("train", "--epochs", 3, *options)
        assert re.fullmatch(r"accuracy : \d+\.\d\d%", lines[-1])
        assert err == ""


def test_metrics_follow_the_accuracy(terminal: Terminal) -> None:
    """A row for each, train and test beside each other, and all that came before is the same to the letter."""
    options = ["train", "--epochs", 300, "--test-fraction", 0.3]
    _, before, _ = terminal(*options)
    code, lines, err = terminal(*options, "--metrics")
    assert (code, err) == (0, "")
    assert lines[: len(before)] == before
    assert lines[len(before)] == ""
    rows = rows_after(lines, "metric")
    assert rows[0] == ["metric", "train", "test"]
    train, test = (judged(Recipe(test_fraction=0.3), 300, of_test) for of_test in (False, True))
    assert rows[1:] == [[name, f"{train[name]:.4f}", f"{test[name]:.4f}"] for name in CLASSES]


def test_there_is_no_test_column_without_test_samples(terminal: Terminal) -> None:
    _, lines, _ = terminal("train", "--epochs", 3, "--metrics")
    assert rows_after(lines, "metric")[0] == ["metric", "train"]
    assert not [line for line in lines if line.startswith("test")]


def test_the_confusion_matrix_says_who_is_taken_for_whom(terminal: Terminal) -> None:
    """A row for each class that is there, a column for each that is said, train and test."""
    _, lines, _ = terminal("train", *MANY, "--epochs", 5, "--test-fraction", 0.2, "--metrics")
    trainer = Trainer(
        Recipe(dataset="Blobs", loss="Softmax cross-entropy", output_activation="Linear", test_fraction=0.2)
    )
    trainer.train(5)
    points = trainer.points
    for name, part in (("train", ~points.is_test), ("test", points.is_test)):
        header, *rows = rows_after(lines, f"{name}: truth")
        counts = confusion_matrix(points.T[part], trainer.answers()[part])
        assert header[1:] == list(points.class_names)
        assert [row[0] for row in rows] == list(points.class_names)
        assert [list(map(int, row[1:])) for row in rows] == counts.tolist()
        assert counts.sum() == part.sum()


def test_of_numbers_there_are_other_metrics_and_no_confusion(terminal: Terminal) -> None:
    """MSE and R², the latter as it is printed above."""
    options = ["--dataset", "plane", "--output-activation", "linear", "--lr", 0.1]
    _, lines, _ = terminal("train", *options, "--epochs", 200, "--metrics")
    rows = rows_after(lines, "metric")
    assert [row[0] for row in rows[1:]] == NUMBERS
    assert f"R² : {rows[-1][1]}" in lines
    assert lines[-1].startswith(NUMBERS[-1])


@pytest.mark.parametrize(
    ("options", "names", "score"),
    [([], CLASSES, "accuracy"), (["--dataset", "plane", "--output-activation", "linear"], NUMBERS, "r2")],
)
def test_json_has_the_metrics_in_its_last_object(
    terminal: Terminal, options: list[str], names: list[str], score: str
) -> None:
    """At full precision, under the names of METRICS; what was there before stays."""
    common = ["train", "--json", "--epochs", 20, "--lr", 0.1, "--test-fraction", 0.25, *options]
    before, last = (strict(terminal(*common, *more)[1][-1]) for more in ([], ["--metrics"]))
    assert list(last["metrics"]) == list(last["test_metrics"]) == names
    recipe = Recipe(learning_rate=0.1, test_fraction=0.25)
    if options:
        recipe = recipe.changed(dataset="Plane", output_activation="Linear")
    assert last["metrics"] == judged(recipe, 20)
    assert last["test_metrics"] == judged(recipe, 20, of_test=True)
    assert list(last["metrics"].values())[names.index("R²" if options else "Accuracy")] == last[score]
    assert before.keys() == last.keys() - {"metrics", "test_metrics"}


def test_json_without_test_samples_has_no_test_metrics(terminal: Terminal) -> None:
    last = strict(terminal("train", "--json", "--epochs", 2, "--metrics")[1][-1])
    assert "metrics" in last
    assert "test_metrics" not in last


def test_a_diverged_run_has_metrics_too(terminal: Terminal) -> None:
    """Of the network as it last was, and what is not finite is null, which any program can read."""
    options = [*RUNAWAY, "--dataset", "plane", "--metrics", "--epochs", 1000]
    code, lines, _ = terminal("train", *options, "--json")
    assert code == 3
    metrics = strict(lines[-1])["metrics"]
    assert list(metrics) == NUMBERS
    assert metrics["R²"] is None or metrics["R²"] < 0
    code, lines, _ = terminal("train", *options)
    assert code == 3
    assert rows_after(lines, "metric")[0] == ["metric", "train"]


# -- remarks -----------------------------------------------------------------------------------------------------------


def test_choices_that_make_no_sense_are_remarked_on_once_and_trained(terminal: Terminal) -> None:
    """On stderr, in a line that says what would do, and the run is the same as in the library."""
    code, lines, err = terminal("train", "--dataset", "sine", "--epochs", 3)
    recipe = Recipe(dataset="Sine")
    assert code == 0
    assert err == f"main.py train: a remark: {recipe.doubt}\n"
    trainer = Trainer(recipe)
    trainer.train(3)
    assert lines[-1] == f"R² : {trainer.evaluate().r2:.4f}"


def test_what_a_file_turns_out_to_be_decides_on_the_remark(terminal: Terminal, tmp_path: Path) -> None:
    """Before it is read, a table passes for two classes, of which a sigmoid may speak; here the answer is numbers."""
    x = np.linspace(0, 3, 30)
    table = "x,y\n" + "".join(f"{a:.3f},{3 * a + 0.5:.3f}\n" for a in x.tolist())
    (tmp_path / "numbers.csv").write_text(table)
    code, lines, err = terminal("train", "--data", tmp_path / "numbers.csv", "--epochs", 2)
    assert code == 0
    assert lines[-1].startswith("R² : ")
    assert "Sigmoid can only answer between 0 and 1" in err
    assert err.count("\n") == 1


def test_sensible_choices_are_not_remarked_on(terminal: Terminal) -> None:
    _, _, err = terminal("train", "--dataset", "sine", "--output-activation", "linear", "--epochs", 2, "--lr", 0.01)
    assert err == ""


def test_early_stopping_says_why(terminal: Terminal) -> None:
    """In one line on stderr; the last printed loss is that of the last epoch that was trained."""
    options = ["--dataset", "linear", "--noise", 0.3, "--test-fraction", 0.5, "--lr", 5, "--epochs", 5000]
    code, lines, err = terminal("train", *options, "--patience", 20, "--json", "--metrics")
    last = strict(lines[-1])
    assert code == 0
    assert last["epochs"] < 5000
    assert strict(lines[-2])["epoch"] == last["epochs"]
    assert err.count("\n") == 1
    assert f"{last['epochs'] - 20:,} epochs" in err


def test_no_loss_is_said_twice(terminal: Terminal) -> None:
    """Where a training ends early, the last losses are said that were not said before, and no others."""
    options = ("--lr", 3, "--seed", 1, "--patience", 2, "--test-fraction", 0.3, "--epochs", 5000)
    for every in (1, 2, 5000):
        code, lines, complaint = terminal("train", *options, "--print-every", every)
        epochs = [int(line.split()[1]) for line in lines if line.startswith("epoch ")]
        assert code == 0
        assert "Stopped early" in complaint
        assert epochs == sorted(set(epochs))
        assert len(epochs) >= 2
