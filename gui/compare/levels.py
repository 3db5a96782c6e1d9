"""What a person may vary, in groups as in the form, and values to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.compare.factor import level_text, variable
from engine.inputs import FeaturesKnob
from engine.knobs import Knob
from engine.layer_list import LayersKnob
from engine.recipe import CHOICES, Recipe

FEW = 5  # values to begin with


def grouped(recipe: Recipe) -> dict[str, list[tuple[str, str]]]:
    """By the headings of the form: the name of each thing that can be varied, and what it is called there."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for what, knob in variable(recipe).items():
        family, dot, _ = what.partition(".")
        label = f"{knob.label} ({getattr(recipe, family)})" if dot else knob.label
        groups.setdefault(CHOICES[family].group, []).append((what, label))
    return groups


def suggested(what: str, recipe: Recipe) -> str:
    """A few values around that of the recipe, as `Factor.read` takes them; what cannot be guessed is left to type."""
    knob, now = variable(recipe)[what], value_of(what, recipe)
    if isinstance(knob, LayersKnob | FeaturesKnob):
        return level_text(now) if now else ""
    values = list(dict.fromkeys(_around(knob, now)))
    return ", ".join(map(level_text, values))


def value_of(what: str, recipe: Recipe) -> Any:
    """What the recipe has chosen there."""
    family, dot, name = what.partition(".")
    if not dot:
        return getattr(recipe, family)
    return recipe.knobs.get(family, {}).get(name, recipe.part_knobs(family)[name].default)


def _around(knob: Knob, now: Any) -> Iterator[Any]:
    if knob.registry is not None:
        names = list(knob.registry)
        yield now
        yield from [name for name in names if name != now][: FEW - 1]
    elif isinstance(knob.default, bool):
        yield from (True, False)
    elif isinstance(knob.default, tuple):
        yield from ((neurons,) * max(1, len(now)) for neurons in (1, 2, 4, 8, 16))
    elif isinstance(knob.default, str):
        yield from knob.words
    else:
        yield from _numbers(knob, now)


def _numbers(knob: Knob, now: float) -> Iterator[float]:
    """The present one and two above it and below, as far as they are allowed."""
    if knob.step is not None:
        values = [now + k * knob.step for k in (-2, -1, 0, 1, 2)]
    elif now:
        values = [now * share for share in (0.1, 0.5, 1.0, 2.0, 10.0)]
    else:
        values = [0.0, *((1, 4, 16, 64) if isinstance(knob.default, int) else (1e-4, 1e-3, 1e-2, 1e-1))]
    for value in values:
        number = float(f"{value:.6g}")
        if knob.low <= number <= knob.high:
            yield int(number) if isinstance(knob.default, int) else number
