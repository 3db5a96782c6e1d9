"""The words and formulas that go with a drawn network, in the engine's symbols: z = W x + b, a = σ(z), output y."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from engine.snapshot import Neurons
from gui.widgets.numbers import value_text

LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SYMBOLS = {"Sigmoid": "σ", "Tanh": "tanh", "Linear": ""}  # of activations; others are written by name
VARIABLE = re.compile(r"(?<![A-Za-z])[xaWbyztLδθ](?![A-Za-z])")

Layers = Sequence[Neurons]


def lowered(number: int) -> str:
    """₁₂"""
    return str(number).translate(LOWERED)


def signal_name(layers: Layers, layer: int) -> str:
    """What the neurons of a layer say, as one vector: x, a₁, a₂ … y."""
    if layer == 0:
        return "x"
    return "y" if layer == len(layers) - 1 else f"a{lowered(layer)}"


def input_name(layers: Layers, neuron: int) -> str:
    """What an input is called, with its numbers lowered: x₁, x₁², or as the table of the data has it."""
    names = layers[0].names
    name = names[neuron] if neuron < len(names) else f"x{neuron + 1}"
    return re.sub(r"\bx(\d+)", lambda found: f"x{lowered(int(found[1]))}", name)


def formula(layers: Layers, layer: int, neuron: int | None = None) -> str:
    """How a layer after the inputs, or one neuron of it, gets there from the layer before: σ(W₂ a₁ + b₂)."""
    which = lowered(layer) if neuron is None else f"{lowered(layer)}[{neuron + 1}]"
    z = f"W{which} {signal_name(layers, layer - 1)}"
    if layers[layer].biases is not None:
        z += f" + b{which}"
    function = SYMBOLS.get(layers[layer].activation, layers[layer].activation)
    return f"{function}({z})" if function else z


def shown_of(neurons: Neurons) -> str:
    """"8 of 256", or "" where all are shown."""
    return f"{len(neurons.maps)} of {neurons.count:,}" if len(neurons.maps) < neurons.count else ""


def weight_text(layers: Layers, layer: int, to: int, origin: int) -> str:
    """W₂[3,1] = −1.234: a row for each neuron that is fed, a column for each that feeds it, numbered from 1."""
    return f"W{lowered(layer)}[{to + 1},{origin + 1}] = {value_text(float(layers[layer].weights[to, origin]))}"


def neuron_text(layers: Layers, layer: int, neuron: int) -> str:
    """How a neuron gets what it says, and below it its bias."""
    if layer == 0:
        return f"{input_name(layers, neuron)}: input {neuron + 1} of the network"
    text = f"{signal_name(layers, layer)}[{neuron + 1}] = {formula(layers, layer, neuron)}"
    biases = layers[layer].biases
    if biases is not None:
        text += f"\nb{lowered(layer)}[{neuron + 1}] = {value_text(float(biases[neuron]))}"
    return text


def typeset(text: str) -> str:
    """The same as rich text, with variables slanted as in print."""
    return VARIABLE.sub(r"<i>\g<0></i>", html.escape(text, quote=False))
