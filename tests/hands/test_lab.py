"""The whole lab under a person's hands: from a first start to the zip, and how many actions that takes."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TypeVar

import pytest
from PyQt5.QtCore import QPoint
from PyQt5.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QTabBar, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from gui.compare.page import ComparePage
from gui.hand_in_dialog import HandInDialog
from gui.main_window import MainWindow
from gui.report.lab.places import PLACES
from gui.report_dialog import ReportDialog
from gui.session import State
from tests.gui.conftest import OpenWindow
from tests.gui.sitting import is_ready, wait_until
from tests.gui.window_parts import child
from tests.hands.hand import Hand

pytestmark = [pytest.mark.hands, pytest.mark.usefixtures("silence")]

MOST = 40  # actions
SHORT = Recipe(epochs=400)
Kind = TypeVar("Kind", bound=QDialog)
ASKED = [place.key for place in PLACES][: [place.key for place in PLACES].index("optimizers")]  # the extras are not


class CountingHand(Hand):
    """Each click, each key and each text that is typed is one action."""

    actions = 0

    def clicks(self, widget: QWidget, where: QPoint | None = None) -> None:
        self.actions += 1
        super().clicks(widget, where)

    def presses(self, *keys: str) -> None:
        self.actions += len(keys)
        super().presses(*keys)

    def types(self, text: str) -> None:
        self.actions += 1
        super().types(text)


@pytest.fixture
def hand(qtbot: QtBot) -> CountingHand:
    return CountingHand(qtbot)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a person's files are, who has chosen no folder yet."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def trains(window: MainWindow, hand: Hand, qtbot: QtBot, kept: int) -> None:
    """To the end; then so many runs are kept."""
    wait_until(qtbot, lambda: is_ready(window.session))
    hand.clicks(child(window, "trainOrPause"))
    wait_until(qtbot, lambda: window.session.state is State.FINISHED and len(window.results.shelf.runs) == kept)


def turns_to(tabs: QTabBar, title: str, hand: Hand, qtbot: QtBot) -> None:
    (place,) = [place for place in range(tabs.count()) if tabs.tabText(place) == title]
    hand.clicks(tabs, tabs.tabRect(place).center())
    wait_until(qtbot, lambda: tabs.currentIndex() == place)


def compares(page: ComparePage, hand: Hand, qtbot: QtBot, *buttons: str) -> None:
    """Clicks on the buttons, and waits until what they ask has been answered."""
    before = len(page.kept)
    for name in buttons:
        button = child(page, name)
        wait_until(qtbot, button.isEnabled)
        hand.clicks(button)
    wait_until(qtbot, lambda: len(page.kept) == before + 1 and not page.runner.is_running)


def dialog_on_top(kind: type[Kind], qtbot: QtBot) -> Kind:
    """Once it is there, and has the keyboard."""
    found: list[Kind] = []

    def is_there() -> bool:
        found[:] = [
            each for each in QApplication.topLevelWidgets()
            if isinstance(each, kind) and each.isVisible() and each.isActiveWindow()
        ]  # fmt: skip
        return len(found) == 1

    wait_until(qtbot, is_there)
    return found[0]


def writes(report: ReportDialog, hand: Hand, qtbot: QtBot) -> None:
    """Who hands it in, and a few words at each place that the lab asks for: Tab leads on."""
    wait_until(qtbot, child(report, "reportName").hasFocus)
    hand.types("Ada Lovelace")
    hand.presses("Tab")
    hand.types("109550001")
    turns_to(child(report, "reportTabs", QTabWidget).tabBar(), "Your words", hand, qtbot)
    hand.clicks(child(report, "wordsIntroduction"))
    for key in ASKED:
        if key != ASKED[0]:
            hand.presses("Tab")
        hand.types(f"On {key}")
        wait_until(qtbot, lambda key=key: _words(report, key) == f"On {key}")  # type: ignore[misc]


def _words(report: ReportDialog, key: str) -> str:
    name = "words" + "".join(word.capitalize() for word in key.split())
    return str(child(report, name).toPlainText())


def is_complete(report: ReportDialog) -> bool:
    """The pages are laid out, and none of them waits for words."""
    return any(re.fullmatch(r"\d+ pages", label.text()) for label in report.findChildren(QLabel))


def saves(report: ReportDialog, hand: Hand, qtbot: QtBot, path: Path) -> None:
    hand.clicks(child(report, "reportPdf"))
    dialog_on_top(QFileDialog, qtbot)
    hand.presses("Return")
    wait_until(qtbot, path.exists)
    wait_until(qtbot, child(report, "reportHandIn").isEnabled)


def hands_in(report: ReportDialog, hand: Hand, qtbot: QtBot, path: Path) -> None:
    hand.clicks(child(report, "reportHandIn"))
    dialog = dialog_on_top(HandInDialog, qtbot)
    hand.clicks(child(dialog, "handInSave"))
    wait_until(qtbot, path.exists)


def printed_by(script: str, folder: Path) -> str:
    """What a program says that is run in an empty folder."""
    path = folder / "script.py"
    path.write_text(script)
    return subprocess.run([sys.executable, path], capture_output=True, text=True, check=True).stdout


@pytest.mark.timeout(120)
def test_the_whole_lab_takes_at_most_forty_actions(
    open_window: OpenWindow, hand: CountingHand, qtbot: QtBot, home: Path
) -> None:
    """Two datasets, three discussions, words at each place of the report, the PDF and the zip."""
    window = open_window(None, SHORT)
    hand.clicks(child(window, "fullSpeed"))
    trains(window, hand, qtbot, kept=1)
    with qtbot.waitSignal(window.session.run_began, timeout=20_000):
        hand.clicks(child(window, "datasetLinear"))
    trains(window, hand, qtbot, kept=2)
    turns_to(child(window, "pages"), "Compare", hand, qtbot)
    page: ComparePage = next(each for each in window.pages.made() if isinstance(each, ComparePage))
    compares(page, hand, qtbot, "ask0")
    compares(page, hand, qtbot, "questionHiddenUnits", "compareRun")
    compares(page, hand, qtbot, "questionWithoutActivation", "compareRun")
    hand.presses("ctrl+shift+r")
    report = dialog_on_top(ReportDialog, qtbot)
    writes(report, hand, qtbot)
    wait_until(qtbot, lambda: is_complete(report))
    saves(report, hand, qtbot, home / "report.pdf")
    path = home / "DL_LAB1_109550001_Ada-Lovelace.zip"
    hands_in(report, hand, qtbot, path)
    assert hand.actions <= MOST
    with zipfile.ZipFile(path) as packed:
        assert set(packed.namelist()) == {"report.pdf", "xor-run-1-numpy.py", "linear-run-2-numpy.py"}
        assert packed.read("report.pdf").startswith(b"%PDF-")
        said = printed_by(packed.read("linear-run-2-numpy.py").decode(), home)
    assert re.findall("accuracy.*", said) == re.findall("accuracy.*", child(window, "log").toPlainText())[-1:]
    dialog_on_top(ReportDialog, qtbot)  # which a person goes on with
