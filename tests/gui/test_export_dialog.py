"""The export dialog under a person's hands: what it offers, shows, asks, writes, and says where it cannot."""

from __future__ import annotations

import csv
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PyQt5 import sip
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.run import Run
from engine.snapshot import Snapshot
from gui.export_dialog import ExportDialog
from gui.panels import PANELS, Panel
from gui.session import Session, State
from gui.theme import DARK, LIGHT
from tests.gui.conftest import BeginSession
from tests.gui.desk import DialogDesk, find
from tests.gui.export.conftest import PLOTS
from tests.gui.export.reading import pixels, share_of

RECIPE = Recipe(test_fraction=0.25, epochs=120)


class Desk(DialogDesk):
    """A session that has trained, its panels, and the dialogs that a person opens there."""

    def __init__(self, session: Session, folder: Path, qtbot: QtBot) -> None:
        super().__init__(folder, qtbot)
        self.session = session
        self.panels: list[Panel] = [PANELS[name](DARK) for name in PANELS]
        for panel in self.panels:
            panel.setParent(self.window)
            if session.latest is not None:
                panel.draw(session.latest)
        self.exported: list[list[Path]] = []
        self.failures: list[str] = []

    def open(self, chosen: str = "", is_ready: bool = True) -> ExportDialog:
        panel = next((panel for panel in self.panels if panel.name == chosen), None)
        dialog = ExportDialog(self.panels, self.session, self.jobs, DARK, self.folder, self.window, panel)
        dialog.exported.connect(self.exported.append)
        dialog.failed.connect(self.failures.append)
        self.show(dialog)
        if is_ready:  # the copy of the run has come
            self.qtbot.waitUntil(lambda: dialog._run is not None)
        return dialog


@pytest.fixture
def desk(begin_session: BeginSession, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    session, _ = begin_session(RECIPE)
    session.train()
    qtbot.waitUntil(lambda: session.state is State.FINISHED and session.latest is not None)
    qtbot.waitUntil(lambda: session.latest is not None and session.latest.epoch == RECIPE.epochs)
    desk = Desk(session, tmp_path, qtbot)
    yield desk
    desk.clean_up()


def choose(dialog: ExportDialog, what: str, kind: str = "") -> None:
    find(dialog, QComboBox, "exportWhat").setCurrentText(what)
    if kind:
        find(dialog, QComboBox, "exportFormat").setCurrentText(kind)


def press(dialog: ExportDialog, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(find(dialog, QPushButton, name), Qt.MouseButton.LeftButton)


def message(dialog: ExportDialog) -> str:
    """What the strip says, or nothing."""
    strip = find(dialog, QWidget, "exportMessage")
    return find(dialog, QLabel, "messageText").text() if strip.isVisible() else ""


def run_of(session: Session, qtbot: QtBot) -> Run:
    runs: list[Run] = []
    session.copy_run(runs.append)
    qtbot.waitUntil(lambda: bool(runs))
    return runs[0]


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


# -- what is written --------------------------------------------------------------------------------------------------


def test_all_plots_go_into_a_folder_in_the_formats_that_are_ticked(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    for name in ("exportSvg", "exportPdf", "exportCsv"):
        find(dialog, QCheckBox, name).click()
    find(dialog, QLineEdit, "exportTarget").setText(str(desk.folder / "report"))
    with qtbot.waitSignal(dialog.exported, timeout=20_000):
        press(dialog, "exportNow", qtbot)
    plots = ["decision-surface", "ground-truth", "learning-curve", "prediction", "truth-and-prediction"]
    names = {path.name for path in (desk.folder / "report").iterdir()}
    assert {f"{plot}.{kind}" for plot in plots for kind in ("png", "svg", "pdf")} <= names
    assert {"history.csv", "predictions.csv"} <= names
    assert names == {path.name for path in desk.exported[0]}
    image = QImage(str(desk.folder / "report" / "learning-curve.png"))
    assert (image.width(), image.height()) == (1600, 1200)
    assert share_of(LIGHT.accent, image) > 0.001
    assert share_of(DARK.card, image) < 0.02


def test_one_plot_goes_into_one_file_of_the_size_that_was_chosen(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open("Prediction")
    find(dialog, QSpinBox, "exportWidth").setValue(900)
    find(dialog, QSpinBox, "exportHeight").setValue(700)
    find(dialog, QComboBox, "exportColours").setCurrentIndex(1)
    with qtbot.waitSignal(dialog.exported):
        press(dialog, "exportNow", qtbot)
    assert desk.exported == [[desk.folder / "prediction.png"]]
    image = QImage(str(desk.folder / "prediction.png"))
    assert (image.width(), image.height()) == (900, 700)
    assert share_of(DARK.card, image) > 0.8
    assert sip.isdeleted(dialog) or not dialog.isVisible()


@pytest.mark.parametrize(("kind", "start"), [("PNG", b"\x89PNG"), ("SVG", b"<?xml"), ("PDF", b"%PDF-")])
def test_truth_and_prediction_go_into_one_file(desk: Desk, qtbot: QtBot, kind: str, start: bytes) -> None:
    """As every single plot does: in each format, in the size that was chosen, and on the clipboard."""
    dialog = desk.open()
    choose(dialog, "Truth and prediction", kind)
    preview = find(dialog, QWidget, "exportPreview")
    qtbot.waitUntil(lambda: preview.accessibleDescription().startswith("Truth and prediction – Prediction: "))
    press(dialog, "exportCopy", qtbot)
    assert "Truth and prediction is on the clipboard" in message(dialog)
    with qtbot.waitSignal(dialog.exported):
        press(dialog, "exportNow", qtbot)
    file = desk.folder / f"truth-and-prediction.{kind.lower()}"
    assert desk.exported == [[file]]
    assert file.read_bytes().startswith(start)
    if kind == "PNG":
        assert QImage(str(file)).width() == 1600


def test_the_history_is_what_the_run_has(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    choose(dialog, "History table")
    with qtbot.waitSignal(dialog.exported):
        press(dialog, "exportNow", qtbot)
    header, *lines = rows(desk.folder / "history.csv")
    assert header == ["epoch", "loss", "least_loss", "greatest_loss", "test_loss", "test_accuracy"]
    history = run_of(desk.session, qtbot).history
    assert [int(line[0]) for line in lines] == list(range(1, 121))
    assert [float(line[1]) for line in lines] == history.exact.tolist()  # to the last digit
    assert [float(line[4]) for line in lines] == history.test_loss.tolist()


def test_the_predictions_are_what_the_picture_shows(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    choose(dialog, "Predictions table")
    with qtbot.waitSignal(dialog.exported):
        press(dialog, "exportNow", qtbot)
    header, *lines = rows(desk.folder / "predictions.csv")
    now = desk.session.latest
    assert now is not None
    assert header == ["x1", "x2", "truth", "prediction", "correct", "test"]
    table = np.array(lines, dtype=float)
    assert np.array_equal(table[:, :2], now.points.X)
    assert np.array_equal(table[:, 2:3], now.points.T)
    assert np.array_equal(table[:, 3:4], now.prediction)
    assert np.array_equal(table[:, 4], now.right)
    assert np.array_equal(table[:, 5], now.points.is_test)


def test_the_moment_of_opening_is_exported_while_training_goes_on(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    choose(dialog, "History table")
    assert "epoch 120" in find(dialog, QLabel, "exportStatus").text()
    desk.session.train()
    qtbot.waitUntil(lambda: desk.session.latest is not None and desk.session.latest.epoch == 240)
    with qtbot.waitSignal(dialog.exported):
        press(dialog, "exportNow", qtbot)
    assert rows(desk.folder / "history.csv")[-1][0] == "120"


# -- nothing is lost --------------------------------------------------------------------------------------------------


def test_nothing_is_replaced_without_being_asked(desk: Desk, qtbot: QtBot) -> None:
    old = desk.folder / "prediction.png"
    old.write_text("old")
    dialog = desk.open("Prediction")
    for _ in range(2):  # nor by pressing twice
        press(dialog, "exportNow", qtbot)
        assert "prediction.png is there already" in message(dialog)
    desk.jobs.wait()
    assert old.read_text() == "old"
    with qtbot.waitSignal(dialog.exported):
        press(dialog, "messageAction", qtbot)
    assert QImage(str(old)).width() == 1600


def test_all_files_that_are_there_are_named_once(desk: Desk, qtbot: QtBot) -> None:
    for name in ("prediction.png", "learning-curve.png"):
        (desk.folder / name).write_text("old")
    dialog = desk.open()
    press(dialog, "exportNow", qtbot)
    assert "learning-curve.png, prediction.png are there already" in message(dialog)
    find(dialog, QLineEdit, "exportTarget").setText(str(desk.folder / "elsewhere"))
    assert message(dialog) == ""  # the question is about another place
    with qtbot.waitSignal(dialog.exported, timeout=20_000):
        press(dialog, "exportNow", qtbot)
    assert (desk.folder / "prediction.png").read_text() == "old"


def test_an_unwritable_place_gets_a_sentence_and_the_dialog_stays(desk: Desk, qtbot: QtBot) -> None:
    (desk.folder / "report").write_text("a file, not a folder")
    dialog = desk.open("Prediction")
    target = find(dialog, QLineEdit, "exportTarget")
    target.setText(str(desk.folder / "report" / "prediction.png"))
    with qtbot.waitSignal(dialog.failed):
        press(dialog, "exportNow", qtbot)
    sentence = desk.failures[0]
    assert sentence.startswith(f"prediction.png could not be written to {desk.folder / 'report'}: ")
    assert sentence in message(dialog)
    assert target.hasFocus()  # to type another place at once
    target.setText(str(desk.folder / "prediction.png"))
    with qtbot.waitSignal(dialog.exported):
        press(dialog, "exportNow", qtbot)


def test_a_full_disk_leaves_the_old_file(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    old = desk.folder / "history.csv"
    old.write_text("old")
    dialog = desk.open()
    choose(dialog, "History table")
    monkeypatch.setattr(os, "fsync", full)
    press(dialog, "exportNow", qtbot)
    with qtbot.waitSignal(dialog.failed):
        press(dialog, "messageAction", qtbot)
    assert "no space left on device. Make room there" in desk.failures[0]
    assert old.read_text() == "old"
    assert [path.name for path in desk.folder.iterdir()] == ["history.csv"]


# -- what it shows ----------------------------------------------------------------------------------------------------


def test_the_preview_shows_what_will_be_written(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    preview = find(dialog, QWidget, "exportPreview")
    assert all(name in preview.accessibleDescription() for name in PLOTS)
    choose(dialog, "Learning curve")
    qtbot.waitUntil(lambda: preview.accessibleDescription() == "Learning curve")
    assert share_of(LIGHT.card, preview.grab().toImage()) > 0.5
    find(dialog, QComboBox, "exportColours").setCurrentIndex(1)
    qtbot.waitUntil(lambda: share_of(DARK.card, preview.grab().toImage()) > 0.5)
    choose(dialog, "Predictions table")
    qtbot.waitUntil(lambda: preview.accessibleDescription().startswith("x1,x2,truth,prediction,correct,test\n"))


def test_the_preview_has_the_shape_of_the_file(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open("Learning curve")
    preview = find(dialog, QWidget, "exportPreview")
    find(dialog, QSpinBox, "exportWidth").setValue(600)
    find(dialog, QSpinBox, "exportHeight").setValue(1200)

    def paper_is_upright() -> bool:
        white = find_paper(preview.grab().toImage())
        return white is not None and 1.8 < white[1] / white[0] < 2.2

    qtbot.waitUntil(paper_is_upright)


def test_the_preview_grows_with_the_dialog(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open("Learning curve")
    preview = find(dialog, QWidget, "exportPreview")
    before = find_paper(preview.grab().toImage())
    dialog.resize(1200, 800)
    qtbot.waitUntil(lambda: preview.width() > 700)
    after = find_paper(preview.grab().toImage())
    assert before is not None
    assert after is not None
    assert after[0] > before[0] + 200


def find_paper(image: QImage) -> tuple[int, int] | None:
    """Width and height of what is as light as the report's paper."""
    rows_, columns = np.nonzero((pixels(image) == 255).all(axis=2))
    return (int(np.ptp(columns)) + 1, int(np.ptp(rows_)) + 1) if len(rows_) else None


def test_a_panel_without_a_plot_is_not_offered(desk: Desk) -> None:
    """Such as the one with numbers only."""
    assert "Metrics" in [panel.name for panel in desk.panels]
    what = find(desk.open(), QComboBox, "exportWhat")
    names = [what.itemText(k) for k in range(what.count())]
    assert "Metrics" not in names
    assert "Learning curve" in names


def test_a_dialog_opens_with_the_plot_that_was_clicked(desk: Desk) -> None:
    dialog = desk.open("Learning curve")
    assert find(dialog, QComboBox, "exportWhat").currentText() == "Learning curve"
    assert find(dialog, QLineEdit, "exportTarget").text() == str(desk.folder / "learning-curve.png")


def test_what_cannot_be_done_cannot_be_pressed(desk: Desk) -> None:
    dialog = desk.open()
    export, copy = (find(dialog, QPushButton, name) for name in ("exportNow", "exportCopy"))
    assert export.isEnabled()
    assert not copy.isEnabled()  # several plots cannot be on the clipboard
    find(dialog, QCheckBox, "exportPng").click()
    assert not export.isEnabled()  # no format is ticked
    choose(dialog, "Prediction")
    assert export.isEnabled()
    assert copy.isEnabled()
    find(dialog, QLineEdit, "exportTarget").setText("")
    assert not export.isEnabled()
    assert copy.isEnabled()


def test_the_history_waits_for_the_copy_of_the_run(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, uses = run_of(desk.session, qtbot), list[Callable[[Run, Snapshot | None], None]]()
    monkeypatch.setattr(desk.session, "copy_moment", uses.append)
    dialog = desk.open(is_ready=False)
    choose(dialog, "History table")
    export, preview = find(dialog, QPushButton, "exportNow"), find(dialog, QWidget, "exportPreview")
    assert not export.isEnabled()
    uses[0](run, desk.session.latest)
    assert export.isEnabled()
    qtbot.waitUntil(lambda: preview.accessibleDescription().startswith("epoch,loss,"))


def test_nothing_can_be_exported_before_there_is_a_run(
    begin_session: BeginSession, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = begin_session(RECIPE)
    session.latest = None
    monkeypatch.setattr(session, "copy_moment", lambda use: None)  # nobody answers
    desk = Desk(session, tmp_path, qtbot)
    dialog = desk.open(is_ready=False)
    assert not find(dialog, QPushButton, "exportNow").isEnabled()
    assert "nothing to export yet" in find(dialog, QLabel, "exportStatus").text()
    desk.clean_up()


# -- clipboard --------------------------------------------------------------------------------------------------------


def test_copying_needs_no_file(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open("Learning curve")
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    press(dialog, "exportCopy", qtbot)
    assert clipboard.image().width() == 1600
    assert "Learning curve is on the clipboard" in message(dialog)
    choose(dialog, "Learning curve", "SVG")
    press(dialog, "exportCopy", qtbot)
    assert clipboard.image().width() == 2 * 454  # twice as sharp as the screen has 120 mm
    choose(dialog, "History table")
    press(dialog, "exportCopy", qtbot)
    assert clipboard.text().startswith("epoch,loss,")
    assert list(desk.folder.iterdir()) == []


def test_a_plot_too_large_for_memory_gets_a_sentence(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise MemoryError("there is no room for so many pixels")

    monkeypatch.setattr("gui.export_dialog.copy_figure", no_room)
    dialog = desk.open("Learning curve")
    press(dialog, "exportCopy", qtbot)
    assert "Learning curve is too large: there is no room for so many pixels. Choose a smaller" in message(dialog)


# -- keyboard, and closing --------------------------------------------------------------------------------------------


def test_enter_exports_and_escape_closes(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open("Prediction")
    with qtbot.waitSignal(dialog.exported):
        qtbot.keyClick(find(dialog, QLineEdit, "exportTarget"), Qt.Key.Key_Return)
    assert (desk.folder / "prediction.png").exists()
    dialog = desk.open("Learning curve")
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not (desk.folder / "learning-curve.png").exists()


def test_every_control_can_be_reached_with_tab(desk: Desk, qtbot: QtBot) -> None:
    desk.open("Prediction")
    reached: list[str] = []
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.objectName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    expected = ["exportWhat", "exportFormat", "exportPreset", "exportWidth", "exportHeight", "exportColours",
                "exportTarget", "exportBrowse", "exportCopy", "exportCancel", "exportNow"]  # fmt: skip
    assert reached[: len(expected)] == expected


def test_every_control_has_a_name_and_a_tooltip(desk: Desk) -> None:
    dialog = desk.open()
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    controls = {each for kind in kinds for each in dialog.findChildren(kind) if each.isVisible()}
    named = {each for each in controls if not each.objectName().startswith("qt_")}
    assert len(named) > 10
    for control in named:
        assert control.objectName()
        assert control.accessibleName()
        assert control.toolTip()


def test_escape_stops_an_export_after_the_file_in_hand(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.open()
    with qtbot.waitSignal(dialog.exported):
        press(dialog, "exportNow", qtbot)
        assert not find(dialog, QPushButton, "exportNow").isEnabled()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible()
    assert len(desk.exported[0]) == 1
    assert [path.name for path in desk.folder.iterdir()] == [desk.exported[0][0].name]


def test_a_copy_that_comes_after_the_dialog_has_gone_is_no_trouble(desk: Desk, qtbot: QtBot) -> None:
    dialog = ExportDialog(desk.panels, desk.session, desk.jobs, DARK, desk.folder, desk.window)
    sip.delete(dialog)
    assert run_of(desk.session, qtbot).updates == 120  # asked for later, so the first has come


def test_the_session_goes_on_while_the_dialog_is_open(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.session.train()
    qtbot.waitUntil(lambda: desk.session.latest is not None and desk.session.latest.epoch > 120)
