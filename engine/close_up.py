"""What pictures of a step show: all that is known of one sample, a sum on its activation, an answer on the loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.activations import Activation
from engine.microscope import Microscope
from engine.parts import Part, Signal
from engine.program import Array, Record


@dataclass(frozen=True)
class Seen:
    """One signal of one sample at one moment of the step; None for what is not calculated yet."""

    signal: Signal
    part: Part | None  # the layer that gives it; None for x
    values: Array | None  # (features,)
    gradient: Array | None  # ∂L/∂ of it (features,); never of x where no training needs it


@dataclass(frozen=True)
class Learned:
    """What one layer has learned at one moment, and the gradient of it where it is calculated already."""

    part: Part
    W: Array | None  # as the layer has it; None where it has none of this name
    b: Array | None
    dW: Array | None  # noqa: N815 (the name that layers have for it)


def seen(of: Microscope, done: int, sample: int) -> list[Seen]:
    """All signals from x to y, as they are when the first ``done`` operations are done."""
    of.go(done)
    pairs = [(of.parts[0].taken, None), *((part.given, part) for part in of.parts if part.forward)]
    return [_seen(signal, part, done, sample) for signal, part in pairs]


def learned(of: Microscope, done: int) -> list[Learned]:
    """What the layers with weights hold, as it is when the first ``done`` operations are done."""
    of.go(done)
    return [_learned(of, part, done) for part in of.parts if part.has_weights]


def activation_at(of: Microscope, place: int, layer: int) -> Part | None:
    """The layer at ``place`` of the network if it is an activation, or else the first one that follows ``layer``.

    None where the numbers go into another layer's sums first; what scales them one by one may lie between."""
    if place and isinstance(of.parts[place - 1].layer, Activation):
        return of.parts[place - 1]
    for part in of.parts:
        if part.number > layer and part.has_weights and getattr(part.layer, "W", np.zeros((1, 1))).ndim > 1:
            return None
        if part.number >= layer and isinstance(part.layer, Activation):
            return part
    return None


def bend(of: Microscope, part: Part, sample: int, feature: int, z: Array) -> tuple[Array, Array]:
    """What an activation makes of sums z (any number of them,) of one neuron, and how fast that follows the sum.

    The sample's other sums are what they are in the step."""
    activation, do = part.layer, Record(len(z), of.trainer.network.dtype)
    assert isinstance(activation, Activation)
    sums = np.repeat(of.said(part.taken)[:, sample : sample + 1], len(z), axis=1)
    sums[feature] = z
    a, slope = np.zeros_like(sums), np.zeros_like(sums)
    activation.record(sums, a, do)
    activation.record_slope(sums, a, slope, do)
    do.program().run()
    return a[feature], slope[feature]


def loss_along(of: Microscope, sample: int, output: int, y: Array) -> tuple[Array, Array]:
    """The loss of one sample alone for the answers y (any number of them,) of one output, and its slope there.

    The other outputs are what the network says.  In the batch, that loss counts one part in as many as there are
    samples."""
    loss, answers, t = of.trainer.loss_function, of.outputs()[:, sample], of.t[:, sample]
    Y, T = np.tile(answers, (len(y), 1)), t[np.newaxis]
    Y[:, output] = y
    values = [loss.value(row[np.newaxis], T) for row in Y]
    slopes = [loss.gradient(row[np.newaxis], T)[0, output] for row in Y]
    return np.array(values), np.array(slopes)


def is_plain(parts: Sequence[Part]) -> bool:
    """Whether all signals are rows of neurons, each layer with weights joins them with a weight for each pair or scales
    them one by one, and nothing between makes more or fewer of them."""
    sizes = [len(each.shape) == 1 for part in parts for each in (part.taken, part.given)]
    return all(sizes) and all(_joins_neurons(part) for part in parts)


def _joins_neurons(part: Part) -> bool:
    taken, given = len(part.taken.values), len(part.given.values)
    if not part.has_weights:
        return taken == given
    W = getattr(part.layer, "W", None)
    return W is not None and W.shape in ((given, taken), (given,))


def _seen(signal: Signal, part: Part | None, done: int, sample: int) -> Seen:
    values = signal.values[:, sample].copy() if signal.made < done else None
    is_known = signal.gradient is not None and signal.came_back < done
    gradient = signal.gradient[:, sample].copy() if signal.gradient is not None and is_known else None
    return Seen(signal, part, values, gradient)


def _learned(of: Microscope, part: Part, done: int) -> Learned:
    W, b, dW = (getattr(part.layer, name, None) for name in ("W", "b", "dW"))
    is_known = of.makes_gradient(part, 0) < done
    return Learned(part, _copied(W), _copied(b), _copied(dW) if is_known else None)


def _copied(array: Array | None) -> Array | None:
    return None if array is None else array.copy()
