"""A choice may bring others with it, as an optimizer its usual learning rate: which they are, and in words."""

from __future__ import annotations

from typing import Any

from engine.recipe import CHOICES, Recipe
from gui.forms.numbers import NumberText


def came_along(before: Recipe, after: Recipe, chosen: str) -> list[str]:
    """The fields that an edit changed beside the one that was ``chosen``, as far as they matter now."""
    return [
        name for name in CHOICES
        if name != chosen and after.uses(name) and getattr(before, name) != getattr(after, name)
    ]  # fmt: skip


def in_words(recipe: Recipe, names: list[str]) -> str:
    """A sentence on these fields of ``recipe``; "" where there are none."""
    return f"Also set: {', '.join(f'{_label(name)} {_written(recipe, name)}' for name in names)}." if names else ""


def _label(name: str) -> str:
    """As in the middle of a sentence: learning rate, but L2."""
    label = CHOICES[name].label
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _written(recipe: Recipe, name: str) -> str:
    knob, value = CHOICES[name], getattr(recipe, name)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return f"{NumberText(knob).write(value)} {knob.unit}".rstrip()
    return value if isinstance(value, str) else _listed(value)


def _listed(value: tuple[Any, ...]) -> str:
    return ", ".join(map(str, value)) or "none"
