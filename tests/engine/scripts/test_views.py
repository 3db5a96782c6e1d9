"""Looks at memory, each as the shortest code that gives it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from engine.program import Array
from engine.scripts import ScriptError
from engine.scripts.helpers import STRIDED
from engine.scripts.measures import SAMPLES, Measures
from engine.scripts.views import seen

MEASURES = Measures((("N", SAMPLES),))
Look = Callable[[Array], Array]


def written(look: Look, features: int = 6) -> str:
    """How a look at signals (features, samples) is written."""
    wholes = tuple(np.arange(features * N, dtype=float).reshape(features, N) for N in SAMPLES)
    return seen(wholes, tuple(look(each) for each in wholes), MEASURES)


@pytest.mark.parametrize(
    ("look", "code"),
    [
        (lambda a: a, "{}"),
        (lambda a: a.T, "{}.T"),
        (lambda a: a.reshape(-1), "{}.ravel()"),
        (lambda a: a[:4], "{}[:4]"),
        (lambda a: a[2:5], "{}[2:5]"),
        (lambda a: a[3], "{}[3]"),
        (lambda a: a[:, :3], "{}[:, :3]"),
        (lambda a: a[:4].T, "{}[:4].T"),
        (lambda a: a[::-1], "{}[::-1]"),
        (lambda a: a[1][:, np.newaxis], "{}[1][:, np.newaxis]"),
        (lambda a: a.reshape(2, 3, -1), "{}.reshape(2, 3, -1)"),
        (lambda a: a[:4].reshape(1, -1), "{}[:4].reshape(1, -1)"),
    ],
)
def test_looks_have_names(look: Look, code: str) -> None:
    """For batches of every size."""
    assert written(look) == code


@pytest.mark.parametrize(
    "look",
    [
        lambda a: a[::2], lambda a: a[5:0:-2], lambda a: a.reshape(-1)[3:9:2],
        lambda a: sliding_window_view(a, 3, axis=0), lambda a: as_strided(a, (2, 3), (8, 16)),
    ],
)  # fmt: skip
def test_any_other_look_goes_by_steps_in_memory(look: Look) -> None:
    """Not pretty, but the same numbers."""
    code = written(look)
    assert code.startswith("strided(")
    names: dict[str, object] = {"np": np, "N": 9}
    exec(STRIDED, names)
    a = np.random.default_rng(0).normal(size=(6, 9))
    assert np.array_equal(eval(code.format("a"), {**names, "a": a}), look(a))


def test_what_lies_elsewhere_is_not_seen() -> None:
    """Neither in the array nor around it."""
    whole = tuple(np.zeros((2, N)) for N in SAMPLES)
    assert seen(whole, tuple(each.copy() for each in whole), MEASURES) == ""


def test_numbers_follow_from_the_batch_or_from_nothing() -> None:
    """1 / N, n / (n - 1), 4 N + 2, or an honest no."""
    measures = Measures((("n", (10, 14, 22)), ("N", (5, 7, 11))))
    assert measures.number([0.5] * 3) == "0.5"
    assert measures.number([2 / 10, 2 / 14, 2 / 22]) == "2 / n"
    assert measures.number([0.1 * 5 / 4, 0.1 * 7 / 6, 0.1 * 11 / 10]) == "0.1 * N / (N - 1)"
    assert measures.number([np.float32(1 / 5), np.float32(1 / 7), np.float32(1 / 11)]) == "2 / n"
    assert measures.number([1.0, 2.0, 5.0]) == ""
    assert measures.size([12, 16, 24]) == "n + 2"
    with pytest.raises(ScriptError, match="cannot say the side"):
        measures.size([25, 49, 121])
