"""What the terminal's commands have in common: the options of a recipe, made from its knobs, and how they are read."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from engine.inputs import FeaturesKnob
from engine.knobs import Knob, KnobError
from engine.layer_list import LayersKnob
from engine.recipe import CHOICES, Recipe


class UsageError(ValueError):
    """The command line asks for something that does not exist; the message says what is allowed."""


class Parser(argparse.ArgumentParser):
    """Of one command; its mistakes are UsageErrors."""

    def __init__(self, command: str, description: str, **more: Any) -> None:
        super().__init__(prog=f"main.py {command}", description=description, allow_abbrev=False, **more)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}. `{self.prog} --help` lists what is allowed.")

    def add_recipe_options(self) -> None:
        """A file to start from, and an option for each choice of a recipe."""
        self.add_argument("--recipe", type=Path, metavar="FILE", help="start from the choices in this file")
        for name, knob in CHOICES.items():
            _add_option(self, name, knob)
        self.add_argument("--knob", action="append", default=[], metavar="PART.NAME=VALUE",
                          help="set a knob of a chosen part, for instance optimizer.momentum=0.95")


def recipe_of(options: argparse.Namespace) -> Recipe:
    """The recipe that the options describe.  Raises RecipeError and UsageError."""
    recipe = Recipe.load(options.recipe) if options.recipe else Recipe()
    choices = {name: getattr(options, name) for name in CHOICES if getattr(options, name) is not None}
    recipe = recipe.changed(**choices)
    knobs = {family: dict(values) for family, values in recipe.knobs.items()}
    for setting in options.knob:
        family, name, text = _split_setting(setting)
        known = recipe.part_knobs(family) if family in CHOICES and CHOICES[family].registry is not None else {}
        if name not in known:
            raise UsageError(f"--knob {setting}: {family!r} has the knobs: {', '.join(known) or 'none'}.")
        try:
            knobs.setdefault(family, {})[name] = _reader(name, known[name])(text)
        except argparse.ArgumentTypeError as error:
            raise UsageError(f"--knob {setting}: {error}.") from None
    return recipe.changed(knobs=knobs)


def _split_setting(setting: str) -> tuple[str, str, str]:
    path, equals, text = setting.partition("=")
    family, dot, name = path.partition(".")
    if not equals or not dot:
        raise UsageError(f"--knob {setting}: PART.NAME=VALUE is expected, for instance optimizer.momentum=0.95.")
    return family.replace("-", "_"), name, text


def _add_option(parser: argparse.ArgumentParser, name: str, knob: Knob) -> None:
    flag = "--lr" if name == "learning_rate" else "--" + name.replace("_", "-")
    text = f"{knob.help} ({_shown(knob.default)})".replace("%", "%%")
    if isinstance(knob.default, bool):
        parser.add_argument(flag, action=argparse.BooleanOptionalAction, dest=name, default=None, help=text)
    elif isinstance(knob, LayersKnob):
        parser.add_argument(flag, type=_reader(name, knob), metavar="LIST", dest=name, help=text)
    elif isinstance(knob, FeaturesKnob):
        parser.add_argument(flag, nargs="*", metavar="NAME", dest=name, help=text)
    elif isinstance(knob.default, tuple):
        parser.add_argument(flag, type=int, nargs="*", metavar="N", dest=name, help=text)
    else:
        metavar = "NAME" if knob.registry is not None else "N" if isinstance(knob.default, int) else "F"
        parser.add_argument(flag, type=_reader(name, knob), metavar=metavar, dest=name, help=text)


def _reader(name: str, knob: Knob) -> Callable[[str], Any]:
    """Reads one value of ``knob`` from text, with the knob's own sentence where it is not allowed."""

    def read(text: str) -> Any:
        value: Any = text
        if knob.registry is None and not isinstance(knob, LayersKnob):
            try:
                value = json.loads(text) if isinstance(knob.default, bool) else float(text)
            except ValueError:
                raise argparse.ArgumentTypeError(f"{text!r} is not {knob.allowed()}") from None
        try:
            return knob.check(knob.label.lower(), value)
        except KnobError as error:
            raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None

    return read


def positive(text: str) -> int:
    """A whole number from 1 on, for an option."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return number


def _shown(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
