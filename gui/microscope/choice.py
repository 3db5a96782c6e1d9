"""What the person looks at in the step, and which neuron or pixel of each signal has to do with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from engine.microscope import Microscope
from engine.parts import Part, Signal
from engine.program import start_of


@dataclass(frozen=True)
class Choice:
    """A sample, and a parameter of a layer."""

    sample: int  # of the batch, from 0
    whole_batch: bool  # or only that sample
    layer: int  # with weights, from 1 …
    row: int  # … and in it the row and the column of a weight or bias, as its parameters are shown
    column: int


def index_of(of: Microscope, choice: Choice) -> int:
    """The number of the chosen weight among the parameters of its layer."""
    return choice.row * of.weighted_layer(choice.layer).parameter_shape[1] + choice.column


def place_of(of: Microscope, choice: Choice) -> int:
    """And among all parameters."""
    return int(of.part_of_layer(choice.layer).start) + index_of(of, choice)


def with_parameter(of: Microscope, place: int) -> dict[str, int]:
    """Layer, row and column of the parameter at a place among all of them."""
    for part in (each for each in of.parts if each.has_weights):
        its = of.part_of_layer(part.number)
        if its.start <= place < its.stop:
            row, column = divmod(place - its.start, part.layer.parameter_shape[1])
            return {"layer": part.number, "row": row, "column": column}
    raise IndexError(f"There is no parameter {place}.")


def parameter_of(of: Microscope, layer: int, unit: int, origin: int | None, *, is_bias: bool = False) -> int:
    """The place among all parameters of a weight of a neuron, filter or feature, or of its bias, where it has one.

    ``origin``: the neuron from which the weight comes, None: the first of the unit's weights."""
    its, parameters = of.weighted_layer(layer), of.trainer.network.parameters
    b, W = getattr(its, "b", None), getattr(its, "W", parameters[of.part_of_layer(layer)])
    own = b[unit : unit + 1] if is_bias and b is not None else W[unit : unit + 1]
    if origin is not None and not is_bias and own.ndim == 2:
        own = own[:, origin:]
    return int((start_of(own) - start_of(parameters)) // parameters.itemsize)


def split_name(part: Part, index: int) -> tuple[int, str]:
    """The neuron, filter or feature that a parameter belongs to, from 0, and which it is of those of that one.

    W[3,1] is weight "1" of neuron 2, W[3,1,2,2] weight "1, 2,2" of filter 2, and b[3] is its "b"."""
    letter, _, place = part.layer.parameter_name(index).removesuffix("]").partition("[")
    unit, *others = place.split(",")
    rest = f"{others[0]}, {','.join(others[1:])}" if len(others) > 2 else ",".join(others)
    return int(unit) - 1, rest or letter


def unit_of(of: Microscope, choice: Choice) -> int:
    """The neuron, filter or feature of its layer, from 0, that the chosen parameter belongs to."""
    return split_name(of.weighted_part(choice.layer), index_of(of, choice))[0]


def feature_in(of: Microscope, choice: Choice, signal: Signal) -> int | None:
    """The neuron or pixel of a signal that has to do with the chosen parameter; None for none.

    That is what the parameter belongs to or, in what goes into the layer, what it is multiplied with."""
    part = of.weighted_part(choice.layer)
    number = next((each.number for each in of.parts if each.given is signal), 0)
    if is_one_by_one(of, number, choice.layer):
        return _strongest(of, choice, signal, unit_of(of, choice))
    if signal is part.taken or number == choice.layer - 1:
        numbers = [int(each) - 1 for each in re.findall(r"\d+", part.layer.parameter_name(index_of(of, choice)))]
        if len(numbers) == 2:  # W[3,1]: a neuron, and what it is multiplied with
            return numbers[1] if numbers[1] < len(signal.values) else None
        if len(numbers) > 2:  # a kernel's: a filter, a channel and a place
            return _strongest(of, choice, signal, numbers[1])
    return None


def is_one_by_one(of: Microscope, number: int, other: int) -> bool:
    """Whether each neuron or filter of a layer is that of another: layers between only scale them one by one."""
    return number > 0 and _first_of(of, number) == _first_of(of, other)


def _first_of(of: Microscope, number: int) -> int:
    """The layer with weights whose neurons a layer scales one by one, or the layer itself."""
    part = of.weighted_part(number)
    W = getattr(part.layer, "W", None)
    is_scale = W is not None and W.ndim == 1 and part.taken.shape == part.given.shape
    return _first_of(of, number - 1) if is_scale and number > 1 else number


def _strongest(of: Microscope, choice: Choice, signal: Signal, unit: int) -> int | None:
    """A neuron itself; of a filter the pixel where it answers most."""
    if len(signal.shape) == 1:
        return unit if unit < len(signal.values) else None
    pixels = int(np.prod(signal.shape[1:]))
    if unit >= signal.shape[0]:
        return None
    answers = of.said(signal)[unit * pixels : (unit + 1) * pixels, choice.sample]
    return unit * pixels + int(np.argmax(answers))
