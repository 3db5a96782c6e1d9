"""From what an operation read and made to the matrices on the screen: which part of them, and how they are numbered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.microscope import Look, Microscope, Quantity
from engine.notation import signal_symbol, subscript
from engine.program import Array
from gui.microscope.operation_view import Shown


@dataclass(frozen=True)
class Choice:
    """What the person looks at."""

    sample: int  # of the batch, from 0
    whole_batch: bool  # or only that sample
    layer: int  # with weights, from 1 …
    row: int  # … and in it the row and the column of a weight or bias, as its parameters are shown
    column: int


def matrices(look: Look, microscope: Microscope, choice: Choice) -> list[Shown]:
    """What the operation reads, constants left out, and last its result.

    Where one sample is asked for, only its part is shown of what is calculated sample by sample, or added up over the
    samples."""
    is_single = look.result.values.ndim == 0
    read = [each for each in look.inputs if each.values.ndim > 0 or (is_single and each.name)]
    adds_up = any(each.is_turned for each in look.inputs)
    by_sample = (look.result.has_samples or adds_up) and not choice.whole_batch
    shown = [_shown(each, None, look.line.layer, microscope, choice, by_sample) for each in read]
    before = look.before if look.line.phase == "update" else None  # elsewhere another quantity lay there
    result = _shown(look.result, before, look.line.layer, microscope, choice, by_sample)
    if look.result.has_samples:
        row = row_of(look, microscope, choice)
        result = replace(result, chosen=(row, result.chosen[1]))
        if look.function is not np.dot:  # number by number, in the same row
            alike = [each.kind == "signal" and len(each.rows) == len(result.rows) for each in shown]
            marked = [replace(each, chosen=(row, each.chosen[1])) for each in shown]
            shown = [new if is_alike else old for new, old, is_alike in zip(marked, shown, alike, strict=True)]
    if adds_up and by_sample and microscope.samples > 1:
        result = replace(result, name=f"{result.name} of all {microscope.samples:,}")
    if result.name in [each.name for each in shown]:  # what it was, and what it becomes
        shown = [replace(each, name=f"{each.name}, before") if each.name == result.name else each for each in shown]
        result = replace(result, name=f"{result.name}, after")
    return [*shown, result]


def _shown(
    quantity: Quantity, before: Array | None, layer: int, microscope: Microscope, choice: Choice, by_sample: bool
) -> Shown:
    values = quantity.values
    if quantity.is_flat:
        return _of_layer(quantity, before, microscope, choice)
    if quantity.is_turned:
        return _turned(quantity, layer, choice, by_sample)
    if quantity.has_samples:
        return _signal(quantity, before, layer, choice, by_sample)
    if layer and quantity.name.strip("[]ᵀ").startswith(("W", "∂L/∂W")):
        return _weights(quantity, before, layer, choice)
    rows, columns = _size(values)
    return Shown(quantity.name, values, before, _numbers(rows), _numbers(columns), "other")


def _of_layer(quantity: Quantity, before: Array | None, microscope: Microscope, choice: Choice) -> Shown:
    """Of a vector of all parameters, the chosen layer's part in the shape of its weights."""
    part, layer = microscope.part_of_layer(choice.layer), microscope.weighted_layer(choice.layer)

    def cut(values: Array) -> Array:
        return values[..., part].reshape(-1, layer.parameter_shape[1])

    has_bias = layer.parameter_name(layer.parameter_shape[1] - 1).startswith("b")
    values = cut(quantity.values)
    name = f"{quantity.name} of layer {choice.layer}"
    columns = _with_bias(values.shape[1], has_bias)
    return Shown(
        name, values, None if before is None else cut(before), _numbers(len(values)), columns, "parameters",
        (choice.row, choice.column),
    )


def _weights(quantity: Quantity, before: Array | None, layer: int, choice: Choice) -> Shown:
    has_bias = f"b{subscript(layer)}" in quantity.name
    turned = quantity.name.endswith("ᵀ")
    if turned and has_bias:  # the row of the bias is of no use on the way back: W alone counts
        name = f"W{subscript(layer)}ᵀ"
        quantity, has_bias = replace(quantity, name=name, values=quantity.values[:-1]), False
    rows, columns = _size(quantity.values)
    across = _with_bias(rows if turned else columns, has_bias)
    names = (across, _numbers(columns)) if turned else (_numbers(rows), across)
    place: tuple[int | None, int | None] = (None, None)
    if choice.layer == layer:
        place = (choice.column, choice.row) if turned else (choice.row, choice.column)
    kind = "turned parameters" if turned else "parameters"
    return Shown(quantity.name, quantity.values, before, *names, kind, place)


def _signal(quantity: Quantity, before: Array | None, layer: int, choice: Choice, by_sample: bool) -> Shown:
    """Samples side by side, or one of them."""
    only = slice(choice.sample, choice.sample + 1) if by_sample else slice(None)
    values = quantity.values[..., only]
    rows, _ = _size(values)
    names = (*_numbers(rows - 1), "(1)") if quantity.has_ones else _numbers(rows)
    samples = tuple(str(each + 1) for each in range(quantity.values.shape[-1]))[only]
    columns = tuple(f"sample {each}" for each in samples) if by_sample else samples
    row = choice.row if choice.layer == layer and choice.row < rows else None
    if quantity.has_ones or quantity.name in ("x",):
        row = choice.column if choice.layer == layer and choice.column < rows else None
    return Shown(
        quantity.name, values, None if before is None else before[..., only], names, columns, "signal",
        (row, 0 if by_sample else choice.sample),
    )


def _turned(quantity: Quantity, layer: int, choice: Choice, by_sample: bool) -> Shown:
    """A signal with samples as rows, as the gradient of weights reads it."""
    rows, columns = quantity.values.shape
    across = (*_numbers(columns - 1), "(1)") if quantity.has_ones else _numbers(columns)
    column = choice.column if choice.layer == layer and choice.column < columns else None
    only = slice(choice.sample, choice.sample + 1) if by_sample else slice(None)
    down = tuple(f"sample {each}" for each in _numbers(rows)[only]) if by_sample else _numbers(rows)
    place = (0 if by_sample else choice.sample, column)
    return Shown(quantity.name, quantity.values[only], None, down, across, "other", place)


def place_of(look: Look, microscope: Microscope, choice: Choice) -> tuple[int, int]:
    """The row and column of the number in an operation's result that the chosen weight or sample has to do with."""
    layer = look.line.layer
    if look.result.is_flat:
        return 0, microscope.part_of_layer(choice.layer).start + index_of(microscope, choice)
    own = choice.layer == layer
    if look.result.has_samples:
        return row_of(look, microscope, choice) or 0, choice.sample
    return (choice.row, choice.column) if own else (0, 0)


def row_of(look: Look, microscope: Microscope, choice: Choice) -> int | None:
    """The neuron of a result made sample by sample that the chosen weight has to do with; None for none.

    What goes back through the weights of a layer belongs to the neurons of the layer before."""
    layer, count = look.line.layer, int(np.prod(look.result.values.shape[:-1]))
    before = look.line.phase == "backward" and look.line.result == f"∂L/∂{signal_symbol(layer - 1, microscope.depth)}"
    if choice.layer == (layer - 1 if before else layer):
        row = choice.row
    elif choice.layer == (layer if before else layer + 1):
        row = choice.column
    else:
        return None
    return row if row < count else None


def _size(values: Array) -> tuple[int, int]:
    flat = np.atleast_2d(values)
    return int(np.prod(flat.shape[:-1])), flat.shape[-1]


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(str(each + 1) for each in range(count))


def _with_bias(columns: int, has_bias: bool) -> tuple[str, ...]:
    return (*_numbers(columns - 1), "b") if has_bias else _numbers(columns)


def place_in(shown: Shown, row: int, column: int) -> tuple[int, int]:
    """The row and the column of a weight whose cell was clicked."""
    return (column, row) if shown.kind.startswith("turned") else (row, column)


def index_of(microscope: Microscope, choice: Choice) -> int:
    """The number of the chosen weight among the parameters of its layer."""
    return choice.row * microscope.weighted_layer(choice.layer).parameter_shape[1] + choice.column
