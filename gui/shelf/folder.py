"""Pinned runs are files: <id>.npz has the run, <id>.json what a person says of it."""

from __future__ import annotations

import math
import reprlib
from pathlib import Path
from typing import Any

from engine.files import FileError
from engine.storage import load_run, save_run
from gui.session import snapshot_of
from gui.shelf.kept import End, KeptRun
from gui.shelf.said import KeptError, name_of, note_of, read_said, remove_files, time_of, unreadable, write_said

FORMAT = "backprop-lab/kept-run"
LONGEST_TIME = 1e9  # seconds, thirty years


def write_kept(folder: Path, kept: KeptRun) -> None:
    """Write a run, or what is said of one that is written already.  Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    run, said = _files(folder, kept.id)
    if not run.exists():  # a pinned run stays as it is
        save_run(kept.run, run)
    write_said(said, FORMAT, {
        "name": kept.name, "note": kept.note, "when": kept.when.isoformat(), "end": kept.end.value,
        "seconds": kept.seconds,
    })  # fmt: skip


def remove_kept(folder: Path, id: str) -> None:
    """Remove a run's files, if they are there.  Raises OSError."""
    run, said = _files(folder, id)
    remove_files(said, run)


def read_kept(folder: Path, id: str) -> KeptRun:
    """Read a run that anybody may have written.  Raises KeptError, RunError or RecipeError, each with a sentence."""
    run_file, said_file = _files(folder, id)
    try:
        said = read_said(said_file, FORMAT)
        when, end = time_of(said.get("when")), _end(said.get("end"))
        name, note = name_of(said.get("name")), note_of(said.get("note"))
        seconds = _seconds(said.get("seconds"))
    except (FileError, KeptError) as error:
        raise unreadable("pinned run", said_file, error) from None
    run = load_run(run_file)
    return KeptRun(id, 0, run, snapshot_of(run), when, end, seconds, name, note, pinned=True)


def _files(folder: Path, id: str) -> tuple[Path, Path]:
    return folder / f"{id}.npz", folder / f"{id}.json"


def _end(value: Any) -> End:
    try:
        return End(value)
    except ValueError:
        known = ", ".join(each.value for each in End)
        raise KeptError(f'its "end" is {reprlib.repr(value)}; one of these is expected: {known}.') from None


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value <= LONGEST_TIME:
        raise KeptError(f'its "seconds" are {reprlib.repr(value)}; a number from 0 to {LONGEST_TIME:,.0f} is expected.')
    return float(value)
