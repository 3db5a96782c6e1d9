"""Dropout silences at random, but not blindly: the same masks for the same key and update, and none when only asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import ACTIVATIONS, LOSSES, Conv2D, Dense, Dropout, KnobError, Network, check_gradients
from tests.engine.numeric import Array, difference, measured_slopes
from tests.engine.records import images, recorded
from tests.engine.strategies import rngs

ONES = np.ones((50, 40))


def alone(rate: float = 0.5, rng: int = 0) -> Network:
    """A network of nothing but dropout."""
    return Network([Dropout(rate)], rng)


def updated(network: Network, X: Array = ONES) -> Array:
    """What the network says in training; after that, its gradients were calculated once."""
    Y = network.forward(X)
    network.backward(np.ones_like(Y))
    return Y


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_the_mean_stays_what_it_is(rate: float) -> None:
    """A number is silent or 1 / (1 - p) times as large, in the right proportion: so nothing changes on the whole."""
    Y = updated(alone(rate), np.ones((400, 250)))
    assert set(np.unique(Y)) == {0.0, 1 / (1 - rate)}
    deviation = np.sqrt(rate / (1 - rate) / Y.size)  # of the mean of so many masks
    assert Y.mean() == pytest.approx(1.0, abs=4 * deviation)


@given(rng=rngs, rate=st.floats(0, 0.99))
def test_asked_only_it_passes_everything_on(rng: np.random.Generator, rate: float) -> None:
    """Bit for bit, without any operation, and without counting; also on the way back."""
    X = rng.normal(size=(3, 4))
    assert np.array_equal(alone(rate).predict(X), X)
    records = recorded(Dropout(rate), X, training=False)
    assert len(records.forward) == len(records.gradients) == len(records.backward) == 0
    assert records.dx is records.dy


def test_the_way_back_goes_through_the_same_mask() -> None:
    """Who was silent is not to blame; the others are blamed for as much more as they spoke louder."""
    network, dY = alone(0.3), np.random.default_rng(1).normal(size=ONES.shape)
    mask = network.forward(ONES)
    assert np.array_equal(network.backward(dY), dY * mask)


def test_the_mask_stays_until_the_gradients_were_calculated() -> None:
    """The forward pass may be replayed as often as one likes: so gradients can be measured and steps looked at."""
    network = alone()
    first = network.forward(ONES)
    assert np.array_equal(network.forward(ONES), first)
    network.predict(ONES)
    assert np.array_equal(updated(network), first)
    second = network.forward(ONES)
    assert not np.array_equal(second, first)
    assert np.array_equal(updated(network), second)


def test_masks_of_different_updates_have_nothing_in_common() -> None:
    """Neither the same numbers nor the same ones moved on: each update has a part of the stream for itself."""
    network = alone()
    masks = [updated(network).T.ravel() > 0 for _ in range(5)]  # in the order in which they were drawn
    for k, mask in enumerate(masks):
        for other in masks[:k]:
            assert np.mean(mask == other) == pytest.approx(0.5, abs=0.06)
            for shift in (1, 2, 3, 4, 5, 8):
                assert np.mean(mask[shift:] == other[:-shift]) == pytest.approx(0.5, abs=0.06)
                assert np.mean(mask[:-shift] == other[shift:]) == pytest.approx(0.5, abs=0.06)


def test_masks_follow_from_the_generator_that_the_network_is_given() -> None:
    """One seed, one run; another seed, and another layer of the same network, have masks of their own."""
    assert np.array_equal(updated(alone(rng=3)), updated(alone(rng=3)))
    assert not np.array_equal(updated(alone(rng=3)), updated(alone(rng=4)))
    twice = Network([Dropout(0.5), Dropout(0.5)], rng=3)
    assert np.mean(updated(twice) > 0) == pytest.approx(0.25, abs=0.05)


def test_its_state_is_the_count_of_updates_and_brings_old_masks_back() -> None:
    """A run that is opened again, or stepped back, has the masks that it had, for batches of any size."""
    network = alone()
    updated(network)
    kept = {name: array.copy() for name, array in network.state.items()}
    assert {name: float(count) for name, count in kept.items()} == {"layer 1 updates": 1.0}
    masks = updated(network), updated(network, ONES[:7])
    for name, array in network.state.items():
        array[...] = kept[name]
    assert np.array_equal(updated(network), masks[0])
    assert np.array_equal(updated(network, ONES[:7]), masks[1])


def test_a_layer_that_is_drawn_again_begins_anew() -> None:
    """Reset means: as on the first day."""
    layer = Dropout(0.5)
    network = Network([layer], rng=3)
    first = updated(network)
    layer.draw(np.random.default_rng(3))
    assert np.array_equal(updated(network), first)


def test_float32_has_masks_of_float32() -> None:
    """Every number that goes through the layer; only the count of updates, which has to be exact, is a float64."""
    layer = Dropout(0.5)
    records = recorded(layer, images(4, 5), np.float32)
    for operation in (*records.forward.operations, *records.backward.operations):
        assert operation.out.dtype == np.float32
    records.forward.run()
    assert set(np.unique(layer.mask)) == {0.0, 2.0}
    layer.updates[...] = 2.0**24  # beyond which float32 has only even numbers
    records.gradients.run()
    assert float(layer.updates) == 2**24 + 1


def test_gradients_of_a_network_with_dropout_agree_with_measurement() -> None:
    """In training, for one mask: ∂L/∂x by measurement, and every parameter by the engine's own check."""
    layers = [Dense(3, 6), ACTIVATIONS["Tanh"](), Dropout(0.4), Dense(6, 5), Dropout(0.2), Dense(5, 2)]
    network, X, rng = Network(layers, rng=1), images(4, 3), np.random.default_rng(2)
    comparisons = check_gradients(network, LOSSES["MSE"](), X, rng.normal(size=(4, 2)))
    assert max(each.error for each in comparisons) < 1e-6
    G = rng.normal(size=(4, 2))
    slopes, _ = measured_slopes(lambda: float(np.sum(network.forward(X) * G)), X)
    network.forward(X)
    assert difference(network.backward(G), slopes) < 1e-6


def test_images_keep_their_shape() -> None:
    """Between convolutions each pixel of each channel is silenced by itself."""
    network = Network([Dropout(0.5), Conv2D(2, 1, 1)], rng=0)
    assert network.shape_after((2, 3, 4)) == (1, 3, 4)
    assert network.forward(images(5, 2, 3, 4)).shape == (5, 12)


@pytest.mark.parametrize("rate", [1.0, -0.1, np.nan])
def test_a_rate_out_of_range_is_refused(rate: float) -> None:
    """With a share of 1 nobody would speak, and 1 / (1 - p) be infinite."""
    with pytest.raises(KnobError, match=r"dropout rate is .* to 0\.99"):
        Dropout(rate)


@pytest.mark.parametrize("count", [-1.0, 0.5, 2.0**64, 1e300])
def test_whatever_a_file_says_of_the_count_there_is_a_mask(count: float) -> None:
    """Training must not break off because somebody wrote nonsense into a run file."""
    network = alone()
    network.state["layer 1 updates"][...] = count
    assert set(np.unique(network.forward(ONES))) == {0.0, 2.0}
