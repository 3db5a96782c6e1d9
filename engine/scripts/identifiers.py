"""Formulas have hats, primes and small figures that a program's names cannot have: here each symbol gets its name.

Greek letters stay as they are, since Python reads them as well as any others.
"""

from __future__ import annotations

import keyword
import re
import unicodedata

from engine.notation import MARK, Symbols, result_of

SMALL = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
WORDS = {"\u0302": "_hat", "\u0303": "_tilde", "⁺": "_plus", "⁻": "_minus", "²": "_squared", "ᵗ": "_t",
         "ᵀ": "_T", "ₜ₊₁": "_next", "ₜ": "", "‖": "", "′": "_too", "ʳ": "_r", "ᶻ": "_z", "ʸ": "_y"}  # fmt: skip
SPOKEN = {"Σ": "sum", "√": "root", "-": "minus", "+": "plus", "/": "by", "|": "", "(": " ", ")": "", "·": ""}
LONGEST = 16  # letters of a name that is made of a formula


def identifier(symbol: str) -> str:
    """A symbol of the formulas as a name in Python; "" where it is none, such as √v + ε.

    m̂ becomes m_hat, z⁺ becomes z_plus, β₂ᵗ becomes β2_t, and ‖g‖ becomes length_of_g."""
    if re.fullmatch("‖.‖", symbol):
        return f"length_of_{symbol[1]}"
    name = unicodedata.normalize("NFD", symbol)
    for mark, word in WORDS.items():
        name = name.replace(mark, word)
    name = unicodedata.normalize("NFC", name.translate(SMALL)).replace(" ", "_")
    return name if name.isidentifier() and not keyword.iskeyword(name) else ""


def name_of(formula: str, symbols: Symbols | None = None) -> str:
    """What a program calls the result of a formula; "" where the formula does not say what its result is.

    ``symbols``: of the layer whose formula it is."""
    result = result_of(formula)
    if result == formula:
        return ""
    return identifier(result) if symbols is None else _in_layer(result, symbols)


def spoken(formula: str) -> str:
    """A name for what a formula gives no name: √v + ε becomes root_v_plus_ε; what is too long is a part."""
    said = re.split(" [><≥≤] ", formula)[0]
    for sign, word in SPOKEN.items():
        said = said.replace(sign, f" {word} ")
    name = "_".join(identifier(each) or "?" for each in said.split())
    return name if name.isidentifier() and len(name) <= LONGEST else "part"


def numbered(formula: str, symbols: Symbols) -> str:
    """A layer's formula with the numbers of its layer, as a program's comment says it: dz2 = da2 · slope."""
    letter = f"(?<![A-Za-z])(d?[A-Za-zα-ωÀ-ÿ][{MARK}]?)(?![A-Za-z{MARK}])"
    return re.sub(letter, lambda found: _lettered(found[0], symbols), formula)


def signal_name(symbol: str) -> str:
    """What a program calls what travels between two layers: a₁ becomes a1, and a₁′ becomes a1_2."""
    plain = symbol.rstrip("′")
    times = len(symbol) - len(plain) + 1
    return identifier(plain) + (f"_{times}" if times > 1 else "")


def _in_layer(result: str, symbols: Symbols) -> str:
    name = _lettered(result, symbols)
    return signal_name(name) if name != result else _own(identifier(result), symbols)


def _own(name: str, symbols: Symbols) -> str:
    """A name that belongs to one layer alone."""
    return f"{name}{'_' if name[-1:].isdigit() else ''}{symbols.number}" if name else ""


def _lettered(found: str, symbols: Symbols) -> str:
    """A signal or a weight with its layer's number; anything else as it is."""
    taken_as = ("x", "z") if symbols.is_activation else ("x", "a")
    signals = {**dict.fromkeys(taken_as, symbols.taken), symbols.letter: symbols.given}
    turn, letter = ("d", found[1:]) if found.startswith("d") and len(found) > 1 else ("", found)
    if letter in signals:
        return turn + signal_name(signals[letter])
    return f"{turn}{letter}{symbols.number}" if letter in ("W", "b", "γ", "β", "θ") else found
