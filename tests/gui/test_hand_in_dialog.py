"""The hand-in under a student's hands: the name of the zip, what goes in, what is said, and what is written."""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5 import sip
from PyQt5.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PyQt5.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.hand_in import HandInError
from gui.hand_in.offer import Offer
from gui.hand_in_dialog import HandInDialog
from gui.settings import Settings
from gui.theme import DARK, LIGHT, Theme, apply
from tests.gui.desk import DialogDesk, find

REPORT = Offer("Report", "report.pdf", "The report.", lambda: b"%PDF report")
SCRIPT = Offer("NumPy script", "run_numpy.py", "The run as a script.", lambda: b"import numpy", is_ticked=False)
MARKDOWN = Offer(
    "Report as text", "report/", "To be edited.", lambda: {"report.md": b"# Report", "figures/loss.svg": b"<svg/>"}
)
ZIP = "DL_LAB1_311554005_高宗霖.zip"
COPY, NO_KEY = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier


class Desk(DialogDesk):
    """A student with a folder, and the dialogs that she opens there."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        super().__init__(folder, qtbot)
        self.settings = Settings()
        self.settings.remember("folder", str(folder))
        self.made: list[Path] = []
        self.failures: list[str] = []

    def introduce(self) -> None:
        """As if she had been here before."""
        self.settings.remember("handInId", "311554005")
        self.settings.remember("handInName", "高宗霖")

    def write(self, name: str, text: str = "print()\n") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def open(self, *offers: Offer, theme: Theme = DARK) -> HandInDialog:
        dialog = HandInDialog(offers, self.settings, self.jobs, theme, self.window)
        dialog.made.connect(self.made.append)
        dialog.failed.connect(self.failures.append)
        self.show(dialog)
        self.jobs.wait()
        return dialog

    def add(self, dialog: HandInDialog, *paths: Path) -> None:
        dialog.add([str(path) for path in paths])
        self.jobs.wait()

    def zipped(self) -> dict[str, bytes]:
        """What is in the last zip."""
        with zipfile.ZipFile(self.made[-1]) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def desk(dark_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, qtbot)
    yield desk
    desk.clean_up()


def type_in(dialog: HandInDialog, name: str, text: str) -> None:
    find(dialog, QLineEdit, name).setText(text)


def press(dialog: HandInDialog, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(find(dialog, QPushButton, name), Qt.MouseButton.LeftButton)


def can_press(dialog: HandInDialog, name: str) -> bool:
    return find(dialog, QPushButton, name).isEnabled()


def words(dialog: HandInDialog, name: str) -> str:
    return find(dialog, QLabel, name).text()


def message(dialog: HandInDialog) -> str:
    """What the strip says, or nothing."""
    strip = find(dialog, QWidget, "handInMessage")
    return find(dialog, QLabel, "messageText").text() if strip.isVisible() else ""


def lines(dialog: HandInDialog) -> list[QTreeWidgetItem]:
    tree = find(dialog, QTreeWidget, "handInContents")
    found = [tree.topLevelItem(k) for k in range(tree.topLevelItemCount())]
    return [line for line in found if line is not None]


def tick(dialog: HandInDialog, name: str, is_ticked: bool = True) -> None:
    line = next(line for line in lines(dialog) if line.text(1) == name)
    line.setCheckState(0, Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)


def save(desk: Desk, dialog: HandInDialog) -> None:
    with desk.qtbot.waitSignal(dialog.made):
        press(dialog, "handInSave", desk.qtbot)


# -- the name ---------------------------------------------------------------------------------------------------------


def test_the_name_of_the_zip_shows_while_it_is_typed(desk: Desk) -> None:
    dialog = desk.open(REPORT)
    assert find(dialog, QLineEdit, "handInId").hasFocus()
    assert words(dialog, "handInFileName") == "DL_LAB1_{id}_{name}.zip"
    assert "Type your student id" in words(dialog, "handInNameNote")
    assert not can_press(dialog, "handInSave")
    type_in(dialog, "handInId", "311554005")
    assert words(dialog, "handInNameComplaint") == ""  # nobody is blamed for what is not typed yet
    type_in(dialog, "handInName", "高宗霖")
    assert words(dialog, "handInFileName") == ZIP
    assert words(dialog, "handInNameNote") == ""
    assert can_press(dialog, "handInSave")


def test_what_is_wrong_with_a_name_is_said_at_once(desk: Desk) -> None:
    desk.introduce()
    dialog = desk.open(REPORT)
    type_in(dialog, "handInName", "a/b")
    assert words(dialog, "handInNameComplaint") == '"/" cannot be part of a file\'s name. Leave it out.'
    assert not can_press(dialog, "handInSave")
    type_in(dialog, "handInName", "Ada Lovelace")
    assert words(dialog, "handInFileName") == "DL_LAB1_311554005_Ada-Lovelace.zip"
    assert words(dialog, "handInNameComplaint") == ""


def test_another_lab_has_another_pattern(desk: Desk) -> None:
    desk.introduce()
    dialog = desk.open(REPORT)
    pattern = find(dialog, QLineEdit, "handInPattern")
    assert not pattern.isVisible()
    press(dialog, "handInOpenPattern", desk.qtbot)
    assert pattern.isVisible()
    assert pattern.hasFocus()
    assert not can_press(dialog, "handInResetPattern")
    pattern.setText("DL_LAB2_{id}.zip")
    assert "must have {id} and {name}" in words(dialog, "handInNameComplaint")
    pattern.setText("DL_LAB2_{name}_{id}.zip")
    assert words(dialog, "handInFileName") == "DL_LAB2_高宗霖_311554005.zip"
    save(desk, dialog)
    dialog = desk.open(REPORT)  # it is remembered, and shown since it is not the usual one
    assert find(dialog, QLineEdit, "handInPattern").isVisible()
    assert find(dialog, QPushButton, "handInOpenPattern").isChecked()
    assert words(dialog, "handInFileName") == "DL_LAB2_高宗霖_311554005.zip"
    press(dialog, "handInResetPattern", desk.qtbot)
    assert words(dialog, "handInFileName") == ZIP


def test_a_pattern_that_makes_no_name_is_forgotten(desk: Desk) -> None:
    dialog = desk.open(REPORT)
    type_in(dialog, "handInPattern", "nothing of the kind")
    type_in(dialog, "handInId", "7")
    dialog.close()
    dialog = desk.open(REPORT)
    assert find(dialog, QLineEdit, "handInPattern").text() == "DL_LAB1_{id}_{name}.zip"
    assert find(dialog, QLineEdit, "handInId").text() == "7"
    assert dialog.focusWidget() is find(dialog, QLineEdit, "handInName")  # which is still missing


def test_a_long_name_does_not_widen_the_dialog(desk: Desk) -> None:
    desk.introduce()
    dialog = desk.open(REPORT)
    type_in(dialog, "handInName", "A" * 200)
    QApplication.processEvents()  # the layout hears of it
    assert dialog.minimumSizeHint().width() <= dialog.width()
    assert find(dialog, QLabel, "handInFileName").toolTip() == f"DL_LAB1_311554005_{'A' * 200}.zip"


# -- what goes in -----------------------------------------------------------------------------------------------------


def test_what_is_ticked_is_in_the_zip(desk: Desk) -> None:
    """What the program makes, and files of the student's; the dialog closes and the folder is remembered."""
    desk.introduce()
    dialog = desk.open(REPORT, SCRIPT, MARKDOWN)
    main, extra = desk.write("main.py", "# 主程式\n"), desk.write("extra.py")
    desk.add(dialog, main, extra)
    tick(dialog, "extra.py", False)
    type_in(dialog, "handInFolder", str(desk.folder / "out"))
    save(desk, dialog)
    assert desk.made == [desk.folder / "out" / ZIP]
    assert desk.zipped() == {
        "report.pdf": b"%PDF report",
        "report/report.md": b"# Report",
        "report/figures/loss.svg": b"<svg/>",
        "main.py": main.read_bytes(),
    }
    assert desk.settings.text("folder") == str(desk.folder / "out")
    assert sip.isdeleted(dialog) or not dialog.isVisible()


def test_files_and_folders_show_their_sizes_and_are_selected(desk: Desk) -> None:
    dialog = desk.open(REPORT)
    lines(dialog)[0].setSelected(True)
    desk.write("lab/net/layers.py", "x" * 1234)
    desk.write("lab/main.py", "x")
    desk.add(dialog, desk.folder / "lab")
    assert [(line.text(1), line.text(2), line.isSelected()) for line in lines(dialog)] == [
        ("report.pdf", "when saved", False),
        ("lab/main.py", "1 byte", True),
        ("lab/net/layers.py", "1.2 kB", True),
    ]
    assert lines(dialog)[1].toolTip(0) == str(desk.folder / "lab" / "main.py")


def test_a_file_that_is_added_again_is_there_once(desk: Desk) -> None:
    """With its tick, and its size as it is now."""
    dialog = desk.open(REPORT)
    path = desk.write("main.py", "1234")
    desk.add(dialog, path)
    tick(dialog, "main.py", False)
    path.write_text("12345")
    desk.add(dialog, path, path)
    assert [(line.text(1), line.text(2)) for line in lines(dialog)[1:]] == [("main.py", "5 bytes")]
    assert lines(dialog)[1].checkState(0) == Qt.CheckState.Checked


def test_a_home_is_written_short(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(desk.folder))
    dialog = desk.open(REPORT)
    desk.add(dialog, desk.write("dl/main.py"))
    assert lines(dialog)[1].text(0) == "~/dl/main.py"


def test_selected_files_can_be_taken_out_and_offers_cannot(desk: Desk) -> None:
    """With the button and with a key; on the disk they stay."""
    dialog = desk.open(REPORT)
    paths = [desk.write(f"{name}.py") for name in "abc"]
    desk.add(dialog, *paths)
    tree = find(dialog, QTreeWidget, "handInContents")
    tree.clearSelection()
    assert not can_press(dialog, "handInRemove")
    lines(dialog)[1].setSelected(True)
    press(dialog, "handInRemove", desk.qtbot)
    assert [line.text(1) for line in lines(dialog)] == ["report.pdf", "b.py", "c.py"]
    tree.selectAll()
    desk.qtbot.keyClick(tree, Qt.Key.Key_Delete)
    assert [line.text(1) for line in lines(dialog)] == ["report.pdf"]
    assert not can_press(dialog, "handInRemove")
    assert all(path.exists() for path in paths)


def test_what_the_lab_asks_for_besides_is_said(desk: Desk) -> None:
    """It is a hint and no more: nobody is kept from handing in."""
    desk.introduce()
    dialog = desk.open(REPORT, SCRIPT)
    assert words(dialog, "handInSumNote").splitlines() == [
        "In the zip: 1 that is made when saved.", "The lab also asks for your source files.",
    ]  # fmt: skip
    tick(dialog, "report.pdf", False)
    tick(dialog, "run_numpy.py")
    assert "also asks for the report as PDF and your source files." in words(dialog, "handInSumNote")
    assert can_press(dialog, "handInSave")
    tick(dialog, "report.pdf")
    desk.add(dialog, desk.write("main.py", "12"))
    assert words(dialog, "handInSumNote") == "In the zip: 2 that are made when saved and 1 file of yours (2 bytes)."


def test_what_cannot_be_packed_is_said_and_cannot_be_saved(desk: Desk) -> None:
    desk.introduce()
    dialog = desk.open(REPORT)
    tick(dialog, "report.pdf", False)
    assert words(dialog, "handInSumComplaint").startswith("Nothing goes into the zip yet.")
    desk.add(dialog, desk.write("a/utils.py"), desk.write("b/UTILS.py"))
    assert words(dialog, "handInSumComplaint").startswith('"UTILS.py" would be in the zip twice.')
    assert not can_press(dialog, "handInSave")
    tick(dialog, "UTILS.py", False)
    assert words(dialog, "handInSumComplaint") == ""
    assert can_press(dialog, "handInSave")
    desk.add(dialog, desk.folder / "gone.py")
    assert words(dialog, "handInSumComplaint").startswith(f"{desk.folder / 'gone.py'} cannot be read: no such file")
    assert lines(dialog)[-1].text(2) == "cannot be read"
    assert not can_press(dialog, "handInSave")


def test_an_own_file_may_not_take_the_place_of_what_is_made(desk: Desk) -> None:
    desk.introduce()
    dialog = desk.open(REPORT)
    desk.add(dialog, desk.write("Report.pdf"))
    assert words(dialog, "handInSumComplaint").startswith('"Report.pdf" would be in the zip twice.')


def test_folders_that_bring_nothing_are_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside others that do."""
    monkeypatch.setattr("engine.hand_in.MOST_FILES", 3)
    (desk.folder / "empty").mkdir()
    dialog = desk.open(REPORT)
    desk.add(dialog, desk.folder / "empty")
    assert "There is no source file in it." in message(dialog)
    for k in range(4):
        desk.write(f"home/{k}.py")
    desk.add(dialog, desk.folder / "home", desk.write("main.py"))
    assert f"{desk.folder / 'home'} has more than 3 files in it" in message(dialog)
    assert [line.text(1) for line in lines(dialog)[1:]] == ["main.py"]


def test_files_are_remembered_and_looked_at_anew(desk: Desk) -> None:
    """The zip of the next evening has the same files in it; what is gone is said."""
    desk.introduce()
    dialog = desk.open(REPORT)
    main, gone = desk.write("lab/main.py", "12"), desk.write("lab/gone.py")
    desk.add(dialog, desk.folder / "lab")
    dialog.close()
    main.write_text("123")
    gone.unlink()
    dialog = desk.open(REPORT)
    assert [(line.text(1), line.text(2)) for line in lines(dialog)[1:]] == [
        ("lab/gone.py", "cannot be read"),
        ("lab/main.py", "3 bytes"),
    ]
    assert not can_press(dialog, "handInRemove")  # nothing is selected
    tick(dialog, "lab/gone.py", False)
    save(desk, dialog)
    assert desk.zipped()["lab/main.py"] == b"123"


@pytest.mark.parametrize("text", ["", "no JSON", "7", '["a"]', '[["a", 7]]', '[["a"]]', "{}", "null"])
def test_what_was_remembered_badly_is_no_trouble(desk: Desk, text: str) -> None:
    desk.settings.remember("handInFiles", text)
    assert len(lines(desk.open(REPORT))) == 1


# -- dragging, and asking for files -----------------------------------------------------------------------------------


def dragged(*urls: QUrl) -> QMimeData:
    content = QMimeData()
    content.setUrls(list(urls))
    return content


def enter(dialog: HandInDialog, content: QMimeData) -> bool:
    """Whether it could be dropped."""
    event = QDragEnterEvent(QPoint(50, 300), COPY, content, Qt.MouseButton.LeftButton, NO_KEY)
    event.ignore()
    QApplication.sendEvent(dialog, event)
    return event.isAccepted()


def drop(dialog: HandInDialog, content: QMimeData) -> None:
    event = QDropEvent(QPointF(50, 300), COPY, content, Qt.MouseButton.LeftButton, NO_KEY)
    QApplication.sendEvent(dialog, event)


def test_files_and_folders_can_be_dropped(desk: Desk) -> None:
    dialog = desk.open(REPORT)
    desk.write("lab/net.py")
    urls = [QUrl.fromLocalFile(str(path)) for path in (desk.write("實驗 1.py"), desk.folder / "lab")]
    tree = find(dialog, QTreeWidget, "handInContents")
    before = tree.grab().toImage()
    assert enter(dialog, dragged(*urls))
    assert tree.grab().toImage() != before  # it shows where they would go
    drop(dialog, dragged(*urls))
    desk.jobs.wait()
    assert [line.text(1) for line in lines(dialog)[1:]] == ["實驗 1.py", "lab/net.py"]


def test_what_is_no_file_cannot_be_dropped(desk: Desk) -> None:
    dialog = desk.open(REPORT)
    tree = find(dialog, QTreeWidget, "handInContents")
    before = tree.grab().toImage()
    assert not enter(dialog, dragged(QUrl("https://example.org/lab.py")))
    text = QMimeData()
    text.setText("lab.py")
    assert not enter(dialog, text)
    assert enter(dialog, dragged(QUrl.fromLocalFile("/lab.py")))
    QApplication.sendEvent(dialog, QDragLeaveEvent())
    assert tree.grab().toImage() == before


def test_fields_leave_what_is_dropped_to_the_list(desk: Desk) -> None:
    """Or a path would be typed as somebody's name."""
    dialog = desk.open(REPORT)
    for name in ("handInId", "handInName", "handInPattern"):
        assert not find(dialog, QLineEdit, name).acceptDrops()


@pytest.mark.parametrize("button", ["handInAdd", "handInAddFolder"])
def test_files_are_asked_for_without_waiting(desk: Desk, button: str) -> None:
    """And the next time the question begins where the last answer was."""
    dialog = desk.open(REPORT)
    path = desk.write("lab/main.py")
    chosen = path if button == "handInAdd" else path.parent
    asked = question(desk, dialog, button)
    assert Path(asked.directory().absolutePath()) == desk.folder
    asked.filesSelected.emit([str(chosen)])
    with desk.qtbot.waitSignal(asked.destroyed):
        asked.close()
    desk.jobs.wait()
    assert len(lines(dialog)) == 2
    assert Path(question(desk, dialog, button).directory().absolutePath()) == chosen.parent


def question(desk: Desk, dialog: HandInDialog, button: str) -> QFileDialog:
    """The system's dialog that a button opens."""
    press(dialog, button, desk.qtbot)
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    assert asked.isVisible()
    return asked


# -- nothing is lost --------------------------------------------------------------------------------------------------


def test_nothing_is_replaced_without_being_asked(desk: Desk) -> None:
    desk.introduce()
    old = desk.write(ZIP, "old")
    dialog = desk.open(REPORT)
    for _ in range(2):  # nor by pressing twice
        press(dialog, "handInSave", desk.qtbot)
        assert f"{ZIP} is there already" in message(dialog)
    desk.jobs.wait()
    assert old.read_text() == "old"
    type_in(dialog, "handInName", "Ada")
    assert message(dialog) == ""  # the question is about another file
    type_in(dialog, "handInName", "高宗霖")
    press(dialog, "handInSave", desk.qtbot)
    with desk.qtbot.waitSignal(dialog.made):
        press(dialog, "messageAction", desk.qtbot)
    assert desk.zipped() == {"report.pdf": b"%PDF report"}


def test_an_unwritable_folder_gets_a_sentence_and_the_dialog_stays(desk: Desk) -> None:
    desk.introduce()
    desk.write("file")
    dialog = desk.open(REPORT)
    target = find(dialog, QLineEdit, "handInFolder")
    target.setText(str(desk.folder / "file"))
    target.setFocus()
    with desk.qtbot.waitSignal(dialog.failed):
        desk.qtbot.keyClick(target, Qt.Key.Key_Return)
    assert target.hasFocus()  # to type another place at once
    assert desk.failures[0].startswith(f"{ZIP} could not be written to {desk.folder / 'file'}: file exists. A file has")
    assert desk.failures[0] in message(dialog)
    assert words(dialog, "handInStatus") == ""
    type_in(dialog, "handInFolder", str(desk.folder))
    save(desk, dialog)


def test_a_full_disk_leaves_the_old_zip(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    desk.introduce()
    old = desk.write(ZIP, "old")
    dialog = desk.open(REPORT)
    monkeypatch.setattr(os, "fsync", full)
    press(dialog, "handInSave", desk.qtbot)
    with desk.qtbot.waitSignal(dialog.failed):
        press(dialog, "messageAction", desk.qtbot)
    assert "no space left on device. Make room there or choose another folder." in desk.failures[0]
    assert old.read_text() == "old"
    assert [path.name for path in desk.folder.iterdir()] == [ZIP]


def test_a_file_that_goes_in_the_meantime_is_said_and_marked(desk: Desk) -> None:
    desk.introduce()
    dialog = desk.open(REPORT)
    path = desk.write("main.py")
    desk.add(dialog, path)
    path.unlink()
    with desk.qtbot.waitSignal(dialog.failed):
        press(dialog, "handInSave", desk.qtbot)
    assert f"{path} cannot be read: no such file" in desk.failures[0]
    desk.jobs.wait()
    assert lines(dialog)[-1].text(2) == "cannot be read"
    assert desk.failures[0] in message(dialog)
    assert not can_press(dialog, "handInSave")


def test_an_offer_that_cannot_be_made_is_said(desk: Desk) -> None:
    def refuse() -> bytes:
        raise HandInError("PyTorch has no such layer.")

    desk.introduce()
    dialog = desk.open(REPORT, Offer("PyTorch script", "torch.py", "…", refuse))
    with desk.qtbot.waitSignal(dialog.failed):
        press(dialog, "handInSave", desk.qtbot)
    assert desk.failures[0].startswith("PyTorch script: PyTorch has no such layer. Nothing was written.")
    tick(dialog, "torch.py", False)
    save(desk, dialog)


def test_what_is_typed_stays_where_the_dialog_is_only_closed(desk: Desk) -> None:
    dialog = desk.open(REPORT)
    type_in(dialog, "handInId", " 7 ")
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert find(desk.open(REPORT), QLineEdit, "handInId").text() == "7"
    assert desk.made == []


def test_files_that_are_found_after_the_dialog_has_gone_are_no_trouble(desk: Desk) -> None:
    dialog = desk.open(REPORT)
    path = desk.write("main.py")
    desk.add(dialog, path)
    dialog.add([str(path)])
    dialog._look_again()
    sip.delete(dialog)
    desk.jobs.wait()


# -- keyboard, names and screens --------------------------------------------------------------------------------------


def test_a_window_that_closes_waits_for_the_zip(desk: Desk) -> None:
    """It closes its dialogs, and then waits for the jobs: what was asked for a moment before is done."""
    desk.introduce()
    dialog = desk.open(REPORT, MARKDOWN)
    press(dialog, "handInSave", desk.qtbot)
    dialog.close()
    desk.jobs.wait()
    assert (desk.folder / ZIP).exists()
    assert desk.made == [desk.folder / ZIP]
    assert sip.isdeleted(dialog) or not dialog.isVisible()


def test_enter_saves_and_escape_stops(desk: Desk) -> None:
    desk.introduce()
    dialog = desk.open(REPORT)
    with desk.qtbot.waitSignal(dialog.made):
        desk.qtbot.keyClick(find(dialog, QLineEdit, "handInName"), Qt.Key.Key_Return)
    (desk.folder / ZIP).unlink()
    dialog = desk.open(REPORT)
    press(dialog, "handInSave", desk.qtbot)
    assert find(dialog, QPushButton, "handInCancel").text() == "Stop"
    assert not can_press(dialog, "handInSave")
    assert not find(dialog, QLineEdit, "handInName").isEnabled()
    assert not enter(dialog, dragged(QUrl.fromLocalFile("/lab.py")))
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    desk.jobs.wait()
    assert "Nothing was written." in message(dialog)
    assert dialog.isVisible()
    assert not (desk.folder / ZIP).exists()
    assert can_press(dialog, "handInSave")


def test_space_ticks_a_line(desk: Desk) -> None:
    dialog = desk.open(REPORT, SCRIPT)
    tree = find(dialog, QTreeWidget, "handInContents")
    tree.setFocus()
    desk.qtbot.keyClick(tree, Qt.Key.Key_Down)
    desk.qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert lines(dialog)[1].checkState(0) == Qt.CheckState.Checked
    assert "2 that are made" in words(dialog, "handInSumNote")


def test_every_control_can_be_reached_with_tab(desk: Desk) -> None:
    desk.introduce()
    dialog = desk.open(REPORT)
    desk.add(dialog, desk.write("main.py"))
    press(dialog, "handInOpenPattern", desk.qtbot)
    type_in(dialog, "handInPattern", "{id}_{name}.zip")
    find(dialog, QLineEdit, "handInId").setFocus()
    reached: list[str] = []
    for _ in range(14):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.objectName())
        desk.qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert reached[:13] == [
        "handInId", "handInName", "handInOpenPattern", "handInPattern", "handInResetPattern", "handInAdd",
        "handInAddFolder", "handInRemove", "handInContents", "handInFolder", "handInBrowse", "handInCancel",
        "handInSave",
    ]  # fmt: skip
    assert reached[13] == "handInId"


def test_every_control_has_a_name_and_a_tooltip(desk: Desk) -> None:
    dialog = desk.open(REPORT)
    kinds = (QAbstractButton, QLineEdit, QTreeWidget)
    controls = {each for kind in kinds for each in dialog.findChildren(kind) if not each.objectName().startswith("qt_")}
    named = {each for each in controls if each.objectName() not in ("messageAction", "closeMessage")}
    assert len(named) == 13
    for control in named:
        assert control.objectName()
        assert control.accessibleName()
        assert control.toolTip().endswith(".")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_fits_a_small_screen_and_nothing_is_cut_off(desk: Desk, qapp: QApplication, theme: Theme) -> None:
    apply(qapp, theme)
    desk.introduce()
    dialog = desk.open(REPORT, SCRIPT, MARKDOWN, theme=theme)
    press(dialog, "handInOpenPattern", desk.qtbot)
    type_in(dialog, "handInPattern", "lab/{id}_{name}.zip")
    QApplication.processEvents()
    assert dialog.width() <= 1000
    assert dialog.height() <= 720
    for each in dialog.findChildren(QPushButton):
        assert each.isHidden() or each.width() >= each.minimumSizeHint().width()
    complaint = find(dialog, QLabel, "handInNameComplaint")
    assert complaint.height() >= complaint.heightForWidth(complaint.width())
