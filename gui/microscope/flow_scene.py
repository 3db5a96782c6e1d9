"""From a moment of the step to what the network's drawing shows of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.close_up import Learned, Seen, learned, seen
from engine.dropout import Dropout
from engine.microscope import Microscope
from engine.parts import Part
from engine.program import Array
from gui.microscope.choice import Choice, index_of, split_name
from gui.microscope.flow import Flow, Parameter
from gui.widgets.network_text import SYMBOLS


def flow_of(of: Microscope, number: int, sample: int) -> Flow:
    """What is known of one sample when the operations up to ``number`` are done."""
    columns = [_last_of(layer, seen(of, number + 1, sample)) for layer in range(of.depth + 1)]
    layers = learned(of, number + 1)
    return Flow(
        weights=tuple(_joined(each.W) for each in layers),
        biases=tuple(each.b for each in layers),
        values=tuple(each.values for each in columns),
        gradients=tuple(each.gradient for each in columns),
        weight_gradients=tuple(None if each.dW is None else _joined(each.dW) for each in layers),
        truth=of.t[:, sample].copy(),
        signals=tuple(each.signal.symbol for each in columns),
        captions=tuple(_captions(of, each.part) for each in layers),
        letters=tuple(_letters(each.part) for each in layers),
        scales=tuple(_is_scale(each) for each in layers),
    )


def chosen_in_flow(of: Microscope, choice: Choice) -> Parameter:
    """The chosen parameter as the drawing has it: the neuron that it leads to, and the one that it comes from."""
    part, index = of.weighted_part(choice.layer), index_of(of, choice)
    unit, rest = split_name(part, index)
    if rest.isdigit():
        return choice.layer, unit, int(rest) - 1
    return choice.layer, unit, unit if rest == _letters(part)[0] else None


def function_text(symbol: str, parts: Sequence[Part]) -> str:
    """What layers one after the other make of a signal: tanh(z₁) · mask."""
    for part in parts:
        function = SYMBOLS.get(part.layer.name, part.layer.name)
        if part.layer.name == Dropout.name:
            symbol = f"{symbol} · mask"
        elif function:
            symbol = f"{function}({symbol})"
    return symbol


def _last_of(layer: int, signals: Sequence[Seen]) -> Seen:
    """What is passed on from a layer with weights and all that follows it; for 0, from what comes before the first."""
    return [each for each in signals if (each.part.number if each.part is not None else 0) == layer][-1]


def _captions(of: Microscope, part: Part) -> tuple[str, ...]:
    """z₁ = W₁ x + b₁ and a₁ = σ(z₁)."""
    after = [each for each in of.parts if each.number == part.number and each.forward and each is not part]
    sums = of.lines[part.given.made].formula
    if not after:
        return (sums,)
    return sums, f"{after[-1].given.symbol} = {function_text(part.given.symbol, after)}"


def _joined(W: Array | None) -> Array:
    """As a weight for each pair of neurons: what scales them one by one has none but from each to itself."""
    assert W is not None  # the drawing is for networks that have one
    return np.diag(W) if W.ndim == 1 else W


def _is_scale(layer: Learned) -> bool:
    return layer.W is not None and layer.W.ndim == 1


def _letters(part: Part) -> tuple[str, str]:
    first, last = (part.layer.parameter_name(each).partition("[")[0] for each in (0, part.layer.parameter_count - 1))
    return first, last
