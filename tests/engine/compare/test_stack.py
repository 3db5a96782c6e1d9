"""A stack computes for all networks what each record computes for its own, whatever its operations are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from engine import Program, Record
from engine.compare.layout import Place, Plan, Shelf, merged, owner_of
from engine.compare.reading import StackError
from engine.compare.stack import Stack
from engine.program import copy
from tests.engine.numeric import Array

NETWORKS = 3
Say = Callable[[Record, np.random.Generator], Array]


def told(say: Say, samples: int = 5, dtype: Any = np.float64) -> tuple[list[Program], list[Array]]:
    """The record of each of three networks, with numbers of its own, and its result."""
    programs, results = [], []
    for seed in range(NETWORKS):
        do = Record(samples, dtype)
        results.append(say(do, np.random.default_rng(seed)))
        programs.append(do.program())
    return programs, results


def check(say: Say, samples: int = 5, dtype: Any = np.float64) -> Stack:
    """The stack of three records, after it gave what each of them gives."""
    programs, results = told(say, samples, dtype)
    stack = Stack(programs)
    for _ in range(2):  # what is written must be read again
        stack.run()
        for program in programs:
            program.run()
    for stacked, result in zip(stack.of(results[0]), results, strict=True):
        assert stacked.dtype == result.dtype
        assert np.array_equal(stacked, result, equal_nan=True)
    return stack


def drawn(do: Record, rng: np.random.Generator, *shape: int) -> Array:
    return rng.normal(size=shape).astype(do.dtype)


# -- products ----------------------------------------------------------------------------------------------------------

PRODUCTS: dict[str, Say] = {
    "matrices": lambda do, rng: do(
        "", np.dot, drawn(do, rng, 4, 3), drawn(do, rng, 3, 5), out=np.zeros((4, 5), do.dtype)
    ),
    "first one transposed": lambda do, rng: do(
        "", np.dot, drawn(do, rng, 4, 3).T, drawn(do, rng, 4, 5), out=np.zeros((3, 5), do.dtype)
    ),
    "second one transposed": lambda do, rng: do(
        "", np.dot, drawn(do, rng, 4, 5), drawn(do, rng, 3, 5).T, out=np.zeros((4, 3), do.dtype)
    ),
    "one row": lambda do, rng: do(
        "", np.dot, drawn(do, rng, 1, 6), drawn(do, rng, 6, 5), out=np.zeros((1, 5), do.dtype)
    ),
    "one column": lambda do, rng: do(
        "", np.dot, drawn(do, rng, 4, 6).T, drawn(do, rng, 4, 1), out=np.zeros((6, 1), do.dtype)
    ),
    "column by row": lambda do, rng: do(
        "", np.dot, drawn(do, rng, 1, 4).T, drawn(do, rng, 1, 5), out=np.zeros((4, 5), do.dtype)
    ),
    "sum of squares": lambda do, rng: do("", np.dot, e := drawn(do, rng, 7), e, out=do.number()),
    "matrix and vector": lambda do, rng: do(
        "", np.dot, drawn(do, rng, 4, 6), drawn(do, rng, 6), out=np.zeros(4, do.dtype)
    ),
    "vector and matrix": lambda do, rng: do(
        "", np.dot, drawn(do, rng, 6), drawn(do, rng, 6, 4), out=np.zeros(4, do.dtype)
    ),
    "three axes": lambda do, rng: do(
        "", np.dot, drawn(do, rng, 2, 3, 4), drawn(do, rng, 4, 5), out=np.zeros((2, 3, 5), do.dtype)
    ),
}  # fmt: skip


@pytest.mark.parametrize("say", PRODUCTS.values(), ids=PRODUCTS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_products_are_those_of_each_network(say: Say, dtype: Any) -> None:
    """np.dot of any axes, of transposed views too."""
    check(say, dtype=dtype)


def signals(do: Record, rng: np.random.Generator) -> Array:
    """A layer with one output, there and back: its products see parts of larger arrays."""
    x, Wb, dWb = do.signal(6), drawn(do, rng, 7)[np.newaxis], np.zeros((1, 7), do.dtype)
    x[:-1] = drawn(do, rng, 6, do.samples)
    a = do.signal(6)
    do("", np.tanh, x[:-1], out=a[:-1])
    z = do("", np.dot, Wb, a, out=do.array(1))
    do("", np.dot, z, a.T, out=dWb)
    dx = do("", np.dot, Wb.T, z, out=do.array(7))
    return do("", np.multiply, dx[:6], a[:-1], out=do.array(6))


@pytest.mark.parametrize("samples", range(1, 12))
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_layer_there_and_back_has_the_same_bits(samples: int, dtype: Any) -> None:
    """Also of few samples, where BLAS may add up in another order if rows lie further apart."""
    check(signals, samples, dtype)


# -- numbers by themselves ---------------------------------------------------------------------------------------------


def by_number(do: Record, rng: np.random.Generator) -> Array:
    """Constants, a column for all samples, a row for all features, a single number: into every second column."""
    z, out = drawn(do, rng, 4, 5), np.zeros((4, 10), do.dtype)
    a = do("", np.multiply, z, do.constant(rng.normal()), out=do.array(4))
    do("", np.add, a, drawn(do, rng, 4, 1), out=a)
    do("", np.subtract, drawn(do, rng, 5), a, out=a)
    do("", np.positive, a, out=out[:, ::2])
    total = do("", np.add, do.constant(1), do.constant(rng.normal()), out=do.number())
    return do("", np.multiply, out, total, out=np.zeros_like(out))


def plain_numbers(do: Record, rng: np.random.Generator) -> Array:
    """Numbers of Python, of which one differs from network to network."""
    a = do("", np.multiply, drawn(do, rng, 4, 5), 3.0, out=do.array(4))
    return do("", np.add, a, float(rng.normal()), out=a)


def windows(do: Record, rng: np.random.Generator) -> Array:
    """Views that numpy makes of strides alone, turned by half a turn, and copied into a block."""
    image = np.zeros((2, 6, 6, 5), do.dtype)
    do("", copy, drawn(do, rng, 2, 4, 4, 5), out=image[:, 1:5, 1:5])
    seen = sliding_window_view(image, (3, 3), axis=(1, 2), writeable=True)[:, ::2, ::2, :, ::-1, ::-1]
    return do("", copy, seen, out=np.zeros(seen.shape, do.dtype))


def from_a_signal(do: Record, rng: np.random.Generator) -> Array:
    """A signal's rows without its last one, seen as images and reversed."""
    z = do.signal(8)
    do("", np.positive, drawn(do, rng, 8, 5), out=z[:-1])
    image = z[:-1].reshape(2, 2, 2, 5, copy=False)[:, ::-1]
    a = do("", np.exp, image, out=np.zeros(image.shape, do.dtype))
    return do("", np.maximum, a.reshape(8, 5, copy=False), z[:-1], out=do.array(8))


def strangers(do: Record, rng: np.random.Generator) -> Array:
    """Functions that know nothing of stacks: a method of a ufunc, a sum into a single number, numpy's random ones."""
    x = do("", np.tanh, drawn(do, rng, 4, 5), out=do.signal(4)[:-1])
    rows = do("", np.add.reduce, x, 0, None, out=np.zeros(5, do.dtype))
    total = do("", lone, rows, out=do.number())
    return do("", np.multiply, x, total, out=do.array(4))


def lone(x: Array, out: Array) -> None:
    out[...] = np.sort(x)[:2].sum()


SAID = {each.__name__: each for each in (by_number, plain_numbers, windows, from_a_signal, strangers)}


@pytest.mark.parametrize("say", SAID.values(), ids=SAID)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_whatever_is_recorded_can_be_stacked(say: Say, dtype: Any) -> None:
    """Broadcast, in views of any kind, and by functions that nobody has heard of."""
    check(say, dtype=dtype)


@pytest.mark.parametrize("exponent", [2.0, 3.0, 0.5])
def test_a_power_of_single_numbers_has_the_same_bits(exponent: float) -> None:
    """numpy squares where the exponent is a single 2, which differs from the power in the last bit."""

    def say(do: Record, rng: np.random.Generator) -> Array:
        e = do("", np.positive, do.constant(exponent), out=do.number())
        return do("", np.power, do.constant(0.9999 + 1e-5 * rng.normal()), e, out=do.number())

    check(say)


# -- memory ------------------------------------------------------------------------------------------------------------


def test_what_is_the_same_for_all_is_kept_once() -> None:
    """Unless an operation writes into it, or somebody else will."""
    arrays = [(np.ones((2, 5)), np.ones((2, 5)), np.zeros((2, 5))) for _ in range(NETWORKS)]
    programs = []
    for x, t, out in arrays:
        do = Record(5)
        do("", np.subtract, x, t, out=out)
        programs.append(do.program())
    x, t, out = arrays[0]
    stack = Stack(programs, apart=[t, np.zeros(3)])
    assert [len(stack.of(each)) for each in (x, t, out)] == [1, NETWORKS, NETWORKS]
    stack.of(t)[1] = 5.0
    stack.run()
    assert stack.of(out)[:, 0, 0].tolist() == [0.0, -4.0, 0.0]


def test_the_programs_own_arrays_stay_as_they_are() -> None:
    """A stack begins with their numbers and leaves them alone."""
    programs, results = told(by_number)
    before = [each.copy() for each in results]
    Stack(programs).run()
    assert all(np.array_equal(*pair) for pair in zip(results, before, strict=True))


def test_a_view_of_an_array_is_a_view_into_the_stack() -> None:
    """Whatever is written into it is what the operations see; an array that they do not know is refused."""
    programs, results = told(signals)
    stack = Stack(programs)
    assert stack.knows(results[0][1:, 2])
    assert np.shares_memory(stack.of(results[0][1:, 2]), stack.of(results[0]))
    assert not stack.knows(np.zeros(3))
    with pytest.raises(StackError, match="none of the stack"):
        stack.of(np.zeros(3))


def test_parts_of_signals_are_gone_through_in_one_sweep() -> None:
    """All rows but the last, of all networks: that is what makes a stack of small networks fast."""
    stack = check(from_a_signal)
    assert stack.program.operations[0].out.shape == (NETWORKS * 8 * 5,)


def test_the_owner_of_a_view_is_found_behind_views_made_of_strides() -> None:
    """They have an object without a name between themselves and the array."""
    owner = np.zeros((3, 6, 6))
    assert owner_of(sliding_window_view(owner, (2, 2), axis=(1, 2))[0].T) is owner
    assert owner_of(owner) is owner


@pytest.mark.parametrize(
    ("view", "is_in_rows"),
    [
        (lambda x: x[1:3], True),
        (lambda x: x[::-1, 2:4], True),
        (lambda x: x[2], True),
        (lambda x: x[:1].reshape(-1), True),
        (lambda x: x.T, True),
        (lambda x: x[:2].reshape(-1), False),
        (lambda x: x.reshape(8, 3), False),
        (lambda x: x.reshape(-1)[4:9], False),
        (lambda x: x.reshape(-1)[3:9:5], False),
        (lambda x: x.reshape(-1)[:20:9], False),
    ],
)
def test_rows_may_lie_apart_where_no_view_crosses_them(view: Callable[[Array], Array], is_in_rows: bool) -> None:
    """Whole rows and parts of rows, in any direction; not what runs from one into the next."""
    x = np.zeros((4, 6))
    part = view(x)
    start = part.__array_interface__["data"][0] - x.__array_interface__["data"][0]
    assert Place(0, start, part.shape, part.strides, part.dtype).is_in_rows(48) is is_in_rows


def test_axes_that_cannot_be_merged_stay() -> None:
    """A column of numbers for all samples has no stride along them."""
    x = Shelf([np.zeros((4, 5))] * 2, [], apart=True, in_rows=False).plan(Place(0, 0, (4, 5), (40, 8), np.dtype(float)))
    b = Plan(x.memory, 0, (2, 4, 1), (160, 40, 8), x.dtype)
    assert [each.shape for each in merged([x, x])] == [(40,), (40,)]
    assert [each.shape for each in merged([b, x])] == [(8, 1), (8, 5)]


# -- twins -------------------------------------------------------------------------------------------------------------


def doubled(state: Array, used: Array, by: float = 2.0, late: bool = False) -> tuple[Program, Array, Array]:
    """The same sum said twice, of numbers that are kept twice; then ``state`` grows."""
    do, x = Record(5), np.ones((3, 5))
    one = do("a = x + s", np.add, x, state, out=do.array(3))
    do("a = 2 a", np.multiply, one, do.constant(2.0), out=one)
    other = do("a = x + s", np.add, x.copy(), used, out=do.array(3))
    do("a = 2 a", np.multiply, other, do.constant(by), out=other)
    do("s = s + 1", np.add, state, do.constant(1), out=state)
    if late:
        do("a = s", np.positive, state, out=one)
    return do.program(), one, other


TWINS = ("the same", "other constants", "a state of its own", "written over", "other functions")


@pytest.mark.parametrize("case", TWINS)
def test_twins_are_bound_to_stay_the_same(case: str) -> None:
    """Not only now: what one of them reads and the other does not must never change."""
    cases = []
    for network in range(NETWORKS):
        state = np.full((3, 1), float(network))
        used = state.copy() if case == "a state of its own" else state
        by = 3.0 if case == "other constants" and network else 2.0
        cases.append(doubled(state, used, by, late=case == "written over"))
    stack = Stack([program for program, *_ in cases])
    others = range(1, 3) if case == "other functions" else range(2, 4)
    twin = stack.twin_of(cases[0][2], range(2), others)
    if case != "the same":
        assert twin is None
        return
    stack.run()
    assert twin is not None
    assert np.shares_memory(twin, stack.of(cases[0][1]))
    assert np.array_equal(twin, stack.of(cases[0][2]))


# -- refusals ----------------------------------------------------------------------------------------------------------


def say(function: Any = np.exp, shape: tuple[int, ...] = (4,), times: int = 1, part: slice = slice(None)) -> Program:
    do = Record(5)
    x = np.ones((*shape, 5))[part]
    for _ in range(times):
        do("a = f(x)", function, x, out=np.zeros(x.shape))
    return do.program()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (say(times=2), "1 operations, and another 2"),
        (say(np.sin), "Operation 1"),
        (say(shape=(3,)), r"\(4, 5\) in one network .* on \(3, 5\)"),
        (say(shape=(5,), part=slice(4)), "parts of arrays of other shapes"),
        (say(shape=(4,), part=slice(None, None, -1)), "Operation 1"),
    ],
)
def test_records_of_different_shapes_are_refused(other: Program, words: str) -> None:
    """With a sentence that says where they part."""
    with pytest.raises(StackError, match=words):
        Stack([say(), other])
