"""Kept comparisons as files: what is said of one is read as it was written, and trusted as little as any file."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.compare.factor import CompareError
from engine.compare.files import to_dict
from gui.compare.folder import FORMAT, read_comparison, read_outcomes, remove_comparison, write_comparison
from gui.compare.kept import KeptComparison
from gui.shelf.said import KeptError, ids_in
from tests.gui.compare.made import comparison, outcomes

ID = "0123456789abcdef"
RATES = comparison("lr=0.1,10", seeds=1)


def kept(note: str = "", id: str = ID) -> KeptComparison:
    return KeptComparison(id, 1, RATES, tuple(outcomes(RATES)), datetime(2026, 3, 5, 12, 0).astimezone(), note)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Not there yet."""
    return tmp_path / "comparisons"


def test_it_comes_back_as_it_was(folder: Path) -> None:
    before = kept("two\nlines, 你好")
    write_comparison(folder, before, anew=True)
    (id,) = ids_in(folder)
    back = read_comparison(folder, id)
    assert (back.id, back.note, back.when) == (ID, before.note, before.when)
    assert back.comparison == RATES
    assert back.outcomes is None
    assert [each.score for each in read_outcomes(folder, back)] == [each.score for each in before.outcomes or ()]


def test_removing_takes_one_and_nothing_else(folder: Path) -> None:
    for id in (ID, "f" * 16):
        write_comparison(folder, kept(id=id), anew=True)
    remove_comparison(folder, ID)
    remove_comparison(folder, ID)
    assert sorted(path.name for path in folder.iterdir()) == [f"{'f' * 16}.json", f"{'f' * 16}.npz"]


SAID: dict[str, Any] = {
    "format": FORMAT, "version": 1, "note": "", "when": "2026-03-05T12:00:00+00:00", "comparison": to_dict(RATES),
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "line 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 50, "nested"),
        (SAID | {"format": "another"}, FORMAT),
        (SAID | {"version": 2}, "version 1"),
        (SAID | {"when": "yesterday"}, "yesterday"),
        (SAID | {"note": 5}, "100,000 characters"),
        (SAID | {"note": "a" * 100_001}, "100,000 characters"),
        (SAID | {"comparison": None}, "names with values"),
        (SAID | {"comparison": to_dict(RATES) | {"seeds": 0}}, "0 seeds"),
        (SAID | {"comparison": to_dict(RATES) | {"recipe": {}}}, "recipe"),
        (b" " * 3_000_001, "3,000,000 bytes"),
    ],
    ids=lambda each: None if isinstance(each, str) else f"{each!s:.60}",
)
def test_what_is_said_of_it_is_not_trusted(folder: Path, content: bytes | dict[str, Any], why: str) -> None:
    """A sentence that names the file, and nothing changes in it."""
    folder.mkdir()
    path = folder / f"{ID}.json"
    written = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(written)
    with pytest.raises(KeptError, match=why) as caught:
        read_comparison(folder, ID)
    assert str(caught.value).startswith(f"The comparison {path} cannot be read: ")
    assert not str(caught.value).endswith("..")
    assert path.read_bytes() == written


def test_what_came_of_it_is_not_trusted_either(folder: Path) -> None:
    """As the tests of the file itself show in detail."""
    write_comparison(folder, kept(), anew=True)
    (folder / f"{ID}.npz").write_bytes(b"damaged")
    with pytest.raises(CompareError, match=ID):
        read_outcomes(folder, read_comparison(folder, ID))
