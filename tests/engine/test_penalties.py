"""Penalties and clipping: their rules, on weights alone, in a buffer of their own, and free where they are off."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import LOSSES, Network, Recipe, Record, Trainer
from engine.layer_list import LayerChoice, read_layer_list
from engine.microscope import Microscope
from engine.penalties import Penalties, weights_among
from tests.engine.numeric import Array
from tests.engine.runs import MINI, same_bits, through_a_file
from tests.engine.strategies import rngs

ALL: dict[str, Any] = {"l1": 0.003, "l2": 0.02, "clip_norm": 0.05}
strengths = st.sampled_from([0.0, 1e-3, 0.5])


def changed_gradient(penalties: Penalties, θ: Array, g: Array, is_weight: Array) -> Array:
    """What an optimizer works with."""
    do = Record(samples=1, dtype=g.dtype.type)
    out = penalties.record(θ, g, is_weight, do)
    do.program().run()
    return out


@given(rng=rngs, l1=strengths, l2=strengths, clip_norm=st.sampled_from([0.0, 0.1, 3.0, 100.0]))
def test_the_gradient_is_changed_number_by_number(
    rng: np.random.Generator, l1: float, l2: float, clip_norm: float
) -> None:
    """As the formulas say, in plain Python; g itself is only read."""
    θ, g, is_weight = rng.normal(size=6), rng.normal(size=6), rng.integers(0, 2, 6).astype(float)
    θ[0] = 0.0
    wanted = []
    for each, slope, counts in zip(θ.tolist(), g.tolist(), is_weight.tolist(), strict=True):
        w = each if counts else 0.0
        wanted.append(slope + l2 * w + l1 * (w > 0) - l1 * (w < 0))
    length = math.sqrt(sum(each**2 for each in wanted))
    factor = min(1.0, clip_norm / (length + 1e-6)) if clip_norm else 1.0
    g.setflags(write=False)
    found = changed_gradient(Penalties(l1, l2, clip_norm), θ, g, is_weight)
    assert found == pytest.approx(np.array([factor * each for each in wanted]), rel=1e-12, abs=1e-15)


@given(rng=rngs, l1=strengths, l2=strengths)
def test_a_penalty_is_the_measured_slope_of_what_it_is_the_slope_of(
    rng: np.random.Generator, l1: float, l2: float
) -> None:
    """λ₁ Σ |w| + ½ λ₂ Σ w², by central differences."""
    θ, is_weight, h = rng.normal(size=5), np.array([1.0, 0.0, 1.0, 1.0, 0.0]), 1e-6
    θ += np.sign(θ) * 0.01  # away from the corner of |w|

    def penalty(θ: Array) -> float:
        w = θ[is_weight == 1]
        return float(l1 * np.abs(w).sum() + l2 / 2 * (w**2).sum())

    measured = [(penalty(θ + h * row) - penalty(θ - h * row)) / (2 * h) for row in np.eye(5)]
    assert changed_gradient(Penalties(l1, l2), θ, np.zeros(5), is_weight) == pytest.approx(np.array(measured), abs=1e-8)


@given(rng=rngs, scale=st.sampled_from([1e-30, 1e-3, 0.99, 1.01, 1e3, 1e100]))
def test_a_clipped_gradient_is_no_longer_than_c_and_keeps_its_direction(
    rng: np.random.Generator, scale: float
) -> None:
    """A short one stays as it is, bit for bit."""
    g = rng.normal(size=5)
    g *= scale / np.linalg.norm(g)
    found = changed_gradient(Penalties(clip_norm=1.0), np.zeros(5), g, np.ones(5))
    assert np.linalg.norm(found) <= 1.0
    assert found / np.linalg.norm(found) == pytest.approx(g / np.linalg.norm(g))
    if scale < 1:
        assert np.array_equal(found, g)


def test_no_gradient_at_all_can_be_clipped() -> None:
    """At the bottom of the valley nothing is divided by zero."""
    assert changed_gradient(Penalties(clip_norm=1.0), np.ones(3), np.zeros(3), np.ones(3)).tolist() == [0.0, 0.0, 0.0]


def test_off_means_that_nothing_is_recorded() -> None:
    """The optimizer reads the gradients themselves."""
    g, do = np.ones(3), Record(samples=1)
    assert Penalties().record(np.ones(3), g, np.ones(3), do) is g
    assert len(do.program()) == 0
    places = [each.place for each in Trainer(MINI).program.operations]
    assert {each.name for each in places if each.phase == "update"} == {"Adam"}


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        ("Dense(3), Tanh, Dense(2, false), Sigmoid", (4,)),
        ("Dense(3), BatchNorm, ReLU, Dense(2)", (4,)),
        ("Conv2D(2, 3), BatchNorm, ReLU, Conv2D(3, 2, bias=false), MaxPool2D(2), Flatten, Dense(2)", (1, 6, 6)),
    ],
)
def test_weights_are_what_multiplies_an_input(layers: str, shape: tuple[int, ...]) -> None:
    """Those that are called W; no bias, and not the scales of a BatchNorm.  The parameters stay as they are."""
    network = network_of(read_layer_list(layers), shape)
    before = network.parameters.copy()
    names = [layer.parameter_name(k) for layer in network.layers for k in range(layer.parameter_count)]
    assert weights_among(network.layers, network.parameters).tolist() == [name.startswith("W") for name in names]
    assert {name[0] for name in names} >= {"W", "b"}
    assert np.array_equal(network.parameters, before)


def network_of(choices: tuple[LayerChoice, ...], shape: tuple[int, ...]) -> Network:
    layers = []
    for each in choices:
        layers.append(each.make(shape))
        shape = layers[-1].shape_after(shape)
    return Network(layers, rng=0)


# -- in a run ----------------------------------------------------------------------------------------------------------


def test_one_update_by_hand() -> None:
    """Penalties first, then clipping, then the schedule's rate, then the optimizer."""
    recipe = MINI.changed(
        optimizer="SGD", batch_size=0, schedule="Warm-up", knobs={"schedule": {"length": 2, "start": 0.25}}, **ALL
    )
    trainer = Trainer(recipe)
    θ, is_weight = trainer.network.parameters.copy(), weights_among(trainer.network.layers, trainer.network.parameters)
    trainer.step()
    w, g = θ * is_weight, trainer.network.gradients
    pulled = g + 0.02 * w + 0.003 * np.sign(w)
    clipped = pulled * min(1.0, 0.05 / (np.linalg.norm(pulled) + 1e-6))
    assert np.linalg.norm(pulled) > 0.05, "or nothing is clipped"
    assert trainer.network.parameters == pytest.approx(θ - 0.25 * recipe.learning_rate * clipped, rel=1e-12)
    places = [each.place.name for each in trainer.program.operations if each.place.phase == "update"]
    assert list(dict.fromkeys(places)) == ["L2", "L1", "Clipping", "Warm-up", "SGD"]


def test_the_gradients_stay_those_of_the_loss() -> None:
    """A panel shows them after the update, and the microscope measures them."""
    trainer = Trainer(MINI.changed(batch_size=0, **ALL))
    plain = Trainer(MINI.changed(batch_size=0))
    trainer.step()
    plain.step()
    assert np.array_equal(trainer.network.gradients, plain.network.gradients)
    assert not np.array_equal(trainer.network.parameters, plain.network.parameters)


def test_the_loss_that_is_shown_is_that_of_the_data() -> None:
    """So that runs with and without penalties can be compared."""
    trainer = Trainer(MINI.changed(batch_size=0, test_fraction=0.0, **ALL))
    X, T = trainer.points.X, trainer.points.T
    wanted = LOSSES["MSE"]().value(trainer.network.predict(X), T)
    trainer.step()
    assert trainer.loss == pytest.approx(wanted)


@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_a_penalty_keeps_weights_small(penalty: str) -> None:
    """And leaves biases free: with a penalty that outweighs the data only they are left."""
    choices: dict[str, Any] = {"optimizer": "SGD", "learning_rate": 0.05, "batch_size": 0}
    trainer = Trainer(MINI.changed(**choices, **{penalty: 3.0}))
    plain = Trainer(MINI.changed(**choices))
    is_weight = weights_among(trainer.network.layers, trainer.network.parameters) == 1
    for each in (trainer, plain):
        each.train(500)
    assert np.abs(trainer.network.parameters[is_weight]).max() < 0.2  # L1 goes to and fro by ρ λ₁
    assert np.abs(plain.network.parameters[is_weight]).max() > 0.5
    assert np.abs(trainer.network.parameters[~is_weight]).max() > 0.005


@pytest.mark.parametrize("choices", [ALL, {"l1": 0.01}, {"l2": 0.01}, {"clip_norm": 0.01}], ids=str)
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_run_that_was_saved_goes_on_as_if_it_had_not_been(
    choices: dict[str, float], precision: str, tmp_path: Path
) -> None:
    """Nothing is remembered beside what the optimizer remembers; one seed, the same bits."""
    recipe = MINI.changed(precision=precision, **choices)
    uninterrupted = Trainer(recipe)
    uninterrupted.advance(13)
    resumed = Trainer.resumed(through_a_file(uninterrupted.run(), tmp_path))
    for each in (uninterrupted, resumed):
        each.advance(20)
    assert same_bits(uninterrupted, resumed)
    again = Trainer(recipe)
    again.advance(33)
    assert same_bits(again, resumed)


def test_the_record_has_one_precision() -> None:
    """All of an update in single precision."""
    trainer = Trainer(MINI.changed(precision="float32", **ALL))
    operations = [each for each in trainer.program.operations if each.place.phase == "update"]
    assert {array.dtype for each in operations for array in (*each.inputs, each.out)} == {np.dtype(np.float32)}


def test_a_microscope_has_names_for_all_that_is_read() -> None:
    """In the formulas' own symbols; what has no name is a constant, and which parameters are weights."""
    microscope = Microscope.of(Trainer(Recipe(optimizer="SGD", **ALL)).run())
    looks = [microscope.look(line.number) for line in microscope.lines if line.phase == "update"]
    assert [(each.line.result, [of.name for of in each.inputs]) for each in looks] == [
        ("w", ["θ", ""]),
        ("λ₂ w", ["w", "λ₂"]),
        ("g", ["g", "λ₂ w"]),
        ("sign w", ["w"]),
        ("λ₁ sign w", ["sign w", "λ₁"]),
        ("g", ["g", "λ₁ sign w"]),
        ("Σ g²", ["g", "g"]),
        ("‖g‖", ["Σ g²"]),
        ("‖g‖ + 1e-6", ["‖g‖", ""]),
        ("c / (‖g‖ + 1e-6)", ["c", "‖g‖ + 1e-6"]),
        ("c / (‖g‖ + 1e-6) ≤ 1", ["c / (‖g‖ + 1e-6)", ""]),
        ("g", ["g", "c / (‖g‖ + 1e-6) ≤ 1"]),
        ("step", ["g", "ρ"]),
        ("θ", ["θ", "step"]),
    ]


@pytest.mark.parametrize("name", ["l1", "l2", "clip_norm"])
@pytest.mark.parametrize("value", [-0.1, math.nan, math.inf, "a", None])
def test_an_impossible_strength_is_refused(name: str, value: Any) -> None:
    """By the recipe, in a sentence."""
    with pytest.raises(ValueError, match="is allowed"):
        Recipe(**{name: value})
