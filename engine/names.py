"""What the arrays of a training step are called: by what was calculated there, or by where in memory they lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.layers import Layer
from engine.notation import subscript
from engine.program import Array, Shape, start_of
from engine.trainer import Step, Trainer


class Names:
    """Finds the name of whatever an operation of ``step`` reads."""

    def __init__(self, trainer: Trainer, step: Step, layers: Sequence[int], results: Sequence[str]) -> None:
        """``layers``: for each layer of the network, which layer with weights it is or follows; ``results``: what
        each operation's result is called."""
        self._trainer, self._step, self._layers, self._results = trainer, step, layers, results

    def name(self, number: int, array: Array) -> str:
        """What operation ``number`` reads there: W₂, a₁ᵀ … or "" for a constant.

        That is the result that was written there last or, before anything was, what lies there from the beginning."""
        if array.ndim == 1 and start_of(array) == start_of(self._trainer.network.gradients):
            return "g"
        written = self._written(number, array)
        name = ", ".join(result for result, _ in written) or self._by_place(array)
        if not _is_turned(array, written[0][1].shape if written else self._home(array)):
            return name
        return f"[{name}]ᵀ" if " " in name else f"{name}ᵀ"

    def _written(self, number: int, array: Array) -> list[tuple[str, Array]]:
        """The results that lie in ``array`` when operation ``number`` reads it, in their order in memory."""
        found: list[tuple[str, Array]] = []
        for place in reversed(range(number)):
            out = self._step.program.operations[place].out
            if np.may_share_memory(out, array) and not any(np.may_share_memory(out, each) for _, each in found):
                found.append((self._results[place], out))
        return sorted(found, key=lambda each: start_of(each[1]))

    def _by_place(self, array: Array) -> str:
        trainer, start = self._trainer, start_of(array)
        if start in self._step.program.symbols:
            return self._step.program.symbols[start]
        if start == start_of(trainer.optimizer.rate):
            return "ρ"
        if start == start_of(self._step.columns):
            return "x"
        if np.shares_memory(array, self._step.columns):
            return "t"
        if array.ndim == 1 and start == start_of(trainer.network.parameters):
            return "θ"
        for name, state in trainer.optimizer.state.items():
            if np.shares_memory(array, state):
                return self._given_later(array) or name.replace("_", " ")
        return self._of_weights(array)

    def _of_weights(self, array: Array) -> str:
        for number, layer in self._owners(array):
            has_bias = getattr(layer, "b", None) is not None
            return f"W{subscript(number)} b{subscript(number)}" if has_bias else f"W{subscript(number)}"
        return ""

    def _owners(self, array: Array) -> Iterator[tuple[int, Layer]]:
        """The layer, with its number, whose parameters begin where ``array`` does."""
        where = start_of(self._trainer.network.parameters)
        for number, layer in zip(self._layers, self._trainer.network.layers, strict=True):
            if layer.parameter_count and start_of(array) == where:
                yield number, layer
            where += layer.parameter_count * array.itemsize

    def _home(self, array: Array) -> Shape:
        """The shape of what an array is a view into that no operation has written."""
        if np.may_share_memory(array, self._step.columns):
            return self._step.columns.shape
        return next((layer.parameter_shape for _, layer in self._owners(array)), array.shape)

    def _given_later(self, array: Array) -> str:
        """What an operation calls it that writes there: an optimizer's memory has its name from the update before."""
        pairs = zip(self._results, self._step.program.operations, strict=True)
        return next((result for result, each in reversed(list(pairs)) if start_of(each.out) == start_of(array)), "")


def _is_turned(array: Array, home: Shape) -> bool:
    """Whether a matrix is a transposed view: one row or one column looks alike either way, unless its shape tells."""
    if array.ndim != 2:
        return False
    down, across = array.strides
    return down < across or (down == across and array.shape[1] != home[-1])
