"""The lecture's symbols: one numbering for every formula of every kind of layer."""

from __future__ import annotations

import pytest

from engine.activations import ACTIVATIONS
from engine.convolution import Conv2D
from engine.dropout import Dropout
from engine.layers import Dense, Layer
from engine.normalization import BatchNorm
from engine.notation import gradient_symbol, of_loss, result_of, signal_symbol, subscript, symbols_of
from engine.pooling import Flatten, MaxPool2D

Network = list[tuple[Layer, str]]  # each layer, and the last formula of its way forward


def dense() -> tuple[Layer, str]:
    return Dense(2, 2), "z = W x + b"


def activation(name: str = "Tanh", formula: str = "a = tanh z") -> tuple[Layer, str]:
    return ACTIVATIONS[name](), formula


PLAIN: Network = [dense(), activation(), dense(), activation(), dense(), activation()]
IMAGES: Network = [
    (Conv2D(1, 2), "z = W X + b"), (BatchNorm(2), "z = γ x̂ + β"), activation(), (MaxPool2D(2), "p = max P[1] … P[4]"),
    (Dropout(), "ã = a · mask"), (Flatten(), ""), dense(), activation(),
]  # fmt: skip


def written(network: Network, place: int, formula: str) -> str:
    """A formula of the layer at a place, from 0."""
    layers, formulas = zip(*network, strict=True)
    return symbols_of(layers, formulas)[place].written(formula)


def test_subscripts_have_every_digit() -> None:
    """Layer 10 and beyond too."""
    assert [subscript(number) for number in (0, 7, 12, 3456, 890)] == ["₀", "₇", "₁₂", "₃₄₅₆", "₈₉₀"]


def test_signals_are_x_then_a_and_at_the_end_y() -> None:
    """In one layer there is no a at all."""
    assert [signal_symbol(number, 3) for number in range(4)] == ["x", "a₁", "a₂", "y"]
    assert [signal_symbol(number, 1) for number in range(2)] == ["x", "y"]


@pytest.mark.parametrize(
    ("formula", "first", "middle", "last"),
    [
        ("z = W x + b", "z₁ = W₁ x + b₁", "z₂ = W₂ a₁ + b₂", "z₃ = W₃ a₂ + b₃"),
        ("z = W x", "z₁ = W₁ x", "z₂ = W₂ a₁", "z₃ = W₃ a₂"),
        (
            "dW = dz xᵀ,  db = Σ dz", "∂L/∂W₁ = δ₁ xᵀ,  ∂L/∂b₁ = Σ δ₁", "∂L/∂W₂ = δ₂ a₁ᵀ,  ∂L/∂b₂ = Σ δ₂",
            "∂L/∂W₃ = δ₃ a₂ᵀ,  ∂L/∂b₃ = Σ δ₃",
        ),
        ("dx = Wᵀ dz", "∂L/∂x = W₁ᵀ δ₁", "∂L/∂a₁ = W₂ᵀ δ₂", "∂L/∂a₂ = W₃ᵀ δ₃"),
    ],
)  # fmt: skip
def test_formulas_of_layers_with_weights_are_numbered(formula: str, first: str, middle: str, last: str) -> None:
    """Each symbol gets the number of its layer, its input that of the layer before."""
    assert [written(PLAIN, place, formula) for place in (0, 2, 4)] == [first, middle, last]


@pytest.mark.parametrize(
    ("formula", "first", "middle", "last"),
    [
        ("a = 1 / (1 + e⁻ᶻ)", "a₁ = 1 / (1 + e⁻ᶻ)", "a₂ = 1 / (1 + e⁻ᶻ)", "y = 1 / (1 + e⁻ᶻ)"),
        ("a = max(z, 0)", "a₁ = max(z₁, 0)", "a₂ = max(z₂, 0)", "y = max(z₃, 0)"),
        ("z⁺ = max(z, 0)", "z₁⁺ = max(z₁, 0)", "z₂⁺ = max(z₂, 0)", "z₃⁺ = max(z₃, 0)"),
        ("slope = a (1 - a)", "σ′(z₁) = a₁ (1 - a₁)", "σ′(z₂) = a₂ (1 - a₂)", "σ′(z₃) = y (1 - y)"),
        ("slope = 1 - a²", "σ′(z₁) = 1 - a₁²", "σ′(z₂) = 1 - a₂²", "σ′(z₃) = 1 - y²"),
        ("dz = da · slope", "δ₁ = ∂L/∂a₁ · σ′(z₁)", "δ₂ = ∂L/∂a₂ · σ′(z₂)", "δ₃ = ∂L/∂y · σ′(z₃)"),
        ("Σ a da", "Σ a₁ ∂L/∂a₁", "Σ a₂ ∂L/∂a₂", "Σ y ∂L/∂y"),
    ],
)
def test_formulas_of_activations_are_numbered(formula: str, first: str, middle: str, last: str) -> None:
    """By the layer with weights that they follow; what the last one gives is y."""
    assert [written(PLAIN, place, formula) for place in (1, 3, 5)] == [first, middle, last]


@pytest.mark.parametrize(
    ("place", "formula", "expected"),
    [
        (0, "F = x, framed by zeros", "F = x, framed by zeros"),
        (0, "X = windows of F", "X = windows of F"),
        (0, "dWᵀ = X dzᵀ,  db = Σ dz", "∂L/∂W₁ᵀ = X δ₁ᵀ,  ∂L/∂b₁ = Σ δ₁"),
        (0, "V = W, turned by 180°", "V = W₁, turned by 180°"),
        (1, "μ = Σ x / n", "μ = Σ z₁ / n"),
        (1, "x̂ = d / s", "x̂ = d / s"),
        (1, "z = γ x̂ + β", "z₂ = γ₂ x̂ + β₂"),
        (1, "dγ = Σ dz x̂", "∂L/∂γ₂ = Σ δ₂ x̂"),
        (1, "dx = γ / s · (dz - dβ / n - x̂ dγ / n)", "δ₁ = γ₂ / s · (δ₂ - ∂L/∂β₂ / n - x̂ ∂L/∂γ₂ / n)"),
        (2, "a = tanh z", "a₂ = tanh z₂"),
        (3, "p = Σ P / size²", "p₂ = Σ P / size²"),
        (3, "da = dp / size²", "∂L/∂a₂ = ∂L/∂p₂ / size²"),
        (3, "dP[3] = rest · won", "dP[3] = rest · won"),
        (4, "ã = a · mask", "ã₂ = p₂ · mask"),
        (4, "da = dã · mask", "∂L/∂p₂ = ∂L/∂ã₂ · mask"),
        (6, "z = W x + b", "z₃ = W₃ ã₂ + b₃"),
        (6, "dx = Wᵀ dz", "∂L/∂ã₂ = W₃ᵀ δ₃"),
    ],
)
def test_formulas_of_other_layers_name_what_they_take_and_give(place: int, formula: str, expected: str) -> None:
    """Whatever is local to a layer keeps its name; a layer that says nothing hands on what it took."""
    assert written(IMAGES, place, formula) == expected


def test_signals_before_the_first_weights_and_activations_in_a_row_have_names_of_their_own() -> None:
    """The number 0, and a mark."""
    network: Network = [(MaxPool2D(2), "p = max P[1] … P[4]"), dense(), activation(), activation(), activation()]
    layers, formulas = zip(*network, strict=True)
    pairs = [(each.taken, each.given) for each in symbols_of(layers, formulas)]
    assert pairs == [("x", "p₀"), ("p₀", "z₁"), ("z₁", "a₁"), ("a₁", "a₁′"), ("a₁′", "y")]
    assert written(network, 3, "slope = 1 - a²") == "σ′(a₁) = 1 - a₁′²"
    assert written(network, 3, "dz = da · slope") == "∂L/∂a₁ = ∂L/∂a₁′ · σ′(a₁)"


def test_only_sums_have_a_delta() -> None:
    """Whatever else there is has its derivative written out."""
    symbols = ("z₁", "z₁₂", "a₁", "x", "y", "p₂", "z₁′", "z")
    assert [gradient_symbol(each) for each in symbols] == [
        "δ₁", "δ₁₂", "∂L/∂a₁", "∂L/∂x", "∂L/∂y", "∂L/∂p₂", "∂L/∂z₁′", "∂L/∂z",
    ]  # fmt: skip


@pytest.mark.parametrize("formula", ["e = y - t", "L = -Σ q ln p / n", "(y - t) / (y (1 - y))", "b = max(x, W)"])
def test_formulas_of_losses_stay_as_they_are(formula: str) -> None:
    """They speak of y, t and L, which belong to no layer."""
    assert of_loss(formula) == formula


def test_the_losss_gradient_is_written_out() -> None:
    """It is the one symbol of a loss that layers know by another name."""
    assert of_loss("dy = 2 e / n") == "∂L/∂y = 2 e / n"


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("z = W x + b", "z"),
        ("dW = dz xᵀ,  db = Σ dz", "dW, db"),
        ("∂L/∂W₁ = δ₁ xᵀ,  ∂L/∂b₁ = Σ δ₁", "∂L/∂W₁, ∂L/∂b₁"),
        ("a = max(z, 0)", "a"),
        ("√v̂ + ε", "√v̂ + ε"),
        ("ln p ≥ -100", "ln p ≥ -100"),
    ],
)
def test_a_formula_tells_the_name_of_its_result(formula: str, result: str) -> None:
    """What has no name is called by its whole formula."""
    assert result_of(formula) == result
