"""A neuron's map: orange, white and blue for what it says, row 0 at the bottom, on a scale that its layer shares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtGui import QImage

from engine.snapshot import Neurons
from gui.theme import DARK, LIGHT, class_table, diverging_map
from gui.widgets.neuron_maps import NeuronMaps
from gui.widgets.readings import Classes, Value

HIDDEN: dict[str, Any] = {}
INPUT: dict[str, Any] = {"is_input": True}
OUTPUT: dict[str, Any] = {"reading": Value(0.0, 1.0)}


def neurons(maps: NDArray[Any], activation: str = "Tanh") -> Neurons:
    return Neurons(len(maps), activation, np.zeros((len(maps), 2)), None, maps.astype(float))


def shown(maps: NDArray[Any], activation: str = "Tanh", kind: dict[str, Any] = HIDDEN) -> list[QImage]:
    made = NeuronMaps(neurons(maps, activation), LIGHT, **kind)
    assert made.show(maps.astype(float))
    return made.images


def place(image: QImage, row: int, column: int) -> int:
    """Where in the theme's map the colour lies that is drawn for a row and a column of a neuron's map."""
    colour = image.pixelColor(column, image.height() - 1 - row).getRgb()
    return int(np.abs(diverging_map(LIGHT).astype(int) - colour).sum(axis=1).argmin())


def test_the_bottom_row_lies_at_the_bottom() -> None:
    """And the left column at the left."""
    maps = np.zeros((1, 3, 4))
    maps[0, 0, 3], maps[0, 2, 0] = 1.0, -1.0
    (image,) = shown(maps)
    assert (image.width(), image.height()) == (4, 3)
    assert place(image, 0, 3) == 255
    assert place(image, 2, 0) == 0
    assert 126 <= place(image, 1, 1) <= 129


@pytest.mark.parametrize(("activation", "middle"), [("Sigmoid", 0.5), ("Tanh", 0.0), ("ReLU", 0.0), ("Linear", 0.0)])
def test_the_middle_of_the_colours_is_the_middle_of_the_activation(activation: str, middle: float) -> None:
    """½ where a neuron says something between 0 and 1, else 0."""
    (image,) = shown(np.array([[[middle, middle + 0.5, middle - 0.5]]]), activation)
    assert 126 <= place(image, 0, 0) <= 129
    assert (place(image, 0, 1), place(image, 0, 2)) == (255, 0)


def test_neurons_of_a_layer_share_their_scale() -> None:
    """One that says twice as much looks twice as strong."""
    first, second = shown(np.array([[[1.0, -1.0]], [[0.5, -0.5]]]))
    assert (place(first, 0, 0), place(first, 0, 1)) == (255, 0)
    assert place(second, 0, 0) == pytest.approx(191, abs=1)
    assert place(second, 0, 1) == pytest.approx(64, abs=1)


def test_outputs_have_the_colours_of_the_decision_surface() -> None:
    """0 is class 0, ½ undecided, 1 class 1, whatever the activation and however far beyond."""
    (image,) = shown(np.array([[[0.0, 0.5, 1.0, -3.0, 7.0]]]), "Tanh", OUTPUT)
    places = [place(image, 0, column) for column in range(5)]
    assert places == [0, pytest.approx(127, abs=2), 255, 0, 255]


def test_outputs_that_are_numbers_have_the_colours_of_the_truths_scale() -> None:
    """As the surface has them."""
    (image,) = shown(np.array([[[10.0, 20.0, 30.0, 99.0]]]), "Linear", {"reading": Value(10.0, 30.0)})
    assert [place(image, 0, column) for column in range(4)] == [0, pytest.approx(127, abs=1), 255, 255]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_each_of_many_outputs_has_the_colour_of_its_class(theme: Any) -> None:
    """From nothing to sure; and in a file, which has the values between, too."""
    maps = np.array([[[0.0, 1.0]]] * 8)
    made = NeuronMaps(neurons(maps, "Linear"), theme, reading=Classes())
    assert made.show(maps)
    for k, (image, fine) in enumerate(zip(made.images, made.fine_images(), strict=True)):
        for picture, last in ((image, 1), (fine, fine.width() - 1)):
            ends = class_table(theme)[k, [0, -1]].tolist()
            assert [picture.pixel(0, 0), picture.pixel(last, 0)] == ends


def test_inputs_go_from_the_least_to_the_greatest_of_their_feature() -> None:
    """Each on its own, since features may have different units."""
    maps = np.array([[[10.0, 20.0, 30.0]], [[-0.1, 0.5, 1.1]], [[7.0, 7.0, 7.0]]])
    first, second, constant = shown(maps, "", INPUT)
    for image in (first, second):
        assert [place(image, 0, column) for column in range(3)] == [0, pytest.approx(127, abs=2), 255]
    assert 126 <= place(constant, 0, 1) <= 129


@pytest.mark.parametrize("kind", [HIDDEN, INPUT, OUTPUT], ids=["hidden", "input", "output"])
@pytest.mark.parametrize("rubbish", [np.nan, np.inf, -np.inf, 1.7e308, -1.7e308])
def test_what_is_not_a_number_does_no_harm(rubbish: float, kind: dict[str, Any]) -> None:
    """A run that diverges is drawn without a crash or a warning."""
    shown(np.array([[[rubbish, 0.5]], [[0.0, -rubbish]]]), kind=kind)
    shown(np.full((2, 3, 3), rubbish), kind=kind)


@pytest.mark.parametrize("kind", [HIDDEN, OUTPUT], ids=["hidden", "output"])
def test_infinity_looks_like_the_strongest_and_nan_like_nothing(kind: dict[str, Any]) -> None:
    """So that one sees where it happened."""
    (image,) = shown(np.array([[[np.inf, np.nan, -np.inf]]]), kind=kind)
    assert (place(image, 0, 0), place(image, 0, 2)) == (255, 0)
    assert 126 <= place(image, 0, 1) <= 129


def test_the_same_maps_are_not_coloured_again() -> None:
    """Nothing is drawn that did not change; the images stay the same objects all along."""
    maps = np.random.default_rng(0).normal(size=(3, 4, 4))
    made = NeuronMaps(neurons(maps), LIGHT)
    images = list(made.images)
    assert made.show(maps)
    assert not made.show(maps)
    assert not made.show(maps.copy())
    assert made.show(maps + 0.1)
    assert all(one is other for one, other in zip(images, made.images, strict=True))


def test_another_theme_recolours_what_is_shown() -> None:
    """Without a new picture from the training."""
    maps = np.ones((1, 2, 2))
    made = NeuronMaps(neurons(maps), LIGHT)
    made.show(maps)
    made.set_theme(DARK)
    assert made.images[0].pixelColor(0, 0).getRgb() == tuple(diverging_map(DARK)[255])


def test_a_file_gets_the_values_between() -> None:
    """Between an orange and a blue cell there is white, as there is zero between them, and not a mixture of both."""
    maps = np.array([[[-1.0, 1.0]]])
    made = NeuronMaps(neurons(maps), LIGHT)
    made.show(maps)
    (fine,) = made.fine_images()
    assert (fine.width(), fine.height()) == (16, 8)
    places = [place(fine, 0, column) for column in range(16)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, 255)
    assert any(100 < each < 155 for each in places)
