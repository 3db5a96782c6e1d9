"""The lecture numbers its layers, the engine's classes do not: here z = W x + b becomes z₂ = W₂ a₁ + b₂.

Layer ℓ is the ℓ-th with weights: z_ℓ = W_ℓ a_ℓ₋₁ + b_ℓ and a_ℓ = σ(z_ℓ); what comes first is x, what comes last y.  On
the way back δ_ℓ = ∂L/∂z_ℓ.  What a layer without weights gives has the letter that its own formula has, and the number
of the layer with weights that it follows: p₁ is what was pooled of a₁.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.activations import Activation
from engine.layers import Layer

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MARK = "\u0300-\u036f"  # what stands above a letter, as in x̂
SYMBOL = re.compile(f"(?<![A-Za-z])(slope|dy|d?[A-Za-zα-ωÀ-ÿ][{MARK}]?)(?![A-Za-z{MARK}])")
USUAL = "a"  # the letter of what a layer gives whose last formula gives it no name
NUMBERED = ("W", "b", "γ", "β", "θ")  # what layers learn


def subscript(number: int) -> str:
    """12 as ₁₂."""
    return str(number).translate(SUBSCRIPTS)


def signal_symbol(number: int, last: int) -> str:
    """What layer ``number`` of ``last`` says: x for 0, then a₁, a₂ …, at the end y."""
    return "x" if number == 0 else "y" if number == last else f"a{subscript(number)}"


def gradient_symbol(signal: str) -> str:
    """∂L/∂a₁, and for sums z₁ shorter δ₁."""
    return f"δ{signal[1:]}" if signal.startswith("z") and signal[1:].isdigit() else f"∂L/∂{signal}"


@dataclass(frozen=True)
class Symbols:
    """What one layer of a network calls what it takes, gives and learns."""

    number: int  # of the layer with weights that it is or that it follows; 0 before the first
    taken: str  # such as a₁
    given: str  # such as z₂
    letter: str  # as the layer's own formulas call what it gives
    is_activation: bool

    def written(self, formula: str) -> str:
        """A formula of the layer in the lecture's symbols."""
        return SYMBOL.sub(lambda found: self._symbol(found[0]), formula)

    def _symbol(self, found: str) -> str:
        if found == "slope" and self.is_activation:
            return f"σ′({self.taken})"
        if found in NUMBERED:
            return f"{found}{subscript(self.number)}"
        if found.startswith("d") and found[1:] in NUMBERED:
            return f"∂L/∂{found[1:]}{subscript(self.number)}"
        signals = {"x": self.taken, "z" if self.is_activation else USUAL: self.taken, self.letter: self.given}
        if found.startswith("d") and found[1:] in signals:
            return gradient_symbol(signals[found[1:]])
        return signals.get(found, found)


def symbols_of(layers: Sequence[Layer], formulas: Sequence[str]) -> list[Symbols]:
    """For each layer of a network; ``formulas``: the last of each layer's way forward, "" where it says nothing."""
    made: list[Symbols] = []
    number, signal, said = 0, "x", {"x"}
    last = max((place for place, formula in enumerate(formulas) if formula), default=-1)
    for place, (layer, formula) in enumerate(zip(layers, formulas, strict=True)):
        number += layer.parameter_count > 0
        letter = result_of(formula) if SYMBOL.fullmatch(result_of(formula)) else USUAL
        given = signal if not formula else "y" if place == last else f"{letter}{subscript(number)}"
        while formula and given in said:  # two activations in a row
            given += "′"
        said.add(given)
        made.append(Symbols(number, signal, given, letter, isinstance(layer, Activation)))
        signal = given
    return made


def of_loss(formula: str) -> str:
    """A formula of the loss: it speaks of y, t and L, which belong to no layer."""
    return SYMBOL.sub(lambda found: "∂L/∂y" if found[0] == "dy" else found[0], formula)


def result_of(formula: str) -> str:
    """What a formula says the name of its result is: all of it where it names none.

    "dW = dz xᵀ,  db = Σ dz" names two, which lie side by side in one array."""
    names = [part.partition(" = ")[0].strip() for part in formula.split(",  ")]
    return ", ".join(names) if " = " in formula else formula
