"""A factor is what a comparison varies: one choice of the recipe, and the levels that it takes.

    Factor.read("lr=0.01, 0.1, 1", recipe)
    Factor.read("hidden=2-2, 4-4, 8-8", recipe)
    Factor.read("optimizer.momentum=0, 0.5, 0.9", recipe)

Levels are parted by commas; where a level has commas itself, as a list of layers does, by semicolons.
"""

from __future__ import annotations

import difflib
import re
import reprlib
from dataclasses import dataclass
from typing import Any

from engine.inputs import FeaturesKnob
from engine.knobs import Knob, KnobError, number_in
from engine.layer_list import LayersKnob, write_layer_list
from engine.recipe import CHOICES, Recipe

MOST_LEVELS = 100
MOST_DIGITS = 9  # of a size: Python itself refuses to read thousands of them
SHORT = {"lr": "learning_rate"}  # as in the terminal's options
FIXED = ("seed",)  # what a comparison varies by itself, to see how much is chance
SWITCHES = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


class CompareError(ValueError):
    """A comparison cannot be made or read; the message says what is wrong and what is allowed."""


@dataclass(frozen=True)
class Factor:
    """One choice of a recipe and the levels that it takes in turn."""

    what: str  # a field of the recipe, or the knob of a part that it chooses, such as "optimizer.momentum"
    levels: tuple[Any, ...]
    knob: Knob

    @classmethod
    def of(cls, what: str, levels: tuple[Any, ...], recipe: Recipe) -> Factor:
        """Checked, and levels in the knob's own type.  Raises CompareError."""
        what, knob = _found(what, recipe)
        if not 1 <= len(levels) <= MOST_LEVELS:
            raise CompareError(f"{knob.label} has {len(levels)} values; 1 to {MOST_LEVELS} are allowed.")
        try:
            checked = tuple(knob.check(knob.label.lower(), level) for level in levels)
        except KnobError as error:
            raise CompareError(str(error)) from None
        if len(set(checked)) < len(checked):
            twice = next(each for each in checked if checked.count(each) > 1)
            raise CompareError(f"{knob.label} has {level_text(twice)} twice: each value is tried once.")
        return cls(what, checked, knob)

    @classmethod
    def read(cls, text: str, recipe: Recipe) -> Factor:
        """From "what=level, level …".  Raises CompareError."""
        what, equals, levels = text.partition("=")
        if not equals or not levels.strip():
            raise CompareError(f"{reprlib.repr(text)}: NAME=VALUE,VALUE… is expected, for instance lr=0.01,0.1,1.")
        _, knob = _found(what.strip(), recipe)
        separator = ";" if ";" in levels or isinstance(knob, LayersKnob) else ","
        parts = [part.strip() for part in levels.split(separator)]
        typed = parts[:-1] if not parts[-1] else parts  # after a comma, somebody is about to type the next one
        if any(typed) and not all(typed):
            raise CompareError(f'{knob.label} has a value missing: there is nothing before one of the "{separator}".')
        return cls.of(what.strip(), tuple(_level(part, knob) for part in typed if part), recipe)

    def choose(self, level: Any, recipe: Recipe) -> Recipe:
        """The recipe with this level, and with what belongs to it: see `Recipe.choosing`."""
        family, dot, name = self.what.partition(".")
        if not dot:
            return recipe.choosing(self.what, level)
        knobs = {part: dict(values) for part, values in recipe.knobs.items()}
        knobs.setdefault(family, {})[name] = level
        return recipe.choosing("knobs", knobs)

    @property
    def label(self) -> str:
        """What it is called: "Learning rate"."""
        return self.knob.label

    def texts(self) -> str:
        """The levels as `read` reads them."""
        separator = "; " if isinstance(self.knob, LayersKnob) else ", "
        return separator.join(level_text(level) for level in self.levels)


def level_text(level: Any) -> str:
    """A level as people write it: 0.1, 4-4, Adam, on."""
    if isinstance(level, bool):
        return "on" if level else "off"
    if isinstance(level, float):
        return f"{level:.10g}"
    if isinstance(level, tuple):
        if not level:
            return "none"
        if all(isinstance(each, int) for each in level):
            return "-".join(map(str, level))
        return " ".join(level) if isinstance(level[0], str) else write_layer_list(level)
    return str(level) or "none"


def variable(recipe: Recipe) -> dict[str, Knob]:
    """All that a comparison can vary: by name, the knobs of the recipe and of the parts that it chooses."""
    choices = {name: knob for name, knob in CHOICES.items() if name not in FIXED and recipe.uses(name)}
    families = [name for name, knob in CHOICES.items() if knob.registry is not None]
    parts = {
        f"{family}.{name}": knob
        for family in families
        for name, knob in recipe.part_knobs(family).items()
        if family != "dataset" or not recipe.make_dataset().needs_file
    }
    return {**choices, **parts}


def _found(what: str, recipe: Recipe) -> tuple[str, Knob]:
    """The full name of what is to be varied, and its knob."""
    family, dot, own = what.strip().casefold().partition(".")
    name = f"{family.replace('-', '_').replace(' ', '_')}{dot}{own}"
    name, known = SHORT.get(name, name), variable(recipe)
    if name in known:
        return name, known[name]
    if name in FIXED:
        raise CompareError("The seed is varied by the number of seeds: each value is tried with every one of them.")
    close = difflib.get_close_matches(name, known, n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    raise CompareError(f'"{what:.100}" cannot be varied.{hint} What can: {", ".join(known)}.')


def _level(text: str, knob: Knob) -> Any:
    """What one level's text says; the text itself where the knob is to judge it."""
    if isinstance(knob, LayersKnob):
        return () if text.casefold() == "none" else text
    if isinstance(knob, FeaturesKnob):
        return () if text.casefold() == "none" else tuple(text.split())
    if isinstance(knob.default, tuple):
        if text.casefold() == "none":
            return ()
        sizes = re.split(r"\s*[-x×]\s*|\s+", text)
        return tuple(int(each) if each.isdecimal() and len(each) <= MOST_DIGITS else each for each in sizes)
    if isinstance(knob.default, bool):
        return SWITCHES.get(text.casefold(), text)
    return number_in(text) if isinstance(knob.default, int | float) else text
