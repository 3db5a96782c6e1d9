"""The shelf follows the session: every training is kept as it ended, none is lost, and none is there twice."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QObject
from pytestqt.qtbot import QtBot

import gui.shelf.shelf as shelf_module
from engine.recipe import Recipe
from engine.run import Run, RunError
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from gui.jobs import Jobs
from gui.session import Session, State, snapshot_of
from gui.shelf.kept import End, KeptRun
from gui.shelf.said import ids_in
from gui.shelf.shelf import Shelf
from gui.training_worker import Stop, StopReason
from tests.gui.conftest import BeginSession
from tests.gui.shelf.shelves import DIVERGING, PATIENT
from tests.gui.sitting import (
    ENDLESS,
    SHORT,
    Onlooker,
    assert_same_run,
    is_ready,
    run_of,
    train_on,
    train_to_the_end,
    trained,
    wait_for,
    wait_until,
    wait_until_ready,
)


class Sitting:
    """A session with a shelf, and what a person does in it."""

    def __init__(self, session: Session, onlooker: Onlooker, qtbot: QtBot, last_run: Path | None) -> None:
        self.session, self.onlooker, self._qtbot = session, onlooker, qtbot
        self.jobs = Jobs(session)
        self.shelf = Shelf(session, self.jobs, last_run, session)
        self.said: list[tuple[str, str]] = []
        self.shelf.failed.connect(lambda *what: self.said.append(what))
        self.added: list[KeptRun] = []
        self.shelf.added.connect(self.added.append)

    @property
    def runs(self) -> list[KeptRun]:
        """In the order in which they came, once all is told."""
        wait_until(self._qtbot, lambda: not self.shelf._is_asking)
        self.jobs.wait()
        return self.shelf.runs[::-1]

    def train(self) -> KeptRun:
        """To the end; the run that is kept of it."""
        train_to_the_end(self.session, self._qtbot)
        return self.runs[-1]

    def pause(self) -> None:
        self.session.pause()
        wait_until(self._qtbot, lambda: self.session.state is not State.TRAINING)

    def begin(self, recipe: Recipe) -> None:
        self.session.begin(recipe)
        self.wait_until_ready()

    def restore(self, kept: KeptRun) -> None:
        self.shelf.restore(kept.id)
        self.wait_until_ready()

    def bring_back(self) -> None:
        self.session.bring_back()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        wait_until_ready(self.session, self._qtbot)

    def step(self) -> None:
        made = run_of(self.session, self.onlooker, self._qtbot).updates
        self.session.step()
        wait_until(self._qtbot, lambda: run_of(self.session, self.onlooker, self._qtbot).updates == made + 1)


Begin = Callable[..., Sitting]


@pytest.fixture
def begin(begin_session: BeginSession, qtbot: QtBot, tmp_path: Path) -> Iterator[Begin]:
    sittings: list[Sitting] = []

    def make(recipe: Recipe = SHORT, pins: bool = True) -> Sitting:
        sittings.append(Sitting(*begin_session(recipe), qtbot, tmp_path / "last-run.npz" if pins else None))
        return sittings[-1]

    yield make
    for sitting in sittings:
        sitting.session.close()  # what it still says gives rise to jobs
        sitting.jobs.wait()


# -- every training is kept -------------------------------------------------------------------------------------------


def test_nothing_is_kept_of_a_network_that_has_learned_nothing(begin: Begin) -> None:
    sitting = begin()
    sitting.begin(SHORT.changed(seed=1))
    assert sitting.runs == []


def test_a_training_that_was_paused_before_its_first_update_is_not_kept(begin: Begin) -> None:
    sitting = begin()
    stops: list[Stop] = []
    sitting.session.stopped.connect(stops.append)
    sitting.session.train()
    sitting.pause()
    assert all(kept.run.updates for kept in sitting.runs), "on a busy machine the pause may come after the first update"
    assert [stop.reason for stop in stops] == [StopReason.PAUSED]


def test_a_training_is_kept_as_it_ended(begin: Begin) -> None:
    kept = begin().train()
    alone = Trainer(SHORT)
    assert_same_run(kept.run, trained(alone, 60))
    assert (kept.title, kept.number, kept.end, kept.epoch, kept.pinned) == ("Run 1", 1, End.FINISHED, 60, False)
    assert kept.snapshot.loss == alone.loss
    assert kept.snapshot.curve.loss.tolist() == alone.history.exact.tolist()


@pytest.mark.parametrize(
    ("recipe", "state", "end"),
    [(DIVERGING, State.DIVERGED, End.DIVERGED), (PATIENT, State.FINISHED, End.EARLY)],
    ids=["diverged", "stopped early"],
)
def test_why_a_training_ended_is_kept(begin: Begin, qtbot: QtBot, recipe: Recipe, state: State, end: End) -> None:
    sitting = begin(recipe)
    sitting.session.train()
    wait_for(sitting.session, state, qtbot)
    (kept,) = sitting.runs
    assert kept.end is end
    assert math.isfinite(kept.snapshot.loss)


def test_a_training_that_failed_is_kept(begin: Begin, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    sitting = begin(ENDLESS)
    train_on(sitting.session, qtbot)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with qtbot.capture_exceptions() as caught:
        monkeypatch.setattr(Trainer, "advance", fail)
        wait_for(sitting.session, State.FAILED, qtbot)
    assert caught
    (kept,) = sitting.runs
    assert kept.end is End.FAILED


def test_a_training_that_goes_on_stays_one_entry(begin: Begin, qtbot: QtBot) -> None:
    sitting = begin(ENDLESS)
    train_on(sitting.session, qtbot)
    sitting.pause()
    (first,) = sitting.runs
    assert first.end is End.PAUSED
    train_on(sitting.session, qtbot)
    sitting.pause()
    (second,) = sitting.runs
    assert (second.id, second.number, second.when) == (first.id, first.number, first.when)
    assert second.epoch > first.epoch
    assert second.seconds > first.seconds > 0
    assert_same_run(second.run, run_of(sitting.session, sitting.onlooker, qtbot))


def test_steps_are_kept_too(begin: Begin) -> None:
    sitting = begin()
    for made in (1, 2, 3):
        sitting.step()
        assert [each.run.updates for each in sitting.runs] == [made]


def test_steps_in_a_quick_row_ask_for_one_copy_at_a_time(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """And once more when they are over, so that the last one counts."""
    sitting = begin()
    asked: list[Callable[[Run, Snapshot], None]] = []
    monkeypatch.setattr(sitting.session, "copy_moment", asked.append)
    for command in range(3):
        sitting.session.stopped.emit(Stop(1, command, StopReason.PAUSED))
    assert len(asked) == 1
    trainer = Trainer(SHORT)
    for updates in (1, 3):
        trainer.advance(updates - trainer.updates)
        asked[-1](trainer.run(), trainer.snapshot(1))
    assert len(asked) == 2
    assert [each.run.updates for each in sitting.runs] == [3]


def test_a_training_that_makes_place_for_another_is_kept(begin: Begin, qtbot: QtBot) -> None:
    """Nobody paused it: a choice in the form began a new run."""
    sitting = begin(ENDLESS)
    train_on(sitting.session, qtbot)
    sitting.session.change(ENDLESS.changed(seed=5))
    wait_until(qtbot, lambda: is_ready(sitting.session))
    train_on(sitting.session, qtbot)
    sitting.pause()
    first, second = sitting.runs
    assert [first.title, second.title] == ["Run 1", "Run 2"]
    assert [first.recipe.seed, second.recipe.seed] == [0, 5]
    assert first.end is End.PAUSED
    assert first.seconds > 0
    assert sitting.session.previous is not None
    assert_same_run(first.run, sitting.session.previous)
    alone = Trainer(ENDLESS)
    alone.advance(first.run.updates)
    assert first.snapshot.prediction.tolist() == alone.snapshot().prediction.tolist()


def test_a_run_that_made_place_comes_before_what_ended_since(
    begin: Begin, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though its picture takes long to be made."""
    go_on, sitting = threading.Event(), begin(ENDLESS)

    def slow(run: Run, number: int) -> Snapshot:
        go_on.wait(60)  # however slow the machine is today
        return snapshot_of(run, number)

    monkeypatch.setattr(shelf_module, "snapshot_of", slow)
    train_on(sitting.session, qtbot)
    sitting.session.change(ENDLESS.changed(seed=5))
    wait_until(qtbot, lambda: is_ready(sitting.session))
    train_on(sitting.session, qtbot)
    sitting.pause()
    wait_until(qtbot, lambda: bool(sitting.shelf.runs))
    go_on.set()
    assert [(each.title, each.recipe.seed) for each in sitting.runs] == [("Run 1", 0), ("Run 2", 5)]


def test_a_run_whose_samples_are_gone_is_a_sentence(
    begin: Begin, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RunError("The file is gone.")

    sitting = begin(ENDLESS)
    monkeypatch.setattr(shelf_module, "snapshot_of", refuse)
    train_on(sitting.session, qtbot)
    sitting.session.begin(SHORT)
    wait_until(qtbot, lambda: is_ready(sitting.session))
    sitting.jobs.wait()
    assert sitting.said == [("The run before is not in the list of runs", "The file is gone.")]


def test_each_training_is_an_entry_of_its_own_even_if_it_is_the_same(begin: Begin) -> None:
    """Somebody presses Reset and trains again: the list has both."""
    sitting = begin()
    first = sitting.train()
    sitting.session.restart()
    sitting.wait_until_ready()
    second = sitting.train()
    assert [each.title for each in sitting.runs] == ["Run 1", "Run 2"]
    assert_same_run(first.run, second.run)


# -- what comes back --------------------------------------------------------------------------------------------------


def test_a_restored_run_is_the_entry_that_it_was(begin: Begin, qtbot: QtBot) -> None:
    sitting = begin()
    first = sitting.train()
    sitting.begin(SHORT.changed(seed=1))
    second = sitting.train()
    for kept in (first, second, first):
        sitting.restore(kept)
        assert sitting.runs == [first, second], "nothing was trained"
        assert_same_run(run_of(sitting.session, sitting.onlooker, qtbot), kept.run)


def test_a_restored_run_that_goes_on_is_an_entry_of_its_own(begin: Begin) -> None:
    """Nothing is lost: the list has it as it ended first, and as it ended then."""
    sitting = begin()
    first = sitting.train()
    sitting.begin(SHORT.changed(seed=1))
    sitting.restore(first)
    longer = sitting.train()
    assert sitting.runs == [first, longer]
    assert (longer.epoch, longer.title) == (120, "Run 2")
    assert longer.seconds > first.seconds
    assert sitting.train().id == longer.id, "which then goes on itself"
    assert [each.epoch for each in sitting.runs] == [60, 180]


def test_a_run_that_is_brought_back_is_no_new_entry(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of what is known already is made anew."""
    monkeypatch.setattr(shelf_module, "snapshot_of", None)
    sitting = begin()
    sitting.train()
    sitting.begin(SHORT.changed(seed=1))
    sitting.train()
    for _ in range(3):
        sitting.bring_back()
    assert len(sitting.runs) == 2


def test_a_run_from_a_file_is_kept(begin: Begin) -> None:
    """And opened twice it is there once."""
    sitting, run = begin(), trained(Trainer(SHORT.changed(seed=7, epochs=5)), 10)
    for _ in range(2):
        sitting.session.open_run(run)
        sitting.wait_until_ready()
    (kept,) = sitting.runs
    assert (kept.recipe.seed, kept.epoch, kept.seconds, kept.end) == (7, 10, 0.0, End.FINISHED)


def test_a_run_from_a_file_may_stand_in_the_middle(begin: Begin) -> None:
    sitting = begin()
    sitting.session.open_run(trained(Trainer(SHORT), 10))
    sitting.wait_until_ready()
    assert [each.end for each in sitting.runs] == [End.PAUSED]


def test_its_recipe_can_be_used_again(begin: Begin) -> None:
    sitting = begin(SHORT.changed(seed=3))
    kept = sitting.train()
    sitting.begin(SHORT)
    sitting.shelf.use_recipe(kept.id)
    sitting.wait_until_ready()
    assert sitting.session.recipe == kept.recipe
    assert sitting.session.state is State.READY


# -- what a person says of them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("describe", [Shelf.rename, Shelf.note], ids=["name", "note"])
def test_a_person_s_words_pin_the_run(begin: Begin, describe: Callable[[Shelf, str, str], None]) -> None:
    """They would otherwise be lost with the sitting, and with the first of a hundred more runs."""
    sitting = begin()
    kept = sitting.train()
    describe(sitting.shelf, kept.id, "")
    pinned = [sitting.runs[0].pinned]
    describe(sitting.shelf, kept.id, "slow")
    pinned.append(sitting.runs[0].pinned)
    describe(sitting.shelf, kept.id, "")
    pinned.append(sitting.runs[0].pinned)
    assert pinned == [False, True, True], "who takes the words back has not said that the run may go"
    later = begin()
    later.shelf.read_pinned()
    assert [each.id for each in later.runs] == [kept.id]


def test_names_and_notes_stay_with_the_run_as_it_was(begin: Begin) -> None:
    """What they were said of is pinned; trained further it is another run."""
    sitting = begin()
    kept = sitting.train()
    sitting.shelf.rename(kept.id, "  my \n network ")
    sitting.shelf.note(kept.id, "slow")
    sitting.train()
    said = [(each.epoch, each.title, each.note) for each in sitting.runs]
    assert said == [(60, "my network", "slow"), (120, "Run 2", "")]
    sitting.shelf.rename(kept.id, "")
    assert sitting.runs[0].title == "Run 1"


def test_a_pinned_run_never_changes(begin: Begin) -> None:
    sitting = begin()
    pinned = sitting.train()
    sitting.shelf.pin(pinned.id)
    longer = sitting.train()
    assert [(each.epoch, each.pinned) for each in sitting.runs] == [(60, True), (120, False)]
    assert longer.id != pinned.id
    assert sitting.train().id == longer.id


def test_a_deleted_run_stays_away_until_it_is_brought_back(begin: Begin) -> None:
    """Though the session still has it, and hands it over when another run begins."""
    sitting = begin()
    kept = sitting.train()
    undo = sitting.shelf.remove(kept.id)
    assert sitting.runs == []
    sitting.begin(SHORT.changed(seed=1))
    assert sitting.runs == []
    undo()
    assert sitting.runs == [kept]
    assert kept.id in sitting.shelf


def test_a_deleted_run_that_goes_on_is_there_again(begin: Begin) -> None:
    sitting = begin()
    sitting.shelf.remove(sitting.train().id)
    assert sitting.train().epoch == 120


def test_the_oldest_go_where_there_are_too_many_but_never_a_pinned_one(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_module, "MOST_RUNS", 2)
    sitting = begin()
    sitting.shelf.pin(sitting.train().id)
    for seed in (1, 2, 3):
        sitting.begin(SHORT.changed(seed=seed))
        sitting.train()
    assert [each.title for each in sitting.runs] == ["Run 1", "Run 3", "Run 4"]
    assert sitting.shelf.let_go == 1
    sitting.shelf.pin(sitting.runs[0].id, on=False)
    assert [each.title for each in sitting.runs] == ["Run 3", "Run 4"]


def test_large_runs_go_sooner(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest stays, however large it is."""
    monkeypatch.setattr(shelf_module, "MOST_BYTES", 1)
    sitting = begin()
    for seed in (1, 2):
        sitting.begin(SHORT.changed(seed=seed))
        sitting.train()
    assert [each.title for each in sitting.runs] == ["Run 2"]
    assert sitting.shelf.let_go == 1


# -- from sitting to sitting ------------------------------------------------------------------------------------------


def test_a_pinned_run_is_there_in_the_next_sitting_and_can_go_on(begin: Begin, qtbot: QtBot) -> None:
    first = begin()
    kept = first.train()
    first.shelf.pin(kept.id)
    first.shelf.note(kept.id, "remember")
    first.jobs.wait()
    second = begin()
    assert second.runs == [], "it is read when somebody asks for it"
    second.shelf.read_pinned()
    second.shelf.read_pinned()  # somebody hides the list and shows it again
    (back,) = second.runs
    assert len(second.added) == 1
    assert (back.id, back.note, back.pinned, back.number) == (kept.id, "remember", True, 0)
    second.restore(back)
    assert second.runs == [back]
    assert second.train().title == "Run 1"
    assert [each.epoch for each in second.runs] == [60, 120]
    alone = Trainer(SHORT)
    assert_same_run(second.runs[1].run, trained(alone, 120))


def test_two_windows_share_the_folder(begin: Begin, tmp_path: Path) -> None:
    """Each sees what the other pinned, once, and neither takes away what is not its own."""
    one, other = begin(), begin(SHORT.changed(seed=1))
    mine, theirs = one.train(), other.train()
    one.shelf.pin(mine.id)
    other.shelf.pin(theirs.id)
    for sitting in (one, other, one, other):
        assert len(sitting.runs) <= 2
        sitting.shelf.read_pinned()
    assert {each.id for each in one.runs} == {each.id for each in other.runs} == {mine.id, theirs.id}
    one.shelf.remove(mine.id)
    assert [each.id for each in one.runs] == [theirs.id]
    assert ids_in(tmp_path / "kept") == [theirs.id]
    one.shelf.read_pinned()
    assert [each.id for each in one.runs] == [theirs.id]


def test_what_another_window_deleted_is_written_again_when_it_is_described(begin: Begin, tmp_path: Path) -> None:
    one, other = begin(), begin()
    mine = one.train()
    one.shelf.pin(mine.id)
    assert one.runs
    other.shelf.read_pinned()
    other.shelf.remove(other.runs[0].id)
    assert other.runs == []
    assert ids_in(tmp_path / "kept") == []
    one.shelf.rename(mine.id, "still mine")
    assert one.runs[0].name == "still mine"
    assert ids_in(tmp_path / "kept") == [mine.id]


def test_deleting_a_pinned_run_can_be_undone(begin: Begin, tmp_path: Path) -> None:
    sitting = begin()
    kept = sitting.train()
    sitting.shelf.pin(kept.id)
    undo = sitting.shelf.remove(kept.id)
    assert sitting.runs == []
    assert ids_in(tmp_path / "kept") == []
    undo()
    assert sitting.runs[0].pinned
    assert ids_in(tmp_path / "kept") == [kept.id]


def test_a_run_that_is_unpinned_is_of_this_sitting_only(begin: Begin, tmp_path: Path) -> None:
    sitting = begin()
    kept = sitting.train()
    sitting.shelf.pin(kept.id)
    sitting.shelf.pin(kept.id, on=False)
    assert [each.pinned for each in sitting.runs] == [False]
    assert ids_in(tmp_path / "kept") == []


def test_a_pinned_run_that_cannot_be_written_stays_in_the_list(begin: Begin, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("no folder")
    sitting = begin()
    kept = sitting.train()
    sitting.shelf.pin(kept.id)
    assert [each.pinned for each in sitting.runs] == [True]
    assert [heading for heading, _ in sitting.said] == ["Not pinned for next time"]


def test_without_a_place_for_files_pins_are_of_the_sitting(begin: Begin, tmp_path: Path) -> None:
    sitting = begin(pins=False)
    kept = sitting.train()
    sitting.shelf.pin(kept.id)
    sitting.shelf.read_pinned()
    sitting.shelf.remove(kept.id)()
    assert [each.pinned for each in sitting.runs] == [True]
    assert list(tmp_path.iterdir()) == []


def test_a_shelf_belongs_to_its_window(begin_session: BeginSession, qapp: QObject) -> None:
    session, _ = begin_session()
    assert Shelf(session, Jobs(session), None, session).parent() is session
