"""The place of an export: what the person typed or chose stays, and a file gets the suffix of its kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt5.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from gui.export.target import Target


@pytest.fixture
def target(qtbot: QtBot, tmp_path: Path) -> Target:
    target = Target(tmp_path)
    qtbot.addWidget(target)
    return target


def field(target: Target) -> QLineEdit:
    found = target.findChild(QLineEdit, "exportTarget")
    assert found is not None
    return found


def test_a_file_or_a_folder_is_proposed_where_the_person_was_last(target: Target, tmp_path: Path) -> None:
    target.propose("learning-curve.png")
    assert target.path() == tmp_path / "learning-curve.png"
    assert field(target).text() == str(tmp_path / "learning-curve.png")
    target.propose("")
    assert target.path() == tmp_path
    target.propose("history.csv")
    assert target.path() == tmp_path / "history.csv"


def test_a_name_stays_when_only_the_kind_of_file_changes(target: Target, tmp_path: Path) -> None:
    target.propose("learning-curve.png")
    field(target).setText(str(tmp_path / "elsewhere" / "figure 3.png"))
    target.propose("learning-curve.svg")
    assert target.path() == tmp_path / "elsewhere" / "figure 3.svg"
    target.propose("prediction.svg")  # something else, so figure 3 is no name for it; the folder is
    assert target.path() == tmp_path / "elsewhere" / "prediction.svg"
    target.propose("")
    assert target.path() == tmp_path / "elsewhere"


def test_a_name_stays_through_several_changes(target: Target, tmp_path: Path) -> None:
    target.propose("learning-curve.png")
    field(target).setText(str(tmp_path / "v1.2"))  # the suffix left to the program
    for kind in ("svg", "pdf", "pdf", "png"):
        target.propose(f"learning-curve.{kind}")
        assert target.path() == tmp_path / f"v1.2.{kind}"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("a", "a.png"), ("a.png", "a.png"), ("A.PNG", "A.PNG"), ("v1.2", "v1.2.png"), (" a.png ", "a.png")],
)
def test_a_file_gets_its_suffix(target: Target, tmp_path: Path, typed: str, expected: str) -> None:
    target.propose("learning-curve.png")
    field(target).setText(typed)
    assert target.path() == tmp_path / expected


def test_home_may_be_written_as_a_wave(target: Target) -> None:
    target.propose("learning-curve.png")
    field(target).setText("~/a.png")
    assert target.path() == Path.home() / "a.png"


def test_nothing_typed_is_no_place(target: Target) -> None:
    target.propose("learning-curve.png")
    field(target).setText("   ")
    assert target.path() is None


@pytest.mark.parametrize("proposal", ["learning-curve.png", ""])
def test_browsing_does_not_block_and_brings_back_the_choice(
    target: Target, qtbot: QtBot, tmp_path: Path, proposal: str
) -> None:
    target.propose(proposal)
    target.show()
    target.browse.click()  # would not come back if it waited for the dialog
    dialog = target.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.directory().absolutePath() == str(tmp_path)
    is_folder = dialog.fileMode() == QFileDialog.FileMode.Directory
    assert is_folder == (proposal == "")
    assert dialog.testOption(QFileDialog.Option.DontConfirmOverwrite) != is_folder  # asked once, by the export
    with qtbot.waitSignal(target.changed):
        dialog.fileSelected.emit(str(tmp_path / "chosen.png"))
    assert target.path() == tmp_path / "chosen.png"
    dialog.close()
