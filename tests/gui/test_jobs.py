"""Jobs: done in another thread, answered in the window's, and finished when the window closes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PyQt5.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.jobs import Jobs


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    parent = QObject()
    jobs = Jobs(parent)
    yield jobs
    jobs.wait()


def never(_: object) -> None:
    raise AssertionError("it was not to be called")


def test_a_job_runs_elsewhere_and_its_result_comes_back_here(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[tuple[int, int]] = []
    jobs.run(threading.get_ident, lambda worker: answers.append((worker, threading.get_ident())), never)
    assert answers == []  # not before the event loop has its turn
    qtbot.waitUntil(lambda: bool(answers))
    worker, here = answers[0]
    assert here == threading.get_ident()
    assert worker != here


def test_an_exception_comes_back_as_itself(jobs: Jobs, qtbot: QtBot) -> None:
    error = OSError(28, "No space left on device")
    caught: list[tuple[Exception, int]] = []

    def fail() -> None:
        raise error

    jobs.run(fail, never, lambda error: caught.append((error, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(caught))
    assert caught == [(error, threading.get_ident())]


def test_jobs_are_done_in_the_order_in_which_they_were_given(jobs: Jobs) -> None:
    """Two that save the same file leave what the second one saved."""
    order: list[int] = []
    first_may_end = threading.Event()

    def slow() -> None:
        first_may_end.wait()
        order.append(0)

    jobs.run(slow, lambda _: None, never)
    for k in (1, 2, 3):
        jobs.run(lambda k=k: order.append(k), lambda _: None, never)  # type: ignore[misc]  # mypy infers no default
    first_may_end.set()
    jobs.wait()
    assert order == [0, 1, 2, 3]


def test_waiting_finishes_all_jobs_and_those_that_they_give_rise_to(jobs: Jobs) -> None:
    """An export of several files goes on from one to the next while the window closes."""
    done: list[str] = []

    def go_on(name: str) -> None:
        done.append(name)
        if name != "third":
            following = {"first": "second", "second": "third"}[name]
            jobs.run(lambda: following, go_on, never)

    jobs.run(lambda: "first", go_on, never)
    jobs.wait()
    assert done == ["first", "second", "third"]


def test_waiting_delivers_failures_too(jobs: Jobs) -> None:
    caught: list[Exception] = []
    jobs.run(lambda: 1 // 0, never, caught.append)
    jobs.wait()
    assert [type(error) for error in caught] == [ZeroDivisionError]


def test_waiting_for_nothing_returns_at_once(jobs: Jobs) -> None:
    jobs.wait()


def test_an_answer_that_fails_does_not_stop_the_others(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[int] = []

    def stumble(_: int) -> None:
        raise RuntimeError("on purpose")

    with qtbot.captureExceptions() as exceptions:
        jobs.run(lambda: 1, stumble, never)
        jobs.run(lambda: 2, answers.append, never)
        jobs.wait()
    assert [str(error) for _, error, _ in exceptions] == ["on purpose"]
    assert answers == [2]
