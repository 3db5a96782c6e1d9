"""A run in one file: plain arrays and one JSON text in an .npz, which is a zip.  No pickle is ever written or read.

Opening a file from somebody else looks at the zip's directory and at each array's header first, and takes memory only
when both declare no more than a run can have.
"""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files import FileError, parse_json, read_bytes, write_atomically
from engine.history import EXACT, LAST, MOST_BLOCKS, History
from engine.knobs import KnobError
from engine.program import Array
from engine.recipe import CHOICES, MOST_PARAMETERS, Recipe, RecipeError
from engine.run import Intervention, Run, RunError

FORMAT, VERSION = "backprop-lab/run", 1
MOST_BYTES = 800_000_000  # of a file, and of everything in it when unpacked
MOST_MEMBERS = 50
MOST_CHARACTERS = 2_000_000  # of the JSON text
MOST_TESTS = 100_000  # points of a test curve
MOST_UPDATES = 10**15
TEXT, PARAMETERS, BATCH_LOSSES, OPTIMIZER, HISTORY = "run", "parameters", "batch_losses", "optimizer/", "history/"
LONGEST_HISTORY = {
    "exact": EXACT, "last": LAST,
    "mean": MOST_BLOCKS, "least": MOST_BLOCKS, "greatest": MOST_BLOCKS, "open": MOST_BYTES,
    "test_epochs": MOST_TESTS, "test_loss": MOST_TESTS, "test_accuracy": MOST_TESTS,
}


def save_run(run: Run, path: Path) -> None:
    """Write the run to ``path``, whole or not at all.  Raises OSError."""
    text = {
        "format": FORMAT,
        "version": VERSION,
        "recipe": run.recipe.to_dict(),
        "interventions": [vars(each) for each in run.interventions],
        "updates": run.updates,
        "block_size": run.history.block_size,
    }
    arrays: dict[str, NDArray[Any]] = {
        TEXT: np.array(json.dumps(text, ensure_ascii=False, allow_nan=False)),
        PARAMETERS: run.parameters,
        BATCH_LOSSES: run.batch_losses,
        **{OPTIMIZER + name: array for name, array in run.optimizer_state.items()},
        **{HISTORY + name: getattr(run.history, name) for name in LONGEST_HISTORY},
    }
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    write_atomically(path, buffer.getvalue())


def load_run(path: Path) -> Run:
    """Read a run from a file that anybody may have made.  Raises RunError with a sentence that names the file."""
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path, MOST_BYTES))) as archive:
            return _read(archive)
    except (FileError, RecipeError, RunError, KnobError) as error:
        raise RunError(f"The run {path} cannot be opened: {error}") from None
    except DAMAGED as error:
        raise RunError(f"The run {path} cannot be opened: it is damaged or no run file ({error}).") from None


# What the standard library raises for zips and arrays that are broken, cut short, encrypted or packed in unknown ways.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, UnicodeError)


def _read(archive: zipfile.ZipFile) -> Run:
    members = _members(archive)
    text = _as_mapping(parse_json(_read_text(archive, members)))
    if text.get("format") != FORMAT:
        raise RunError(f'its "format" is {text.get("format")!r}, where "{FORMAT}" is expected.')
    if text.get("version") != VERSION:
        raise RunError(f"its version is {text.get('version')!r}; this program reads version {VERSION}.")
    arrays = {name: _read_array(archive, member) for name, member in members.items() if name != TEXT}
    history = {name: arrays.get(HISTORY + name, np.empty(0)) for name in LONGEST_HISTORY}
    for name, longest in LONGEST_HISTORY.items():
        if history[name].ndim != 1 or len(history[name]) > longest:
            shape = history[name].shape
            raise RunError(f"its history/{name} has the shape {shape}; up to {longest:,} numbers are allowed.")
    return Run(
        recipe=Recipe.from_dict(text.get("recipe")),
        interventions=tuple(_intervention(each) for each in _as_list(text.get("interventions", []))),
        updates=_whole(text, "updates", MOST_UPDATES),
        parameters=_flat(arrays, PARAMETERS),
        optimizer_state={
            name.removeprefix(OPTIMIZER): array for name, array in arrays.items() if name.startswith(OPTIMIZER)
        },
        batch_losses=_flat(arrays, BATCH_LOSSES),
        history=History(**history, block_size=_whole(text, "block_size", MOST_UPDATES)),
    )


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The zip's directory by array name, when it claims no more than is allowed."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise RunError(f"it has {len(infos)} parts; up to {MOST_MEMBERS} are allowed.")
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise RunError(f"unpacked it would be larger than {MOST_BYTES:,} bytes.")
    members = {info.filename.removesuffix(".npy"): info for info in infos}
    if len(members) < len(infos):
        raise RunError("one of its parts is there twice.")
    for name in (TEXT, PARAMETERS, BATCH_LOSSES):
        if name not in members:
            raise RunError(f"it has no part called {name}.")
    return members


def _header(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[tuple[int, ...], np.dtype[Any], bytes]:
    """Shape, type and bytes of an array, when header and size agree."""
    with archive.open(member) as file:
        try:
            version = np.lib.format.read_magic(file)
            of_version = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
            shape, column_order, dtype = of_version[version](file)
        except (ValueError, TypeError, KeyError) as error:
            raise RunError(f"its part {member.filename} is no array ({str(error).splitlines()[0]}).") from None
        declared = math.prod(shape) * dtype.itemsize
        if dtype.hasobject or (column_order and len(shape) > 1) or declared != member.file_size - file.tell():
            raise RunError(f"its part {member.filename} does not hold what its header says.")
        return shape, dtype, file.read()


def _read_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Array:
    shape, dtype, content = _header(archive, member)
    if dtype != np.float64:
        raise RunError(f"its part {member.filename} holds {dtype}, where float64 is expected.")
    array = np.frombuffer(content, dtype).reshape(shape).copy()
    if not np.isfinite(array).all():
        raise RunError(f"its part {member.filename} has numbers that are not finite.")
    return array


def _read_text(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]) -> str:
    member = members[TEXT]
    if member.file_size > 4 * MOST_CHARACTERS:
        raise RunError(f"its text is longer than {MOST_CHARACTERS:,} characters.")
    shape, dtype, content = _header(archive, member)
    if dtype.kind != "U" or shape != ():
        raise RunError("its part run.npy is no text.")
    return str(np.frombuffer(content, dtype)[0])


def _flat(arrays: Mapping[str, Array], name: str) -> Array:
    array = arrays[name]
    if array.ndim != 1 or array.size > MOST_PARAMETERS:
        raise RunError(f"its {name} have the shape {array.shape}; up to {MOST_PARAMETERS:,} numbers are allowed.")
    return array


def _intervention(content: Any) -> Intervention:
    content = _as_mapping(content)
    what = content.get("what")
    if content.keys() != {"update", "what", "value"} or what not in CHOICES or not CHOICES[what].live:
        raise RunError(f"one of its interventions cannot be understood: {dict(content)!r:.100}.")
    return Intervention(_whole(content, "update", MOST_UPDATES), what, CHOICES[what].check(what, content["value"]))


def _whole(content: Mapping[str, Any], key: str, most: int) -> int:
    value = content.get(key)
    if type(value) is not int or not 0 <= value <= most:
        raise RunError(f'its "{key}" is {value!r:.100}; a whole number from 0 to {most:,} is allowed.')
    return value


def _as_mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RunError(f"names with values are expected, where it has {value!r:.100}.")
    return value


def _as_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise RunError(f"a list is expected, where it has {value!r:.100}.")
    return value
