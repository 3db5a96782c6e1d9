"""PyTorch's answers as they are kept in expected.npz, and when an answer counts as the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from engine.program import Array

Answers = dict[str, Array]  # what a case was asked, by name: "a", "dz", "L" …
FILE = Path(__file__).with_name("expected.npz")
BETWEEN = ": "  # the name of a case and that of an answer

ALLOWED = 1e-10
SMALL = 0.01  # below this a difference is no longer taken as a share of the number: up to 1e-12 passes in any case


def difference(found: Mapping[str, Array], expected: Mapping[str, Array]) -> float:
    """The greatest |found - expected| / (|expected| + 0.01) of all numbers; infinite where an answer is missing, has
    another shape or is not a number."""
    if found.keys() != expected.keys():
        return np.inf
    return max(_difference(np.asarray(found[name]), wanted) for name, wanted in expected.items())


def _difference(found: Array, expected: Array) -> float:
    if found.shape != expected.shape or not np.isfinite(found).all():
        return np.inf
    return float((np.abs(found - expected) / (np.abs(expected) + SMALL)).max())


@cache
def stored() -> dict[str, Answers]:
    """The answers by the name of their case."""
    answers: dict[str, Answers] = {}
    with np.load(FILE, allow_pickle=False) as file:
        for member in file:
            case, _, name = member.rpartition(BETWEEN)
            answers.setdefault(case, {})[name] = file[member]
    return answers


def store(answers: Mapping[str, Answers]) -> None:
    """Write them anew; the same answers give the same bytes."""
    np.savez_compressed(
        FILE, allow_pickle=False,
        **{f"{case}{BETWEEN}{name}": values for case, each in answers.items() for name, values in each.items()},
    )  # fmt: skip
