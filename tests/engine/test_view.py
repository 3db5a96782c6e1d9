"""The view: what the network and each of its neurons say all over the plane."""

from __future__ import annotations

import numpy as np
import pytest

from engine import ACTIVATIONS, BatchNorm, Dense, Dropout, Network, Recipe, Surface, View
from engine import view as view_module
from engine.layer_list import read_layer_list
from engine.view import MOST_NEURONS
from tests.engine.numeric import Array

POINTS = np.array([[0.0, -1.0], [1.0, 3.0], [0.5, 0.0]])


def small(*widths: int, bias: bool = True) -> Network:
    """2-…-1 of tanh, with biases that are not zero."""
    network = Network([], rng=0)
    layers = [
        layer
        for inputs, outputs in zip((2, *widths), (*widths, 1), strict=True)
        for layer in (Dense(inputs, outputs, bias), ACTIVATIONS["Tanh"]())
    ]
    network = Network(layers, rng=0)
    network.parameters[:] += np.random.default_rng(1).normal(0, 0.3, network.parameters.shape)
    return network


def surface_of(view: View) -> Surface:
    """The surface of a view of the plane."""
    surface, line, _ = view.look()
    assert surface is not None
    assert line is None
    return surface


def centres(view: View) -> tuple[Array, Array]:
    """The coordinates of the surface's columns and rows, from its edges alone."""
    surface = surface_of(view)
    rows, columns = surface.answers[0].shape
    x = surface.left + (np.arange(columns) + 0.5) / columns * (surface.right - surface.left)
    y = surface.bottom + (np.arange(rows) + 0.5) / rows * (surface.top - surface.bottom)
    return x, y


def test_each_cell_is_the_networks_answer_at_its_centre() -> None:
    """Columns run to the right, rows upwards."""
    network = small(4, 3)
    view = View(network, POINTS)
    surface = surface_of(view)
    x, y = centres(view)
    for row, column in [(0, 0), (0, len(x) - 1), (len(y) - 1, 0), (17, 41), (len(y) - 1, len(x) - 1)]:
        expected = network.predict(np.array([[x[column], y[row]]])).item()
        assert surface.answers[0, row, column] == pytest.approx(expected, rel=1e-12)


def test_it_covers_the_points_and_a_margin() -> None:
    """A tenth of their extent on every side."""
    surface = surface_of(View(small(3), POINTS))
    assert (surface.left, surface.right) == pytest.approx((-0.1, 1.1))
    assert (surface.bottom, surface.top) == pytest.approx((-1.4, 3.4))


def test_points_in_one_place_have_a_surface_all_the_same() -> None:
    """A plane without extent would divide by zero."""
    surface = surface_of(View(small(3), np.ones((4, 2))))
    assert surface.left < 1 < surface.right
    assert np.isfinite(surface.answers[0]).all()


@pytest.mark.parametrize("bias", [True, False])
def test_layers_of_neurons_come_with_their_weights(bias: bool) -> None:
    """Inputs first, outputs last, each with its activation."""
    network = small(4, 3, bias=bias)
    _, _, neurons = View(network, POINTS).look()
    assert [layer.count for layer in neurons] == [2, 4, 3, 1]
    assert [layer.activation for layer in neurons] == ["", "Tanh", "Tanh", "Tanh"]
    assert neurons[0].weights.shape == (2, 0)
    assert neurons[0].biases is None
    for layer, dense in zip(neurons[1:], network.layers[::2], strict=True):
        assert isinstance(dense, Dense)
        assert np.array_equal(layer.weights, dense.W)
        assert (layer.biases is None) if dense.b is None else np.array_equal(layer.biases, dense.b)  # type: ignore[arg-type]


def test_each_neurons_map_is_what_it_says_over_the_plane() -> None:
    """The inputs say their coordinate; a hidden neuron tanh(w x + b); the output what the surface says, coarser."""
    network = small(4)
    view = View(network, POINTS)
    surface, (inputs, hidden, output) = surface_of(view), view.look()[2]
    x, y = inputs.maps
    assert (np.diff(x, axis=1) > 0).all()
    assert np.ptp(x, axis=0) == pytest.approx(0.0)
    assert (np.diff(y, axis=0) > 0).all()
    assert hidden.biases is not None
    for neuron in range(4):
        w, b = hidden.weights[neuron], hidden.biases[neuron]
        assert hidden.maps[neuron] == pytest.approx(np.tanh(w[0] * x + w[1] * y + b), rel=1e-9, abs=1e-12)
    stride = len(surface.answers[0]) // len(output.maps[0])
    offset = int(np.flatnonzero(np.isclose(centres(view)[0], x[0, 0]))[0])
    assert np.array_equal(output.maps[0], surface.answers[0, offset::stride, offset::stride])


def test_of_a_wide_layer_only_the_first_neurons_are_shown() -> None:
    """With the weights between those that are shown."""
    _, _, neurons = View(small(50, 20), POINTS).look()
    assert [layer.count for layer in neurons] == [2, 50, 20, 1]
    assert [len(layer.maps) for layer in neurons] == [2, MOST_NEURONS, MOST_NEURONS, 1]
    assert neurons[2].weights.shape == (MOST_NEURONS, MOST_NEURONS)
    assert neurons[3].weights.shape == (1, MOST_NEURONS)


def test_each_look_is_of_the_network_as_it_is_and_keeps_its_numbers() -> None:
    """An earlier look does not follow when the network learns on."""
    network = small(4)
    view = View(network, POINTS)
    surface, neurons = surface_of(view), view.look()[2]
    kept = surface.answers[0].copy(), neurons[1].maps.copy(), neurons[1].weights.copy()
    network.parameters[:] *= -0.5
    later = surface_of(view)
    assert np.array_equal(surface.answers[0], kept[0])
    assert np.array_equal(neurons[1].maps, kept[1])
    assert np.array_equal(neurons[1].weights, kept[2])
    assert not np.array_equal(later.answers[0], surface.answers[0])


def test_a_look_does_not_disturb_a_pass_under_way() -> None:
    """A backward pass after it still belongs to its forward pass."""
    network, X, dY = small(4), np.ones((3, 2)), np.ones((3, 1))
    network.forward(X)
    expected = network.backward(dY)
    network.forward(X)
    View(network, POINTS).look()
    assert np.array_equal(network.backward(dY), expected)


def test_of_one_feature_there_is_a_line() -> None:
    """What the network answers along its only feature, and each neuron's strip of it."""
    network = Network([Dense(1, 3), ACTIVATIONS["Tanh"](), Dense(3, 1)], rng=0)
    surface, line, (inputs, hidden, output) = View(network, np.array([[-1.0], [3.0]])).look()
    assert surface is None
    assert line is not None
    assert (line.x[0], line.x[-1]) == pytest.approx((-1.4, 3.4), abs=0.02)
    assert (np.diff(line.x) > 0).all()
    assert np.array_equal(line.answers, network.predict(line.x[:, np.newaxis]).T)
    assert inputs.maps.shape[:2] == (1, 1)
    assert hidden.maps.shape == (3, *inputs.maps.shape[1:])
    assert output.activation == ""


def test_inputs_and_answers_are_made_of_what_is_seen() -> None:
    """The plane stays that of the samples, though the network sees squares; and people read what the loss says."""
    network = Network([Dense(1, 1)], rng=0)
    view = View(network, POINTS, lambda X: X[:, :1] ** 2, lambda Y: Y + 100)
    x, _ = centres(view)
    expected = network.predict(x[:, np.newaxis] ** 2)[:, 0] + 100
    assert surface_of(view).answers[0, 7] == pytest.approx(expected, rel=1e-12)


def test_a_huge_network_has_fewer_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """All signals of a pass are counted: in a list, many activations may stand behind one layer of neurons."""
    layers = [Dense(2, 4), *(ACTIVATIONS["Tanh"]() for _ in range(30)), Dense(4, 1)]
    signals = 2 + 31 * 4 + 1
    monkeypatch.setattr(view_module, "MOST_SIGNALS", 25 * signals)
    assert surface_of(View(Network(layers, rng=0), POINTS)).answers.shape == (1, 5, 5)
    monkeypatch.setattr(view_module, "MOST_SIGNALS", 1)
    assert surface_of(View(Network(layers, rng=0), POINTS)).answers.shape == (1, 1, 1)
    line = View(Network([Dense(1, 1)], rng=0), POINTS[:, :1]).look()[1]
    assert line is not None
    assert line.x.shape == (1,)


def test_nobody_is_silent_when_the_network_is_only_asked() -> None:
    """Dropout and the statistics of a batch belong to training."""
    layers = [Dense(2, 4), BatchNorm(4), Dropout(0.5), ACTIVATIONS["Tanh"](), Dense(4, 1)]
    network = Network(layers, rng=0)
    network.forward(POINTS)
    network.backward(np.ones((3, 1)))
    view = View(network, POINTS)
    x, y = centres(view)
    expected = network.predict(np.array([[x[3], y[5]]])).item()
    assert surface_of(view).answers[0, 5, 3] == pytest.approx(expected, rel=1e-12)


def test_the_activation_is_named_and_not_what_stands_behind_it() -> None:
    """Dropout lets pass what it is given when a network is only asked; what changes the sums is named in its order."""
    layers = "Dense(3), ReLU, Dropout(0.5), Dense(3), BatchNorm, Tanh, Dense(2)"
    network = Network(Recipe(layers=read_layer_list(layers)).make_layers((2,), 1), rng=0)
    _, _, neurons = View(network, POINTS).look()
    assert [each.activation for each in neurons] == ["", "ReLU", "Tanh ∘ BatchNorm", "", "Sigmoid"]
