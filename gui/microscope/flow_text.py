"""What the network's drawing says in words and numbers: in its neurons, in its legend and to the pointer."""

from __future__ import annotations

import numpy as np

from engine.notation import subscript
from gui.microscope.flow import Flow, Scene
from gui.widgets.numbers import power_of_ten, signed, value_text


def legends(scene: Scene) -> list[str]:
    """What edges and what is below the neurons stand for: the longest text first, and the last is none."""
    name, _, end = scene.on_edges(max(scene.focus, 1))
    edges = f"edges: {name} up to {value_text(end, 2)}"
    has_gradients = any(each is not None for each in scene.flow.gradients)
    return [*([f"{edges}   below: ∂L/∂a"] if has_gradients else []), edges, f"edges: {name}", ""]


def short(value: float) -> str:
    """A value in as few figures as fit into a neuron: −0.52, 12.3, 1235, 2·10⁶."""
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else signed("∞", value < 0)
    size = abs(value)
    if size >= 9999.5:
        mantissa, exponent = f"{size:.0e}".split("e")
        return signed(f"{mantissa}·{power_of_ten(int(exponent))}", value < 0)
    text = f"{size:.{2 if size < 9.995 else 1 if size < 99.95 else 0}f}"
    return signed(text, value < 0 and float(text) > 0)


def in_full(value: float) -> str:
    """With every figure that it has."""
    return f"{float(value)!r}".replace("-", "−")


def weight_text(flow: Flow, layer: int, row: int, column: int) -> str:
    """W₂[3,1] = …, or γ₂[3] = …, and below it its gradient."""
    name, place = f"{flow.letters[layer - 1][0]}{subscript(layer)}", f"[{row + 1},{column + 1}]"
    if flow.scales[layer - 1]:
        place, column = f"[{row + 1}]", row
    name += place
    text = f"{name} = {in_full(flow.weights[layer - 1][row, column])}"
    dW = flow.weight_gradients[layer - 1]
    return text if dW is None else f"{text}\n∂L/∂{name} = {in_full(dW[row, column])}"


def neuron_text(flow: Flow, layer: int, row: int) -> str:
    """a₂[3] = …, and below it its gradient and its bias."""
    name = f"{flow.signals[layer]}[{row + 1}]"
    values, gradients = flow.values[layer], flow.gradients[layer]
    lines = [f"{name}: not calculated yet" if values is None else f"{name} = {in_full(values[row])}"]
    if gradients is not None:
        lines.append(f"∂L/∂{name} = {in_full(gradients[row])}")
    biases = flow.biases[layer - 1] if layer else None
    if biases is not None:
        lines.append(f"{flow.letters[layer - 1][1]}{subscript(layer)}[{row + 1}] = {in_full(biases[row])}")
    return "\n".join(lines)


def truth_text(flow: Flow, row: int) -> str:
    """t[2] = …"""
    assert flow.truth is not None
    return f"t[{row + 1}] = {in_full(flow.truth[row])}"
