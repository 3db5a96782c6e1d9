"""What the terminal's commands have in common: the options of a recipe, made from its knobs, and how they are read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from engine.csv_dataset import CSVFile
from engine.inputs import FeaturesKnob
from engine.knobs import Knob, KnobError, knobs_of, number_in
from engine.layer_list import LayersKnob
from engine.recipe import CHOICES, Recipe

EXAMPLE = "Conv2D(8, 3), ReLU, MaxPool2D(2), Flatten, Dense(32), Tanh"  # of a list of layers
SWITCHES = {"true": True, "false": False}


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
        self.add_argument("--data", type=_reader(knobs_of(CSVFile)["path"]), metavar="FILE",
                          help=f'learn from this table: short for --dataset "{CSVFile.name}" with the file as its path')
        self.add_argument("--knob", action="append", default=[], metavar="PART.NAME=VALUE",
                          help="set a knob of a chosen part, for instance optimizer.momentum=0.95")


def recipe_of(options: argparse.Namespace) -> Recipe:
    """The recipe that the options describe.  Raises RecipeError and UsageError."""
    recipe = Recipe.load(options.recipe) if options.recipe else Recipe()
    choices = {name: getattr(options, name) for name in CHOICES if getattr(options, name) is not None}
    if options.data is not None and choices.setdefault("dataset", CSVFile.name) != CSVFile.name:
        raise UsageError(f"--data {options.data:.100}: the dataset {choices['dataset']} is not read from a file.")
    recipe = recipe.changed(**choices)
    knobs = {family: dict(values) for family, values in recipe.knobs.items()}
    if options.data is not None:  # a recipe is found again from any folder, and its data with it
        knobs.setdefault("dataset", {})["path"] = str(Path(options.data).absolute())
    for setting in options.knob:
        family, name, text = _split_setting(setting)
        known = recipe.part_knobs(family) if family in CHOICES and CHOICES[family].registry is not None else {}
        if name not in known:
            raise UsageError(f"--knob {setting:.100}: {family!r} has the knobs: {', '.join(known) or 'none'}.")
        try:
            knobs.setdefault(family, {})[name] = _reader(known[name])(text)
        except argparse.ArgumentTypeError as error:
            raise UsageError(f"--knob {setting:.100}: {error}.") from None
    return recipe.changed(knobs=knobs)


def _split_setting(setting: str) -> tuple[str, str, str]:
    path, equals, text = setting.partition("=")
    family, dot, name = path.partition(".")
    if not equals or not dot:
        raise UsageError(f"--knob {setting:.100}: PART.NAME=VALUE is expected, for instance optimizer.momentum=0.95.")
    return family.replace("-", "_"), name, text


def _add_option(parser: argparse.ArgumentParser, name: str, knob: Knob) -> None:
    flag = "--lr" if name == "learning_rate" else "--" + name.replace("_", "-")
    text = f"{knob.help} ({_explained(knob)})".replace("%", "%%")
    if isinstance(knob.default, bool):
        parser.add_argument(flag, action=argparse.BooleanOptionalAction, dest=name, default=None, help=text)
    elif isinstance(knob, LayersKnob):
        parser.add_argument(flag, type=_reader(knob), metavar="LIST", dest=name, help=text)
    elif isinstance(knob, FeaturesKnob):
        parser.add_argument(flag, nargs="*", metavar="NAME", dest=name, help=text)
    elif isinstance(knob.default, tuple):
        parser.add_argument(flag, type=int, nargs="*", metavar="N", dest=name, help=text)
    else:
        metavar = "NAME" if knob.registry is not None else "N" if isinstance(knob.default, int) else "F"
        parser.add_argument(flag, type=_reader(knob), metavar=metavar, dest=name, help=text)


def _explained(knob: Knob) -> str:
    """What an option's help says in brackets: what is allowed, what a zero means, and what it is without the option."""
    if isinstance(knob, LayersKnob):
        return f'written like "{EXAMPLE}"; `main.py layers` and `activations` list the names; default: none'
    default = knob.default
    if isinstance(default, bool):
        return "default: on" if default else "default: off"
    shown = " ".join(map(str, default)) or "none" if isinstance(default, tuple) else default
    zero = f"0 = {knob.zero}; " if knob.zero else ""
    return f"{knob.allowed()}; {zero}default: {shown}"


def _reader(knob: Knob) -> Callable[[str], Any]:
    """Reads one value of ``knob`` from text, with the knob's own sentence where it is not allowed."""

    def read(text: str) -> Any:
        label = knob.label.lower()
        try:
            return knob.check(label, _value(text, knob))
        except KnobError as error:
            raise argparse.ArgumentTypeError(str(error).removeprefix(f"{label}: ").rstrip(".")) from None

    return read


def _value(text: str, knob: Knob) -> Any:
    """The switch or the number that a text says; otherwise the text itself, with which the knob may agree or not."""
    if isinstance(knob.default, bool):
        return SWITCHES.get(text.lower(), text)
    return number_in(text) if isinstance(knob.default, int | float) else text


def positive(text: str) -> int:
    """A whole number from 1 on, for an option."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return number
