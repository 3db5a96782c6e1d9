"""The window under a person's hands: a first start, typing, and a hundred interruptions at random moments."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PyQt5.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QDialog, QLabel, QMenu
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from gui.main_window import MainWindow
from gui.session import State
from tests.gui.conftest import OpenWindow, assert_no_thread_is_left
from tests.gui.sitting import is_ready, updates, wait_until
from tests.gui.window_parts import child, run_of
from tests.hands.hand import Hand

pytestmark = [pytest.mark.hands, pytest.mark.usefixtures("silence")]


def shown_epoch(window: MainWindow) -> int:
    """As a person reads it."""
    label: QLabel = child(window, "epochValue")
    return int(label.text().replace(",", ""))


def advances(window: MainWindow, qtbot: QtBot, epochs: int = 1) -> None:
    """The epoch count is seen to go on by so many."""
    goal = shown_epoch(window) + epochs
    wait_until(qtbot, lambda: shown_epoch(window) >= goal)


def becomes(window: MainWindow, state: State, qtbot: QtBot) -> None:
    wait_until(qtbot, lambda: window.session.state is state)


def begins(window: MainWindow, do: Callable[[], None], qtbot: QtBot) -> None:
    """Another run begins after ``do``, and its first picture is there."""
    with qtbot.waitSignal(window.session.run_began, timeout=20_000):
        do()
    wait_until(qtbot, lambda: is_ready(window.session))


def made_updates(window: MainWindow, qtbot: QtBot) -> int:
    """Of the training, whatever the last picture shows."""
    return run_of(window, qtbot).updates


def opens_and_closes(window: MainWindow, hand: Hand, qtbot: QtBot, key: str, title: str) -> None:
    """A key opens a dialog of this title, and Escape closes it."""

    def is_open() -> bool:
        dialog = QApplication.activeModalWidget()
        return isinstance(dialog, QDialog) and dialog.windowTitle() == title and dialog.isActiveWindow()

    hand.presses(key)
    wait_until(qtbot, is_open)
    hand.presses("Escape")
    wait_until(qtbot, lambda: QApplication.activeModalWidget() is None and window.isActiveWindow())


def menu(window: MainWindow, title: str) -> QMenu:
    return next(each for each in window.findChildren(QMenu) if each.title() == title)


def quits(window: MainWindow, hand: Hand, qtbot: QtBot) -> None:
    """File, Quit; then nothing of the training is left."""
    hand.picks(menu(window, "&File"), window.actions_by_name["quit"])
    wait_until(qtbot, lambda: not window.isVisible())
    assert_no_thread_is_left(window.session, qtbot)


def test_a_first_start(open_window: OpenWindow, hand: Hand, qtbot: QtBot) -> None:
    """Open, train, watch it form, reach 100 %, reset, take the other dataset, train at full speed, export, close."""
    window = open_window()
    button = child(window, "trainOrPause")
    hand.clicks(button)
    advances(window, qtbot, 100)
    assert window.session.state is State.TRAINING
    hand.clicks(child(window, "fullSpeed"))
    becomes(window, State.FINISHED, qtbot)
    wait_until(qtbot, lambda: shown_epoch(window) == 20_000)
    assert child(window, "accuracyValue").text() == "100 %"
    assert "accuracy : 100.00%" in child(window, "log").toPlainText()
    begins(window, lambda: hand.clicks(child(window, "resetButton")), qtbot)
    wait_until(qtbot, lambda: shown_epoch(window) == 0)
    begins(window, lambda: hand.chooses(child(window, "dataset"), "Linear"), qtbot)
    assert window.session.recipe.dataset == "Linear"
    hand.clicks(button)
    advances(window, qtbot, 1000)
    hand.clicks(button)
    becomes(window, State.PAUSED, qtbot)
    opens_and_closes(window, hand, qtbot, "ctrl+e", "Export")
    hand.clicks(button)
    advances(window, qtbot)
    quits(window, hand, qtbot)


def test_a_learning_rate_is_typed_while_the_training_goes_on(
    open_window: OpenWindow, hand: Hand, qtbot: QtBot
) -> None:
    """The keys reach the box and nothing else; 1e-4 is one ten-thousandth; and the run remembers it."""
    window = open_window()
    hand.clicks(child(window, "trainOrPause"))
    advances(window, qtbot, 20)
    box: QAbstractSpinBox = child(window, "learningRate")
    hand.clicks(box)
    wait_until(qtbot, box.hasFocus)
    hand.presses("ctrl+a")
    hand.types("1e-4")
    assert window.session.recipe.learning_rate == 1.0, "not before it is complete"
    hand.presses("Return")
    wait_until(qtbot, lambda: window.session.latest is not None and window.session.latest.learning_rate == 1e-4)
    assert window.session.state is State.TRAINING
    advances(window, qtbot, 20)


def test_everything_can_be_done_without_the_mouse(open_window: OpenWindow, hand: Hand, qtbot: QtBot) -> None:
    window = open_window()
    hand.presses("ctrl+Return")
    advances(window, qtbot, 20)
    hand.presses("ctrl+Return")
    becomes(window, State.PAUSED, qtbot)
    before = made_updates(window, qtbot)
    hand.presses("ctrl+Right")
    wait_until(qtbot, lambda: updates(window.session) == before + 1)
    begins(window, lambda: hand.presses("ctrl+r"), qtbot)
    assert updates(window.session) == 0
    opens_and_closes(window, hand, qtbot, "F1", "Help")
    hand.presses("ctrl+q")
    wait_until(qtbot, lambda: not window.isVisible())


# -- a hundred interruptions ------------------------------------------------------------------------------------------


class Sitting:
    """A window that is always training when the next interruption comes, and opened again whenever it was closed."""

    def __init__(self, open_window: OpenWindow, hand: Hand, qtbot: QtBot, seed: int) -> None:
        self._open, self._hand, self._qtbot = open_window, hand, qtbot
        self._random = random.Random(seed)
        self.window = self._opened()
        self.done: dict[str, int] = {}

    def interrupt(self, name: str) -> None:
        """Trains until the epoch count was seen to advance, up to a random moment; then does what ``name`` says."""
        if self.window.session.state is not State.TRAINING:
            self._hand.clicks(child(self.window, "trainOrPause"))
            becomes(self.window, State.TRAINING, self._qtbot)
        advances(self.window, self._qtbot, self._random.randrange(1, 2000))
        getattr(self, name)()
        self.done[name] = self.done.get(name, 0) + 1
        assert self.window.message.text() == ""

    def reset(self) -> None:
        begins(self.window, lambda: self._hand.clicks(child(self.window, "resetButton")), self._qtbot)
        assert self.window.session.state is State.READY
        assert shown_epoch(self.window) == 0

    def pause(self) -> None:
        self._hand.clicks(child(self.window, "trainOrPause"))
        becomes(self.window, State.PAUSED, self._qtbot)

    def step(self) -> None:
        """A click on Step, which is disabled while training, and one after a pause."""
        self._hand.clicks(child(self.window, "stepButton"))
        advances(self.window, self._qtbot)
        self.pause()
        before = made_updates(self.window, self._qtbot)
        self._hand.clicks(child(self.window, "stepButton"))
        wait_until(self._qtbot, lambda: updates(self.window.session) == before + 1)

    def take_another_dataset(self) -> None:
        """By its picture or from the list; the new run is trained on."""
        box: QComboBox = child(self.window, "dataset")
        other = "Linear" if box.currentText() == "XOR" else "XOR"
        if self._random.random() < 0.5:
            begins(self.window, lambda: self._hand.clicks(child(self.window, f"dataset{other.title()}")), self._qtbot)
        else:
            begins(self.window, lambda: self._hand.chooses(box, other), self._qtbot)
        assert self.window.session.recipe.dataset == other
        assert self.window.session.state is State.TRAINING

    def close_and_open(self) -> None:
        """From the menu or by the window manager; then there is a new window."""
        before = self.window
        if self._random.random() < 0.5:
            quits(before, self._hand, self._qtbot)
        else:
            self._hand.presses("alt+F4")
            wait_until(self._qtbot, lambda: not before.isVisible())
            assert_no_thread_is_left(before.session, self._qtbot)
        before.deleteLater()
        self.window = self._opened()

    def _opened(self) -> MainWindow:
        """At full speed, and without an end that could come before the interruption."""
        return self._open(None, Recipe(epochs=0))


KINDS = {"reset": 22, "pause": 22, "step": 18, "take_another_dataset": 26, "close_and_open": 12}  # of a hundred


@pytest.mark.timeout(300)
@pytest.mark.parametrize("count", [25, pytest.param(100, marks=pytest.mark.long)])
def test_interruptions_at_random_moments(open_window: OpenWindow, hand: Hand, qtbot: QtBot, count: int) -> None:
    """Each in the middle of training.  Nothing crashes, nothing is said on stderr, and no thread is left."""
    names = [name for name, share in KINDS.items() for _ in range(round(share * count / 100))]
    random.Random(7).shuffle(names)
    sitting = Sitting(open_window, hand, qtbot, seed=11)
    for name in names:
        sitting.interrupt(name)
    assert sum(sitting.done.values()) == len(names) == count
    assert len(sitting.done) == 5
    quits(sitting.window, hand, qtbot)
