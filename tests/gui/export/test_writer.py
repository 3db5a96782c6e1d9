"""The writer of an export: every file whole or not at all, and one clear sentence where one cannot be written."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.export.outputs import Make, Output
from gui.export.writer import Writer
from gui.jobs import Jobs


@pytest.fixture
def writer(qtbot: QtBot) -> Iterator[Writer]:
    jobs = Jobs()
    yield Writer(jobs)
    jobs.wait()


def output(path: Path, content: str = "new") -> Output:
    return Output(path, lambda: content.encode)


def outcome(writer: Writer, outputs: list[Output], qtbot: QtBot) -> str | list[Path]:
    """What the writer says in the end: the files, or a sentence."""
    said: list[str | list[Path]] = []
    writer.finished.connect(said.append)
    writer.failed.connect(said.append)
    writer.write(outputs)
    qtbot.waitUntil(lambda: bool(said))
    assert len(said) == 1
    assert not writer.is_busy
    return said[0]


def test_files_are_written_one_after_the_other(writer: Writer, qtbot: QtBot, tmp_path: Path) -> None:
    progress: list[tuple[int, int]] = []
    writer.progressed.connect(lambda done, total: progress.append((done, total)))
    paths = [tmp_path / f"{k}.csv" for k in range(3)]
    assert outcome(writer, [output(path, path.name) for path in paths], qtbot) == paths
    assert [path.read_text() for path in paths] == ["0.csv", "1.csv", "2.csv"]
    assert progress == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_the_window_has_its_turn_between_two_files(writer: Writer, qtbot: QtBot, tmp_path: Path) -> None:
    """So drawing four large plots does not make one long pause of four short ones."""
    turns: list[str] = []

    def prepare(name: str) -> Make:
        turns.append(name)
        return name.encode

    outputs = [Output(tmp_path / name, lambda name=name: prepare(name)) for name in "ab"]  # type: ignore[misc]
    writer.write(outputs)
    assert turns == ["a"]
    qtbot.waitSignal(writer.finished).wait()
    assert turns == ["a", "b"]


def test_a_missing_folder_is_made(writer: Writer, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "my report" / "plots" / "learning-curve.png"
    assert outcome(writer, [output(path)], qtbot) == [path]
    assert path.read_text() == "new"


def test_an_unwritable_place_gets_one_clear_sentence(writer: Writer, qtbot: QtBot, tmp_path: Path) -> None:
    """What, where, why and what to do."""
    (tmp_path / "report").write_text("a file, not a folder")
    sentence = outcome(writer, [output(tmp_path / "report" / "a.png")], qtbot)
    assert sentence == (
        f"a.png could not be written to {tmp_path / 'report'}: file exists. "
        "A file has the name of this folder: choose another folder."
    )
    assert (tmp_path / "report").read_text() == "a file, not a folder"


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.EACCES, "Choose a folder that you may write to."),
        (errno.EROFS, "Choose a folder that you may write to."),
        (errno.ENOSPC, "Make room there or choose another folder."),
        (errno.EIO, "Choose another folder or name."),
    ],
)
@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_nothing_is_lost_where_writing_fails(
    writer: Writer, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, advice: str, broken: str
) -> None:
    """On a full disk, say: the old file is as it was, no half of a new one is left, and a sentence says what to do."""

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "plot.png"
    path.write_text("old")
    monkeypatch.setattr(os, broken, fail)
    sentence = outcome(writer, [output(path)], qtbot)
    assert sentence == f"plot.png could not be written to {tmp_path}: {os.strerror(number).lower()}. {advice}"
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["plot.png"]


def test_the_first_failure_ends_an_export_and_says_how_far_it_came(
    writer: Writer, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "b.png").mkdir()
    outputs = [output(tmp_path / name) for name in ("a.png", "b.png", "c.png")]
    sentence = outcome(writer, outputs, qtbot)
    assert sentence == (
        f"b.png could not be written to {tmp_path}: it is not a file. "
        "Choose another folder or name. 1 of 3 files were written before."
    )
    assert (tmp_path / "a.png").read_text() == "new"
    assert not (tmp_path / "c.png").exists()


@pytest.mark.parametrize("where", ["window", "job"])
def test_a_picture_too_large_for_memory_gets_a_sentence(
    writer: Writer, qtbot: QtBot, tmp_path: Path, where: str
) -> None:
    def fail() -> bytes:
        raise MemoryError("there is no room for so many pixels")

    def fail_at_once() -> Make:
        raise MemoryError("there is no room for so many pixels")

    too_large = Output(tmp_path / "a.png", fail_at_once if where == "window" else lambda: fail)
    sentence = outcome(writer, [too_large], qtbot)
    assert sentence == (
        f"a.png could not be written to {tmp_path}: there is no room for so many pixels. Choose a smaller size."
    )
    assert list(tmp_path.iterdir()) == []


def test_stopping_ends_after_the_file_in_hand(writer: Writer, qtbot: QtBot, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a", "b", "c")]
    writer.progressed.connect(lambda done, _: writer.stop() if done == 1 else None)
    assert outcome(writer, [output(path) for path in paths], qtbot) == paths[:2]
    assert [path.exists() for path in paths] == [True, True, False]


def test_a_fault_of_the_program_is_not_hidden(writer: Writer, qtbot: QtBot, tmp_path: Path) -> None:
    def stumble() -> bytes:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as exceptions:
        sentence = outcome(writer, [Output(tmp_path / "a.png", lambda: stumble)], qtbot)
    assert sentence == "a.png was not written because of a fault in this program."
    assert [kind for kind, _, _ in exceptions] == [ZeroDivisionError]


def test_closing_the_window_finishes_what_is_being_written(qtbot: QtBot, tmp_path: Path) -> None:
    jobs = Jobs()
    paths = [tmp_path / f"{k}" for k in range(5)]
    writer = Writer(jobs)
    writer.write([output(path) for path in paths])
    jobs.wait()
    assert [path.read_text() for path in paths] == ["new"] * 5
