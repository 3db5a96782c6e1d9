"""The history: exact at first, bounded for ever, and no spike is lost."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Curve, History
from engine.history import EXACT, LAST, MOST_BLOCKS, next_test_epoch
from tests.engine.numeric import Array

FIRST_JOIN = EXACT + MOST_BLOCKS  # epochs after which blocks are of more than one


def losses(epochs: int, seed: int = 0) -> Array:
    """Falling and noisy, with a spike here and there."""
    rng = np.random.default_rng(seed)
    values = 1 / np.arange(1.0, epochs + 1) + 0.01 * rng.random(epochs)
    values[rng.integers(0, epochs, max(1, epochs // 1000))] += 10.0
    return values


def filled(values: Array, pieces: int = 1) -> History:
    history = History()
    for piece in np.array_split(values, pieces):
        history.extend(piece)
    return history


def same(one: History, other: History) -> bool:
    mine, theirs = vars(one), vars(other)
    return mine.keys() == theirs.keys() and all(np.array_equal(mine[key], theirs[key]) for key in mine)


def check_against(values: Array, ends: Array, mean: Array, least: Array, greatest: Array) -> None:
    """Each row must be least, mean and greatest of the losses after the row before it up to its own epoch."""
    assert ends[-1] == len(values)
    begin = 0
    for row, end in enumerate(ends.astype(int).tolist()):
        block: Sequence[float] = values[begin:end].tolist()
        assert (least[row], greatest[row]) == (min(block), max(block))
        assert mean[row] == pytest.approx(sum(block) / len(block), rel=1e-9)
        begin = end


def test_the_first_4096_losses_are_kept_one_by_one() -> None:
    """Bit for bit."""
    assert EXACT == 4096
    values = losses(EXACT)
    epochs, mean, least, greatest = filled(values, 7).rows()
    assert np.array_equal(epochs, np.arange(1, EXACT + 1))
    assert np.array_equal(mean, values)
    assert np.array_equal(least, values)
    assert np.array_equal(greatest, values)


@pytest.mark.parametrize(
    "epochs", [1, EXACT - 1, EXACT, EXACT + 1, FIRST_JOIN, FIRST_JOIN + 1, FIRST_JOIN + 2, 10_001, 50_000]
)
def test_rows_are_least_mean_and_greatest_of_their_epochs(epochs: int) -> None:
    """Against a calculation from all the losses, before, at and after the first joining of blocks."""
    values = losses(epochs)
    history = filled(values, 5)
    assert history.epochs == epochs
    check_against(values, *history.rows())


@settings(max_examples=30)
@given(cuts=st.lists(st.integers(0, 30_000), max_size=12), epochs=st.integers(1, 30_000))
def test_how_the_losses_come_does_not_matter(cuts: list[int], epochs: int) -> None:
    """In any slicing the same history to the last bit: the window's slices are never those of the terminal."""
    values, history = losses(epochs), History()
    for piece in np.split(values, sorted(min(cut, epochs) for cut in cuts)):
        history.extend(piece)
    assert same(history, filled(values))


def test_one_by_one_is_the_same_as_all_at_once() -> None:
    """Pressing Step ten thousand times gives the curve of a run at full speed."""
    values, history = losses(10_000), History()
    for k in range(len(values)):
        history.extend(values[k : k + 1])
    assert same(history, filled(values))


@pytest.mark.parametrize("epochs", [1_000_000, 10_000_000])
def test_memory_is_bounded(epochs: int) -> None:
    """After ten million epochs it is less than a megabyte; a list of the losses would take 80."""
    piece, history = losses(100_000), History()
    tracemalloc.start()
    for _ in range(epochs // len(piece)):
        history.extend(piece)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert history.epochs == epochs
    assert kept < 1_000_000
    assert len(history.rows()[0]) <= EXACT + MOST_BLOCKS + 1


def test_ten_million_losses_are_summed_up_rightly() -> None:
    """Against a calculation from all the losses."""
    values = np.tile(losses(100_000), 100)
    values[7_654_321] = -5.0
    history = filled(values, 100)
    ends, mean, least, greatest = history.rows()
    begins = np.concatenate([[0], ends[:-1]]).astype(int)
    assert np.array_equal(least, np.minimum.reduceat(values, begins))
    assert np.array_equal(greatest, np.maximum.reduceat(values, begins))
    assert mean == pytest.approx(np.add.reduceat(values, begins) / np.diff(ends, prepend=0), rel=1e-9)
    check_curve(values, history.curve())


def check_curve(values: Array, curve: Curve) -> None:
    """At most about a thousand points, each right for its epochs, and the extremes of all losses among them."""
    assert len(curve.epochs) <= 1001
    assert (np.diff(curve.epochs) > 0).all()
    check_against(values, curve.epochs, curve.loss, curve.least, curve.greatest)
    assert curve.least.min() == values.min()
    assert curve.greatest.max() == values.max()


@pytest.mark.parametrize("epochs", [1, 2, 999, 1000, 1001, 4096, 4097, 6144, 6145, 8193, 10_000, 123_457, 1_000_000])
def test_the_curve_has_few_points_and_each_is_right(epochs: int) -> None:
    """For any length: least, mean and greatest of exactly the epochs between a point and the one before it."""
    values = losses(epochs)
    check_curve(values, filled(values, 3).curve())


@pytest.mark.parametrize("place", [0, 3, 4095, 4096, 4097, 77_777, 199_999])
@pytest.mark.parametrize("spike", [1e6, -1e6])
def test_no_spike_is_lost(place: int, spike: float) -> None:
    """One bad epoch among 200,000 is visible in the curve, at its place."""
    values = np.ones(200_000)
    values[place] = spike
    curve = filled(values, 9).curve()
    seen = curve.greatest if spike > 0 else curve.least
    [point] = np.flatnonzero(seen == spike)
    assert curve.epochs[point] >= place + 1
    assert point == 0 or curve.epochs[point - 1] < place + 1


def test_points_of_a_growing_curve_do_not_wander() -> None:
    """Between two doublings of the blocks, older points stay exactly where they were."""
    values = losses(3500)
    early, late = filled(values[:2500]).curve(), filled(values).curve()
    whole = len(early.epochs) - 1  # the last one may have been in the making
    assert np.array_equal(early.epochs[:whole], late.epochs[:whole])
    assert np.array_equal(early.loss[:whole], late.loss[:whole])


def test_the_last_losses_are_kept_exactly() -> None:
    """A lab report prints the last five, after however many epochs."""
    values = losses(200_003)
    history = filled(values, 11)
    assert LAST == 5
    assert np.array_equal(history.last, values[-5:])
    assert np.array_equal(filled(values[:3]).last, values[:3])


def test_an_empty_history_has_an_empty_curve_and_table() -> None:
    """The window draws before the first epoch."""
    history = History()
    history.extend(np.empty(0))
    assert history.epochs == 0
    assert len(history.curve().epochs) == 0
    assert list(history.table()) == []


def test_a_copy_does_not_follow() -> None:
    """A snapshot keeps what it was taken of, while the original grows and its blocks are joined."""
    values = losses(FIRST_JOIN + 5000)
    history = filled(values[:FIRST_JOIN])
    history.add_test(1, 0.5, 0.25)
    copy = history.copy()
    history.extend(values[FIRST_JOIN:])
    history.add_test(2, 0.4, 0.5)
    assert same(copy, with_test(filled(values[:FIRST_JOIN])))


def with_test(history: History) -> History:
    history.add_test(1, 0.5, 0.25)
    return history


def test_the_table_has_losses_and_test_results_of_each_epoch() -> None:
    """Rows for a spreadsheet: epoch, mean, least, greatest, test loss, test accuracy."""
    history = filled(np.array([3.0, 2.0, 1.0]))
    history.add_test(1, 0.5, 0.25)
    history.add_test(3, 0.125, 1.0)
    assert list(history.table()) == [
        (1, 3.0, 3.0, 3.0, 0.5, 0.25),
        (2, 2.0, 2.0, 2.0, None, None),
        (3, 1.0, 1.0, 1.0, 0.125, 1.0),
    ]


def test_the_table_of_a_long_run_has_a_row_for_each_block_and_for_each_test() -> None:
    """A test inside a block gets a row of its own, in the order of the epochs."""
    values = losses(20_000)
    history = filled(values)
    for epoch in (1, 5000, 12_345, 20_000):
        history.add_test(epoch, epoch / 100_000, 0.5)
    rows = list(history.table())
    epochs = [row[0] for row in rows]
    assert epochs == sorted(set(epochs))
    tests = {row[0]: row[4:] for row in rows if row[4] is not None}
    assert tests == {epoch: (epoch / 100_000, 0.5) for epoch in (1, 5000, 12_345, 20_000)}
    losses_only = np.array([row[:4] for row in rows if row[1] is not None], dtype=np.float64)
    check_against(values, *losses_only.T)


def test_a_curve_of_many_test_results_keeps_the_latest() -> None:
    """Thinned out to about a thousand points, counted from the end."""
    history = filled(losses(10))
    for epoch in range(1, 3501):
        history.add_test(epoch, float(epoch), 0.0)
    curve = history.curve()
    assert len(curve.test_epochs) <= 1001
    assert curve.test_epochs[-1] == 3500
    assert np.array_equal(curve.test_epochs, curve.test_loss)
    assert len(set(np.diff(curve.test_epochs))) == 1


def test_the_test_grid_is_fixed_and_grows_sparser() -> None:
    """Each epoch up to 1,000, each tenth up to 10,000, each hundredth up to 100,000, and so on."""
    grid, epoch = [], 0
    while epoch < 1_000_000:
        epoch = next_test_epoch(epoch)
        grid.append(epoch)
    expected = [
        *range(1, 1000),
        *range(1000, 10_000, 10),
        *range(10_000, 100_000, 100),
        *range(100_000, 1_000_001, 1000),
    ]
    assert grid == expected


@given(epoch=st.integers(0, 10**9))
def test_the_next_test_does_not_depend_on_where_one_comes_from(epoch: int) -> None:
    """A run that was resumed between two tests makes the same ones."""
    following = next_test_epoch(epoch)
    assert epoch < following
    assert all(next_test_epoch(between) == following for between in {epoch, (epoch + following) // 2, following - 1})
