"""The keeper of pinned runs: the folder has what was wanted last, and every fault is a sentence."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import QObject
from pytestqt.qtbot import QtBot

import gui.shelf.keeper as keeper_module
from engine.recipe import Recipe
from gui.jobs import Jobs
from gui.shelf.folder import read_kept, write_kept
from gui.shelf.keeper import Keeper
from gui.shelf.kept import KeptRun
from gui.shelf.said import ids_in
from tests.gui.shelf.shelves import kept_run


class Desk:
    """A keeper, and what it said."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        self.folder, self.jobs = folder, Jobs(parent)
        self.keeper = Keeper(folder, self.jobs, parent)
        self.said: list[tuple[str, str]] = []
        self.keeper.failed.connect(lambda *what: self.said.append(what))
        self.found: list[KeptRun] = []

    def keep(self, *runs: KeptRun) -> None:
        for each in runs:
            self.keeper.keep(each)
        self.jobs.wait()

    def read(self, known: tuple[str, ...] = ()) -> None:
        self.keeper.read(known, self.found.append)
        self.jobs.wait()


@pytest.fixture
def make(qapp: QObject, tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    """As many keepers of one folder as a test wants."""
    parent = QObject()
    yield lambda: Desk(tmp_path / "kept", parent)
    parent.deleteLater()


@pytest.fixture
def desk(make: Callable[[], Desk]) -> Desk:
    return make()


def full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_run_is_kept_and_dropped(desk: Desk) -> None:
    kept = kept_run()
    desk.keep(kept)
    assert read_kept(desk.folder, kept.id).when == kept.when
    desk.keeper.drop(kept.id)
    desk.jobs.wait()
    assert ids_in(desk.folder) == []
    assert desk.said == []


def test_what_was_wanted_last_counts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note is written twice while it is typed, not letter by letter."""
    kept, written = kept_run(), []

    def write(folder: Path, run: KeptRun) -> None:
        written.append(run.note)
        write_kept(folder, run)

    monkeypatch.setattr(keeper_module, "write_kept", write)
    desk.keep(*(replace(kept, note="letters"[:k]) for k in range(1, 8)))
    assert written == ["l", "letters"]
    assert read_kept(desk.folder, kept.id).note == "letters"


def test_a_run_that_is_dropped_while_it_is_written_is_gone(desk: Desk) -> None:
    kept = kept_run()
    desk.keeper.keep(kept)
    desk.keeper.drop(kept.id)
    desk.jobs.wait()
    assert list(desk.folder.iterdir()) == []


def test_a_full_disk_is_a_sentence_and_leaves_nothing_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_run(name="Mine")
    with monkeypatch.context() as patched:
        patched.setattr("engine.files.os.fsync", full)
        desk.keep(kept)
    ((heading, sentence),) = desk.said
    assert heading == "Not pinned for next time"
    assert str(desk.folder) in sentence
    assert "no space left on device" in sentence
    assert "Mine stays in the list until the window closes." in sentence
    assert "Make room there, then pin it again." in sentence
    assert list(desk.folder.iterdir()) == []
    desk.keep(kept)
    assert ids_in(desk.folder) == [kept.id], "there is room by now"


def test_a_full_disk_leaves_what_was_said_before(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_run(note="before")
    desk.keep(kept)
    monkeypatch.setattr("engine.files.os.fsync", full)
    desk.keep(replace(kept, note="after"))
    assert len(desk.said) == 1
    assert read_kept(desk.folder, kept.id).note == "before"


def test_a_folder_that_cannot_be_made_is_a_sentence(desk: Desk) -> None:
    desk.folder.write_text("no folder")
    desk.keep(kept_run())
    desk.read()
    headings = [heading for heading, _ in desk.said]
    assert headings == ["Not pinned for next time", "The pinned runs are not here"]
    assert "Save Run As" in desk.said[0][1]
    assert desk.folder.read_text() == "no folder"


def test_a_run_that_cannot_be_removed_is_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_run()
    desk.keep(kept)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        desk.keeper.drop(kept.id)
        desk.jobs.wait()
    ((heading, sentence),) = desk.said
    assert heading == "Not removed"
    assert "permission denied" in sentence
    assert ids_in(desk.folder) == [kept.id]


def test_runs_are_read_but_those_that_are_known(desk: Desk, make: Callable[[], Desk]) -> None:
    one, other = kept_run(), kept_run()
    desk.keep(one, other)
    second = make()
    second.read(known=(one.id,))
    assert [each.id for each in second.found] == [other.id]
    assert second.said == []


def test_damaged_files_are_one_sentence_and_the_others_are_read(desk: Desk, make: Callable[[], Desk]) -> None:
    runs = [kept_run() for _ in range(3)]
    desk.keep(*runs)
    damaged = [desk.folder / f"{runs[0].id}.npz", desk.folder / f"{runs[1].id}.json"]
    for path in damaged:
        path.write_bytes(b"damaged")
    second = make()
    second.read()
    assert [each.id for each in second.found] == [runs[2].id]
    ((heading, sentence),) = second.said
    assert heading == "Not all pinned runs are here"
    assert "The file is left as it is. So it is with 1 more." in sentence
    assert [path.read_bytes() for path in damaged] == [b"damaged"] * 2


def test_a_run_without_its_data_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    """It was trained on a file that is no longer there."""
    csv = tmp_path / "points.csv"
    csv.write_text("a,b,c\n" + "".join(f"{k},{k * k},{k % 2}\n" for k in range(20)))
    kept = kept_run(Recipe(dataset="CSV file", knobs={"dataset": {"path": str(csv)}}), epochs=2)
    desk.keep(kept)
    csv.unlink()
    desk.read()
    assert desk.found == []
    assert "points.csv" in desk.said[0][1]
    assert ids_in(desk.folder) == [kept.id]


def test_a_fault_of_the_program_is_not_hidden(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(keeper_module, "read_kept", fault)
    desk.keep(kept_run())
    with qtbot.capture_exceptions() as caught:
        desk.read()
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
