"""What the tests of the form share: the form in its real look, and somebody to use it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from gui.forms import RecipeForm
from gui.theme import LIGHT
from tests.gui.forms.person import Person


@pytest.fixture
def person(qtbot: QtBot) -> Person:
    return Person(qtbot)


@pytest.fixture
def form(light_look: None, person: Person) -> Iterator[RecipeForm]:
    """The form as it is in the window."""
    form = RecipeForm(LIGHT)
    form.resize(262, 690)
    person.finds(form)
    yield form
    form.close()


@pytest.fixture
def edits(form: RecipeForm) -> list[Recipe]:
    """Every recipe that the form announces."""
    made: list[Recipe] = []
    form.changed.connect(made.append)
    return made
