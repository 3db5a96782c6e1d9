"""What the network's drawing shows: one sample's numbers at one moment of the step, and what of them stands out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.notation import subscript
from engine.program import Array
from gui.widgets.ranges import round_above
from gui.widgets.strength import greatest

PALE, FAINT, CLEAR = 0.2, 0.45, 1.0  # opacities of edges: not used yet, used, in focus …
CLEARER = 1.65  # … and how much more of it those have that the chosen weight acts upon

Parameter = tuple[int, int, int | None]  # layer, from 1, and row and column, from 0; a bias has no column


@dataclass(frozen=True)
class Flow:
    """What is known of one sample at one moment; None for what is not calculated yet."""

    weights: tuple[Array, ...]  # W₁ …, each (outputs, inputs)
    biases: tuple[Array | None, ...]  # b₁ …, each (outputs,)
    values: tuple[Array | None, ...]  # x, a₁ … y, each (neurons,)
    gradients: tuple[Array | None, ...]  # None, ∂L/∂a₁ … ∂L/∂y, each (neurons,)
    weight_gradients: tuple[Array | None, ...]  # ∂L/∂W₁ …, each (outputs, inputs)
    truth: Array | None  # (outputs,)
    signals: tuple[str, ...]  # what the values are called: x, a₁ … y
    captions: tuple[tuple[str, ...], ...]  # of each layer with weights: how its sums come about, and what follows them
    letters: tuple[tuple[str, str], ...]  # of each layer: what its weights and its biases are called
    scales: tuple[bool, ...]  # of each layer: whether it has only weights from a neuron to the one in the same place

    @property
    def counts(self) -> list[int]:
        """How many neurons each layer has, the inputs first."""
        return [self.weights[0].shape[1], *(len(W) for W in self.weights)]

    @property
    def kind(self) -> tuple[object, ...]:
        """All that the layout depends on."""
        has_bias = tuple(biases is not None for biases in self.biases)
        return self.truth is None, tuple(self.counts), self.signals, self.captions, has_bias


@dataclass(frozen=True)
class Scene:
    """A `Flow`, where in the step one stands, and which parameter is chosen."""

    flow: Flow
    focus: int  # the layer with weights that the operation belongs to, from 1; 0 for the loss and the update
    phase: str  # "forward", "loss", "backward" or "update"
    end: float  # the size of a weight or bias that looks strongest
    chosen: Parameter | None

    @property
    def column_in_focus(self) -> int | None:
        """The layer, the inputs being 0, that is emphasised; the update emphasises none."""
        if self.phase == "loss":
            return len(self.flow.weights)
        return self.focus if self.phase in ("forward", "backward") and self.focus else None

    def on_edges(self, layer: int) -> tuple[str, Array, float]:
        """What the edges into a layer show: its name, the numbers, and which of them looks strongest."""
        dW = self.flow.weight_gradients[layer - 1]
        if self.phase == "backward" and layer == self.focus and dW is not None:
            return f"∂L/∂{self.flow.letters[layer - 1][0]}{subscript(layer)}", dW, round_above(greatest(dW))
        return "weights", self.flow.weights[layer - 1], self.end

    def opacities(self, layer: int, shape: tuple[int, ...]) -> Array:
        """Of the edges into a layer, (outputs, inputs) as far as they are drawn."""
        if self.phase == "update" or layer == self.focus:
            return np.full(shape, CLEAR)
        made = np.full(shape, PALE if self.flow.values[layer] is None else FAINT)
        if self.chosen is not None and layer > self.chosen[0]:
            row = self.chosen[1]
            acted_upon = slice(row, row + 1) if layer == self.chosen[0] + 1 else slice(None)
            made[:, acted_upon] *= CLEARER
        return made

    def is_acted_upon(self, layer: int, row: int) -> bool:
        """Whether the chosen parameter acts upon what a neuron says."""
        if self.chosen is None:
            return False
        return layer > self.chosen[0] or (layer, row) == self.chosen[:2]

    def has_chosen_beyond(self, layer: int, drawn: int) -> bool:
        """Whether the chosen weight goes to or comes from a neuron of a layer that is not among the first ``drawn``."""
        to, row, column = self.chosen or (0, 0, None)
        return (layer == to and row >= drawn) or (layer == to - 1 and column is not None and column >= drawn)
