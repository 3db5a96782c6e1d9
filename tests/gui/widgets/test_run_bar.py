"""The bar at the top: one button that is Train or Pause, and numbers that a person can read at a glance."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from PyQt5.QtWidgets import QLabel, QProgressBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from gui.actions import Actions
from gui.progress import Progress
from gui.theme import DARK, LIGHT
from gui.widgets.readout import Readout
from gui.widgets.run_bar import RunBar, duration, percent, r2_text


@pytest.fixture
def done() -> list[str]:
    """The names of the actions that were triggered."""
    return []


@pytest.fixture
def actions(qtbot: QtBot, done: list[str]) -> Actions:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    for name in ("train", "pause", "step", "reset", "export"):
        actions.make(name, name.capitalize(), f"{name}.", partial(done.append, name), drawing="step")
    return actions


@pytest.fixture
def bar(light_look: None, qtbot: QtBot, actions: Actions) -> RunBar:
    bar = RunBar(actions, LIGHT)
    qtbot.addWidget(bar)
    bar.show_training(False)
    return bar


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Trainer(Recipe(dataset="Linear", test_fraction=0.25)).snapshot()


def text(bar: RunBar, name: str) -> str:
    label = bar.findChild(QLabel, name)
    assert label is not None
    return str(label.text())


def button(bar: RunBar, name: str) -> QToolButton:
    found = bar.findChild(QToolButton, name)
    assert found is not None
    return found


def test_one_button_is_train_or_pause(bar: RunBar, done: list[str]) -> None:
    main = button(bar, "trainOrPause")
    for training, word in ((False, "Train"), (True, "Pause"), (False, "Train")):
        bar.show_training(training)
        assert main.text() == word
        assert len(main.actions()) == 1, "a second one would give it a menu"
        main.click()
    assert done == ["train", "pause", "train"]


def test_a_screen_reader_hears_what_the_button_does_now(bar: RunBar) -> None:
    main = button(bar, "trainOrPause")
    bar.show_training(True)
    assert "Pause" in (main.accessibleName() or main.text())
    assert "Train" not in main.accessibleName()


def test_the_other_buttons_do_what_they_say(bar: RunBar, done: list[str]) -> None:
    for each in bar.findChildren(QToolButton):
        if each.text() in ("Step", "Reset", "Export"):
            each.click()
    assert done == ["step", "reset", "export"]


def test_the_numbers_of_a_moment(bar: RunBar, snapshot: Snapshot) -> None:
    moment = replace(snapshot, epoch=12_345, loss=0.03124, score=20 / 21, test_score=1.0)
    bar.show_snapshot(moment, 61_234.4)
    assert text(bar, "epochValue") == "12,345"
    assert text(bar, "lossValue") == "0.03124"
    assert text(bar, "accuracyValue") == "95.2 %"
    assert text(bar, "testAccuracyValue") == "100 %"
    assert text(bar, "speedValue") == "61,234"
    bar.show_snapshot(moment, 2.26)
    assert text(bar, "speedValue") == "2.3"


def test_of_numbers_it_says_how_much_is_explained(bar: RunBar, snapshot: Snapshot) -> None:
    """R² takes the place of the accuracy, under the same object names, and nothing moves for it."""
    bar.show_snapshot(snapshot, 0.0)
    widths = [bar._readouts[name].width() for name in ("accuracy", "test")]
    numbers = replace(snapshot, points=replace(snapshot.points, is_regression=True), score=0.9931, test_score=-0.25)
    for shown, captions, texts in (
        (numbers, ["R²", "test R²"], ["0.993", "−0.250"]),
        (replace(snapshot, score=0.5, test_score=1.0), ["accuracy", "test accuracy"], ["50.0 %", "100 %"]),
    ):
        bar.show_snapshot(shown, 0.0)
        assert [text(bar, name) for name in ("accuracyValue", "testAccuracyValue")] == texts
        labels = [bar._readouts[name].number for name in ("accuracy", "test")]
        assert [label.accessibleName() for label in labels] == captions
        assert all(label.toolTip().endswith(".") for label in labels)
        assert [bar._readouts[name].width() for name in ("accuracy", "test")] == widths


@pytest.mark.parametrize(
    ("r2", "words"),
    [
        (1.0, "1.000"), (0.99999, "0.999"), (0.993, "0.993"), (0.0, "0.000"), (-0.12, "−0.120"), (-12.34, "−12.3"),
        (-1e9, "< −999"), (float("-inf"), "< −999"), (float("nan"), "–"),
    ],
)  # fmt: skip
def test_full_marks_are_for_exact_answers_only(bar: RunBar, r2: float, words: str) -> None:
    """And however bad it is, it has room."""
    assert r2_text(r2) == words
    number = bar._readouts["accuracy"].number
    assert number.fontMetrics().horizontalAdvance(words) <= bar._readouts["accuracy"].width()


def test_numbers_stand_long_enough_to_be_read(bar: RunBar, qtbot: QtBot, snapshot: Snapshot) -> None:
    """While training; and the one that was skipped follows, even if no other comes."""
    bar.show_training(True)
    bar.show_snapshot(replace(snapshot, epoch=1), 0.0)
    bar.show_snapshot(replace(snapshot, epoch=2), 0.0)
    bar.show_snapshot(replace(snapshot, epoch=3), 0.0)
    assert text(bar, "epochValue") == "1"
    qtbot.waitUntil(lambda: text(bar, "epochValue") == "3")


def test_the_last_number_is_shown_at_once(bar: RunBar, snapshot: Snapshot) -> None:
    bar.show_training(True)
    bar.show_snapshot(replace(snapshot, epoch=1), 0.0)
    bar.show_training(False)
    bar.show_snapshot(replace(snapshot, epoch=2), 0.0)
    assert text(bar, "epochValue") == "2"


def test_the_test_accuracy_is_shown_where_there_are_test_samples(bar: RunBar, snapshot: Snapshot) -> None:
    label = bar.findChild(QLabel, "testAccuracyValue")
    assert label is not None
    readout = label.parentWidget()
    assert readout is not None
    assert readout.isHidden()
    bar.show_snapshot(snapshot, 0.0)
    assert not readout.isHidden()
    bar.show_snapshot(replace(snapshot, test_score=None), 0.0)
    assert readout.isHidden()


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "100 %"), (0.99999, "99.9 %"), (0.952, "95.2 %"), (0.5, "50.0 %"), (0.0, "0.0 %")],
)
def test_full_marks_are_only_for_what_is_all_right(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, "0:00"), (7.4, "0:07"), (59.6, "1:00"), (750.0, "12:30"), (3723.0, "1:02:03"), (359_999.0, "99:59:59"),
     (360_000.0, "long"), (1e12, "long")],
)  # fmt: skip
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_progress_and_time_left(bar: RunBar) -> None:
    progress = bar.findChild(QProgressBar, "progress")
    assert progress is not None
    for moment, value, words in (
        (Progress(0, 120), 0, "–"), (Progress(30, 120, is_training=True), 250, "1:30"), (Progress(120, 120), 1000, "–"),
    ):
        bar.show_progress(moment, 1.0)
        assert progress.value() == value
        assert text(bar, "timeLeft") == words
    assert progress.maximum() == 1000


def test_train_says_where_it_leads(bar: RunBar, actions: Actions) -> None:
    """At the end of a training it goes on for as many epochs again, and says so before somebody is surprised."""
    main, width = button(bar, "trainOrPause"), button(bar, "trainOrPause").minimumWidth()
    for moment, word, tip in (
        (Progress(0, 120), "Train", "Train for as many epochs as the form says."),
        (Progress(7, 120), "Train", "Train on, to epoch 120."),
        (Progress(12_000, 12_000), "Train on", "Train on, to epoch 24,000."),
        (Progress(12_001, 12_000), "Train", "Train on, to epoch 24,000."),
        (Progress(7, 0), "Train", "Train until you press Pause."),
    ):
        bar.show_progress(moment)
        assert (main.text(), main.accessibleName(), main.toolTip()) == (word, word, tip)
        assert main.sizeHint().width() <= width, "nothing moves aside for a longer word"


def test_a_training_that_was_sent_on_counts_from_where_it_was(bar: RunBar) -> None:
    progress = bar.findChild(QProgressBar, "progress")
    assert progress is not None
    bar.show_progress(Progress(500, 1000))
    assert progress.toolTip() == "How much of the epochs in the form is done."
    bar.show_progress(Progress(1500, 1000))
    assert progress.value() == 500
    assert progress.toolTip() == "How much is done of the way from epoch 1,000 to epoch 2,000."


def test_a_screen_reader_hears_pause_while_it_trains_on(bar: RunBar) -> None:
    bar.show_progress(Progress(100, 100))
    bar.show_training(True)
    bar.show_progress(Progress(100, 100, is_training=True))
    assert button(bar, "trainOrPause").accessibleName() == "Pause"


# -- within an epoch ---------------------------------------------------------------------------------------------------


def remark(bar: RunBar) -> tuple[str, str]:
    """What stands above the number of epochs, and the last sentence of its tooltip."""
    label = bar.findChild(QLabel, "epochValue")
    assert label is not None
    readout = label.parentWidget()
    assert isinstance(readout, Readout)
    return readout._caption.text(), label.toolTip()


def test_steps_within_an_epoch_are_counted(bar: RunBar, snapshot: Snapshot) -> None:
    bar.begin_run(5)
    tip = "How often the training went through all samples."
    for update, epoch, caption, tooltip in (
        (10, 2, "epoch", tip),
        (11, 2, "epoch · update 1 of 5", f"{tip} Of the next one, 1 of 5 updates are made."),
        (14, 2, "epoch · update 4 of 5", f"{tip} Of the next one, 4 of 5 updates are made."),
        (15, 3, "epoch", tip),
    ):
        bar.show_snapshot(replace(snapshot, update=update, epoch=epoch), 0.0)
        assert text(bar, "epochValue") == str(epoch)
        assert remark(bar) == (caption, tooltip)


def test_an_epoch_of_one_update_needs_no_count(bar: RunBar, snapshot: Snapshot) -> None:
    bar.begin_run(1)
    bar.show_snapshot(replace(snapshot, update=3, epoch=3), 0.0)
    assert remark(bar)[0] == "epoch"


def test_updates_are_counted_while_training_if_a_person_can_follow(bar: RunBar, snapshot: Snapshot) -> None:
    """Ten updates a second are half an epoch of twenty; at full speed the count would only flicker."""
    bar.show_training(True)
    bar.begin_run(20)
    for speed, caption in ((10.0, "epoch · update 7 of 20"), (1000.0, "epoch")):
        bar.speed.suggest(speed)
        bar._rest.end()
        bar.show_snapshot(replace(snapshot, update=47, epoch=2), 0.0)
        assert remark(bar)[0] == caption


@pytest.mark.parametrize(
    ("count", "caption"), [(99, "epoch · update 1 of 99"), (1000, "epoch · 1 of 1,000"), (10**9, "epoch")]
)
def test_a_count_that_needs_more_room_is_said_in_fewer_words(
    bar: RunBar, snapshot: Snapshot, count: int, caption: str
) -> None:
    """Room for all of the epoch, so that it does not change on the way; the tooltip has the whole in any case."""
    bar.begin_run(count)
    bar.show_snapshot(replace(snapshot, update=1, epoch=0), 0.0)
    assert remark(bar)[0] == caption
    assert f"1 of {count:,} updates" in remark(bar)[1]


def test_the_theme_changes(bar: RunBar, actions: Actions) -> None:
    before = actions["train"].icon().pixmap(16).toImage()
    bar.set_theme(DARK)
    assert actions["train"].icon().pixmap(16).toImage() != before
