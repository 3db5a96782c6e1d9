"""A comparison as a file, by names and values: whoever has it can make the same comparison again."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.compare.factor import CompareError, Factor
from engine.compare.plan import Comparison
from engine.files import FileError, parse_json, read_text, write_atomically
from engine.layer_list import LayerChoice, to_json
from engine.recipe import Recipe, RecipeError

FORMAT, VERSION = "backprop-lab/comparison", 1
KEYS = ("format", "version", "recipe", "vary", "seeds")
MOST_BYTES = 2_000_000


def to_dict(comparison: Comparison) -> dict[str, Any]:
    """Plain numbers, names and lists, ready for JSON."""
    vary = {factor.what: [_plain(level) for level in factor.levels] for factor in comparison.factors}
    return {
        "format": FORMAT, "version": VERSION, "recipe": comparison.recipe.to_dict(), "vary": vary,
        "seeds": comparison.seeds,
    }  # fmt: skip


def from_dict(content: Any) -> Comparison:
    """The comparison that ``to_dict`` wrote.  Raises CompareError and RecipeError."""
    content = _mapping(content, "a comparison")
    written_as, version = content.get("format"), content.get("version")
    if written_as != FORMAT:
        found = reprlib.repr(written_as)
        raise CompareError(f'this is not a comparison: its "format" is {found}, where "{FORMAT}" is expected')
    if version != VERSION:
        raise CompareError(f"its version is {reprlib.repr(version)}; this program reads version {VERSION}")
    if unknown := [key for key in content if key not in KEYS]:
        raise CompareError(f"it has {reprlib.repr(unknown[0])}, where its parts are: {', '.join(KEYS)}")
    recipe, seeds = Recipe.from_dict(content.get("recipe")), content.get("seeds")
    if type(seeds) is not int:
        raise CompareError(f'its "seeds" are {reprlib.repr(seeds)}, where a whole number is expected')
    vary = _mapping(content.get("vary"), '"vary"')
    return Comparison(recipe, tuple(Factor.of(what, _levels(values), recipe) for what, values in vary.items()), seeds)


def save_comparison(comparison: Comparison, path: Path) -> None:
    """Write it to a file, whole or not at all.  Raises OSError."""
    write_atomically(path, json.dumps(to_dict(comparison), indent=2, ensure_ascii=False).encode() + b"\n")


def load_comparison(path: Path) -> Comparison:
    """Read it from a file.  Raises CompareError with a sentence that names the file."""
    try:
        return from_dict(parse_json(read_text(path, MOST_BYTES)))
    except (FileError, RecipeError, CompareError) as error:
        raise CompareError(f"The comparison {path} cannot be read: {error}") from None


def _plain(level: Any) -> Any:
    if not isinstance(level, tuple):
        return level
    return [to_json(each) if isinstance(each, LayerChoice) else each for each in level]


def _levels(values: Any) -> tuple[Any, ...]:
    if not isinstance(values, list):
        raise CompareError(f"a list of values is expected, where it has {reprlib.repr(values)}")
    return tuple(values)


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CompareError(f"{what} must be names with values, not {reprlib.repr(value)}")
    return value
