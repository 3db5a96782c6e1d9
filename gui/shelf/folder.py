"""Pinned runs are files: <id>.npz has the run, <id>.json what a person says of it.

The second is written last and removed first, so that a run is pinned when its .json is there.  Every run has an id of
its own, so that two windows share the folder without ever meaning the same file by mistake.
"""

from __future__ import annotations

import json
import math
import re
import reprlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.files import FileError, parse_json, read_text, write_atomically
from engine.storage import load_run, save_run
from gui.session import snapshot_of
from gui.shelf.kept import End, KeptRun

FORMAT, VERSION = "backprop-lab/kept-run", 1
MOST_BYTES = 1_000_000  # of what is said of a run
LONGEST_NAME, LONGEST_NOTE = 200, 100_000  # characters
LONGEST_TIME = 1e9  # seconds, thirty years
MOST_FILES = 500  # that are read; the newest are
ID = re.compile(r"[0-9a-f]{16}")


class KeptError(ValueError):
    """A pinned run cannot be read; the message says which, and why."""


def write_kept(folder: Path, kept: KeptRun) -> None:
    """Write a run, or what is said of one that is written already.  Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    run, said = _files(folder, kept.id)
    if not run.exists():  # a pinned run stays as it is
        save_run(kept.run, run)
    content = {
        "format": FORMAT, "version": VERSION, "name": kept.name, "note": kept.note, "when": kept.when.isoformat(),
        "end": kept.end.value, "seconds": kept.seconds,
    }  # fmt: skip
    write_atomically(said, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False).encode() + b"\n")


def remove_kept(folder: Path, id: str) -> None:
    """Remove a run's files, if they are there.  Raises OSError."""
    run, said = _files(folder, id)
    said.unlink(missing_ok=True)
    run.unlink(missing_ok=True)


def ids_in(folder: Path) -> list[str]:
    """The runs that are pinned there, the newest first.  Raises OSError; a folder that is not there has none."""
    if not folder.exists():
        return []
    said = [path for path in folder.iterdir() if path.suffix == ".json" and ID.fullmatch(path.stem)]
    ages = {path.stem: path.stat().st_mtime for path in said if path.is_file()}
    return sorted(ages, key=lambda id: -ages[id])[:MOST_FILES]


def read_kept(folder: Path, id: str) -> KeptRun:
    """Read a run that anybody may have written.  Raises KeptError, RunError or RecipeError, each with a sentence."""
    run_file, said_file = _files(folder, id)
    try:
        said = parse_json(read_text(said_file, MOST_BYTES))
        if not isinstance(said, Mapping) or (said.get("format"), said.get("version")) != (FORMAT, VERSION):
            raise KeptError(f'it is no "{FORMAT}" of version {VERSION}.')
        when, end = _when(said.get("when")), _end(said.get("end"))
        name = _text(said.get("name"), "name", LONGEST_NAME, is_line=True)
        note = _text(said.get("note"), "note", LONGEST_NOTE)
        seconds = _seconds(said.get("seconds"))
    except (FileError, KeptError) as error:
        raise KeptError(f"The pinned run {said_file} cannot be read: {str(error).rstrip('.')}.") from None
    run = load_run(run_file)
    return KeptRun(id, 0, run, snapshot_of(run), when, end, seconds, name, note, pinned=True)


def _files(folder: Path, id: str) -> tuple[Path, Path]:
    return folder / f"{id}.npz", folder / f"{id}.json"


def _when(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value).astimezone()
    except (TypeError, ValueError, OverflowError, OSError):
        raise KeptError(f'its "when" is {reprlib.repr(value)}, where a time is expected.') from None


def _end(value: Any) -> End:
    try:
        return End(value)
    except ValueError:
        known = ", ".join(each.value for each in End)
        raise KeptError(f'its "end" is {reprlib.repr(value)}; one of these is expected: {known}.') from None


def _text(value: Any, what: str, longest: int, is_line: bool = False) -> str:
    if not isinstance(value, str) or value != as_note(value)[:longest] or (is_line and value != in_a_line(value)):
        line = " on one line" if is_line else ""
        raise KeptError(f'its "{what}" is no text of up to {longest:,} characters{line}.')
    return value


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value <= LONGEST_TIME:
        raise KeptError(f'its "seconds" are {reprlib.repr(value)}; a number from 0 to {LONGEST_TIME:,.0f} is expected.')
    return float(value)


def in_a_line(text: str) -> str:
    """A name as it can be written: without breaks, spaces at its ends, and what no file can hold."""
    clean = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(clean.split())[:LONGEST_NAME].rstrip()


def as_note(text: str) -> str:
    """A note as it can be written."""
    return text.encode("utf-8", "replace").decode()[:LONGEST_NOTE]
