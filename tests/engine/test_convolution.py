"""Conv2D against loops that anyone can follow: what each filter answers, and who is to blame."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import INITIALIZERS, Conv2D, KnobError, Network, ShapeError
from tests.engine.numeric import Array
from tests.engine.records import images, recorded
from tests.engine.strategies import rngs


def by_loops(layer: Conv2D, X: Array, dY: Array) -> tuple[Array, Array, Array, Array]:
    """Y, dX, dW and db straight from the definition: every window of every image, number by number."""
    k, s, p = layer.kernel_size, layer.stride, layer.padding
    framed = np.pad(X, [(0, 0), (0, 0), (p, p), (p, p)])
    Y, dframed, dW, db = np.zeros_like(dY), np.zeros_like(framed), np.zeros_like(layer.W), np.zeros(layer.filters)
    for n, f, i, j in np.ndindex(dY.shape):
        part = (n, slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
        Y[n, f, i, j] = np.sum(layer.W[f] * framed[part]) + (0.0 if layer.b is None else layer.b[f])
        dframed[part] += dY[n, f, i, j] * layer.W[f]
        dW[f] += dY[n, f, i, j] * framed[part]
        db[f] += dY[n, f, i, j]
    return Y, dframed[:, :, p : p + X.shape[2], p : p + X.shape[3]], dW, db


@st.composite
def cases(draw: st.DrawFn) -> tuple[Conv2D, Array]:
    """A layer of any settings with random weights, and images that fit it; often they leave an edge over."""
    k, padding = draw(st.integers(1, 4)), draw(st.integers(0, 3))
    layer = Conv2D(draw(st.integers(1, 3)), draw(st.integers(1, 3)), k, draw(st.integers(1, 4)), padding,
                   draw(st.booleans()))  # fmt: skip
    sides = st.integers(max(1, k - 2 * padding), 7)
    X = draw(rngs).normal(size=(draw(st.integers(1, 3)), layer.in_channels, draw(sides), draw(sides)))
    return layer, X


@given(case=cases(), rng=rngs)
def test_forward_and_gradients_are_those_of_plain_loops(case: tuple[Conv2D, Array], rng: np.random.Generator) -> None:
    """Any stride, padding, kernel and size, with and without bias, one channel, one sample."""
    layer, X = case
    network = Network([layer], rng)
    network.parameters[:] = rng.normal(size=network.parameters.shape)
    shape = layer.shape_after(X.shape[1:])
    dY = rng.normal(size=(len(X), *shape))
    Y, dX, dW, db = by_loops(layer, X, dY)
    assert network.forward(X).reshape(dY.shape) == pytest.approx(Y, rel=1e-12, abs=1e-12)
    assert network.backward(dY.reshape(len(X), -1)) == pytest.approx(dX, rel=1e-12, abs=1e-12)
    assert layer.dW == pytest.approx(dW, rel=1e-12, abs=1e-12)
    if layer.db is not None:
        assert layer.db == pytest.approx(db, rel=1e-12, abs=1e-12)


def test_a_filter_is_not_turned_around() -> None:
    """By hand: the upper left number of the filter meets the upper left number of the window, as in PyTorch."""
    layer = Conv2D(1, 1, 2)
    network = Network([layer], rng=0)
    assert layer.b is not None
    layer.W[0, 0], layer.b[:] = [[1, 10], [100, 1000]], 5
    image = [[1, 2, 3], [4, 5, 6]]
    assert network.predict(np.array([[image]])).tolist() == [[1 + 20 + 400 + 5000 + 5, 2 + 30 + 500 + 6000 + 5]]


def test_float32_stays_float32() -> None:
    """Every array of the records, and close to what float64 gives: one stray float64 would make all of it slow."""
    X, dY = images(4, 2, 6, 5), images(4, 3, 3, 3, seed=1).reshape(4, -1)
    double, single = (
        Network([Conv2D(2, 3, 3, stride=2, padding=1)], rng=0, dtype=dtype) for dtype in (np.float64, np.float32)
    )
    for network in (double, single):
        network.forward(X)
        network.backward(dY)
    assert single.forward(X).dtype == single.backward(dY).dtype == np.float32
    assert single.forward(X) == pytest.approx(double.forward(X), rel=1e-4, abs=1e-5)
    assert single.backward(dY) == pytest.approx(double.backward(dY), rel=1e-4, abs=1e-5)
    assert single.gradients == pytest.approx(double.gradients, rel=1e-4, abs=1e-4)


def test_weights_and_gradients_are_writable_views_shaped_as_in_pytorch() -> None:
    """W (filters, channels, k, k), b (filters,): writing into them changes the network and the flat vectors."""
    layer = Conv2D(3, 2, 2)
    network = Network([layer], rng=0)
    assert layer.b is not None
    assert layer.db is not None
    assert layer.W.shape == layer.dW.shape == (2, 3, 2, 2)
    assert layer.b.shape == layer.db.shape == (2,)
    layer.W[:], layer.b[:] = np.arange(24).reshape(2, 3, 2, 2), [100, 200]
    layer.dW[:], layer.db[:] = np.arange(24).reshape(2, 3, 2, 2), [100, 200]
    assert sorted(network.parameters) == sorted(network.gradients) == [*range(24), 100, 200]
    assert network.predict(np.ones((1, 3, 2, 2))).tolist() == [[sum(range(12)) + 100, sum(range(12, 24)) + 200]]


def test_the_layout_of_the_flat_vector_stays_what_it_is() -> None:
    """Run files store the vector: the rows of [W b]ᵀ, and every number is called by what it is."""
    layer = Conv2D(1, 2, 2)
    network = Network([layer], rng=0)
    network.parameters[:] = np.arange(10)
    assert layer.W.tolist() == [[[[0, 2], [4, 6]]], [[[1, 3], [5, 7]]]]
    assert layer.b is not None
    assert layer.b.tolist() == [8, 9]
    assert layer.parameter_shape == (5, 2)
    assert [layer.parameter_name(k) for k in (0, 1, 2, 4, 8, 9)] == [
        "W[1,1,1,1]", "W[2,1,1,1]", "W[1,1,1,2]", "W[1,1,2,1]", "b[1]", "b[2]",
    ]  # fmt: skip


def test_first_weights_are_those_of_a_dense_layer_on_one_window() -> None:
    """What a filter sees are its inputs; b starts at zero, also when the layer is drawn again."""
    layer = Conv2D(2, 3, 3, initializer=INITIALIZERS["Normal"]())
    assert layer.b is not None
    layer.b[:] = 7.0
    layer.draw(np.random.default_rng(4))
    drawn = np.random.default_rng(4).standard_normal((3, 18))
    assert np.array_equal(layer.W.reshape(3, 18), drawn)
    assert not layer.b.any()
    usual = Conv2D(2, 3, 3)
    Network([usual], rng=0)
    assert 0 < np.abs(usual.W).max() <= np.sqrt(6 / (18 + 3))


@pytest.mark.parametrize(
    ("layer", "shape", "pieces"),
    [
        (Conv2D(3, 8, 3), (64,), ("Conv2D(3, 8, 3)", "(channels, height, width)", "(64,)", "Flatten")),
        (Conv2D(3, 8, 3), (1, 8, 8), ("Conv2D(3, 8, 3)", "(3, height, width)", "(1, 8, 8)")),
        (Conv2D(1, 8, 5, padding=1), (1, 2, 9), ("Conv2D(1, 8, 5, padding=1)", "3 x 3", "(1, 2, 9)", "smaller kernel")),
        (Conv2D(1, 8, 5, 2, bias=False), (1, 9, 4), ("Conv2D(1, 8, 5, stride=2, bias=False)", "5 x 5", "(1, 9, 4)")),
    ],
)
def test_a_shape_that_does_not_fit_is_named(layer: Conv2D, shape: tuple[int, ...], pieces: tuple[str, ...]) -> None:
    """With the layer and its settings, what was expected, what came, and what to do."""
    with pytest.raises(ShapeError) as caught:
        layer.shape_after(shape)
    for piece in pieces:
        assert piece in str(caught.value)


def test_channels_follow_from_what_comes_in() -> None:
    """A list of layers does not have to say them; what is no image is refused with the layer's name."""
    assert Conv2D.arguments_for((5, 8, 8)) == {"in_channels": 5}
    with pytest.raises(ShapeError, match=r"Conv2D expects images .* got \(5,\)"):
        Conv2D.arguments_for((5,))


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"in_channels": 0}, ShapeError, "at least one channel, not 0"),
        ({"filters": 0}, KnobError, "filters is 0"),
        ({"kernel_size": 0}, KnobError, "kernel size is 0"),
        ({"stride": 0}, KnobError, "stride is 0"),
        ({"padding": -1}, KnobError, "padding is -1"),
        ({"in_channels": 100_000, "filters": 1000}, ShapeError, "900,001,000 numbers"),
    ],
)
def test_settings_out_of_range_are_refused(settings: dict[str, Any], error: type[Exception], words: str) -> None:
    """With a sentence, and before memory is taken."""
    with pytest.raises(error, match=words):
        Conv2D(**{"in_channels": 1, "filters": 2, "kernel_size": 3, **settings})


def test_a_convolution_finds_an_edge() -> None:
    """What filters are for: one that subtracts left from right answers where an image turns from dark to light."""
    layer = Conv2D(1, 1, 2, bias=False)
    network = Network([layer], rng=0)
    layer.W[0, 0] = [[-1, 1], [-1, 1]]
    image = np.array([[0, 0, 1, 1]] * 3)
    assert network.predict(image[np.newaxis, np.newaxis]).reshape(2, 3).tolist() == [[0, 2, 0], [0, 2, 0]]


@given(case=cases())
def test_the_room_for_its_windows_is_known_before_it_is_taken(case: tuple[Conv2D, Array]) -> None:
    """Of one sample: the columns of X on the way there and those of Z on the way back."""
    layer, X = case
    records = recorded(layer, X)
    there = [each.out.size for each in records.forward.operations if each.formula.startswith("X =")]
    back = [each.out.size for each in records.backward.operations if each.formula.startswith("Z =")]
    assert len(X) * layer.workspace(X.shape[1:]) == sum(there) + sum(back)
    assert (len(there), len(back)) == (1, 1)
