"""How what a layer gives depends on one of its weights, or on one number that it takes: asked of its own records.

What a layer gives is linear in each of its weights, and a weighted sum is linear in what comes in: so the forward
record is replayed with that one number at 1 and the others at 0.  Of all other layers the way back is replayed, with 1
as the gradient of a single number.  Neither uses what backpropagation has found in this step, which can so be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.microscope import Microscope
from engine.parts import Part
from engine.program import Array, quiet

MOST_ASKED = 16  # numbers that listen to another, of which each is asked how much


@dataclass(frozen=True)
class Listeners:
    """Which of the numbers that a layer gives depend on one that it takes, in one sample."""

    places: list[int]  # among the layer's features
    slopes: list[float]  # ∂ of each over ∂ of the number
    rest: float  # what comes back from all others …
    others: int  # … and how many they are
    is_all_over: bool  # whether some of these are in other samples


class Dependence:
    """Asks with every signal as the forward pass left it; afterwards all is as if nothing had been touched."""

    def __init__(self, microscope: Microscope) -> None:
        self._of, self._is_linear = microscope, dict[int, bool]()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask only inside."""
        of, position = self._of, self._of.position
        of.go(0)
        of.go(of.end_of("forward"))
        yield
        of.go(0)
        of.go(position)

    def on_parameter(self, part: Part, index: int) -> Array:
        """∂z/∂w (features, samples): what comes out with this parameter at 1 and all others at 0."""
        with self._restored(part):
            θ = self._parameters(part)
            θ[:] = 0.0
            θ[index] = 1.0
            return self._replayed(part)

    def reached_by(self, part: Part, index: int) -> list[int]:
        """The features that have the parameter in them, even where it is multiplied with 0 all over the batch."""
        with self._restored(part):
            part.taken.values[:] = np.random.default_rng(0).uniform(1.0, 2.0, part.taken.values.shape)
            return np.flatnonzero(np.any(self.on_parameter(part, index), axis=1)).tolist()

    def on_inputs(self, part: Part, features: Sequence[int], sample: int, gradient: Array) -> list[Listeners]:
        """What listens to each of these features, and how much; ``gradient``: ∂L/∂ of what the layer gives."""
        if part.has_weights and self._is_weighted_sum(part):
            with self._restored(part):
                return self._in_sums(part, features, sample)
        return [self._on_input(part, feature, sample, gradient) for feature in features]

    # -- how a layer is asked -----------------------------------------------------------------------------------------

    def _on_input(self, part: Part, feature: int, sample: int, gradient: Array) -> Listeners:
        changed = self._changed_by(part, feature, sample)  # (features, samples)
        is_all_over = bool(np.delete(changed, sample, axis=1).any())
        places = np.flatnonzero(changed[:, sample])
        if is_all_over:  # each number listens to all: this sample's own is told from the others
            places = places[places == feature]
        elif len(places) > MOST_ASKED:
            places = np.sort(places[np.argsort(-np.abs(gradient[places, sample]), kind="stable")[:MOST_ASKED]])
        slopes = [float(self._back(part, _one(gradient, place, sample))[feature, sample]) for place in places.tolist()]
        others, rest = int(changed.sum()) - len(places), 0.0
        if others:
            without = gradient.copy()
            without[places, sample] = 0.0
            rest = float(self._back(part, without)[feature, sample])
        return Listeners(places.tolist(), slopes, rest, others, is_all_over)

    def _in_sums(self, part: Part, features: Sequence[int], sample: int) -> list[Listeners]:
        """With weights of 1 it shows who listens to an input, even where the weights themselves are 0."""
        slopes = self._of_single_inputs(part, features, sample)
        heard = slopes
        if not all(each.all() for each in slopes):
            self._parameters(part)[:] = 1.0
            heard = self._of_single_inputs(part, features, sample)
        places = [np.flatnonzero(each) for each in heard]
        pairs = zip(places, slopes, strict=True)
        return [Listeners(own.tolist(), each[own].tolist(), 0.0, 0, is_all_over=False) for own, each in pairs]

    def _of_single_inputs(self, part: Part, features: Sequence[int], sample: int) -> list[Array]:
        """For each of these inputs ∂z/∂x (features,): with it at 1 and the others at 0, less the bias."""
        x = part.taken.values
        x[:] = 0.0
        nothing = self._replayed(part)[:, sample]
        slopes: list[Array] = []
        for feature in features:
            x[feature] = 1.0
            slopes.append(self._replayed(part)[:, sample] - nothing)
            x[feature] = 0.0
        return slopes

    def _is_weighted_sum(self, part: Part) -> bool:
        """Whether what it gives for two inputs added up is what it gives for each, added up."""
        if part.place not in self._is_linear:
            rng, shape, given = np.random.default_rng(0), part.taken.values.shape, []
            one, other = rng.normal(size=shape), rng.normal(size=shape)
            with self._restored(part):
                for x in (one, other, one + other, 0 * one):
                    part.taken.values[:] = x
                    given.append(self._replayed(part))
            size = float(np.abs(given).max(initial=1.0)) * np.sqrt(np.finfo(part.taken.values.dtype).eps)
            self._is_linear[part.place] = bool(np.allclose(given[0] + given[1], given[2] + given[3], rtol=0, atol=size))
        return self._is_linear[part.place]

    def _changed_by(self, part: Part, feature: int, sample: int) -> NDArray[np.bool_]:
        """Where another number at this place makes a difference."""
        changed = np.zeros(part.given.values.shape, np.bool_)
        with self._restored(part):
            before, x = self._replayed(part), part.taken.values
            for other in (x.max() + 1, x.min() - 1):
                x[feature, sample] = other
                changed |= self._replayed(part) != before
        return changed

    def _back(self, part: Part, gradient: Array) -> Array:
        """What comes back through a layer for another gradient than the step's."""
        heard, sent = part.given.gradient, part.taken.gradient
        assert heard is not None
        assert sent is not None
        heard[:] = gradient
        with quiet():
            for number in part.backward:
                self._of.operations[number].run()
        return sent.copy()

    def _replayed(self, part: Part) -> Array:
        with quiet():
            for number in part.forward:
                self._of.operations[number].run()
        return part.given.values.copy()

    def _parameters(self, part: Part) -> Array:
        where = self._of.part_of_layer(part.number) if part.has_weights else slice(0)
        return self._of.trainer.network.parameters[where]

    @contextmanager
    def _restored(self, part: Part) -> Iterator[None]:
        """What a layer takes, its weights and what it gives come back when it was asked."""
        θ = self._parameters(part)
        x, kept = part.taken.values.copy(), θ.copy()
        yield
        part.taken.values[:], θ[:] = x, kept
        self._replayed(part)


def _one(like: Array, place: int, sample: int) -> Array:
    """Zeros, and at one place 1."""
    gradient = np.zeros_like(like)
    gradient[place, sample] = 1.0
    return gradient
