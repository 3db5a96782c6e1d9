"""Pooling against plain loops, and where the gradient goes when several pixels are the greatest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import (
    ACTIVATIONS,
    LOSSES,
    AveragePool2D,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    KnobError,
    Layer,
    MaxPool2D,
    Network,
    ShapeError,
    check_gradients,
)
from tests.engine.numeric import Array
from tests.engine.records import images, recorded
from tests.engine.strategies import rngs


def first_greatest(block: Array) -> tuple[int, int]:
    """Row and column of the first of its greatest numbers, row after row."""
    row, column = divmod(block.ravel().tolist().index(block.max()), block.shape[1])
    return row, column


def max_pool_by_loops(X: Array, dY: Array, size: int) -> tuple[Array, Array]:
    """Y and dX straight from the definition."""
    Y, dX = np.zeros_like(dY), np.zeros_like(X)
    for n, c, i, j in np.ndindex(dY.shape):
        block = X[n, c, i * size : (i + 1) * size, j * size : (j + 1) * size]
        row, column = first_greatest(block)
        Y[n, c, i, j] = block[row, column]
        dX[n, c, i * size + row, j * size + column] = dY[n, c, i, j]
    return Y, dX


def average_pool_by_loops(X: Array, dY: Array, size: int) -> tuple[Array, Array]:
    """Y and dX straight from the definition."""
    Y, dX = np.zeros_like(dY), np.zeros_like(X)
    for n, c, i, j in np.ndindex(dY.shape):
        block = (n, c, slice(i * size, (i + 1) * size), slice(j * size, (j + 1) * size))
        Y[n, c, i, j] = X[block].sum() / size**2
        dX[block] = dY[n, c, i, j] / size**2
    return Y, dX


few = st.integers(1, 3)
Loops = Callable[[Array, Array, int], tuple[Array, Array]]


@pytest.mark.parametrize(
    ("kind", "by_loops"), [(MaxPool2D, max_pool_by_loops), (AveragePool2D, average_pool_by_loops)]
)
@given(rng=rngs, data=st.data(), whole_numbers=st.booleans())
def test_forward_and_backward_are_those_of_plain_loops(
    kind: type[MaxPool2D | AveragePool2D], by_loops: Loops, rng: np.random.Generator, data: st.DataObject,
    whole_numbers: bool,
) -> None:  # fmt: skip
    """Any size, edges that fill no block, one channel, one sample; among whole numbers many are equally great."""
    size = data.draw(st.integers(2, 4))
    samples, channels = data.draw(few), data.draw(few)
    height, width = data.draw(st.integers(size, 9)), data.draw(st.integers(size, 9))
    X = rng.integers(-1, 2, (samples, channels, height, width)).astype(float)
    if not whole_numbers:
        X = rng.normal(size=X.shape)
    network = Network([kind(size)])
    dY = rng.normal(size=(samples, *network.shape_after(X.shape[1:])))
    assert dY.shape[1:] == (channels, height // size, width // size)
    Y, dX = by_loops(X, dY, size)
    assert network.forward(X).reshape(dY.shape) == pytest.approx(Y, rel=1e-12, abs=1e-12)
    assert network.backward(dY.reshape(samples, -1)) == pytest.approx(dX, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("block", "takes_it"),
    [
        ([[1, 1], [1, 1]], [[7, 0], [0, 0]]),
        ([[0, 1], [1, 1]], [[0, 7], [0, 0]]),  # the right one of the first row, not the left one of the second
        ([[0, 0], [1, 1]], [[0, 0], [7, 0]]),
        ([[0, 0], [0, 1]], [[0, 0], [0, 7]]),
        ([[-3, -2], [-2, -5]], [[0, 7], [0, 0]]),
    ],
)
def test_of_equally_great_pixels_the_first_takes_the_gradient(
    block: list[list[float]], takes_it: list[list[float]]
) -> None:
    """One of them, and the one that PyTorch takes: shared out, or given to each, the gradient would be another."""
    network = Network([MaxPool2D(2)])
    network.forward(np.array([[block]], dtype=float))
    assert network.backward(np.array([[7.0]]))[0, 0].tolist() == takes_it


@given(rng=rngs, samples=few, channels=few, height=st.integers(1, 5), width=st.integers(1, 5))
def test_global_pooling_is_the_mean_of_a_channel(
    rng: np.random.Generator, samples: int, channels: int, height: int, width: int
) -> None:
    """One number for each channel, which a Dense layer can read; each pixel has its share of the gradient."""
    X, dY = rng.normal(size=(samples, channels, height, width)), rng.normal(size=(samples, channels))
    network = Network([GlobalAveragePool2D()])
    assert network.shape_after(X.shape[1:]) == (channels,)
    assert network.forward(X) == pytest.approx(X.mean(axis=(2, 3)), rel=1e-12, abs=1e-12)
    share = dY[:, :, np.newaxis, np.newaxis] / (height * width)
    assert network.backward(dY) == pytest.approx(np.broadcast_to(share, X.shape), rel=1e-12, abs=1e-12)


def test_flatten_says_no_operation() -> None:
    """It changes the shape and nothing else: pixels come row after row, channel after channel, as PyTorch has them."""
    X, records = images(2, 3, 4, 5), recorded(Flatten(), images(2, 3, 4, 5))
    assert len(records.forward) == len(records.backward) == len(records.gradients) == 0
    assert Flatten().shape_after((3, 4, 5)) == (60,)
    assert Flatten().shape_after((7,)) == (7,)
    network = Network([Flatten()])
    assert np.array_equal(network.forward(X), X.reshape(2, 60))
    assert np.array_equal(network.backward(X.reshape(2, 60)), X)


@pytest.mark.parametrize("kind", [MaxPool2D, AveragePool2D])
def test_an_edge_that_fills_no_block_counts_for_nothing(kind: type[MaxPool2D | AveragePool2D]) -> None:
    """Whatever stands there: neither in the result nor in the gradient."""
    X = images(2, 1, 5, 7)
    inside = X[:, :, :4, :6].copy()
    X[:, :, 4:], X[:, :, :, 6:] = 1e9, -1e9
    network = Network([kind(2)])
    assert np.array_equal(network.forward(X), Network([kind(2)]).forward(inside))
    dX = network.backward(np.ones((2, 6)))
    assert dX[:, :, :4, :6].sum() == pytest.approx(12)
    assert not dX[:, :, 4:].any()
    assert not dX[:, :, :, 6:].any()


@pytest.mark.parametrize("layer", [MaxPool2D(2), MaxPool2D(3), AveragePool2D(2), GlobalAveragePool2D()], ids=str)
def test_float32_stays_float32(layer: Layer) -> None:
    """Every result of the records: one stray float64 would make all of it slow."""
    records = recorded(layer, images(3, 2, 6, 6), np.float32)
    for operation in (*records.forward.operations, *records.backward.operations):
        assert operation.out.dtype == np.float32
        assert all(each.dtype == np.float32 for each in operation.inputs if isinstance(each, np.ndarray))


@pytest.mark.parametrize(
    ("layer", "shape", "pieces"),
    [
        (MaxPool2D(2), (16,), ("MaxPool2D(2)", "(channels, height, width)", "(16,)", "Flatten")),
        (MaxPool2D(3), (4, 2, 8), ("MaxPool2D(3)", "3 x 3", "(4, 2, 8)", "smaller pool")),
        (AveragePool2D(2), (4, 8, 1), ("AveragePool2D(2)", "2 x 2", "(4, 8, 1)")),
        (GlobalAveragePool2D(), (16,), ("GlobalAveragePool2D", "(channels, height, width)", "(16,)")),
    ],
)
def test_a_shape_that_does_not_fit_is_named(layer: Layer, shape: tuple[int, ...], pieces: tuple[str, ...]) -> None:
    """With the layer and its settings, what was expected, what came, and what to do."""
    with pytest.raises(ShapeError) as caught:
        layer.shape_after(shape)
    for piece in pieces:
        assert piece in str(caught.value)


@pytest.mark.parametrize("kind", [MaxPool2D, AveragePool2D, GlobalAveragePool2D])
def test_rows_of_numbers_are_refused_before_the_layer_is_made(kind: type[Layer]) -> None:
    """A list of layers asks so before it makes one."""
    assert kind.arguments_for((3, 8, 8)) == {}
    with pytest.raises(ShapeError, match=rf"{kind.name} expects images .* got \(16,\)"):
        kind.arguments_for((16,))


@pytest.mark.parametrize("size", [0, 1, -2, 2.5])
def test_a_pool_of_no_size_is_refused(size: float) -> None:
    """A block of one pixel would pool nothing."""
    with pytest.raises(KnobError, match="pool size"):
        MaxPool2D(size)  # type: ignore[arg-type]


@pytest.mark.parametrize("pool", [MaxPool2D(2), AveragePool2D(2)], ids=str)
def test_a_whole_convolutional_network_is_gradient_checked(pool: Layer) -> None:
    """Conv, activation, pool, conv, pool over everything, dense: every parameter, by the engine's own check."""
    layers = [
        Conv2D(1, 3, 3, padding=1), ACTIVATIONS["Tanh"](), pool, Conv2D(3, 4, 2), ACTIVATIONS["Tanh"](),
        GlobalAveragePool2D(), Dense(4, 2),
    ]  # fmt: skip
    network = Network(layers, rng=0)
    T = np.random.default_rng(1).normal(size=(3, 2))
    comparisons = check_gradients(network, LOSSES["MSE"](), images(3, 1, 7, 6), T)
    assert [each.place for each in comparisons] == ["layer 1, Conv2D", "layer 4, Conv2D", "layer 7, Dense"]
    assert max(each.error for each in comparisons) < 1e-6


def test_flatten_makes_room_for_dense() -> None:
    """Without it the error says what to do."""
    rows = Network([MaxPool2D(2), Flatten(), Dense(4, 1)], rng=0)
    assert rows.forward(images(2, 1, 4, 4)).shape == (2, 1)
    with pytest.raises(ShapeError, match=r"Layer 2: Dense\(4, 1\) .* Flatten"):
        Network([MaxPool2D(2), Dense(4, 1)], rng=0).forward(images(2, 1, 4, 4))
