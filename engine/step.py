"""One update: forward, loss, backward, and the optimizer's move; said once for batches of one size, then replayed.

Where an update multiplies large matrices, its batch is cut in two, and each half has a thread of its own: the gradient
of a mean over samples is the sum of what each half of them says.  Then each thread moves half of the parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.losses import Loss
from engine.network import Network
from engine.program import Array, Operation, Place, Program, Record, Shape, copy
from engine.two_threads import Call, shared, side_by_side

WORTH_TWO_THREADS = 20_000_000  # operations on numbers in an update's matrix products; below, waiting costs more


@dataclass(frozen=True)
class Step:
    """One recorded update for batches of one size, with the arrays at its ends."""

    columns: Array  # (features + 1 + outputs, samples): x, a row of ones, t; a batch is copied into it
    loss: Array  # L of the batch, before the update
    program: Program  # every operation, in an order in which they could be made one by one
    in_halves: tuple[Call, ...] = ()  # what two threads call instead, where they share the work

    @property
    def calls(self) -> tuple[Call, ...]:
        """What has to be called for an update."""
        return self.in_halves or self.program.calls

    def repeat(self, times: int) -> list[float]:
        """Make so many updates with the batch as it is; the losses."""
        calls, loss, losses = self.calls, self.loss, []
        for _ in range(times):
            for call in calls:
                call()
            losses.append(loss.item())
        return losses


class Recorder:
    """Records the steps of one network."""

    def __init__(
        self, network: Network, shape: Shape, loss_function: Loss, record_update: Callable[[Array, Record], None]
    ) -> None:
        """``shape`` is that of one sample; ``record_update`` says all that follows the gradients, given the loss."""
        self._network, self._shape, self._loss_function = network, shape, loss_function
        self._record_update = record_update

    def step(self, batch: Array) -> Step:
        """For batches of the size of ``batch`` (features + 1 + outputs, samples): whole, or in halves if that pays.

        Which of the two depends on nothing but sizes, so that the same run has the same numbers everywhere."""
        whole = self.whole(batch)
        can_be_cut = batch.shape[1] > 1 and not self._network.state  # a layer may look at all samples at once
        return self._in_halves(batch) if can_be_cut and work(whole.program) > WORTH_TWO_THREADS else whole

    def whole(self, batch: Array) -> Step:
        """One operation after the other, each on the whole batch."""
        columns, do = batch.copy(), Record(batch.shape[1], self._network.dtype)
        loss = self._record_gradients(columns, do)
        self._record_update(loss, do)
        program = do.program()
        return Step(columns, loss, program)

    def _in_halves(self, batch: Array) -> Step:
        network, columns, samples = self._network, batch.copy(), batch.shape[1]
        others, middle = np.zeros_like(network.gradients), samples // 2
        first, L = self._half(columns[:, :middle], samples)
        with network.gradients_in(others):
            second, rest = self._half(columns[:, middle:], samples)
        do = Record(samples, network.dtype)
        do.place = Place("backward", "both halves")
        do("L = L of both halves", np.add, L, rest, out=L)
        do("g = g of both halves", np.add, network.gradients, others, out=network.gradients)
        self._record_update(L, do)
        after = do.program()
        operations = (*first.operations, *second.operations, *after.operations)
        symbols = first.symbols | second.symbols | after.symbols
        gradients = partial(side_by_side, first.calls, second.calls)
        calls: tuple[Call, ...] = (gradients, *shared(after, network.parameters.size))
        return Step(columns, L, Program(operations, symbols), calls)

    def _half(self, part: Array, samples: int) -> tuple[Program, Array]:
        """The gradients of ``part`` of a batch of so many ``samples``, and its part of the loss."""
        do = Record(part.shape[1], self._network.dtype)
        columns = do("x and t of a half", copy, part, out=np.zeros(part.shape, do.dtype))
        loss = self._record_gradients(columns, do, share=part.shape[1] / samples)
        return do.program(), loss

    def _record_gradients(self, columns: Array, do: Record, share: float = 1.0) -> Array:
        """Says forward, loss and backward; the loss.  Of a part of the batch, its ``share`` in loss and gradients."""
        features = int(np.prod(self._shape))
        x, t = columns[: features + 1], columns[features + 1 :]
        y = self._network.record_forward(x, do, self._shape)
        do.place = Place("loss", type(self._loss_function).name)
        loss = self._loss_function.record_value(y, t, do)
        dy = self._loss_function.record_gradient(y, t, do)
        if share != 1.0:
            loss = do("L = L · share", np.multiply, loss, do.constant(share, "share"), out=loss)
            dy = do("dy = dy · share", np.multiply, dy, do.constant(share, "share"), out=dy)
        self._network.record_backward(dy, do)
        return loss


def work(program: Program) -> int:
    """How many numbers are multiplied and added in a program's matrix products, before it runs."""
    return sum(_work(operation) for operation in program.operations if operation.function is np.dot)


def _work(product: Operation) -> int:
    return 2 * product.out.size * int(product.inputs[0].shape[-1])
