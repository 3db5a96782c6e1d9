"""Small pictures of the datasets to choose from: a named one for each, in the theme's colours, and a person's keys."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor
from pytestqt.qtbot import QtBot

from engine.datasets import DATASETS
from gui.forms.dataset_picker import DatasetPicker
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
    for name, classes in (("XOR", 2), ("Blobs", 4)):
        assert set(LIGHT.classes[:classes]) <= colours_of(picker, name)
    picker.set_theme(DARK)
    for name, classes in (("XOR", 2), ("Blobs", 4)):
        assert set(DARK.classes[:classes]) <= colours_of(picker, name)
        assert not set(LIGHT.classes[:2]) & colours_of(picker, name)


def test_no_picture_is_empty_and_none_looks_like_another(picker: DatasetPicker) -> None:
    pictures = [thumbnail.grab().toImage() for thumbnail in picker.thumbnails.values()]
    assert all(one != other for place, one in enumerate(pictures) for other in pictures[:place])
    assert [name for name in picker.thumbnails if len(colours_of(picker, name)) < 10] == []


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


@pytest.mark.parametrize(("count", "rows", "side"), [(3, 1, 43), (15, 3, 43), (18, 3, 35)])
def test_pictures_take_three_rows_as_wide_as_the_form_however_many_there_are(
    person: Person, monkeypatch: pytest.MonkeyPatch, count: int, rows: int, side: int
) -> None:
    kinds = [DATASETS["XOR"]] * count
    monkeypatch.setattr(DATASETS, "_classes", {f"Kind {number}": kind for number, kind in enumerate(kinds)})
    picker = DatasetPicker(LIGHT)
    person.finds(picker)
    places = [thumbnail.geometry() for thumbnail in picker.thumbnails.values()]
    assert len({place.y() for place in places}) == rows
    assert {(place.width(), place.height()) for place in places} == {(side, side)}
    assert max(place.right() for place in places) < 240
