"""Optimizers: the update rules of PyTorch, and gradients that are only read."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from engine import OPTIMIZERS, KnobError, Optimizer, Recipe, Record, Trainer, knobs_of
from tests.engine.numeric import Array
from tests.engine.strategies import rngs

STEPS, PARAMETERS = 20, 7
Path = list[float]  # of one parameter, after each update
Rule = Callable[..., Path]

# -- PyTorch's rules, transcribed in plain Python for one parameter and its slopes -------------------------------------


def sgd(θ: float, slopes: Path, lr: float = 1e-3) -> Path:
    """torch.optim.SGD."""
    path = []
    for g in slopes:
        θ -= lr * g
        path.append(θ)
    return path


def momentum(θ: float, slopes: Path, lr: float = 1e-3, momentum: float = 0.9, nesterov: bool = False) -> Path:
    """torch.optim.SGD with momentum: the buffer starts as the first gradient, and then keeps a share of itself."""
    path: Path = []
    buffer = None
    for g in slopes:
        buffer = g if buffer is None else momentum * buffer + g
        θ -= lr * (g + momentum * buffer if nesterov else buffer)
        path.append(θ)
    return path


def adagrad(θ: float, slopes: Path, lr: float = 1e-2, epsilon: float = 1e-10) -> Path:
    """torch.optim.Adagrad."""
    path, total = [], 0.0
    for g in slopes:
        total += g * g
        θ -= lr * g / (math.sqrt(total) + epsilon)
        path.append(θ)
    return path


def rmsprop(θ: float, slopes: Path, lr: float = 1e-2, beta: float = 0.99, epsilon: float = 1e-8) -> Path:
    """torch.optim.RMSprop, which calls β alpha."""
    path, square = [], 0.0
    for g in slopes:
        square = beta * square + (1 - beta) * g * g
        θ -= lr * g / (math.sqrt(square) + epsilon)
        path.append(θ)
    return path


def adadelta(θ: float, slopes: Path, lr: float = 1.0, beta: float = 0.9, epsilon: float = 1e-6) -> Path:
    """torch.optim.Adadelta, which calls β rho."""
    path, square, accumulated = [], 0.0, 0.0
    for g in slopes:
        square = beta * square + (1 - beta) * g * g
        delta = math.sqrt(accumulated + epsilon) / math.sqrt(square + epsilon) * g
        accumulated = beta * accumulated + (1 - beta) * delta * delta
        θ -= lr * delta
        path.append(θ)
    return path


def adam(
    θ: float, slopes: Path, lr: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8,
    weight_decay: float = 0.0,
) -> Path:  # fmt: skip
    """torch.optim.Adam and, with a decay, torch.optim.AdamW."""
    path, m, v = [], 0.0, 0.0
    for t, g in enumerate(slopes, 1):
        θ *= 1 - lr * weight_decay
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        θ -= lr / (1 - beta1**t) * m / (math.sqrt(v) / math.sqrt(1 - beta2**t) + epsilon)
        path.append(θ)
    return path


def nadam(
    θ: float, slopes: Path, lr: float = 2e-3, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8,
    momentum_decay: float = 4e-3,
) -> Path:  # fmt: skip
    """torch.optim.NAdam."""
    path, m, v, product = [], 0.0, 0.0, 1.0
    for t, g in enumerate(slopes, 1):
        mu = beta1 * (1.0 - 0.5 * 0.96 ** (t * momentum_decay))
        mu_next = beta1 * (1.0 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
        product *= mu
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        denominator = math.sqrt(v / (1 - beta2**t)) + epsilon
        θ -= lr * (1.0 - mu) / (1.0 - product) * g / denominator
        θ -= lr * mu_next / (1.0 - product * mu_next) * m / denominator
        path.append(θ)
    return path


nesterov: Rule = partial(momentum, nesterov=True)
adamw: Rule = partial(adam, weight_decay=1e-2)
RULES: list[tuple[str, Rule, dict[str, float]]] = [
    ("SGD", sgd, {}),
    ("SGD", sgd, {"learning_rate": 0.3}),
    ("Momentum", momentum, {}),
    ("Momentum", momentum, {"learning_rate": 0.05, "momentum": 0.5}),
    ("Momentum", momentum, {"learning_rate": 0.05, "momentum": 0.0}),
    ("Nesterov", nesterov, {}),
    ("Nesterov", nesterov, {"learning_rate": 0.05, "momentum": 0.5}),
    ("Nesterov", nesterov, {"learning_rate": 0.05, "momentum": 0.0}),
    ("Adagrad", adagrad, {}),
    ("Adagrad", adagrad, {"learning_rate": 0.3, "epsilon": 0.1}),
    ("RMSprop", rmsprop, {}),
    ("RMSprop", rmsprop, {"learning_rate": 0.3, "beta": 0.5, "epsilon": 0.1}),
    ("RMSprop", rmsprop, {"beta": 0.0}),
    ("Adadelta", adadelta, {}),
    ("Adadelta", adadelta, {"learning_rate": 0.3, "beta": 0.5, "epsilon": 0.1}),
    ("Adadelta", adadelta, {"beta": 0.0}),
    ("Adam", adam, {}),
    ("Adam", adam, {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}),
    ("Adam", adam, {"learning_rate": 0.1, "beta1": 0.0, "beta2": 0.0, "epsilon": 1e-8}),
    ("AdamW", adamw, {}),
    ("AdamW", adamw, {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3, "weight_decay": 0.5}),
    ("AdamW", adamw, {"learning_rate": 0.1, "weight_decay": 0.0}),
    ("NAdam", nadam, {}),
    ("NAdam", nadam, {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3, "momentum_decay": 0.5}),
    ("NAdam", nadam, {"learning_rate": 0.1, "beta1": 0.0, "momentum_decay": 0.0}),
]


@pytest.mark.parametrize(
    ("name", "rule", "settings"), RULES, ids=lambda value: str(value) if isinstance(value, dict) else None
)
@given(rng=rngs)
def test_twenty_updates_are_those_of_pytorch(
    name: str, rule: Rule, settings: dict[str, float], rng: np.random.Generator
) -> None:
    """Against its rule in plain Python, with its defaults and with others, to 1e-12, every update on the way."""
    θ, gradients = rng.normal(size=PARAMETERS), rng.normal(size=(STEPS, PARAMETERS))
    arguments = {"lr" if key == "learning_rate" else key: value for key, value in settings.items()}
    starts = zip(θ.tolist(), gradients.T.tolist(), strict=True)
    expected = [rule(start, slopes, **arguments) for start, slopes in starts]
    path = replay(make(name, **settings), θ, gradients)
    assert np.array(path) == pytest.approx(np.array(expected).T, rel=1e-12, abs=1e-12)


def test_every_optimizer_that_pytorch_has_is_compared_with_it() -> None:
    """None of those that the lab promises is missing here or there."""
    assert {name for name, _, _ in RULES} <= set(OPTIMIZERS)
    assert list(OPTIMIZERS)[:9] == list(dict.fromkeys(name for name, _, _ in RULES)), "sorted from simple to hard"


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
        ("Nesterov", {"learning_rate": 0.001, "momentum": 0.9}),
        ("Adagrad", {"learning_rate": 0.01, "epsilon": 1e-10}),
        ("RMSprop", {"learning_rate": 0.01, "beta": 0.99, "epsilon": 1e-8}),
        ("Adadelta", {"learning_rate": 1.0, "beta": 0.9, "epsilon": 1e-6}),
        ("Adam", {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
        ("AdamW", {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01}),
        ("NAdam", {"learning_rate": 0.002, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "momentum_decay": 0.004}),
    ],
)
def test_defaults_are_pytorchs(name: str, defaults: dict[str, float]) -> None:
    """What a student has read in PyTorch's documentation holds here (momentum, 0 there, is what the name promises)."""
    assert {key: knob.default for key, knob in knobs_of(OPTIMIZERS[name]).items()} == defaults


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_record_has_one_precision(name: str, dtype: type[np.floating[Any]]) -> None:
    """A single array of double precision would make every update in single precision slow, and another one."""
    θ, g = np.ones(5, dtype), np.linspace(-2, 2, 5).astype(dtype)
    optimizer, do = make(name), Record(samples=1, dtype=dtype)
    optimizer.bind(θ, g)
    optimizer.record(θ, g, do)
    arrays = [array for each in do.program().operations for array in (*each.inputs, each.out)]
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}
    assert {array.dtype for array in optimizer.state.values()} <= {np.dtype(dtype)}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_single_precision_goes_the_same_way(name: str) -> None:
    """To the five digits that it has."""
    rng = np.random.default_rng(0)
    θ, gradients = rng.normal(size=PARAMETERS), rng.normal(size=(STEPS, PARAMETERS))
    single = replay(make(name), θ.astype(np.float32), gradients.astype(np.float32))
    assert np.array(single) == pytest.approx(np.array(replay(make(name), θ, gradients)), rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_its_usual_learning_rate_learns_xor(name: str) -> None:
    """What the form sets when the optimizer is chosen gets the lab's own task right without further ado."""
    trainer = Trainer(Recipe(optimizer=name, learning_rate=OPTIMIZERS[name].usual_learning_rate))
    trainer.train(trainer.recipe.epochs)
    assert trainer.evaluate().accuracy == 1.0


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
