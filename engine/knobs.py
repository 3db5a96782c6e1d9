"""A knob is a number, a switch, a name or a text that a person may set: its limits, its unit, what it does to learning.

Knobs are written once, as fields of a dataclass.  The form draws itself from them, the terminal makes its options from
them, and every value that comes from outside is checked against them.

    @dataclass
    class Momentum(Optimizer):
        momentum: float = knob(0.9, label="Momentum", symbol="β", low=0.0, high=0.999, help="How much of … is kept.")
"""

from __future__ import annotations

import math
import reprlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from numbers import Real
from typing import Any

from engine.registry import Registry, UnknownName


class KnobError(ValueError):
    """A value does not fit its knob; the message says which, what it was and what is allowed."""


@dataclass(frozen=True)
class Knob:
    """One adjustable value.  Its kind is that of ``default``: bool, int, float, a tuple of int, or str: with a registry
    a choice, without one a text."""

    default: Any
    label: str  # as the form shows it
    help: str  # one sentence: what it does to the learning
    symbol: str = ""  # as the formulas write it
    low: float = 0.0  # least and greatest allowed value, both included; for a tuple, of each of its numbers
    high: float = 1.0
    longest: int = 0  # the most numbers that a tuple may have, or characters that a text may have
    words: tuple[str, ...] = ()  # what a text may say, where it is not free; "" may always stand for none of them
    step: float | None = None  # what one press of an arrow adds; None: to the next of 1, 2, 5, 10, 20, 50 …
    unit: str = ""  # as the form shows it; with "%" it shows a share as a hundred times as much
    zero: str = ""  # what the form shows in place of 0 or of an empty text, where that has a meaning of its own
    group: str = ""  # the heading of the form under which it stands
    live: bool = False  # takes effect at once in a running training; the others need a new network
    registry: Registry[Any] | None = None  # where a choice takes its names from

    def check(self, name: str, value: Any) -> Any:
        """``value`` in this knob's own type, and a choice's name in its registered spelling.  Raises KnobError."""
        if self.registry is not None:
            return self._checked_choice(name, value)
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise KnobError(f"{name} is {_short(value)}; {self.allowed()} is allowed.")
            return value
        if isinstance(self.default, tuple):
            return self._checked_tuple(name, value)
        if isinstance(self.default, str):
            return self._checked_text(name, value)
        return self._checked_number(name, value)

    def allowed(self) -> str:
        """What may be given, in words."""
        if self.registry is not None:
            return "one of: " + ", ".join(self.registry)
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, str):
            return self._allowed_text()
        whole = isinstance(self.default, int | tuple)
        kind = "a whole number" if whole else "a number"
        return f"{kind} from {_plain(self.low)} to {_plain(self.high)}"

    def _checked_choice(self, name: str, value: Any) -> str:
        assert self.registry is not None
        try:
            return self.registry.canonical(value)
        except UnknownName as error:
            raise KnobError(f"{name}: {error}") from None

    def _checked_text(self, name: str, value: Any) -> str:
        spelled = {word.casefold(): word for word in ("", *self.words)}
        if self.words and isinstance(value, str) and value.casefold() in spelled:
            return spelled[value.casefold()]
        if not isinstance(value, str) or len(value) > self.longest or not _is_one_line(value):
            raise KnobError(f"{name} is {_short(value)}; {self.allowed()} is allowed.")
        return str(value)

    def _allowed_text(self) -> str:
        if self.words:
            return "one of: " + ", ".join(self.words) + ", or nothing"
        return f"a text of up to {self.longest:,} characters on one line"

    def _checked_number(self, name: str, value: Any) -> float | int:
        whole = isinstance(self.default, int)
        if not _is_finite(value) or (whole and value != int(value)) or not self.low <= value <= self.high:
            raise KnobError(f"{name} is {_short(value)}; {self.allowed()} is allowed.")
        return int(value) if whole else float(value)

    def _checked_tuple(self, name: str, value: Any) -> tuple[int, ...]:
        allowed = f"up to {self.longest} numbers, each {self.allowed()}, are allowed"
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise KnobError(f"{name} is {_short(value)}; {allowed}.")
        numbers = tuple(value)
        if len(numbers) > self.longest:
            raise KnobError(f"{name} has {len(numbers)} numbers; {allowed}.")
        for number in numbers:
            if not _is_finite(number) or number != int(number) or not self.low <= number <= self.high:
                raise KnobError(f"{name} has {_short(number)} in it; {allowed}.")
        return tuple(int(number) for number in numbers)


def knob(default: Any, **description: Any) -> Any:
    """A dataclass field that carries a Knob; ``description`` are the Knob's other attributes."""
    return field(default=default, metadata={"knob": Knob(default, **description)})


class Adjustable:
    """A dataclass whose knobs are checked when it is made: it raises KnobError where one is not allowed."""

    def __post_init__(self) -> None:
        for name, each in knobs_of(type(self)).items():
            setattr(self, name, each.check(each.label.lower(), getattr(self, name)))


def knobs_of(cls: type) -> dict[str, Knob]:
    """The knobs of a class by field name, in their order; a class that is no dataclass has none."""
    if not is_dataclass(cls):
        return {}
    return {each.name: each.metadata["knob"] for each in fields(cls) if "knob" in each.metadata}


def number_in(text: str) -> float | int | str:
    """The number that a person's text says, whole where it is; otherwise the text itself, for a knob to judge."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _is_one_line(text: str) -> bool:
    """Whether it is free of control characters, line breaks among them, and of what UTF-8 cannot write."""
    return not any(unicodedata.category(each) in ("Cc", "Cs") for each in text)


def _is_finite(value: Any) -> bool:
    if type(value) is int:
        return True  # however many digits it has: math.isfinite would ask for a float, which may not hold them
    return not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)


def _short(value: Any) -> str:
    """A value in a message: as Python writes it, but no longer than a line bears."""
    return reprlib.repr(value)


def _plain(number: float) -> str:
    """A limit as people write it: 1,000,000 and 0.001, not 1e+06 and 1e-3, but 1e-16 as it is."""
    if number == int(number):
        return f"{int(number):,}"
    return f"{number:.10f}".rstrip("0") if abs(number) >= 1e-7 else f"{number:g}"
