"""Puts the figures of a report into a folder beside it: all or none of them, and those of other reports stay."""

from __future__ import annotations

import itertools
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from engine.files import write_atomically

LONGEST = 150  # bytes of a report's name in that of its folder: file systems allow 255 for the whole


def put_figures(report: Path, figures: Mapping[str, bytes]) -> str:
    """Writes them, and returns the name of their folder: that of the report, "report-figures", with a number where
    such a folder is there already, unless it has these very figures.  Raises OSError, and leaves nothing behind."""
    unfinished = report.with_name(f".{_stem(report)}-{secrets.token_hex(8)}.part")
    unfinished.mkdir()
    try:
        for name, content in figures.items():
            write_atomically(unfinished / name, content)
        return _put_in_place(unfinished, report, figures).name
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)  # unless it has got its name


def _put_in_place(unfinished: Path, report: Path, figures: Mapping[str, bytes]) -> Path:
    for number in itertools.count(1):
        folder = report.with_name(f"{_stem(report)}-figures" + (f"-{number}" if number > 1 else ""))
        if _has(folder, figures):
            return folder
        if not folder.exists() and not folder.is_symlink():
            unfinished.rename(folder)
            return folder
    raise AssertionError("there are always more numbers")


def _has(folder: Path, figures: Mapping[str, bytes]) -> bool:
    """Whether there are these figures in it, and nothing else."""
    if not folder.is_dir():
        return False
    there = {path.name: path for path in folder.iterdir()}
    return there.keys() == figures.keys() and all(
        there[name].is_file() and there[name].read_bytes() == content for name, content in figures.items()
    )


def _stem(report: Path) -> str:
    """Cut where it is very long, between two letters."""
    return report.stem.encode()[:LONGEST].decode(errors="ignore")
