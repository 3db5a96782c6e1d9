"""The printed log: it follows, unless somebody reads further up; it can be copied, and folds away."""

from __future__ import annotations

import pytest
from PyQt5.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT
from gui.widgets.log_view import MOST_LINES, LogView


@pytest.fixture
def log(qtbot: QtBot) -> LogView:
    log = LogView(LIGHT)
    qtbot.addWidget(log)
    with qtbot.waitExposed(log):
        log.show()
    return log


def press(log: LogView, name: str) -> None:
    button = log.findChild(QToolButton, name)
    assert button is not None
    button.click()


def fill(log: LogView, lines: int = 100) -> None:
    log.append("\n".join(f"epoch {k} loss : 0.25" for k in range(lines)))


def test_lines_are_printed_one_below_the_other(log: LogView) -> None:
    log.append("epoch 1 loss : 0.25")
    log.append("epoch 2 loss : 0.24\nepoch 3 loss : 0.23")
    assert log.text.toPlainText() == "epoch 1 loss : 0.25\nepoch 2 loss : 0.24\nepoch 3 loss : 0.23"
    log.clear()
    assert log.text.toPlainText() == ""


def test_nobody_can_type_into_it(log: LogView) -> None:
    assert log.text.isReadOnly()


def test_it_follows_what_is_printed(log: LogView) -> None:
    fill(log)
    bar = log.text.verticalScrollBar()
    assert bar is not None
    assert bar.value() == bar.maximum() > 0


def test_it_stays_where_somebody_reads(log: LogView) -> None:
    fill(log)
    bar = log.text.verticalScrollBar()
    assert bar is not None
    bar.setValue(10)
    log.append("one more")
    assert bar.value() == 10


def test_the_oldest_lines_go(log: LogView) -> None:
    fill(log, MOST_LINES + 100)
    lines = log.text.toPlainText().splitlines()
    assert len(lines) == MOST_LINES
    assert lines[-1] == f"epoch {MOST_LINES + 99} loss : 0.25"


def test_it_can_be_copied_whole(log: LogView, qapp: QApplication) -> None:
    fill(log)
    press(log, "copyLog")
    clipboard = qapp.clipboard()
    assert clipboard is not None
    assert clipboard.text() == log.text.toPlainText()
    assert clipboard.text().count("\n") == 99


def test_it_folds_away_and_comes_back(log: LogView) -> None:
    said: list[bool] = []
    log.folded.connect(said.append)
    height = log.sizeHint().height()
    fill(log)
    press(log, "foldLog")
    assert log.text.isHidden()
    assert log.sizeHint().height() < height
    press(log, "foldLog")
    assert log.text.isVisible()
    assert said == [True, False]
    assert "epoch 99" in log.text.toPlainText(), "it was printed on meanwhile"


def test_it_can_be_folded_in_silence(log: LogView) -> None:
    said: list[bool] = []
    log.folded.connect(said.append)
    log.set_folded(True)
    assert log.text.isHidden()
    assert said == []


def test_the_button_shows_where_it_leads(log: LogView) -> None:
    fold = log.findChild(QToolButton, "foldLog")
    assert fold is not None
    unfolded = fold.icon().pixmap(16).toImage()
    log.set_folded(True)
    folded = fold.icon().pixmap(16).toImage()
    log.set_theme(DARK)
    dark = fold.icon().pixmap(16).toImage()
    log.set_theme(LIGHT)
    log.set_folded(False)
    assert fold.icon().pixmap(16).toImage() == unfolded
    assert unfolded != folded != dark
