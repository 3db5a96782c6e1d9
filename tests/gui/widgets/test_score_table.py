"""The table of numbers: under their captions, of fixed width, and without a stir of the window when they change."""

from __future__ import annotations

import math

import pytest
from PyQt5.QtCore import QEvent, QObject, Qt
from PyQt5.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT
from gui.widgets.score_table import ScoreTable, score_text

COLUMNS = {"Accuracy": "right / samples", "A metric with a long name": "Σ", "F1": "both"}


@pytest.fixture(autouse=True)
def _in_its_own_look(light_look: None) -> None:
    """The application as a person sees it."""


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """One as large as the table in it needs."""
    window = QWidget()
    qtbot.addWidget(window)
    table = ScoreTable()
    table.begin(COLUMNS, ["train", "test"])
    QVBoxLayout(window).addWidget(table)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def table(window: QWidget) -> ScoreTable:
    found = window.findChild(ScoreTable)
    assert found is not None
    return found


def number(table: QWidget, row: str, caption: str) -> QLabel:
    found = table.findChild(QLabel, f"{row} {caption}")
    assert found is not None
    return found


def caption(table: QWidget, text: str) -> QLabel:
    (found,) = [each for each in table.findChildren(QLabel) if each.text() == text]
    return found


def test_numbers_stand_under_their_captions_and_in_their_rows(table: ScoreTable) -> None:
    for name, help in COLUMNS.items():
        above, train, test = caption(table, name), number(table, "train", name), number(table, "test", name)
        assert above.geometry().right() == train.geometry().right() == test.geometry().right()
        assert above.y() < train.y() < test.y()
        assert above.toolTip() == train.toolTip() == test.toolTip() == help
        assert above.alignment() & train.alignment() & Qt.AlignmentFlag.AlignRight
        assert caption(table, "train").y() == train.y()
        assert caption(table, "test").y() == test.y()


def test_captions_are_quieter_than_numbers(table: ScoreTable) -> None:
    for text in ("train", "Accuracy"):
        assert caption(table, text).palette().windowText().color().name() == LIGHT.muted.lower()
    assert number(table, "test", "F1").palette().windowText().color().name() == LIGHT.text.lower()


def test_nothing_is_cut_off_or_overlaps(table: ScoreTable) -> None:
    """Each text has its room, and all have room in the table."""
    table.set_row("train", [-0.98765, 1.23e-12, -1234567.0])
    table.set_row("test", [0.00012, -999_999.0, -1.23e-7])
    labels = table.findChildren(QLabel)
    for label in labels:
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
        assert label.visibleRegion().boundingRect() == label.rect()
    for label in labels:
        assert [other for other in labels if other.geometry().intersects(label.geometry())] == [label]


def test_a_row_can_be_changed_by_itself(table: ScoreTable) -> None:
    table.set_row("test", [1.0, 0.5, 0.0])
    assert [number(table, "test", name).text() for name in COLUMNS] == ["1.0000", "0.5000", "0.0000"]
    assert [number(table, "train", name).text() for name in COLUMNS] == ["–"] * 3
    assert number(table, "test", "F1").accessibleName() == "F1, test"


def test_changing_numbers_lay_nothing_out_anew(window: QWidget, table: ScoreTable) -> None:
    """A number that changed its size would lay out the whole window with every picture."""
    table.set_row("train", [0.1, 0.2, 0.3])
    QApplication.processEvents()

    class Ear(QObject):
        heard = 0

        def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:
            self.heard += event is not None and event.type() == QEvent.Type.LayoutRequest
            return False

    ear = Ear()
    window.installEventFilter(ear)
    table.set_row("train", [0.25, 1.0, -0.5])
    QApplication.processEvents()
    assert ear.heard == 0
    table.begin({"Another with a longer name": ""}, ["train"])
    QApplication.processEvents()
    assert ear.heard > 0


def test_another_table_takes_the_place_of_the_first(table: ScoreTable) -> None:
    """The room of two rows stays, so that nothing below jumps when the test samples go."""
    height = table.sizeHint().height()
    table.begin({"MSE": "mean"}, ["train"])
    assert [each.text() for each in table.findChildren(QLabel)] == ["train", "MSE", "–"]
    assert table.sizeHint().height() == height
    table.empty()
    assert table.findChildren(QLabel) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0000"), (1.0, "1.0000"), (0.97504, "0.9750"), (0.012, "0.0120"), (-0.00625, "−0.00625"),
        (0.00012, "0.000120"), (3e-7, "3.00·10⁻⁷"), (12.345, "12.3"), (66777.0, "66,777"),
        (-1e9, "−1.00·10⁹"), (math.nan, "–"), (-math.inf, "−∞"),
    ],
)  # fmt: skip
def test_scores_have_four_decimals_where_that_says_enough(value: float, text: str) -> None:
    assert score_text(value) == text
