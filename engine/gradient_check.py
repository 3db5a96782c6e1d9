"""Trust no gradient that was not compared: wiggle each weight a little and see how far the loss moves.

The numeric slope is the central difference (L(w + h) - L(w - h)) / 2h, wrong by about h² and by the rounding of L / h.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.layers import Layer
from engine.losses import Loss
from engine.network import Network
from engine.program import Array, Record

STEP = 1e-5  # h, near the cube root of the rounding of float64, where both errors together are least
KINK = 3e-9  # a jump of the slope above this, measured by loss and gradient, is a corner and not rounding


@dataclass(frozen=True)
class Comparison:
    """The gradient of one parameter array: analytic, from backpropagation, and numeric."""

    place: str  # for instance "layer 3, Dense"
    analytic: Array  # (parameters of the layer,)
    numeric: Array
    at_kink: NDArray[np.bool_]  # where the slope jumps within ±h (a ReLU's corner): there is nothing to compare

    @property
    def error(self) -> float:
        """‖analytic - numeric‖ / max(‖analytic‖, ‖numeric‖) away from kinks; 0 where both are zero."""
        return relative_error(self.analytic[~self.at_kink], self.numeric[~self.at_kink])


def relative_error(analytic: Array, numeric: Array) -> float:
    """‖analytic - numeric‖ / max(‖analytic‖, ‖numeric‖), and 0 where both are zero."""
    size = max(float(np.linalg.norm(analytic)), float(np.linalg.norm(numeric)))
    return float(np.linalg.norm(analytic - numeric)) / size if size else 0.0


def check_gradients(network: Network, loss: Loss, X: Array, T: Array, h: float = STEP) -> list[Comparison]:
    """Compare the gradient of every layer with weights; X (samples, features), T (samples, outputs).

    Leaves the network's parameters as they were and its gradients as backpropagation has them here."""
    network.backward(loss.gradient(network.forward(X), T))
    analytic = network.gradients.copy()
    numeric, at_kink = numeric_gradient(network, loss, X, T, h)
    return [
        Comparison(place, analytic[part], numeric[part], at_kink[part])
        for place, part in _parameters_of_layers(network.layers)
    ]


def numeric_gradient(
    network: Network, loss: Loss, X: Array, T: Array, h: float = STEP
) -> tuple[Array, NDArray[np.bool_]]:
    """The central difference of the loss for each parameter (parameters,), and where there is a kink within ±h.

    Where the loss is smooth, halving h leaves the central difference as it is and makes the second difference a
    quarter, both up to terms of order h².  A corner within ±h breaks one of the two, wherever it lies."""
    moves = np.array([h, -h, h / 2, -h / 2])
    L = np.array(list(_losses_around(network, loss, X, T, moves))).reshape(-1, 5)  # (parameters, 1 + 4)
    here, above, below, half_above, half_below = L.T
    wide, narrow = (above - below) / (2 * h), (half_above - half_below) / h
    bend, half_bend = above - 2 * here + below, half_above - 2 * here + half_below
    corner = np.abs(wide - narrow) + np.abs(bend - 4 * half_bend) / h
    return wide, corner > KINK * (np.abs(here) + np.abs(wide).max(initial=0.0))


def _losses_around(network: Network, loss: Loss, X: Array, T: Array, moves: Array) -> Iterator[list[float]]:
    """For each parameter the loss as it is, and with the parameter moved by each of ``moves``."""
    do, θ = Record(len(X)), network.parameters
    x = do.signal(X[0].size)
    x[:-1] = X.reshape(len(X), -1).T
    value = loss.record_value(network.record_forward(x, do), np.ascontiguousarray(T.T, dtype=np.float64), do)
    program = do.program()
    program.run()
    here = float(value)
    for k, kept in enumerate(θ.copy()):
        losses = [here]
        for move in moves:
            θ[k] = kept + move
            program.run()
            losses.append(float(value))
        θ[k] = kept
        yield losses


def _parameters_of_layers(layers: list[Layer]) -> Iterator[tuple[str, slice]]:
    start = 0
    for number, layer in enumerate(layers, 1):
        if layer.parameter_count:
            yield f"layer {number}, {type(layer).name}", slice(start, start + layer.parameter_count)
        start += layer.parameter_count
