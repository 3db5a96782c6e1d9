"""The chain rule for one weight, ∂L/∂w = ∂z/∂w · ∂a/∂z · ∂L/∂a, with numbers all the way from the weight to the loss.

How a layer's numbers depend on one another is not taken from what backpropagation found in this step, but asked of the
layers' own records anew: so the product can be compared with what backpropagation has.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.dependence import Dependence, Listeners
from engine.microscope import Line, Microscope
from engine.parts import Part, Signal
from engine.program import Array, quiet, start_of

MOST_TERMS = 8  # of a sum are written out; the rest is one number
MOST_FOLLOWED = 4  # neurons of a layer, those with the greatest shares, have equations of their own …
MOST_PIXELS = 2  # … and of an image so many pixels


@dataclass(frozen=True)
class Factor:
    """A number in a product, and the operation of the step that it comes from."""

    symbol: str
    value: float
    operation: int


@dataclass(frozen=True)
class Equation:
    """``symbol`` = a sum of products = ``value``."""

    symbol: str
    terms: tuple[tuple[Factor, ...], ...]  # the greatest of them, in their order
    rest: float  # the sum of those that are not written out …
    others: int  # … and how many they are
    value: float
    operation: int  # where the step itself calculates it
    is_all_over: bool = False  # whether those that are not written out are in other samples too


@dataclass(frozen=True)
class Trace:
    """One parameter in one operation of the update: numbers before and after, each with its name."""

    line: Line
    inputs: tuple[tuple[str, float], ...]
    before: float | None
    after: float


@dataclass(frozen=True)
class _Slope:
    """What the gradient is multiplied with, number by number, on its way back through an activation or a dropout."""

    values: Array  # (features, samples), a copy
    name: str  # such as σ′(z₁)
    operation: int  # the one that makes it


class ChainRule:
    """Everything that the chain rule needs of one step, copied; the microscope stands where it stood before."""

    def __init__(self, microscope: Microscope) -> None:
        self._of, self._ask = microscope, Dependence(microscope)
        self._parts = [part for part in microscope.parts if part.forward]
        position = microscope.position
        microscope.go(microscope.end_of("backward"))
        self._slopes = {part.place: _slope(microscope, part) for part in self._parts}
        self._gradients = {
            part.given.symbol: part.given.gradient.copy() for part in self._parts if part.given.gradient is not None
        }
        microscope.go(position)

    def parameter_symbol(self, layer: int, index: int) -> str:
        """W₂[3,1] or b₂[3], for the parameter ``index`` of those of layer ``layer``."""
        return self._of.parameter_symbol(layer, index)

    def equations(self, layer: int, index: int, sample: int) -> list[Equation]:
        """From ∂L/∂w, for the parameter ``index`` of those of layer ``layer``, to the loss, for one sample.

        The last adds up all samples of the batch, unless it has only one; those before it follow ``sample``."""
        part, symbol = self._of.weighted_part(layer), self.parameter_symbol(layer, index)
        made = self._of.makes_gradient(part, index)
        with self._ask.asking():
            slopes = self._ask.on_parameter(part, index)  # ∂z/∂w (features, samples)
            neurons = self._ask.reached_by(part, index)
            first, neurons = self._of_weight(symbol, part, slopes, neurons, sample, made)
            equations = [first, *self._to_the_right(self._parts.index(part), neurons, sample)]
        return [*equations, self._over_samples(symbol, part, slopes, made)] if self._of.samples > 1 else equations

    def trace(self, layer: int, index: int) -> list[Trace]:
        """What the update does to one parameter, operation by operation."""
        of, size = self._of, self._of.trainer.network.parameters.size
        place = of.part_of_layer(layer).start + index
        traces, position = [], of.position
        for line in of.lines:
            if line.phase == "update":
                look = of.look(line.number)
                inputs = tuple((each.name, _number_at(each.values, place, size)) for each in look.inputs)
                before = None if look.before is None else _number_at(look.before, place, size)
                traces.append(Trace(line, inputs, before, _number_at(look.result.values, place, size)))
        of.go(position)
        return traces

    # -- equations ----------------------------------------------------------------------------------------------------

    def _over_samples(self, symbol: str, part: Part, slopes: Array, made: int) -> Equation:
        with quiet():
            products = (slopes * self._gradient(part.given)).sum(axis=0)
        terms = [
            (Factor(f"sample {sample + 1}", float(product), part.given.came_back),)
            for sample, product in enumerate(products)
        ]
        return _equation(f"∂L/∂{symbol}", terms, made)

    def _of_weight(
        self, symbol: str, part: Part, slopes: Array, neurons: list[int], sample: int, made: int
    ) -> tuple[Equation, list[int]]:
        """∂L/∂w of one sample, and the neurons to be followed from there."""
        terms = []
        for neuron in neurons:
            slope = float(slopes[neuron, sample])
            first = Factor(f"∂{_at(part.given, neuron)}/∂{symbol}", slope, part.given.made)
            terms.append((first, *self._back_through(self._parts.index(part), neuron, sample)))
        equation = _equation(f"∂L/∂{symbol} of sample {sample + 1}", terms, made)
        return equation, _strongest(neurons, terms, part.given)

    def _back_through(self, number: int, neuron: int, sample: int) -> tuple[Factor, ...]:
        """∂L/∂ of what part ``number`` gives: the slopes of all that follows number by number, and what is behind."""
        factors: list[Factor] = []
        for slope in self._slopes_behind(number):
            value = float(slope.values[neuron, sample])
            factors.append(Factor(_indexed(slope.name, self._parts[number].given, neuron), value, slope.operation))
        return (*factors, self._came_back(self._parts[number + len(factors)].given, neuron, sample))

    def _slopes_behind(self, number: int) -> list[_Slope]:
        """Of the parts that follow part ``number`` and go number by number."""
        found: list[_Slope] = []
        for part in self._parts[number + 1 :]:
            slope = self._slopes[part.place]
            if slope is None:
                break
            found.append(slope)
        return found

    def _to_the_right(self, number: int, neurons: list[int], sample: int) -> Iterator[Equation]:
        """∂L/∂a of these neurons from all that listens to them, then δ of that, and so on to the loss."""
        while True:
            number += len(self._slopes_behind(number))
            signal = self._parts[number].given
            if number == len(self._parts) - 1:
                break
            number += 1
            part = self._parts[number]
            terms: list[tuple[Factor, ...]] = []
            found: list[int] = []
            asked = self._ask.on_inputs(part, neurons, sample, self._gradient(part.given))
            for neuron, listeners in zip(neurons, asked, strict=True):
                products = self._products(part, neuron, listeners, sample)
                yield _equation(_gradient_at(signal, neuron), products, signal.came_back, listeners)
                terms, found = [*terms, *products], [*found, *listeners.places]
            neurons = _strongest(found, terms, part.given)
            if self._slopes_behind(number):
                for neuron in neurons:
                    product = self._back_through(number, neuron, sample)
                    yield _equation(_gradient_at(part.given, neuron), [product], part.given.came_back)
        for neuron in neurons:
            last = self._came_back(signal, neuron, sample)
            yield Equation(last.symbol, (), 0.0, 0, last.value, last.operation)

    def _products(self, part: Part, neuron: int, listeners: Listeners, sample: int) -> list[tuple[Factor, ...]]:
        of = _at(part.taken, neuron)
        return [
            (
                Factor(f"∂{_at(part.given, to)}/∂{of}", slope, part.given.made),
                self._came_back(part.given, to, sample),
            )
            for to, slope in zip(listeners.places, listeners.slopes, strict=True)
        ]

    def _came_back(self, signal: Signal, neuron: int, sample: int) -> Factor:
        value = float(self._gradient(signal)[neuron, sample])
        return Factor(_gradient_at(signal, neuron), value, signal.came_back)

    def _gradient(self, signal: Signal) -> Array:
        """∂L/∂ of it (features, samples), as this step found it."""
        return self._gradients[signal.symbol]


def _slope(of: Microscope, part: Part) -> _Slope | None:
    """What a layer's last operation on the way back multiplies the gradient with; None where it does anything else."""
    heard = part.given.gradient
    if part.has_weights or not part.backward or heard is None:
        return None
    last = of.operations[part.backward[-1]]
    read = [each for each in last.inputs if isinstance(each, np.ndarray) and each.shape == heard.shape]
    factors = [each for each in read if start_of(each) != start_of(heard)]
    if last.function is not np.multiply or len(read) != 2 or len(factors) != 1:
        return None
    before = [*part.forward, *part.backward[:-1]]
    number = next((each for each in reversed(before) if start_of(of.operations[each].out) == start_of(factors[0])), -1)
    if number < 0:
        return None
    name = f"σ′({part.taken.symbol})" if part.symbols.is_activation else of.lines[number].result
    return _Slope(factors[0].copy(), name, number)


def _at(signal: Signal, feature: int) -> str:
    """z₁[3] or, in an image, z₁[2,3,4]: filter, row and column."""
    return _indexed(signal.symbol, signal, feature)


def _gradient_at(signal: Signal, feature: int) -> str:
    return _indexed(signal.gradient_symbol, signal, feature)


def _indexed(name: str, signal: Signal, feature: int) -> str:
    place = ",".join(str(int(each) + 1) for each in np.unravel_index(feature, signal.shape))
    return f"{name[:-1]}[{place}])" if name.endswith(")") else f"{name}[{place}]"


def _strongest(neurons: Sequence[int], terms: Sequence[tuple[Factor, ...]], signal: Signal) -> list[int]:
    """The neurons with the greatest shares, in their order; one that is in several terms has the share of all."""
    most = MOST_FOLLOWED if len(signal.shape) == 1 else MOST_PIXELS
    shares: dict[int, float] = dict.fromkeys(neurons, 0.0)
    for neuron, term in zip(neurons, terms, strict=True):
        shares[neuron] += abs(math.prod(factor.value for factor in term))
    return sorted(sorted(shares, key=lambda each: (-shares[each], each))[:most])


def _equation(
    symbol: str, terms: Sequence[tuple[Factor, ...]], operation: int, listeners: Listeners | None = None
) -> Equation:
    """With the greatest of the terms, in their order."""
    values = np.array([math.prod(factor.value for factor in term) for term in terms])
    chosen = np.sort(np.argsort(-np.abs(values), kind="stable")[:MOST_TERMS])
    left_out = np.delete(values, chosen)
    with quiet():
        total, rest = float(values.sum()), float(left_out.sum())
        if listeners is not None:
            total, rest = total + listeners.rest, rest + listeners.rest
    others = len(left_out) + (listeners.others if listeners is not None else 0)
    written = tuple(terms[each] for each in chosen)
    is_all_over = listeners is not None and listeners.is_all_over
    return Equation(symbol, written, rest, others, total, operation, is_all_over)


def _number_at(values: Array, place: int, size: int) -> float:
    """The number that concerns one of ``size`` parameters, in whatever an update works with."""
    if values.size == 1:
        return float(values.reshape(-1)[0])
    if values.shape[-1] == size:
        return float(values.reshape(-1, size)[0, place])
    return float(values.reshape(-1)[0])
