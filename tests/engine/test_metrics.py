"""Accuracy: the share of samples that are on the right side of one half."""

from __future__ import annotations

import math

import numpy as np

from engine.metrics import accuracy, class_of, is_right


def test_a_sample_is_right_on_the_same_side_of_one_half_as_the_truth() -> None:
    """One half itself counts as class 0."""
    Y = np.array([[0.2], [0.8], [0.8], [0.2], [0.5], [0.5], [7.0], [-3.0]])
    T = np.array([[0.0], [1.0], [0.0], [1.0], [0.0], [1.0], [1.0], [0.0]])
    assert is_right(Y, T).tolist() == [True, True, False, False, True, False, True, True]
    assert accuracy(Y, T) == 5 / 8


def test_classes_come_from_one_output_or_from_many() -> None:
    """One half itself is class 0, as in what is right."""
    assert class_of(np.array([[0.0], [1.0], [0.2], [0.5]])).tolist() == [0, 1, 0, 0]
    assert class_of(np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])).tolist() == [2, 1]


def test_with_several_outputs_all_must_be_right() -> None:
    """Half an answer is a wrong answer."""
    Y = np.array([[0.9, 0.1], [0.9, 0.9]])
    T = np.array([[1.0, 0.0], [1.0, 0.0]])
    assert is_right(Y, T).tolist() == [True, False]


def test_what_is_not_a_number_is_never_right() -> None:
    """A network that diverged has learned nothing, not even class 0."""
    Y = np.array([[math.nan], [math.nan], [math.inf], [-math.inf]])
    T = np.array([[0.0], [1.0], [1.0], [0.0]])
    assert is_right(Y, T).tolist() == [False, False, True, True]


def test_accuracy_is_a_plain_number() -> None:
    """It goes into JSON."""
    assert type(accuracy(np.array([[1.0]]), np.array([[1.0]]))) is float
