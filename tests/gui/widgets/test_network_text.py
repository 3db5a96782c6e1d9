"""The words beside a drawn network: one numbering, the engine's, and formulas that say what is computed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.snapshot import Neurons
from gui.widgets.network_text import (
    formula,
    input_name,
    lowered,
    neuron_text,
    shown_of,
    signal_name,
    typeset,
    weight_text,
)


def layers(*sizes: int, activation: str = "Sigmoid", bias: bool = True) -> list[Neurons]:
    """Made up: inputs, then layers of so many neurons, eight of which are shown."""
    made = [Neurons(sizes[0], "", np.empty((sizes[0], 0)), None, np.zeros((sizes[0], 4, 4)))]
    for before, here in pairwise(sizes):
        shown = min(here, 8)
        weights = np.arange(shown * min(before, 8), dtype=float).reshape(shown, -1)
        made.append(Neurons(here, activation, -weights, np.full(shown, 0.5) if bias else None, np.zeros((shown, 4, 4))))
    return made


@pytest.mark.parametrize(
    ("activation", "bias", "formulas"),
    [
        ("Sigmoid", True, ["σ(W₁ x + b₁)", "σ(W₂ a₁ + b₂)"]),
        ("Sigmoid", False, ["σ(W₁ x)", "σ(W₂ a₁)"]),
        ("Tanh", True, ["tanh(W₁ x + b₁)", "tanh(W₂ a₁ + b₂)"]),
        ("ReLU", True, ["ReLU(W₁ x + b₁)", "ReLU(W₂ a₁ + b₂)"]),
        ("Linear", True, ["W₁ x + b₁", "W₂ a₁ + b₂"]),
        ("Of my own", False, ["Of my own(W₁ x)", "Of my own(W₂ a₁)"]),
    ],
)
def test_formulas_say_what_a_layer_computes(activation: str, bias: bool, formulas: list[str]) -> None:
    """With the activation's symbol or name, and b only where there is one."""
    made = layers(2, 3, 1, activation=activation, bias=bias)
    assert [formula(made, layer) for layer in (1, 2)] == formulas


def test_signals_are_numbered_as_in_the_engine() -> None:
    """x goes in, a₁, a₂ … follow, y comes out; numbers of two figures are lowered whole."""
    made = layers(2, *[4] * 11, 1)
    assert [signal_name(made, layer) for layer in (0, 1, 10, 11, 12)] == ["x", "a₁", "a₁₀", "a₁₁", "y"]
    assert formula(made, 12) == "σ(W₁₂ a₁₁ + b₁₂)"
    assert lowered(1234567890) == "₁₂₃₄₅₆₇₈₉₀"


def test_a_weight_has_its_row_and_column() -> None:
    """Rows are the neurons that are fed, columns those that feed them, both from 1, with a true minus sign."""
    made = layers(2, 4, 1)
    made[1].weights[2, 0] = -1.234
    assert weight_text(made, 1, to=2, origin=0) == "W₁[3,1] = −1.234"
    made[2].weights[0, 3] = 12.5
    assert weight_text(made, 2, to=0, origin=3) == "W₂[1,4] = 12.50"


def test_a_neuron_tells_its_formula_and_its_bias() -> None:
    """Only where there is a bias; an input has neither."""
    assert neuron_text(layers(2, 4, 1), 1, 2) == "a₁[3] = σ(W₁[3] x + b₁[3])\nb₁[3] = 0.5000"
    assert neuron_text(layers(2, 4, 1, bias=False), 2, 0) == "y[1] = σ(W₂[1] a₁)"
    assert neuron_text(layers(2, 4, 1), 0, 1) == "x₂: input 2 of the network"


def test_a_layer_says_how_many_of_its_neurons_are_shown() -> None:
    """Only where some are not."""
    assert [shown_of(each) for each in layers(2, 1256, 8)] == ["", "8 of 1,256", ""]


def test_only_variables_are_slanted() -> None:
    """Names of functions, numbers and operators stand upright, as in print, and nothing is taken for markup."""
    assert typeset("a₁ = tanh(W₁ x + b₁)") == "<i>a</i>₁ = tanh(<i>W</i>₁ <i>x</i> + <i>b</i>₁)"
    assert typeset("ReLU(W₂ a₁)") == "ReLU(<i>W</i>₂ <i>a</i>₁)"
    assert typeset("∂L/∂W₁ = δ₁ xᵀ, δ₂ = z₂ - t, θ") == (
        "∂<i>L</i>/∂<i>W</i>₁ = <i>δ</i>₁ <i>x</i>ᵀ, <i>δ</i>₂ = <i>z</i>₂ - <i>t</i>, <i>θ</i>"
    )
    assert typeset("Leaky's tent") == "Leaky's tent"
    assert typeset("My own way(x)") == "My own way(<i>x</i>)"
    assert typeset("8 of 256 & <more>") == "8 of 256 &amp; &lt;more&gt;"


def test_inputs_are_called_as_what_they_are() -> None:
    """A feature map by its formula, a column of a table by its heading, and else the k-th by its number."""
    maps = np.zeros((4, 2, 2))
    inputs = Neurons(4, "", np.empty((4, 0)), None, maps, ("x1²", "x1·x2", "sin x12"))
    assert [input_name([inputs], each) for each in range(4)] == ["x₁²", "x₁·x₂", "sin x₁₂", "x₄"]
    assert neuron_text([inputs], 0, 1) == "x₁·x₂: input 2 of the network"
