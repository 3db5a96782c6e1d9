"""The comparisons of a sitting are kept, and nothing is lost by deleting one."""

from __future__ import annotations

from datetime import datetime

from pytestqt.qtbot import QtBot

from gui.compare.kept import MOST, KeptComparisons
from tests.gui.compare.made import SINE, comparison, outcomes

RATES = comparison("lr=0.1,10", seeds=1)
NOON = datetime(2024, 5, 1, 12, 2)


def test_each_has_a_number_and_a_title(qtbot: QtBot) -> None:
    kept = KeptComparisons()
    with qtbot.waitSignal(kept.changed):
        first = kept.add(RATES, NOON)
    second = kept.add(comparison("lr=0.1,1", recipe=SINE))
    assert (first.number, second.number) == (1, 2)
    assert first.title == "Learning rate, 12:02"
    assert [each.is_regression for each in kept] == [False, True]


def test_outcomes_come_in() -> None:
    kept = KeptComparisons()
    number = kept.add(RATES).number
    assert not next(iter(kept)).is_over
    kept.update(number, outcomes(RATES))
    now = kept.find(number)
    assert now is not None
    assert now.is_over
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
