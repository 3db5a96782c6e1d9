"""The dialog for a person's own data: what it shows of a file, what can be chosen, what it says, and what it gives."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt5 import sip
from PyQt5.QtCore import QPoint, QRect, Qt
from PyQt5.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.csv_dataset import CSVFile
from engine.csv_table import Table
from gui.csv_dialog import CSVDialog
from gui.theme import DARK, LIGHT, apply
from tests.gui.desk import DialogDesk, find

IRIS = (
    "length,width,colour,species\n5.1,3.5,red,setosa\n7.0,,blue,versicolor\n6.3,3.3,red,virginica\n"
    "4.9,3.0,green,setosa\n6.4,3.2,red,versicolor\n"
)


class Desk(DialogDesk):
    """A folder with tables, and the dialogs that a person opens there."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        super().__init__(folder, qtbot)
        self.chosen: list[dict[str, str]] = []

    def write(self, text: str, name: str = "table.csv") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def open(self, choices: Mapping[str, str]) -> CSVDialog:
        dialog = CSVDialog(self.jobs, DARK, self.folder, choices, self.window)
        dialog.chosen.connect(self.chosen.append)
        self.show(dialog)
        return dialog

    def look_at(self, text: str, **choices: str) -> CSVDialog:
        """A dialog that has read a file with this content."""
        dialog = self.open({"path": str(self.write(text)), **choices})
        self.jobs.wait()
        QApplication.processEvents()  # what is new is laid out
        return dialog


@pytest.fixture
def desk(dark_look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, qtbot)
    yield desk
    desk.clean_up()


def words(dialog: CSVDialog) -> str:
    """What is said below the table."""
    verdict, message = find(dialog, QLabel, "csvVerdict"), find(dialog, QLabel, "csvMessage")
    assert verdict.isHidden() != message.isHidden()
    return message.text() if verdict.isHidden() else verdict.text()


def choose(desk: Desk, dialog: CSVDialog, name: str, text: str) -> None:
    combo = find(dialog, QComboBox, name)
    place = combo.findText(text)
    assert place >= 0, [combo.itemText(k) for k in range(combo.count())]
    combo.setCurrentIndex(place)
    desk.jobs.wait()


def ticks(dialog: CSVDialog) -> dict[str, bool | None]:
    """Of each column, whether it has a tick; None where it cannot have one."""
    columns = find(dialog, QListWidget, "csvColumns")
    result: dict[str, bool | None] = {}
    for k in range(columns.count()):
        item = columns.item(k)
        assert item is not None
        is_ticked = item.checkState() == Qt.CheckState.Checked
        result[item.text()] = is_ticked if item.flags() & Qt.ItemFlag.ItemIsEnabled else None
    return result


def tick(desk: Desk, dialog: CSVDialog, column: int) -> None:
    """Clicks on the box before a column's name."""
    columns = find(dialog, QListWidget, "csvColumns")
    item, viewport = columns.item(column), columns.viewport()
    place = columns.visualItemRect(item)
    desk.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(place.left() + 12, place.center().y()))
    desk.jobs.wait()


def press(desk: Desk, dialog: CSVDialog, name: str) -> None:
    desk.qtbot.mouseClick(find(dialog, QAbstractButton, name), Qt.MouseButton.LeftButton)
    desk.jobs.wait()


def preview(dialog: CSVDialog) -> list[list[str]]:
    """The names and rows that are shown, with the rows' numbers before them."""
    model = find(dialog, QTableView, "csvPreview").model()
    assert model is not None
    across, down = range(model.columnCount()), range(model.rowCount())
    names = [model.headerData(k, Qt.Orientation.Horizontal) for k in across]
    rows = [[model.headerData(r, Qt.Orientation.Vertical), *(model.index(r, k).data() for k in across)] for r in down]
    return [names, *rows]


def is_ready(dialog: CSVDialog) -> bool:
    return find(dialog, QPushButton, "csvUse").isEnabled()


# -- what it shows ----------------------------------------------------------------------------------------------------


def test_a_file_is_shown_with_all_that_was_found(desk: Desk) -> None:
    dialog = desk.look_at(IRIS.replace(",", ";").replace(".", ","))
    assert preview(dialog)[:3] == [
        ["length", "width", "colour", "species"],
        ["2", "5,1", "3,5", "red", "setosa"],
        ["3", "7,0", "", "blue", "versicolor"],
    ]
    shown = [find(dialog, QComboBox, name).currentText() for name in ("csvEncoding", "csvDelimiter", "csvDecimal")]
    assert shown == ["UTF-8 (found)", "Semicolon (found)", "Comma: 0,5 (found)"]
    assert find(dialog, QComboBox, "csvHeader").currentText() == "In the first row (found)"
    assert find(dialog, QLabel, "csvRows").text() == "5 rows, 4 columns"


def test_it_says_what_the_network_is_to_learn(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    assert find(dialog, QComboBox, "csvAnswer").currentText() == "species"
    assert find(dialog, QComboBox, "csvTask").currentText() == "Classes (found)"
    assert words(dialog).splitlines() == [
        "3 classes: setosa, versicolor, virginica.",
        "4 samples, each with 2 numbers: length, width.",
        "1 row is left out for a missing value: 1 in width.",
    ]
    choose(desk, dialog, "csvAnswer", "length")
    assert find(dialog, QComboBox, "csvTask").currentText() == "Numbers (found)"
    assert words(dialog).splitlines()[:2] == [
        "Numbers: a regression of length.", "4 samples, each with 1 number: width."
    ]  # fmt: skip


def test_a_long_file_is_shown_from_its_beginning(desk: Desk) -> None:
    dialog = desk.look_at("a,b\n" + "".join(f"{k},{k / 2}\n" for k in range(1234)))
    assert len(preview(dialog)) == 101
    assert find(dialog, QLabel, "csvRows").text() == "1,234 rows, 2 columns; the first 100 rows are shown"


def test_a_cell_is_one_short_line(desk: Desk) -> None:
    dialog = desk.look_at('note,t\n"two\nlines",1\n' + "x" * 500 + ",2\n")
    assert [row[1] for row in preview(dialog)[1:]] == ["two lines", "x" * 60 + "…"]


def test_what_is_used_stands_out(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    model = find(dialog, QTableView, "csvPreview").model()
    assert model is not None
    inks = [model.index(0, k).data(Qt.ItemDataRole.ForegroundRole).name() for k in range(4)]
    assert inks == [colour.lower() for colour in (DARK.text, DARK.text, DARK.muted, DARK.accent)]
    tips = [model.headerData(k, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) for k in range(4)]
    assert tips[1:] == ["width: seen by the network", "colour: not used", "species: the answer"]


# -- what can be chosen -----------------------------------------------------------------------------------------------


def test_columns_of_numbers_have_a_tick_and_the_answer_cannot_have_one(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    assert ticks(dialog) == {
        "length  –  numbers": True, "width  –  numbers": True, "colour  –  3 words": False,
        "species  –  the answer": None,
    }  # fmt: skip


def test_another_answer_changes_places_with_the_one_before(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    choose(desk, dialog, "csvAnswer", "length")
    assert ticks(dialog)["length  –  the answer"] is None
    assert ticks(dialog)["species  –  3 words"] is False
    choose(desk, dialog, "csvAnswer", "species")
    assert ticks(dialog)["length  –  numbers"] is True


def test_a_column_that_cannot_be_seen_has_no_tick(desk: Desk) -> None:
    rows = "".join(f"person {k},,city {k % 30},{k},{k % 2}\n" for k in range(1100))
    dialog = desk.look_at(f"name,nothing,city,x,t\n{rows}")
    assert ticks(dialog) == {
        "name  –  text": None, "nothing  –  empty": None, "city  –  30 words": None, "x  –  numbers": True,
        "t  –  the answer": None,
    }  # fmt: skip


def test_ticks_are_what_the_network_sees(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    tick(desk, dialog, 1)
    tick(desk, dialog, 2)
    assert "5 samples, each with 4 numbers: length, colour = blue, colour = green, colour = red" in words(dialog)
    press(desk, dialog, "csvNone")
    assert "tick at least one" in words(dialog)
    assert not is_ready(dialog)
    press(desk, dialog, "csvNumbers")
    assert "each with 2 numbers: length, width" in words(dialog)


def test_the_task_can_be_changed(desk: Desk) -> None:
    dialog = desk.look_at("x,t\n1,3\n2,4\n3,3\n4,4\n")
    assert words(dialog).startswith("2 classes: 3, 4.")
    choose(desk, dialog, "csvTask", "Numbers")
    assert words(dialog).startswith("Numbers: a regression of t.")


def test_another_way_to_read_the_file_reads_it_again(desk: Desk) -> None:
    dialog = desk.look_at("a;b,c\n1;2,5\n3;4,5\n")
    assert preview(dialog)[0] == ["a", "b,c"]
    choose(desk, dialog, "csvDelimiter", "Comma")
    assert preview(dialog)[0] == ["a;b", "c"]
    find(dialog, QComboBox, "csvDelimiter").setCurrentIndex(0)
    choose(desk, dialog, "csvHeader", "None")
    assert preview(dialog)[:2] == [["column 1", "column 2"], ["1", "a", "b,c"]]


def test_choices_stay_when_the_file_is_read_in_another_way(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    choose(desk, dialog, "csvAnswer", "length")
    choose(desk, dialog, "csvEncoding", "Windows-1252")
    assert find(dialog, QComboBox, "csvEncoding").itemText(0) == "UTF-8 (found)"  # the way back
    assert find(dialog, QComboBox, "csvAnswer").currentText() == "length"
    assert ticks(dialog)["length  –  the answer"] is None


def test_another_file_begins_anew(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    choose(desk, dialog, "csvAnswer", "length")
    choose(desk, dialog, "csvEncoding", "Windows-1252")
    other = desk.write("length,t\n1,2.5\n2,3\n", "other.csv")
    path = find(dialog, QLineEdit, "csvPath")
    path.setFocus()
    path.selectAll()
    desk.qtbot.keyClicks(path, str(other))
    desk.qtbot.keyClick(path, Qt.Key.Key_Return)
    assert desk.chosen == []  # Return reads the file, and does not use the one before
    desk.jobs.wait()
    assert preview(dialog)[0] == ["length", "t"]
    assert find(dialog, QComboBox, "csvAnswer").currentText() == "t"
    assert find(dialog, QComboBox, "csvEncoding").currentText() == "UTF-8 (found)"


# -- what it gives ----------------------------------------------------------------------------------------------------


def samples(choices: Mapping[str, Any]) -> tuple[list[str], list[list[float]]]:
    """What a recipe with these knobs learns from: the features' names and their values."""
    dataset = CSVFile(**choices)
    X, _ = dataset.generate(np.random.RandomState(0))
    return list(dataset.feature_names(X.shape[1])), X.tolist()


def test_it_gives_the_knobs_of_a_recipe(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    press(desk, dialog, "csvUse")
    assert desk.chosen == [{"path": str(desk.folder / "table.csv"), "target": "species"}]
    assert samples(desk.chosen[0])[0] == ["length", "width"]
    assert sip.isdeleted(dialog) or not dialog.isVisible()


def test_columns_are_named_only_where_they_are_not_all_numbers(desk: Desk) -> None:
    """So that a recipe reads well, also where the answer is a number."""
    dialog = desk.look_at(IRIS)
    choose(desk, dialog, "csvAnswer", "length")
    tick(desk, dialog, 2)
    tick(desk, dialog, 2)
    press(desk, dialog, "csvUse")
    assert desk.chosen == [{"path": str(desk.folder / "table.csv"), "target": "length"}]


def test_it_gives_all_that_was_chosen(desk: Desk) -> None:
    dialog = desk.look_at('"a, in m",b,c\n1,2,x\n3,4,y\n5,6,x\n')
    choose(desk, dialog, "csvAnswer", "b")
    choose(desk, dialog, "csvTask", "Numbers")
    choose(desk, dialog, "csvHeader", "In the first row")
    tick(desk, dialog, 2)
    press(desk, dialog, "csvUse")
    assert desk.chosen == [{
        "path": str(desk.folder / "table.csv"), "header": "yes", "target": "b", "task": "regression",
        "columns": '"a, in m", c',
    }]  # fmt: skip
    assert samples(desk.chosen[0]) == (["a, in m", "c = y"], [[1, 0], [3, 1], [5, 0]])


def test_a_recipe_that_is_opened_again_shows_its_choices(desk: Desk) -> None:
    choices = {"target": "length", "columns": "colour, width", "task": "regression", "header": "yes"}
    dialog = desk.look_at(IRIS, **choices)
    assert find(dialog, QComboBox, "csvTask").currentText() == "Numbers"
    assert find(dialog, QComboBox, "csvHeader").currentText() == "In the first row"
    ticked = [name for name, is_ticked in ticks(dialog).items() if is_ticked]
    assert ticked == ["width  –  numbers", "colour  –  3 words"]
    press(desk, dialog, "csvUse")
    assert desk.chosen[0] == {"path": str(desk.folder / "table.csv"), **choices, "columns": "width, colour"}


def test_return_uses_the_data_and_escape_does_not(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    for name in ("csvBrowse", "csvCancel"):
        find(dialog, QPushButton, name).setFocus()
        assert find(dialog, QPushButton, "csvUse").isDefault()  # and looks like it, wherever the focus is
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.chosen == []
    dialog = desk.look_at(IRIS)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert len(desk.chosen) == 1


# -- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n3\n", "row 3 has 1 field, where most rows have 2"), ("", "it is empty"), ("a,b\n", "no row below"),
        ("a,t\n1,x\n1e400,y\n2,x\n", '"a" has "1e400" in row 3'), ("a\n1\n2\n", 'one column, "a"'),
        ("a,t\n1,x\ntwo,y\n3,x\n", 'row 3 has "two"'), ("a,t\n1,x\n,y\n", "Two samples are needed"),
        ("a,t\n,1\n,2\n", "no column of numbers"), ("a,t\nx,1\ny,2\n", "tick at least one"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_a_sentence(desk: Desk, text: str, said: str) -> None:
    dialog = desk.look_at(text)
    assert said in words(dialog)
    assert find(dialog, QLabel, "csvMessage").isVisible()
    assert not is_ready(dialog)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    dialog.accept()
    assert desk.chosen == []
    assert dialog.isVisible()


def test_after_a_fault_everything_can_be_changed(desk: Desk) -> None:
    dialog = desk.look_at("a;t\n1,5;x\n2,5;y\n", delimiter="comma")
    assert not is_ready(dialog)
    choose(desk, dialog, "csvDelimiter", "Semicolon")
    assert is_ready(dialog)
    dialog.show_file(str(desk.write(IRIS, "good.csv")))
    desk.jobs.wait()
    assert is_ready(dialog)
    assert words(dialog).startswith("3 classes")


def test_a_file_that_is_gone_is_a_sentence(desk: Desk) -> None:
    dialog = desk.open({"path": str(desk.folder / "gone.csv")})
    desk.jobs.wait()
    assert "gone.csv cannot be read: no such file or directory" in words(dialog)
    assert preview(dialog) == [[]]


def test_what_was_found_in_a_file_is_not_said_of_the_next(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    dialog.show_file(str(desk.folder / "gone.csv"))
    desk.jobs.wait()
    assert find(dialog, QComboBox, "csvEncoding").currentText() == "To be found"
    assert find(dialog, QComboBox, "csvAnswer").count() == 0
    assert not find(dialog, QComboBox, "csvAnswer").isEnabled()
    assert find(dialog, QLabel, "csvRows").text() == ""


def test_a_fault_of_the_program_is_said_and_raised(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> Table:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(CSVFile, "table", stumble)
    with qtbot.captureExceptions() as exceptions:
        dialog = desk.look_at(IRIS)
    assert [str(error) for _, error, _ in exceptions] == ["on purpose"]
    assert "fault in this program" in words(dialog)


def test_too_little_memory_is_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Table:
        raise MemoryError

    monkeypatch.setattr(CSVFile, "table", fail)
    assert "not enough memory" in words(desk.look_at(IRIS))


# -- while it is being read -------------------------------------------------------------------------------------------


class SlowFile:
    """A file whose reading goes on until it is let go, or told to stop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_end, self.began, self.stopped = threading.Event(), threading.Event(), False
        self.files: set[str] = set()  # that somebody began to read
        self._read = CSVFile.table
        monkeypatch.setattr(CSVFile, "table", lambda dataset, go_on=None: self._table(dataset, go_on))

    def _table(self, dataset: CSVFile, go_on: Callable[[int, int], bool] | None) -> Table:
        self.began.set()
        self.files.add(Path(dataset.path).name)
        if go_on is not None:
            go_on(3, 4)
            self.may_end.wait()
            self.stopped = not go_on(4, 4)
        return self._read(dataset, go_on)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowFile]:
    file = SlowFile(monkeypatch)
    yield file
    file.may_end.set()


def test_reading_shows_how_far_it_is_and_keeps_nobody_waiting(desk: Desk, slow: SlowFile, qtbot: QtBot) -> None:
    dialog = desk.open({"path": str(desk.write(IRIS))})
    progress = find(dialog, QProgressBar, "csvProgress")
    qtbot.waitUntil(lambda: progress.isVisible() and progress.value() == 750)
    assert not is_ready(dialog)
    assert find(dialog, QLabel, "csvRows").text() == "The file is being read."
    slow.may_end.set()
    qtbot.waitUntil(lambda: is_ready(dialog))
    assert not progress.isVisible()


def test_reading_can_be_stopped(desk: Desk, slow: SlowFile, qtbot: QtBot) -> None:
    dialog = desk.open({"path": str(desk.write(IRIS))})
    slow.began.wait()
    cancel = find(dialog, QPushButton, "csvCancel")
    assert cancel.text() == "Stop"
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "was stopped" in words(dialog)
    slow.may_end.set()
    desk.jobs.wait()
    assert slow.stopped
    assert preview(dialog) == [[]]
    assert cancel.text() == "Cancel"
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert sip.isdeleted(dialog) or not dialog.isVisible()


def test_another_file_stops_the_one_before(desk: Desk, slow: SlowFile, qtbot: QtBot) -> None:
    dialog = desk.open({"path": str(desk.write(IRIS))})
    slow.began.wait()
    dialog.show_file(str(desk.write("a,t\n1,2.5\n2,3\n", "other.csv")))
    slow.may_end.set()
    qtbot.waitUntil(lambda: is_ready(dialog))
    assert preview(dialog)[0] == ["a", "t"]


def test_what_nobody_waits_for_any_more_is_not_even_begun(desk: Desk, slow: SlowFile, qtbot: QtBot) -> None:
    """Whoever clicks through ten files has the last one at once."""
    dialog = desk.open({"path": str(desk.write(IRIS))})
    slow.began.wait()
    for name in "abc":
        dialog.show_file(str(desk.write("a,t\n1,2.5\n2,3\n", f"{name}.csv")))
    slow.may_end.set()
    qtbot.waitUntil(lambda: preview(dialog)[0] == ["a", "t"])
    assert slow.files == {"table.csv", "c.csv"}


def test_an_answer_that_comes_too_late_is_dropped(desk: Desk, slow: SlowFile, qtbot: QtBot) -> None:
    """The file is read, but the window has not heard of it yet."""
    dialog = desk.open({"path": str(desk.write(IRIS))})
    slow.may_end.set()
    desk.jobs._pool.waitForDone()
    press(desk, dialog, "csvCancel")
    assert dialog.isVisible()
    assert preview(dialog) == [[]]
    assert "was stopped" in words(dialog)


def test_it_can_be_closed_while_a_file_is_read(desk: Desk, slow: SlowFile, qtbot: QtBot) -> None:
    dialog = desk.open({"path": str(desk.write(IRIS))})
    slow.began.wait()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    slow.may_end.set()
    desk.jobs.wait()
    assert slow.stopped


# -- the dialog itself ------------------------------------------------------------------------------------------------


def test_without_a_file_it_asks_for_one(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open({})
    asking = dialog.findChild(QFileDialog)
    assert asking is not None
    folders: list[str] = []
    dialog.folder_changed.connect(folders.append)
    path = desk.write(IRIS)
    asking.fileSelected.emit(str(path))
    asking.close()
    desk.jobs.wait()
    assert is_ready(dialog)
    assert find(dialog, QLineEdit, "csvPath").text() == str(path)
    assert folders == [str(desk.folder)]


def test_every_control_has_a_name_and_says_what_it_is_for(desk: Desk) -> None:
    dialog = desk.look_at(IRIS)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QTableView, QProgressBar)
    controls = [
        each for each in dialog.findChildren(QWidget)
        if isinstance(each, kinds) and not isinstance(each.parentWidget(), QComboBox | QTableView)
    ]  # fmt: skip
    assert len(controls) == 15
    for each in controls:
        assert each.objectName().startswith("csv"), each
        assert each.accessibleName()
        assert each.toolTip().endswith(".")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_nothing_is_cut_off(desk: Desk, qapp: QApplication, theme: Any) -> None:
    apply(qapp, theme)
    dialog = desk.look_at(IRIS)
    for combo in dialog.findChildren(QComboBox):
        room = combo.width() - 40  # the frame and the arrow
        assert combo.fontMetrics().horizontalAdvance(combo.currentText()) <= room, combo.objectName()
    for label in dialog.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()


def test_the_last_sentence_has_room_however_long_it_is(desk: Desk) -> None:
    columns = ",".join(f"a rather long name of column {k}" for k in range(30))
    rows = "".join(",".join("" if k == r else str(k) for k in range(30)) + f",class {r}\n" for r in range(28))
    rows += "".join(f"{k}," * 30 + f"class {k}\n" for k in range(2))
    dialog = desk.look_at(f"{columns},t\n{rows}")
    verdict = find(dialog, QLabel, "csvVerdict")
    assert "28 rows are left out" in verdict.text()
    assert verdict.height() >= verdict.heightForWidth(verdict.width())
    assert dialog.rect().contains(QRect(verdict.mapTo(dialog, QPoint()), verdict.size()))
