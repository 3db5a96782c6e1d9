"""Numbers go through a program's text and come back as they were."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.scripts.literals import UNPACKED, WIDTH, WRITTEN_OUT, assignment, number


def read_back(text: str) -> NDArray[Any]:
    """What a program has after such a statement."""
    names: dict[str, Any] = {"np": np, "base64": base64, "zlib": zlib}
    exec(UNPACKED, names)
    exec(text, names)
    array: NDArray[Any] = names["A"]
    return array


def example(*shape: int) -> NDArray[Any]:
    """Random numbers of all sizes."""
    rng = np.random.default_rng(len(shape))
    return rng.normal(size=shape) * 10.0 ** rng.integers(-300, 300, shape)


@given(st.floats(allow_nan=False))
def test_a_number_comes_back_exactly(value: float) -> None:
    """Also as a number of numpy's, and infinite."""
    assert eval(number(value), {"np": np}) == value
    assert eval(number(np.float64(value)), {"np": np}) == value


@given(st.floats(width=32, allow_nan=False))
def test_a_number_of_single_precision_has_no_more_digits_than_it_has(value: float) -> None:
    """And comes back when it is rounded."""
    text = number(np.float32(value))
    assert np.float32(eval(text, {"np": np})) == np.float32(value)
    assert len(text) <= len("-1.17549435e-38") or text.startswith("np.")


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (-2.0, "-2"), (0.1, "0.1"), (np.float32(0.1), "0.1"), (1e300, "1e+300"), (-0.0, "-0.0"),
     (float("nan"), "np.nan"), (-np.inf, "-np.inf"), (float(np.finfo(np.float64).min), "np.finfo(np.float64).min")],
)  # fmt: skip
def test_a_number_reads_as_people_write_it(value: float, text: str) -> None:
    """Without a point where there is nothing behind it."""
    assert number(value) == text


@pytest.mark.parametrize("shape", [(1,), (7,), (3, 2), (40, 8), (WRITTEN_OUT + 1,), (30, 40), (2, 3, 4), (9, 9, 9)])
@pytest.mark.parametrize("indent", [0, 4])
@pytest.mark.parametrize("by_row", [False, True])
def test_an_array_comes_back_exactly(shape: tuple[int, ...], indent: int, by_row: bool) -> None:
    """Written out or packed, on lines that are not too long."""
    values = example(*shape)
    text = assignment("A", values, indent, by_row=by_row)
    lines = text.split("\n")
    assert all(line.startswith(" " * indent) and len(line) <= WIDTH for line in lines)
    back = read_back("\n".join(line[indent:] for line in lines))
    assert back.dtype == np.float64
    assert np.array_equal(back, values)
    assert ("unpacked" in text) == (values.size > WRITTEN_OUT)


@pytest.mark.parametrize("size", [5, 2000])
def test_whole_numbers_stay_whole(size: int) -> None:
    """As classes are."""
    values = np.arange(size) % 7
    back = read_back(assignment("A", values))
    assert np.issubdtype(back.dtype, np.integer)
    assert np.array_equal(back, values)


def test_single_precision_is_written_short() -> None:
    """And is the same when it is rounded."""
    values = example(4, 3).clip(-1e30, 1e30).astype(np.float32)
    text = assignment("A", values)
    assert np.array_equal(read_back(text).astype(np.float32), values)
    assert len(text) < len(assignment("A", values.astype(np.float64)))


def test_each_row_of_a_matrix_may_have_its_line() -> None:
    """As one writes a matrix; zeros are not written one by one."""
    assert assignment("A", np.eye(2), by_row=True) == "A = np.array([\n    [1.0, 0.0],\n    [0.0, 1.0],\n])"
    assert assignment("A", np.eye(2)) == "A = np.array([[1.0, 0.0], [0.0, 1.0]])"
    assert assignment("A", np.zeros((200, 3)), 4) == "    A = np.zeros((200, 3))"
    assert assignment("A", np.zeros(3)) == "A = np.zeros((3,))"
