"""Work in portions: the window has its turn between them, and it can be given up or hurried."""

from __future__ import annotations

import time

import pytest
from PyQt5.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gui.report.portions import SLICE, InPortions, Portions, finished


def counting(seen: list[int], count: int = 3) -> InPortions[str]:
    for number in range(count):
        seen.append(number)
        yield
    return "all"


def test_all_of_it_at_once() -> None:
    seen: list[int] = []
    assert finished(counting(seen)) == "all"
    assert seen == [0, 1, 2]


def test_it_begins_later_and_tells_what_came_out(qtbot: QtBot) -> None:
    portions, seen, told = Portions(), list[int](), list[str]()
    portions.begin(counting(seen), told.append)
    assert (seen, portions.is_busy) == ([], True)
    qtbot.waitUntil(lambda: told == ["all"])
    assert not portions.is_busy


def test_the_window_has_its_turn_on_the_way(qtbot: QtBot) -> None:
    portions, turns = Portions(), list[int]()

    def slow() -> InPortions[None]:
        for number in range(4):
            QTimer.singleShot(0, lambda number=number: turns.append(number))
            end = time.perf_counter() + 1.5 * SLICE
            while time.perf_counter() < end:
                pass
            before.append(len(turns))
            yield

    before: list[int] = []
    portions.begin(slow(), lambda _: None)
    qtbot.waitUntil(lambda: not portions.is_busy)
    assert before == [0, 1, 2, 3]


def test_it_can_be_given_up(qtbot: QtBot) -> None:
    portions, begun, told, closed = Portions(), list[int](), list[str](), list[bool]()

    def work() -> InPortions[str]:
        begun.append(1)
        try:
            while True:
                yield
        finally:
            closed.append(True)

    portions.begin(work(), told.append)
    qtbot.waitUntil(lambda: begun == [1])
    portions.begin(work(), told.append)
    assert closed == [True]
    qtbot.waitUntil(lambda: begun == [1, 1])
    portions.stop()
    assert closed == [True, True]
    assert not portions.is_busy
    assert told == []


def test_it_can_be_hurried() -> None:
    portions, seen, told = Portions(), list[int](), list[str]()
    portions.begin(counting(seen), told.append)
    portions.finish()
    assert told == ["all"]
    portions.finish()
    assert told == ["all"]


def test_what_goes_wrong_is_told_or_raised() -> None:
    def wrong() -> InPortions[None]:
        yield
        raise MemoryError

    portions, told = Portions(), list[Exception]()
    portions.begin(wrong(), lambda _: None, told.append)
    portions.finish()
    assert [type(each) for each in told] == [MemoryError]
    portions.begin(wrong(), lambda _: None)
    with pytest.raises(MemoryError):
        portions.finish()
    assert not portions.is_busy


def test_what_follows_may_begin_the_next() -> None:
    portions, told = Portions(), list[str]()
    portions.begin(counting([]), lambda _: portions.begin(counting([]), told.append))
    portions.finish()
    assert told == ["all"]
