"""How numbers are written: thousands separators, a true minus sign, and powers of ten as people write them."""

from __future__ import annotations

import math
from collections.abc import Sequence

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PLAIN_FROM, PLAIN_BELOW = 1e-4, 1e6  # outside, a value is written with a power of ten
LONG_FROM = 1e4  # from here on a number takes more room than there is beside an axis
UNITS = {1e3: "k", 1e6: "M", 1e9: "G", 1e12: "T"}


def power_of_ten(exponent: int) -> str:
    """10⁻³"""
    return f"10{str(exponent).translate(RAISED)}"


def value_text(value: float, digits: int = 4) -> str:
    """``value`` to ``digits`` significant digits, zeros at the end too, so that its width stays: 0.03120."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else signed("∞", value < 0)
    mantissa, power = f"{abs(value):.{digits - 1}e}".split("e")
    exponent = int(power)  # after rounding: 0.99996 is 1.000
    if value == 0 or PLAIN_FROM <= abs(value) < PLAIN_BELOW:
        return signed(f"{abs(value):,.{max(0, digits - 1 - exponent)}f}", value < 0)
    return signed(f"{mantissa}·{power_of_ten(exponent)}", value < 0)


def tick_text(value: float, spacing: float) -> str:
    """``value`` with as many decimals as ticks need that are ``spacing`` apart."""
    if abs(value) < spacing / 1e6:
        value = 0.0  # the rounding of a tick near zero
    if value != 0 and not PLAIN_FROM <= spacing < PLAIN_BELOW:
        exponent = math.floor(math.log10(abs(value)))
        return f"{_fixed(value / 10.0**exponent, spacing / 10.0**exponent)}·{power_of_ten(exponent)}"
    return _fixed(value, spacing)


def short_tick_texts(values: Sequence[float], spacing: float) -> list[str]:
    """The same for all of ``values``, in thousands, millions … where some are long: 0, 200k, 400k."""
    greatest = max(map(abs, values), default=0.0)
    unit = max((each for each in UNITS if each <= greatest), default=0.0)
    if greatest < LONG_FROM or greatest >= 1e3 * max(UNITS) or spacing < unit / 1e3:
        return [tick_text(value, spacing) for value in values]
    return [
        "0" if abs(value) < spacing / 1e6 else f"{tick_text(value / unit, spacing / unit)}{UNITS[unit]}"
        for value in values
    ]  # fmt: skip


def _fixed(value: float, spacing: float) -> str:
    decimals = max(0, -math.floor(math.log10(spacing) + 1e-9))
    return signed(f"{abs(value):,.{decimals}f}", value < 0)


def signed(text: str, negative: bool) -> str:
    return f"−{text}" if negative else text
