"""A run at one moment: all that is needed to show it again, to go on with it, or to repeat it from its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.history import History
from engine.program import Array
from engine.recipe import Recipe


class RunError(ValueError):
    """A run cannot be read or does not fit its recipe; the message says what is wrong."""


@dataclass(frozen=True)
class Intervention:
    """What a person changed while the run was under way: the frozen recipe stays as it was, the run remembers."""

    update: int  # how many updates had been made
    what: str  # which of CHANGEABLE
    value: float


CHANGEABLE = ("learning_rate",)  # the fields of the recipe whose change bends the run without ending it


@dataclass(frozen=True)
class Moment:
    """Copies of all that an update changes, to come back to."""

    parameters: Array
    optimizer_state: dict[str, Array]
    network_state: dict[str, Array]


@dataclass(frozen=True)
class Run:
    """Copies of everything that training changes, beside the recipe from which it started."""

    recipe: Recipe
    interventions: tuple[Intervention, ...]
    updates: int
    parameters: Array  # (parameters,), as in the network
    optimizer_state: dict[str, Array]  # as the optimizer remembers it, by name
    network_state: dict[str, Array]  # what the layers remember beside their parameters, by name
    batch_losses: Array  # (updates of the epoch that is under way,)
    history: History

    def check_fit(self, expected: Moment, updates_per_epoch: int) -> None:
        """Whether it has what a trainer of its recipe keeps: the arrays of ``expected`` in shape and precision, and
        a loss for each update.  Raises RunError."""
        epochs, begun = divmod(self.updates, updates_per_epoch)
        _check("epochs of its history", self.history.epochs, epochs)
        _check("losses of the epoch under way", len(self.batch_losses), begun)
        _check("parameters", self.parameters.shape, expected.parameters.shape)
        _check_reach(self.parameters, expected.parameters)
        _check_state("optimizer's", self.optimizer_state, expected.optimizer_state)
        _check_state("network's", self.network_state, expected.network_state)


def _check_state(whose: str, found: Mapping[str, Array], expected: Mapping[str, Array]) -> None:
    for name, array in expected.items():
        _check(f"{whose} {name}", getattr(found.get(name), "shape", None), array.shape)
        _check_reach(found[name], array)
    _check(f"{whose} arrays", sorted(found), sorted(expected))


def _check(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise RunError(f"it does not fit its recipe: {what} should be {expected!s:.200}, but found {found!s:.200}.")


def _check_reach(found: Array, expected: Array) -> None:
    """Numbers that the run's precision does not hold would become infinite."""
    if np.abs(found).max(initial=0) > np.finfo(expected.dtype).max:
        raise RunError(f"it does not fit its recipe: it has numbers that {expected.dtype} does not reach.")
