"""BatchNorm: the batch's own scale in training, that of the long run when it is only asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import (
    ACTIVATIONS,
    LOSSES,
    BatchNorm,
    Conv2D,
    Dense,
    Flatten,
    KnobError,
    Network,
    ShapeError,
    check_gradients,
)
from tests.engine.numeric import Array, difference, measured_slopes
from tests.engine.records import images, recorded
from tests.engine.strategies import rngs


def by_feature(X: Array) -> Array:
    """Samples (samples, features, …) as (features, n)."""
    return np.moveaxis(X, 1, 0).reshape(X.shape[1], -1)


@given(rng=rngs, samples=st.integers(2, 6), shape=st.sampled_from([(1,), (4,), (1, 2, 3), (3, 4, 2)]))
def test_in_training_each_feature_has_mean_0_and_variance_1(
    rng: np.random.Generator, samples: int, shape: tuple[int, ...]
) -> None:
    """Of rows each number is a feature, of images each channel; the variance falls short of 1 by ε / (σ² + ε)."""
    X = rng.normal(rng.uniform(-5, 5), rng.uniform(1, 3), (samples, *shape))
    layer = BatchNorm(shape[0], epsilon=1e-3)
    Y = by_feature(Network([layer]).forward(X).reshape(X.shape))
    variance = by_feature(X).var(axis=1)
    assert Y.mean(axis=1) == pytest.approx(np.zeros(shape[0]), abs=1e-12)
    assert Y.var(axis=1) == pytest.approx(variance / (variance + 1e-3), rel=1e-9)


def test_scale_and_shift_are_learned() -> None:
    """z = γ x̂ + β: writing into W and b, or into the flat vector, changes what comes out."""
    layer = BatchNorm(2)
    network, X = Network([layer]), images(5, 2)
    x_hat = network.forward(X)
    assert layer.W.tolist() == [1.0, 1.0]
    assert layer.b.tolist() == [0.0, 0.0]
    layer.W[:], layer.b[:] = [2, -3], [10, 20]
    assert network.forward(X) == pytest.approx(x_hat * [2, -3] + [10, 20], rel=1e-12)
    assert network.parameters.tolist() == [2, -3, 10, 20]
    assert [layer.parameter_name(k) for k in range(4)] == ["γ[1]", "γ[2]", "β[1]", "β[2]"]
    assert layer.parameter_shape == (2, 2)


def test_running_statistics_are_those_of_a_calculation_by_hand() -> None:
    """Two updates: 0.9 of the old, 0.1 of the batch's mean and of its variance with n - 1."""
    layer = BatchNorm(1)
    network = Network([layer])
    mean, variance = layer.state.values()
    assert (mean.tolist(), variance.tolist()) == ([0.0], [1.0])
    for numbers in ([1.0, 3.0], [2.0, 4.0, 9.0]):
        network.forward(np.array(numbers)[:, np.newaxis])
        network.backward(np.ones((len(numbers), 1)))
    # means 2 and 5; variances 2 / 1 and 26 / 2
    assert mean == pytest.approx([0.9 * (0.1 * 2) + 0.1 * 5])
    assert variance == pytest.approx([0.9 * (0.9 * 1 + 0.1 * 2) + 0.1 * 13])


def test_only_an_update_moves_the_running_statistics() -> None:
    """The forward pass may be replayed as often as one likes, and being asked leaves no trace."""
    layer = BatchNorm(3, momentum=0.5)
    network, X = Network([layer]), images(4, 3, 2, 2)
    for _ in range(3):
        network.forward(X)
        network.predict(X)
    assert np.array_equal(layer.running, [[0, 0, 0], [1, 1, 1]])
    network.backward(np.ones((4, 12)))
    once = 0.5 * by_feature(X).mean(axis=1), 0.5 + 0.5 * by_feature(X).var(axis=1, ddof=1)
    assert layer.running == pytest.approx(np.array(once), rel=1e-12)


def test_asked_only_it_takes_the_running_statistics() -> None:
    """Then the answer to one sample does not depend on those that are asked with it."""
    layer = BatchNorm(2)
    network, X = Network([layer]), images(6, 2)
    layer.running[:] = np.array([[1, -2], [4, 0.25]])
    layer.W[:], layer.b[:] = [3, 5], [7, 11]
    expected = (X - [1, -2]) / np.sqrt(np.array([4, 0.25]) + 1e-5) * [3, 5] + [7, 11]
    assert network.predict(X) == pytest.approx(expected, rel=1e-12)
    assert network.predict(X[:1]) == pytest.approx(expected[:1], rel=1e-12)
    layer.running[1] = [1.0, 1.0]  # a pass that is recorded already takes them as they are now
    assert network.predict(X)[:, 0] == pytest.approx((X[:, 0] - 1) / np.sqrt(1 + 1e-5) * 3 + 7, rel=1e-12)


def test_its_state_can_be_put_back_in_place() -> None:
    """As when a run is opened again or stepped back: by name, writing into the arrays."""
    network, X = Network([ACTIVATIONS["Linear"](), BatchNorm(3)]), images(4, 3)
    assert set(network.state) == {"layer 2 running mean", "layer 2 running variance"}
    kept, before = {name: array.copy() for name, array in network.state.items()}, network.predict(X)
    network.backward(network.forward(X))
    assert not np.array_equal(network.predict(X), before)
    for name, array in network.state.items():
        array[...] = kept[name]
    assert np.array_equal(network.predict(X), before)


@pytest.mark.parametrize("shape", [(4, 3), (2, 3, 3, 2)], ids=["rows", "images"])
def test_gradients_in_training_agree_with_measurement(shape: tuple[int, ...]) -> None:
    """Every number moves the batch's mean and variance too; ∂L/∂x, γ and β, to 1e-6."""
    X, rng = images(*shape), np.random.default_rng(1)
    network = Network([BatchNorm(3)])
    network.parameters[:] = rng.normal(size=6)
    G = rng.normal(size=network.forward(X).shape)

    def loss() -> float:
        return float(np.sum(network.forward(X) * G))

    x_slopes, _ = measured_slopes(loss, X)
    slopes, _ = measured_slopes(loss, network.parameters)
    network.forward(X)
    assert difference(network.backward(G), x_slopes) < 1e-6
    assert difference(network.gradients, slopes) < 1e-6


def test_gradients_when_only_asked_take_mean_and_variance_as_given() -> None:
    """A record that does not train: dx = γ dz / √(running variance + ε), and nothing moves."""
    layer, X = BatchNorm(2), images(5, 2)
    layer.running[:] = [[1, 2], [4, 9]]
    layer.W[:] = [3, 5]
    before = layer.running.copy()
    records = recorded(layer, X, training=False)
    for program in (records.forward, records.gradients, records.backward):
        program.run()
    scale = np.array([[3], [5]]) / np.sqrt(np.array([[4], [9]]) + 1e-5)
    assert records.dx == pytest.approx(records.dy * scale, rel=1e-12)
    assert np.array_equal(layer.running, before)


def test_a_network_with_it_is_gradient_checked() -> None:
    """Behind a convolution and behind a Dense layer, by the engine's own check."""
    layers = [
        Conv2D(1, 2, 2), BatchNorm(2), ACTIVATIONS["Tanh"](), Conv2D(2, 3, 2), Flatten(), Dense(3, 4), BatchNorm(4),
        ACTIVATIONS["Sigmoid"](), Dense(4, 1),
    ]  # fmt: skip
    network = Network(layers, rng=0)
    comparisons = check_gradients(network, LOSSES["MSE"](), images(6, 1, 3, 3), images(6, 1, seed=1))
    # A bias in front of BatchNorm is taken off again with the mean: its slope is zero but for rounding.
    errors = {each.place: np.abs(each.analytic - each.numeric).max() for each in comparisons}
    assert len(errors) == 6
    assert max(errors.values()) < 1e-8


def test_a_single_number_has_no_variance() -> None:
    """The last batch of an epoch may have one sample: z = β, no gradient, and the running statistics stay finite."""
    layer = BatchNorm(2)
    network = Network([layer])
    layer.b[:] = [5, 6]
    assert network.forward(np.array([[3.0, 4.0]])).tolist() == [[5, 6]]
    assert network.backward(np.array([[1.0, 2.0]])).tolist() == [[0, 0]]
    assert layer.dW.tolist() == [0, 0]
    assert layer.db.tolist() == [1, 2]
    assert layer.running.tolist() == [[0, 0], [1, 1]]


def test_a_layer_that_is_drawn_again_begins_anew() -> None:
    """Reset means: as on the first day."""
    layer = BatchNorm(2)
    layer.W[:], layer.b[:], layer.running[:] = 3.0, 4.0, 5.0
    layer.draw(np.random.default_rng(0))
    assert layer.W.tolist() == [1, 1]
    assert layer.b.tolist() == [0, 0]
    assert layer.running.tolist() == [[0, 0], [1, 1]]


def test_float32_stays_float32() -> None:
    """In the records, in what is remembered, and close to what float64 gives."""
    X = images(8, 2, 3, 3) + 2
    double, single = (Network([BatchNorm(2)], dtype=dtype) for dtype in (np.float64, np.float32))
    for network in (double, single):
        network.forward(X)
        network.backward(images(8, 18, seed=1))
    assert all(array.dtype == np.float32 for array in single.state.values())
    for name, array in single.state.items():
        assert array == pytest.approx(double.state[name], rel=1e-5)
    assert single.forward(X) == pytest.approx(double.forward(X), abs=1e-5)
    layer = BatchNorm(2)
    Network([layer], dtype=np.float32)
    records = recorded(layer, X, np.float32)
    for program in (records.forward, records.gradients, records.backward):
        assert {each.out.dtype.name for each in program.operations} == {"float32"}


@pytest.mark.parametrize("shape", [(3,), (3, 4, 4), (2, 2), (2, 2, 2, 2), ()])
def test_a_shape_that_does_not_fit_is_named(shape: tuple[int, ...]) -> None:
    """With the layer, what was expected, what came, and what to do."""
    with pytest.raises(ShapeError) as caught:
        BatchNorm(2).shape_after(shape)
    for piece in ("BatchNorm(2)", "(2,)", "(2, height, width)", str(shape), "features"):
        assert piece in str(caught.value)


def test_features_follow_from_what_comes_in() -> None:
    """Of rows their length, of images their channels."""
    assert BatchNorm.arguments_for((5,)) == {"features": 5}
    assert BatchNorm.arguments_for((3, 8, 8)) == {"features": 3}
    with pytest.raises(ShapeError, match=r"BatchNorm expects .* got \(5, 5\)"):
        BatchNorm.arguments_for((5, 5))


def test_settings_out_of_range_are_refused() -> None:
    """With a sentence."""
    with pytest.raises(ShapeError, match="at least one feature, not 0"):
        BatchNorm(0)
    with pytest.raises(KnobError, match="momentum is 2"):
        BatchNorm(2, momentum=2.0)
    with pytest.raises(KnobError, match="epsilon is 0"):
        BatchNorm(2, epsilon=0.0)
