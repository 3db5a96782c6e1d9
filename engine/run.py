"""A run at one moment: all that is needed to show it again, to go on with it, or to repeat it from its start."""

from __future__ import annotations

from dataclasses import dataclass

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
