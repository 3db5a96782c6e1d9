"""The results as a table."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor, QFont
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.compare.album import Album
from gui.compare.table import TableCard, text_of
from gui.theme import DARK, LIGHT, SEMIBOLD, SMALL, TEXT
from tests.gui.compare.conftest import Put
from tests.gui.compare.made import comparison, failed, outcomes

RATES = comparison("lr=0.1,2,10")
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def card(put: Put) -> TableCard:
    made = TableCard(LIGHT)
    put(made, 900, 240)
    made.show_shown(Album(RATES, outcomes(RATES)).show())
    return made


def texts(card: TableCard, column: int) -> list[str]:
    """A column as it is shown, from the top."""
    model = card.table.model()
    assert model is not None
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def column(card: TableCard, name: str) -> int:
    return card.shown.header.index(name)


def test_it_says_what_is_shown(card: TableCard) -> None:
    for number, name in enumerate(card.shown.header):
        assert texts(card, number) == [each.cells[number].text for each in card.shown.series], name


def test_numbers_are_set_to_the_right_and_names_to_the_left(card: TableCard) -> None:
    sides = [card.model.index(0, k).data(Qt.ItemDataRole.TextAlignmentRole) for k in range(len(card.shown.header))]
    right = [bool(side & int(Qt.AlignmentFlag.AlignRight)) for side in sides]
    assert right == [False, *[True] * (len(sides) - 2), False]


def test_the_best_is_bold_and_nothing_else(card: TableCard) -> None:
    where = column(card, "Loss")
    for number, each in enumerate(card.shown.series):
        used: QFont = card.model.index(number, where).data(Qt.ItemDataRole.FontRole)
        assert (used.weight() == SEMIBOLD) is each.cells[where].is_best
    assert sum(each.cells[where].is_best for each in card.shown.series) == 1


def test_what_went_wrong_is_told_in_words_and_in_colour(card: TableCard) -> None:
    known = [failed(each) if each.trial.variant == 2 else each for each in outcomes(RATES)]
    card.show_shown(Album(RATES, known).show())
    cell = card.model.index(2, column(card, "Ended"))
    assert cell.data() == "0 of 2, 2 failed"
    assert cell.data(Qt.ItemDataRole.ForegroundRole) == QColor(LIGHT.danger)
    assert card.note() == "1 of 3 did not end well"


@pytest.mark.parametrize("order", [UP, DOWN])
def test_a_column_is_sorted_by_its_numbers(card: TableCard, order: Qt.SortOrder) -> None:
    """And not by its texts; what has no number is last, whichever way it goes."""
    known = [failed(each) if each.trial.variant == 0 else each for each in outcomes(RATES)]
    card.show_shown(Album(RATES, known).show())
    card.table.sortByColumn(column(card, "Loss"), order)
    losses = [card.shown.series[number].cells[1] for number in (1, 2)]
    expected = [cell.text for cell in sorted(losses, key=lambda cell: cell.key, reverse=order == DOWN)]
    assert texts(card, 1) == [*expected, "–"]


def test_numbers_of_a_level_are_sorted_as_numbers(card: TableCard) -> None:
    card.table.sortByColumn(0, DOWN)
    assert texts(card, 0) == ["10", "2", "0.1"]


def test_the_selected_row_is_looked_at_whatever_the_order(card: TableCard, qtbot: QtBot) -> None:
    card.table.sortByColumn(0, DOWN)
    with qtbot.waitSignal(card.highlighted) as told:
        card.table.selectRow(0)
    assert told.args == [2]
    card.highlight(0)
    assert card.selected() == 0
    card.highlight(-1)
    assert card.selected() == -1


def test_a_selection_stays_while_numbers_change(card: TableCard) -> None:
    card.table.selectRow(1)
    card.show_shown(Album(RATES, outcomes(RATES, done=0.5)).show())
    assert card.selected() == 1


def test_return_opens_the_run_of_a_row(card: TableCard, qtbot: QtBot) -> None:
    card.table.selectRow(1)
    card.table.setCurrentIndex(card.table.model().index(1, 0))  # type: ignore[union-attr]
    with qtbot.waitSignal(card.opened) as told:
        qtbot.keyClick(card.table, Qt.Key.Key_Return)
    assert told.args == [1]


def test_its_menu_offers_the_run_and_the_table(card: TableCard) -> None:
    index = card.table.model().index(0, 0)  # type: ignore[union-attr]
    words = [action.text() for action in card.make_table_menu(index).actions() if action.text()]
    assert words == ["Open the run of 0.1", "Export table…", "Copy table"]


def test_columns_do_not_shrink_while_numbers_change(card: TableCard) -> None:
    card.show_shown(Album(RATES, outcomes(RATES, done=0.5)).show())
    before = card.table.columnWidth(1)
    card.show_shown(Album(RATES).show())
    assert card.table.columnWidth(1) == before


def test_where_there_is_little_room_the_figures_are_small(card: TableCard) -> None:
    card.resize(600, 240)
    assert card.model.index(0, 1).data(Qt.ItemDataRole.FontRole).pixelSize() == SMALL
    card.resize(1100, 240)
    assert card.model.index(0, 1).data(Qt.ItemDataRole.FontRole).pixelSize() == TEXT


def test_all_columns_are_seen_at_once(card: TableCard) -> None:
    bar = card.table.horizontalScrollBar()
    assert bar is not None
    QApplication.processEvents()
    assert bar.maximum() == 0


def test_as_text_it_has_a_line_for_each_row(card: TableCard) -> None:
    lines = text_of(card.shown).splitlines()
    assert lines[0].split("\t") == list(card.shown.header)
    assert [line.split("\t")[0] for line in lines[1:]] == ["0.1", "2", "10"]


def test_it_takes_on_another_theme(card: TableCard) -> None:
    card.set_theme(DARK)
    assert card.model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) == QColor(DARK.text)
