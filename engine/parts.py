"""The layers of a network in one recorded step: what each takes and gives, what comes back, and where all that lies."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.layers import Layer
from engine.notation import Symbols, gradient_symbol, symbols_of
from engine.program import Array, Operation, Shape
from engine.step import Step
from engine.trainer import Trainer


@dataclass(frozen=True)
class Signal:
    """What travels from one layer to the next, and what comes back the same way."""

    symbol: str  # such as a₁
    shape: Shape  # of one sample, as the layer made it that gives it
    values: Array  # (features, samples), where it lies
    made: int  # the number of the operation that makes it; -1 for x, which none makes
    gradient: Array | None  # ∂L/∂ of it (features, samples), where it lies; None where no training needs it
    came_back: int  # the number of the operation that makes that; -1 for none

    @property
    def gradient_symbol(self) -> str:
        return gradient_symbol(self.symbol)


@dataclass(frozen=True)
class Part:
    """One layer of the network in the step."""

    place: int  # in the order of the network's layers, from 1
    layer: Layer
    symbols: Symbols
    taken: Signal
    given: Signal  # the same where the layer says nothing: inside the engine only its name is another
    shape: Shape  # of one sample of what it gives
    forward: tuple[int, ...]  # the numbers of its operations
    backward: tuple[int, ...]

    @property
    def number(self) -> int:
        """Of the layer with weights that it is or that it follows, from 1; 0 before the first."""
        return self.symbols.number

    @property
    def has_weights(self) -> bool:
        return self.layer.parameter_count > 0


def parts_of(trainer: Trainer, step: Step) -> list[Part]:
    """The layers from the first to the last."""
    operations, layers = step.program.operations, trainer.network.layers
    places = range(1, len(layers) + 1)
    forward = [_numbers(operations, "forward", place) for place in places]
    backward = [_numbers(operations, "backward", place) for place in places]
    shapes = list(_shapes(trainer))
    last_formulas = [operations[each[-1]].formula if each else "" for each in forward]
    features, samples = math.prod(shapes[0]), step.columns.shape[1]
    came_back = list(_came_back(operations, forward, backward))  # of what each layer takes, and at the end of y
    signal = _signal("x", shapes[0], step.columns[:features], -1, came_back[0], operations)
    parts: list[Part] = []
    for k, symbols in enumerate(symbols_of(layers, last_formulas)):
        taken = signal
        if forward[k]:
            values = operations[forward[k][-1]].out.reshape(-1, samples, copy=False)
            signal = _signal(symbols.given, shapes[k + 1], values, forward[k][-1], came_back[k + 1], operations)
        parts.append(Part(k + 1, layers[k], symbols, taken, signal, shapes[k + 1], forward[k], backward[k]))
    return parts


def owner(array: Array) -> Array:
    """The array that has the memory which this one shows."""
    base: object = array.base
    while base is not None:  # numpy's views of windows have something between
        array = base if isinstance(base, np.ndarray) else array
        base = getattr(base, "base", None)
    return array


def _numbers(operations: tuple[Operation, ...], phase: str, layer: int) -> tuple[int, ...]:
    places = enumerate(each.place for each in operations)
    return tuple(number for number, place in places if (place.phase, place.layer) == (phase, layer))


def _shapes(trainer: Trainer) -> Iterator[Shape]:
    """Of one sample before each layer and behind the last."""
    shape = trainer.input_shape
    yield shape
    for layer in trainer.network.layers:
        shape = layer.shape_after(shape)
        yield shape


def _came_back(
    operations: tuple[Operation, ...], forward: list[tuple[int, ...]], backward: list[tuple[int, ...]]
) -> Iterator[int]:
    """The numbers of the operations that make ∂L/∂ of what each layer takes, and at the end of y."""
    loss = max(number for number, each in enumerate(operations) if each.place.phase == "loss")
    found = [loss]
    for k in range(len(forward) - 1, -1, -1):
        heard = found[-1]
        if forward[k] and k:  # the first layer is not asked what comes back through it
            heard = backward[k][-1]
        found.append(-1 if forward[k] and not k else heard)
    return reversed(found)


def _signal(
    symbol: str, shape: Shape, values: Array, made: int, came_back: int, operations: tuple[Operation, ...]
) -> Signal:
    gradient = _whole(operations[came_back].out, *values.shape) if came_back >= 0 else None
    return Signal(symbol, shape, values, made, gradient, came_back)


def _whole(out: Array, features: int, samples: int) -> Array:
    """What a layer hands back, (features, samples), found from what its last operation writes.

    That may be the same in another shape, a part of it, as of a pooled image whose blocks do not reach its edge, or
    more of it: Dense multiplies [W b]ᵀ as a whole."""
    if not out.flags.c_contiguous:
        out = owner(out)
    return out.reshape(-1, samples, copy=False)[:features]
