"""The choice of features under a person's hands."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import Qt

from engine.inputs import FEATURES
from engine.recipe import Recipe
from gui.forms.feature_ticks import FeatureTicks
from tests.gui.forms.person import Person


@pytest.fixture
def ticks(person: Person) -> FeatureTicks:
    ticks = FeatureTicks()
    ticks.resize(240, 80)
    ticks.look_at(Recipe())
    person.finds(ticks)
    return ticks


@pytest.fixture
def values(ticks: FeatureTicks) -> list[tuple[str, ...]]:
    """Every value that it announces."""
    made: list[tuple[str, ...]] = []
    ticks.edited.connect(lambda: made.append(ticks.value()))
    return made


def offered(ticks: FeatureTicks) -> list[str]:
    return [name for name, tick in ticks.ticks.items() if tick.isVisible()]


def test_features_are_pressed_and_released_in_their_order(
    person: Person, ticks: FeatureTicks, values: list[tuple[str, ...]]
) -> None:
    for name in ("x2²", "x1", "x2²"):
        person.clicks(ticks.ticks[name])
    assert values == [("x2²",), ("x1", "x2²"), ("x1",)]


def test_none_of_them_is_a_choice_of_its_own(
    person: Person, ticks: FeatureTicks, values: list[tuple[str, ...]]
) -> None:
    as_they_are = ticks.tab_stops()[0]
    assert as_they_are.isChecked()
    person.clicks(ticks.ticks["x1"])
    assert not as_they_are.isChecked()
    person.clicks(as_they_are)
    person.clicks(as_they_are)  # as it is already
    assert values == [("x1",), ()]
    assert as_they_are.isChecked()
    assert not ticks.ticks["x1"].isChecked()


def test_space_presses_what_the_tab_key_reaches(
    person: Person, ticks: FeatureTicks, values: list[tuple[str, ...]]
) -> None:
    first, second, *_ = ticks.tab_stops()
    first.setFocus()
    person.presses(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    person.presses(second, Qt.Key.Key_Space)
    assert values == [("x1",)]


def test_a_value_is_shown_in_silence_and_keeps_its_order(ticks: FeatureTicks, values: list[tuple[str, ...]]) -> None:
    ticks.set_value(("x2", "x1"))
    assert (ticks.value(), values) == (("x2", "x1"), [])
    assert [name for name, tick in ticks.ticks.items() if tick.isChecked()] == ["x1", "x2"]


def test_only_what_the_data_can_have_is_offered(ticks: FeatureTicks) -> None:
    assert ticks.look_at(Recipe())
    assert offered(ticks) == list(FEATURES)
    assert ticks.look_at(Recipe(dataset="Sine"))
    assert offered(ticks) == ["x1", "x1²", "sin x1"]
    assert not ticks.look_at(Recipe(dataset="Digits"))
    assert not ticks.look_at(Recipe(dataset="CSV file"))


def test_what_is_chosen_although_it_does_not_fit_can_be_taken_back(ticks: FeatureTicks) -> None:
    assert ticks.look_at(Recipe(dataset="Digits", features=("x2",)))
    assert offered(ticks) == ["x2"]


def test_every_word_has_names_and_says_what_it_does(ticks: FeatureTicks) -> None:
    names = [tick.objectName() for tick in ticks.tab_stops()]
    assert names == [
        "featuresAsTheyAre", "featuresX1", "featuresX2", "featuresX1Squared", "featuresX2Squared", "featuresX1TimesX2",
        "featuresSinX1", "featuresSinX2",
    ]  # fmt: skip
    for name, tick in ticks.ticks.items():
        assert tick.toolTip() == FEATURES.help(name)
        assert tick.accessibleName().startswith("Features: ")


def test_words_that_do_not_fit_on_a_line_go_to_the_next(person: Person, ticks: FeatureTicks) -> None:
    heights = {width: ticks.heightForWidth(width) for width in (700, 240, 90)}
    assert heights[700] < heights[240] < heights[90]
    for tick in ticks.tab_stops():
        assert ticks.rect().contains(tick.geometry())
