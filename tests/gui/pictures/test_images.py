"""Images: the same ones at the same places in both panels, named, and framed where the network is wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.snapshot import Points, Snapshot
from gui.pictures.images import ImagePicture, SaidImages, TrueImages, first_images
from gui.theme import LIGHT

MakeSnapshot = Callable[..., Snapshot]
MakeImages = Callable[..., Points]


@pytest.fixture
def make(qtbot: QtBot) -> Callable[..., ImagePicture]:
    def make(kind: type[ImagePicture], snapshot: Snapshot) -> ImagePicture:
        made = kind(LIGHT)
        qtbot.addWidget(made.plot)
        made.begin(snapshot)
        made.show(snapshot)
        return made

    return make


def test_test_images_come_first(make_images: MakeImages) -> None:
    """Then the others, each in the order of the samples; forty of many."""
    points = make_images(50)
    is_test = np.isin(np.arange(50), (7, 3, 49))
    points = Points(points.X, points.T, is_test, class_names=points.class_names)
    assert first_images(points).tolist()[:6] == [3, 7, 49, 0, 1, 2]
    assert len(first_images(points)) == 40


def test_the_truth_names_what_each_shows(
    make: Callable[..., ImagePicture], make_images: MakeImages, make_snapshot: MakeSnapshot
) -> None:
    truth = make(TrueImages, make_snapshot(points=make_images(6, tests=1)))
    assert truth.grid._names == ("cat", "dog", "elephant") * 2
    assert not any(truth.grid._is_wrong)
    assert truth.grid._tips[:2] == ("Test image: cat", "Training image: dog")
    assert truth.note == "5 train, 1 test"


@pytest.mark.parametrize("classes", [2, 3])
def test_the_prediction_names_what_the_network_sees(
    make: Callable[..., ImagePicture], make_images: MakeImages, make_snapshot: MakeSnapshot, classes: int
) -> None:
    """At the places of the truth; what is wrong has a frame."""
    points = make_images(6, classes, tests=2)
    prediction = np.roll(points.T, 1, axis=0)
    snapshot = make_snapshot(points=points, prediction=prediction, wrong=tuple(range(6)))
    said, truth = make(SaidImages, snapshot), make(TrueImages, snapshot)
    assert said.shown.tolist() == truth.shown.tolist()
    animals = ("cat", "dog", "elephant")[:classes]
    assert said.grid._names == tuple(animals[(k - 1) % classes] for k in range(6))
    assert all(said.grid._is_wrong)
    assert said.grid._tips[0] == f"Test image: cat, and the network says {animals[-1]}"
    assert said.note == "0/4 right, test 0/2"


def test_images_of_numbers_have_these_below(
    make: Callable[..., ImagePicture], make_images: MakeImages, make_snapshot: MakeSnapshot
) -> None:
    truth = make(TrueImages, make_snapshot(points=make_images(3, numbers=True)))
    assert truth.grid._names == ("−1.00", "0.00", "1.00")
