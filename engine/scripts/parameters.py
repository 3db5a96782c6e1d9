"""All that a network learns lies in one row θ; each layer cuts its weights out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.convolution import Conv2D
from engine.layers import Layer
from engine.program import Array, Shape, start_of
from engine.trainer import Trainer


@dataclass(frozen=True)
class Region:
    """A part of θ that has a name."""

    name: str  # such as Wb1
    start: int
    shape: Shape  # in which it lies there
    place: int  # of its layer, from 1
    turned: bool = False  # whether the program has it transposed

    @property
    def end(self) -> int:
        """Where the next one starts."""
        return self.start + int(np.prod(self.shape))

    def of(self, flat: Array) -> Array:
        """It, as the program has it, in a vector of all parameters."""
        array = flat[self.start : self.end].reshape(self.shape)
        return array.T if self.turned else array

    @property
    def code(self) -> str:
        """How it is cut from θ."""
        shaped = f".reshape({', '.join(map(str, self.shape))})" if len(self.shape) > 1 else ""
        return f"θ[{self.start}:{self.end}]{shaped}{'.T' if self.turned else ''}"

    @property
    def as_row(self) -> str:
        """What makes a row of it again."""
        return (".T" if self.turned else "") + (".ravel()" if len(self.shape) > 1 else "")


def regions_of(trainer: Trainer) -> list[Region]:
    """Those of all layers, in their order in θ."""
    found, start, number = list[Region](), 0, 0
    for place, layer in enumerate(trainer.network.layers, 1):
        if layer.parameter_count:
            number += 1
            found += _of_layer(layer, start, place, number)
        start += layer.parameter_count
    return found


def _of_layer(layer: Layer, start: int, place: int, number: int) -> Iterator[Region]:
    count, b = layer.parameter_count, getattr(layer, "b", None)
    first, last = (_letter(layer.parameter_name(k)) for k in (0, count - 1))
    if isinstance(layer, Conv2D):
        yield Region(f"W{'b' if layer.bias else ''}{number}", start, layer.parameter_shape, place, turned=True)
    elif first == last or b is None:
        shape = layer.parameter_shape
        is_row = shape[0] == 1 and getattr(getattr(layer, "W", None), "ndim", 1) == 1
        yield Region(f"{first}{number}", start, (count,) if is_row else shape, place)
    elif _is_at_the_end(layer, b):
        yield Region(f"{first}{number}", start, (count - b.size,), place)
        yield Region(f"{last}{number}", start + count - b.size, (b.size,), place)
    else:
        yield Region(f"{first}{last}{number}", start, layer.parameter_shape, place)


def _is_at_the_end(layer: Layer, b: Array) -> bool:
    """Whether the biases lie in one piece behind all weights, and not each in the row of its neuron."""
    W: Any = getattr(layer, "W", b)
    if W.ndim == 1:
        return True
    way = start_of(b) - start_of(W)
    return bool(b.flags.c_contiguous and b.size > 1 and way == (layer.parameter_count - b.size) * b.itemsize)


def _letter(name: str) -> str:
    return name.partition("[")[0]


def cut(names: Sequence[str], code: str, whole: str) -> list[str]:
    """The line that gives the parts of a whole their names, with _ for those that the code does not read."""
    words = set(re.findall(r"\w+", "\n".join(line.partition("#")[0] for line in code.split("\n"))))
    wanted = [name if name in words else "_" for name in names]
    if all(each == "_" for each in wanted):
        return []
    return [f"{', '.join(wanted)} = {whole}" if len(wanted) > 1 else f"({wanted[0]},) = {whole}"]


def is_weight_code(region: Region, is_weight: Array) -> str:
    """Which of a region's parameters are weights, as code for a row of True and False."""
    rows = is_weight[region.start : region.end].reshape(-1, region.shape[-1]) > 0
    if rows.all() or not rows.any():
        return f"np.{'ones' if rows.all() else 'zeros'}({rows.size}, bool)"
    if (rows == rows[0]).all():
        weights = int(rows[0].sum())
        return f"np.tile([True] * {weights} + [False] * {rows.shape[1] - weights}, {len(rows)})"
    weights = int(rows.sum())
    return f"np.repeat([True, False], [{weights}, {rows.size - weights}])"
