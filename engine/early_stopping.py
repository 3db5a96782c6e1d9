"""A network that trains on after it has understood begins to learn its samples by heart: stop while it is at its best.

Prechelt, "Early stopping – but when?", 1998.
"""

from __future__ import annotations

import numpy as np

from engine.network import Network
from engine.program import Array


class EarlyStopping:
    """Watches a loss at the end of each epoch, keeps the best network so far, and in the end hands it back."""

    def __init__(self, network: Network, patience: int) -> None:
        """``patience``: how many epochs without a better loss are borne."""
        self.patience = patience
        self._now = {"parameters": network.parameters, **network.state}  # the network's own arrays
        self._best = {name: array.copy() for name, array in self._now.items()}
        self._loss = np.array(np.finfo(np.float64).max)  # losses are compared in double precision, whatever the run's
        self._epoch, self._waited = np.array(0.0), np.array(0.0)

    @property
    def state(self) -> dict[str, Array]:
        """All that it remembers, by name: saved with a run, and restored in place."""
        best = {f"best {name}": array for name, array in self._best.items()}
        return {**best, "best loss": self._loss, "best epoch": self._epoch, "epochs without a better": self._waited}

    @property
    def best_epoch(self) -> int:
        """After how many epochs the network was at its best."""
        return int(self._epoch)

    @property
    def best_loss(self) -> float:
        """The least loss seen; as large as a number can be before the first."""
        return float(self._loss)

    @property
    def is_over(self) -> bool:
        """Whether patience is at its end, and the network the best one again."""
        return bool(self._waited >= self.patience)

    def look(self, epoch: int, loss: float) -> None:
        """Take note of the loss after so many epochs; when patience ends, the network becomes its best self again."""
        if loss < self._loss:
            self._loss[...], self._epoch[...], self._waited[...] = loss, epoch, 0
            _copy(self._now, self._best)
            return
        self._waited += 1
        if self.is_over:
            _copy(self._best, self._now)


def _copy(source: dict[str, Array], target: dict[str, Array]) -> None:
    for name, array in target.items():
        array[...] = source[name]
