"""A network: samples as rows outside, one flat vector of parameters, and passes that do not disturb each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import ACTIVATIONS, LOSSES, Conv2D, Dense, Flatten, MaxPool2D, Network, ShapeError
from engine import network as network_module
from engine.network import MOST_PASSES
from tests.engine.numeric import Array, difference, measured_slopes
from tests.engine.parts import bias, dense
from tests.engine.strategies import networks, rngs
from tests.engine.textbook import Textbook


def small(rng: int = 0, biases: bool = True) -> Network:
    """2-3-1, tanh and sigmoid."""
    return Network([Dense(2, 3, biases), ACTIVATIONS["Tanh"](), Dense(3, 1, biases), ACTIVATIONS["Sigmoid"]()], rng)


X4 = np.array([[0.0, 1.0], [1.0, -1.0], [0.5, 0.25], [-2.0, 3.0]])
X2 = np.array([[9.0, 8.0], [-7.0, 6.0]])


@given(case=networks(), rng=rngs)
def test_gradients_and_dx_agree_with_measurement(case: tuple[Network, Array], rng: np.random.Generator) -> None:
    """Whole networks of random depth, width and activations: every parameter and every input, to 1e-6."""
    network, X = case
    G = rng.normal(size=network.forward(X).shape)
    dX = network.backward(G)
    analytic = network.gradients.copy()

    def loss() -> float:
        return float(np.sum(network.predict(X) * G))

    slopes, smooth = measured_slopes(loss, network.parameters)
    x_slopes, x_smooth = measured_slopes(loss, X)
    assert difference(analytic[smooth], slopes[smooth]) < 1e-6
    assert difference(dX[x_smooth], x_slopes[x_smooth]) < 1e-6


@given(
    rng=rngs, hidden=st.lists(st.sampled_from(["Sigmoid", "Tanh", "ReLU", "Linear"]), max_size=3), biases=st.booleans()
)
def test_forward_and_gradients_are_those_of_a_textbook(
    rng: np.random.Generator, hidden: list[str], biases: bool
) -> None:
    """The recorded pass against rows, @ and nothing reused."""
    layers = [layer for name in hidden for layer in (Dense(3, 3, biases), ACTIVATIONS[name]())]
    network = Network([*layers, Dense(3, 2, biases), ACTIVATIONS["Sigmoid"]()], rng)
    textbook, X, T = Textbook.like(network), rng.normal(size=(5, 3)), rng.uniform(size=(5, 2))
    Y = network.forward(X)
    assert network.predict(X) == pytest.approx(textbook.forward(X), rel=1e-12)
    network.backward(LOSSES["MSE"]().gradient(Y, T))
    _, dW, db = textbook.gradients(X, T, "MSE")
    for layer, expected_dW, expected_db in zip(network.layers[::2], dW, db, strict=True):
        assert isinstance(layer, Dense)
        assert layer.dW == pytest.approx(expected_dW, rel=1e-9, abs=1e-15)
        if biases:
            assert layer.db == pytest.approx(expected_db, rel=1e-9, abs=1e-15)


def test_predict_gives_what_forward_gives() -> None:
    """Bit for bit."""
    network = small()
    assert np.array_equal(network.predict(X4), network.forward(X4))


def test_many_samples_are_asked_about_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more at once than have room, and at least one; the answers are the same."""
    net, X = small(), np.random.default_rng(0).normal(size=(11, 2))
    whole = net.predict(X)
    assert net.at_once((2,)) == network_module.CHUNK
    for room, expected in ((4 * net.signals((2,)), 4), (1, 1)):
        monkeypatch.setattr(network_module, "MOST_NUMBERS", room)
        assert net.at_once((2,)) == expected
        parts = small()
        assert parts.predict(X) == pytest.approx(whole, rel=1e-12)
        assert max(shape[0] for _, shape in parts._passes) == expected


def test_numbers_of_a_pass_are_counted_before_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes in, what comes out of each layer, and the windows of a convolution beside them."""
    layers = [Conv2D(1, 2, 3), ACTIVATIONS["ReLU"](), MaxPool2D(2), Flatten(), Dense(8, 5)]
    images = Network(layers, rng=0)
    assert images.signals((1, 6, 6)) == 36 + 32 + 32 + 8 + 8 + 5
    assert images.workspace((1, 6, 6)) == 9 * 16 + 2 * 9 * 36
    monkeypatch.setattr(network_module, "MOST_NUMBERS", 10 * (121 + 792))
    assert images.at_once((1, 6, 6)) == 10
    with pytest.raises(ShapeError, match="Layer 5"):
        images.workspace((1, 8, 8))


@pytest.mark.parametrize("between", [X4[::-1], X2, np.vstack([X4] * 3)], ids=["same shape", "fewer", "more"])
def test_predict_disturbs_nothing_that_a_backward_pass_needs(between: Array) -> None:
    """A window may ask for predictions between forward and backward of a training step."""
    network, dY = small(), np.array([[1.0], [2.0], [3.0], [4.0]])
    network.forward(X4)
    dX = network.backward(dY)
    gradients = network.gradients.copy()
    network.gradients[:] = 0.0
    network.forward(X4)
    network.predict(between)
    assert np.array_equal(network.backward(dY), dX)
    assert np.array_equal(network.gradients, gradients)


def test_backward_belongs_to_the_last_forward_however_many_shapes_came_before() -> None:
    """Passes are kept by shape, and some are dropped: the last one never is."""
    network, dY = small(), np.ones((4, 1))
    network.forward(X4)
    expected = network.backward(dY)
    for samples in range(1, 2 * MOST_PASSES):
        network.predict(np.ones((samples, 2)))
    assert np.array_equal(network.backward(dY), expected)
    network.forward(X2)
    with pytest.raises(ShapeError):
        network.backward(dY)


def test_backward_fills_gradients_anew_and_leaves_dy_alone() -> None:
    """Gradients are not summed up over calls, and what the caller gave is only read."""
    network, dY = small(), np.array([[1.0], [2.0], [3.0], [4.0]])
    network.forward(X4)
    network.backward(dY)
    once = network.gradients.copy()
    network.backward(dY)
    assert once.any()
    assert np.array_equal(network.gradients, once)
    assert dY.tolist() == [[1.0], [2.0], [3.0], [4.0]]


def test_answers_are_the_callers_own() -> None:
    """A later call does not write into an array that an earlier call gave away, and writing into it changes nothing."""
    network = small()
    Y = network.forward(X4)
    kept = Y.copy()
    dX = network.backward(np.ones((4, 1)))
    dX_kept = dX.copy()
    Y_predicted = network.predict(X4)
    network.forward(X4 + 1)
    network.backward(2 * np.ones((4, 1)))
    network.predict(X4 + 2)
    assert np.array_equal(Y, kept)
    assert np.array_equal(dX, dX_kept)
    assert np.array_equal(Y_predicted, kept)
    Y[:] = 99.0
    assert np.array_equal(network.forward(X4), kept)


def test_x_is_only_read_and_may_be_any_array_of_numbers() -> None:
    """Integers, views and lists of rows give the same as floats of their own."""
    network, X = small(), np.array([[1, 2], [3, 4]])
    expected = network.predict(X.astype(np.float64))
    assert np.array_equal(network.predict(X), expected)
    assert np.array_equal(network.predict(np.array([[1, 9, 2], [3, 9, 4]], dtype=np.float64)[:, ::2]), expected)
    assert np.array_equal(network.predict(np.asfortranarray(X, dtype=np.float64)), expected)
    read_only = X.astype(np.float64)
    read_only.setflags(write=False)
    assert np.array_equal(network.forward(read_only), expected)


def test_writing_into_parameters_changes_the_network_at_once() -> None:
    """Also for passes that were recorded before."""
    network = small()
    before = network.predict(X4)
    network.parameters[:] = 0.0
    assert not np.array_equal(network.predict(X4), before)
    assert network.predict(X4).ravel().tolist() == [0.5] * 4
    assert not dense(network, 1).W.any()


def test_parameters_and_gradients_hold_all_layers_in_order() -> None:
    """Flat vectors of one length; the first layer's part comes first."""
    network = small()
    assert network.parameters.shape == network.gradients.shape == (3 * 3 + 4,)
    network.parameters[:] = np.arange(13)
    first, last = dense(network, 1), dense(network, 3)
    assert set(first.W.ravel()) | set(bias(first)) == set(range(9))
    assert set(last.W.ravel()) | set(bias(last)) == set(range(9, 13))


def test_first_weights_come_from_the_generator_that_is_given() -> None:
    """A generator or a seed; the same one gives the same network, none gives a new one each time."""
    assert np.array_equal(small(3).parameters, small(3).parameters)
    assert not np.array_equal(small(3).parameters, small(4).parameters)
    given_generator = Network([Dense(2, 3)], rng=np.random.default_rng(3)).parameters
    assert np.array_equal(given_generator, Network([Dense(2, 3)], rng=3).parameters)
    assert not np.array_equal(Network([Dense(2, 3)]).parameters, Network([Dense(2, 3)]).parameters)


@pytest.mark.parametrize("X", [np.zeros((4, 3)), np.zeros(2), np.zeros((0, 2)), np.zeros((4, 1, 2)), np.float64(1.0)])
def test_data_that_do_not_fit_are_refused_with_their_shape(X: Array) -> None:
    """forward and predict say what came; nothing is broadcast in silence."""
    for use in (small().forward, small().predict):
        with pytest.raises(ShapeError) as caught:
            use(X)
        assert str(X.shape) in str(caught.value) or str(X.shape[1:]) in str(caught.value)


def test_a_layer_that_does_not_fit_its_neighbour_is_named_by_its_number() -> None:
    """Layer 3 of this network expects four signals, and two come."""
    network = Network([Dense(2, 2), ACTIVATIONS["ReLU"](), Dense(4, 1)], rng=0)
    with pytest.raises(ShapeError, match=r"Layer 3: Dense\(4, 1\)"):
        network.forward(X4)


def test_backward_without_forward_is_refused() -> None:
    """There is nothing to go back through; the message says what to call."""
    with pytest.raises(ShapeError, match="forward"):
        small().backward(np.ones((4, 1)))


@pytest.mark.parametrize("dY", [np.ones((4, 2)), np.ones(4), np.ones((1, 4)), np.ones((3, 1))])
def test_a_dy_of_another_shape_is_refused(dY: Array) -> None:
    """With both shapes in the message."""
    network = small()
    network.forward(X4)
    with pytest.raises(ShapeError) as caught:
        network.backward(dY)
    assert "(4, 1)" in str(caught.value)
    assert str(dY.shape) in str(caught.value)


def test_numbers_that_overflow_are_answered_without_a_warning() -> None:
    """A diverging network is not an error of the program: infinities come out, and nothing is printed."""
    network = Network([Dense(2, 2), ACTIVATIONS["Linear"](), Dense(2, 1)], rng=0)
    network.parameters[:] = 1e200
    assert not np.isfinite(network.forward(np.full((1, 2), 1e200))).all()
    network.backward(np.ones((1, 1)))


@settings(max_examples=10)
@given(rng=rngs)
def test_a_network_without_weights_still_passes_on(rng: np.random.Generator) -> None:
    """No layer, or no layer that learns: forward and backward work, and there is nothing to learn."""
    X = rng.normal(size=(3, 2))
    network = Network([])
    assert np.array_equal(network.forward(X), X)
    assert np.array_equal(network.backward(X), X)
    assert len(network.parameters) == 0
