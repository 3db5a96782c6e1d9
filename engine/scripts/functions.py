"""An activation, a loss or a schedule is a function of its own: its record, printed once, below its own sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from engine.activations import Activation
from engine.knobs import knobs_of
from engine.losses import Loss
from engine.program import Array, Record, start_of
from engine.schedules import ByEpoch
from engine.scripts.constants import Constants
from engine.scripts.expressions import Text
from engine.scripts.helpers import Helpers
from engine.scripts.identifiers import identifier, name_of, spoken
from engine.scripts.layout import function_text
from engine.scripts.listing import Listing
from engine.scripts.literals import number
from engine.scripts.measures import SAMPLES, Measures
from engine.scripts.reading import Memory
from engine.scripts.recorded import together
from engine.scripts.views import Arrays

FEATURES = (2, 3, 4)  # of the signals that are compared, beside SAMPLES


class Functions:
    """Prints functions for a run's precision."""

    def __init__(self, dtype: type[np.floating[Any]], helpers: Helpers) -> None:
        self.dtype, self.helpers = dtype, helpers

    def of_activation(self, activation: Activation, name: str) -> tuple[str, str, list[str]]:
        """a = σ(z) and da/dz as two functions, and what the second is asked with: z, a or both."""
        records, signals = self._records(("z", "a", "slope"))
        z, a, slope = signals["z"], signals["a"], signals["slope"]
        for k, do in enumerate(records):
            activation.record(z[k], a[k], do)
        text, slope_text = halves(activation, "da/dz", f"How fast {name}(z) changes with z:  da/dz.")
        forward = self.printed(name, text, {"z": z}, records, a, activation)
        records = [Record(samples, self.dtype) for samples in SAMPLES]
        for k, do in enumerate(records):
            activation.record_slope(z[k], a[k], slope[k], do)
        given = {"z": z, "a": a}
        used = [each for each in given if _is_read(each, given, records)]
        asked = {each: given[each] for each in used} or {"z": z}
        backward = self.printed(f"{name}_slope", slope_text, asked, records, slope, activation)
        return forward, backward, used or ["z"]

    def of_loss(self, loss: Loss) -> str:
        """L and dy as two functions."""
        text, slope_text = halves(loss, "dy", "Its slope for each output:  dy = ∂L/∂y.")
        records, names = self._records(("y", "t"))
        L = tuple(loss.record_value(y, t, do) for y, t, do in zip(names["y"], names["t"], records, strict=True))
        value = self.printed("loss", text, names, records, L, loss)
        dy = []
        for k, do in enumerate(records):  # again, since the gradient follows the value that was said last
            loss.record_value(names["y"][k], names["t"][k], do)
            dy.append(loss.record_gradient(names["y"][k], names["t"][k], do))
        return f"{value}\n\n\n{self.printed('loss_gradient', slope_text, names, records, tuple(dy), loss)}"

    def of_schedule(self, schedule: ByEpoch) -> str:
        """The share of an epoch."""
        epochs = tuple(np.zeros((), self.dtype) for _ in SAMPLES)
        records = [Record(1, self.dtype) for _ in SAMPLES]
        shares = tuple(schedule.record_share(each, do) for each, do in zip(epochs, records, strict=True))
        return self.printed("share_of", first_line(schedule), {"epoch": epochs}, records, shares, schedule)

    def printed(
        self, name: str, text: str, given: Mapping[str, Arrays], records: Sequence[Record], result: Arrays, part: Any
    ) -> str:
        """A function of what is ``given``, which says what the records say up to ``result``."""
        programs = [do.program() for do in records]
        constants = Constants(*symbols_and_knobs(programs, part), np.dtype(self.dtype), self.helpers)
        memory = Memory(_measures(given), constants)
        for each, arrays in given.items():
            memory.made(each, arrays)
        listing = Listing(memory, self.helpers)
        for several in together([each.operations for each in programs], type(part).name):
            known = name_of(several[0].formula)
            formula = several[0].formula
            listing.operate(several, known or spoken(formula), bool(known), "" if formula in text else formula)
        source = memory.source(result)
        body = listing.body(source.values)
        code = source.written({each: Text(each.name) for each in source.values}).code
        return self._whole(name, text, list(given), body, code, defined(constants, part))

    def _whole(
        self, name: str, text: str, given: list[str], body: list[str], result: str, constants: list[str]
    ) -> str:
        start = f"{result} = "
        if body and body[-1].startswith(start):
            body = [*body[:-1], f"return {body[-1].removeprefix(start)}"]
        else:
            body = [*body, f"return {result}"]
        return function_text(name, given, text, [*constants, *body])

    def _records(self, names: Sequence[str]) -> tuple[list[Record], dict[str, Arrays]]:
        shapes = list(zip(FEATURES, SAMPLES, strict=True))
        signals = {each: tuple(np.zeros(shape, self.dtype) for shape in shapes) for each in names}
        return [Record(samples, self.dtype) for samples in SAMPLES], signals


class Said(Protocol):
    """A program, or what else has operations and the symbols of its constants."""

    @property
    def operations(self) -> Sequence[Any]:
        """The operations, or each of them several times."""

    @property
    def symbols(self) -> Mapping[int, str]:
        """What the formulas call a constant, by where in memory it lies."""


def symbols_and_knobs(programs: Sequence[Said], part: Any) -> tuple[dict[int, str], dict[str, float]]:
    """What the formulas call numbers, by where they lie, and the values of those that have a letter."""
    symbols = {number: symbol for each in programs for number, symbol in each.symbols.items()}
    first = [op[0] if isinstance(op, tuple) else op for op in programs[0].operations]
    arrays = [each for op in first for each in op.inputs if isinstance(each, np.ndarray) and each.ndim == 0]
    numbers = {start_of(each): each for each in arrays}
    letters = {symbols[start]: float(value) for start, value in numbers.items() if identifier(symbols.get(start, ""))}
    return symbols, letters | knobs_by_symbol(part)


def defined(constants: Constants, *parts: Any, **others: str) -> list[str]:
    """The lines that give numbers their letters, with what the form calls them; ``others`` are called so by name."""
    knobs = [each for part in parts for each in knobs_of(type(part)).values()]
    labels = {identifier(each.symbol): each.label.lower() for each in knobs} | others
    lines = []
    for name, value in constants.used.items():
        label = labels.get(name, "")
        lines.append(f"{name} = {number(value)}" + (f"  # {label}" if label else ""))
    return lines


def halves(part: Any, slope: str, otherwise: str) -> tuple[str, str]:
    """The one-line help of a part in two: what it is, and its ``slope``, of which it may say nothing."""
    line = first_line(part)
    what, sign, rest = line.partition(f",  {slope} = ")
    return (f"{what}.", f"Its slope:  {slope} = {rest}") if sign else (line, otherwise)


def first_line(part: Any) -> str:
    """The one-line help of a part, which has its formula."""
    return (inspect.getdoc(type(part)) or type(part).name).partition("\n")[0]


def knobs_by_symbol(part: Any) -> dict[str, float]:
    """The settings of a part that the formulas have a letter for."""
    return {each.symbol: getattr(part, name) for name, each in knobs_of(type(part)).items()
            if each.symbol and each.symbol not in ("ρ",) and isinstance(getattr(part, name), int | float)}  # fmt: skip


def function_name(name: str, taken: Callable[[str], bool]) -> str:
    """A registered name as that of a function: Leaky ReLU becomes leaky_relu."""
    plain = identifier("".join(each if each.isalnum() else "_" for each in name.lower())) or "activation"
    return next(each for each in (plain, *(f"{plain}_{k}" for k in range(2, 1000))) if not taken(each))


def _measures(given: Mapping[str, Arrays]) -> Measures:
    """What a function can call the sizes of its arguments."""
    name, arrays = next(iter(given.items()))
    if arrays[0].ndim < 2:
        return Measures(())
    names = [(f"{name}.size", tuple(each.size for each in arrays)), (f"{name}.shape[1]", SAMPLES)]
    if len({len(each) for each in arrays}) > 1:
        names.append((f"len({name})", tuple(len(each) for each in arrays)))
    return Measures(tuple(names))


def _is_read(name: str, given: Mapping[str, Array | Arrays], records: Sequence[Record]) -> bool:
    mine = given[name][0]
    return any(np.may_share_memory(each, mine) for op in records[0].program().operations for each in op.inputs
               if isinstance(each, np.ndarray))  # fmt: skip
