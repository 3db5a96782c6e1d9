"""Random shapes, networks and recipes for the tests, drawn from the registries so that newcomers are drawn as well."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine import (
    ACTIVATIONS,
    DATASETS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    Activation,
    Dense,
    Knob,
    Layer,
    Loss,
    Network,
    Recipe,
    Registry,
    knobs_of,
)

Array = NDArray[np.floating[Any]]
NEEDS_A_FILE = "CSV file"  # the dataset that has no points of its own
rngs = st.integers(0, 2**32 - 1).map(np.random.default_rng)
sizes = st.integers(1, 6)


def numbers(knob: Knob) -> st.SearchStrategy[Any]:
    """Values of a numeric knob within a factor of four of its default, where functions are neither flat nor steep."""
    least, most = sorted((knob.default / 4, knob.default * 4)) if knob.default else (-0.1, 0.1)
    low, high = max(knob.low, least), min(knob.high, most)
    return st.integers(int(low), int(high)) if isinstance(knob.default, int) else st.floats(low, high)


def values(knob: Knob) -> st.SearchStrategy[Any]:
    """Allowed values of one knob."""
    if knob.registry is not None:
        return st.sampled_from(list(knob.registry))
    if isinstance(knob.default, bool):
        return st.booleans()
    if isinstance(knob.default, tuple):
        return st.lists(sizes, max_size=3).map(tuple)
    return numbers(knob)


def settings_of(cls: type) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments for a class of a registry: a value for each of its knobs."""
    return st.fixed_dictionaries({name: values(knob) for name, knob in knobs_of(cls).items()})


@st.composite
def members(draw: st.DrawFn, registry: Registry[Any]) -> Any:
    """An object of any class of the registry, with its knobs set at random."""
    cls = registry[draw(st.sampled_from(list(registry)))]
    return cls(**draw(settings_of(cls)))


@st.composite
def samples(draw: st.DrawFn, features: int, low: float = -2.0, high: float = 2.0) -> Array:
    """X (samples, features) with up to eight samples."""
    rng: np.random.Generator = draw(rngs)
    return rng.uniform(low, high, (draw(st.integers(1, 8)), features))


@st.composite
def networks(draw: st.DrawFn) -> tuple[Network, Array]:
    """A network of up to three hidden layers with any activations, and X that fits it."""
    widths = draw(st.lists(sizes, min_size=2, max_size=5))
    layers: list[Layer] = []
    for inputs, outputs in pairwise(widths):
        layers += [Dense(inputs, outputs, bias=draw(st.booleans())), draw(members(ACTIVATIONS))]
    network = Network(layers, rng=draw(rngs))
    network.parameters[:] += draw(rngs).uniform(-0.5, 0.5, network.parameters.shape)  # biases of zero hide mistakes
    return network, draw(samples(widths[0]))


activations: st.SearchStrategy[Activation] = members(ACTIVATIONS)
losses: st.SearchStrategy[Loss] = members(LOSSES)


@st.composite
def probabilities_and_truth(draw: st.DrawFn) -> tuple[Array, Array]:
    """Y strictly between 0 and 1, where every loss is defined, and T of the same shape, some of it 0 or 1."""
    rng: np.random.Generator = draw(rngs)
    shape = (draw(st.integers(1, 8)), draw(st.integers(1, 4)))
    T = rng.uniform(0, 1, shape)
    return rng.uniform(0.05, 0.95, shape), np.where(rng.random(shape) < 0.5, np.round(T), T)


@st.composite
def outputs_and_truth(draw: st.DrawFn, loss: type[Loss]) -> tuple[Array, Array]:
    """Y on both sides of what a loss wants, within what it can judge, and T as in `probabilities_and_truth`."""
    Y, T = draw(probabilities_and_truth())
    return draw(rngs).uniform(max(loss.low + 0.05, -3), min(loss.high - 0.05, 3), Y.shape), T


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """Any recipe that makes a small run, with settings of its parts."""
    names: dict[str, Registry[Any]] = {
        "dataset": DATASETS, "activation": ACTIVATIONS, "output_activation": ACTIVATIONS, "initializer": INITIALIZERS,
        "loss": LOSSES, "optimizer": OPTIMIZERS, "schedule": SCHEDULES,
    }  # fmt: skip
    own = {name: [each for each in registry if each != NEEDS_A_FILE] for name, registry in names.items()}
    chosen = Recipe().changed(**{name: draw(st.sampled_from(known)) for name, known in own.items()})
    knobs = {
        family: draw(st.fixed_dictionaries({}, optional={name: values(knob) for name, knob in known.items()}))
        for family in names
        if (known := chosen.part_knobs(family))
    }
    return chosen.changed(
        samples=draw(st.integers(2, 30)),
        noise=draw(st.sampled_from([0.0, 0.1])),
        test_fraction=draw(st.sampled_from([0.0, 0.3])),
        hidden=tuple(draw(st.lists(sizes, max_size=3))),
        bias=draw(st.booleans()),
        learning_rate=draw(st.floats(1e-3, 1.0)),
        l1=draw(st.sampled_from([0.0, 0.001])),
        l2=draw(st.sampled_from([0.0, 0.01])),
        clip_norm=draw(st.sampled_from([0.0, 0.5])),
        batch_size=draw(st.integers(0, 12)),
        epochs=draw(st.integers(0, 1000)),
        seed=draw(st.integers(0, 2**31 - 1)),
        knobs=knobs,
    )
