"""The student's own files in a hand-in: where they come from, and what is known of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.files import parse_json, reason
from engine.hand_in import Content, HandInError, files_in


@dataclass(frozen=True)
class OwnFile:
    """A file of the student's: how large it is, where that is known, and what is wrong with it, if anything is."""

    content: Content
    size: int | None = None
    complaint: str = ""


def look_at(content: Content) -> OwnFile:
    """How large it is now, or why it cannot be read.  May take a while where the disk is far away."""
    try:
        return OwnFile(content, content.size)
    except HandInError as error:
        return OwnFile(content, complaint=str(error))


def size_in_words(size: int) -> str:
    """Of so many bytes."""
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} byte{'' if size == 1 else 's'}"


def found_in(paths: Sequence[Path]) -> tuple[list[OwnFile], str]:
    """Runs in the job's thread: the files, those of folders too, and a sentence for what could not be added."""
    contents: list[Content] = []
    complaints: list[str] = []
    for path in paths:
        try:
            contents += files_in(path) if path.is_dir() else [Content(path.name, path)]
        except HandInError as error:
            complaints.append(str(error))
        except OSError as error:
            complaints.append(f"{path} cannot be read: {reason(error)}.")
    if not contents and not complaints:
        complaints.append("There is no source file in it.")
    return [look_at(content) for content in contents], " ".join(complaints)


def kept(files: Sequence[Content]) -> str:
    """The files as a text, to be remembered."""
    return json.dumps([[file.name, str(file.source)] for file in files])


def recalled(text: str) -> list[OwnFile]:
    """The files that were kept, not looked at yet; none where the text is of no use any more."""
    try:
        return [OwnFile(Content(str(name), Path(path))) for name, path in parse_json(text or "[]")]
    except (TypeError, ValueError):  # a FileError is one
        return []
