"""The run that the program keeps by itself: one copy at a time, and each fault has its chance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.run import Run
from engine.storage import load_run
from gui.documents import Documents
from gui.jobs import Jobs
from gui.kept_run import KeptRun
from gui.session import Session
from tests.gui.conftest import BeginSession
from tests.gui.sitting import wait_for_update, wait_until

Make = Callable[[Path | None], KeptRun]


@pytest.fixture
def session(begin_session: BeginSession, qtbot: QtBot) -> Session:
    """One that has made an update."""
    session, _ = begin_session()
    session.step()
    wait_for_update(session, 1, qtbot)
    return session


@pytest.fixture
def make(session: Session, qtbot: QtBot) -> Make:
    window = QWidget()
    qtbot.addWidget(window)
    jobs = Jobs(window)
    documents = Documents(session, jobs, "", window)
    return lambda path: KeptRun(path, session, documents, jobs, window)


def test_a_run_is_kept_in_a_folder_that_is_made_for_it(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    kept = make(tmp_path / "mine" / "last.npz")
    assert not kept.exists()
    kept.keep()
    wait_until(qtbot, kept.exists)
    assert load_run(tmp_path / "mine" / "last.npz").updates == 1


def test_it_is_kept_once_at_a_time(
    make: Make, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A fault that comes with every picture would have it written sixty times a second."""
    kept, path, asked, copy_run = make(tmp_path / "last.npz"), tmp_path / "last.npz", [], session.copy_run

    def count(use: Callable[[Run], None]) -> None:
        asked.append(use)
        copy_run(use)

    monkeypatch.setattr(session, "copy_run", count)
    for _ in range(3):
        kept.keep()
    assert len(asked) == 1
    wait_until(qtbot, path.exists)
    wait_until(qtbot, lambda: not kept._is_keeping)
    kept.keep()
    assert len(asked) == 2, "the next fault is another matter"
    wait_until(qtbot, lambda: not kept._is_keeping)


def test_a_run_that_was_lost_once_can_be_kept_later(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    """Somebody makes room, and the next fault finds it."""
    (tmp_path / "mine").write_text("no folder")
    kept = make(tmp_path / "mine" / "last.npz")
    with qtbot.waitSignal(kept.lost) as lost:
        kept.keep()
    assert "mine" in lost.args[0]
    (tmp_path / "mine").unlink()
    kept.keep()
    wait_until(qtbot, kept.exists)


def test_without_a_place_nothing_is_kept(make: Make, session: Session) -> None:
    kept = make(None)
    kept.keep()
    assert not kept.exists()
    assert session._questions == {}, "nobody asked for a copy"
