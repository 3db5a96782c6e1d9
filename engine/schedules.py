"""Large steps find the valley, small steps its floor: a schedule changes the learning rate while the training goes on.

In each epoch, counted from 0, the optimizer works with ρ = ρ₀ share: ρ₀ is the learning rate that a person has set, and
the schedule says the share.  B is how many updates an epoch has.  Sorted from simple to hard; the rules are those of
torch.optim.lr_scheduler.  To add one, write a class that says the share of an epoch.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.knobs import Adjustable, knob
from engine.optimizers import SGD, Optimizer
from engine.program import Array, Place, Record
from engine.registry import Registered, Registry


class Schedule(ABC, Adjustable, Registered):
    """Writes into an optimizer's rate.  What it remembers is part of the optimizer's state, and saved with it."""

    @abstractmethod
    def bind(self, optimizer: Optimizer, updates_per_epoch: int) -> None:
        """Guide this optimizer, which is bound itself, from now on, and begin with epoch 0."""

    @abstractmethod
    def record(self, L: Array, do: Record) -> None:
        """Says ρ = ρ₀ share for the optimizer's operations that follow; ``L`` will hold the loss of the same update."""

    def shares(self, losses: Sequence[float]) -> Array:
        """The share (epochs,) of each epoch of a run with these losses, which matter to a few schedules only."""
        optimizer, schedule = SGD(learning_rate=1.0), copy(self)  # which goes on to guide what it guides
        optimizer.bind(np.zeros(1), np.zeros(1))
        schedule.bind(optimizer, updates_per_epoch=1)
        do = Record(samples=1)
        L, shares = do.number(), []
        schedule.record(L, do)
        program = do.program()
        for loss in losses:
            L[...] = loss
            program.run()
            shares.append(float(optimizer.rate))
        return np.array(shares)


SCHEDULES: Registry[Schedule] = Registry("schedule")


def factor_knob(default: float, step: float) -> Any:
    """The knob of schedules that multiply again and again."""
    return knob(
        default, label="Factor", symbol="γ", low=0.001, high=1.0, step=step,
        help="What the learning rate is multiplied with each time.",
    )


def epochs_knob(default: int, label: str, text: str) -> Any:
    """A knob that counts epochs."""
    return knob(default, label=label, symbol="E", low=1, high=1_000_000_000, unit="epochs", help=text)


@SCHEDULES.register("Constant")
@dataclass(eq=False)
class Constant(Schedule):
    """The learning rate stays as it is:  share = 1."""

    def bind(self, optimizer: Optimizer, updates_per_epoch: int) -> None:
        """The optimizer needs no guide."""

    def record(self, L: Array, do: Record) -> None:
        """Costs nothing."""


@dataclass(eq=False)
class ByEpoch(Schedule):
    """A share that depends on nothing but the epoch."""

    def bind(self, optimizer: Optimizer, updates_per_epoch: int) -> None:
        self._optimizer, self._updates_per_epoch = optimizer, updates_per_epoch
        optimizer.follow_a_schedule()
        self._updates = optimizer.remember("updates", counts=True)
        do = Record(samples=1, dtype=optimizer.dtype)
        self._record_rate(do)
        do.program().run()  # so that the rate is true before the first update too

    def record(self, L: Array, do: Record) -> None:
        do.place = Place("update", self.name)
        self._record_rate(do)
        do("updates = updates + 1", np.add, self._updates, do.constant(1), out=self._updates)

    def _record_rate(self, do: Record) -> None:
        B = do.constant(self._updates_per_epoch, "B")
        epoch = do("epoch = ⌊updates / B⌋", np.floor_divide, self._updates, B, out=do.number())
        share = self.record_share(epoch, do)
        do("ρ = ρ₀ share", np.multiply, self._optimizer.base_rate, share, out=self._optimizer.rate)

    @abstractmethod
    def record_share(self, epoch: Array, do: Record) -> Array:
        """Says the share of an epoch, both arrays without axes."""


@SCHEDULES.register("Step")
@dataclass(eq=False)
class Step(ByEpoch):
    """Every few epochs the learning rate falls by a factor:  share = γ^⌊epoch / E⌋.

    PyTorch calls it StepLR."""

    every: int = epochs_knob(5000, "Every", "After how many epochs the learning rate falls, again and again.")
    factor: float = factor_knob(0.5, step=0.05)

    def record_share(self, epoch: Array, do: Record) -> Array:
        falls = do("⌊epoch / E⌋", np.floor_divide, epoch, do.constant(self.every, "E"), out=do.number())
        return do("share = γ^⌊epoch / E⌋", np.power, do.constant(self.factor, "γ"), falls, out=do.number())


@SCHEDULES.register("Exponential")
@dataclass(eq=False)
class Exponential(ByEpoch):
    """The learning rate falls a little in every epoch:  share = γ^epoch.

    PyTorch calls it ExponentialLR."""

    factor: float = factor_knob(0.9999, step=0.0001)

    def record_share(self, epoch: Array, do: Record) -> Array:
        return do("share = γ^epoch", np.power, do.constant(self.factor, "γ"), epoch, out=do.number())


@SCHEDULES.register("Cosine")
@dataclass(eq=False)
class Cosine(ByEpoch):
    """Falls slowly, then fast, then slowly to 0, as a cosine does:  share = (1 + cos(π epoch / E)) / 2.

    After E epochs it rises again, and so on.  Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm
    restarts", 2017; PyTorch calls it CosineAnnealingLR."""

    length: int = epochs_knob(20_000, "Length", "In how many epochs the learning rate falls to nothing.")

    def record_share(self, epoch: Array, do: Record) -> Array:
        share = do("π epoch / E", np.multiply, epoch, do.constant(np.pi / self.length, "π / E"), out=do.number())
        do("cos(π epoch / E)", np.cos, share, out=share)
        do("1 + cos(π epoch / E)", np.add, do.constant(1), share, out=share)
        return do("share = (1 + cos(π epoch / E)) / 2", np.divide, share, do.constant(2), out=share)


@SCHEDULES.register("Warm-up")
@dataclass(eq=False)
class WarmUp(ByEpoch):
    """Begins with small steps while nothing is known yet:  share = s₀ + (1 - s₀) min(epoch / E, 1).

    Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017; PyTorch calls it LinearLR."""

    length: int = epochs_knob(100, "Length", "In how many epochs the learning rate grows to what is set.")
    start: float = knob(
        0.1, label="Start", symbol="s₀", low=0.0, high=1.0, step=0.05,
        help="With which share of the learning rate the training begins.",
    )

    def record_share(self, epoch: Array, do: Record) -> Array:
        share, one = do.number(), do.constant(1)
        do("epoch / E", np.divide, epoch, do.constant(self.length, "E"), out=share)
        do("epoch / E ≤ 1", np.minimum, share, one, out=share)
        do("(1 - s₀) epoch / E", np.multiply, share, do.constant(1 - self.start, "1 - s₀"), out=share)
        return do("share = s₀ + (1 - s₀) min(epoch / E, 1)", np.add, do.constant(self.start, "s₀"), share, out=share)


@SCHEDULES.register("Reduce on plateau")
@dataclass(eq=False)
class ReduceOnPlateau(Schedule):
    """The learning rate falls when the loss no longer does:  share = share γ after more than p epochs without progress.

    What counts is the mean of an epoch's losses; progress is one below the best so far by more than a ten-thousandth
    of it.  PyTorch calls it ReduceLROnPlateau."""

    factor: float = factor_knob(0.5, step=0.05)
    wait: int = knob(
        1000, label="Wait", symbol="p", low=0, high=10_000_000, unit="epochs",
        help="How many epochs without progress are borne before the learning rate falls.",
    )

    def bind(self, optimizer: Optimizer, updates_per_epoch: int) -> None:
        self._optimizer, self._updates_per_epoch = optimizer, updates_per_epoch
        optimizer.follow_a_schedule()
        self._share = optimizer.remember("share", start=1.0)
        self._memory = optimizer.remember("plateau", 4, counts=True)
        self._memory[:] = np.finfo(np.float64).max, 0, 0, 0

    def record(self, L: Array, do: Record) -> None:
        do.place, share = Place("update", self.name), self._share
        do("ρ = ρ₀ share", np.multiply, self._optimizer.base_rate, share, out=self._optimizer.rate)
        B = do.constant(self._updates_per_epoch, "B")
        γ, p = do.constant(self.factor, "γ"), do.constant(self.wait, "p")
        ρ, memory = self._optimizer.rate, self._memory
        formula = "share = share γ after p epochs without progress"
        do(formula, reduced_on_plateau, L, memory, B, p, γ, ρ, out=share)


PROGRESS = 1e-4  # the share of the best loss by which a better one must be below it
LEAST_FALL = 1e-8  # of a learning rate: one that would fall by less stays


def reduced_on_plateau(L: Array, memory: Array, B: Array, p: Array, γ: Array, ρ: Array, share: Array) -> None:
    """Notes the loss of an update.  The last of an epoch decides on the share, which counts from the update after it.

    ``memory``: the best loss of an epoch, the epochs since then, and of this epoch the sum of its losses and how many
    they are."""
    best, waited, total, updates = memory.tolist()
    total, updates = total + L.item(), updates + 1
    if updates == B:
        loss = total / updates
        best, waited = (loss, 0) if loss < best * (1 - PROGRESS) else (best, waited + 1)
        total, updates = 0, 0
        if waited > p:
            share *= γ if ρ * (1 - γ) > LEAST_FALL else 1
            waited = 0
    memory[:] = best, waited, total, updates
