"""One layer in its record, said as a person would: an activation by its function, an image's layer by its own words.

Whatever else there is, newcomers included, is printed operation by operation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.activations import Activation, Linear
from engine.program import start_of
from engine.scripts.functions import Functions, function_name, knobs_by_symbol
from engine.scripts.helpers import Helpers
from engine.scripts.identifiers import name_of, numbered, signal_name, spoken
from engine.scripts.image_layers import PRINTERS, Here
from engine.scripts.listing import Listing
from engine.scripts.measures import SAMPLES, Measures
from engine.scripts.parameters import Region, regions_of
from engine.scripts.recorded import Passed, Several
from engine.scripts.views import Arrays
from engine.trainer import Trainer

SIZES = Measures((("N", SAMPLES),))


class LayerPart:
    """Says the layers of a trainer's network in listings."""

    def __init__(self, trainer: Trainer, helpers: Helpers) -> None:
        self.trainer, self.regions = trainer, regions_of(trainer)
        self.functions = Functions(trainer.network.dtype, helpers)
        self.printed: dict[str, str] = {}  # the functions of activations, by name
        self._slopes: dict[str, str] = {}
        self._names: dict[tuple[object, ...], tuple[str, list[str]]] = {}  # of activations, and what their slopes take
        self._owners: dict[str, int] = {}  # of the names that values have, by the place of the layer

    def forward(self, listing: Listing, each: Passed, alone: set[str]) -> None:
        """The way from what the layer takes to what it gives.

        ``alone``: the formulas that it says where there is a single sample; the others depend on there being more."""
        memory = listing.memory
        layer, name = each.layer, signal_name(each.symbols.given)
        taken = memory.source(each.taken)
        if printer := PRINTERS.get(type(layer)):
            printer[0](layer, self._here(each, listing))
        elif isinstance(layer, Linear):
            listing.say(f"{name} = {{0}}", [taken], memory.made(name, each.given))
        elif isinstance(layer, Activation) and type(layer).record_forward is Activation.record_forward:
            function, _ = self._function(layer)
            listing.say(f"{name} = {function}({{0}})", [taken], memory.made(name, each.given))
        else:
            self._operations(listing, each, each.forward, alone)

    def backward(self, listing: Listing, each: Passed, alone: set[str]) -> None:
        """The way back, and the gradients of what the layer learns."""
        layer = each.layer
        assert each.heard is not None
        if printer := PRINTERS.get(type(layer)):
            printer[1](layer, self._here(each, listing))
        elif isinstance(layer, Activation) and type(layer).record_backward is Activation.record_backward:
            if each.told is not None:
                self._chain_rule(listing, each, layer)
        else:
            self._operations(listing, each, each.backward, alone)

    def _chain_rule(self, listing: Listing, each: Passed, layer: Activation) -> None:
        memory = listing.memory
        assert each.heard is not None
        assert each.told is not None
        z, a = signal_name(each.symbols.taken), signal_name(each.symbols.given)
        heard, remark = memory.source(each.heard), f"∂L/∂{z} = ∂L/∂{a} · ∂{a}/∂{z}"
        if isinstance(layer, Linear):
            line, sources = f"d{z} = {{0}}  # {remark}, and the slope is 1", [heard]
        else:
            function, used = self._function(layer)
            sources = [heard, *(memory.source({"z": each.taken, "a": each.given}[name]) for name in used)]
            arguments = ", ".join(f"{{{k}}}" for k in range(1, len(sources)))
            line = f"d{z} = {{0}} * {function}_slope({arguments})  # {remark}"
            self.printed[f"{function}_slope"] = self._slopes[function]
        listing.say(line, sources, memory.made(f"d{z}", each.told))

    def _function(self, layer: Activation) -> tuple[str, list[str]]:
        """The name of an activation's function, which is printed when it is asked for first."""
        key = (type(layer), *sorted((name, value) for name, value in vars(layer).items() if np.isscalar(value)))
        if key not in self._names:
            name = function_name(layer.name, lambda each: each in self.printed)
            forward, slope, used = self.functions.of_activation(layer, name)
            self.printed[name], self._slopes[name] = forward, slope
            self._names[key] = name, used
        return self._names[key]

    def _operations(self, listing: Listing, each: Passed, said: Sequence[Several], alone: set[str]) -> None:
        """A layer as its record says it."""
        listing.memory.constants.know(knobs_by_symbol(each.layer))
        listing.memory.measures = _sizes(each)
        for several in said:
            formula, out = several[0].formula, tuple(op.out for op in several)
            region = next((r for r in self.regions if _is_all(out, r, self.trainer)), None)
            name = f"d{region.name}" if region else self.own(name_of(formula, each.symbols), each.place)
            listing.operate(
                several, name or f"{spoken(formula)}_{each.place}", bool(name), numbered(formula, each.symbols),
                "" if formula in alone else "if N > 1:",
            )  # fmt: skip
        listing.memory.measures = SIZES

    def own(self, name: str, place: int) -> str:
        """A name that no other layer has."""
        return name if not name or self._owners.setdefault(name, place) == place else f"{name}_{place}"

    def _here(self, each: Passed, listing: Listing) -> Here:
        learned = [region for region in self.regions if region.place == each.place]
        return Here(each, learned, self.trainer.network.gradients, listing)


def _sizes(each: Passed) -> Measures:
    """What a layer can call how many samples there are, and how many pixels of all of them."""
    pixels = math.prod(each.shape[1:])
    of_all = (f"({pixels} * N)", tuple(pixels * samples for samples in SAMPLES))
    return Measures((("N", SAMPLES), *([of_all] if pixels > 1 else [])))


def _is_all(out: Arrays, region: Region, trainer: Trainer) -> bool:
    mine = region.of(trainer.network.gradients)
    return start_of(out[0]) == start_of(mine) and out[0].size == mine.size
