"""One training step under a microscope: the record that training replays, gone through operation by operation.

The step lies on a copy of the run, so that all its numbers belong to one moment, however often one goes forward and
back.  At its end the copy stands exactly where one update of the trainer would have taken it.

    microscope = Microscope.of(run)
    look = microscope.look(3)          # what operation 3 reads, and its result before and after
    microscope.go(0)                   # nothing has happened
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from engine.layers import Layer
from engine.names import Names
from engine.notation import of_loss, result_of, subscript
from engine.parts import Part, Signal, owner, parts_of
from engine.program import Array, Operation, Shape, quiet, start_of
from engine.run import Run
from engine.sampled import Sampled
from engine.sentences import sentence
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
    layer: int  # the number of the layer with weights that it belongs to, from 1; 0 before the first, and see place
    place: int  # the layer's place in the network, from 1; 0 for the loss and the update
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
    has_samples: bool = False  # whether its last axis is the batch's samples …
    places: int = 1  # … and how many numbers of each sample lie there: first one place of all samples, then the next
    has_ones: bool = False  # whether its last row is the row of ones that goes with a bias
    is_turned: bool = False  # whether in both of these its first axis is meant in place of its last
    is_flat: bool = False  # whether its last axis is all parameters, as an optimizer works with them
    whole: Array | None = None  # what it is a part or another order of, (features, samples), or W (outputs, inputs)
    shape: Shape = ()  # of one sample of that or, without it, of ``values``
    parameters: NDArray[np.intp] | None = None  # where these are parameters or gradients: of which parameter each is
    origins: NDArray[np.intp] | None = None  # of a result with a ``whole``: the place of each number in that, flattened


@dataclass(frozen=True)
class Look:
    """One operation, carried out: what it read, and what lay in its result before (None: nothing of this step)."""

    line: Line
    inputs: tuple[Quantity, ...]
    before: Array | None
    result: Quantity
    function: Callable[..., Any]  # numpy's: np.dot multiplies matrices, most others go number by number


class Microscope:
    """Goes through the next update of a trainer.  ``position`` operations are done."""

    def __init__(self, trainer: Trainer) -> None:
        """``trainer`` is moved by every step: a copy that nobody else uses."""
        self.trainer = trainer
        self.step = trainer.next_step()
        self.operations = self.step.program.operations
        self.parts: Sequence[Part] = parts_of(trainer, self.step)
        self.position = 0
        self.update = trainer.updates  # how many were made before this one
        self._start = trainer.moment()
        self._kept: dict[int, Array] = {}  # results of the forward pass that were asked for: they stay the same
        self.depth: int = self.parts[-1].number  # how many layers with weights there are
        self.lines = tuple(self._line(number, each) for number, each in enumerate(self.operations))
        self.stages = tuple(_stages(self.lines))
        self._names = Names(trainer, self.step, self.parts, [each.result for each in self.lines])
        self._sampled = Sampled(self.step, self.parts)

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
        return self.parts[0].taken.values

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
        whole, shape = self._whole(number, out, made)
        result = Quantity(
            line.result, made, self._places(number, out) > 0, max(self._places(number, out), 1),
            is_flat=self._is_flat(number, out), whole=None if whole is None else whole.copy(), shape=shape,
            parameters=self._parameters_in(out), origins=None if whole is None else _places_in(out, owner(out)),
        )  # fmt: skip
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

    def part_of(self, line: Line) -> Part | None:
        """The layer of the network that an operation belongs to; None for the loss and the update."""
        return self.parts[line.place - 1] if line.place else None

    def weighted_part(self, number: int) -> Part:
        """The ``number``-th layer with weights, from 1.  Raises KeyError."""
        for part in self.parts:
            if part.has_weights and part.number == number:
                return part
        raise KeyError(f"There is no layer {number} with weights.")

    def weighted_layer(self, number: int) -> Layer:
        """The layer of the network that is the ``number``-th with weights, from 1.  Raises KeyError."""
        return self.weighted_part(number).layer

    def part_of_layer(self, number: int) -> slice:
        """Where the parameters of layer ``number`` lie in the flat vectors.  Raises KeyError."""
        wanted, start = self.weighted_part(number), 0
        for part in self.parts[: wanted.place - 1]:
            start += part.layer.parameter_count
        return slice(start, start + wanted.layer.parameter_count)

    def parameter_symbol(self, layer: int, index: int) -> str:
        """W₂[3,1] or b₂[3], for the parameter ``index`` of those of layer ``layer``."""
        letter, place = self.weighted_layer(layer).parameter_name(index).split("[")
        return f"{letter}{subscript(layer)}[{place}"

    def makes_gradient(self, part: Part, index: int) -> int:
        """The number of the operation that makes the gradient of the parameter ``index`` of those of a layer."""
        place = self.part_of_layer(part.number).start + index
        its = self.trainer.network.gradients[place : place + 1]
        return next(each for each in reversed(part.backward) if np.may_share_memory(self.operations[each].out, its))

    def said(self, signal: Signal) -> Array:
        """A signal (features, samples) as the forward pass leaves it, a copy; the microscope stands where it stood."""
        if signal.made < 0:
            return signal.values.copy()
        if signal.made not in self._kept:
            position = self.position
            self.go(max(position, self.end_of("forward")))
            self._kept[signal.made] = signal.values.copy()
            self.go(position)
        return self._kept[signal.made]

    def outputs(self) -> Array:
        """What the network answers in this step (outputs, samples)."""
        return self.said(self.parts[-1].given)

    # -- how one operation is shown -----------------------------------------------------------------------------------

    def _line(self, number: int, operation: Operation) -> Line:
        place = operation.place
        part = self.parts[place.layer - 1] if place.layer else None
        formula = operation.formula
        if place.phase != "update":
            formula = part.symbols.written(formula) if part is not None else of_loss(formula)
        later = [each for each in self.operations[number + 1 :] if each.place == place]
        is_last = result_of(operation.formula) not in map(result_of, (each.formula for each in later))
        if not is_last:  # it is on the way to what it is called: "a = e⁻ᶻ" would not be true
            formula = formula.partition(" = ")[2] or formula
        words = sentence(operation, is_last=is_last)
        layer = part.number if part is not None else 0
        return Line(number, formula, result_of(formula), place.phase, place.name, layer, place.layer, is_last, words)

    def _input(self, number: int, array: Array) -> Quantity:
        name, is_turned = self._names.name(number, array), False
        places = self._places(number, array)
        if array.ndim == 2 and name.endswith("ᵀ") and self._places(number, array.T):
            is_turned, places = True, self._places(number, array.T)
        has_ones = places > 0 and self._sampled.has_ones(array.T if is_turned else array)
        whole, shape = self._whole(number, array, array)
        return Quantity(
            name, array.copy(), places > 0 and not is_turned, max(places, 1), has_ones, is_turned,
            self._is_flat(number, array), None if whole is None else whole.copy(), shape, self._parameters_in(array),
        )  # fmt: skip

    def _is_flat(self, number: int, array: Array) -> bool:
        size = self.trainer.network.parameters.size
        return self.lines[number].phase == "update" and array.ndim > 0 and array.shape[-1] == size

    def _places(self, number: int, array: Array) -> int:
        return 0 if self.lines[number].phase == "update" else self._sampled.places(array)

    def _whole(self, number: int, array: Array, shown: Array) -> tuple[Array | None, Shape]:
        """What people want to see in place of an array, if that is another, and the shape of one sample of it.

        Of windows and blocks that is the image that they are of; of a framed or pooled image, the whole image."""
        part = self.part_of(self.lines[number])
        if part is None:
            return None, ()
        for signal in (part.taken, part.given):
            for home in (signal.values, signal.gradient):
                if home is not None and owner(array) is owner(home):
                    return (home if array.ndim > 2 else None), signal.shape
        if array.ndim > 2 and np.may_share_memory(array, self.trainer.network.parameters):
            W = getattr(part.layer, "W", array)
            return W.reshape(len(W), -1), W.shape
        if array.ndim > 2 and not array.flags.c_contiguous and self._places(number, array):
            image = owner(array)
            return image.reshape(-1, image.shape[-1]), image.shape[:-1]
        if array.ndim != 2:
            return None, ()
        places = self._places(number, array)
        shapes = [each.shape for each in (part.given, part.taken)]
        fitting = (each for each in shapes if (len(shown), places) in ((prod(each), 1), (each[0], prod(each[1:]))))
        return None, next(fitting, ())

    def _parameters_in(self, array: Array) -> NDArray[np.intp] | None:
        """For each number of an array the place in the flat vectors at which it lies; None where it lies elsewhere."""
        network = self.trainer.network
        for flat in (network.parameters, network.gradients):
            if owner(array) is owner(flat):
                return _places_in(array, flat)
        return None

    def _result(self, number: int) -> Array:
        """An operation's result, of which only that is shown which the step goes on to read.

        A layer may say more than is of use: Dense multiplies [W b]ᵀ as a whole, its bias included."""
        out, signals = self.operations[number].out, (part.taken for part in self.parts)
        for signal in (each for each in signals if each.came_back == number and out.ndim == 2):
            return out[: len(signal.values)].copy() if out.shape[1] == self.samples else out.copy()
        for later in self.operations[number + 1 :]:
            for array in (each for each in later.inputs if isinstance(each, np.ndarray)):
                if start_of(array) == start_of(out) and array.ndim == out.ndim and array.shape[1:] == out.shape[1:]:
                    return out[: len(array)].copy() if out.ndim else out.copy()
        return out.copy()

    def _is_known(self, number: int) -> bool:
        """Whether the place of an operation's result held a number of this step, or one that outlives a step."""
        out, trainer = self.operations[number].out, self.trainer
        if any(start_of(each.out) == start_of(out) for each in self.operations[:number]):
            return True
        lasting = (trainer.network.parameters, *trainer.optimizer.state.values(), *trainer.network.state.values())
        return any(np.may_share_memory(out, array) for array in lasting)


def _places_in(array: Array, home: Array) -> NDArray[np.intp]:
    """For each number of an array its place in the one that it shows, flattened."""
    places = np.arange(home.size)
    first, size = (start_of(array) - start_of(home)) // array.itemsize, places.itemsize // array.itemsize
    return as_strided(places[first:], array.shape, [stride * size for stride in array.strides], writeable=False)


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
