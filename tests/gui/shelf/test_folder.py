"""Pinned runs as files: what is read is what was written, and a file that anybody may have made is safe to read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.run import RunError
from gui.shelf.folder import read_kept, remove_kept, write_kept
from gui.shelf.kept import End, KeptRun
from gui.shelf.said import MOST_FILES, KeptError, as_note, ids_in, in_a_line
from tests.gui.shelf.shelves import DIVERGING, PATIENT, kept_run
from tests.gui.sitting import assert_same_run

ID = "0123456789abcdef"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Not there yet."""
    return tmp_path / "kept"


@pytest.mark.parametrize("recipe", [DIVERGING, PATIENT], ids=["diverged", "test samples"])
def test_a_run_comes_back_as_it_was(folder: Path, recipe: Any) -> None:
    kept = kept_run(recipe, name="Größe «8»", note="two\nlines, 你好", seconds=12.5)
    write_kept(folder, kept)
    (id,) = ids_in(folder)
    back = read_kept(folder, id)
    assert_same_run(back.run, kept.run)
    assert (back.id, back.name, back.note, back.seconds) == (kept.id, kept.name, kept.note, 12.5)
    assert (back.when, back.end, back.pinned, back.number) == (kept.when, kept.end, True, 0)
    assert back.snapshot.loss == kept.snapshot.loss
    assert back.snapshot.prediction.tolist() == kept.snapshot.prediction.tolist()


def test_a_run_is_written_once_and_what_is_said_of_it_as_often_as_it_changes(folder: Path) -> None:
    kept = kept_run()
    write_kept(folder, kept)
    run_file = folder / f"{kept.id}.npz"
    os.utime(run_file, ns=(1, 1))
    write_kept(folder, replace(kept, note="later"))
    assert run_file.stat().st_mtime_ns == 1
    assert read_kept(folder, kept.id).note == "later"


def test_a_run_that_another_window_removed_is_written_again_as_a_whole(folder: Path) -> None:
    kept = kept_run()
    write_kept(folder, kept)
    remove_kept(folder, kept.id)
    assert ids_in(folder) == []
    write_kept(folder, replace(kept, name="still mine"))
    assert read_kept(folder, kept.id).name == "still mine"


def test_a_run_that_is_gone_alone_is_written_again(folder: Path) -> None:
    kept = kept_run()
    write_kept(folder, kept)
    (folder / f"{kept.id}.npz").unlink()
    write_kept(folder, kept)
    assert read_kept(folder, kept.id).run.updates == kept.run.updates


def test_removing_takes_one_run_and_nothing_else(folder: Path) -> None:
    one, other = kept_run(), kept_run()
    write_kept(folder, one)
    write_kept(folder, other)
    remove_kept(folder, one.id)
    remove_kept(folder, one.id)
    assert sorted(path.name for path in folder.iterdir()) == [f"{other.id}.json", f"{other.id}.npz"]


def test_other_files_are_no_runs(folder: Path) -> None:
    folder.mkdir()
    for name in ("mine.json", f"{ID}.npz", f"{ID[:-1]}.json", f".{ID}.json.part"):
        (folder / name).write_text("{}")
    (folder / f"{ID}.json").mkdir()
    assert ids_in(folder) == []
    assert ids_in(folder / "nowhere") == []


def test_the_newest_come_first_and_not_more_than_a_window_bears(folder: Path) -> None:
    folder.mkdir()
    for k in range(MOST_FILES + 3):
        (folder / f"{k:016x}.json").write_text("{}")
        os.utime(folder / f"{k:016x}.json", (k, k))
    ids = ids_in(folder)
    assert len(ids) == MOST_FILES
    assert ids[0] == f"{MOST_FILES + 2:016x}"


SAID: dict[str, Any] = {
    "format": "backprop-lab/kept-run", "version": 1, "name": "", "note": "", "when": "2026-03-05T12:00:00+00:00",
    "end": "finished", "seconds": 1.5,
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "line 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"[1, 2]", "backprop-lab/kept-run"),
        (b"[" * 50, "nested"),
        (SAID | {"format": "another"}, "backprop-lab/kept-run"),
        (SAID | {"version": 2}, "version 1"),
        (SAID | {"when": "yesterday"}, "yesterday"),
        (SAID | {"when": 5}, "a time is expected"),
        (SAID | {"when": None}, "a time is expected"),
        (SAID | {"when": "0001-01-01T00:00:00"}, "a time is expected"),
        (SAID | {"end": "exploded"}, "diverged"),
        (SAID | {"end": ["finished"]}, "diverged"),
        (SAID | {"name": 5}, "200 characters"),
        (SAID | {"name": "a\nb"}, "on one line"),
        (SAID | {"name": "a" * 201}, "200 characters"),
        (SAID | {"note": "a" * 100_001}, "100,000 characters"),
        (b'{"format": "backprop-lab/kept-run", "version": 1, "name": "", "end": "finished", "seconds": 1, '
         b'"when": "2026-03-05T12:00:00+00:00", "note": "half a character: \\ud800"}', "100,000 characters"),
        (SAID | {"seconds": "1"}, "a number"),
        (SAID | {"seconds": -1}, "a number"),
        (SAID | {"seconds": True}, "a number"),
        (b'{"seconds": 1e999}', "too large"),
        (b" " * 3_000_001, "3,000,000 bytes"),
    ],
    ids=lambda each: None if isinstance(each, str) else f"{each!s:.60}",
)
def test_what_is_said_of_a_run_is_not_trusted(folder: Path, content: bytes | dict[str, Any], why: str) -> None:
    """A sentence that names the file, and nothing changes in it."""
    kept = kept_run(id=ID)
    write_kept(folder, kept)
    written = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / f"{ID}.json").write_bytes(written)
    with pytest.raises(KeptError, match=why) as caught:
        read_kept(folder, ID)
    assert str(folder / f"{ID}.json") in str(caught.value)
    assert str(caught.value).endswith(".")
    assert not str(caught.value).endswith("..")
    assert (folder / f"{ID}.json").read_bytes() == written


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"no run"),
        lambda path: path.write_bytes(path.read_bytes()[:-100]),
        lambda path: path.unlink(),
    ],
    ids=["another file", "cut short", "gone"],
)
def test_a_damaged_run_is_a_sentence(folder: Path, damage: Callable[[Path], None]) -> None:
    write_kept(folder, kept_run(id=ID))
    damage(folder / f"{ID}.npz")
    with pytest.raises(RunError, match=ID):
        read_kept(folder, ID)


def test_names_and_notes_are_made_so_that_they_can_be_read_again(folder: Path) -> None:
    """Whatever was pasted."""
    name = in_a_line("  a\n\tb \x00 c\u2028d\ud800 " + "x" * 300)
    note = as_note("first\r\nsecond \ud800" + "x" * 200_000)
    assert name.startswith("a b c d x")
    kept = kept_run(name=name, note=note)
    write_kept(folder, kept)
    back: KeptRun = read_kept(folder, kept.id)
    assert (back.name, back.note) == (name, note)


def test_every_end_can_be_read_again(folder: Path) -> None:
    for end in End:
        kept = kept_run(epochs=1, end=end)
        write_kept(folder, kept)
        assert read_kept(folder, kept.id).end is end
