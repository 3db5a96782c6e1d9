"""What a dataset looks like when it is small: the right kind of picture for each, in the right places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtGui import QColor, QImage, QPainter

from engine.csv_dataset import CSVFile
from engine.datasets import DATASETS
from engine.image_datasets import Digits
from engine.program import Array
from gui.forms.miniatures import (
    ClassesMiniature,
    CurveMiniature,
    FileMiniature,
    ImagesMiniature,
    Miniature,
    ValuesMiniature,
    miniature_of,
    on_the_plane,
)
from gui.theme import LIGHT, class_brush, ink_table

SIDE = 100  # pixels


def drawn(miniature: Miniature) -> QImage:
    """On white, without softened edges."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(SIDE, SIDE)
    miniature.draw(painter, LIGHT)
    painter.end()
    return image


def colour(image: QImage, x: float, y: float) -> QColor:
    """Of the pixel so far from the left and from the top."""
    return image.pixelColor(round(x * SIDE), round(y * SIDE))


@pytest.mark.parametrize(("name", "kind"), [
    ("XOR", ClassesMiniature), ("Blobs", ClassesMiniature), ("Sine", CurveMiniature), ("Steps", CurveMiniature),
    ("Plane", ValuesMiniature), ("Gaussian hills", ValuesMiniature), ("Digits", ImagesMiniature),
    ("Shapes", ImagesMiniature), ("CSV file", FileMiniature),
])  # fmt: skip
def test_each_kind_of_data_has_its_picture(name: str, kind: type[Miniature]) -> None:
    assert type(miniature_of(name)) is kind


def test_pictures_are_made_of_few_samples_and_of_no_file_of_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    for name, kind in DATASETS.items():

        def noted(self: object, rng: np.random.RandomState, generate: object = kind.generate) -> tuple[Array, Array]:
            X, T = generate(self, rng)  # type: ignore[operator]
            seen.append(len(X))
            return X, T

        if kind is CSVFile:
            monkeypatch.setattr(kind, "generate", lambda _self, _rng: pytest.fail("A file is read"))
        else:
            monkeypatch.setattr(kind, "generate", noted)
        miniature_of(name)
    assert len(seen) == len(DATASETS) - 1
    assert max(seen) <= 250


def test_points_have_the_colour_of_their_class(qapp: object) -> None:
    X, T = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]]), np.eye(3)
    image = drawn(ClassesMiniature(X, T))
    for place, k in (((0.01, 0.98), 0), ((0.98, 0.98), 1), ((0.5, 0.01), 2)):
        assert colour(image, *place) == class_brush(k, LIGHT).color()


def test_points_with_a_number_are_orange_below_zero_and_blue_above(qapp: object) -> None:
    X, T = np.array([[0.0, 0.5], [0.5, 0.5], [1.0, 0.5]]), np.array([[-2.0], [0.0], [2.0]])
    low, middle, high = (colour(drawn(ValuesMiniature(X, T)), x, 0.5) for x in (0.02, 0.5, 0.97))
    assert low.red() > low.blue()
    assert high.blue() > high.red()
    assert middle.saturation() < min(low.saturation(), high.saturation())


def test_a_curve_goes_through_its_points_from_left_to_right(qapp: object) -> None:
    """Whatever their order."""
    X, T = np.array([[1.0], [0.0], [0.5]]), np.array([[0.0], [0.0], [1.0]])
    image = drawn(CurveMiniature(X, T))
    on, off = colour(image, 0.25, 0.5), colour(image, 0.5, 0.98)
    assert (on, off) == (QColor(LIGHT.positive), QColor("white"))


def test_images_are_one_of_each_class_as_ink_on_paper(qapp: object) -> None:
    shades = np.array([0.0, 1.0, 0.0, 1.0, 0.25])
    X = np.ones((5, 1, 2, 2)) * shades[:, np.newaxis, np.newaxis, np.newaxis]
    image = drawn(ImagesMiniature(X, np.array([2, 1, 0, 0, 3])))
    quarters = [colour(image, x, y) for y in (0.2, 0.8) for x in (0.2, 0.8)]
    table = ink_table(LIGHT)
    assert quarters == [QColor(int(table[place])) for place in (0, 255, 0, 64)]


def test_where_the_programs_own_file_is_missing_there_is_a_picture_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Digits, "file", f"{tmp_path}/gone.npz")
    assert type(miniature_of("Digits")) is FileMiniature


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
