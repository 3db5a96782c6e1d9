"""Ticked at first are comparisons that answer the lab's questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from engine.compare.outcome import Outcome, State
from engine.compare.plan import Comparison
from engine.compare.questions import QUESTIONS
from engine.recipe import Recipe
from gui.report.lab.chooser import Chooser
from gui.report.lab.material import Compared
from gui.theme import LIGHT
from tests.gui.compare import made
from tests.gui.report.lab.reports import compared

pytestmark = pytest.mark.usefixtures("qapp")


def asked(number: int, recipe: Recipe, state: State = State.DONE) -> Compared:
    """A ready-made question, as it was answered."""
    comparison = Comparison(recipe, (QUESTIONS[number].factor(recipe),))
    return Compared(comparison, tuple(Outcome(trial, state) for trial in comparison.trials))


def ticked(*comparisons: Compared) -> Sequence[Compared]:
    return Chooser([], comparisons, LIGHT).comparisons


def test_the_newest_of_each_question_is_ticked() -> None:
    newer, older, other = compared("lr=0.1,1"), compared("lr=0.2,2"), compared("hidden=2,3")
    assert ticked(newer, other, older) == (other, newer)


def test_rather_one_that_was_made_to_its_end() -> None:
    older = asked(0, made.SHORT)
    newer = replace(older, outcomes=tuple(replace(each, state=State.CANCELLED) for each in older.outcomes))
    assert ticked(newer, older) == (older,)
    assert ticked(newer) == (newer,)


def test_rather_one_of_data_that_have_an_answer() -> None:
    """Without activation functions Linear loses nothing, and XOR all."""
    xor, linear = asked(2, made.SHORT), asked(2, made.SHORT.choosing("dataset", "Linear"))
    assert ticked(linear, xor) == (xor,)
    assert ticked(linear) == (linear,)
