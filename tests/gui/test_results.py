"""From a trained run to the hand-in: the window keeps it, compares it, and offers it as code and in a report."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from engine.hand_in import HandInError
from engine.recipe import Recipe
from engine.scripts import ScriptError
from engine.storage import load_run
from gui import scripts
from gui.compare.page import ComparePage
from gui.compare.runner import Runner
from gui.hand_in.offers import offers
from gui.hand_in_dialog import HandInDialog
from gui.main_window import MainWindow
from gui.pages import COMPARE, TRAIN
from gui.report_dialog import ReportDialog
from gui.scripts import NUMPY
from gui.settings import Settings
from gui.theme import DARK
from tests.gui.compare.made import comparison
from tests.gui.conftest import OpenWindow
from tests.gui.shelf.shelves import kept_run
from tests.gui.sitting import SHORT, assert_same_run, wait_until
from tests.gui.window_parts import action


@pytest.fixture
def trained(open_window: OpenWindow, qtbot: QtBot) -> MainWindow:
    """A window whose run has ended and is kept."""
    window = open_window(recipe=SHORT)
    window.session.set_speed(float("inf"))
    window.train()
    wait_until(qtbot, lambda: len(window.results.shelf.runs) == 1)
    return window


def page_of(window: MainWindow) -> ComparePage:
    window.pages.turn_to(COMPARE)
    page = next(page for page in window.pages.made() if isinstance(page, ComparePage))
    assert isinstance(page.runner, Runner)
    return page


def dialog_of(window: MainWindow, kind: type[QDialog]) -> QDialog:
    return next(each for each in window.findChildren(QDialog) if isinstance(each, kind) and each.isVisible())


def test_the_compare_page_does_not_make_the_window_wider(trained: MainWindow, qtbot: QtBot) -> None:
    width = trained.width()
    page_of(trained)
    qtbot.wait(1)
    assert trained.width() == width
    trained.pages.turn_to(TRAIN)
    assert (trained.width(), trained.form.isVisible()) == (width, True)


def test_the_report_has_the_run_that_was_trained(trained: MainWindow) -> None:
    action(trained, "report").trigger()
    dialog = dialog_of(trained, ReportDialog)
    runs = dialog.findChild(QListWidget, "reportRuns")
    assert runs is not None
    assert [runs.item(k).text().split("\n")[0] for k in range(runs.count())] == ["Run 1"]  # type: ignore[union-attr]


def test_a_report_that_is_open_gives_way_to_the_next(trained: MainWindow) -> None:
    """Two of the same would lie exactly above each other; and what was typed is there again."""
    action(trained, "report").trigger()
    title = dialog_of(trained, ReportDialog).findChild(QLineEdit, "reportTitle")
    assert title is not None
    title.setText("Mine")
    action(trained, "report").trigger()
    (report,) = (each for each in trained.findChildren(ReportDialog) if each.isVisible())
    title = report.findChild(QLineEdit, "reportTitle")
    assert title is not None
    assert title.text() == "Mine"


def test_from_the_report_on_to_the_hand_in(trained: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    trained.settings.remember("folder", str(tmp_path))
    action(trained, "report").trigger()
    report = dialog_of(trained, ReportDialog)
    for name, text in (("reportName", "高宗霖"), ("reportStudentId", "311554005")):
        field = report.findChild(QLineEdit, name)
        assert field is not None
        field.setText(text)
    assert isinstance(report, ReportDialog)
    with qtbot.waitSignal(report.hand_in_wanted, timeout=20_000):
        report.hand_in()
    hand_in = dialog_of(trained, HandInDialog)
    assert isinstance(hand_in, HandInDialog)
    assert hand_in.parent() is report, "it would give the keyboard to the window behind the report"
    with qtbot.waitSignal(hand_in.made, timeout=20_000) as made:
        hand_in.save()
    path = made.args[0]
    assert path.name in report._message.text()
    assert path == tmp_path / "DL_LAB1_311554005_高宗霖.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["report.pdf", "xor-run-1-numpy.py"]
        assert archive.read("report.pdf").startswith(b"%PDF")


def test_a_trial_that_is_opened_is_shown_on_the_train_page(trained: MainWindow, qtbot: QtBot) -> None:
    page, run = page_of(trained), kept_run(Recipe(dataset="Linear", epochs=60)).run
    page.run_opened.emit(run)
    wait_until(qtbot, lambda: trained.session.recipe.dataset == "Linear")
    assert trained.pages.current() == TRAIN


def test_on_the_compare_page_export_is_of_what_is_compared(trained: MainWindow) -> None:
    page = page_of(trained)
    action(trained, "export").trigger()
    assert "Nothing to export yet" in trained.message.text()
    page.show_runs(trained.results.shelf.runs)
    action(trained, "export").trigger()
    assert dialog_of(trained, QFileDialog).windowTitle() == "Export to a Folder"


def test_where_the_borders_of_the_compare_page_were_is_remembered(open_window: OpenWindow) -> None:
    settings = Settings()
    first = open_window(settings)
    (upper, _), sizes = page_of(first).splitters, [500, 420]
    upper.setSizes(sizes)
    moved = upper.sizes()
    first.close()
    assert page_of(open_window(settings)).splitters[0].sizes() == moved


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of somebody whose files are kept."""
    return Settings(last_run=tmp_path / "kept here" / "last-run.npz")


def compare(window: MainWindow, qtbot: QtBot) -> ComparePage:
    """Two rates, to their end, by the processes of the program."""
    page = page_of(window)
    page.compare(comparison("lr=0.1,1", seeds=1))
    wait_until(qtbot, lambda: not page.runner.is_running)
    return page


def test_a_comparison_is_there_after_the_window_was_closed(
    open_window: OpenWindow, settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    """On the page, with its runs to be opened."""
    first = open_window(settings, SHORT)
    before = compare(first, qtbot).shown
    wait_until(qtbot, lambda: len([*tmp_path.rglob("comparisons/*.json")]) == 1)  # before the window closes
    first.close()
    page = page_of(open_window(settings, SHORT))
    wait_until(qtbot, lambda: bool(page.shown.series))
    assert [each.cells for each in page.shown.series] == [each.cells for each in before.series]
    mine, theirs = page.shown.series[1].run, before.series[1].run
    assert mine is not None
    assert theirs is not None
    assert_same_run(mine, theirs)
    with qtbot.waitSignal(page.run_opened):
        page.table.opened.emit(1)
    wait_until(qtbot, lambda: page.window().session.begun_with == mine.updates)  # type: ignore[union-attr]


def test_the_report_has_comparisons_of_other_days_though_nobody_looked(
    open_window: OpenWindow, settings: Settings, qtbot: QtBot
) -> None:
    first = open_window(settings, SHORT)
    compare(first, qtbot)
    first.close()
    later = open_window(settings, SHORT)
    action(later, "report").trigger()
    wait_until(qtbot, lambda: bool(later.findChildren(ReportDialog)))
    known = dialog_of(later, ReportDialog).findChild(QListWidget, "reportComparisons")
    assert known is not None
    assert [known.item(k).text().split(",")[0] for k in range(known.count())] == ["Learning rate"]  # type: ignore[union-attr]


def test_a_window_that_closes_while_a_comparison_is_under_way_keeps_it(
    open_window: OpenWindow, settings: Settings, qtbot: QtBot
) -> None:
    first = open_window(settings, SHORT)
    page = page_of(first)
    page.compare(comparison("lr=0.1,1", recipe=Recipe(epochs=10_000_000), seeds=1))
    wait_until(qtbot, lambda: bool(page.shown.series) and page.shown.series[0].band is not None)
    first.close()
    later = page_of(open_window(settings, SHORT))
    wait_until(qtbot, lambda: bool(later.shown.series))
    assert later.shown.series[0].band is not None
    assert later.shown.series[0].cells[-1].text == "0 of 1, 1 cancelled"


def test_no_report_comes_up_when_the_window_is_closed(
    open_window: OpenWindow, settings: Settings, qtbot: QtBot
) -> None:
    """It was asked for a moment before."""
    window = open_window(settings, SHORT)
    action(window, "report").trigger()
    window.close()
    assert window.findChildren(ReportDialog) == []


def test_an_open_report_takes_on_another_theme(trained: MainWindow, qapp: QApplication) -> None:
    action(trained, "report").trigger()
    dialog = dialog_of(trained, ReportDialog)
    trained.choose_theme("dark")
    runs = dialog.findChild(QListWidget, "reportRuns")
    assert runs is not None
    assert DARK.accent in runs.styleSheet()


def test_a_message_with_a_question_stays_and_a_confirmation_goes(trained: MainWindow) -> None:
    done: list[str] = []
    trained.results.said.emit("Deleted", "Learning rate.", "Undo", lambda: done.append("undone"))
    assert "Learning rate." in trained.message.text()
    assert not trained.message._end.isActive()
    trained.message._action.click()
    assert done == ["undone"]
    trained.results.said.emit("Saved", "a file", "", None)
    assert trained.message._end.isActive()


def test_what_is_offered_can_be_made() -> None:
    run = kept_run(name="My best")
    made = {offer.name: (offer.make(), offer.is_ticked) for offer in offers(b"%PDF", [run])}
    assert [(name, is_ticked) for name, (_, is_ticked) in made.items()] == [
        ("report.pdf", True), ("xor-my-best-numpy.py", True), ("xor-my-best-pytorch.py", False),
        ("xor-my-best.npz", False),
    ]  # fmt: skip
    assert re.match(rb'""".*enerated by Backprop Lab', made["xor-my-best-numpy.py"][0])  # type: ignore[arg-type]
    with np.load(io.BytesIO(made["xor-my-best.npz"][0])) as arrays:  # type: ignore[arg-type]
        assert np.array_equal(arrays["parameters"], run.run.parameters)


def test_two_runs_of_one_name_are_two_files(tmp_path: Path) -> None:
    one, other = kept_run(name="a b", number=1), kept_run(name="A-b", number=2)
    names = [offer.name for offer in offers(b"", [one, other])]
    assert len(set(names)) == len(names)


def test_a_script_that_cannot_be_made_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(kind: str, run: object) -> bytes:
        raise ScriptError("PyTorch has no Hinge.")

    monkeypatch.setattr("gui.hand_in.offers.content", refuse)
    with pytest.raises(HandInError, match="no Hinge"):
        offers(b"", [kept_run()])[0].make()


def test_a_run_file_that_was_offered_opens(tmp_path: Path) -> None:
    run = kept_run()
    (tmp_path / "run.npz").write_bytes(scripts.content(scripts.RUN, run.run))
    assert load_run(tmp_path / "run.npz").updates == run.run.updates
    assert scripts.content(NUMPY, run.run).decode().startswith('"""Generated')
