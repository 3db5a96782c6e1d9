"""What the arrays of a training step are called: by what was calculated there, or by where in memory they lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.notation import subscript
from engine.parts import Part
from engine.program import Array, start_of
from engine.step import Step
from engine.trainer import Trainer

MOST = 4  # names of parts of an array that are listed


class Names:
    """Finds the name of whatever an operation of ``step`` reads."""

    def __init__(self, trainer: Trainer, step: Step, parts: Sequence[Part], results: Sequence[str]) -> None:
        """``results``: what each operation's result is called."""
        self._trainer, self._step, self._parts, self._results = trainer, step, parts, results

    def name(self, number: int, array: Array) -> str:
        """What operation ``number`` reads there: W₂, a₁ᵀ … or "" for a constant.

        That is the result that was written there last or, before anything was, what lies there from the beginning."""
        if self._is_all(array, self._trainer.network.gradients):
            return "g"
        written = self._written(number, array)
        name = _listed([result for result, _ in written]) if written else self._by_place(array)
        if written and array.ndim == 2 < written[0][1].ndim and not name.endswith("]"):
            name = _block(name, array, written[0][1])
        if not name or not self._is_turned(array, written):
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
        if np.may_share_memory(array, self._step.columns):
            return "x" if start < start_of(self._step.columns[len(self._parts[0].taken.values) :]) else "t"
        if self._is_all(array, trainer.network.parameters):
            return "θ"
        if np.may_share_memory(array, trainer.network.parameters):
            return self._of_weights(array)
        return self._of_memory(array)

    def _of_memory(self, array: Array) -> str:
        """What an optimizer or a layer keeps from update to update."""
        states = [self._trainer.optimizer.state, *(part.layer.state for part in self._parts)]
        for name, state in (pair for each in states for pair in each.items()):
            if np.may_share_memory(array, state):
                return self._given_later(array) or name.replace("_", " ")
        return ""

    def _of_weights(self, array: Array) -> str:
        """W₂, b₂ or, where they lie in one, both."""
        part = self._owner(array)
        first, last = (part.layer.parameter_name(k).partition("[")[0] for k in (0, part.layer.parameter_count - 1))
        b = getattr(part.layer, "b", None)
        if b is not None and array.size == part.layer.parameter_count:
            return f"{first}{subscript(part.number)} {last}{subscript(part.number)}"
        is_bias = b is not None and start_of(array) == start_of(b)
        return f"{last if is_bias else first}{subscript(part.number)}"

    def _owner(self, array: Array) -> Part:
        """The layer whose parameters an array shows."""
        start, parameters = 0, self._trainer.network.parameters
        for part in self._parts:
            end = start + part.layer.parameter_count
            if end > start and np.may_share_memory(array, parameters[start:end]):
                return part
            start = end
        raise KeyError("No layer has these parameters.")

    def _is_turned(self, array: Array, written: Sequence[tuple[str, Array]]) -> bool:
        """Whether a matrix is a transposed view.  One row or one column looks alike either way, unless its shape
        tells."""
        if array.ndim != 2:
            return False
        if not written and np.may_share_memory(array, self._trainer.network.parameters):
            W = getattr(self._owner(array).layer, "W", array)
            is_row_or_column = array.strides[0] == array.strides[1]
            return len(array) != len(W) if is_row_or_column else array.strides[0] != W.strides[0]
        down, across = array.strides
        home = written[0][1] if written else self._step.columns
        return down < across or (down == across and array.shape[1] != home.shape[-1])

    def _is_all(self, array: Array, flat: Array) -> bool:
        return start_of(array) == start_of(flat) and array.shape == flat.shape

    def _given_later(self, array: Array) -> str:
        """What an operation calls it that writes there: an optimizer's memory has its name from the update before."""
        pairs = zip(self._results, self._step.program.operations, strict=True)
        return next((result for result, each in reversed(list(pairs)) if start_of(each.out) == start_of(array)), "")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= MOST else f"{names[0]} … {names[-1]}"


def _block(name: str, array: Array, whole: Array) -> str:
    """P[3], where a matrix is the third of several that lie one after the other in an array with more axes."""
    place, rest = divmod(start_of(array) - start_of(whole), array.nbytes)
    is_one_of_several = rest == 0 and array.size < whole.size and whole.size % array.size == 0
    return f"{name}[{place + 1}]" if is_one_of_several and " " not in name else name
