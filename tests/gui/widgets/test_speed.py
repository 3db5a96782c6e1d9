"""The speed slider: equal steps are equal ratios, its right end is full speed, and what a person chose stays."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QAbstractSlider, QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT
from gui.widgets.speed import STEPS, Speed


@pytest.fixture
def speed(qtbot: QtBot) -> Speed:
    speed = Speed(LIGHT)
    qtbot.addWidget(speed)
    return speed


@pytest.fixture
def chosen(speed: Speed) -> list[float]:
    chosen: list[float] = []
    speed.chosen.connect(chosen.append)
    return chosen


def full(speed: Speed) -> QToolButton:
    button = speed.findChild(QToolButton, "fullSpeed")
    assert button is not None
    return button


def text(speed: Speed) -> str:
    (label,) = speed.findChildren(QLabel)
    return str(label.text())


def test_it_goes_from_one_update_a_second_to_full_speed(speed: Speed) -> None:
    assert (speed.slider.minimum(), speed.slider.maximum()) == (0, STEPS)
    speeds = []
    for place in range(STEPS + 1):
        speed.slider.setValue(place)
        speeds.append(speed.updates_a_second())
    assert speeds[0] == 1.0
    assert speeds[-1] == math.inf
    ratios = [faster / slower for slower, faster in pairwise(speeds[:-1])]
    assert ratios == pytest.approx([ratios[0]] * len(ratios))
    assert 50_000 < speeds[-2] < 100_000


def test_a_move_is_announced(speed: Speed, chosen: list[float]) -> None:
    for place in (40, STEPS, 0):
        speed.slider.setValue(place)
    assert chosen == [100.0, math.inf, 1.0]


@pytest.mark.parametrize(
    ("place", "words"),
    [(0, "1 update / s"), (20, "10 updates / s"), (68, "2,500 updates / s"), (99, "89,000 updates / s"),
     (STEPS, "full speed")],
)  # fmt: skip
def test_it_says_its_speed_in_two_figures(speed: Speed, place: int, words: str) -> None:
    speed.slider.setValue(50)
    speed.slider.setValue(place)
    assert text(speed) == words


@pytest.mark.parametrize(
    ("wanted", "place"), [(2500.0, 68), (1.0, 0), (0.01, 0), (1e4, 80), (1e5, STEPS), (1e12, STEPS), (math.inf, STEPS)]
)
def test_a_suggestion_is_taken(speed: Speed, wanted: float, place: int) -> None:
    speed.suggest(wanted)
    assert speed.slider.value() == place
    assert text(speed) != ""
    assert full(speed).isChecked() == (place == STEPS)


def test_the_button_goes_to_full_speed_and_back(speed: Speed, chosen: list[float]) -> None:
    speed.slider.setValue(40)
    full(speed).click()
    assert full(speed).isChecked()
    full(speed).click()
    assert not full(speed).isChecked()
    assert chosen == [100.0, math.inf, 100.0]


def test_the_button_leads_away_from_full_speed_wherever_it_came_from(speed: Speed) -> None:
    speed.slider.setValue(STEPS)
    assert full(speed).isChecked()
    full(speed).click()
    assert speed.updates_a_second() < math.inf
    assert not full(speed).isChecked()


def by_key(speed: Speed, qtbot: QtBot) -> None:
    qtbot.keyClick(speed.slider, Qt.Key.Key_Right)


def by_wheel(speed: Speed, qtbot: QtBot) -> None:
    where = QPointF(speed.slider.rect().center())
    event = QWheelEvent(
        where, where, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(speed.slider, event)


def by_page(speed: Speed, qtbot: QtBot) -> None:
    """As a click beside the handle does."""
    speed.slider.triggerAction(QAbstractSlider.SliderAction.SliderPageStepAdd)


def by_button(speed: Speed, qtbot: QtBot) -> None:
    full(speed).click()


@pytest.mark.parametrize("by", [by_key, by_wheel, by_page, by_button])
def test_what_a_person_chose_stays(speed: Speed, qtbot: QtBot, by: object) -> None:
    """Another recipe suggests another speed, to whom it may concern."""
    speed.suggest(100.0)
    assert callable(by)
    by(speed, qtbot)
    place = speed.slider.value()
    assert place > 40
    speed.suggest(10.0)
    assert speed.slider.value() == place


def test_the_theme_changes(speed: Speed) -> None:
    before = full(speed).icon().pixmap(16).toImage()
    speed.set_theme(DARK)
    assert full(speed).icon().pixmap(16).toImage() != before
