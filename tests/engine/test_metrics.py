"""Metrics: what is right, class by class and in one number, for classes and for numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine import LOSSES, Loss, ShapeError
from engine.metrics import (
    METRICS,
    accuracy,
    balanced_accuracy,
    class_of,
    confusion_matrix,
    f1,
    is_right,
    mean_squared_error,
    precision,
    r_squared,
    recall,
    report,
)
from tests.engine.strategies import rngs

Array = NDArray[np.floating[Any]]


def column(*numbers: float) -> Array:
    return np.array(numbers, dtype=np.float64)[:, np.newaxis]


def rows(*classes: int, of: int = 3) -> Array:
    """Each class as a row with a single 1."""
    return np.eye(of)[list(classes)]


def test_a_sample_is_right_on_the_same_side_of_one_half_as_the_truth() -> None:
    """One half itself counts as class 0."""
    A = np.array([[0.2], [0.8], [0.8], [0.2], [0.5], [0.5], [7.0], [-3.0]])
    T = np.array([[0.0], [1.0], [0.0], [1.0], [0.0], [1.0], [1.0], [0.0]])
    assert is_right(A, T).tolist() == [True, True, False, False, True, False, True, True]
    assert accuracy(A, T) == 5 / 8


def test_classes_come_from_one_output_or_from_many() -> None:
    """One half itself is class 0, as in what is right."""
    assert class_of(np.array([[0.0], [1.0], [0.2], [0.5]])).tolist() == [0, 1, 0, 0]
    assert class_of(np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])).tolist() == [2, 1]


def test_with_several_outputs_the_greatest_must_be_the_right_one() -> None:
    """However small it is, and wherever the others are; of equal ones the first counts."""
    A = np.array([[0.9, 0.1], [0.9, 0.8], [0.2, 0.1], [-3.0, -9.0], [0.5, 0.5], [0.1, 0.2]])
    T = np.tile([1.0, 0.0], (6, 1))
    assert is_right(A, T).tolist() == [True, True, True, True, True, False]


def test_what_is_not_a_number_is_never_right() -> None:
    """A network that diverged has learned nothing, not even class 0; one such output of several is enough."""
    assert is_right(column(math.nan, math.nan, math.inf, -math.inf), column(0, 1, 1, 0)).tolist() == [0, 0, 1, 1]
    A = np.array([[math.nan, 0.2], [0.9, math.nan], [math.inf, 0.2]])
    assert is_right(A, rows(0, 0, 0, of=2)).tolist() == [False, False, True]


def test_two_classes_may_lie_in_one_column_or_in_two() -> None:
    """Softmax answers with two outputs where the data has a single column of 0 and 1: all metrics are the same."""
    one, two = column(0.2, 0.7, 0.9, 0.4, 0.1), column(1, 0, 1, 1, 0)
    as_rows = [np.hstack([1 - each, each]) for each in (one, two)]
    expected = report(one, two, False)
    assert report(as_rows[0], two, False) == expected
    assert report(as_rows[0], as_rows[1], False) == expected
    assert report(one, as_rows[1], False) == expected


def test_accuracy_is_a_plain_number() -> None:
    """It goes into JSON, like all others."""
    assert type(accuracy(np.array([[1.0]]), np.array([[1.0]]))) is float
    for metric in METRICS.values():
        assert type(metric().value(column(1, 0), column(1, 0))) is float


@pytest.mark.parametrize("loss", LOSSES.values())
def test_one_boundary_serves_every_loss(loss: type[Loss]) -> None:
    """Outputs in the middle of what a loss wants are just not class 1; beyond the middle they are."""
    middle = sum(loss.wanted) / 2 if not loss.takes_logits else 0.0
    T = column(0, 0, 1, 1)
    Y = middle + column(-0.3, 0, 0.01, 0.3)
    if loss().targets(T).shape[1] == 2:  # outputs compete: the first against the second
        Y = np.hstack([middle - Y, Y])
    assert accuracy(loss().answers(Y), loss().targets(T)) == 1
    assert accuracy(loss().answers(-Y + 2 * middle), loss().targets(T)) == 0.25


# -- class by class ----------------------------------------------------------------------------------------------------

# Three classes worked by hand: of class 0, 2 of 3 are found; of class 1, 1 of 2; of class 2, 1 of 1.
TRUTH, SAID = rows(0, 0, 0, 1, 1, 2), rows(0, 0, 2, 1, 0, 2)


def test_the_confusion_matrix_worked_by_hand() -> None:
    """Rows are the truth, columns what is said."""
    assert confusion_matrix(TRUTH, SAID).tolist() == [[2, 0, 1], [1, 1, 0], [0, 0, 1]]
    assert confusion_matrix(column(0, 0, 0, 1), column(0, 1, 1, 1)).tolist() == [[1, 2], [0, 1]]


def test_precision_recall_and_f1_worked_by_hand() -> None:
    """Class 0 is said 3 times and is there 3 times, 2 of them right, and so on."""
    assert precision(SAID, TRUTH).tolist() == [2 / 3, 1 / 1, 1 / 2]
    assert recall(SAID, TRUTH).tolist() == [2 / 3, 1 / 2, 1 / 1]
    assert f1(SAID, TRUTH).tolist() == [4 / 6, 2 / 3, 2 / 3]
    assert balanced_accuracy(SAID, TRUTH) == pytest.approx((2 / 3 + 1 / 2 + 1) / 3, rel=1e-15)


def test_a_share_of_nothing_is_zero() -> None:
    """Class 1 is never said, class 2 is not there, class 3 neither: as scikit-learn's zero_division=0."""
    T, A = rows(0, 1, of=4), rows(0, 2, of=4)
    assert precision(A, T).tolist() == [1, 0, 0, 0]
    assert recall(A, T).tolist() == [1, 0, 0, 0]
    assert f1(A, T).tolist() == [1, 0, 0, 0]


def test_a_class_that_does_not_occur_does_not_count() -> None:
    """The macro average is over the classes that are there or said, the balanced accuracy over those that are there."""
    T, A = rows(0, 1, of=4), rows(0, 2, of=4)
    values = report(A, T, False)
    assert values["Precision"] == values["Recall"] == values["F1"] == pytest.approx(1 / 3, rel=1e-15)
    assert values["Balanced accuracy"] == 0.5


def test_of_two_classes_precision_recall_and_f1_are_those_of_class_1() -> None:
    """As everybody reports it: 2 of the 3 that are said, 2 of the 4 that are there."""
    A, T = column(1, 1, 1, 0, 0, 0, 0), column(1, 1, 0, 1, 1, 0, 0)
    assert report(A, T, False) == {
        "Accuracy": 4 / 7, "Balanced accuracy": pytest.approx((2 / 4 + 2 / 3) / 2, rel=1e-15), "Precision": 2 / 3,
        "Recall": 2 / 4, "F1": 4 / 7,
    }  # fmt: skip


def test_what_is_not_a_number_is_in_no_cell_and_not_found() -> None:
    """It says nothing: precision is of what is said, recall of what is there."""
    A, T = column(1, math.nan, 0, math.nan), column(1, 1, 0, 0)
    assert confusion_matrix(T, A).tolist() == [[1, 0], [0, 1]]
    assert report(A, T, False) == {
        "Accuracy": 0.5, "Balanced accuracy": 0.5, "Precision": 1, "Recall": 0.5, "F1": 2 / 3,
    }  # fmt: skip
    assert set(report(column(math.nan, math.nan), column(0, 1), False).values()) == {0.0}


@st.composite
def classified(draw: st.DrawFn) -> tuple[Array, Array]:
    """Answers A and truth T of two to five classes, in as many columns or, two of them, in one."""
    rng, columns, samples = draw(rngs), draw(st.integers(1, 5)), draw(st.integers(1, 12))
    T = rows(*rng.integers(0, columns, samples), of=columns) if columns > 1 else column(*rng.integers(0, 2, samples))
    return rng.uniform(-1, 2, T.shape), T


@given(pair=classified())
def test_the_confusion_matrix_adds_up(pair: tuple[Array, Array]) -> None:
    """All samples are in it; rows add up to what is there, columns to what is said, the diagonal to what is right."""
    A, T = pair
    counts = confusion_matrix(T, A)
    classes = range(len(counts))
    assert counts.sum() == len(T)
    assert counts.sum(axis=1).tolist() == [(class_of(T) == each).sum() for each in classes]
    assert counts.sum(axis=0).tolist() == [(class_of(A) == each).sum() for each in classes]
    assert counts.trace() == is_right(A, T).sum()
    assert np.array_equal(confusion_matrix(A, T), counts.T)


@given(pair=classified(), rng=rngs)
def test_the_order_of_samples_does_not_matter(pair: tuple[Array, Array], rng: np.random.Generator) -> None:
    """For none of the metrics, of classes and of numbers."""
    A, T = pair
    order = rng.permutation(len(T))
    for is_regression in (False, True):
        assert report(A[order], T[order], is_regression) == pytest.approx(report(A, T, is_regression), rel=1e-12)


@given(pair=classified(), rng=rngs)
def test_the_names_of_classes_do_not_matter(pair: tuple[Array, Array], rng: np.random.Generator) -> None:
    """Of more than two: of two, class 1 is the one that is sought."""
    A, T = pair
    if T.shape[1] > 2:
        order = rng.permutation(T.shape[1])
        assert report(A[:, order], T[:, order], False) == pytest.approx(report(A, T, False), rel=1e-12)


@given(pair=classified())
def test_metrics_of_classes_lie_between_0_and_1(pair: tuple[Array, Array]) -> None:
    """And of the truth itself they are 1, but where class 1 of two is not there."""
    A, T = pair
    assert all(0 <= value <= 1 for value in report(A, T, False).values())
    perfect = report(T, T, False)
    assert perfect["Accuracy"] == perfect["Balanced accuracy"] == 1
    there = float(T.shape[1] > 2 or class_of(T).any())
    assert perfect["Precision"] == perfect["Recall"] == perfect["F1"] == there


@given(pair=classified())
def test_f1_is_the_harmonic_mean_of_precision_and_recall(pair: tuple[Array, Array]) -> None:
    """Which lies between the two."""
    for p, r, f in zip(precision(*pair), recall(*pair), f1(*pair), strict=True):
        assert f == pytest.approx(2 * p * r / (p + r) if p + r else 0, rel=1e-12)


# -- numbers -----------------------------------------------------------------------------------------------------------


def test_mean_squared_error_and_r_squared_worked_by_hand() -> None:
    """Errors 1, 0, -1, 2 make Σ e² = 6; the truth 1, 2, 3, 6 has the mean 3 and varies by 4 + 1 + 0 + 9 = 14."""
    A, T = column(2, 2, 2, 8), column(1, 2, 3, 6)
    assert mean_squared_error(A, T) == 6 / 4
    assert r_squared(A, T) == pytest.approx(1 - 6 / 14, rel=1e-15)


def test_r_squared_of_several_outputs_is_their_mean() -> None:
    """One explained wholly, one not at all."""
    T = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    A = np.array([[1.0, 20.0], [2.0, 20.0], [3.0, 20.0]])
    assert r_squared(A, T) == 0.5


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e300])
def test_of_a_constant_truth_there_is_nothing_to_explain(constant: float) -> None:
    """R² is 1 where all is right and 0 where not, as in scikit-learn; also where a mean of three 0.1 is not 0.1."""
    T = np.full((3, 1), constant)
    assert r_squared(T.copy(), T) == 1
    assert r_squared(T * 1.5 + [[1], [0], [0]], T) == 0
    assert r_squared(T[:1] * 1.5 + 1, T[:1]) == 0


@given(rng=rngs, scale=st.floats(1e-3, 1e3), shift=st.floats(-1e3, 1e3))
def test_r_squared_has_no_unit(rng: np.random.Generator, scale: float, shift: float) -> None:
    """Metres or feet, it is the same; 1 for the truth, 0 for its mean, and never more than 1."""
    A, T = rng.normal(size=(2, 9, 2))
    assert r_squared(scale * A + shift, scale * T + shift) == pytest.approx(r_squared(A, T), rel=1e-6)
    assert r_squared(T, T) == 1
    assert r_squared(np.tile(T.mean(axis=0), (9, 1)), T) == pytest.approx(0, abs=1e-12)
    assert r_squared(A, T) <= 1


def test_a_truth_in_single_precision_is_judged_in_double() -> None:
    """Else numbers far from zero would seem to vary by what single precision rounds away."""
    T = column(*range(1_000_000, 1_000_300)).astype(np.float32)
    A = T.astype(np.float64) + 1
    assert r_squared(A, T) == pytest.approx(r_squared(A, T.astype(np.float64)), rel=1e-12)


def test_numbers_beyond_all_bounds_print_nothing() -> None:
    """A runaway network is infinitely wrong; one that says nothing has no number."""
    A, T = column(1e308, 0), column(0, 1)
    assert (mean_squared_error(A, T), r_squared(A, T)) == (math.inf, -math.inf)
    assert math.isnan(mean_squared_error(column(math.nan, 0), T))
    assert math.isnan(r_squared(column(math.nan, 0), T))


# -- the list ----------------------------------------------------------------------------------------------------------


def test_reports_have_the_metrics_that_make_sense_in_order() -> None:
    """For classes and for numbers."""
    A, T = column(0.2, 0.7), column(0, 1)
    assert list(report(A, T, False)) == ["Accuracy", "Balanced accuracy", "Precision", "Recall", "F1"]
    assert list(report(A, T, True)) == ["MSE", "R²"]
    assert sorted([*report(A, T, False), *report(A, T, True)]) == sorted(METRICS)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_has_a_line_of_help_with_its_formula(name: str) -> None:
    """For lists and tooltips."""
    line = METRICS.help(name)
    assert ":  " in line
    assert len(line) <= 120


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize(
    ("A", "T"),
    [
        (np.zeros((3, 1)), np.zeros((1, 1))),
        (np.zeros((3, 3)), np.zeros((3, 1))),
        (np.zeros((3, 2)), np.zeros((3, 3))),
        (np.zeros((3, 1)), np.zeros((3, 1, 1))),
    ],
)
def test_shapes_that_do_not_fit_are_named(name: str, A: Array, T: Array) -> None:
    """They would broadcast to something that looks like a result."""
    with pytest.raises(ShapeError) as caught:
        METRICS[name]().value(A, T)
    assert str(A.shape) in str(caught.value)
    assert str(T.shape) in str(caught.value)
