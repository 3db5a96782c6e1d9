"""From what an operation read and made to the matrices on the screen: which part of them, and how they are numbered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.microscope import Look, Microscope, Quantity
from engine.parts import Signal
from engine.program import Array
from gui.microscope.choice import Choice, feature_in, place_of, split_name, with_parameter
from gui.microscope.layouts import Cell, Layout, laid_out, plain, turned_over
from gui.microscope.operation_view import Shown


def matrices(look: Look, microscope: Microscope, choice: Choice) -> list[Shown]:
    """What the operation reads, constants left out, and last its result.

    Where one sample is asked for, only its part is shown of what is calculated sample by sample, or added up over the
    samples."""
    is_single = look.result.values.ndim == 0
    read = [each for each in look.inputs if _is_shown(each, is_single)]
    adds_up = any(each.is_turned for each in look.inputs)
    by_sample = (look.result.has_samples or adds_up) and not choice.whole_batch
    shown = [_shown(each, None, look, microscope, choice, by_sample) for each in read]
    before = look.before if look.line.phase == "update" else None  # elsewhere another quantity lay there
    result = _shown(look.result, before, look, microscope, choice, by_sample)
    if adds_up and by_sample and microscope.samples > 1:
        result = replace(result, name=f"{result.name} of all {microscope.samples:,}")
    if result.name in [each.name for each in shown]:  # what it was, and what it becomes
        shown = [replace(each, name=f"{each.name}, before") if each.name == result.name else each for each in shown]
        result = replace(result, name=f"{result.name}, after")
    return [*shown, result]


def spelled_place(look: Look, microscope: Microscope, choice: Choice) -> tuple[int, ...] | None:
    """The place in an operation's result of the number that the chosen weight or sample has to do with.

    None where the operation does not make that number: of a pixel in no block."""
    result = look.result
    if result.is_flat:
        return (*(0,) * (result.values.ndim - 1), place_of(microscope, choice))
    if result.parameters is not None:
        found = np.argwhere(result.parameters == place_of(microscope, choice))
        return tuple(found[0].tolist()) if len(found) else (0,) * result.values.ndim
    if not result.has_samples:
        return (0,) * result.values.ndim
    flat = (_feature(result, look, microscope, choice) or 0) * microscope.samples + choice.sample
    if result.origins is not None:
        found = np.argwhere(result.origins == flat)
        return tuple(found[0].tolist()) if len(found) else None
    if result.values.size != len(_signal_of(look, microscope, result).values) * microscope.samples:
        flat = choice.sample
    return tuple(int(each) for each in np.unravel_index(flat, result.values.shape))


def clicked(shown: Shown, microscope: Microscope, row: int, column: int) -> dict[str, int]:
    """What a click into a matrix chooses: a parameter, or a sample; nothing elsewhere."""
    if shown.parameters is not None:
        return with_parameter(microscope, int(shown.parameters[row, column]))
    return {"sample": column} if shown.columns_are_samples else {}


# -- one matrix --------------------------------------------------------------------------------------------------------


def _is_shown(quantity: Quantity, is_single: bool) -> bool:
    """Constants are not, nor what is no number of the network: ones to add up with, the key of random numbers."""
    values = quantity.values
    if values.ndim == 0:
        return is_single and bool(quantity.name)
    return bool(quantity.name) or (values.dtype.kind == "f" and bool((values != values.flat[0]).any()))


def _shown(
    quantity: Quantity, before: Array | None, look: Look, of: Microscope, choice: Choice, by_sample: bool
) -> Shown:
    if quantity.is_flat:
        return _of_layer(quantity, before, of, choice)
    if quantity.parameters is not None and quantity.whole is None:
        return _parameters(quantity, of, choice)
    part, sample = of.part_of(look.line), choice.sample if by_sample else None
    if quantity.is_turned:
        layout = turned_over(quantity, part, sample)
        column = _feature(quantity, look, of, choice) if quantity.places == 1 else None
        return _made(quantity.name, layout, (0 if by_sample else choice.sample, column))
    if not quantity.has_samples:
        layout = plain(_values(quantity), rows_first=part is not None)
        return _made(quantity.name or "constants", layout, (None, None))
    layout = laid_out(quantity, part, sample, as_image=look.function is not np.dot)
    is_by_sample = layout.width == 0 and quantity.places == 1 and quantity.values.ndim == 2
    place: Cell = (None, None)
    if is_by_sample or layout.width or (layout.is_plane and not quantity.has_ones):
        place = layout.cell(_feature(quantity, look, of, choice), 0 if by_sample else choice.sample)
    return replace(_made(quantity.name, layout, place), columns_are_samples=is_by_sample and not by_sample)


def _values(quantity: Quantity) -> Array:
    return quantity.values if quantity.whole is None else quantity.whole


def _made(name: str, layout: Layout, chosen: Cell) -> Shown:
    if layout.left_out:
        name += f", the first {len(layout.columns):,} columns of {len(layout.columns) + layout.left_out:,}"
    return Shown(name, layout.values, None, layout.rows, layout.columns, chosen)


def _of_layer(quantity: Quantity, before: Array | None, of: Microscope, choice: Choice) -> Shown:
    """Of a vector of all parameters, the chosen layer's part in the shape of its weights."""
    part, layer = of.part_of_layer(choice.layer), of.weighted_layer(choice.layer)

    def cut(values: Array) -> Array:
        return values[..., part].reshape(-1, layer.parameter_shape[1])

    values = cut(quantity.values)
    parameters = np.arange(part.start, part.stop).reshape(-1, layer.parameter_shape[1])
    rows, columns = _names_of(parameters, of)
    return Shown(
        f"{quantity.name} of layer {choice.layer}", values, None if before is None else cut(before),
        rows * (len(values) // len(parameters)), columns, (choice.row, choice.column), parameters,
    )  # fmt: skip


def _parameters(quantity: Quantity, of: Microscope, choice: Choice) -> Shown:
    """A matrix of weights or their gradients, however it lies in memory; a vector in one row."""
    assert quantity.parameters is not None
    name, values, parameters = quantity.name, np.atleast_2d(quantity.values), np.atleast_2d(quantity.parameters)
    if name.startswith("[") and name.endswith("]ᵀ"):  # the row of the bias is of no use on the way back: W alone counts
        name, values, parameters = f"{name[1:].partition(' ')[0]}ᵀ", values[:-1], parameters[:-1]
    found = np.argwhere(parameters == place_of(of, choice))
    chosen = (int(found[0][0]), int(found[0][1])) if len(found) else (None, None)
    return Shown(name, values, None, *_names_of(parameters, of), chosen, parameters)


def _names_of(parameters: NDArray[np.intp], of: Microscope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the rows and columns of a matrix of parameters are: a neuron each, and the weights of each neuron."""
    part = of.weighted_part(with_parameter(of, int(parameters[0, 0]))["layer"])
    start = of.part_of_layer(part.number).start
    down = [split_name(part, int(each) - start) for each in parameters[:, 0]]
    across = [split_name(part, int(each) - start) for each in parameters[0]]
    if len({unit for unit, _ in across}) == 1:
        return tuple(str(unit + 1) for unit, _ in down), tuple(rest for _, rest in across)
    return tuple(rest for _, rest in down), tuple(str(unit + 1) for unit, _ in across)


# -- the neuron of the chosen weight -----------------------------------------------------------------------------------


def _feature(quantity: Quantity, look: Look, of: Microscope, choice: Choice) -> int | None:
    """The row or pixel that has to do with the chosen weight."""
    return feature_in(of, choice, _signal_of(look, of, quantity))


def _signal_of(look: Look, of: Microscope, quantity: Quantity) -> Signal:
    """The signal whose neurons an array of the operation has a number for each of."""
    part = of.part_of(look.line)
    if part is None:
        return of.parts[-1].given
    either = (part.taken, part.given) if look.line.phase == "backward" else (part.given, part.taken)
    name, count = quantity.name.removesuffix("ᵀ"), quantity.values.size // of.samples
    named = [each for each in either if name in (each.symbol, each.gradient_symbol)]
    fitting = [each for each in either if len(each.values) == count]
    return (named or fitting or list(either))[0]
