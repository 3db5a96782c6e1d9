"""Backpropagation by hand: one sample through a 2-2-1 network of sigmoids, with every number written down.

The loss is L = (y - t)² of the one output, the truth t = 1, the learning rate ρ = 0.5:

    x₁ = 1.0    z₁ = 0.5  x₁ - 0.5 x₂ + 0.1    a₁ = σ(z₁)
                                                            z₃ = 0.8 a₁ - 0.6 a₂ + 0.2    y = σ(z₃)
    x₂ = 0.5    z₂ = 0.25 x₁ + 1.0 x₂ - 0.2    a₂ = σ(z₂)

A reader with a pocket calculator can follow; the engine must come to the same numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, LOSSES, OPTIMIZERS, Dense, Network
from tests.engine.numeric import Array
from tests.engine.parts import bias, dense

# -- forward: z = W x + b, a = σ(z), layer by layer ------------------------------------------------------------------
Z1 = 0.350000000000  # 0.5 · 1.0 - 0.5 · 0.5 + 0.1
Z2 = 0.550000000000  # 0.25 · 1.0 + 1.0 · 0.5 - 0.2
A1 = 0.586617578917  # 1 / (1 + e^-0.35)
A2 = 0.634135591011  # 1 / (1 + e^-0.55)
Z3 = 0.288812708527  # 0.8 a₁ - 0.6 a₂ + 0.2
Y = 0.571705439507  # 1 / (1 + e^-0.288812708527)
L = 0.183436230548  # (0.571705439507 - 1)²

# -- backward, from the loss to the output neuron --------------------------------------------------------------------
DY = -0.856589120986  # ∂L/∂y = 2 (y - t)
SLOPE3 = 0.244858329945  # ∂y/∂z₃ = σ'(z₃) = y (1 - y)
DZ3 = -0.209742981614  # ∂L/∂z₃ = ∂L/∂y · ∂y/∂z₃
DW31 = -0.123038920069  # ∂L/∂w₃₁ = ∂L/∂z₃ · ∂z₃/∂w₃₁ = dz₃ · a₁
DW32 = -0.133005489606  # ∂L/∂w₃₂ = ∂L/∂z₃ · ∂z₃/∂w₃₂ = dz₃ · a₂
DB3 = -0.209742981614  # ∂L/∂b₃  = ∂L/∂z₃ · ∂z₃/∂b₃  = dz₃ · 1

# -- further back, through the output weights into the hidden neurons ------------------------------------------------
DA1 = -0.167794385291  # ∂L/∂a₁ = ∂L/∂z₃ · ∂z₃/∂a₁ = dz₃ · 0.8
DA2 = 0.125845788968  # ∂L/∂a₂ = ∂L/∂z₃ · ∂z₃/∂a₂ = dz₃ · -0.6
SLOPE1 = 0.242497395023  # ∂a₁/∂z₁ = a₁ (1 - a₁)
SLOPE2 = 0.232007643224  # ∂a₂/∂z₂ = a₂ (1 - a₂)
DZ1 = -0.040689701333  # ∂L/∂z₁ = ∂L/∂a₁ · ∂a₁/∂z₁
DZ2 = 0.029197184908  # ∂L/∂z₂ = ∂L/∂a₂ · ∂a₂/∂z₂
DW11, DW12, DB1 = -0.040689701333, -0.020344850666, -0.040689701333  # dz₁ · x₁, dz₁ · x₂, dz₁ · 1
DW21, DW22, DB2 = 0.029197184908, 0.014598592454, 0.029197184908  # dz₂ · x₁, dz₂ · x₂, dz₂ · 1

# -- and out at the other end: both hidden neurons have their share --------------------------------------------------
DX1 = -0.013045554439  # ∂L/∂x₁ = dz₁ · 0.5 + dz₂ · 0.25
DX2 = 0.049542035574  # ∂L/∂x₂ = dz₁ · -0.5 + dz₂ · 1.0

# -- one update: each weight goes against its own slope, w = w - 0.5 ∂L/∂w -------------------------------------------
W_FIRST = [[0.520344850666, -0.489827574667], [0.235401407546, 0.992700703773]]
B_FIRST = [0.120344850666, -0.214598592454]
W_SECOND, B_SECOND = [[0.861519460035, -0.533497255197]], [0.304871490807]
Y_AFTER = 0.619057924226  # the same sample once more: closer to 1
L_AFTER = 0.145116865095  # and the loss is smaller: the network has learned something

RATE = 0.5
DIGITS = 1e-12  # the numbers above have twelve


@pytest.fixture
def network() -> Network:
    """The network of the drawing."""
    first, second = Dense(2, 2), Dense(2, 1)
    network = Network([first, ACTIVATIONS["Sigmoid"](), second, ACTIVATIONS["Sigmoid"]()])
    first.W[:], bias(first)[:] = [[0.5, -0.5], [0.25, 1.0]], [0.1, -0.2]
    second.W[:], bias(second)[:] = [[0.8, -0.6]], [0.2]
    return network


X, T = np.array([[1.0, 0.5]]), np.array([[1.0]])


def close(numbers: object) -> Any:
    """Equal to the twelve digits that are written down."""
    return pytest.approx(np.array(numbers), abs=DIGITS)


def test_forward(network: Network) -> None:
    """z, a and y, neuron by neuron: a network cut off behind each layer shows its signals."""
    signals = [cut(network, layers).forward(X)[0] for layers in (1, 2, 3, 4)]
    assert signals[0] == close([Z1, Z2])
    assert signals[1] == close([A1, A2])
    assert signals[2] == close([Z3])
    assert signals[3] == close([Y])


def cut(network: Network, layers: int) -> Network:
    """The first layers of the network, with its weights."""
    part = Network([Dense(2, 2), ACTIVATIONS["Sigmoid"](), Dense(2, 1), ACTIVATIONS["Sigmoid"]()][:layers])
    part.parameters[:] = network.parameters[: len(part.parameters)]
    return part


def test_loss(network: Network) -> None:
    """How wrong it is, and how that changes with the output."""
    assert LOSSES["MSE"]().value(network.forward(X), T) == pytest.approx(L, abs=DIGITS)
    assert LOSSES["MSE"]().gradient(network.forward(X), T) == close([[DY]])


def test_backward_through_the_output_neuron(network: Network) -> None:
    """∂L/∂z₃ is the blame of the output neuron; its weights take their share by what came through them."""
    assert pytest.approx(DY * SLOPE3, abs=DIGITS) == DZ3
    network.forward(X)
    network.backward(np.array([[DY]]))
    assert dense(network, 3).dW == close([[DW31, DW32]])
    assert dense(network, 3).db == close([DB3])


def test_backward_through_the_hidden_neurons(network: Network) -> None:
    """The blame goes back through the weights, is scaled by each slope, and is shared again."""
    assert pytest.approx(DA1 * SLOPE1, abs=DIGITS) == DZ1
    assert pytest.approx(DA2 * SLOPE2, abs=DIGITS) == DZ2
    network.forward(X)
    network.backward(np.array([[DY]]))
    assert dense(network, 1).dW == close([[DW11, DW12], [DW21, DW22]])
    assert dense(network, 1).db == close([DB1, DB2])


def test_backward_out_of_the_network(network: Network) -> None:
    """The last links of the chain: how the loss would change with the sample itself."""
    network.forward(X)
    assert network.backward(np.array([[DY]])) == close([[DX1, DX2]])


def test_one_update(network: Network) -> None:
    """θ = θ - ρ ∂L/∂θ: every weight moves downhill, and the loss of the same sample is smaller afterwards."""
    loss, optimizer = LOSSES["MSE"](), OPTIMIZERS["SGD"](learning_rate=RATE)
    optimizer.bind(network.parameters, network.gradients)
    network.backward(loss.gradient(network.forward(X), T))
    optimizer.step()
    assert close(W_FIRST) == dense(network, 1).W
    assert dense(network, 1).b == close(B_FIRST)
    assert close(W_SECOND) == dense(network, 3).W
    assert dense(network, 3).b == close(B_SECOND)
    assert network.forward(X) == close([[Y_AFTER]])
    assert loss.value(network.forward(X), T) == pytest.approx(L_AFTER, abs=DIGITS)


def numbers(x: Array) -> list[float]:
    """A flat list, for reading."""
    return [float(number) for number in x.ravel()]


def test_two_samples_share_one_gradient(network: Network) -> None:
    """With the sample twice in the batch the mean is the same, so that every gradient is the same too."""
    for batch in (X, np.vstack([X, X])):
        truth = np.ones((len(batch), 1))
        network.backward(LOSSES["MSE"]().gradient(network.forward(batch), truth))
        assert numbers(network.gradients) == pytest.approx(
            [DW11, DW12, DB1, DW21, DW22, DB2, DW31, DW32, DB3], abs=DIGITS
        )
