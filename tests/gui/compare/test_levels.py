"""What can be varied, and values to begin with."""

from __future__ import annotations

import pytest

from engine.compare.factor import Factor, variable
from engine.recipe import CHOICES, Recipe
from gui.compare.levels import grouped, suggested, value_of
from tests.gui.compare.made import DIGITS, SINE

RECIPES = (Recipe(), SINE, DIGITS, Recipe().choosing("optimizer", "Adam"), Recipe(hidden=(), noise=0.0))
LEFT_TO_TYPE = ("layers", "features", "dataset.path")  # nobody can guess these


def test_everything_that_can_be_varied_is_offered_once() -> None:
    for recipe in RECIPES:
        offered = [what for entries in grouped(recipe).values() for what, _ in entries]
        assert sorted(offered) == sorted(variable(recipe))
        assert set(grouped(recipe)) <= {knob.group for knob in CHOICES.values()}


def test_settings_of_a_part_say_of_which() -> None:
    labels = dict(grouped(Recipe().choosing("optimizer", "Momentum"))["Training"])
    assert labels["optimizer.momentum"] == "Momentum (Momentum)"


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_what_is_suggested_can_be_read(recipe: Recipe) -> None:
    """Several values each, the present one among them, unless it is something that only a person can know."""
    for what in variable(recipe):
        text = suggested(what, recipe)
        if what in LEFT_TO_TYPE:
            continue
        factor = Factor.read(f"{what}={text}", recipe)
        assert len(factor.levels) > 1, what
        if what != "hidden":
            assert value_of(what, recipe) in factor.levels, what


def test_a_setting_of_a_part_is_found() -> None:
    recipe = Recipe(optimizer="Momentum", knobs={"optimizer": {"momentum": 0.5}})
    assert value_of("optimizer.momentum", recipe) == 0.5
    assert value_of("optimizer.momentum", Recipe(optimizer="Momentum")) == 0.9
