"""Optimizers: the update rules of PyTorch, and gradients that are only read."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from engine import OPTIMIZERS, KnobError, Optimizer
from tests.engine.numeric import Array
from tests.engine.strategies import rngs

STEPS, PARAMETERS = 20, 7
Updates = list[list[float]]


def sgd(θ: list[float], gradients: Updates, lr: float) -> Updates:
    """θ = θ - ρ g, a number at a time."""
    path = []
    for g in gradients:
        θ = [p - lr * slope for p, slope in zip(θ, g, strict=True)]
        path.append(θ)
    return path


def momentum(θ: list[float], gradients: Updates, lr: float, momentum: float = 0.9) -> Updates:
    """PyTorch: the buffer starts as the first gradient, then buf = momentum · buf + g;  θ = θ - ρ buf."""
    path: Updates = []
    buffers: list[float] = []
    for g in gradients:
        buffers = list(g) if not buffers else [momentum * buf + slope for buf, slope in zip(buffers, g, strict=True)]
        θ = [p - lr * buf for p, buf in zip(θ, buffers, strict=True)]
        path.append(θ)
    return path


def adam(
    θ: list[float], gradients: Updates, lr: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
) -> Updates:
    """PyTorch: θ = θ - ρ / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε)."""
    path: Updates = []
    m, v = [0.0] * len(θ), [0.0] * len(θ)
    for t, g in enumerate(gradients, 1):
        moved = []
        for k, slope in enumerate(g):
            m[k] = beta1 * m[k] + (1 - beta1) * slope
            v[k] = beta2 * v[k] + (1 - beta2) * slope * slope
            denominator = math.sqrt(v[k]) / math.sqrt(1 - beta2**t) + epsilon
            moved.append(θ[k] - lr / (1 - beta1**t) * m[k] / denominator)
        θ = moved
        path.append(θ)
    return path


RULES: list[tuple[str, Callable[..., Updates], dict[str, float]]] = [
    ("SGD", sgd, {"learning_rate": 0.3}),
    ("Momentum", momentum, {"learning_rate": 0.05}),
    ("Momentum", momentum, {"learning_rate": 0.05, "momentum": 0.5}),
    ("Momentum", momentum, {"learning_rate": 0.05, "momentum": 0.0}),
    ("Adam", adam, {"learning_rate": 0.01}),
    ("Adam", adam, {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}),
    ("Adam", adam, {"learning_rate": 0.1, "beta1": 0.0, "beta2": 0.0, "epsilon": 1e-8}),
]


@pytest.mark.parametrize(
    ("name", "rule", "settings"), RULES, ids=lambda value: str(value) if isinstance(value, dict) else None
)
@given(rng=rngs)
def test_twenty_updates_are_those_of_pytorch(
    name: str, rule: Callable[..., Updates], settings: dict[str, float], rng: np.random.Generator
) -> None:
    """Against a transcription of PyTorch's rule in plain Python, to 1e-12, every update on the way."""
    θ, gradients = rng.normal(size=PARAMETERS), rng.normal(size=(STEPS, PARAMETERS))
    arguments = {"lr" if key == "learning_rate" else key: value for key, value in settings.items()}
    expected = rule(θ.tolist(), gradients.tolist(), **arguments)
    for now, wanted in zip(replay(make(name, **settings), θ, gradients), expected, strict=True):
        assert now == pytest.approx(np.array(wanted), rel=1e-12, abs=1e-12)


def make(name: str, **settings: Any) -> Optimizer:
    """The optimizer of this name with these settings and its defaults."""
    cls: Any = OPTIMIZERS[name]
    optimizer: Optimizer = cls(**settings)
    return optimizer


def replay(optimizer: Optimizer, θ: Array, gradients: Array) -> list[Array]:
    """The parameters after each update."""
    parameters, g = θ.copy(), np.zeros_like(θ)
    optimizer.bind(parameters, g)
    path = []
    for gradient in gradients:
        g[:] = gradient
        optimizer.step()
        path.append(parameters.copy())
    return path


@pytest.mark.parametrize(
    ("name", "defaults"),
    [
        ("SGD", {"learning_rate": 0.001}),
        ("Momentum", {"learning_rate": 0.001, "momentum": 0.9}),
        ("Adam", {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
    ],
)
def test_defaults_are_pytorchs(name: str, defaults: dict[str, float]) -> None:
    """What a student has read in PyTorch's documentation holds here (momentum, 0 there, is what the name promises)."""
    optimizer = make(name)
    assert {key: getattr(optimizer, key) for key in defaults} == defaults


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_gradients_are_only_read(name: str) -> None:
    """A panel shows the gradients after an update: they must still be those of the backward pass."""
    parameters, gradients = np.ones(5), np.linspace(-2, 2, 5)
    kept = gradients.copy()
    gradients.setflags(write=False)
    optimizer = make(name)
    optimizer.bind(parameters, gradients)
    for _ in range(3):
        optimizer.step()
    assert np.array_equal(gradients, kept)
    assert not np.array_equal(parameters, np.ones(5))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_goes_downhill(name: str) -> None:
    """On the parabola θ² every optimizer, newcomers too, comes closer to its bottom."""
    θ, g = np.array([1.0, -1.0]), np.zeros(2)
    optimizer = make(name, learning_rate=0.01)
    optimizer.bind(θ, g)
    for _ in range(100):
        g[:] = 2 * θ
        optimizer.step()
    assert np.abs(θ).max() < 1.0


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_learning_rate_can_change_between_two_updates(name: str) -> None:
    """It counts from the next update on, and the optimizer's memory stays: twice the rate, twice the step."""
    gradients = np.random.default_rng(0).normal(size=(4, 3))
    unchanged = replay(make(name, learning_rate=0.1), np.zeros(3), gradients)
    θ, g = np.zeros(3), np.zeros(3)
    optimizer = make(name, learning_rate=0.1)
    optimizer.bind(θ, g)
    for gradient in gradients[:3]:
        g[:] = gradient
        optimizer.step()
    assert np.array_equal(θ, unchanged[2])
    optimizer.learning_rate = 0.2
    g[:] = gradients[3]
    optimizer.step()
    assert θ - unchanged[2] == pytest.approx(2 * (unchanged[3] - unchanged[2]), rel=1e-9)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_binding_starts_with_a_fresh_memory(name: str) -> None:
    """The same optimizer bound again makes the same updates as the first time."""
    gradients = np.random.default_rng(0).normal(size=(4, 3))
    optimizer = make(name)
    first, second = (replay(optimizer, np.ones(3), gradients) for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_it_remembers_is_enough_to_go_on(name: str) -> None:
    """State and parameters copied into another optimizer: the two go on bit for bit alike.  Run files rely on it."""
    rng = np.random.default_rng(0)
    θ, g = rng.normal(size=3), np.zeros(3)
    optimizer = make(name)
    optimizer.bind(θ, g)
    for gradient in rng.normal(size=(5, 3)):
        g[:] = gradient
        optimizer.step()
    other_θ, other = θ.copy(), make(name)
    other.bind(other_θ, g)
    for key, array in optimizer.state.items():
        other.state[key][...] = array
    for gradient in rng.normal(size=(5, 3)):
        g[:] = gradient
        optimizer.step()
        other.step()
    assert np.array_equal(θ, other_θ)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf, "0.1", None, 1e9])
def test_an_impossible_learning_rate_is_refused(name: str, value: Any) -> None:
    """When the optimizer is made, with the name and what is allowed."""
    with pytest.raises(KnobError, match=r"learning.rate"):
        make(name, learning_rate=value)


def test_gradients_that_overflow_do_not_warn() -> None:
    """The square of 1e200 is infinite: whoever trains looks for that himself, and nothing is printed."""
    for name in OPTIMIZERS:
        optimizer = make(name)
        optimizer.bind(np.zeros(2), np.array([1e200, -1e308]))
        for _ in range(3):
            optimizer.step()
