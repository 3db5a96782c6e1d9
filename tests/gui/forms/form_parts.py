"""What the tests of the whole form do with it: find a control, read what is said below it, unfold everything."""

from __future__ import annotations

import re
from typing import Any

from PyQt5.QtWidgets import QLabel, QWidget

from gui.forms import RecipeForm
from gui.forms.row import RowLabel
from gui.theme import LIGHT


def camel(name: str) -> str:
    return re.sub("_(.)", lambda match: match[1].upper(), name)


def control(form: RecipeForm, object_name: str) -> Any:
    found = form.findChild(QWidget, object_name)
    assert found is not None, object_name
    return found


def message(form: RecipeForm, object_name: str) -> str:
    label = form.findChild(QLabel, f"{object_name}Message")
    assert label is not None
    return label.text() if label.isVisible() else ""


def note(form: RecipeForm, object_name: str) -> str:
    """What is said below a control, beside complaints."""
    label = form.findChild(QLabel, f"{object_name}Note")
    assert label is not None
    return label.text() if label.isVisible() else ""


def came_along(form: RecipeForm) -> str:
    """What is said of the choices that an edit brought with it."""
    label = form.findChild(QLabel, "cameAlong")
    assert label is not None
    return label.text() if label.isVisible() else ""


def marked(form: RecipeForm) -> list[str]:
    """The controls whose labels draw the eye."""
    labels = [label for label in form.findChildren(RowLabel) if LIGHT.accent in label.text()]
    return [widget.objectName() for label in labels if (widget := label.buddy()) is not None]


def unfold(form: RecipeForm) -> None:
    """Shows the rarely used choices too."""
    for group in form.groups:
        form.unfold(group, True)
