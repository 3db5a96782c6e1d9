"""What follows the gradients, from the record: penalties, a schedule that looks at losses, and the optimizer's step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.program import Array
from engine.scripts.constants import Constants
from engine.scripts.functions import defined, first_line, symbols_and_knobs
from engine.scripts.helpers import Helpers
from engine.scripts.identifiers import identifier, name_of, spoken
from engine.scripts.layout import function_text
from engine.scripts.listing import Listing
from engine.scripts.measures import SAMPLES, Measures
from engine.scripts.parameters import Region, is_weight_code
from engine.scripts.reading import Memory, Value, state_of
from engine.scripts.recorded import Several, Update, recorded_update
from engine.scripts.views import Arrays, overlap
from engine.trainer import Trainer


@dataclass(frozen=True)
class UpdateText:
    """The function that moves the parameters, and what it asks for."""

    text: str
    arguments: list[str]  # beside θ and g: ρ, ρ0, L, memory
    memory: list[tuple[str, Array]]  # what is remembered from update to update, by name, as it is at first
    constants: list[str]  # statements that the function needs


class UpdatePart:
    """Prints the update of a trainer that stands at its start."""

    def __init__(self, trainer: Trainer, regions: list[Region], helpers: Helpers) -> None:
        self.trainer, self.regions, self.helpers = trainer, regions, helpers

    def text(self) -> UpdateText:
        """All of it."""
        update, trainer = recorded_update(self.trainer), self.trainer
        symbols, knobs = symbols_and_knobs([update], trainer.optimizer)
        recipe = trainer.recipe
        knobs |= {"λ₂": recipe.l2, "λ₁": recipe.l1, "c": recipe.clip_norm}
        self.constants = Constants(symbols, knobs, np.dtype(trainer.network.dtype), self.helpers)
        memory, roots = self._memory(update)
        listing = Listing(memory, self.helpers)
        parts = {each[0].place.name for each in update.operations}
        for several in update.operations:
            self._operation(listing, several, len(parts) > 1)
        θ = memory.source((trainer.network.parameters,) * len(SAMPLES)).values[0]
        states = [memory.source(arrays).values[-1] for _, arrays in self.states]
        body = listing.body([θ, *states])
        return self._text(update, body, θ, states, roots)

    def _memory(self, update: Update) -> tuple[Memory, list[str]]:
        """What is there before the update, and the names of what the function is given."""
        trainer, memory = self.trainer, Memory(Measures(()), self.constants)
        optimizer, several = trainer.optimizer, len(SAMPLES)
        given = {"θ": trainer.network.parameters, "g": trainer.network.gradients, "L": update.L[0]}
        rate = "ρ0" if any(overlap(each[0].out, optimizer.rate) for each in update.operations) else "ρ"
        given[rate] = optimizer.base_rate if rate == "ρ0" else optimizer.rate
        for name, array in given.items():
            memory.made(name, (array,) * several)
        if update.is_weight is not None:
            memory.made("IS_WEIGHT", (update.is_weight,) * several)
        rates = (optimizer.base_rate, optimizer.rate)
        said = [each for each in optimizer.state.values() if not any(each is rate for rate in rates)]
        found = state_of(update.operations, memory.values, said)
        self.states = [(self._name(arrays, update), arrays) for arrays in found]
        for name, arrays in self.states:
            memory.made(name, arrays)
        return memory, list(given)

    def _name(self, arrays: Arrays, update: Update) -> str:
        """What the formulas call something that is remembered, or the optimizer itself."""
        for several in update.operations:
            out = several[0].out
            if overlap(out, arrays[0]) and (name := name_of(several[0].formula)):
                return name
        state = self.trainer.optimizer.state
        return next(identifier(name) or "kept" for name, each in state.items() if overlap(each, arrays[0]))

    def _operation(self, listing: Listing, several: Several, with_heading: bool) -> None:
        formula, place = several[0].formula, several[0].place.name
        if with_heading and place != self._place:
            self._place = place
            listing.remark(place)
        name = name_of(formula)
        listing.operate(several, name or spoken(formula), bool(name), formula)

    _place = ""

    def _text(self, update: Update, body: list[str], θ: Value, states: list[Value], roots: list[str]) -> UpdateText:
        names = [name for name, _ in self.states]
        words = " ".join(line.partition("#")[0] for line in body)
        arguments = [each for each in roots[2:] if each in _names(words)] + (["memory"] if names else [])
        start = [f"{', '.join(names)} = memory" if len(names) > 1 else f"({names[0]},) = memory"] if names else []
        if states:
            tail = [f"return {θ.name}, ({', '.join(each.name for each in states)}{',' if len(states) == 1 else ''})"]
        else:
            body, tail = body[:-1], [f"return {body[-1].removeprefix('θ = ')}"]
        text = function_text("update", ["θ", "g", *arguments], first_line(self.trainer.optimizer),
                             [*start, *self._letters(), *body, *tail])  # fmt: skip
        start_values = [(name, arrays[0]) for name, arrays in self.states]
        return UpdateText(text, arguments, start_values, self._weights(update))

    def _letters(self) -> list[str]:
        others = {"λ2": "how much L2 pulls", "λ1": "how much L1 pulls", "c": "the greatest length of a gradient",
                  "B": "updates in an epoch"}  # fmt: skip
        return defined(self.constants, self.trainer.optimizer, self.trainer.schedule, **others)

    def _weights(self, update: Update) -> list[str]:
        if update.is_weight is None:
            return []
        rows = [f"    {is_weight_code(each, update.is_weight)},  # {each.name}" for each in self.regions]
        return ["\n".join(["# Which parameters are weights: biases are left alone by L1 and L2",
                           "IS_WEIGHT = np.concatenate([", *rows, "])"])]  # fmt: skip


def _names(code: str) -> set[str]:
    return set("".join(each if each.isidentifier() or each.isdigit() else " " for each in code).split())
