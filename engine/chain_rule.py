"""The chain rule for one weight, ∂L/∂w = ∂z/∂w · ∂a/∂z · ∂L/∂a, with numbers all the way from the weight to the loss.

How a sum z depends on one of its weights or inputs is not taken from the backward pass: the layer's own forward record
is replayed with that one number at 1 and the others at 0, since z is linear in either.  So the product can be compared
with what backpropagation found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from engine.microscope import Line, Microscope
from engine.notation import signal_symbol, subscript
from engine.program import Array, Operation, quiet, start_of

MOST_TERMS = 8  # of a sum are written out; the rest is one number
MOST_FOLLOWED = 4  # neurons of a layer, those with the greatest shares, have equations of their own


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


@dataclass(frozen=True)
class Trace:
    """One parameter in one operation of the update: numbers before and after, each with its name."""

    line: Line
    inputs: tuple[tuple[str, float], ...]
    before: float | None
    after: float


@dataclass(frozen=True)
class _Part:
    """One layer of the engine in the step: the operations that go forward in it, and what it takes and gives."""

    number: int  # of the layer with weights that it is or follows
    has_weights: bool
    forward: tuple[Operation, ...]
    x: Array  # (features, samples), where its input lies
    out: Array  # (features, samples)
    gradient: Array  # ∂L/∂out (features, samples), a copy
    made: int  # the number of the operation that makes out …
    came_back: int  # … of the one that makes ∂L/∂out …
    local: int  # … and of the one that makes the gradient of its weights or, of an activation, the slope
    slope: Array  # what ``local`` makes, a copy


class ChainRule:
    """Everything that the chain rule needs of one step, copied; the microscope stands where it stood before."""

    def __init__(self, microscope: Microscope) -> None:
        self._of = microscope
        position = microscope.position
        microscope.go(microscope.end_of("backward"))
        self._parts = list(_parts(microscope))
        microscope.go(position)

    def parameter_symbol(self, layer: int, index: int) -> str:
        """W₂[3,1] or b₂[3], for the parameter ``index`` of those of layer ``layer``."""
        letter, place = self._of.weighted_layer(layer).parameter_name(index).split("[")
        return f"{letter}{subscript(layer)}[{place}"

    def equations(self, layer: int, index: int, sample: int) -> list[Equation]:
        """From ∂L/∂w, for the parameter ``index`` of those of layer ``layer``, to the loss, for one sample.

        The last adds up all samples of the batch, unless it has only one; those before it follow ``sample``."""
        of, symbol = self._of, self.parameter_symbol(layer, index)
        start = next(place for place, part in enumerate(self._parts) if part.has_weights and part.number == layer)
        part = self._parts[start]
        with self._before_the_way_back():
            local = self._with_parameter_alone(part, index)  # ∂z/∂w (outputs, samples)
            neurons = self._reached_by(part, index)
            equations = [self._of_weight(symbol, part, local[:, sample], neurons, sample)]
            equations += self._to_the_right(start, neurons, sample)
        return [*equations, self._over_samples(symbol, part, local)] if of.samples > 1 else equations

    def trace(self, layer: int, index: int) -> list[Trace]:
        """What the update does to one parameter, operation by operation."""
        of, size = self._of, self._of.trainer.network.parameters.size
        place = of.part_of_layer(layer).start + index
        traces, position = [], of.position
        for line in of.lines:
            if line.phase == "update":
                look = of.look(line.number)
                inputs = tuple((each.name, _at(each.values, place, size)) for each in look.inputs)
                before = None if look.before is None else _at(look.before, place, size)
                traces.append(Trace(line, inputs, before, _at(look.result.values, place, size)))
        of.go(position)
        return traces

    # -- equations ----------------------------------------------------------------------------------------------------

    def _over_samples(self, symbol: str, part: _Part, local: Array) -> Equation:
        with quiet():
            products = (local * part.gradient).sum(axis=0)
        terms = [
            (Factor(f"sample {sample + 1}", float(product), part.came_back),)
            for sample, product in enumerate(products)
        ]
        return _equation(f"∂L/∂{symbol}", terms, part.local)

    def _of_weight(self, symbol: str, part: _Part, local: Array, neurons: Iterable[int], sample: int) -> Equation:
        z, number = f"z{subscript(part.number)}", self._parts.index(part)
        terms = []
        for neuron in neurons:
            here = f"[{neuron + 1}]"
            first = Factor(f"∂{z}{here}/∂{symbol}", float(local[neuron]), part.made)
            terms.append((first, *self._back_to_activation(number, int(neuron), sample)))
        return _equation(f"∂L/∂{symbol} of sample {sample + 1}", terms, part.local)

    def _back_to_activation(self, number: int, neuron: int, sample: int) -> tuple[Factor, ...]:
        """δ of a sum as a product: the slopes of what follows it, and ∂L/∂a behind them."""
        factors: list[Factor] = []
        part = self._parts[number]
        for after in self._parts[number + 1 :]:
            if after.has_weights:
                break
            slope = float(after.slope[neuron, sample])
            factors.append(Factor(f"σ′(z{subscript(after.number)}[{neuron + 1}])", slope, after.local))
            part = after
        symbol = f"∂L/∂{self._signal(part.number)}[{neuron + 1}]"
        return (*factors, Factor(symbol, float(part.gradient[neuron, sample]), part.came_back))

    def _to_the_right(self, start: int, neurons: Iterable[int], sample: int) -> Iterator[Equation]:
        """∂L/∂a of these neurons from the sums that they go into, then δ of those, and so on to the loss."""
        places = [place for place, part in enumerate(self._parts) if part.has_weights and place > start]
        for place in places:
            part, chosen = self._parts[place], list(neurons)
            delta, z = f"δ{subscript(part.number)}", f"z{subscript(part.number)}"
            before = self._signal(part.number - 1)
            weights = {neuron: self._with_one_input(part, neuron)[:, sample] for neuron in chosen}
            for neuron in chosen:
                terms = [
                    (
                        Factor(f"∂{z}[{to + 1}]/∂{before}[{neuron + 1}]", float(weight), part.made),
                        Factor(f"{delta}[{to + 1}]", float(part.gradient[to, sample]), part.came_back),
                    )
                    for to, weight in enumerate(weights[neuron])
                ]
                yield _equation(f"∂L/∂{before}[{neuron + 1}]", terms, self._parts[place - 1].came_back)
            with quiet():
                shares = np.abs(np.array(list(weights.values())) * part.gradient[:, sample]).sum(axis=0)
            neurons = np.sort(np.argsort(-shares, kind="stable")[:MOST_FOLLOWED]).tolist()
            for neuron in neurons:
                factors = self._back_to_activation(place, neuron, sample)
                yield _equation(f"{delta}[{neuron + 1}]", [factors], part.came_back)
        last = self._parts[-1]
        for neuron in neurons:
            value = float(last.gradient[neuron, sample])
            yield Equation(f"∂L/∂y[{neuron + 1}]", (), 0.0, 0, value, last.came_back)

    def _signal(self, number: int) -> str:
        return signal_symbol(number, self._of.depth)

    # -- how a sum depends on one number ------------------------------------------------------------------------------

    def _reached_by(self, part: _Part, index: int) -> list[int]:
        """The neurons in whose sums the parameter is, even where what it is multiplied with is 0 all over the batch."""
        kept = part.x.copy()
        part.x[:] = 1.0
        made = self._with_parameter_alone(part, index)
        part.x[:] = kept
        return np.flatnonzero(np.any(made, axis=1)).tolist()

    def _with_parameter_alone(self, part: _Part, index: int) -> Array:
        """∂z/∂w (outputs, samples): what comes out with this parameter at 1 and all others at 0."""
        θ = self._of.trainer.network.parameters[self._of.part_of_layer(part.number)]
        kept = θ.copy()
        θ[:] = 0.0
        θ[index] = 1.0
        made = _replayed(part)
        θ[:] = kept
        return made

    def _with_one_input(self, part: _Part, feature: int) -> Array:
        """∂z/∂a (outputs, samples): what comes out with this input at 1 and the others at 0, less the bias."""
        part.x[:] = 0.0
        nothing = _replayed(part)
        part.x[feature] = 1.0
        return _replayed(part) - nothing

    @contextmanager
    def _before_the_way_back(self) -> Iterator[None]:
        """With every signal as the forward pass left it, and afterwards as if nothing had been touched."""
        of, position = self._of, self._of.position
        of.go(0)
        of.go(of.end_of("forward"))
        x = of.x.copy()
        yield
        of.x[:] = x
        of.go(0)
        of.go(position)


def _replayed(part: _Part) -> Array:
    with quiet():
        for operation in part.forward:
            operation.run()
    return part.out.copy()


def _parts(of: Microscope) -> Iterator[_Part]:
    """The layers of the network in the step, after its way back."""
    x, last = of.x, len(of.trainer.network.layers)
    for layer in range(1, last + 1):
        forward, back = of.numbers("forward", layer), of.numbers("backward", layer)
        after = of.numbers("backward", layer + 1)
        out = of.operations[forward[-1]].out
        came_back = after[-1] if after else of.end_of("loss") - 1
        weighted = of.trainer.network.layers[layer - 1].parameter_count > 0
        local = back[0] if weighted else _slope(of, back)
        yield _Part(
            number=of.number_of_layer(layer),
            has_weights=weighted,
            forward=tuple(of.operations[each] for each in forward),
            x=x,
            out=out,
            gradient=of.operations[came_back].out[: len(out)].copy(),
            made=forward[-1],
            came_back=came_back,
            local=local,
            slope=of.operations[local].out.copy(),
        )
        x = out


def _slope(of: Microscope, numbers: list[int]) -> int:
    """Of the operations of an activation's way back, the one whose result the last one multiplies with: the slope."""
    *before, last = numbers
    read = [start_of(each) for each in of.operations[last].inputs]
    return next(each for each in reversed(before) if start_of(of.operations[each].out) in read)


def _equation(symbol: str, terms: Sequence[tuple[Factor, ...]], operation: int) -> Equation:
    """With the greatest of the terms, in their order."""
    values = np.array([math.prod(factor.value for factor in term) for term in terms])
    chosen = np.sort(np.argsort(-np.abs(values), kind="stable")[:MOST_TERMS])
    rest = np.delete(values, chosen)
    with quiet():
        total, others = float(values.sum()), float(rest.sum())
    written = tuple(terms[each] for each in chosen)
    return Equation(symbol, written, others, len(rest), total, operation)


def _at(values: Array, place: int, size: int) -> float:
    """The number that concerns one of ``size`` parameters, in whatever an update works with."""
    if values.size == 1:
        return float(values.reshape(-1)[0])
    if values.shape[-1] == size:
        return float(values.reshape(-1, size)[0, place])
    return float(values.reshape(-1)[0])
