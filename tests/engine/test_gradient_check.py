"""The engine's gradient check: it passes what is right, catches what is wrong, and knows a corner when it sees one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import ACTIVATIONS, LOSSES, Activation, Dense, Layer, Network, Record, check_gradients
from engine.activations import Tanh
from engine.gradient_check import numeric_gradient, relative_error
from engine.losses import MeanSquaredError
from tests.engine.numeric import Array
from tests.engine.strategies import networks, probabilities_and_truth, rngs, settings_of, sizes

SMOOTH = ["Linear", "Sigmoid", "Tanh"]


def mlp(features: int, hidden: list[Layer], outputs: int, output: Layer, rng: np.random.Generator) -> Network:
    """Dense and activation in turn, all layers three wide, with biases that are not zero."""
    layers: list[Layer] = []
    for activation in hidden:
        layers += [Dense(features, 3), activation]
        features = 3
    network = Network([*layers, Dense(features, outputs), output], rng=rng)
    network.parameters[:] += rng.uniform(-0.5, 0.5, network.parameters.shape)
    return network


@given(case=networks(), rng=rngs)
def test_every_network_passes(case: tuple[Network, Array], rng: np.random.Generator) -> None:
    """All registered activations in random networks, biases or none: to 1e-6 in every layer."""
    network, X = case
    T = rng.normal(size=network.predict(X).shape)
    comparisons = check_gradients(network, LOSSES["MSE"](), X, T)
    assert [each.error < 1e-6 for each in comparisons] == [True] * len(comparisons)


@pytest.mark.parametrize("name", LOSSES)
@given(data=st.data(), rng=rngs, pair=probabilities_and_truth())
def test_every_loss_passes(name: str, data: st.DataObject, rng: np.random.Generator, pair: tuple[Array, Array]) -> None:
    """All registered losses behind a sigmoid, which keeps y where every loss is defined."""
    loss, T = LOSSES[name](**data.draw(settings_of(LOSSES[name]))), pair[1]
    network = mlp(2, [ACTIVATIONS["Tanh"]()], T.shape[1], ACTIVATIONS["Sigmoid"](), rng)
    comparisons = check_gradients(network, loss, rng.normal(size=(len(T), 2)), T)
    assert max(each.error for each in comparisons) < 1e-6


@pytest.mark.usefixtures("restored_registries")
def test_a_wrong_activation_is_caught_in_the_layers_before_it() -> None:
    """A slope that is 1 % off is an error of about 1 % in layer 1, and of nothing in layer 3."""

    @ACTIVATIONS.register("Wrong")
    class Wrong(Tanh):
        def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
            super().record_slope(z, a, slope, do)
            do("slope = 1.01 slope", np.multiply, slope, np.array(1.01), out=slope)

    wrong: Activation = ACTIVATIONS["Wrong"]()
    rng = np.random.default_rng(0)
    network = mlp(2, [wrong], 1, ACTIVATIONS["Sigmoid"](), rng)
    first, last = check_gradients(network, LOSSES["MSE"](), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1)))
    assert first.error == pytest.approx(0.01, rel=0.1)
    assert last.error < 1e-6


def test_a_wrong_loss_is_caught_in_every_layer() -> None:
    """Without its 2 the gradient of the squared error is half of what it should be."""

    class WrongMSE(MeanSquaredError):
        def record_gradient(self, y: Array, t: Array, do: Record) -> Array:
            return do("dy = e / n", np.multiply, self.e, np.array(1 / y.size), out=do.array(len(y)))

    rng = np.random.default_rng(0)
    network = mlp(2, [ACTIVATIONS["Tanh"]()], 1, ACTIVATIONS["Sigmoid"](), rng)
    for each in check_gradients(network, WrongMSE(), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1))):
        assert each.error == pytest.approx(0.5, rel=1e-3)


def test_a_wrong_layer_is_caught() -> None:
    """A Dense that forgets the last sample in dW is found out."""

    class Forgetful(Dense):
        def record_gradients(self, dz: Array, do: Record) -> None:
            do("dW = dz xᵀ", np.dot, dz[:, :-1], self.x[:, :-1].T, out=self.dWb)

    rng = np.random.default_rng(0)
    network = Network([Forgetful(2, 1), ACTIVATIONS["Sigmoid"]()], rng=rng)
    [comparison] = check_gradients(network, LOSSES["MSE"](), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1)))
    assert comparison.error > 0.01
    assert not comparison.at_kink.any()


def test_each_comparison_names_its_layer_and_has_its_parameters() -> None:
    """Layers without weights are not listed, and the numbers are those of the places."""
    rng = np.random.default_rng(0)
    network = mlp(2, [ACTIVATIONS["Tanh"]()], 1, ACTIVATIONS["Sigmoid"](), rng)
    comparisons = check_gradients(network, LOSSES["MSE"](), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1)))
    assert [each.place for each in comparisons] == ["layer 1, Dense", "layer 3, Dense"]
    assert [each.analytic.shape for each in comparisons] == [(9,), (4,)]
    assert np.array_equal(np.concatenate([each.analytic for each in comparisons]), network.gradients)


def test_the_network_is_left_as_it_was() -> None:
    """Bit for bit: checking a network that is being trained must not train it otherwise."""
    rng = np.random.default_rng(0)
    network = mlp(2, [ACTIVATIONS["Tanh"]()], 1, ACTIVATIONS["Sigmoid"](), rng)
    before = network.parameters.copy()
    check_gradients(network, LOSSES["MSE"](), rng.normal(size=(5, 2)), rng.uniform(size=(5, 1)))
    assert np.array_equal(network.parameters, before)


@pytest.mark.parametrize("z", [0.0, 3e-6, -3e-6, 9e-6])
def test_a_corner_within_reach_of_the_step_is_marked_and_left_out(z: float) -> None:
    """z = w · 1 lies at or beside the corner of a ReLU: the central difference there is neither slope."""
    network = Network([Dense(1, 1, bias=False), ACTIVATIONS["ReLU"]()], rng=0)
    network.parameters[:] = z
    [comparison] = check_gradients(network, LOSSES["MSE"](), np.array([[1.0]]), np.array([[5.0]]))
    assert comparison.at_kink.tolist() == [True]
    assert comparison.error == 0.0


def test_a_corner_out_of_reach_is_none() -> None:
    """Away from the corner a ReLU is compared like everything else."""
    network = Network([Dense(1, 1, bias=False), ACTIVATIONS["ReLU"]()], rng=0)
    for w in (1e-3, -1e-3, 0.7):
        network.parameters[:] = w
        [comparison] = check_gradients(network, LOSSES["MSE"](), np.array([[1.0]]), np.array([[5.0]]))
        assert not comparison.at_kink.any()
        assert comparison.error < 1e-6


def test_an_end_of_the_loss_within_reach_is_a_kink_too() -> None:
    """BCE has no value for outputs below 0: there is nothing to compare, and no NaN in the verdict."""
    network = Network([Dense(1, 1, bias=False)], rng=0)
    network.parameters[:] = 1e-6
    [comparison] = check_gradients(network, LOSSES["BCE"](), np.array([[1.0]]), np.array([[1.0]]))
    assert np.isnan(comparison.numeric).tolist() == [True]
    assert comparison.at_kink.tolist() == [True]
    assert comparison.error == 0.0


def test_only_what_is_asked_for_is_checked() -> None:
    """The rest is marked, and the numbers are those of a whole check: each pass begins at the parameter's layer."""
    rng = np.random.default_rng(0)
    network = mlp(2, [ACTIVATIONS["Tanh"](), ACTIVATIONS["ReLU"]()], 1, ACTIVATIONS["Sigmoid"](), rng)
    X, T = rng.normal(size=(5, 2)), rng.uniform(size=(5, 1))
    whole = np.concatenate([each.numeric for each in check_gradients(network, LOSSES["MSE"](), X, T)])
    chosen = [0, 8, 9, 20, 24]
    some = check_gradients(network, LOSSES["MSE"](), X, T, which=chosen)
    numeric, checked = (np.concatenate([getattr(each, name) for each in some]) for name in ("numeric", "checked"))
    assert np.flatnonzero(checked).tolist() == chosen
    assert np.array_equal(numeric[chosen], whole[chosen])
    assert np.isnan(np.delete(numeric, chosen)).all()


@given(rng=rngs, names=st.lists(st.sampled_from(SMOOTH), min_size=1, max_size=3), samples=sizes)
def test_smooth_functions_have_no_corners(rng: np.random.Generator, names: list[str], samples: int) -> None:
    """What is called a corner is not compared: nothing smooth may hide behind that."""
    network = mlp(2, [ACTIVATIONS[name]() for name in names], 1, ACTIVATIONS["Sigmoid"](), rng)
    comparisons = check_gradients(
        network, LOSSES["MSE"](), rng.normal(size=(samples, 2)), rng.uniform(size=(samples, 1))
    )
    assert not any(each.at_kink.any() for each in comparisons)


def test_the_numeric_gradient_of_a_parabola() -> None:
    """L = (w x - t)² with x = 2, t = 1, w = 3: dL/dw = 2 (6 - 1) 2 = 20, and the central difference is exact."""
    network = Network([Dense(1, 1, bias=False)], rng=0)
    network.parameters[:] = 3.0
    found = numeric_gradient(network, LOSSES["MSE"](), np.array([[2.0]]), np.array([[1.0]]))
    assert found.slope.tolist() == pytest.approx([20.0], rel=1e-8)
    assert found.doubt.tolist() == pytest.approx([0.0], abs=1e-8)
    assert found.at_kink.tolist() == [False]


def test_the_relative_error_is_the_norm_of_the_difference_over_the_norm() -> None:
    """Zero against zero is right; something against zero is all wrong."""
    assert relative_error(np.array([3.0, 4.0]), np.array([3.0, 4.5])) == pytest.approx(0.5 / np.hypot(3.0, 4.5))
    assert relative_error(np.zeros(3), np.zeros(3)) == 0.0
    assert relative_error(np.zeros(2), np.array([0.0, 1e-9])) == 1.0
    assert relative_error(np.zeros(0), np.zeros(0)) == 0.0
