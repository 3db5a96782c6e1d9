"""What a person says of something that is kept: a small JSON beside its file.

It is written last and removed first, so that a thing is kept when its .json is there.  Everything has an id of its
own, so that two windows share a folder without ever meaning the same file by mistake.
"""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.files import FileError, parse_json, read_text, write_atomically

VERSION = 1
MOST_BYTES = 3_000_000  # of what is said of one thing
LONGEST_NAME, LONGEST_NOTE = 200, 100_000  # characters
MOST_FILES = 500  # that are read; the newest are
ID = re.compile(r"[0-9a-f]{16}")


class KeptError(ValueError):
    """What is kept cannot be read; the message says what, and why."""


def ids_in(folder: Path) -> list[str]:
    """What is kept there, the newest first.  Raises OSError; a folder that is not there has nothing."""
    if not folder.exists():
        return []
    said = [path for path in folder.iterdir() if path.suffix == ".json" and ID.fullmatch(path.stem)]
    ages = {path.stem: path.stat().st_mtime for path in said if path.is_file()}
    return sorted(ages, key=lambda id: -ages[id])[:MOST_FILES]


def write_said(path: Path, kind: str, content: Mapping[str, Any]) -> None:
    """Write ``content``, plain names and numbers, as a file of this kind.  Raises OSError."""
    text = json.dumps({"format": kind, "version": VERSION, **content}, indent=2, ensure_ascii=False, allow_nan=False)
    write_atomically(path, text.encode() + b"\n")


def read_said(path: Path, kind: str) -> Mapping[str, Any]:
    """What is in such a file, which anybody may have written.  Raises KeptError and FileError."""
    said = parse_json(read_text(path, MOST_BYTES))
    if not isinstance(said, Mapping) or (said.get("format"), said.get("version")) != (kind, VERSION):
        raise KeptError(f'it is no "{kind}" of version {VERSION}.')
    return said


def remove_files(*paths: Path) -> None:
    """Remove them in this order, if they are there.  Raises OSError."""
    for path in paths:
        path.unlink(missing_ok=True)


def unreadable(what: str, path: Path, error: FileError | KeptError | ValueError) -> KeptError:
    """The sentence that names the file."""
    return KeptError(f"The {what} {path} cannot be read: {str(error).rstrip('.')}.")


def time_of(value: Any) -> datetime:
    """A time as it was written.  Raises KeptError."""
    try:
        return datetime.fromisoformat(value).astimezone()
    except (TypeError, ValueError, OverflowError, OSError):
        raise KeptError(f'its "when" is {reprlib.repr(value)}, where a time is expected.') from None


def name_of(value: Any) -> str:
    """A name as it was written.  Raises KeptError."""
    if not isinstance(value, str) or value != in_a_line(value):
        raise KeptError(f'its "name" is no text of up to {LONGEST_NAME:,} characters on one line.')
    return value


def note_of(value: Any) -> str:
    """A note as it was written.  Raises KeptError."""
    if not isinstance(value, str) or value != as_note(value):
        raise KeptError(f'its "note" is no text of up to {LONGEST_NOTE:,} characters.')
    return value


def in_a_line(text: str) -> str:
    """A name as it can be written: without breaks, spaces at its ends, and what no file can hold."""
    clean = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(clean.split())[:LONGEST_NAME].rstrip()


def as_note(text: str) -> str:
    """A note as it can be written."""
    return text.encode("utf-8", "replace").decode()[:LONGEST_NOTE]
