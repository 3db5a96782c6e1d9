"""How the form writes numbers and reads what people type: the same everywhere, whatever language the computer speaks.

All arithmetic is decimal, so that 0.1 and a step of 0.05 make 0.15 and not 0.15000000000000002.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from engine.knobs import Knob, KnobError

PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
BETWEEN_LAYERS = re.compile(r"[\s,;x×]+")
NO_LAYERS: tuple[list[str], ...] = ([], ["0"], ["none"])
SMALLEST = Decimal("1e-6")  # the last stop of a float before zero, where zero is allowed
LONGEST_QUOTE = 24  # characters
LARGE_STEP = 10  # what Qt calls a step with Ctrl or of a whole page


class NumberText:
    """The numbers of one knob as text."""

    def __init__(self, knob: Knob) -> None:
        self.knob = knob
        self.whole = isinstance(knob.default, int)
        self.scale = 100 if knob.unit == "%" else 1  # a share of 0.2 is shown as 20 %
        self.smallest = Decimal(1) if self.whole else exact(knob.low) if knob.low > 0 else SMALLEST

    def write(self, value: float) -> str:
        """The shortest text that reads back to the same number, without its unit."""
        if value == 0 and self.knob.zero:
            return self.knob.zero
        return write_decimal(exact(value) * self.scale)

    def read(self, text: str) -> Any:
        """The number that a person typed, checked.  Raises ValueError with a sentence on what is allowed."""
        text = text.replace(self.knob.unit, "").strip()
        if self.knob.zero and text.casefold() == self.knob.zero.casefold():
            return self.knob.check(self.knob.label, 0)
        try:
            number = read_decimal(text) / self.scale
            return self.knob.check(self.knob.label, float(number))
        except (KnobError, ValueError):
            raise ValueError(f"{complaint(text)}: {self.allowed()} is allowed.") from None

    def allowed(self) -> str:
        """What may be typed, in words."""
        kind = "a whole number" if self.whole else "a number"
        low, high = (write_decimal(exact(limit) * self.scale) for limit in (self.knob.low, self.knob.high))
        zero = f', or "{self.knob.zero}",' if self.knob.zero else ""
        return f"{kind} from {low} to {high}{' ' if self.knob.unit else ''}{self.knob.unit}{zero}"

    def stepped(self, value: float, steps: int) -> Any:
        """The number that so many presses of an arrow make of ``value``; limits hold."""
        number = exact(value)
        if self.knob.step is not None:
            number += steps * exact(self.knob.step)
        else:
            for _ in range(3 if abs(steps) >= LARGE_STEP else abs(steps)):  # three steps of 1-2-5 are a factor of ten
                number = next_stop(number, up=steps > 0, smallest=self.smallest)
        number = min(max(number, exact(self.knob.low)), exact(self.knob.high))
        return int(number) if self.whole else float(number)


def exact(value: float) -> Decimal:
    """The decimal number that a float is written as."""
    return Decimal(repr(value))


def read_decimal(text: str) -> Decimal:
    """A number as people type it: 1e-4, 0.0001, 1E6, 10,000, 10 000 and 0,5.  Raises ValueError.

    A comma parts thousands where it could; otherwise it is a decimal comma.
    """
    text = re.sub(r"[\s'_]", "", text).replace("−", "-").lower()
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not PLAIN_NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is not a number")
    return Decimal(text) + 0  # -0 is 0


def write_decimal(number: Decimal) -> str:
    """0.0001, 10,000 or 1e-7: very small and very large numbers with an exponent, the others with commas."""
    number = number.normalize()
    if number and not -4 <= number.adjusted() < 16:
        return f"{number:e}".replace("e+", "e")
    return f"{number:,f}"


def next_stop(number: Decimal, *, up: bool, smallest: Decimal) -> Decimal:
    """The nearest of … 0.5, 1, 2, 5, 10, 20, 50 … above or below; next to zero stands ``smallest``."""
    if number < 0:
        return -next_stop(-number, up=not up, smallest=smallest)
    if number == 0:
        return smallest if up else -smallest
    power = Decimal(1).scaleb(number.adjusted())
    if up:
        return max(smallest, next(stop * power for stop in (2, 5, 10) if stop * power > number))
    below = next(stop * power for stop in (Decimal(5), Decimal(2), Decimal(1), Decimal("0.5")) if stop * power < number)
    return below if below >= smallest else Decimal(0)


def read_layers(text: str, knob: Knob) -> tuple[int, ...]:
    """The widths in "4, 4", "4 4" or "4x4"; no layer is nothing at all or one of NO_LAYERS.  Raises ValueError with a
    sentence."""
    words = [word for word in BETWEEN_LAYERS.split(text.strip().lower()) if word]
    if words in NO_LAYERS:
        return ()
    try:
        return tuple(knob.check(knob.label, [int(word) for word in words]))
    except (KnobError, ValueError):
        low, high = (write_decimal(exact(limit)) for limit in (knob.low, knob.high))
        allowed = f"up to {knob.longest} whole numbers from {low} to {high} are allowed, like 4, 4, or 0 for none"
        raise ValueError(f"{complaint(text.strip())}: {allowed}.") from None


def write_layers(widths: Iterable[int]) -> str:
    return ", ".join(str(width) for width in widths)


def complaint(text: str) -> str:
    """The first half of a sentence on what somebody typed; a very long text is cut."""
    if not text:
        return "Nothing was entered"
    return f"“{text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + '…'}” does not fit"
