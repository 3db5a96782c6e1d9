"""A run as a file of its own: what is asked, what is written, and a sentence for every fault."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

import gui.scripts as scripts
from engine.recipe import Recipe
from engine.run import Run
from engine.scripts import ScriptError
from engine.storage import load_run
from engine.trainer import Trainer
from gui.jobs import Jobs
from gui.scripts import KINDS, NUMPY, RUN, TORCH, RunWriter, content, file_stem
from gui.session import Session
from tests.gui.conftest import BeginSession
from tests.gui.sitting import assert_same_run, trained


class Desk:
    """A writer, and what it said."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.jobs = Jobs(self.window)
        self.writer = RunWriter(self.jobs, str(folder), self.window)
        self.written: list[Path] = []
        self.failed: list[tuple[str, str]] = []
        self.writer.written.connect(self.written.append)
        self.writer.failed.connect(lambda *what: self.failed.append(what))

    def write(self, kind: str, run: Run, path: Path) -> None:
        self.writer.write(kind, run, path)
        self.jobs.wait()

    def dialog(self) -> QFileDialog:
        (found,) = self.window.findChildren(QFileDialog)
        return found


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Desk:
    return Desk(tmp_path, qtbot)


@pytest.fixture
def run() -> Run:
    return trained(Trainer(Recipe()), 5)


def raise_(error: Exception) -> Any:
    def write(*_: object) -> None:
        raise error

    return write


@pytest.mark.parametrize(("kind", "library"), [(NUMPY, "numpy"), (TORCH, "torch")])
def test_a_script_is_written_that_python_can_read(
    desk: Desk, run: Run, tmp_path: Path, kind: str, library: str
) -> None:
    path = tmp_path / "script.py"
    desk.write(kind, run, path)
    assert (desk.written, desk.failed) == ([path], [])
    text = path.read_text(encoding="utf-8")
    compile(text, str(path), "exec")
    assert f"import {library}" in text
    assert "Backprop Lab" in text.splitlines()[0]


def test_what_is_written_can_be_had_without_a_file(desk: Desk, run: Run, tmp_path: Path) -> None:
    for kind in KINDS:
        desk.write(kind, run, tmp_path / kind)
        assert (tmp_path / kind).read_bytes() == content(kind, run)


def test_a_run_is_written_as_it_is(desk: Desk, run: Run, tmp_path: Path) -> None:
    desk.write(RUN, run, tmp_path / "mine.npz")
    assert_same_run(load_run(tmp_path / "mine.npz"), run)


@pytest.mark.parametrize(
    ("kind", "name", "file", "suffix"),
    [
        (NUMPY, "XOR Run 3", "xor-run-3-numpy.py", "py"),
        (TORCH, "XOR Run 3", "xor-run-3-pytorch.py", "py"),
        (RUN, "XOR Run 3", "xor-run-3.npz", "npz"),
    ],
)
def test_the_dialog_proposes_a_name_and_a_folder(
    desk: Desk, run: Run, tmp_path: Path, kind: str, name: str, file: str, suffix: str
) -> None:
    desk.writer.ask(kind, run, name)
    dialog = desk.dialog()
    assert dialog.isVisible()
    assert dialog.windowTitle() == KINDS[kind][0]
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert [Path(each) for each in dialog.selectedFiles()] == [tmp_path / file]
    assert dialog.defaultSuffix() == suffix
    dialog.reject()


def test_where_a_person_went_is_remembered(desk: Desk, run: Run, tmp_path: Path) -> None:
    folders: list[str] = []
    desk.writer.folder_changed.connect(folders.append)
    (tmp_path / "there").mkdir()
    desk.writer.ask(RUN, run, "XOR")
    desk.dialog().fileSelected.emit(str(tmp_path / "there" / "mine.npz"))
    desk.jobs.wait()
    assert folders == [str(tmp_path / "there")]
    assert desk.written == [tmp_path / "there" / "mine.npz"]
    desk.dialog().reject()


def test_the_run_that_is_shown_can_be_asked_for(desk: Desk, begin_session: BeginSession, qtbot: QtBot) -> None:
    session: Session = begin_session()[0]
    desk.writer.ask_for_shown(NUMPY, session)
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(QFileDialog)), timeout=20_000)
    assert desk.dialog().selectedFiles()[0].endswith("xor-numpy.py")
    desk.dialog().reject()


def test_a_full_disk_leaves_the_file_that_was_there(
    desk: Desk, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.npz"
    path.write_bytes(b"before")
    monkeypatch.setattr("engine.files.os.fsync", raise_(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
    desk.write(RUN, run, path)
    assert path.read_bytes() == b"before"
    assert desk.failed == [
        ("Not written", f"{path} cannot be written: no space left on device. Make room there or choose another folder.")
    ]
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_none_is_a_sentence(desk: Desk, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    desk.write(RUN, run, tmp_path / "file" / "mine.npz")
    ((heading, sentence),) = desk.failed
    assert heading == "Not written"
    assert "not a directory" in sentence
    assert sentence.endswith("choose another folder.")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ScriptError("PyTorch has no such loss: export it as NumPy."), "PyTorch has no such loss: export it as NumPy."),
        (MemoryError(), "There is not enough memory"),
    ],
    ids=["no such script", "memory"],
)  # fmt: skip
def test_what_cannot_be_written_is_a_sentence(
    desk: Desk, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    monkeypatch.setitem(KINDS, TORCH, (*KINDS[TORCH][:3], raise_(error)))
    desk.write(TORCH, run, tmp_path / "script.py")
    assert desk.failed[0][1].startswith(sentence)
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_program_is_not_hidden(
    desk: Desk, run: Run, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(scripts.KINDS, RUN, (*KINDS[RUN][:3], raise_(ZeroDivisionError())))
    with qtbot.capture_exceptions() as caught:
        desk.write(RUN, run, tmp_path / "mine.npz")
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("XOR Run 3, lr 0.1", "xor-run-3-lr-0.1"),
        ("../../etc/passwd", "etc-passwd"),
        ("你好 «8»", "你好-8"),
        ("a" * 100, "a" * 60),
        ("...", "run"),
        ('C:\\x|y?"*<>', "c-x-y"),
    ],
    ids=str,
)
def test_a_name_becomes_one_that_every_system_takes(name: str, stem: str) -> None:
    assert file_stem(name) == stem
