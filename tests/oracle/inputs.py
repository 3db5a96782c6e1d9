"""The numbers that a case is asked about: random, but the same on both sides, on every machine and for ever."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from engine.program import Array, Shape
from tests.oracle.cases import Case, Training

EXTREMES = (-1000.0, -745.5, -40.0, -5.0, -1e-9, 0.0, 1e-9, 3.0, 40.0, 709.5, 1000.0)
EDGES = (0.0, 1.0, 1e-50, 1e-13, 0.5)  # of probabilities, whose logarithms are cut off at -100


def draw(what: str, shape: Shape) -> Array:
    """Standard normal numbers for an array that is called ``what``.

    Of numpy's generators only RandomState promises the same numbers in every version."""
    numbers: Array = np.random.RandomState(crc32(what.encode())).standard_normal(shape)
    return numbers


def signals(case: Case, update: int = 1) -> Array:
    """What comes into an activation or a layer, other numbers in each update."""
    usual = 2 * draw(f"X{update}", case.shape)
    kinds = {"usual": usual, "whole": np.round(usual), "extreme": np.resize(EXTREMES, case.shape)}
    return kinds[case.numbers]


def outputs_and_truth(case: Case) -> tuple[Array, Array]:
    """What a loss compares: Y and T (samples, outputs)."""
    Y, T = draw("Y", case.shape), draw("T", case.shape)
    yes_or_no = np.where(draw("which", case.shape) > 0, np.round(_sigmoid(T)), _sigmoid(T))  # and some perhaps
    one_of_many = np.eye(case.shape[1])[T.argmax(axis=1)]
    shares = np.exp(T) / np.exp(T).sum(axis=1, keepdims=True)
    extremes = np.random.RandomState(0).choice(EXTREMES, case.shape)
    kinds = {
        "usual": (2 * Y, T),
        "extreme": (extremes, T),
        "exact": (np.round(T) + np.resize([0, 0.3, -0.3, 1, -2.5], case.shape), np.round(T)),  # no error, and corners
        "probabilities": (_sigmoid(4 * Y), yes_or_no),
        "saturated": (np.resize(EDGES, case.shape), yes_or_no),
        "logits": (3 * Y, yes_or_no),
        "extreme logits": (extremes, yes_or_no),
        "classes": (3 * Y, one_of_many),
        "soft classes": (3 * Y, shares),
        "extreme classes": (extremes, np.where(np.arange(len(T))[:, None] % 2, one_of_many, shares)),
    }
    return kinds[case.numbers]


def gradients(case: Case) -> Array:
    """What an optimizer sees (updates, parameters): one number never has a slope, and one only now and then."""
    usual = draw("G", case.shape)
    usual[:, 0] = 0.0
    usual[::3, 1] = 0.0
    return {"usual": usual, "uneven": usual * 10.0 ** (np.arange(case.shape[1]) - 3)}[case.numbers]


def epoch_losses(case: Case) -> Array:
    """What a schedule sees (epochs,); creeping ones fall by so little that it hardly counts."""
    epoch = np.arange(case.shape[0])
    kinds: dict[str, Array] = {
        "usual": np.abs(draw("L", case.shape)) + 0.1,
        "falling": np.maximum(0.8**epoch, 0.2),
        "creeping": 1 - 4e-5 * epoch,
    }
    return kinds[case.numbers]


def classes(case: Training) -> Array:
    """The truth of a network's samples, each of one class."""
    one_hot: Array = np.eye(case.classes)[np.arange(case.shape[0]) % case.classes]
    return one_hot


def _sigmoid(z: Array) -> Array:
    probability: Array = 1 / (1 + np.exp(-z))
    return probability
