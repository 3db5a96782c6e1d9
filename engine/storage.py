"""A run in one file: plain arrays and one JSON text, safe to open whoever made it."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine.files import FileError, read_bytes, write_atomically
from engine.history import History
from engine.knobs import KnobError
from engine.npz import DAMAGED, packed, unpacked
from engine.program import Array
from engine.recipe import CHOICES, Recipe, RecipeError
from engine.run import CHANGEABLE, Intervention, Run, RunError

FORMAT, VERSION = "backprop-lab/run", 1
MOST_BYTES = 800_000_000  # of a file: the largest network and its optimizer's memory
MOST_UPDATES = 10**15
TEXT, PARAMETERS, BATCH_LOSSES, HISTORY = "run", "parameters", "batch_losses", "history/"
OPTIMIZER, NETWORK = "optimizer/", "network/"
HISTORY_COLUMNS = (
    "exact", "mean", "least", "greatest", "open", "last", "test_epochs", "test_loss", "test_accuracy",
)


def save_run(run: Run, path: Path) -> None:
    """Write the run to ``path``, whole or not at all.  Raises OSError."""
    write_atomically(path, run_file(run))


def run_file(run: Run) -> bytes:
    """What is in the file of a run."""
    entries, arrays = parts_of(run)
    return packed(TEXT, {"format": FORMAT, "version": VERSION, "recipe": run.recipe.to_dict(), **entries}, arrays)


def load_run(path: Path) -> Run:
    """Read a run from a file that anybody may have made.  Raises RunError with a sentence that names the file."""
    try:
        text, arrays = unpacked(read_bytes(path, MOST_BYTES), TEXT, (PARAMETERS, BATCH_LOSSES))
        text = _as_mapping(text)
        if text.get("format") != FORMAT:
            raise RunError(f'its "format" is {text.get("format")!r}, where "{FORMAT}" is expected.')
        if text.get("version") != VERSION:
            raise RunError(f"its version is {text.get('version')!r}; this program reads version {VERSION}.")
        return run_of(Recipe.from_dict(text.get("recipe")), text, arrays)
    except (FileError, RecipeError, RunError, KnobError) as error:
        raise RunError(f"The run {path} cannot be opened: {error}") from None
    except DAMAGED as error:
        raise RunError(f"The run {path} cannot be opened: it is damaged or no run file ({error!s:.200}).") from None


def parts_of(run: Run) -> tuple[dict[str, Any], dict[str, Array]]:
    """What training has made of a recipe: entries for a JSON text, and arrays by name."""
    entries = {
        "interventions": [vars(each) for each in run.interventions],
        "updates": run.updates,
        "block_size": run.history.block_size,
    }
    arrays = {
        PARAMETERS: run.parameters,
        BATCH_LOSSES: run.batch_losses,
        **{OPTIMIZER + name: array for name, array in run.optimizer_state.items()},
        **{NETWORK + name: array for name, array in run.network_state.items()},
        **{HISTORY + name: getattr(run.history, name) for name in HISTORY_COLUMNS},
    }
    return entries, arrays


def run_of(recipe: Recipe, entries: Mapping[str, Any], arrays: Mapping[str, Array]) -> Run:
    """The run of a recipe that has these parts, which anybody may have made.

    Raises RunError, or the ValueError of `History.check`."""
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise RunError(f"its part {reprlib.repr(name)} has numbers that are not finite.")
    columns = {name: arrays.get(HISTORY + name, np.empty(0)) for name in HISTORY_COLUMNS}
    history = History(**columns, block_size=_whole(entries, "block_size", MOST_UPDATES))
    history.check()
    updates = _whole(entries, "updates", MOST_UPDATES)
    return Run(
        recipe=recipe,
        interventions=_interventions(entries.get("interventions", []), updates),
        updates=updates,
        parameters=_flat(arrays, PARAMETERS),
        optimizer_state=_part(arrays, OPTIMIZER),
        network_state=_part(arrays, NETWORK),
        batch_losses=_flat(arrays, BATCH_LOSSES),
        history=history,
    )


def _part(arrays: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _flat(arrays: Mapping[str, Array], name: str) -> Array:
    array = arrays[name]
    if array.ndim != 1:
        raise RunError(f"its {name} have the shape {array.shape}, where a flat list of numbers is expected.")
    return array


def _interventions(content: Any, updates: int) -> tuple[Intervention, ...]:
    """What was changed, in its order, and not after the run's end."""
    made = tuple(_intervention(each, updates) for each in _as_list(content))
    if any(before.update >= after.update for before, after in pairwise(made)):
        raise RunError("its interventions are not in their order.")
    return made


def _intervention(content: Any, updates: int) -> Intervention:
    content = _as_mapping(content)
    what = content.get("what")
    if content.keys() != {"update", "what", "value"} or what not in CHANGEABLE:
        raise RunError(f"one of its interventions cannot be understood: {reprlib.repr(dict(content))}.")
    return Intervention(_whole(content, "update", updates), what, CHOICES[what].check(what, content["value"]))


def _whole(content: Mapping[str, Any], key: str, most: int) -> int:
    value = content.get(key)
    if type(value) is not int or not 0 <= value <= most:
        raise RunError(f'its "{key}" is {reprlib.repr(value)}; a whole number from 0 to {most:,} is allowed.')
    return value


def _as_mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RunError(f"names with values are expected, where it has {reprlib.repr(value)}.")
    return value


def _as_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise RunError(f"a list is expected, where it has {reprlib.repr(value)}.")
    return value
