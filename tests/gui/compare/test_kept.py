"""Comparisons are kept, in this sitting and for the next, and nothing is lost by deleting one."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PyQt5.QtCore import QObject
from pytestqt.qtbot import QtBot

from engine.compare.outcome import Outcome, State
from engine.compare.plan import Comparison
from gui.compare import kept as kept_module
from gui.compare.keeper import NOT_HERE, NOT_KEPT, Keeper
from gui.compare.kept import MOST, KeptComparison, KeptComparisons
from gui.jobs import Jobs
from gui.shelf.said import ids_in
from tests.gui.compare.made import SINE, comparison, outcomes

RATES = comparison("lr=0.1,10", seeds=1)
SIZES = comparison("hidden=2,4-4", seeds=1)
NOON = datetime(2024, 5, 1, 12, 2)


class Sitting:
    """The comparisons of one window, and what they said."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.jobs = folder, Jobs()
        keeper = Keeper(folder, self.jobs)
        self.kept = KeptComparisons(keeper)
        keeper.setParent(self.kept)
        self.said: list[tuple[str, str]] = []
        self.came: list[int] = []
        keeper.failed.connect(lambda *what: self.said.append(what))
        self.kept.came.connect(self.came.append)

    def make(self, of: Comparison = RATES, when: datetime | None = None, known: list[Outcome] | None = None) -> int:
        """A comparison from its beginning to its end."""
        number = self.kept.add(of, when).number
        self.kept.update(number, outcomes(of) if known is None else known)
        self.kept.finish(number)
        self.jobs.wait()
        return number

    def look_up(self) -> list[KeptComparison]:
        self.kept.look_up()
        self.jobs.wait()
        return list(self.kept)

    def read(self, number: int) -> KeptComparison | None:
        self.kept.read(number)
        self.jobs.wait()
        return self.kept.find(number)

    def files(self) -> list[str]:
        return ids_in(self.folder)


@pytest.fixture
def begin(qapp: QObject, tmp_path: Path) -> Iterator[Callable[[], Sitting]]:
    """As many windows as a test wants, all with one folder."""
    sittings: list[Sitting] = []

    def make() -> Sitting:
        sittings.append(Sitting(tmp_path / "comparisons"))
        return sittings[-1]

    yield make
    for sitting in sittings:
        sitting.jobs.wait()
        sitting.kept.deleteLater()


def full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# -- in one sitting ----------------------------------------------------------------------------------------------------


def test_each_has_a_number_and_a_title(qtbot: QtBot) -> None:
    kept = KeptComparisons()
    with qtbot.waitSignal(kept.changed):
        first = kept.add(RATES, datetime.now().replace(hour=12, minute=2))
    second = kept.add(comparison("lr=0.1,1", recipe=SINE))
    assert (first.number, second.number) == (1, 2)
    assert first.title == "Learning rate, 12:02"
    assert {each.number: each.is_regression for each in kept} == {1: False, 2: True}


def test_one_of_another_day_says_of_which() -> None:
    """And of which year, where it is not this one."""
    made = KeptComparisons().add(RATES, NOON)
    assert made.title == "Learning rate, 1 May 2024, 12:02"
    now = datetime.now().astimezone()
    another = now.replace(month=1 if now.month > 1 else 12, day=5, hour=9, minute=30)
    month = "Jan" if now.month > 1 else "Dec"
    assert replace(made, when=another).title == f"Learning rate, 5 {month}, 09:30"


def test_outcomes_come_in() -> None:
    kept = KeptComparisons()
    number = kept.add(RATES).number
    assert not next(iter(kept)).is_over
    kept.update(number, outcomes(RATES))
    now = kept.find(number)
    assert now is not None
    assert now.is_over
    assert now.outcomes is not None
    assert now.outcomes[1].loss == outcomes(RATES)[1].loss


def test_a_note_is_kept() -> None:
    kept = KeptComparisons()
    number = kept.add(RATES).number
    kept.write_note(number, "for the report")
    kept.update(number, outcomes(RATES))
    assert [each.note for each in kept] == ["for the report"]


def test_what_is_deleted_comes_back_to_its_place() -> None:
    kept = KeptComparisons()
    numbers = [kept.add(RATES).number for _ in range(3)]
    undo = kept.remove(numbers[1])
    assert [each.number for each in kept] == [1, 3]
    assert kept.find(2) is None
    undo()
    undo()
    assert [each.number for each in kept] == [1, 2, 3]


def test_of_very_many_the_oldest_goes() -> None:
    kept = KeptComparisons()
    for _ in range(MOST + 2):
        kept.add(RATES)
    assert len(kept) == MOST
    assert next(iter(kept)).number == 3
    assert kept.newest == MOST + 2


def test_the_last_one_is_the_newest_though_the_clock_was_put_back() -> None:
    """Else it would go as the oldest when the next one begins."""
    kept = KeptComparisons()
    ahead = datetime.now().astimezone() + timedelta(hours=1)
    kept.add(RATES, ahead)
    last = kept.add(RATES)
    assert kept.newest == last.number
    assert last.when > ahead


def test_rather_one_goes_that_has_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """And never the newest: where all older ones have a note, the oldest of them does."""
    monkeypatch.setattr(kept_module, "MOST", 2)
    kept, there = KeptComparisons(), list[list[int]]()
    for number, note in ((1, "mine"), (2, ""), (3, "mine"), (4, "")):
        kept.add(RATES)
        kept.finish(number)
        kept.write_note(number, note)
        there.append([each.number for each in kept])
    assert there == [[1], [1, 2], [1, 3], [3, 4]]


def test_without_a_folder_all_stays_as_it_is() -> None:
    kept, done = KeptComparisons(), list[str]()
    number = kept.add(RATES).number
    kept.read(number)
    kept.look_up(lambda: done.append("looked up"))
    kept.read_all(lambda: done.append("read"))
    kept.close()
    assert done == ["looked up", "read"]
    assert len(kept) == 1


# -- from sitting to sitting -------------------------------------------------------------------------------------------


def test_it_is_there_the_next_time(begin: Callable[[], Sitting]) -> None:
    """Its title at once, and what came of it when somebody wants to see it."""
    first, before = begin(), begin()
    number = first.make()
    first.kept.write_note(number, "two\nlines, 你好")
    first.jobs.wait()
    mine = first.kept.find(number)
    (found,) = before.look_up()
    assert mine is not None
    assert (found.id, found.title, found.note, found.when) == (mine.id, mine.title, mine.note, mine.when)
    assert found.comparison == RATES
    assert found.outcomes is None
    now = before.read(found.number)
    assert before.came == [found.number]
    assert now is not None
    assert now.outcomes is not None
    assert [each.loss for each in now.outcomes] == [each.loss for each in outcomes(RATES)]
    assert now.is_over
    assert first.said == before.said == []


def test_nothing_is_written_before_it_has_ended(begin: Callable[[], Sitting]) -> None:
    """Another window would take it for one that was cancelled."""
    sitting = begin()
    number = sitting.kept.add(RATES).number
    sitting.kept.update(number, outcomes(RATES, 0.5))
    sitting.kept.write_note(number, "slow")
    sitting.jobs.wait()
    assert sitting.files() == []
    sitting.kept.finish(number)
    sitting.jobs.wait()
    assert [each.note for each in begin().look_up()] == ["slow"]


def test_what_is_under_way_is_kept_when_the_window_closes(begin: Callable[[], Sitting]) -> None:
    """As cancelled, and with what it has learned."""
    sitting = begin()
    number = sitting.kept.add(RATES).number
    sitting.kept.update(number, outcomes(RATES, 0.5))
    sitting.kept.close()
    sitting.jobs.wait()
    later = begin()
    now = later.read(later.look_up()[0].number)
    assert now is not None
    assert now.outcomes is not None
    assert [each.state for each in now.outcomes] == [State.DONE, State.CANCELLED]
    assert [each.epoch for each in now.outcomes] == [60, 30]


def test_what_has_learned_nothing_is_not_kept(begin: Callable[[], Sitting]) -> None:
    sitting = begin()
    sitting.make(known=[Outcome(trial, State.CANCELLED) for trial in RATES.trials])
    assert sitting.files() == []
    sitting.make(known=[Outcome(trial, State.FAILED, "There is no memory.") for trial in RATES.trials])
    assert len(sitting.files()) == 1, "but that it fails is worth knowing"


def test_they_are_in_the_order_in_which_they_were_begun(begin: Callable[[], Sitting]) -> None:
    """Whichever day and window they are of."""
    first = begin()
    for days in (2, 3, 1):
        first.make(when=datetime.now() - timedelta(days=days))
    second = begin()
    second.make(SIZES)
    titles = [each.title for each in second.look_up()]
    assert [each.partition(",")[0] for each in titles] == ["Learning rate"] * 3 + ["Hidden layers"]
    assert [each.when for each in second.kept] == sorted(each.when for each in second.kept)
    newest = second.kept.find(second.kept.newest)
    assert newest is not None
    assert newest.comparison == SIZES


def test_one_that_is_deleted_is_gone_and_undo_brings_it_back(begin: Callable[[], Sitting]) -> None:
    sitting = begin()
    number = sitting.make()
    sitting.kept.write_note(number, "mine")
    undo = sitting.kept.remove(number)
    sitting.jobs.wait()
    assert sitting.files() == []
    assert list(sitting.folder.iterdir()) == []
    assert sitting.look_up() == []
    undo()
    sitting.jobs.wait()
    later = begin()
    (found,) = later.look_up()
    assert found.note == "mine"
    assert later.read(found.number) is not None


def test_one_of_another_day_can_be_deleted_and_brought_back(begin: Callable[[], Sitting]) -> None:
    begin().make()
    later = begin()
    number = later.look_up()[0].number
    later.read(number)
    undo = later.kept.remove(number)
    undo()
    later.jobs.wait()
    last = begin()
    assert last.read(last.look_up()[0].number) is not None


def test_of_too_many_the_file_of_the_oldest_goes(begin: Callable[[], Sitting], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "MOST", 3)
    first = begin()
    for days in (5, 4, 3):
        first.make(when=datetime.now() - timedelta(days=days))
    oldest = next(iter(first.kept)).id
    second = begin()
    second.look_up()
    second.make()
    assert len(second.kept) == 3
    assert oldest not in second.files()
    assert len(second.files()) == 3


def test_of_too_many_in_the_folder_the_newest_stays(
    begin: Callable[[], Sitting], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two windows have filled it; and only the newest has no note."""
    first = begin()
    for days, note in ((3, "mine"), (2, "mine"), (1, "")):
        first.kept.write_note(first.make(when=datetime.now() - timedelta(days=days)), note)
        first.jobs.wait()
    newest = first.kept.find(first.kept.newest)
    assert newest is not None
    monkeypatch.setattr(kept_module, "MOST", 2)
    later = begin()
    assert [each.note for each in later.look_up()] == ["mine", ""]
    assert newest.id in later.files()
    assert len(later.files()) == 2


def test_who_looks_twice_sees_each_once(begin: Callable[[], Sitting]) -> None:
    begin().make()
    later = begin()
    later.kept.look_up()
    assert len(later.look_up()) == 1


def test_two_windows_share_the_folder(begin: Callable[[], Sitting]) -> None:
    """Each sees what the other has made, once, and deletes only what its person deletes."""
    one, other = begin(), begin()
    mine, theirs = one.make(RATES), other.make(SIZES)
    for sitting in (one, other, one, other):
        assert len(sitting.look_up()) == 2
    one.kept.remove(mine)
    one.jobs.wait()
    assert len(one.look_up()) == 1
    assert len(one.files()) == 1
    kept = other.kept.find(theirs)
    assert kept is not None
    assert one.files() == [kept.id]


def test_what_another_window_deleted_is_written_again_when_it_is_described(begin: Callable[[], Sitting]) -> None:
    """As a whole, where it is known as a whole; what has not been read stays deleted."""
    one, other, third = begin(), begin(), begin()
    mine = one.make()
    third.look_up()
    other.kept.remove(other.look_up()[0].number)
    other.jobs.wait()
    third.kept.write_note(third.kept.newest, "what was it?")
    third.jobs.wait()
    assert third.files() == []
    one.kept.write_note(mine, "still mine")
    one.jobs.wait()
    later = begin()
    assert later.read(later.look_up()[0].number) is not None
    assert [each.note for each in later.kept] == ["still mine"]


def test_a_note_leaves_what_came_of_it_alone(begin: Callable[[], Sitting], monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file is not written again for each word."""
    written: list[int] = []
    monkeypatch.setattr("gui.compare.folder.save_outcomes", _counting(written))
    sitting = begin()
    number = sitting.make()
    for note in ("a", "ab", "abc"):
        sitting.kept.write_note(number, note)
        sitting.jobs.wait()
    assert written == [2]
    later = begin()
    found = later.look_up()[0]
    later.read(found.number)
    later.kept.write_note(found.number, "later")
    later.jobs.wait()
    assert written == [2], "what was only read is in the file already"
    assert [each.note for each in begin().look_up()] == ["later"]


def _counting(written: list[int]) -> Callable[[Comparison, tuple[Outcome, ...], Path], None]:
    from engine.compare.archive import save_outcomes

    def save(of: Comparison, known: tuple[Outcome, ...], path: Path) -> None:
        written.append(len(known))
        save_outcomes(of, known, path)

    return save


def test_all_are_read_for_a_report(begin: Callable[[], Sitting]) -> None:
    first = begin()
    for of in (RATES, SIZES):
        first.make(of)
    later, done = begin(), list[str]()
    later.kept.read_all(lambda: done.append("read"))
    assert done == [], "nobody waits for it"
    later.jobs.wait()
    assert done == ["read"]
    assert all(each.outcomes is not None for each in later.kept)


def test_a_window_that_has_closed_reads_no_more(begin: Callable[[], Sitting]) -> None:
    begin().make()
    later, done = begin(), list[str]()
    later.kept.read_all(lambda: done.append("read"))
    later.kept.close()
    later.jobs.wait()
    assert done == []


# -- faults ------------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_one_sentence_and_the_comparisons_stay(
    begin: Callable[[], Sitting], monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = begin()
    with monkeypatch.context() as patched:
        patched.setattr("engine.files.os.fsync", full)
        for _ in range(3):
            sitting.make()
    ((heading, sentence),) = sitting.said
    assert heading == NOT_KEPT
    assert str(sitting.folder) in sentence
    assert "no space left on device" in sentence
    assert "make room" in sentence
    assert len(sitting.kept) == 3
    assert list(sitting.folder.iterdir()) == []
    sitting.make(SIZES)
    assert len(sitting.files()) == 4, "there is room by now"
    assert len(sitting.said) == 1


def test_what_was_deleted_while_it_could_not_be_written_does_not_come_back(
    begin: Callable[[], Sitting], monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = begin()
    with monkeypatch.context() as patched:
        patched.setattr("engine.files.os.fsync", full)
        number = sitting.kept.add(RATES).number
        sitting.kept.update(number, outcomes(RATES))
        sitting.kept.finish(number)
        sitting.kept.remove(number)  # before anybody heard that it is not written
        sitting.jobs.wait()
    sitting.make(SIZES)
    assert len(sitting.files()) == 1
    assert sitting.said == []


def test_what_could_not_be_kept_is_tried_again_at_the_end(
    begin: Callable[[], Sitting], monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = begin()
    with monkeypatch.context() as patched:
        patched.setattr("engine.files.os.fsync", full)
        sitting.make()
    sitting.kept.close()
    sitting.jobs.wait()
    assert len(begin().look_up()) == 1


def test_when_the_window_is_closed_the_terminal_is_told(
    begin: Callable[[], Sitting], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sitting = begin()
    number = sitting.kept.add(RATES).number
    sitting.kept.update(number, outcomes(RATES))
    monkeypatch.setattr("engine.files.os.fsync", full)
    sitting.kept.close()
    sitting.jobs.wait()
    assert "Learning rate" in capsys.readouterr().err
    assert sitting.said == []


def test_a_folder_that_is_none_is_a_sentence(begin: Callable[[], Sitting]) -> None:
    sitting, done = begin(), list[str]()
    sitting.folder.write_text("no folder")
    sitting.make()
    sitting.kept.read_all(lambda: done.append("read"))
    sitting.jobs.wait()
    assert [heading for heading, _ in sitting.said] == [NOT_KEPT, NOT_HERE]
    assert done == ["read"]
    assert sitting.folder.read_text() == "no folder"
    assert len(sitting.kept) == 1


def test_damaged_files_are_one_sentence_and_the_others_are_there(begin: Callable[[], Sitting]) -> None:
    """Those that cannot even be listed, and those of which only that much can be read."""
    first, done = begin(), list[str]()
    for _ in range(5):
        first.make()
    kinds = zip(first.kept, ("json", "json", "npz", "npz"), strict=False)
    damaged = [first.folder / f"{each.id}.{kind}" for each, kind in kinds]
    for path in damaged:
        path.write_bytes(b"damaged")
    later = begin()
    assert len(later.look_up()) == 3
    later.kept.read_all(lambda: done.append("read"))
    later.jobs.wait()
    assert done == ["read"]
    assert len(later.kept) == 1
    listing, reading = later.said[0], later.said[-1]
    assert listing[0] == reading[0] == NOT_HERE
    assert all("The file is left as it is. So it is with 1 more." in each for each in (listing[1], reading[1]))
    assert [path.read_bytes() for path in damaged] == [b"damaged"] * 4


def test_one_that_cannot_be_read_is_told_of_and_leaves_the_list(begin: Callable[[], Sitting]) -> None:
    first = begin()
    first.make()
    (path,) = first.folder.glob("*.npz")
    path.write_bytes(b"damaged")
    later = begin()
    number = later.look_up()[0].number
    assert later.read(number) is None
    assert later.came == [number]
    ((heading, sentence),) = later.said
    assert (heading, str(path) in sentence) == (NOT_HERE, True)


def test_a_file_of_another_comparison_is_refused(begin: Callable[[], Sitting]) -> None:
    """The table would have other rows than the plan."""
    first = begin()
    one, other = first.make(RATES), first.make(comparison("lr=0.1,1,10", seeds=1))
    paths = [first.folder / f"{each.id}.npz" for each in first.kept if each.number in (one, other)]
    paths[0].write_bytes(paths[1].read_bytes())
    later = begin()
    later.read(later.look_up()[0].number)
    assert "another one than the file beside it says" in later.said[0][1]


def test_one_that_cannot_be_removed_is_a_sentence(
    begin: Callable[[], Sitting], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    sitting = begin()
    number = sitting.make()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        sitting.kept.remove(number)
        sitting.jobs.wait()
    ((heading, sentence),) = sitting.said
    assert heading == "Not removed"
    assert "permission denied" in sentence


def test_too_little_memory_is_a_sentence(begin: Callable[[], Sitting], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise MemoryError

    begin().make()
    later = begin()
    number = later.look_up()[0].number
    monkeypatch.setattr("gui.compare.keeper.read_outcomes", refuse)
    later.read(number)
    assert "not enough memory" in later.said[0][1]


def test_a_fault_of_the_program_is_not_hidden(
    begin: Callable[[], Sitting], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    sitting = begin()
    monkeypatch.setattr("gui.compare.keeper.write_comparison", fault)
    with qtbot.capture_exceptions() as caught:
        sitting.make()
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
