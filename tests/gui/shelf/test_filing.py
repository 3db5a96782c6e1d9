"""Whoever wants something filed need not wait, and what was wanted last counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PyQt5.QtCore import QObject

from gui.jobs import Jobs
from gui.shelf.filing import Filing


class Desk:
    """A filing, and what was done and told."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs, self.filing = jobs, Filing(jobs)
        self.done: list[str] = []
        self.told: list[str] = []

    def want(self, id: str, what: str, work: Callable[[], object] | None = None) -> None:
        self.filing.want(
            id, work or (lambda: self.done.append(what)), lambda: self.told.append(what),
            lambda error: self.told.append(f"{what}: {error}"),
        )  # fmt: skip


@pytest.fixture
def desk(qapp: QObject) -> Iterator[Desk]:
    jobs = Jobs()
    yield Desk(jobs)
    jobs.wait()


def test_of_one_id_only_the_last_wish_waits(desk: Desk) -> None:
    for what in ("a", "ab", "abc", "abcd"):
        desk.want("note", what)
    desk.want("other", "x")
    desk.jobs.wait()
    assert sorted(desk.done) == ["a", "abcd", "x"]
    assert sorted(desk.told) == ["a", "abcd", "x"], "nobody is told of what was not done"


def test_what_fails_is_told_and_holds_nothing_up(desk: Desk) -> None:
    def fail() -> None:
        raise OSError("the disk is full")

    desk.want("note", "first", fail)
    desk.want("note", "second")
    desk.jobs.wait()
    assert desk.told == ["first: the disk is full", "second"]
    desk.want("note", "third")
    desk.jobs.wait()
    assert desk.done == ["second", "third"]
