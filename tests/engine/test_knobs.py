"""Knobs: what is allowed comes out in its own type, and everything else is refused with a sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, DATASETS, INITIALIZERS, LOSSES, OPTIMIZERS, Knob, KnobError, Recipe, knob, knobs_of

FLOAT = Knob(0.5, "Rate", "How far.", low=0.0, high=2.0)
INT = Knob(10, "Count", "How many.", low=2, high=1_000_000)
BOOL = Knob(True, "Bias", "Whether.")
TUPLE = Knob((4, 4), "Layers", "How wide.", low=1, high=100, longest=3)
CHOICE = Knob("MSE", "Loss", "Which.", registry=LOSSES)
TEXT = Knob("", "Name", "What it is called.", longest=8)
WORD = Knob("", "Mark", "Which.", words=("comma", "Semicolon"))


@pytest.mark.parametrize(
    ("knob", "given", "expected"),
    [
        (FLOAT, 1, 1.0), (FLOAT, 0.0, 0.0), (FLOAT, 2.0, 2.0), (FLOAT, np.float32(0.25), 0.25),
        (FLOAT, Fraction(1, 4), 0.25),
        (INT, 2, 2), (INT, 3.0, 3), (INT, 1_000_000, 1_000_000), (INT, np.int64(7), 7),
        (BOOL, False, False), (BOOL, True, True),
        (TUPLE, [1, 2.0, np.int64(100)], (1, 2, 100)), (TUPLE, (), ()), (TUPLE, np.array([5, 6]), (5, 6)),
        (CHOICE, "mse", "MSE"), (CHOICE, "bCe", "BCE"),
        (TEXT, "", ""), (TEXT, " 身高 é ", " 身高 é "), (TEXT, "12345678", "12345678"), (TEXT, np.str_("x"), "x"),
        (WORD, "", ""), (WORD, "COMMA", "comma"), (WORD, "semicolon", "Semicolon"),
    ],
)  # fmt: skip
def test_allowed_values_come_out_in_the_knobs_own_type(knob: Knob, given: Any, expected: Any) -> None:
    """A number from JSON, from numpy or from the window is the same number afterwards."""
    checked = knob.check("it", given)
    assert checked == expected
    assert type(checked) is type(expected)


NEVER: list[tuple[Knob, list[Any]]] = [
    (FLOAT, [-0.001, 2.001, math.nan, math.inf, -math.inf, "1", None, True, [1], 1j, {}, b"1", 10**400, -(10**400)]),
    (INT, [1, 1_000_001, 2.5, math.nan, math.inf, "10", None, False, [10], 10**400]),
    (BOOL, [1, 0, "true", None, 1.0, [], np.bool_(True)]),
    (TUPLE, [4, "44", b"44", None, {4: 4}, (0,), (101,), (1.5,), (math.nan,), (True,), ("4",)]),
    (TUPLE, [(1, 2, 3, 4), (10**400,), ([1],), (None,)]),
    (CHOICE, ["", "MSEE", None, 0, ["MSE"], {"MSE": 1}]),
    (TEXT, ["123456789", "a\nb", "a\tb", "a\0", "\x7f", "\udcff", None, 5, b"x", ["x"]]),
    (WORD, ["tab", "comma ", "\n", None, 0, b"comma", ["comma"]]),
]
REFUSED = [(knob, value) for knob, values in NEVER for value in values]


@pytest.mark.parametrize(
    ("knob", "value"), REFUSED, ids=lambda value: None if isinstance(value, Knob) else repr(value)[:20]
)
def test_everything_else_is_refused_with_a_sentence(knob: Knob, value: Any) -> None:
    """No value from outside gets past a knob, whatever its type, and the message names the knob and what is allowed."""
    with pytest.raises(KnobError) as caught:
        knob.check("the rate", value)
    message = str(caught.value)
    assert message.startswith("the rate")
    assert message.endswith(".")
    assert "allowed" in message or "Known are" in message


def test_a_message_stays_short_whatever_was_given() -> None:
    """A megabyte of rubbish in a file must not become a megabyte of message in a window."""
    texts = [(each, "x" * 100_000) for each in (FLOAT, CHOICE, TEXT, WORD)]
    for each, rubbish in [*texts, (TUPLE, ["x" * 100_000]), (INT, 10**4000)]:
        with pytest.raises(KnobError) as caught:
            each.check("it", rubbish)
        assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("knob", "words"),
    [
        (FLOAT, "a number from 0 to 2"),
        (INT, "a whole number from 2 to 1,000,000"),
        (BOOL, "true or false"),
        (CHOICE, "one of: MSE, MAE"),
        (TEXT, "a text of up to 8 characters on one line"),
        (WORD, "one of: comma, Semicolon, or nothing"),
        (Knob(0.5, "Rate", "", low=1e-7, high=1e7), "a number from 0.0000001 to 10,000,000"),
    ],
)
def test_what_is_allowed_is_said_in_words(knob: Knob, words: str) -> None:
    """People write 1,000,000 and 0.0000001, not 1e+06 and 1e-07."""
    assert knob.allowed().startswith(words)


def test_the_knobs_of_a_class_are_its_dataclass_fields_in_order() -> None:
    """Forms show knobs in the order in which the class names them; fields without a knob are not shown."""

    @dataclass
    class Machine:
        first: float = knob(1.0, label="First", help="The first.")
        silent: int = 3
        second: bool = knob(False, label="Second", help="The second.")

    assert list(knobs_of(Machine)) == ["first", "second"]
    assert knobs_of(Machine)["first"].default == 1.0
    assert Machine().first == 1.0
    assert knobs_of(int) == {}


EVERY_KNOB = [
    pytest.param(cls, name, each, id=f"{cls.__name__}.{name}")
    for cls in [
        Recipe,
        *(cls for registry in (ACTIVATIONS, DATASETS, INITIALIZERS, LOSSES, OPTIMIZERS) for cls in registry.values()),
    ]
    for name, each in knobs_of(cls).items()
]


@pytest.mark.parametrize(("cls", "name", "each"), EVERY_KNOB)
def test_every_knob_allows_its_own_default_and_says_what_it_does(cls: type, name: str, each: Knob) -> None:
    """A form is made from these words: none may be missing, and the default must be a legal value."""
    assert each.check(name, each.default) == each.default
    assert each.label
    assert each.help.endswith(".")
    if each.registry is None and isinstance(each.default, str):
        assert bool(each.words) != (each.longest > 0)
    elif each.registry is None and not isinstance(each.default, bool):
        assert each.low < each.high
