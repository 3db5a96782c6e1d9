"""Batches: every sample once an epoch, in an order of its own, and the test samples never."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batches import ORDER, SPLIT, WEIGHTS, Batches, kept_for_testing, stream
from tests.engine.numeric import Array


def numbered(samples: int, batch_size: int, seed: int = 0) -> Batches:
    """Sample k has the features k and -k and the truth 10 k, so that it can be told in a batch."""
    k = np.arange(float(samples))
    return Batches(np.column_stack([k, -k]), 10 * k[:, None], batch_size, seed)


def epoch_of(batches: Batches, epoch: int) -> list[Array]:
    """Copies of the epoch's batches."""
    return [batches.batch(epoch, number).copy() for number in range(batches.per_epoch)]


@given(samples=st.integers(1, 40), batch_size=st.integers(0, 50), seed=st.integers(0, 99), epoch=st.integers(0, 10**9))
def test_every_epoch_has_every_sample_exactly_once(samples: int, batch_size: int, seed: int, epoch: int) -> None:
    """Whatever the sizes; and features, ones and truth of a sample stay together."""
    columns = np.concatenate(epoch_of(numbered(samples, batch_size, seed), epoch), axis=1)
    assert sorted(columns[0].tolist()) == list(range(samples))
    assert np.array_equal(columns[1], -columns[0])
    assert (columns[2] == 1.0).all()
    assert np.array_equal(columns[3], 10 * columns[0])


@pytest.mark.parametrize(
    ("samples", "batch_size", "sizes"),
    [
        (10, 4, [4, 4, 2]), (10, 5, [5, 5]), (10, 9, [9, 1]), (10, 1, [1] * 10),
        (10, 10, [10]), (10, 0, [10]), (10, 11, [10]), (10, 1_000_000, [10]), (1, 1, [1]),
    ],
)  # fmt: skip
def test_the_last_batch_takes_what_is_left(samples: int, batch_size: int, sizes: list[int]) -> None:
    """It is smaller, not dropped and not padded; 0 and more than there are take all."""
    batches = numbered(samples, batch_size)
    assert batches.per_epoch == len(sizes)
    assert [batch.shape[1] for batch in epoch_of(batches, 0)] == sizes


def test_minibatches_are_reshuffled_every_epoch() -> None:
    """No two epochs of the first twenty have the same order, and none is in the order of the data."""
    batches = numbered(20, 4)
    orders = [np.concatenate(epoch_of(batches, epoch), axis=1)[0].tolist() for epoch in range(20)]
    assert len({tuple(order) for order in orders}) == 20
    assert list(range(20)) not in orders
    assert batches.shuffles


def test_the_full_batch_keeps_the_order_of_the_data() -> None:
    """Its gradient does not depend on the order, and its last bits should not either."""
    batches = numbered(20, 0)
    assert not batches.shuffles
    for epoch in (0, 1, 7):
        assert batches.batch(epoch, 0)[0].tolist() == list(range(20))


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    """A run that is resumed in epoch 7 never saw the epochs before: it must find the same order."""
    straight, jumping = numbered(20, 6, seed=3), numbered(20, 6, seed=3)
    orders = [epoch_of(straight, epoch) for epoch in range(8)]
    for epoch in (7, 0, 3, 3, 1):
        for found, expected in zip(epoch_of(jumping, epoch), orders[epoch], strict=True):
            assert np.array_equal(found, expected)
    assert not np.array_equal(epoch_of(numbered(20, 6, seed=4), 0)[0], orders[0][0])


def test_batches_of_an_epoch_can_be_asked_for_in_any_order() -> None:
    """Number 2 before number 0 is the same batch."""
    batches = numbered(10, 4)
    second_first = batches.batch(5, 2).copy()
    assert np.array_equal(epoch_of(batches, 5)[2], second_first)


@given(samples=st.integers(2, 200), fraction=st.floats(0.001, 0.9), seed=st.integers(0, 99))
def test_a_test_share_keeps_about_that_share_and_never_all(samples: int, fraction: float, seed: int) -> None:
    """At least one to test with, at least one to learn from, otherwise the nearest whole number."""
    count = int(kept_for_testing(samples, fraction, seed).sum())
    assert 1 <= count <= samples - 1
    assert count in (1, samples - 1) or abs(count - samples * fraction) <= 0.5


def test_no_share_keeps_nothing() -> None:
    """The default: all samples are learned from."""
    assert not kept_for_testing(50, 0.0, 0).any()


def test_which_samples_are_kept_follows_from_the_seed() -> None:
    """The same seed the same split, another seed another one, and not simply the first samples."""
    first = kept_for_testing(50, 0.3, 1)
    assert np.array_equal(first, kept_for_testing(50, 0.3, 1))
    assert not np.array_equal(first, kept_for_testing(50, 0.3, 2))
    assert not first[:15].all()


def test_each_purpose_has_random_numbers_of_its_own() -> None:
    """A larger test share must not change the first weights, nor another batch size the split."""
    drawn = {tuple(stream(0, purpose).random(3)) for purpose in (WEIGHTS, SPLIT)}
    drawn |= {tuple(stream(0, ORDER, epoch).random(3)) for epoch in range(5)}
    assert len(drawn) == 7
    assert stream(0, ORDER, 3).random() == stream(0, ORDER, 3).random()
