"""Widgets that nobody holds go in the window's thread, and only when it has nothing else to do."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PyQt5.QtCore import QThread
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.garbage import GarbageCollector


class Knot(QWidget):
    """A widget that holds itself, as one does whose button calls it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    before = gc.isenabled(), gc.get_threshold()
    made = GarbageCollector()
    made._timer.stop()  # looks when a test says so
    made.look()
    yield made
    made.stop()
    gc.set_threshold(*before[1])
    if not before[0]:
        gc.disable()


def fill(count: int) -> list[list[int]]:
    """So many new objects that Python keeps an eye on."""
    return [[number] for number in range(count)]


def test_another_thread_deletes_no_widget(collector: GarbageCollector) -> None:
    """However much memory it asks for."""
    gone: list[int] = []
    weakref.finalize(Knot(), lambda: gone.append(threading.get_ident()))
    thread = threading.Thread(target=fill, args=(100_000,))
    thread.start()
    thread.join()
    assert gone == []
    kept = fill(gc.get_threshold()[0] + 100)
    collector.look()
    assert gone == [threading.get_ident()]
    assert kept


def test_where_little_has_gathered_nothing_is_done(collector: GarbageCollector) -> None:
    gc.collect()
    gone: list[bool] = []
    weakref.finalize(Knot(), lambda: gone.append(True))
    collector.look()
    assert gone == []


def test_older_generations_have_their_turn(collector: GarbageCollector) -> None:
    gc.set_threshold(10, 2, 2)
    gone: list[bool] = []
    old = Knot()
    weakref.finalize(old, lambda: gone.append(True))
    gc.collect(0)
    gc.collect(1)  # it is of the oldest now
    del old
    kept = []
    for _ in range(20):
        kept += fill(50)
        collector.look()
    assert gone == [True]


def test_it_looks_by_itself(qtbot: QtBot) -> None:
    was_enabled = gc.isenabled()
    collector = GarbageCollector()
    collector._timer.setInterval(0)
    assert not gc.isenabled()
    assert collector.thread() is QThread.currentThread()
    gone: list[bool] = []
    qtbot.waitUntil(lambda: not collector._is_first)
    weakref.finalize(Knot(), lambda: gone.append(True))
    kept = fill(gc.get_threshold()[0] + 100)
    qtbot.waitUntil(lambda: gone == [True])
    collector.stop()
    assert gc.isenabled()
    assert kept
    if not was_enabled:
        gc.disable()
