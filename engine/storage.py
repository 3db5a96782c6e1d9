"""A run in one file: plain arrays and one JSON text in an .npz, which is a zip.  No pickle is ever written or read.

Opening a file from somebody else looks at the zip's directory and at each array's header first, and takes no more
memory than the file itself has bytes.
"""

from __future__ import annotations

import io
import json
import math
import re
import reprlib
import struct
import zipfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files import FileError, parse_json, read_bytes, write_atomically
from engine.history import History
from engine.knobs import KnobError
from engine.program import Array
from engine.recipe import CHOICES, Recipe, RecipeError
from engine.run import CHANGEABLE, Intervention, Run, RunError

FORMAT, VERSION = "backprop-lab/run", 1
MOST_BYTES = 800_000_000  # of a file: the largest network and its optimizer's memory
MOST_MEMBERS = 1000  # each layer of up to 200 may keep a few arrays
MOST_CHARACTERS = 2_000_000  # of the JSON text
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
    """What is in the file of a run.

    Every number is written in double precision, which holds those of single precision exactly."""
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
        PARAMETERS: run.parameters.astype(np.float64),
        BATCH_LOSSES: run.batch_losses,
        **{OPTIMIZER + name: array.astype(np.float64) for name, array in run.optimizer_state.items()},
        **{NETWORK + name: array.astype(np.float64) for name, array in run.network_state.items()},
        **{HISTORY + name: getattr(run.history, name) for name in HISTORY_COLUMNS},
    }
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def load_run(path: Path) -> Run:
    """Read a run from a file that anybody may have made.  Raises RunError with a sentence that names the file."""
    try:
        content = read_bytes(path, MOST_BYTES)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, len(content))
    except (FileError, RecipeError, RunError, KnobError) as error:
        raise RunError(f"The run {path} cannot be opened: {error}") from None
    except DAMAGED as error:
        raise RunError(f"The run {path} cannot be opened: it is damaged or no run file ({error!s:.200}).") from None


# What the standard library raises for a zip that is broken, cut short or encrypted.
DAMAGED = (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error)


def _read(archive: zipfile.ZipFile, size: int) -> Run:
    members = _members(archive, size)
    text = _as_mapping(parse_json(_read_text(archive, members)))
    if text.get("format") != FORMAT:
        raise RunError(f'its "format" is {text.get("format")!r}, where "{FORMAT}" is expected.')
    if text.get("version") != VERSION:
        raise RunError(f"its version is {text.get('version')!r}; this program reads version {VERSION}.")
    arrays = {name: _read_array(archive, member) for name, member in members.items() if name != TEXT}
    columns = {name: arrays.get(HISTORY + name, np.empty(0)) for name in HISTORY_COLUMNS}
    history = History(**columns, block_size=_whole(text, "block_size", MOST_UPDATES))
    history.check()
    updates = _whole(text, "updates", MOST_UPDATES)
    return Run(
        recipe=Recipe.from_dict(text.get("recipe")),
        interventions=_interventions(text.get("interventions", []), updates),
        updates=updates,
        parameters=_flat(arrays, PARAMETERS),
        optimizer_state=_part(arrays, OPTIMIZER),
        network_state=_part(arrays, NETWORK),
        batch_losses=_flat(arrays, BATCH_LOSSES),
        history=history,
    )


def _members(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """The zip's directory by array name, when it claims no more than a run can have.

    Members are stored and never packed, so that together they cannot claim more than the file's own ``size``."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise RunError(f"it has {len(infos)} parts; up to {MOST_MEMBERS} are allowed.")
    if any(info.compress_type != zipfile.ZIP_STORED for info in infos):
        raise RunError("it is packed; a run file is a zip whose parts are stored as they are.")
    if sum(info.file_size for info in infos) > size:
        raise RunError("it claims to hold more than its own size.")
    members = {info.filename.removesuffix(".npy"): info for info in infos}
    if len(members) < len(infos):
        raise RunError("one of its parts is there twice.")
    for name in (TEXT, PARAMETERS, BATCH_LOSSES):
        if name not in members:
            raise RunError(f"it has no part called {name}.")
    return members


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[str, tuple[int, ...], bytes]:
    """Type, shape and bytes of an array, when header and size agree.

    The header is read by a pattern of what numpy itself writes, and never evaluated."""
    with archive.open(member) as file:
        start = file.read(len(MAGIC) + 2)
        length = int.from_bytes(start[len(MAGIC) :], "little")
        found = HEADER.fullmatch(file.read(length).decode("latin-1"))
        if not start.startswith(MAGIC) or found is None:
            raise RunError(f"its part {reprlib.repr(member.filename)} is no array of numbers or text.")
        dtype, shape = found["dtype"], tuple(int(number) for number in found["shape"].replace(",", " ").split())
        item = 4 * int(dtype[2:]) if dtype.startswith("<U") else 8
        content = file.read()
        if math.prod(shape) * item != len(content):
            raise RunError(f"its part {reprlib.repr(member.filename)} does not hold what its header says.")
        return dtype, shape, content


MAGIC = b"\x93NUMPY\x01\x00"
HEADER = re.compile(
    r"\{'descr': '(?P<dtype><f8|<U[1-9]\d{0,7})', 'fortran_order': False, 'shape': \((?P<shape>[\d, ]{0,40})\), \} *\n"
)


def _read_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Array:
    dtype, shape, content = _content(archive, member)
    if dtype != "<f8":
        raise RunError(f"its part {reprlib.repr(member.filename)} holds text, where numbers are expected.")
    array = np.frombuffer(content, dtype).reshape(shape).copy()
    if not np.isfinite(array).all():
        raise RunError(f"its part {reprlib.repr(member.filename)} has numbers that are not finite.")
    return array


def _read_text(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]) -> str:
    dtype, shape, content = _content(archive, members[TEXT])
    if not dtype.startswith("<U") or shape != () or len(content) > 4 * MOST_CHARACTERS:
        raise RunError(f"its part {TEXT} is no text of up to {MOST_CHARACTERS:,} characters.")
    return content.decode("utf-32-le").rstrip("\0")


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
