"""Formulas' symbols as names that Python takes."""

from __future__ import annotations

import pytest

from engine import Dense, Network
from engine.activations import Tanh
from engine.notation import symbols_of
from engine.scripts.identifiers import identifier, name_of, numbered, signal_name, spoken


@pytest.mark.parametrize(
    ("symbol", "name"),
    [("m̂", "m_hat"), ("ã", "a_tilde"), ("z⁺", "z_plus"), ("β₂ᵗ", "β2_t"), ("μₜ₊₁", "μ_next"), ("‖g‖", "length_of_g"),
     ("λ", "λ"), ("√v + ε", ""), ("lambda", ""), ("ln p", "ln_p")],
)  # fmt: skip
def test_symbols_become_names(symbol: str, name: str) -> None:
    """Or nothing, where no name can be made of them."""
    assert identifier(symbol) == name


def test_results_become_names_and_everything_else_a_part() -> None:
    """A formula says what its result is called, or it does not."""
    assert name_of("v = β v + g") == "v"
    assert name_of("√v + ε") == ""
    assert spoken("Σ q ln p") == "sum_q_ln_p"
    assert spoken("r > -∞") == "r"
    assert spoken("m̂ / (√v̂ + ε) + λ θ") == "part"


def test_a_layers_symbols_have_its_number() -> None:
    """In names and in comments, two activations in a row included."""
    layers = Network([Dense(2, 3), Tanh(), Tanh(), Dense(3, 1)]).layers
    first, bend, again, last = symbols_of(layers, ["z = W x + b", "a = tanh z", "a = tanh z", "z = W x + b"])
    assert [name_of("z = W x + b", each) for each in (first, last)] == ["z1", "y"]
    assert numbered("dW = dz xᵀ,  db = Σ dz", first) == "dW1 = dz1 xᵀ,  db1 = Σ dz1"
    assert numbered("dz = da · slope", bend) == "dz1 = da1 · slope"
    assert name_of("slope = 1 - a²", bend) == "slope1"
    assert numbered("dx = Wᵀ dz", last) == "da1_2 = W2ᵀ dy"
    assert [signal_name(each.given) for each in (bend, again)] == ["a1", "a1_2"]
