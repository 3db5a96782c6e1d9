"""The textbook's step gives the engine's numbers, every known mistake gives others, and the checks' words fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import ACTIVATIONS, LOSSES, Recipe
from engine.check_mine import make_case
from engine.mistakes import MISTAKES, mistakes_in
from engine.textbook import FORMULAS, Quantity, step


@settings(max_examples=25)
@given(
    activation=st.sampled_from(list(ACTIVATIONS)), output=st.sampled_from(["Sigmoid", "Tanh"]),
    loss=st.sampled_from(list(LOSSES)), hidden=st.lists(st.integers(1, 5), max_size=3),
    bias=st.booleans(), seed=st.integers(0, 1000),
)  # fmt: skip
def test_the_textbook_and_the_engine_agree(
    activation: str, output: str, loss: str, hidden: list[int], bias: bool, seed: int
) -> None:
    """Number by number, in every quantity: otherwise a right module would be told that it has a mistake."""
    output = "Sigmoid" if LOSSES[loss].outputs != "any numbers" else output
    recipe = Recipe(
        activation=activation, output_activation=output, loss=loss, hidden=tuple(hidden), bias=bias, seed=seed
    )
    case, right = make_case(recipe)
    values = step(case)
    assert list(right.keys() - values.keys()) == []
    assert {each.kind for each in right} == set(FORMULAS) - (set() if bias else {"db"})
    for quantity, array in right.items():
        assert values[quantity] == pytest.approx(array, rel=1e-9, abs=1e-14), quantity


def test_every_quantity_has_a_symbol_of_its_own() -> None:
    """As the lecture writes them."""
    case, _ = make_case(Recipe(hidden=()))
    symbols = [each.symbol for each in case.quantities()]
    assert symbols == ["z₁", "a₁", "y", "L", "∂L/∂y", "∂L/∂a₁", "δ₁ = ∂L/∂z₁", "∂L/∂W₁", "∂L/∂b₁"]


@pytest.mark.parametrize("number", range(len(MISTAKES)), ids=[each.formula.__name__ for each in MISTAKES])
def test_every_mistake_spoils_something(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In some layer of a network with square weights it gives other numbers than the right ones: none is idle."""
    case, _ = make_case(Recipe(hidden=(3, 3, 3)))
    case = replace(case, W_afterwards=tuple(W + 1.0 for W in case.W))
    right, spoilt = step(case), 0
    monkeypatch.setattr("engine.mistakes.MISTAKES", [MISTAKES[number]])
    for quantity in case.quantities():
        for words, formulas in mistakes_in(case, quantity):
            values = step(case, {quantity: formulas[quantity.kind]}, right, until=quantity)
            spoilt += quantity in values and not np.array_equal(values[quantity], right[quantity])
            assert "{" not in words
    assert spoilt > 0


def test_what_is_known_need_not_be_computed_again() -> None:
    """From the exchanged formula on everything is computed anew, before it nothing, and nothing after the end."""
    case, _ = make_case(Recipe())
    right = step(case)
    twice = {Quantity("dz", 2): lambda c, v, k: 2 * FORMULAS["dz"](c, v, k)}
    values = step(case, twice, right, until=Quantity("dW", 2))
    assert values[Quantity("dW", 3)] is right[Quantity("dW", 3)]
    assert values[Quantity("dW", 2)] == pytest.approx(2 * right[Quantity("dW", 2)])
    assert list(values)[-1] == Quantity("dW", 2)
