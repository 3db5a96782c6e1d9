"""Where in the arrays of a step the batch's samples are: along the last axis, alone or with all places of an image.

A convolution and a batch norm put all windows or pixels of all samples side by side: then the last axis is as long as
places times samples, and the samples of one place follow each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.parts import Part, owner
from engine.program import Array, Operation
from engine.step import Step


class Sampled:
    """Follows the samples from the data through all operations before the update."""

    def __init__(self, step: Step, parts: Sequence[Part]) -> None:
        self.samples = int(step.columns.shape[1])
        self._step, self._x = step, parts[0].taken.values
        self._lengths = {1} | {int(np.prod(each.shape[1:])) for part in parts for each in (part.taken, part.given)}
        self._owners = {id(owner(step.columns))}
        for operation in step.program.operations:
            if operation.place.phase != "update" and self._makes_samples(operation):
                self._owners.add(id(owner(operation.out)))

    def places(self, array: Array) -> int:
        """How many numbers of one sample lie along the last axis of an array; 0 where it has no samples there."""
        if array.ndim < 2 or id(owner(array)) not in self._owners or array.strides[-1] != array.itemsize:
            return 0
        places, rest = divmod(array.shape[-1], self.samples)
        return places if rest == 0 and places in self._lengths else 0

    def has_ones(self, array: Array) -> bool:
        """Whether its last row is the row of ones that goes with a bias: no operation ever writes there."""
        if array.ndim != 2 or len(array) < 2 or not self.places(array) or not np.array_equiv(array[-1], 1):
            return False
        if np.may_share_memory(array, self._step.columns):
            return len(array) == len(self._x) + 1
        return not any(np.may_share_memory(array[-1], each.out) for each in self._step.program.operations)

    def _makes_samples(self, operation: Operation) -> bool:
        out, read = operation.out, [each for each in operation.inputs if isinstance(each, np.ndarray)]
        if out.ndim < 2 or out.shape[-1] % self.samples:
            return False
        if operation.function is np.dot:
            return self.places(read[1]) > 0
        if all(each.ndim < 2 for each in read):  # out of single numbers, or of nothing, as random ones
            return bool(out.shape[-1] == self.samples)
        return any(self.places(each) for each in read)
