"""Progress: a training has as many ends as a person sends it on to, and each is known beforehand."""

from __future__ import annotations

import pytest

from gui.progress import Progress


@pytest.mark.parametrize(
    ("epoch", "length", "goal", "way", "done"),
    [
        (0, 100, 100, (0, 100), 0.0),
        (25, 100, 100, (0, 100), 0.25),
        (125, 100, 200, (100, 200), 0.25),
        (125, 1000, 1000, (0, 1000), 0.125),  # the person has asked for more meanwhile
        (0, 0, 0, (0, 0), 0.0),
        (125, 0, 0, (0, 0), 0.0),
    ],
)
def test_a_training_goes_to_the_next_multiple_of_its_epochs(
    epoch: int, length: int, goal: int, way: tuple[int, int], done: float
) -> None:
    for is_training in (False, True):
        progress = Progress(epoch, length, is_training)
        assert (progress.goal, progress.way, progress.done) == (goal, way, done)
        assert not progress.is_at_end


def test_at_the_end_all_is_done_until_the_training_is_sent_on() -> None:
    ended, sent_on = Progress(200, 100), Progress(200, 100, is_training=True)
    assert (ended.is_at_end, ended.way, ended.done, ended.goal) == (True, (100, 200), 1.0, 300)
    assert (sent_on.is_at_end, sent_on.way, sent_on.done, sent_on.goal) == (False, (200, 300), 0.0, 300)


def test_the_time_left_is_known_while_it_trains_to_an_end() -> None:
    assert Progress(150, 200, is_training=True).seconds_left(10.0) == 5.0
    assert Progress(150, 200, is_training=True).seconds_left(0.0) is None, "nobody knows how fast it will be"
    assert Progress(150, 200).seconds_left(10.0) is None, "it stands"
    assert Progress(150, 0, is_training=True).seconds_left(10.0) is None, "it has no end"
