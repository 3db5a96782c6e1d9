"""PyTorch's numbers: every layer, loss, optimizer and schedule that it has too answers as it does, to 1e-10.

The answers are stored, so that nobody needs PyTorch to run the tests; `make check-torch` asks it anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS, Registry
from engine.activations import Tanh
from engine.program import Array, Record
from engine.schedules import SCHEDULES
from tests.oracle import cases, ours
from tests.oracle.cases import FAMILIES, WITHOUT_COUNTERPART, Case, Training, part
from tests.oracle.stored import ALLOWED, Answers, difference, stored

REGISTRIES: dict[str, Registry[Any]] = {
    "activation": ACTIVATIONS, "loss": LOSSES, "optimizer": OPTIMIZERS, "layer": LAYERS, "schedule": SCHEDULES,
}  # fmt: skip


@pytest.mark.parametrize("case", cases.ACTIVATIONS, ids=str)
def test_an_activation_and_its_way_back_are_pytorchs(case: Case) -> None:
    """a and dz, also where z is 0 or ±1000."""
    assert difference(ours.activation(case), expected(case)) <= ALLOWED


@pytest.mark.parametrize("case", cases.LOSSES, ids=str)
def test_a_loss_and_its_gradient_are_pytorchs(case: Case) -> None:
    """L and dy, also for logits of ±1000, probabilities of 0 and 1, and errors of exactly 0 and δ."""
    assert difference(ours.loss(case), expected(case)) <= ALLOWED


@pytest.mark.parametrize("case", cases.OPTIMIZERS, ids=str)
def test_twenty_updates_are_pytorchs(case: Case) -> None:
    """The parameters after each, with the settings that both come with and with others; some gradients are 0."""
    assert difference(ours.optimizer(case), expected(case)) <= ALLOWED


@pytest.mark.parametrize("case", cases.LAYERS, ids=str)
def test_a_layer_and_its_way_back_are_pytorchs(case: Case) -> None:
    """y, dx and the gradients of the weights in training, what it remembers, and what it predicts."""
    assert difference(ours.layer(case), expected(case)) <= ALLOWED


@pytest.mark.parametrize("case", cases.SCHEDULES, ids=str)
def test_the_learning_rates_of_a_schedule_are_pytorchs(case: Case) -> None:
    """Of each of twenty epochs, also where they follow from the losses."""
    assert difference(ours.schedule(case), expected(case)) <= ALLOWED


@pytest.mark.parametrize("case", cases.NETWORKS, ids=str)
def test_a_network_trained_for_ten_steps_is_pytorchs(case: Training) -> None:
    """The loss of each step, and all weights and predictions after the last."""
    assert difference(ours.network(case), expected(case)) <= ALLOWED


def expected(case: Case | Training) -> Answers:
    """What PyTorch said."""
    assert str(case) in stored(), f"No answer is stored for {case}: python -m tests.oracle.check --write stores it."
    return stored()[str(case)]


# -- nothing is left out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", REGISTRIES)
def test_everything_the_engine_registers_is_compared(family: str) -> None:
    """Whoever adds a part to the engine adds its case, or says that PyTorch has no such thing."""
    assert uncompared(family) == []


def uncompared(family: str) -> list[str]:
    """A sentence for each part of the engine that is in no case and has no excuse.  Those that tests register for a
    while are not meant."""
    compared = {case.ours.name for case in FAMILIES[family] if isinstance(case, Case)}
    own = [name for name, cls in REGISTRIES[family].items() if cls.__module__.startswith("engine.")]
    return [
        f"The {family} {name} is not compared with PyTorch: add a case to tests/oracle/cases.py and store its answer, "
        "or say in WITHOUT_COUNTERPART there why PyTorch has none."
        for name in own
        if name not in compared and name not in WITHOUT_COUNTERPART[family]
    ]


@pytest.mark.usefixtures("restored_registries")
def test_a_part_without_a_case_is_noticed() -> None:
    """By name; one of a test, or of somebody's own file, is nobody's business."""

    @ACTIVATIONS.register("Newcomer")
    class Newcomer(Tanh):
        """A tanh under another name."""

    assert uncompared("activation") == []
    Newcomer.__module__ = "engine.activations"
    [sentence] = uncompared("activation")
    assert sentence.startswith("The activation Newcomer is not compared with PyTorch")


def test_the_stored_answers_are_those_of_the_cases() -> None:
    """No answer is missing, and none has lost its case."""
    assert sorted(stored()) == sorted(str(case) for family in FAMILIES.values() for case in family)


def test_no_excuse_is_stale() -> None:
    """What is said to have no counterpart is there, and is not compared after all."""
    for family, names in WITHOUT_COUNTERPART.items():
        assert names.keys() <= REGISTRIES[family].keys()
        assert names.keys().isdisjoint(case.ours.name for case in FAMILIES[family] if isinstance(case, Case))


# -- a wrong number is noticed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [family[0] for family in FAMILIES.values()], ids=str)
def test_a_single_wrong_number_is_noticed(case: Case | Training) -> None:
    """In every answer of a case: one number that is wrong by a billionth, missing, or not a number."""
    right = expected(case)
    assert difference(right, right) == 0.0
    for name, array in right.items():
        assert difference({**right, name: array.ravel()[1:]}, right) == np.inf
        for wrong in (array.flat[-1] * (1 + 1e-9) + 1e-11, np.nan):
            spoilt = array.copy()
            spoilt.flat[-1] = wrong
            assert difference({**right, name: spoilt}, right) > ALLOWED
    assert difference({name: right[name] for name in list(right)[1:]}, right) == np.inf


@pytest.mark.usefixtures("restored_registries")
def test_a_wrong_formula_is_noticed() -> None:
    """A tanh whose slope is 1 - a, and a Nesterov that does not look ahead."""

    @ACTIVATIONS.register("Careless tanh")
    class Careless(Tanh):
        def record_slope(self, z: Array, a: Array, slope: Array, do: Record) -> None:
            do("slope = 1 - a", np.subtract, do.constant(1), a, out=slope)

    case = next(case for case in cases.ACTIVATIONS if case.ours.name == "Tanh")
    answers = ours.activation(replace(case, ours=part("Careless tanh")))
    assert np.array_equal(answers["a"], ours.activation(case)["a"])
    assert difference(answers, expected(case)) > 0.1
    case = next(case for case in cases.OPTIMIZERS if case.ours.name == "Nesterov")
    assert difference(ours.optimizer(replace(case, ours=part("Momentum"))), expected(case)) > 1e-6
