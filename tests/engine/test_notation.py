"""The lecture's symbols: one numbering for every formula, and a plain sentence for every operation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from engine import Operation, Recipe, Trainer
from engine.notation import MEANINGS, numbered, result_of, sentence, signal_symbol, subscript
from engine.program import Place
from tests.engine.strategies import recipes


def operation(formula: str, function: np.ufunc) -> Operation:
    return Operation(formula, function, (np.array(1.0),), np.array(0.0), Place("forward", "Some", 1))


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
        ("a = 1 / (1 + e⁻ᶻ)", "a₁ = 1 / (1 + e⁻ᶻ)", "a₂ = 1 / (1 + e⁻ᶻ)", "y = 1 / (1 + e⁻ᶻ)"),
        ("a = max(z, 0)", "a₁ = max(z₁, 0)", "a₂ = max(z₂, 0)", "y = max(z₃, 0)"),
        ("slope = a (1 - a)", "σ′(z₁) = a₁ (1 - a₁)", "σ′(z₂) = a₂ (1 - a₂)", "σ′(z₃) = y (1 - y)"),
        ("slope = 1 - a²", "σ′(z₁) = 1 - a₁²", "σ′(z₂) = 1 - a₂²", "σ′(z₃) = 1 - y²"),
        ("dz = da · slope", "δ₁ = ∂L/∂a₁ · σ′(z₁)", "δ₂ = ∂L/∂a₂ · σ′(z₂)", "δ₃ = ∂L/∂y · σ′(z₃)"),
        (
            "dW = dz xᵀ,  db = Σ dz", "∂L/∂W₁ = δ₁ xᵀ,  ∂L/∂b₁ = Σ δ₁", "∂L/∂W₂ = δ₂ a₁ᵀ,  ∂L/∂b₂ = Σ δ₂",
            "∂L/∂W₃ = δ₃ a₂ᵀ,  ∂L/∂b₃ = Σ δ₃",
        ),
        ("dx = Wᵀ dz", "∂L/∂x = W₁ᵀ δ₁", "∂L/∂a₁ = W₂ᵀ δ₂", "∂L/∂a₂ = W₃ᵀ δ₃"),
    ],
)  # fmt: skip
def test_formulas_of_layers_are_numbered(formula: str, first: str, middle: str, last: str) -> None:
    """Each symbol gets the number of its layer, its input that of the layer before."""
    assert [numbered(formula, number, 3) for number in (1, 2, 3)] == [first, middle, last]


@pytest.mark.parametrize("formula", ["e = y - t", "L = -Σ q ln p / n", "(y - t) / (y (1 - y))", "b = max(x, W)"])
def test_formulas_of_losses_stay_as_they_are(formula: str) -> None:
    """They speak of y, t and L, which belong to no layer."""
    assert numbered(formula, 0, 3) == formula


def test_the_losss_gradient_is_written_out() -> None:
    """It is the one symbol of a loss that layers know by another name."""
    assert numbered("dy = 2 e / n", 0, 3) == "∂L/∂y = 2 e / n"


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


def test_the_last_operation_of_a_known_result_says_what_it_is_for() -> None:
    """Those before it only lead there, and say what they do; so does one whose result has no name of its own."""
    last = operation("slope = a (1 - a)", np.multiply)
    assert sentence(last, is_last=True).startswith(MEANINGS["slope"])
    assert sentence(last, is_last=False) == "On the way: multiplies, number by number."
    assert sentence(operation("1 - a²", np.subtract), is_last=True) == "On the way: subtracts, number by number."


def test_a_sentence_of_two_results_is_that_of_the_first() -> None:
    """dW and db lie in one array and have one meaning."""
    words = sentence(operation("dW = dz xᵀ,  db = Σ dz", np.multiply), is_last=True)
    assert words.startswith(MEANINGS["dW"])


def test_an_unknown_function_and_an_unknown_symbol_have_a_sentence_too() -> None:
    """A newcomer may use any function of numpy and any name."""
    assert sentence(operation("q = sinh z", np.sinh), is_last=True) == "Applies numpy's sinh."
    assert sentence(operation("q = -z", np.negative), is_last=True) == "Turns the sign of each number."
    assert sentence(operation("a = sinh z", np.sinh), is_last=False) == "On the way: applies numpy's sinh."
    assert sentence(operation("a = sinh z", np.sinh), is_last=True).startswith(MEANINGS["a"])


@given(recipe=recipes())
def test_every_operation_of_every_registered_part_has_words_of_its_own(recipe: Recipe) -> None:
    """None falls back on a function's bare name, and each sentence is one."""
    for each in Trainer(recipe).program.operations:
        for is_last in (True, False):
            words = sentence(each, is_last=is_last)
            assert words[0].isupper()
            assert words.endswith(".")
            assert "numpy" not in words
