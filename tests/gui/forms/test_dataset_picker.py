"""Small pictures of the datasets: right points, right colours, and a person's keys."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor
from pytestqt.qtbot import QtBot

from engine.datasets import DATASETS
from engine.program import Array
from gui.forms.dataset_picker import DatasetPicker, on_the_plane
from gui.theme import DARK, LIGHT
from tests.gui.forms.person import Person


@pytest.fixture
def picker(person: Person) -> DatasetPicker:
    picker = DatasetPicker(LIGHT)
    person.finds(picker)
    return picker


def colours_of(picker: DatasetPicker, name: str) -> set[str]:
    picture = picker.thumbnails[name].grab().toImage()
    return {
        QColor(picture.pixel(x, y)).name().upper() for x in range(picture.width()) for y in range(picture.height())
    }  # fmt: skip


def test_there_is_a_named_picture_for_every_dataset(picker: DatasetPicker) -> None:
    assert list(picker.thumbnails) == list(DATASETS)
    for name, thumbnail in picker.thumbnails.items():
        assert thumbnail.accessibleName() == f"Dataset {name}"
        assert thumbnail.toolTip() == f"{name}: {DATASETS.help(name)}"
        assert thumbnail.objectName()


def test_pictures_are_drawn_in_the_colours_of_the_classes_and_follow_the_theme(picker: DatasetPicker) -> None:
    for name in picker.thumbnails:
        assert set(LIGHT.classes[:2]) <= colours_of(picker, name)
    picker.set_theme(DARK)
    for name in picker.thumbnails:
        assert set(DARK.classes[:2]) <= colours_of(picker, name)
        assert not set(LIGHT.classes[:2]) & colours_of(picker, name)


def test_a_click_chooses(person: Person, picker: DatasetPicker) -> None:
    picker.set_value("XOR")
    with person.qtbot.waitSignal(picker.chosen) as chosen:
        person.clicks(picker.thumbnails["Linear"])
    assert chosen.args == ["Linear"]
    assert picker.value() == "Linear"
    assert not picker.thumbnails["XOR"].isChecked()


def test_the_arrow_keys_choose_the_next(person: Person, picker: DatasetPicker) -> None:
    picker.set_value("XOR")
    picker.thumbnails["XOR"].setFocus()
    with person.qtbot.waitSignal(picker.chosen) as chosen:
        person.presses(picker.thumbnails["XOR"], Qt.Key.Key_Right)
    assert chosen.args == ["Linear"]
    assert picker.thumbnails["Linear"].hasFocus()


def test_set_value_marks_one_and_tells_nobody(qtbot: QtBot, picker: DatasetPicker) -> None:
    with qtbot.assertNotEmitted(picker.chosen):
        picker.set_value("Linear")
    assert [name for name, thumbnail in picker.thumbnails.items() if thumbnail.isChecked()] == ["Linear"]


@pytest.fixture
def a_dozen_datasets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DATASETS, "_classes", dict(DATASETS._classes))
    for number in range(12 - len(DATASETS)):
        DATASETS.register(f"More {number}")(type("More", (DATASETS["XOR"],), {"__doc__": "More of the same."}))


@pytest.mark.usefixtures("a_dozen_datasets")
def test_a_dozen_pictures_stand_four_in_a_row_as_wide_as_the_form(person: Person) -> None:
    picker = DatasetPicker(LIGHT)
    person.finds(picker)
    places = [thumbnail.pos() for thumbnail in picker.thumbnails.values()]
    assert len({place.x() for place in places}) == 4
    assert len({place.y() for place in places}) == 3
    assert picker.sizeHint().width() == 238


def test_points_of_two_features_share_one_scale() -> None:
    X = np.array([[0.0, 0.0], [4.0, 2.0]])
    assert on_the_plane(X, np.zeros((2, 1))).tolist() == [[0, 0.25], [1, 0.75]]


@pytest.mark.parametrize(
    ("X", "T", "places"),
    [
        (np.array([[1.0], [3.0]]), np.array([[5.0], [9.0]]), [[0, 0], [1, 1]]),  # one feature: the answer is the height
        (np.array([[0.0, 1.0, 7.0], [1.0, 0.0, 8.0]]), np.zeros((2, 1)), [[0, 1], [1, 0]]),  # of three, the first two
        (np.array([[2.0, 2.0]]), np.zeros((1, 1)), [[0.5, 0.5]]),  # a single point in the middle
    ],
)
def test_other_shapes_have_their_picture_too(X: Array, T: Array, places: list[list[float]]) -> None:
    assert on_the_plane(X, T).tolist() == places
