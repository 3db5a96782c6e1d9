"""The history of a run in bounded memory: every loss of the first thousands of epochs, then growing blocks of losses.

A block keeps the least, the mean and the greatest loss of its epochs, so that no spike is lost, however long the run.
When there are too many blocks, neighbours are joined, and blocks are twice as long from then on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from engine.program import Array
from engine.snapshot import Curve, frozen

EXACT = 4096  # epochs kept one by one
MOST_BLOCKS = 2048  # blocks after them; an even number, so that each has a neighbour to be joined with
LAST = 5  # the last losses are kept as well: a lab report prints them


def _none() -> Array:
    return np.empty(0)


@dataclass
class History:
    """Losses of epochs 1, 2, 3 …, and test results at the epochs of a fixed grid."""

    exact: Array = field(default_factory=_none)  # (up to EXACT,), one loss an epoch
    block_size: int = 1
    mean: Array = field(default_factory=_none)  # (up to MOST_BLOCKS,), as are least and greatest
    least: Array = field(default_factory=_none)
    greatest: Array = field(default_factory=_none)
    open: Array = field(default_factory=_none)  # losses of the block that is not full yet
    last: Array = field(default_factory=_none)  # (up to LAST,), the most recent losses
    test_epochs: Array = field(default_factory=_none)
    test_loss: Array = field(default_factory=_none)
    test_accuracy: Array = field(default_factory=_none)

    @property
    def epochs(self) -> int:
        """How many losses there are, one for each epoch."""
        return len(self.exact) + self.block_size * len(self.mean) + len(self.open)

    def extend(self, losses: Array) -> None:
        """Add the losses of the epochs that follow."""
        self.last = np.concatenate([self.last, losses])[-LAST:]
        room = EXACT - len(self.exact)
        if room:
            self.exact = np.concatenate([self.exact, losses[:room]])
        if len(losses) > room:
            self._extend_blocks(losses[room:])

    def add_test(self, epoch: int, loss: float, accuracy: float) -> None:
        """Add the test result after ``epoch``."""
        self.test_epochs = np.append(self.test_epochs, epoch)
        self.test_loss = np.append(self.test_loss, loss)
        self.test_accuracy = np.append(self.test_accuracy, accuracy)

    def rows(self) -> tuple[Array, Array, Array, Array]:
        """Last epoch, mean, least and greatest loss of each epoch or block kept, the open block included."""
        blocks = len(self.exact) + self.block_size * np.arange(1, len(self.mean) + 1)
        epochs = [np.arange(1, len(self.exact) + 1), blocks]
        mean, least, greatest = [self.exact, self.mean], [self.exact, self.least], [self.exact, self.greatest]
        if len(self.open):
            epochs.append(np.array([self.epochs]))
            mean.append(np.array([self.open.mean()]))
            least.append(np.array([self.open.min()]))
            greatest.append(np.array([self.open.max()]))
        return (
            np.concatenate(epochs).astype(np.float64),
            np.concatenate(mean),
            np.concatenate(least),
            np.concatenate(greatest),
        )

    def curve(self, most_points: int = 1000) -> Curve:
        """The learning curve in at most about ``most_points`` points, each for the same number of epochs."""
        epochs, mean, least, greatest = self.rows()
        width = 1
        while self.epochs > width * most_points:
            width *= 2  # in steps, so that the points of a growing curve do not wander
        if width > 1:
            starts = np.flatnonzero(np.diff((epochs - 1) // width, prepend=-1))
            lengths = np.diff(epochs, prepend=0)
            ends = np.append(starts[1:], len(epochs)) - 1
            mean = np.add.reduceat(mean * lengths, starts) / np.add.reduceat(lengths, starts)
            least, greatest = np.minimum.reduceat(least, starts), np.maximum.reduceat(greatest, starts)
            epochs = epochs[ends]
        stride = -(-len(self.test_epochs) // most_points) or 1
        tests = (self.test_epochs[::-stride][::-1], self.test_loss[::-stride][::-1])
        return Curve(*(frozen(each.copy()) for each in (epochs, mean, least, greatest, *tests)))

    def table(self) -> Iterator[tuple[int, float | None, float | None, float | None, float | None, float | None]]:
        """Rows for a spreadsheet: epoch, mean, least and greatest loss, test loss and accuracy; None where there is
        none."""
        losses = {int(epoch): tuple(values) for epoch, *values in zip(*self.rows(), strict=True)}
        tests = zip(self.test_epochs, self.test_loss, self.test_accuracy, strict=True)
        tested = {int(epoch): tuple(values) for epoch, *values in tests}
        for epoch in sorted(losses.keys() | tested.keys()):
            mean, least, greatest = losses.get(epoch, (None, None, None))
            test_loss, test_accuracy = tested.get(epoch, (None, None))
            yield epoch, mean, least, greatest, test_loss, test_accuracy

    def check(self) -> None:
        """Whether it is a history that training could have written.  Raises ValueError that says what is wrong."""
        losses = (self.mean, self.least, self.greatest)
        tests = (self.test_epochs, self.test_loss, self.test_accuracy)
        flat = all(each.ndim == 1 for each in (self.exact, self.open, self.last, *losses, *tests))
        if not flat:
            raise ValueError("its history makes no sense: its columns are not flat.")
        rules = (
            (len({len(each) for each in losses}) == 1 and len(self.mean) <= MOST_BLOCKS, "its blocks do not match"),
            (len({len(each) for each in tests}) == 1, "its test results do not match"),
            (len(self.exact) == EXACT or not len(self.mean) + len(self.open), "it has blocks too early"),
            (len(self.exact) <= EXACT, "it has too many single epochs"),
            (self.block_size.bit_count() == 1, "the size of its blocks is no power of two"),
            (len(self.open) < self.block_size, "its last block is too long"),
            (len(self.last) == min(LAST, self.epochs), "its last losses are not there"),
            (bool(np.all(np.diff(self.test_epochs, prepend=0) > 0)), "its test epochs do not grow"),
            (bool(np.all(self.test_epochs <= self.epochs)), "it was tested after its end"),
            (bool(np.all(self.test_epochs == np.floor(self.test_epochs))), "its test epochs are no whole numbers"),
            (_is_below(self.least, self.greatest), "its blocks are upside down"),
        )
        for holds, what_is_wrong in rules:
            if not holds:
                raise ValueError(f"its history makes no sense: {what_is_wrong}.")

    def copy(self) -> History:
        """A history of its own with the same content.  (Arrays are replaced when they grow, never written into.)"""
        return History(**vars(self))

    def _extend_blocks(self, losses: Array) -> None:
        waiting = np.concatenate([self.open, losses])
        while len(waiting) >= self.block_size:
            if len(self.mean) == MOST_BLOCKS:
                self._join_neighbours()
                continue
            whole = min(len(waiting) // self.block_size, MOST_BLOCKS - len(self.mean))
            rows = waiting[: whole * self.block_size].reshape(whole, self.block_size)
            waiting = waiting[whole * self.block_size :]
            self.mean = np.concatenate([self.mean, rows.mean(axis=1)])
            self.least = np.concatenate([self.least, rows.min(axis=1)])
            self.greatest = np.concatenate([self.greatest, rows.max(axis=1)])
        self.open = waiting.copy()

    def _join_neighbours(self) -> None:
        self.mean = self.mean.reshape(-1, 2).mean(axis=1)
        self.least = self.least.reshape(-1, 2).min(axis=1)
        self.greatest = self.greatest.reshape(-1, 2).max(axis=1)
        self.block_size *= 2


def _is_below(low: Array, high: Array) -> bool:
    return len(low) == len(high) and bool(np.all(low <= high))


def next_test_epoch(epoch: int) -> int:
    """The first epoch of the test grid after ``epoch``: each up to 1,000, then each tenth up to 10,000, and so on.

    The grid depends on nothing else, so that the same run has the same test curve in the window and in the terminal."""
    spacing: int = 10 ** max(0, len(str(epoch)) - 3)
    return (epoch // spacing + 1) * spacing
