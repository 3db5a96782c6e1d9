"""Losses and what stands before and behind them: the truth, the output activation, and what outputs say to people."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import ACTIVATIONS, LOSSES
from engine.loss_pairs import doubt
from tests.engine.strategies import outputs_and_truth

Rows = list[list[float]]


def test_targets_are_the_truth_but_for_softmax() -> None:
    """A single column of 0 and 1 becomes two that compete; truths with a column for each class stay."""
    column, columns = np.array([[0.0], [1.0], [0.25]]), np.eye(3)
    for name, loss in LOSSES.items():
        expected = [[1.0, 0.0], [0.0, 1.0], [0.75, 0.25]] if name == "Softmax cross-entropy" else column.tolist()
        assert loss().targets(column).tolist() == expected
        assert loss().targets(columns) is columns


@pytest.mark.parametrize(
    ("names", "Y", "answers"),
    [
        (["MSE", "MAE", "Huber", "BCE"], [[-3.0], [0.5], [1e308]], [[-3.0], [0.5], [1e308]]),
        (["BCE with logits"], [[0.0], [math.log(3)], [-1e3], [1e308], [-1e308]], [[0.5], [0.75], [0.0], [1.0], [0.0]]),
        (
            ["Softmax cross-entropy"],
            [[0.0, math.log(3)], [-1e3, 1e3], [1e308, -1e308], [7.0, 7.0]],
            [[0.25, 0.75], [0.0, 1.0], [1.0, 0.0], [0.5, 0.5]],
        ),
        (["Hinge"], [[-1.0], [0.0], [1.0], [3.0]], [[0.0], [0.5], [1.0], [2.0]]),
    ],
)
def test_answers_are_what_people_read(names: list[str], Y: Rows, answers: Rows) -> None:
    """One half is the boundary whatever the loss; always in double precision, and without a warning."""
    for name in names:
        assert LOSSES[name]().answers(np.array(Y)) == pytest.approx(np.array(answers), abs=1e-15)
        assert LOSSES[name]().answers(np.zeros((2, 2), np.float32)).dtype == np.float64
        assert np.isnan(LOSSES[name]().answers(np.full((1, 2), np.nan))).all()


@pytest.mark.parametrize("name", LOSSES)
@given(data=st.data())
def test_going_downhill_brings_answers_nearer_to_the_truth(name: str, data: st.DataObject) -> None:
    """Value, gradient and answers of a loss speak of the same truth."""
    loss = LOSSES[name]()
    Y, T = data.draw(outputs_and_truth(LOSSES[name]))
    T = np.eye(Y.shape[1] + 1)[T.argmax(axis=1)]
    Y = np.hstack([Y, Y[:, :1]])
    downhill = np.clip(Y - 0.01 * len(Y) * loss.gradient(Y, T), loss.low, loss.high)
    before, after = (np.abs(loss.answers(each) - T).sum() for each in (Y, downhill))
    assert after <= before


def test_which_losses_are_for_numbers() -> None:
    """Whatever measures a distance is for classes too; all others know classes only."""
    assert [name for name, loss in LOSSES.items() if loss.suits(True)] == ["MSE", "MAE", "Huber"]
    assert all(loss.suits(False) for loss in LOSSES.values())


def test_each_loss_has_its_usual_output_activation() -> None:
    """For classes the pair of the lab or of the textbooks; for numbers one that can answer any of them."""
    assert {name: loss.usual_output_for(False) for name, loss in LOSSES.items()} == {
        "MSE": "Sigmoid", "MAE": "Linear", "Huber": "Linear", "BCE": "Sigmoid", "BCE with logits": "Linear",
        "Softmax cross-entropy": "Linear", "Hinge": "Linear",
    }  # fmt: skip
    assert {loss.usual_output_for(True) for loss in LOSSES.values() if loss.suits(True)} == {"Linear"}
    assert LOSSES["BCE"].usual_output_for(True) == "Sigmoid"  # numbers are no reason for outputs that it cannot judge


@pytest.mark.parametrize("is_regression", [False, True])
@pytest.mark.parametrize("name", LOSSES)
def test_nobody_doubts_what_is_usual(name: str, is_regression: bool) -> None:
    """With one output and with many."""
    loss = LOSSES[name]
    usual = ACTIVATIONS[loss.usual_output_for(is_regression)]
    if loss.suits(is_regression):
        assert [doubt(loss, usual, is_regression, outputs) for outputs in (0, 1, 3)] == ["", "", ""]


@pytest.mark.parametrize(
    ("loss", "activation", "is_regression", "outputs", "sentence"),
    [
        ("MSE", "Tanh", False, 1, ""),
        ("MSE", "ReLU", False, 3, ""),
        ("MSE", "Softmax", False, 3, ""),
        ("MSE", "Softmax", False, 0, ""),
        ("MSE", "Softmax", False, 1, "Softmax over a single output always answers 1: choose Sigmoid."),
        ("MSE", "Leaky ReLU", True, 1, ""),
        ("MSE", "Sigmoid", True, 1, "Sigmoid can only answer between 0 and 1: choose Linear for numbers of any size."),
        ("MAE", "Tanh", True, 1, "Tanh can only answer between -1 and 1: choose Linear for numbers of any size."),
        ("Huber", "ReLU", True, 1, "ReLU can only answer from 0 up: choose Linear for numbers of any size."),
        ("BCE", "Softmax", False, 3, ""),
        (
            "BCE", "Tanh", False, 1,
            "BCE takes outputs between 0 and 1, and Tanh answers between -1 and 1: choose Sigmoid.",
        ),
        ("BCE", "ReLU", False, 1, "BCE takes outputs between 0 and 1, and ReLU answers from 0 up: choose Sigmoid."),
        (
            "BCE", "Linear", False, 1,
            "BCE takes outputs between 0 and 1, and Linear answers any number: choose Sigmoid.",
        ),
        (
            "BCE", "Sigmoid", True, 1,
            "BCE judges classes, and here the truth is numbers: choose MSE, MAE or Huber as the loss.",
        ),
        (
            "BCE with logits", "Sigmoid", False, 1,
            "BCE with logits squashes the outputs itself, so Sigmoid before it is one bend too many: choose Linear.",
        ),
        (
            "Softmax cross-entropy", "Softmax", False, 3,
            "Softmax cross-entropy squashes the outputs itself, so Softmax before it is one bend too many: "
            "choose Linear.",
        ),
        ("Hinge", "Tanh", False, 1, ""),
        (
            "Hinge", "Sigmoid", False, 1,
            "Hinge wants -1 for class 0 and 1 for class 1, and Sigmoid answers between 0 and 1: choose Linear.",
        ),
        (
            "Hinge", "ReLU", False, 1,
            "Hinge wants -1 for class 0 and 1 for class 1, and ReLU answers from 0 up: choose Linear.",
        ),
    ],
)  # fmt: skip
def test_pairs_that_make_no_sense_are_doubted(
    loss: str, activation: str, is_regression: bool, outputs: int, sentence: str
) -> None:
    """In one sentence that says why, and what to choose instead."""
    assert doubt(LOSSES[loss], ACTIVATIONS[activation], is_regression, outputs) == sentence


@pytest.mark.parametrize("name", LOSSES)
def test_whatever_a_doubt_advises_is_not_doubted(name: str) -> None:
    """Whoever follows the advice is rid of the doubt."""
    for activation in ACTIVATIONS.values():
        for is_regression in (False, True):
            _, _, advice = doubt(LOSSES[name], activation, is_regression, 1).partition(": choose ")
            if advice.endswith("as the loss."):
                advised = LOSSES[advice.split(" or ")[1].removesuffix(" as the loss.")]
                usual = ACTIVATIONS[advised.usual_output_for(is_regression)]
                assert doubt(advised, usual, is_regression, 1) == ""
            elif advice:
                advised_activation = ACTIVATIONS[advice.rstrip(".").removesuffix(" for numbers of any size")]
                assert doubt(LOSSES[name], advised_activation, is_regression, 1) == ""
