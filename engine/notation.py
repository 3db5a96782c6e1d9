"""The lecture numbers its layers, the engine's classes do not: here z = W x + b becomes z₂ = W₂ a₁ + b₂.

Layer ℓ is the ℓ-th with weights: z_ℓ = W_ℓ a_ℓ₋₁ + b_ℓ and a_ℓ = σ(z_ℓ); what comes first is x, what comes last y.  On
the way back δ_ℓ = ∂L/∂z_ℓ.
"""

from __future__ import annotations

import re

import numpy as np

from engine.program import Operation

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SYMBOL = re.compile(r"(?<![A-Za-z])(dW|db|dx|dz|da|dy|slope|[xzaWb])(?![A-Za-z])")  # as layers and losses write them


def subscript(number: int) -> str:
    """12 as ₁₂."""
    return str(number).translate(SUBSCRIPTS)


def signal_symbol(number: int, last: int) -> str:
    """What layer ``number`` of ``last`` says: x for 0, then a₁, a₂ …, at the end y."""
    return "x" if number == 0 else "y" if number == last else f"a{subscript(number)}"


def numbered(formula: str, number: int, last: int) -> str:
    """A formula of layer ``number`` of ``last``, or with 0 of the loss, in the lecture's symbols."""
    if not number:
        return SYMBOL.sub(lambda found: "∂L/∂y" if found[0] == "dy" else found[0], formula)
    n, before, here = subscript(number), signal_symbol(number - 1, last), signal_symbol(number, last)
    symbols = {
        "x": before, "z": f"z{n}", "a": here, "W": f"W{n}", "b": f"b{n}", "dx": f"∂L/∂{before}", "dz": f"δ{n}",
        "da": f"∂L/∂{here}", "dW": f"∂L/∂W{n}", "db": f"∂L/∂b{n}", "dy": "∂L/∂y", "slope": f"σ′(z{n})",
    }  # fmt: skip
    return SYMBOL.sub(lambda found: symbols[found[0]], formula)


def result_of(formula: str) -> str:
    """What a formula says the name of its result is: all of it where it names none.

    "dW = dz xᵀ,  db = Σ dz" names two, which lie side by side in one array."""
    names = [part.partition(" = ")[0].strip() for part in formula.split(",  ")]
    return ", ".join(names) if " = " in formula else formula


# What the results of layers and losses are for, by the symbols that all of them use …
MEANINGS = {
    "z": "The sum of each neuron: every input times its weight, all added up, and the bias where there is one.",
    "a": "What each neuron answers: its sum, sent through the activation.",
    "e": "How far each output is from the truth: positive where it is too large, negative where it is too small.",
    "L": "How wrong the network is on this batch, in one number; all that follows serves to make it smaller.",
    "dy": "How fast the loss grows with each output: here the way back begins.",
    "slope": "How steep the activation is at each neuron's sum: how fast its answer follows when the sum moves.",
    "dz": "The chain rule: how fast the loss grows with a sum is how fast it grows with the answer, times the slope.",
    "dW": "How fast the loss grows with each weight: δ of its neuron times what came in, added up over the batch.",
    "dx": "How fast the loss grows with what came in: δ of every sum it went into, times the weight, added up.",
    "m": "The running mean of the gradient: most of what it was, and a little of the gradient as it is now.",
    "v": "What is remembered of the updates before, with what this one adds.",
    "βᵗ": "How much of each memory is still its start at zero: less with every update.",
    "m̂": "The mean as it would be, had it not started at zero: divided by the share that is real by now.",
    "v̂": "The mean of the squares as it would be, had it not started at zero.",
    "step": "What is about to be subtracted from each weight and each bias.",
    "θ": "Every weight and every bias, together θ, takes its step; where the steps are small enough, the loss falls.",
}
# … and what numpy does, number by number.
DEEDS = {
    np.dot: "multiplies matrices: each row by each column, the products added up",
    np.add: "adds, number by number",
    np.subtract: "subtracts, number by number",
    np.multiply: "multiplies, number by number",
    np.divide: "divides, number by number",
    np.negative: "turns the sign of each number",
    np.positive: "copies each number",
    np.exp: "raises e to the power of each number",
    np.reciprocal: "takes 1 over each number",
    np.log: "takes the natural logarithm of each number",
    np.sqrt: "takes the square root of each number",
    np.square: "squares each number",
    np.tanh: "takes the hyperbolic tangent of each number",
    np.sign: "takes the sign of each number: 1, 0 or -1",
    np.maximum: "takes the greater of two, number by number",
    np.minimum: "takes the lesser of two, number by number",
}


def sentence(operation: Operation, *, is_last: bool) -> str:
    """What an operation does and why; ``is_last``: with it, its result is what it is called."""
    deed = DEEDS.get(operation.function, f"applies numpy's {getattr(operation.function, '__name__', 'function')}")
    result = result_of(operation.formula)
    if not is_last or " = " not in operation.formula:
        return f"On the way: {deed}."
    meaning = MEANINGS.get(result.partition(",")[0], "")
    return meaning or f"{deed[0].upper()}{deed[1:]}."
