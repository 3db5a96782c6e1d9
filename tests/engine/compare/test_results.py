"""The table says what people want to know, in words where there is no number, and the CSV all of it, digit by digit."""

from __future__ import annotations

import csv
import io

from engine.compare.outcome import ALL, NINETY, State
from engine.compare.results import curves_csv, number_text, spread_text, table, trials_csv
from engine.compare.summary import Spread
from tests.engine.compare.trials import LAB, compared, curve, ended

TWO = compared("lr=0.1,1", seeds=2)
DONE = {"state": State.DONE, "epoch": 1000, "seconds": 0.5, "score": 1.0, "loss": 0.01234567}


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_deviation_that_is_only_rounding_is_none() -> None:
    assert spread_text(Spread(0.249, 3.9e-17, 3), number_text) == "0.249 ± 0"
    assert spread_text(Spread(1e-5, 3.9e-7, 3), number_text) == "1e-05 ± 3.9e-07"


def test_a_row_for_each_variant_with_means_and_deviations() -> None:
    outcomes = ended(
        TWO,
        DONE | {"reached": {NINETY: 1000, ALL: 1200}},
        DONE | {"loss": 1.0, "score": 0.5},
        DONE | {"loss": 0.02345678, "reached": {NINETY: 1500}},
        {"state": State.DIVERGED, "epoch": 7},
    )
    found = table(TWO, outcomes)
    assert found.header == (
        "Learning rate", "Loss", "Accuracy", "Epochs to 90 %", "Epochs to 100 %", "Seconds", "Ended",
    )  # fmt: skip
    assert found.rows == (
        ("0.1", "0.0179 ± 0.0079", "100.0 ± 0.0 %", "1,250 ± 354", "1,200 (1 of 2)", "0.5 ± 0", "2 of 2"),
        ("1", "1", "50.0 %", "–", "–", "0.5", "1 of 2, 1 diverged"),
    )
    assert found.factors == 1


def test_how_trials_ended_is_said_in_words() -> None:
    states = (State.CANCELLED, State.FAILED, State.DONE, State.DIVERGED)
    found = table(TWO, ended(TWO, *({"state": state} for state in states)))
    assert [row[-1] for row in found.rows] == ["1 of 2, 1 cancelled", "0 of 2, 1 diverged, 1 failed"]


def test_before_anything_has_come_there_is_a_table_already() -> None:
    found = table(TWO, ended(TWO, *[{}] * 4))
    assert found.rows[0] == ("0.1", "–", "–", "–", "–", "–", "0 of 2")


def test_numbers_are_judged_by_r2_and_reach_no_percentage() -> None:
    found = table(TWO, ended(TWO, *[DONE | {"score": 0.98765, "test_score": 0.9}] * 4), is_regression=True)
    assert found.header == ("Learning rate", "Loss", "R²", "Test R²", "Seconds", "Ended")
    assert found.rows[0][2:4] == ("0.988 ± 0", "0.9 ± 0")


def test_test_samples_have_a_column_where_there_are_any() -> None:
    found = table(TWO, ended(TWO, *[DONE | {"test_score": 0.75}] * 4))
    assert found.header[2:4] == ("Accuracy", "Test accuracy")
    assert found.rows[0][3] == "75.0 ± 0.0 %"


def test_two_factors_have_a_column_each() -> None:
    both = compared("lr=0.1,1", "hidden=2,4x4")
    found = table(both, ended(both, *[DONE] * 4))
    assert found.factors == 2
    assert [row[:2] for row in found.rows] == [("0.1", "2"), ("0.1", "4-4"), ("1", "2"), ("1", "4-4")]


def test_the_csv_has_a_row_for_each_trial_at_full_precision() -> None:
    """What there is no number for is empty, and text is text."""
    layers = compared("layers=Dense(3), Tanh; Dense(2)", seeds=1, recipe=LAB)
    why = 'It went wrong, "badly".'
    outcomes = ended(layers, DONE | {"reached": {NINETY: 12}}, {"state": State.FAILED, "why": why})
    header, first, second = read(trials_csv(layers, outcomes))
    assert header[:4] == ["layers", "seed", "state", "epochs"]
    assert first == ["Dense(3), Tanh", "0", "done", "1000", "0.01234567", "1.0", "", "", "12", "", "0.5", ""]
    assert second == ["Dense(2)", "0", "failed", "0", "", "", "", "", "", "", "0.0", why]


def test_the_curves_csv_has_a_row_for_each_point() -> None:
    outcomes = ended(TWO, *[{"curve": curve([0.5, 0.25], every=10, spread=0.125)}] * 3, {})
    header, *rows = read(curves_csv(TWO, outcomes))
    assert header == ["learning_rate", "seed", "epoch", "loss", "least_loss", "greatest_loss"]
    assert rows[:2] == [["0.1", "0", "10", "0.5", "0.375", "0.625"], ["0.1", "0", "20", "0.25", "0.125", "0.375"]]
    assert [row[:2] for row in rows[::2]] == [["0.1", "0"], ["1", "0"], ["0.1", "1"]]
