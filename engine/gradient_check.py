"""Trust no gradient that was not compared: wiggle each weight a little and see how far the loss moves.

The numeric slope is the central difference (L(w + h) - L(w - h)) / 2h, wrong by about h² and by the rounding of L / h.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.cancel import Cancelled as Cancelled
from engine.cancel import GoOn as GoOn
from engine.layers import Layer
from engine.losses import Loss
from engine.network import Network
from engine.program import Array, Program, Record, quiet

ROUNDING = 2 * np.finfo(np.float64).eps  # of a difference of two losses, as a share of the loss
STEP = 1e-5  # h, near the cube root of the rounding of float64, where both errors together are least
KINK = 3e-9  # a jump of the slope above this, measured by loss and gradient, is a corner and not rounding

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Comparison:
    """The gradient of one layer's parameters: analytic, from backpropagation, and numeric; all (parameters,)."""

    place: str  # for instance "layer 3, Dense"
    layer: Layer
    analytic: Array
    numeric: Array  # not a number where it was not computed
    doubt: Array  # how far the numeric slopes for h and for h / 2 are apart: no more can be known of them
    at_kink: Bools  # where the slope jumps within ±h (a ReLU's corner): there is nothing to compare
    checked: Bools  # whether it was computed: of large networks only a sample is

    @property
    def error(self) -> float:
        """‖analytic - numeric‖ / max(‖analytic‖, ‖numeric‖) away from kinks; 0 where both are zero."""
        compared = self.checked & ~self.at_kink
        return relative_error(self.analytic[compared], self.numeric[compared])


@dataclass(frozen=True)
class NumericGradient:
    """Central differences of the loss, and what is known of each; all (parameters,)."""

    slope: Array
    doubt: Array
    at_kink: Bools


def relative_error(analytic: Array, numeric: Array) -> float:
    """‖analytic - numeric‖ / max(‖analytic‖, ‖numeric‖), and 0 where both are zero."""
    size = max(float(np.linalg.norm(analytic)), float(np.linalg.norm(numeric)))
    return float(np.linalg.norm(analytic - numeric)) / size if size else 0.0


def check_gradients(
    network: Network,
    loss: Loss,
    X: Array,
    T: Array,
    h: float = STEP,
    which: Sequence[int] | None = None,
    go_on: GoOn | None = None,
) -> list[Comparison]:
    """Compare the gradient of every layer with weights; X (samples, features), T (samples, outputs).

    ``which`` are the parameters to check, by their place in the flat vector (None: all).  Leaves the network's
    parameters as they were and its gradients as backpropagation has them here.  ``go_on`` is asked before each of
    them and told how many are done.  Raises Cancelled."""
    which = range(len(network.parameters)) if which is None else which
    found = numeric_gradient(network, loss, X, T, h, which, go_on)
    network.backward(loss.gradient(network.forward(X), T))  # last, since it moves on what layers remember
    analytic = network.gradients.copy()
    numeric, doubt = np.full((2, len(analytic)), np.nan)
    at_kink, checked = np.zeros((2, len(analytic)), dtype=np.bool_)
    index = np.asarray(which, dtype=np.intp)
    numeric[index], doubt[index], at_kink[index], checked[index] = found.slope, found.doubt, found.at_kink, True
    return [
        Comparison(
            f"layer {number}, {type(layer).name}", layer,
            analytic[part], numeric[part], doubt[part], at_kink[part], checked[part],
        )
        for number, layer, part in layers_with_parameters(network)
    ]  # fmt: skip


def numeric_gradient(
    network: Network,
    loss: Loss,
    X: Array,
    T: Array,
    h: float = STEP,
    which: Sequence[int] | None = None,
    go_on: GoOn | None = None,
) -> NumericGradient:
    """The central difference of the loss for each parameter (of ``which``), and whether there is a kink within ±h.

    Where the loss is smooth, halving h leaves the central difference as it is and makes the second difference a
    quarter, both up to terms of order h².  A corner within ±h breaks one of the two, wherever it lies."""
    which = range(len(network.parameters)) if which is None else which
    moves = np.array([h, -h, h / 2, -h / 2])
    L = np.array(list(_losses_around(network, loss, X, T, moves, which, go_on))).reshape(-1, 5)  # (which, 1 + 4)
    here, above, below, half_above, half_below = L.T
    with quiet():
        wide, narrow = (above - below) / (2 * h), (half_above - half_below) / h
        bend, half_bend = above - 2 * here + below, half_above - 2 * here + half_below
        corner = np.abs(wide - narrow) + np.abs(bend - 4 * half_bend) / h
    steepest = np.abs(wide[np.isfinite(wide)]).max(initial=0.0)
    # Not "corner >": where the loss ends within ±h, as a logarithm does, the slope is no number.
    rounding = ROUNDING * np.abs(here) / h  # of the loss itself: of a large one nothing small can be seen
    return NumericGradient(wide, np.abs(wide - narrow) + rounding, ~(corner <= KINK * (np.abs(here) + steepest)))


def layers_with_parameters(network: Network) -> Iterator[tuple[int, Layer, slice]]:
    """Each layer that learns: its number from 1, itself, and where its parameters lie in the flat vector."""
    start = 0
    for number, layer in enumerate(network.layers, 1):
        if layer.parameter_count:
            yield number, layer, slice(start, start + layer.parameter_count)
        start += layer.parameter_count


def _losses_around(
    network: Network, loss: Loss, X: Array, T: Array, moves: Array, which: Sequence[int], go_on: GoOn | None
) -> Iterator[list[float]]:
    """For each parameter the loss as it is, and with the parameter moved by each of ``moves``."""
    do, θ = Record(len(X), network.dtype), network.parameters
    x = do.signal(X[0].size)
    x[:-1] = X.reshape(len(X), -1).T
    t = np.ascontiguousarray(T.T, dtype=network.dtype)
    value = loss.record_value(network.record_forward(x, do, X.shape[1:]), t, do)
    program, last = do.program(), None
    program.run()
    here = float(value)
    for done, (k, part) in enumerate(_with_their_pass(network, program, which)):
        if go_on is not None and not go_on(done, len(which)):
            raise Cancelled
        if part is not last:
            program.run()  # the signals in front of this layer are those of the network as it is
            last = part
        losses, kept = [here], θ[k]
        for move in moves:
            θ[k] = kept + move
            part.run()
            losses.append(float(value))
        θ[k] = kept
        yield losses


def _with_their_pass(network: Network, program: Program, which: Sequence[int]) -> Iterator[tuple[int, Program]]:
    """Each parameter with the part of the forward pass that it has a say in: what lies before its layer stays."""
    places = [operation.place.layer for operation in program.operations]
    layers = list(layers_with_parameters(network))
    ends = [part.stop for _, _, part in layers]
    passes = [Program(program.operations[places.index(number) :]) for number, _, _ in layers]
    for k in which:
        yield k, passes[bisect_right(ends, k)]
