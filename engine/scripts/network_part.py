"""Forward, layer by layer from x to y; backward, the same layers from dy to the gradients: both from the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from engine.layers import Dense, Layer
from engine.program import Array
from engine.scripts.constants import Constants
from engine.scripts.helpers import Helpers
from engine.scripts.identifiers import name_of
from engine.scripts.layer_part import SIZES, LayerPart
from engine.scripts.layout import function_text
from engine.scripts.listing import Listing
from engine.scripts.measures import SAMPLES
from engine.scripts.parameters import Region, cut
from engine.scripts.reading import Memory, Value, state_of
from engine.scripts.recorded import Passed, Recorded, recorded_pass
from engine.scripts.views import Arrays, overlap
from engine.trainer import Trainer

FORWARD = "From x to y, layer by layer; also what the way back needs to know."
BACKWARD = "From dy = ∂L/∂y back to the slope of L for every parameter, by the chain rule."
PREDICT = "What the network answers when it is only asked."


@dataclass(frozen=True)
class NetworkText:
    """The functions of the network, and what they hand to each other."""

    regions: list[Region]
    activations: list[str]
    functions: list[str]
    state: list[tuple[str, Array]]  # what layers remember, by name, as it is at first
    asks_apart: bool  # whether there is a function of its own for a network that is only asked


class NetworkPart:
    """Prints the network of a trainer that stands at its start."""

    def __init__(self, trainer: Trainer, helpers: Helpers) -> None:
        self.trainer, self.helpers = trainer, helpers
        self.layers = LayerPart(trainer, helpers)
        self.regions = self.layers.regions

    def text(self) -> NetworkText:
        """All of it."""
        trained = recorded_pass(self.trainer, training=True)
        self._alone = [_formulas(each) for each in recorded_pass(self.trainer, training=True, sizes=(1,)).layers]
        self.states = self._states(trained)
        forward, backward, memory = self._listings(trained)
        g, state = self._gathered(backward, memory)
        y = memory.source(trained.y).values[0]
        needed = backward.reads([g, *state])
        made = {value for item in backward.items for value in item.makes}
        roots = {memory.values[0]} | {each for item in forward.items for each in item.makes}
        kept = [each for each in memory.values if each in needed & roots and each not in made]
        texts = [self._forward(forward, y, kept), self._backward(backward, kept, g, state)]
        asked = recorded_pass(self.trainer, training=False)
        self._alone = [_formulas(each) for each in asked.layers]
        asks_apart = _said(asked) != _said(trained)
        if asks_apart:
            texts.append(self._predict(asked))
        start = [(name, arrays[0]) for name, arrays in self.states]
        return NetworkText(self.regions, list(self.layers.printed.values()), texts, start, asks_apart)

    # -- what is there from the beginning -----------------------------------------------------------------------------

    def _memory(self, recorded: Recorded) -> Memory:
        constants = Constants(recorded.symbols, {}, np.dtype(self.trainer.network.dtype), self.helpers, by_name=False)
        memory = Memory(SIZES, constants)
        memory.made("x", recorded.x)
        for each in self.regions:
            memory.made(each.name, (each.of(self.trainer.network.parameters),) * len(SAMPLES))
        for name, arrays in self.states:
            memory.made(name, arrays)
        return memory

    def _states(self, recorded: Recorded) -> list[tuple[str, Arrays]]:
        """What lives in the layers from update to update: its name, and where it lies."""
        memory = Memory(SIZES, Constants({}, {}, np.dtype(self.trainer.network.dtype), self.helpers))
        network = self.trainer.network
        known = [memory.made("x", recorded.x), *(memory.made("", (each,)) for each in
                 (network.parameters, network.gradients))]  # fmt: skip
        said = [each for layer in recorded.layers for each in layer.forward]
        said += [each for layer in reversed(recorded.layers) for each in layer.backward]
        found = state_of(said, known, network.state.values())
        return [(self._state_name(arrays, recorded), arrays) for arrays in found]

    def _state_name(self, arrays: Arrays, recorded: Recorded) -> str:
        for layer in recorded.layers:
            for several in (*layer.forward, *layer.backward):
                name = name_of(several[0].formula, layer.symbols)
                if name and overlap(several[0].out, arrays[0]):
                    return self.layers.own(name, layer.place)
        key = next(name for name, each in self.trainer.network.state.items() if overlap(each, arrays[0]))
        return key.replace(" ", "_")

    # -- layer by layer -----------------------------------------------------------------------------------------------

    def _listings(self, recorded: Recorded) -> tuple[Listing, Listing, Memory]:
        memory = self._memory(recorded)
        forward, backward = Listing(memory, self.helpers), Listing(memory, self.helpers)
        self._ahead(forward, recorded)
        assert recorded.dy is not None
        memory.made("dy", recorded.dy)
        for _, group in _grouped(reversed(recorded.layers)):
            layers = [each for each in group if each.backward]
            if layers:
                backward.remark(_heading(layers))
            for each in layers:
                self.layers.backward(backward, each, self._alone[each.place - 1])
        return forward, backward, memory

    def _ahead(self, listing: Listing, recorded: Recorded) -> None:
        """The layers from the first to the last."""
        for _, group in _grouped(recorded.layers):
            layers = [each for each in group if each.forward]
            if layers:
                listing.remark(_heading(layers))
            for each in layers:
                self.layers.forward(listing, each, self._alone[each.place - 1])

    # -- the functions ------------------------------------------------------------------------------------------------

    def _gathered(self, backward: Listing, memory: Memory) -> tuple[Value, list[Value]]:
        """The gradients in one row, as the parameters are, and what the layers remember now."""
        gradients = self.trainer.network.gradients
        sources = [memory.source((each.of(gradients),) * len(SAMPLES)) for each in self.regions]
        rows = [f"{{{k}}}{each.as_row}" for k, each in enumerate(self.regions)]
        g = memory.made("g", (gradients,) * len(SAMPLES))
        together = f"np.concatenate([{', '.join(rows)}])" if len(rows) > 1 else rows[0]
        backward.remark("All of them in one row, as the parameters are in θ")
        backward.say(f"g = {together}", sources, g, keep=True)
        return g, [memory.source(arrays).values[-1] for _, arrays in self.states]

    def _forward(self, listing: Listing, y: Value, kept: list[Value]) -> str:
        body = listing.body([y, *kept])
        names = ", ".join(each.name for each in kept) + ("," if len(kept) == 1 else "")
        return function_text("forward", self._arguments("x"), FORWARD,
                             [*self._start(listing, body, "x"), *body, f"return {y.name}, ({names})"])  # fmt: skip

    def _backward(self, listing: Listing, kept: list[Value], g: Value, state: list[Value]) -> str:
        body = listing.body([g, *state])
        names = ", ".join(each.name for each in kept)
        unpacked = f"{names}{',' if len(kept) == 1 else ''} = kept" if len(kept) != 1 else f"({names},) = kept"
        start = [unpacked, *self._start(listing, body, "dy")]
        if state:
            body = [*body, f"return g, ({', '.join(each.name for each in state)}{',' if len(state) == 1 else ''})"]
        else:
            body = [*body[:-1], f"return {body[-1].removeprefix('g = ')}"]
        return function_text("backward", self._arguments("dy", "kept"), BACKWARD, [*start, *body])

    def _predict(self, asked: Recorded) -> str:
        memory = self._memory(asked)
        listing = Listing(memory, self.helpers)
        self._ahead(listing, asked)
        y = memory.source(asked.y).values[0]
        body = listing.body([y])
        return function_text("predict", self._arguments("x"), PREDICT,
                             [*self._start(listing, body, "x"), *body, f"return {y.name}"])  # fmt: skip

    def _arguments(self, *first: str) -> list[str]:
        return [*first, "θ", *(["state"] if self.states else [])]

    def _start(self, listing: Listing, body: list[str], signal: str) -> list[str]:
        """The lines that take arrays from what the function is given."""
        said = "\n".join(body)
        return [*cut([each.name for each in self.regions], said, "matrices(θ)"),
                *cut([name for name, _ in self.states], said, "state"),
                *([f"N = {signal}.shape[1]"] if "N" in _words(said) else [])]  # fmt: skip


def _words(code: str) -> set[str]:
    return {each for line in code.split("\n") for each in _tokens(line.partition("#")[0])}


def _tokens(code: str) -> list[str]:
    return "".join(each if each.isidentifier() or each.isdigit() else " " for each in code).split()


def _grouped(layers: Sequence[Passed] | Iterator[Passed]) -> Iterator[tuple[int, list[Passed]]]:
    for number, group in groupby(layers, key=lambda each: each.symbols.number):
        yield number, list(group)


def _heading(layers: Sequence[Passed]) -> str:
    names = ", ".join(_name(each.layer) for each in layers)
    number = layers[0].symbols.number
    return f"Layer {number}: {names}" if number else f"Before layer 1: {names}"


def _name(layer: Layer) -> str:
    if isinstance(layer, Dense):
        return f"Dense {layer.inputs} → {layer.outputs}"
    written = repr(layer)
    says_more = written.startswith(f"{layer.name}(") and not written.endswith("()") and " at 0x" not in written
    return written if says_more else layer.name


def _formulas(layer: Passed) -> set[str]:
    return {each[0].formula for each in (*layer.forward, *layer.backward)}


def _said(recorded: Recorded) -> list[str]:
    return [each[0].formula for layer in recorded.layers for each in layer.forward]
