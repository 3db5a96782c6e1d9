"""What a gradient check has found, told to a person: array by array, in numbers, and in words that say what they mean.

The check is made for the batch that the next update would see, with the weights as they are.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.gradient_check import STEP, Bools, GoOn, check_gradients, layers_with_parameters, relative_error
from engine.layers import Layer
from engine.losses import Loss
from engine.network import Network
from engine.notation import subscript
from engine.program import Array
from engine.recipe import Recipe
from engine.run import Run
from engine.trainer import Trainer

TOLERANCE = 1e-6  # of a relative error: central differences of float64 are good to about 1e-9 where slopes are not tiny
HIDDEN_BY_DOUBT = 10.0  # a difference up to so many times the doubt of the numeric slope says nothing
MOST_CHECKED = 4000  # parameters: up to so many, all of them are checked
MOST_WORK = 1e10  # parameters checked, times parameters, times samples: a second or a few
LEAST_CHECKED = 10  # of each array, however large the network is
PARAMETER_NAMES = ("W", "b")  # the attributes of layers that hold what they learn, whatever they call it


class NoSlope(ValueError):
    """The loss is not a finite number, so that it has no slope to compare with; the message says why."""


class Verdict(StrEnum):
    """What the numbers say of one array."""

    AGREES = "agrees"
    DIFFERS = "differs"
    TOO_SMALL = "too small to tell"
    AT_KINKS = "all at kinks"


@dataclass(frozen=True)
class ArrayCheck:
    """The gradient of one array of parameters, all in the shape of the array itself."""

    name: str  # W₁, b₁, γ₂ …: layers with weights are counted from 1
    number: int  # the same number
    analytic: Array
    numeric: Array  # not a number where it was not computed
    doubt: Array  # how well the numeric slope is known
    at_kink: Bools
    checked: Bools

    @cached_property
    def compared(self) -> Bools:
        """Where there are two numbers that should agree."""
        return self.checked & ~self.at_kink

    @cached_property
    def error(self) -> float:
        """‖analytic - numeric‖ / max(‖analytic‖, ‖numeric‖) of what was compared."""
        return relative_error(self.analytic[self.compared], self.numeric[self.compared])

    @cached_property
    def kinks(self) -> int:
        """How many of its parameters were left out."""
        return int(self.at_kink.sum())

    @cached_property
    def worst(self) -> tuple[int, ...] | None:
        """Where the difference is largest; None where nothing was compared."""
        if not self.compared.any():
            return None
        difference = np.where(self.compared, np.abs(self.analytic - self.numeric), -1.0)
        return tuple(int(k) for k in np.unravel_index(int(difference.argmax()), difference.shape))

    @property
    def largest_difference(self) -> float:
        """The difference there; 0 where nothing was compared."""
        return 0.0 if self.worst is None else float(abs(self.analytic[self.worst] - self.numeric[self.worst]))

    @property
    def worst_name(self) -> str:
        """Such as W₂[2,4], counted from 1 as everywhere in the lecture; empty where nothing was compared."""
        return "" if self.worst is None else f"{self.name}[{','.join(str(each + 1) for each in self.worst)}]"

    @cached_property
    def verdict(self) -> Verdict:
        """Whether backpropagation is right, as far as can be told."""
        if self.worst is None:
            return Verdict.AT_KINKS
        if self.error <= TOLERANCE:
            return Verdict.AGREES
        difference = np.linalg.norm((self.analytic - self.numeric)[self.compared])
        hidden = difference <= HIDDEN_BY_DOUBT * np.linalg.norm(self.doubt[self.compared])
        return Verdict.TOO_SMALL if hidden else Verdict.DIFFERS


@dataclass(frozen=True)
class GradientReport:
    """The gradients of a whole network, compared with central differences."""

    arrays: tuple[ArrayCheck, ...]
    samples: int  # in the batch
    loss: float  # of the batch
    h: float
    seed: int  # with which the sample was drawn, where it was one

    @property
    def agrees(self) -> bool:
        """Whether no array differs."""
        return not self.named(Verdict.DIFFERS)

    def named(self, verdict: Verdict) -> list[str]:
        """The names of the arrays of which the numbers say that."""
        return [each.name for each in self.arrays if each.verdict is verdict]

    @property
    def sentence(self) -> str:
        """What has come out, and what it means."""
        right = [each for each in self.arrays if each.verdict is Verdict.AGREES]
        if not self.agrees:
            return self._what_is_wrong()
        if not right:
            return "Nothing can be told: of no gradient is there a numeric slope that is good enough to compare with."
        compared, worst = sum(int(each.compared.sum()) for each in right), max(right, key=_error)
        every = compared == sum(each.analytic.size for each in self.arrays)
        return (
            f"Backpropagation is right: all {compared:,} gradients{'' if every else ' that could be compared'} agree. "
            f"The largest relative error is {worst.error:.1e}, in {worst.name}; up to {TOLERANCE:.0e} is as good as "
            "equal, and a mistake in a formula usually gives more than 1e-02."
        )

    def _what_is_wrong(self) -> str:
        wrong = [each for each in self.arrays if each.verdict is Verdict.DIFFERS]
        return (
            f"Backpropagation is wrong in {_listed([each.name for each in wrong])}: the relative error is up to "
            f"{max(wrong, key=_error).error:.1e}, where at most {TOLERANCE:.0e} is expected. A mistake spoils its own "
            f"layer and all layers before it, so look at the last one first: {wrong[-1].name}, and the activation or "
            "loss behind it."
        )

    @property
    def notes(self) -> list[str]:
        """What there is to know about the numbers, a paragraph each: the step, and what was left out."""
        notes = [
            f"Each parameter w was moved up and down by h = {self.h:.0e}; its numeric slope is (L(w + h) - L(w - h)) "
            "/ 2h. It is wrong by about h², because the loss bends, and by the rounding of L divided by h: near the "
            "cube root of float64's rounding (2e-16) the two together are least."
        ]
        return notes + [note for note in (self._kinks(), self._too_small(), self._sample()) if note]

    def _kinks(self) -> str:
        kinks = sum(each.kinks for each in self.arrays)
        if not kinks:
            return ""
        return (
            f"{_counted(kinks, 'parameter was', 'parameters were')} left out at a kink: within ±h the slope of the "
            "loss jumps, as that of ReLU does at z = 0, and the central difference is a mixture of both slopes. "
            "Backpropagation takes one of them, which is not wrong."
        )

    def _too_small(self) -> str:
        names = self.named(Verdict.TOO_SMALL)
        if not names:
            return ""
        doubt = max(float(each.doubt[each.compared].max()) for each in self.arrays if each.name in names)
        return (
            f"Of {_listed(names)} nothing can be told: the gradient has all but vanished, and the numeric slope, "
            f"which rounding blurs by about {doubt:.0e}, cannot show it more exactly."
        )

    def _sample(self) -> str:
        every = sum(each.checked.size for each in self.arrays)
        checked = sum(int(each.checked.sum()) for each in self.arrays)
        if checked == every:
            return ""
        return (
            f"The network has {every:,} parameters, and each costs four forward passes: a random sample of "
            f"{checked:,} from all layers was checked (drawn with the seed {self.seed})."
        )


def gradient_report(trainer: Trainer, go_on: GoOn | None = None, h: float = STEP) -> GradientReport:
    """Checks all gradients of the trainer's network as it is now, on the batch of the next update.

    Changes nothing but the network's gradients, which each update computes anew.  Raises NoSlope and Cancelled."""
    X, T = next_batch(trainer)
    network, loss, seed = trainer.network, trainer.loss_function, trainer.recipe.seed
    value = loss.value(network.forward(X), T)
    if not np.isfinite(value):
        raise NoSlope(f"The loss is {value}, which has no slope to compare with: {_why_not_finite(loss)}")
    which = _sample(network, len(X), np.random.default_rng(seed))
    arrays: list[ArrayCheck] = []
    for number, each in enumerate(check_gradients(network, loss, X, T, h, which, go_on), 1):
        columns = (each.analytic, each.numeric, each.doubt, each.at_kink, each.checked)
        shaped = [named_arrays(each.layer, column) for column in columns]
        arrays += [
            ArrayCheck(name + subscript(number), number, *(column[name] for column in shaped)) for name in shaped[0]
        ]
    return GradientReport(tuple(arrays), len(X), value, h, seed)


def _why_not_finite(loss: Loss) -> str:
    if loss.outputs == Loss.outputs:
        return "the run has diverged. Begin again with a smaller learning rate."
    return f"{loss.name} takes outputs {loss.outputs}. Choose an output activation that keeps to them, or another loss."


def report_of(run: Run, go_on: GoOn | None = None) -> GradientReport:
    """The same for a run, which stays as it is: in double precision, without which no difference is small enough.

    Raises RunError, NoSlope and Cancelled."""
    in_double = replace(run, recipe=run.recipe.changed(precision=Recipe.precision))
    return gradient_report(Trainer.resumed(in_double), go_on)


def next_batch(trainer: Trainer) -> tuple[Array, Array]:
    """X (samples, …) and T (samples, outputs) of the batch that the next update would see."""
    columns = trainer.batches.batch(*divmod(trainer.updates, trainer.batches.per_epoch))
    shape = trainer.input_shape
    features = int(np.prod(shape))
    X = columns[:features].T.reshape(-1, *shape)
    return X.copy(), columns[features + 1 :].T.copy()


def named_arrays(layer: Layer, flat: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """What a vector (parameters,) of ``layer`` says of its W and of its b, each in its own shape.

    How a layer lies in a vector is its own business, so that a twin of it is asked.  They are called as the layer calls
    its first parameter and its last: W and b, or γ and β.  A layer whose parameters lie elsewhere is one array θ."""
    twin = copy.copy(layer)
    twin.bind(flat, flat)
    letters = [layer.parameter_name(index).partition("[")[0] for index in (0, len(flat) - 1)]
    arrays = [(letter, getattr(twin, name, None)) for letter, name in zip(letters, PARAMETER_NAMES, strict=True)]
    found = {letter: array for letter, array in arrays if isinstance(array, np.ndarray)}
    return found if sum(array.size for array in found.values()) == len(flat) else {"θ": flat}


def _sample(network: Network, samples: int, rng: np.random.Generator) -> list[int]:
    """The parameters to check, in order: all of a small network, and about as many of each array of a large one."""
    every = len(network.parameters)
    most = min(MOST_CHECKED, int(MOST_WORK / max(every * samples, 1)))
    if every <= most:
        return list(range(every))
    arrays = list(_places(network))
    share = max(LEAST_CHECKED, most // len(arrays))
    chosen = [array if len(array) <= share else rng.choice(array, share, replace=False) for array in arrays]
    return sorted(int(k) for k in np.concatenate(chosen))


def _places(network: Network) -> Iterator[NDArray[np.intp]]:
    """Where each array of parameters lies in the network's flat vector."""
    for _, layer, part in layers_with_parameters(network):
        for array in named_arrays(layer, np.arange(part.start, part.stop)).values():
            yield array.ravel()


def _error(each: ArrayCheck) -> float:
    return each.error


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
