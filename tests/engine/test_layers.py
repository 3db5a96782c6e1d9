"""Layers: Dense is PyTorch's nn.Linear, and every registered layer has gradients that agree with measurement."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import (
    INITIALIZERS,
    LAYERS,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    Layer,
    MaxPool2D,
    Network,
    Record,
    ShapeError,
)
from engine.pooling import Pooling
from tests.engine.numeric import Array, difference, measured_slopes
from tests.engine.parts import bias, bias_gradient
from tests.engine.records import Real, recorded
from tests.engine.strategies import rngs, sizes

Draw = Callable[..., Any]
Example = tuple[Layer, tuple[int, ...]]


def a_dense(draw: Draw) -> Example:
    inputs = draw(sizes)
    return Dense(inputs, draw(sizes), bias=bool(draw(st.booleans()))), (inputs,)


def a_convolution(draw: Draw) -> Example:
    channels, k, padding = draw(few), draw(few), draw(st.integers(0, 2))
    layer = Conv2D(channels, draw(few), k, draw(few), padding, draw(st.booleans()))
    return layer, (channels, k + draw(st.integers(0, 2)), k + draw(st.integers(0, 2)))


def a_pool(kind: type[Pooling]) -> Callable[[Draw], Example]:
    return lambda draw: (kind(draw(st.integers(2, 3))), (draw(few), draw(st.integers(3, 5)), draw(st.integers(3, 5))))


def images_for(layer: Callable[[], Layer]) -> Callable[[Draw], Example]:
    return lambda draw: (layer(), (draw(few), draw(few), draw(few)))


def a_dropout(draw: Draw) -> Example:
    return Dropout(draw(st.floats(0, 0.9))), draw(st.sampled_from([(5,), (2, 3, 2)]))


def a_batch_norm(draw: Draw) -> Example:
    features = draw(few)
    # Of two numbers x̂ is almost ±1, whatever they are, so that little is left of dx: ε keeps it large enough.
    return BatchNorm(features, epsilon=draw(st.floats(0.1, 1))), (features, *draw(st.sampled_from([(), (2, 3)])))


few = st.integers(1, 3)
# How to make a random example of each registered layer, and the shape of a sample that fits it.
EXAMPLES: dict[str, Callable[[Draw], Example]] = {
    "Dense": a_dense,
    "Conv2D": a_convolution,
    "Flatten": images_for(Flatten),
    "GlobalAveragePool2D": images_for(GlobalAveragePool2D),
    "AveragePool2D": a_pool(AveragePool2D),
    "MaxPool2D": a_pool(MaxPool2D),
    "Dropout": a_dropout,
    "BatchNorm": a_batch_norm,
}


def check_gradients(layer: Layer, X: Array, rng: np.random.Generator) -> tuple[float, float]:
    """How far the gradients of the parameters and ∂L/∂X are from their measurements, for L = Σ Y G with random G."""
    network = Network([layer], rng=rng)
    network.parameters[:] = rng.normal(size=network.parameters.shape)
    G = rng.normal(size=network.forward(X).shape)
    loss: Callable[[], float] = lambda: float(np.sum(network.forward(X) * G))  # noqa: E731
    slopes, smooth = measured_slopes(loss, network.parameters)
    x_slopes, x_smooth = measured_slopes(loss, X)
    network.forward(X)
    dX = network.backward(G)  # last, since it moves on what a layer remembers
    return difference(network.gradients[smooth], slopes[smooth]), difference(dX[x_smooth], x_slopes[x_smooth])


def test_every_registered_layer_has_an_example() -> None:
    """A layer without one would not be gradient-checked: add it to EXAMPLES."""
    assert set(EXAMPLES) == set(LAYERS)


@pytest.mark.parametrize("name", EXAMPLES)
@given(data=st.data(), rng=rngs, samples=sizes)
def test_gradients_agree_with_measurement(
    name: str, data: st.DataObject, rng: np.random.Generator, samples: int
) -> None:
    """Every layer over random shapes, for its parameters and for what comes in, to 1e-6."""
    layer, shape = EXAMPLES[name](data.draw)
    errors = check_gradients(layer, rng.normal(size=(samples, *shape)), rng)
    assert max(errors) < 1e-6


NUMPYS_OWN = 200_000  # bytes that it takes for itself while it works on some strided arrays, however large these are
EXACT = ("uniform", "add")  # of Dropout: its random numbers come from whole ones, and its updates are counted


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("training", [True, False], ids=["training", "asked only"])
@given(data=st.data())
def test_every_array_of_a_record_has_its_precision(name: str, training: bool, data: st.DataObject) -> None:
    """One stray float64 among float32 makes numpy convert whole arrays, at several times the cost."""
    layer, shape = EXAMPLES[name](data.draw)
    Network([layer], rng=0, dtype=np.float32)
    records = recorded(layer, np.ones((3, *shape)), np.float32, training=training)
    for operation in (*records.forward.operations, *records.backward.operations, *records.gradients.operations):
        arrays = [each for each in (*operation.inputs, operation.out) if isinstance(each, np.ndarray)]
        if not (name == "Dropout" and operation.function.__name__ in EXACT):
            assert {array.dtype.name for array in arrays} == {"float32"}, operation.formula


LARGE: dict[str, tuple[Layer, tuple[int, ...]]] = {
    "Dense": (Dense(100, 100), (100,)),
    "Conv2D": (Conv2D(3, 4, 3, padding=1), (3, 10, 10)),
    "Conv2D without bias": (Conv2D(3, 4, 3, stride=2, bias=False), (3, 10, 10)),
    "Flatten": (Flatten(), (3, 10, 10)),
    "GlobalAveragePool2D": (GlobalAveragePool2D(), (3, 10, 10)),
    "AveragePool2D": (AveragePool2D(3), (3, 10, 10)),
    "MaxPool2D": (MaxPool2D(3), (3, 10, 10)),
    "Dropout": (Dropout(0.5), (3, 10, 10)),
    "BatchNorm": (BatchNorm(3), (3, 10, 10)),
}


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_replay_takes_no_memory(name: str, dtype: Real) -> None:
    """All results have their place before the first replay, and no product copies what it multiplies."""
    layer, shape = LARGE[name]
    Network([layer], rng=0, dtype=dtype)
    records = recorded(layer, np.ones((500, *shape)), dtype)
    for program in (records.forward, records.gradients, records.backward):
        program.run()
        tracemalloc.start()
        program.run()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < NUMPYS_OWN


@pytest.mark.usefixtures("restored_registries")
@pytest.mark.parametrize("mistake", ["dx", "dW"])
def test_a_wrong_gradient_is_noticed(mistake: str) -> None:
    """The check above can fail: a Dense layer that forgets to transpose W, or halves dW, is caught."""

    @LAYERS.register("Wrong dense")
    class WrongDense(Dense):
        def record_backward(self, dz: Array, do: Record) -> Array:
            matrix = self.W if mistake == "dx" else self.W.T
            return do("dx = W dz", np.dot, matrix, dz, out=do.array(self.inputs))

        def record_gradients(self, dz: Array, do: Record) -> None:
            super().record_gradients(dz, do)
            if mistake == "dW":
                do("dW = dW / n", np.divide, self.dWb, np.array(2.0), out=self.dWb)

    rng = np.random.default_rng(0)
    parameter_error, x_error = check_gradients(WrongDense(3, 3), rng.normal(size=(2, 3)), rng)
    assert (x_error > 0.01) is (mistake == "dx")
    assert (parameter_error > 0.01) is (mistake == "dW")


@given(rng=rngs, samples=sizes, inputs=sizes, outputs=sizes)
def test_dense_is_x_w_transposed_plus_b(rng: np.random.Generator, samples: int, inputs: int, outputs: int) -> None:
    """Forward, backward and both gradients against the formulas of PyTorch's nn.Linear, in row form."""
    layer = Dense(inputs, outputs)
    network = Network([layer], rng=rng)
    layer.W[:], bias(layer)[:] = rng.normal(size=(outputs, inputs)), rng.normal(size=outputs)
    X, dY = rng.normal(size=(samples, inputs)), rng.normal(size=(samples, outputs))
    assert network.forward(X) == pytest.approx(X @ layer.W.T + bias(layer), rel=1e-12, abs=1e-12)
    assert network.backward(dY) == pytest.approx(dY @ layer.W, rel=1e-12, abs=1e-12)
    assert layer.dW == pytest.approx(dY.T @ X, rel=1e-12, abs=1e-12)
    assert bias_gradient(layer) == pytest.approx(dY.sum(axis=0), rel=1e-12, abs=1e-12)


@given(rng=rngs, samples=sizes, inputs=sizes, outputs=sizes)
def test_without_bias_dense_is_x_w_transposed(
    rng: np.random.Generator, samples: int, inputs: int, outputs: int
) -> None:
    """The lab's slide has no bias: nothing is added, and there is nothing else to learn."""
    layer = Dense(inputs, outputs, bias=False)
    network = Network([layer], rng=rng)
    X, dY = rng.normal(size=(samples, inputs)), rng.normal(size=(samples, outputs))
    assert network.forward(X) == pytest.approx(X @ layer.W.T, rel=1e-12, abs=1e-12)
    assert network.backward(dY) == pytest.approx(dY @ layer.W, rel=1e-12, abs=1e-12)
    assert layer.dW == pytest.approx(dY.T @ X, rel=1e-12, abs=1e-12)
    assert len(network.parameters) == inputs * outputs
    assert layer.b is None
    assert layer.db is None


def test_weights_and_gradients_are_writable_views_shaped_as_in_pytorch() -> None:
    """W (outputs, inputs), b (outputs,): writing into them changes the network, and the flat vectors show it."""
    layer = Dense(3, 2)
    network = Network([layer], rng=0)
    assert (layer.W.shape, bias(layer).shape, layer.dW.shape, bias_gradient(layer).shape) == (
        (2, 3),
        (2,),
        (2, 3),
        (2,),
    )
    layer.W[:] = [[1, 2, 3], [4, 5, 6]]
    bias(layer)[:] = [10, 20]
    assert network.predict(np.ones((1, 3))).tolist() == [[16.0, 35.0]]
    assert sorted(network.parameters.tolist()) == [1, 2, 3, 4, 5, 6, 10, 20]
    layer.dW[1, 2], bias_gradient(layer)[0] = 7.0, 8.0
    assert sorted(network.gradients.tolist()) == [0, 0, 0, 0, 0, 0, 7, 8]


def test_the_rows_of_w_and_b_lie_side_by_side_in_the_flat_vector() -> None:
    """Run files store the vector: its layout, the rows of [W b], must stay what it is."""
    layer = Dense(2, 2)
    network = Network([layer], rng=0)
    network.parameters[:] = [1, 2, 3, 4, 5, 6]
    assert layer.W.tolist() == [[1, 2], [4, 5]]
    assert bias(layer).tolist() == [3, 6]


def test_a_layer_that_stands_alone_can_be_written_too() -> None:
    """Somebody may set the weights of a layer before putting it into a network; drawing then makes them new."""
    layer = Dense(2, 1)
    layer.W[:] = 5.0
    assert layer.W.tolist() == [[5.0, 5.0]]
    Network([layer], rng=0)
    assert not (layer.W == 5.0).any()


def test_the_initializer_of_a_layer_draws_its_weights() -> None:
    """W comes from the initializer that was given and from nothing else; b starts at zero."""
    layer = Dense(3, 2, initializer=INITIALIZERS["Normal"]())
    Network([layer], rng=np.random.default_rng(4))
    assert np.array_equal(layer.W, np.random.default_rng(4).standard_normal((2, 3)))
    assert not bias(layer).any()


@pytest.mark.parametrize(("inputs", "outputs"), [(0, 1), (1, 0), (-1, 2), (2, -1)])
def test_a_layer_of_no_neurons_is_refused(inputs: int, outputs: int) -> None:
    """With a sentence that has the numbers in it."""
    with pytest.raises(ShapeError, match=f"{inputs} and {outputs}"):
        Dense(inputs, outputs)


def test_a_shape_that_does_not_fit_is_named_with_layer_expectation_and_what_came() -> None:
    """An error says what, where, expected and received."""
    with pytest.raises(ShapeError) as caught:
        Dense(3, 2).shape_after((4,))
    assert "Dense(3, 2)" in str(caught.value)
    assert "(3,)" in str(caught.value)
    assert "(4,)" in str(caught.value)
    assert Dense(3, 2).shape_after((3,)) == (2,)
