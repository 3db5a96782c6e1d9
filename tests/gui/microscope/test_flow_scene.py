"""What the network's drawing is given: columns, captions and edges for every network of neurons."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Recipe, Trainer
from engine.microscope import Microscope
from gui.microscope.choice import Choice, parameter_of, with_parameter
from gui.microscope.flow_scene import chosen_in_flow, flow_of
from gui.microscope.flow_text import neuron_text, weight_text
from tests.engine.layer_recipes import LAYER_RECIPES, POINTS, with_layers


def opened(recipe: Recipe) -> Microscope:
    trainer = Trainer(recipe)
    trainer.advance(1)
    return Microscope.of(trainer.run())


@pytest.mark.parametrize(
    ("recipe", "signals", "captions"),
    [
        (Recipe(hidden=(3,)), ("x", "a₁", "y"),
         (("z₁ = W₁ x + b₁", "a₁ = σ(z₁)"), ("z₂ = W₂ a₁ + b₂", "y = σ(z₂)"))),
        (Recipe(hidden=(), bias=False, output_activation="Linear"), ("x", "y"), (("z₁ = W₁ x", "y = z₁"),)),
        (with_layers("Dense(3), Dense(2), GELU", POINTS), ("x", "z₁", "a₂", "y"),
         (("z₁ = W₁ x + b₁",), ("z₂ = W₂ z₁ + b₂", "a₂ = GELU(z₂)"), ("z₃ = W₃ a₂ + b₃", "y = σ(z₃)"))),
        (with_layers("Dropout(0.1), Dense(3), BatchNorm, Tanh, Dropout", POINTS), ("ã₀", "z₁", "ã₂", "y"),
         (("z₁ = W₁ ã₀ + b₁",), ("z₂ = γ₂ x̂ + β₂", "ã₂ = tanh(z₂) · mask"), ("z₃ = W₃ ã₂ + b₃", "y = σ(z₃)"))),
        (LAYER_RECIPES["Softmax of five"], ("x", "a₁", "z₂", "y"),
         (("z₁ = W₁ x + b₁", "a₁ = tanh(z₁)"), ("z₂ = W₂ a₁ + b₂",), ("z₃ = W₃ z₂ + b₃", "y = Softmax(z₃)"))),
    ],
    ids=["hidden", "linear", "no bend", "dropout and batch norm", "softmax"],
)  # fmt: skip
def test_columns_have_the_names_and_formulas_of_the_step(
    recipe: Recipe, signals: tuple[str, ...], captions: tuple[tuple[str, ...], ...]
) -> None:
    """A column for each layer with weights: what it passes on when all that follows it has had its turn."""
    flow = flow_of(opened(recipe), 0, 0)
    assert flow.signals == signals
    assert flow.captions == captions


def test_a_batch_norm_has_an_edge_from_each_neuron_to_itself() -> None:
    """Its scale, with its own name; its shift is the dot."""
    of = opened(LAYER_RECIPES["BatchNorm"])
    end = of.end_of("backward") - 1
    flow, layer = flow_of(of, end, 1), of.weighted_layer(2)
    γ, β = (np.asarray(getattr(layer, name)) for name in ("W", "b"))
    np.testing.assert_array_equal(flow.weights[1], np.diag(γ))
    assert flow.biases[1] is not None
    np.testing.assert_array_equal(flow.biases[1], β)
    assert flow.letters[:2] == (("W", "b"), ("γ", "β"))
    assert flow.scales == (False, True, False, True, False)
    assert weight_text(flow, 2, 1, 0).startswith("γ₂[2] = ")
    assert "\n∂L/∂γ₂[2] = " in weight_text(flow, 2, 1, 0)
    assert "\nβ₂[2] = " in neuron_text(flow, 2, 1)
    assert neuron_text(flow, 2, 1).startswith("a₂[2] = ")


def test_the_chosen_parameter_is_an_edge_or_a_dot() -> None:
    """A weight between two neurons, a scale from a neuron to itself, and what is added is the neuron's own."""
    of = opened(LAYER_RECIPES["BatchNorm"])
    for layer, unit, origin, is_bias, expected in (
        (1, 2, 1, False, (1, 2, 1)), (1, 2, None, True, (1, 2, None)), (2, 1, 1, False, (2, 1, 1)),
        (2, 1, None, True, (2, 1, None)), (5, 0, 1, False, (5, 0, 1)),
    ):  # fmt: skip
        place = parameter_of(of, layer, unit, origin, is_bias=is_bias)
        assert chosen_in_flow(of, Choice(0, False, **with_parameter(of, place))) == expected


@pytest.mark.parametrize("name", ["Dense", "Dropout", "BatchNorm", "Softmax of five", "Logits", "One feature"])
def test_all_that_is_drawn_is_known_at_the_end_and_nothing_of_it_at_the_start(name: str) -> None:
    """Values go to the right, gradients come back."""
    of = opened(LAYER_RECIPES[name])
    start, end = flow_of(of, 0, 0), flow_of(of, len(of.lines) - 1, 0)
    assert [each is not None for each in start.values].count(True) <= 2
    assert all(each is None for each in (*start.gradients, *start.weight_gradients))
    assert all(each is not None for each in (*end.values, *end.weight_gradients, *end.gradients[1:]))
    assert [len(each) for each in end.values if each is not None] == end.counts
