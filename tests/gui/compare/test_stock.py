"""Small pictures are painted a few at a time, and never that of another run."""

from __future__ import annotations

import dataclasses

import pytest
from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QColor, QImage, QPainter
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.compare import stock as module
from gui.compare.album import Album
from gui.compare.miniaturist import Miniaturist
from gui.compare.shown import Series
from gui.compare.stock import Stock
from gui.theme import DARK, LIGHT
from tests.gui.compare.made import comparison, outcomes

ONE = comparison("lr=0.1,2,10", seeds=1)
SMALL, LARGE = QRectF(0, 0, 60, 60), QRectF(0, 0, 90, 90)


@pytest.fixture
def stock(qapp: QApplication) -> Stock:
    return Stock(Miniaturist(LIGHT))


@pytest.fixture
def series() -> tuple[Series, ...]:
    return Album(ONE, outcomes(ONE)).show().series


def draw(stock: Stock, number: int, series: Series, place: QRectF = SMALL) -> QImage | None:
    """What is drawn on white, if anything is."""
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    is_there = stock.draw(painter, place, number, series, 1.0)
    painter.end()
    return image if is_there else None


def complete(stock: Stock, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: stock.is_complete)


def test_a_picture_is_there_after_it_was_asked_for(stock: Stock, series: tuple[Series, ...], qtbot: QtBot) -> None:
    assert draw(stock, 0, series[0]) is None
    with qtbot.waitSignal(stock.completed):
        pass
    known = draw(stock, 0, series[0])
    assert known is not None
    directly = QImage(100, 100, QImage.Format.Format_RGB32)
    directly.fill(QColor("white"))
    painter = QPainter(directly)
    Miniaturist(LIGHT).paint(painter, SMALL, series[0])
    painter.end()
    assert all(known.pixel(k, k) == directly.pixel(k, k) for k in range(2, 98, 5))


def test_between_two_others_have_their_turn(
    stock: Stock, series: tuple[Series, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no time at all, each turn of the events paints one."""
    painted: list[Series] = []
    paint = Miniaturist.paint

    def count(self: Miniaturist, painter: QPainter, place: QRectF, series: Series, is_file: bool = False) -> None:
        painted.append(series)
        paint(self, painter, place, series, is_file)

    monkeypatch.setattr(Miniaturist, "paint", count)
    monkeypatch.setattr(module, "AT_ONCE", 0.0)
    for number, each in enumerate(series):
        draw(stock, number, each)
    turns = 0
    while not stock.is_complete:
        before = len(painted)
        QApplication.processEvents()
        assert len(painted) - before <= 1
        turns += 1
    assert turns >= len(series) == len(painted)


def test_in_another_size_it_is_stretched_until_it_is_painted_anew(
    stock: Stock, series: tuple[Series, ...], qtbot: QtBot
) -> None:
    draw(stock, 0, series[0])
    complete(stock, qtbot)
    stretched = draw(stock, 0, series[0], LARGE)
    assert stretched is not None
    assert stretched.pixel(85, 45) != QColor("white").rgb()
    assert not stock.is_complete
    complete(stock, qtbot)
    assert draw(stock, 0, series[0], LARGE) != stretched
    assert stock.is_complete


def test_what_was_painted_of_another_run_is_not_shown(
    stock: Stock, series: tuple[Series, ...], qtbot: QtBot
) -> None:
    draw(stock, 0, series[0])
    complete(stock, qtbot)
    assert draw(stock, 0, series[1]) is None


def test_the_same_run_in_other_words_is_not_painted_again(
    stock: Stock, series: tuple[Series, ...], qtbot: QtBot
) -> None:
    draw(stock, 0, series[0])
    complete(stock, qtbot)
    assert draw(stock, 0, dataclasses.replace(series[0], name="another")) is not None
    assert stock.is_complete


def test_in_other_colours_all_is_painted_anew(stock: Stock, series: tuple[Series, ...], qtbot: QtBot) -> None:
    draw(stock, 0, series[0])
    complete(stock, qtbot)
    light = draw(stock, 0, series[0])
    stock.empty(Miniaturist(DARK))
    assert draw(stock, 0, series[0]) is None
    complete(stock, qtbot)
    assert draw(stock, 0, series[0]) != light


def test_those_that_are_no_longer_there_are_forgotten(stock: Stock, series: tuple[Series, ...], qtbot: QtBot) -> None:
    for number, each in enumerate(series):
        draw(stock, number, each)
    stock.keep(1)
    complete(stock, qtbot)
    assert draw(stock, 0, series[0]) is not None
    assert draw(stock, 2, series[2]) is None
