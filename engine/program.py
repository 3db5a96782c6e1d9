"""A training step is written down once, operation by operation, and then replayed as often as one likes.

On small networks the arithmetic takes about a microsecond and all the rest is the cost of calling.  So nothing is
computed while a step is described: each layer *says* what it will do, with the formula, the numpy function, its inputs
and the array that takes the result.  The record then serves whoever wants to run the step, to show it or to check it.

    do = Record(samples=21)
    z = do("z = W x + b", np.dot, Wb, x, out=do.array(4))
    program = do.program()
    program.run()                      # now z holds numbers
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """To which part of the step an operation belongs."""

    phase: str = ""  # "forward", "loss", "backward" or "update"
    name: str = ""  # of the layer, the loss or the optimizer
    layer: int = 0  # from 1, in the order of the network's layers; 0 for the loss and the update

    def __str__(self) -> str:
        """Such as "layer 2, Sigmoid, forward" and "loss, MSE"."""
        return f"layer {self.layer}, {self.name}, {self.phase}" if self.layer else f"{self.phase}, {self.name}"


@dataclass(frozen=True)
class Operation:
    """One line of the record: ``out`` = ``function``(``inputs``)."""

    formula: str
    function: Callable[..., Any]
    inputs: tuple[Any, ...]
    out: Array
    place: Place

    def run(self) -> Array:
        """Compute it now; the result."""
        with quiet():
            self.call()()
        return self.out

    def call(self) -> Callable[[], Any]:
        """It as a function without arguments, the quickest that there is."""
        if self.function is np.dot:
            # The method spares np.dot's dispatch.  Both give the interpreter lock away while they multiply, which
            # np.matmul does not on small arrays: that keeps a window alive beside a training thread.
            return partial(self.inputs[0].dot, *self.inputs[1:], self.out)
        if self.function in OUT_BY_KEYWORD:
            return partial(self.function, *self.inputs, out=self.out)
        return partial(self.function, *self.inputs, self.out)  # a keyword would cost half as much again


class Program:
    """The operations of a step in their order, ready to be replayed."""

    def __init__(self, operations: Sequence[Operation], symbols: Mapping[int, str] = MappingProxyType({})) -> None:
        """``symbols``: what the formulas call a constant, by where in memory it lies."""
        self.operations, self.symbols = tuple(operations), dict(symbols)

    @cached_property
    def calls(self) -> tuple[Callable[[], Any], ...]:
        """What has to be called to run it; made when it is first wanted, since some programs are only read."""
        return tuple(operation.call() for operation in self.operations)

    def run(self) -> None:
        """Replay every operation once."""
        with quiet():
            for call in self.calls:
                call()

    def __len__(self) -> int:
        return len(self.operations)

    def __str__(self) -> str:
        """The record as a table: where, formula, shape of the result."""
        return "\n".join(f"{each.place!s:32} {each.formula:32} {each.out.shape}" for each in self.operations)


class Record:
    """Takes down the operations of a step.  Samples are the last axis of every array that travels through a network."""

    def __init__(self, samples: int, dtype: type[np.floating[Any]] = np.float64, *, training: bool = True) -> None:
        """``dtype`` is the precision of all its arrays; ``training`` is false where the network is only asked."""
        self.samples, self.dtype, self.training = samples, dtype, training
        self.place = Place()
        self.shape: Shape = ()  # of one sample, as it comes to the layer that is speaking
        self._operations: list[Operation] = []
        self._symbols: dict[int, str] = {}

    def __call__(self, formula: str, function: Callable[..., Any], *inputs: Any, out: Array) -> Array:
        """Say one operation: ``out`` = ``function``(``inputs``).  Nothing is computed yet; returns ``out``."""
        self._operations.append(Operation(formula, function, inputs, out, self.place))
        return out

    def array(self, *shape: int) -> Array:
        """A new array (``shape``, samples) for a result.  Its numbers mean nothing before the first replay."""
        return np.zeros((*shape, self.samples), self.dtype)

    def signal(self, features: int) -> Array:
        """A new array (features + 1, samples) whose last row is ones.

        What travels forward between layers looks like this, so that a bias is one more column of a weight matrix."""
        return np.ones((features + 1, self.samples), self.dtype)

    def number(self) -> Array:
        """A new array without axes for a result, such as a loss.  Not a number before the first replay."""
        return np.array(np.nan, self.dtype)

    def constant(self, value: float, symbol: str = "") -> Array:
        """A number of the formulas, in the record's precision, and what they call it where that is not its value."""
        number = np.array(value, self.dtype)
        if symbol:
            self._symbols[start_of(number)] = symbol
        return number

    def program(self) -> Program:
        """All that was said so far."""
        return Program(self._operations, self._symbols)


OUT_BY_KEYWORD = (np.maximum, np.minimum)  # numpy 2.4 deprecates their third positional argument


def quiet() -> np.errstate:
    """Numbers may overflow without a warning: whoever runs a program looks at its results for infinities himself."""
    return np.errstate(all="ignore")


def copy(x: Array, out: Array) -> None:
    """``out`` = x.  Where x and ``out`` lie scattered in memory, several times as fast as np.positive."""
    np.copyto(out, x)


def start_of(array: Array) -> int:
    """Where in memory an array begins."""
    return array.ctypes.data
