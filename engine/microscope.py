"""One training step under a microscope: the record that training replays, gone through operation by operation.

The step lies on a copy of the run, so that all its numbers belong to one moment, however often one goes forward and
back.  At its end the copy stands exactly where one update of the trainer would have taken it.

    microscope = Microscope.of(run)
    look = microscope.look(3)          # what operation 3 reads, and its result before and after
    microscope.go(0)                   # nothing has happened
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.layers import Layer
from engine.names import Names
from engine.notation import numbered, result_of, sentence, signal_symbol
from engine.program import Array, Operation, Record, quiet, start_of
from engine.run import Run
from engine.trainer import Trainer

PHASES = ("forward", "loss", "backward", "update")  # of a step, in their order


@dataclass(frozen=True)
class Line:
    """One operation of the step, in the lecture's symbols."""

    number: int  # from 0
    formula: str  # such as "z₂ = W₂ a₁ + b₂"
    result: str  # such as "z₂"
    phase: str  # one of PHASES
    name: str  # of the layer, the loss or the optimizer: its key in a registry
    layer: int  # the number of the layer with weights that it belongs to, from 1; 0 for the loss and the update
    is_last: bool  # of those in its part of the step that write this result
    sentence: str  # what it does and why


@dataclass(frozen=True)
class Stage:
    """Lines one after the other that lead to one result."""

    result: str
    lines: tuple[Line, ...]

    @property
    def last(self) -> Line:
        return self.lines[-1]


@dataclass(frozen=True)
class Quantity:
    """An array with its name, copied at one moment.

    Samples are the last axis of what travels through the network; parameters and what optimizers keep of them are flat
    vectors, all layers in order."""

    name: str
    values: Array
    has_samples: bool = False  # whether its last axis is the batch's samples
    has_ones: bool = False  # whether its last row is the row of ones that goes with a bias
    is_turned: bool = False  # whether in both of these its first axis is meant in place of its last
    is_flat: bool = False  # whether its last axis is all parameters, as an optimizer works with them


@dataclass(frozen=True)
class Look:
    """One operation, carried out: what it read, and what lay in its result before (None: nothing of this step)."""

    line: Line
    inputs: tuple[Quantity, ...]
    before: Array | None
    result: Quantity
    function: Callable[..., Any]  # numpy's: np.dot multiplies matrices, all others go number by number


@dataclass(frozen=True)
class Signals:
    """What is known of one sample at one moment of the step; None for what is not calculated yet.

    All lists go from the first layer with weights to the last; ``values`` and ``gradients`` begin before it."""

    weights: list[Array]  # (outputs, inputs)
    biases: list[Array | None]  # (outputs,)
    values: list[Array | None]  # x, a₁ … y, each (neurons,)
    gradients: list[Array | None]  # ∂L/∂x, which no training needs, ∂L/∂a₁ … ∂L/∂y
    weight_gradients: list[Array | None]  # (outputs, inputs), of the whole batch


class Microscope:
    """Goes through the next update of a trainer.  ``position`` operations are done."""

    def __init__(self, trainer: Trainer) -> None:
        """``trainer`` is moved by every step: a copy that nobody else uses."""
        self.trainer = trainer
        self.step = trainer.next_step()
        self.operations = self.step.program.operations
        self.position = 0
        self.update = trainer.updates  # how many were made before this one
        self._start = trainer.moment()
        self._kept: dict[int, Array] = {}  # results of the forward pass that were asked for: they stay the same
        self._layers = list(_weighted(trainer))
        self.depth: int = self._layers[-1]  # how many layers with weights there are
        self.lines = tuple(self._line(number, each) for number, each in enumerate(self.operations))
        self.stages = tuple(_stages(self.lines))
        self._names = Names(trainer, self.step, self._layers, [each.result for each in self.lines])

    @classmethod
    def of(cls, run: Run) -> Microscope:
        """On the update that follows a run, which stays as it is.  Raises RunError."""
        return cls(Trainer.resumed(run))

    @property
    def samples(self) -> int:
        """How many samples the batch has."""
        return int(self.step.columns.shape[1])

    @property
    def x(self) -> Array:
        """The batch's features (features, samples)."""
        return self.step.columns[: math.prod(self.trainer.input_shape)]

    @property
    def t(self) -> Array:
        """The batch's truth (outputs, samples)."""
        return self.step.columns[len(self.x) + 1 :]

    def go(self, position: int) -> None:
        """Do or undo, until exactly the first ``position`` operations are done."""
        if position < self.position:
            self.trainer.come_back(self._start)
            self.position = 0
        with quiet():
            for call in self.step.program.calls[self.position : position]:
                call()
        self.position = position

    def look(self, number: int) -> Look:
        """Carry out operation ``number``, after all before it, and look at it."""
        self.go(number)
        operation, line = self.operations[number], self.lines[number]
        inputs = tuple(self._input(number, array) for array in operation.inputs if isinstance(array, np.ndarray))
        before = self._result(number) if self._is_known(number) else None
        self.go(number + 1)
        made, out = self._result(number), operation.out
        result = Quantity(
            line.result, made, self._has_samples(number, out), is_flat=self._is_flat(number, out)
        )
        return Look(line, inputs, before, result, operation.function)

    def find(self, result: str) -> int:
        """The number of the last operation whose result has this name, such as "δ₂".  Raises KeyError."""
        for line in reversed(self.lines):
            if result in line.result.split(", "):
                return line.number
        raise KeyError(f"No operation of this step makes {result}.")

    def end_of(self, phase: str) -> int:
        """How many operations are done when a phase is over."""
        return max(line.number for line in self.lines if line.phase == phase) + 1

    def numbers(self, phase: str, layer: int) -> list[int]:
        """The numbers of the operations of a phase in the network's layer ``layer``, counted from 1 as in Place."""
        places = enumerate(each.place for each in self.operations)
        return [number for number, place in places if (place.phase, place.layer) == (phase, layer)]

    def number_of_layer(self, layer: int) -> int:
        """Which layer with weights the network's layer ``layer`` is or follows, both counted from 1."""
        return self._layers[layer - 1]

    def weighted_layer(self, number: int) -> Layer:
        """The layer of the network that is the ``number``-th with weights, from 1.  Raises KeyError."""
        for each, layer in zip(self._layers, self.trainer.network.layers, strict=True):
            if layer.parameter_count and each == number:
                return layer
        raise KeyError(f"There is no layer {number} with weights.")

    def bend(self, layer: int, z: Array) -> tuple[Array, Array]:
        """What follows the sums of layer ``layer`` makes of sums z (any number of them,), and its slope there."""
        do, layers = Record(samples=len(z)), self.trainer.network.layers
        signal, behind = do.signal(1), []
        signal[0] = z
        for number, each in zip(self._layers, layers, strict=True):
            if number == layer and not each.parameter_count:
                behind.append(each)
        a = signal
        for each in behind:
            a = each.record_forward(a, do)
        slope: Array = np.ones((1, len(z)))
        for each in reversed(behind):
            slope = each.record_backward(slope, do)
        do.program().run()
        return a[0].copy(), slope[0].copy()

    def loss_along(self, sample: int, output: int, y: Array) -> tuple[Array, Array]:
        """The loss of one sample alone for the answers y (any number of them,) of one output, and its slope there.

        The other outputs are what the network says.  In the batch, that loss counts one part in as many as there are
        samples."""
        loss, answers, t = self.trainer.loss_function, self.outputs()[:, sample], self.t[:, sample]
        Y, T = np.tile(answers, (len(y), 1)), t[np.newaxis]
        Y[:, output] = y
        values = [loss.value(row[np.newaxis], T) for row in Y]
        slopes = [loss.gradient(row[np.newaxis], T)[0, output] for row in Y]
        return np.array(values), np.array(slopes)

    def activation_name(self, layer: int) -> str:
        """The name of what follows the sums of layer ``layer``: its key in the registry; "" for nothing."""
        pairs = zip(self._layers, self.trainer.network.layers, strict=True)
        return next((each.name for number, each in pairs if number == layer and not each.parameter_count), "")

    def sums(self, layer: int) -> Array:
        """z of layer ``layer`` in this step (outputs, samples)."""
        place = next(n for n, each in enumerate(self._layers, 1) if each == layer)
        return self._after_forward(self.numbers("forward", place)[-1])

    def signals(self, done: int, sample: int) -> Signals:
        """What is known of ``sample`` when the first ``done`` operations are done."""
        self.go(done)
        weights, biases, gradients = [], [], []
        values: list[Array | None] = [self.x[:, sample].copy()]
        back: list[Array | None] = [None]
        for layer in range(1, self.depth + 1):
            dense, places = self.weighted_layer(layer), [n for n, each in enumerate(self._layers, 1) if each == layer]
            W, b, dW = (getattr(dense, name, None) for name in ("W", "b", "dW"))
            assert W is not None
            assert dW is not None
            weights.append(W.copy())
            biases.append(None if b is None else b.copy())
            said, blamed = self.numbers("forward", places[-1])[-1], self.numbers("backward", places[0])
            values.append(self._column(said, done, sample, len(W)))
            after = self.numbers("backward", places[-1] + 1)
            back.append(self._column(after[-1] if after else self.end_of("loss") - 1, done, sample, len(W)))
            gradients.append(dW.copy() if blamed[0] < done else None)
        return Signals(weights, biases, values, back, gradients)

    def _column(self, number: int, done: int, sample: int, rows: int) -> Array | None:
        return self.operations[number].out[:rows, sample].copy() if number < done else None

    def _after_forward(self, number: int) -> Array:
        """A copy of an operation's result as the forward pass leaves it; the microscope stands where it stood."""
        if number not in self._kept:
            position = self.position
            self.go(max(position, self.end_of("forward")))
            self._kept[number] = self.operations[number].out.copy()
            self.go(position)
        return self._kept[number]

    def outputs(self) -> Array:
        """What the network answers in this step (outputs, samples)."""
        return self._after_forward(self.end_of("forward") - 1)

    def part_of_layer(self, layer: int) -> slice:
        """Where the parameters of layer ``layer`` lie in the flat vectors."""
        start = 0
        for number, each in zip(self._layers, self.trainer.network.layers, strict=True):
            if each.parameter_count and number == layer:
                return slice(start, start + each.parameter_count)
            start += each.parameter_count
        raise KeyError(f"There is no layer {layer} with weights.")

    # -- names --------------------------------------------------------------------------------------------------------

    def _line(self, number: int, operation: Operation) -> Line:
        place = operation.place
        layer = self._layers[place.layer - 1] if place.layer else 0
        formula = operation.formula if place.phase == "update" else numbered(operation.formula, layer, self.depth)
        later = [each for each in self.operations[number + 1 :] if each.place == place]
        is_last = result_of(operation.formula) not in map(result_of, (each.formula for each in later))
        if not is_last:  # it is on the way to what it is called: "a = e⁻ᶻ" would not be true
            formula = formula.partition(" = ")[2] or formula
        result = result_of(formula)
        words = sentence(operation, is_last=is_last)
        return Line(number, formula, result, place.phase, place.name, layer, is_last, words)

    def _input(self, number: int, array: Array) -> Quantity:
        name, has_samples = self._names.name(number, array), self._has_samples(number, array)
        is_turned = array.ndim == 2 and name.endswith("ᵀ") and self._has_samples(number, array.T)
        rows = array.shape[1 if is_turned else 0] if array.ndim else 0
        has_ones = (has_samples or is_turned) and rows > 1 and name.removesuffix("ᵀ") in self._signals(rows)
        return Quantity(
            name, array.copy(), has_samples and not is_turned, has_ones, is_turned, self._is_flat(number, array)
        )

    def _is_flat(self, number: int, array: Array) -> bool:
        size = self.trainer.network.parameters.size
        return self.lines[number].phase == "update" and array.ndim > 0 and array.shape[-1] == size

    def _signals(self, rows: int) -> set[str]:
        """The names of what travels forward with so many rows, the ones included."""
        sizes = [len(self.x), *(self.weighted_layer(each + 1).parameter_shape[0] for each in range(self.depth))]
        return {signal_symbol(each, self.depth) for each, size in enumerate(sizes) if size + 1 == rows}

    def _has_samples(self, number: int, array: Array) -> bool:
        network = self.trainer.network
        if self.lines[number].phase == "update" or array.ndim < 2:
            return False
        if array.shape[-1] != self.samples or array.strides[-1] != array.itemsize:
            return False
        return not any(np.shares_memory(array, each) for each in (network.parameters, network.gradients))

    def _result(self, number: int) -> Array:
        """An operation's result, of which only that is shown which the step goes on to read.

        A layer may say more than is of use: Dense multiplies [W b]ᵀ as a whole, its bias included."""
        out = self.operations[number].out
        for later in self.operations[number + 1 :]:
            for array in later.inputs:
                if start_of(array) == start_of(out) and array.ndim == out.ndim and array.shape[1:] == out.shape[1:]:
                    return out[: len(array)].copy() if out.ndim else out.copy()
        return out.copy()

    def _is_known(self, number: int) -> bool:
        """Whether the place of an operation's result held a number of this step, or one that outlives a step."""
        out = self.operations[number].out
        if any(start_of(each.out) == start_of(out) for each in self.operations[:number]):
            return True
        lasting = (self.trainer.network.parameters, *self.trainer.optimizer.state.values())
        return any(np.shares_memory(out, array) for array in lasting)


def _weighted(trainer: Trainer) -> Iterator[int]:
    """For each layer of the network the number of the layer with weights that it is or that it follows."""
    number = 0
    for layer in trainer.network.layers:
        number += layer.parameter_count > 0
        yield number


def _stages(lines: tuple[Line, ...]) -> Iterator[Stage]:
    """What only leads to a result belongs to the stage of that result."""
    waiting: list[Line] = []
    for line in lines:
        waiting.append(line)
        if line.is_last and " = " in line.formula:
            yield Stage(line.result, tuple(waiting))
            waiting = []
    if waiting:
        yield Stage(waiting[-1].result, tuple(waiting))
