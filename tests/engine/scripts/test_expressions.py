"""Operations as people write them, without a change to a single bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.activations import greatest
from engine.scripts import ScriptError
from engine.scripts.expressions import COMPARISON, PRODUCT, SUM, Text, written

A, B, Z = Text("a"), Text("b"), Text("z")
SUM_OF_BOTH = Text("a + b", SUM)
ONE, RATE = Text("1", is_scalar=True, is_number=True), Text("ρ", is_scalar=True)
SIZE = Text("1 / n", PRODUCT, is_scalar=True, is_number=True)


@pytest.mark.parametrize(
    ("function", "inputs", "code"),
    [
        (np.add, [A, Text("b * z", PRODUCT)], "a + b * z"),
        (np.add, [Text("np.exp(-z)"), ONE], "1 + np.exp(-z)"),
        (np.add, [A, SUM_OF_BOTH], "a + (a + b)"),
        (np.subtract, [ONE, A], "1 - a"),
        (np.subtract, [A, SUM_OF_BOTH], "a - (a + b)"),
        (np.multiply, [A, RATE], "ρ * a"),
        (np.multiply, [A, SIZE], "1 / n * a"),
        (np.multiply, [Text("1 - a", SUM), A], "a * (1 - a)"),
        (np.multiply, [ONE, A], "a"),
        (np.multiply, [RATE, Text("a / b", PRODUCT)], "ρ * (a / b)"),
        (np.divide, [A, Text("a * b", PRODUCT)], "a / (a * b)"),
        (np.negative, [SUM_OF_BOTH], "-(a + b)"),
        (np.reciprocal, [SUM_OF_BOTH], "1 / (a + b)"),
        (np.square, [A], "a**2"),
        (np.square, [SUM_OF_BOTH], "(a + b) ** 2"),
        (np.greater, [Z, ONE], "z > 1"),
        (np.dot, [Text("W.T"), Z], "W.T @ z"),
        (np.dot, [Text("a.ravel()"), Text("(a + b).ravel()")], "np.vdot(a, a + b)"),
        (np.maximum, [Z, ONE], "np.maximum(z, 1)"),
        (np.absolute, [Z], "np.abs(z)"),
        (np.add.reduce, [Z, 1, None], "np.sum(z, axis=1)"),
        (np.max, [Z, 1], "np.max(z, axis=1)"),
        (np.linalg.norm, [Z], "np.linalg.norm(z)"),
        (greatest, [Z], "np.max(z, axis=0, keepdims=True)"),
    ],
)
def test_operations_read_as_they_are_written(function: Any, inputs: list[Any], code: str) -> None:
    """With brackets where they are needed, and nowhere else."""
    assert written(function, inputs).code == code


def test_products_with_ones_are_sums() -> None:
    """Which a program has helpers for."""
    ones = Text("np.ones(5)", fill="1", fill_shape=(5,))
    row = Text("np.ones((1, 5))", fill="1", fill_shape=(1, 5))
    shares = Text("np.full(5, 0.2)", fill="0.2", fill_is_share=True, fill_shape=(5,))
    assert written(np.dot, [ones, Text("(a + b).ravel()")]).code == "sum_of_all(a + b)"
    assert written(np.dot, [row, Z]).code == "sum_over_features(z)"
    assert written(np.dot, [Z, ones]).code == "sum_over_samples(z)"
    assert written(np.dot, [Z, shares]).code == "mean_over_samples(z)"
    assert written(np.dot, [Z, Text("np.full(5, 0.3)", fill="0.3", fill_shape=(5,))]).code == "z @ np.full(5, 0.3)"


def test_truths_are_numbers_where_they_are_added() -> None:
    """numpy would not subtract them."""
    truth = Text("z > 0", COMPARISON, is_truth=True)
    assert written(np.subtract, [truth, truth]).code == "1.0 * (z > 0) - 1.0 * (z > 0)"
    assert written(np.multiply, [A, truth]).code == "a * (z > 0)"


def test_a_function_that_is_not_numpys_is_none_here() -> None:
    """Whoever asks for one hears so."""
    with pytest.raises(ScriptError, match="no function of numpy's"):
        written(len, [Z])
