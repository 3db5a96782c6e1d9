"""The page for every part that is registered and every kind of data: gone through, painted, without a complaint."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QFontDatabase
from PyQt5.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from engine import ACTIVATIONS, LOSSES, OPTIMIZERS, Recipe
from engine.schedules import SCHEDULES
from gui.jobs import Jobs
from gui.microscope.maps import named, shown_values
from gui.microscope.page import MicroscopePage
from gui.microscope.tours import load_tours
from gui.theme import DARK, LIGHT
from tests.engine.layer_recipes import IMAGES, LAYER_RECIPES, with_layers
from tests.engine.runs import MINI
from tests.gui.conftest import BeginSession
from tests.gui.microscope.flow_parts import picture_of, rgb
from tests.gui.sitting import wait_until

SMALL = MINI.changed(hidden=(2,))
FAMILIES: dict[str, list[Recipe]] = {
    "layers": list(LAYER_RECIPES.values()),
    "activations": [SMALL.changed(activation=name) for name in ACTIVATIONS],
    "losses": [SMALL.changed(loss=name) for name in LOSSES],
    "optimizers": [SMALL.changed(optimizer=name) for name in OPTIMIZERS],
    "schedules": [SMALL.changed(schedule=name, l1=0.1, l2=0.1, clip_norm=1.0) for name in SCHEDULES],
    "data": [
        Recipe(dataset="Sine", samples=8, output_activation="Linear"),
        Recipe(dataset="Blobs", samples=20, loss="Softmax cross-entropy", output_activation="Linear",
               knobs={"dataset": {"classes": 10}}),
        Recipe(**IMAGES, hidden=(5,)),
        Recipe(dataset="Plane", samples=9, output_activation="Linear", batch_size=1),
        with_layers("Conv2D(2, 8), BatchNorm, ReLU", IMAGES | {"precision": "float32", "batch_size": 1}),
    ],
}  # fmt: skip


@pytest.fixture
def page(begin_session: BeginSession, qtbot: QtBot) -> Iterator[MicroscopePage]:
    """Of a sitting without a window around it."""
    session, _ = begin_session(Recipe(hidden=(2,)))
    jobs = Jobs()
    made = MicroscopePage(LIGHT, session, jobs)
    qtbot.addWidget(made)
    made.resize(1280, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    jobs.wait()


def open_recipe(page: MicroscopePage, recipe: Recipe, qtbot: QtBot) -> None:
    page._session.begin(recipe)
    wait_until(qtbot, lambda: page._session.recipe == recipe and page.is_up_to_date)
    wait_until(qtbot, lambda: page.microscope is not None and page.microscope.trainer.recipe == recipe)


def complaints(capfd: pytest.CaptureFixture[str]) -> list[str]:
    """What was written to stderr, but for what the offscreen platform says of itself."""
    return [line for line in capfd.readouterr().err.splitlines() if "propagateSizeHints" not in line]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_part_is_gone_through_without_a_complaint(
    page: MicroscopePage, qtbot: QtBot, family: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each operation, where arrays differ also of the whole batch, and at the end the reasons for a weight of each
    layer."""
    complaints(capfd)
    for recipe in FAMILIES[family]:
        open_recipe(page, recipe, qtbot)
        of = page.microscope
        assert of is not None
        for whole in (False, True) if family in ("layers", "data") else (False,):
            page.choose(whole_batch=whole)
            for line in of.lines:
                page.go(line.number)
                assert page._operation._views[-1].cells.matrix is not None
                if line.number % 11 == 0:
                    page.grab()
        for layer in range(1, of.depth + 1):
            rows, columns = of.weighted_layer(layer).parameter_shape
            page.choose(whole_batch=False, layer=layer, row=rows - 1, column=columns - 1, sample=of.samples - 1)
            assert of.parameter_symbol(layer, rows * columns - 1) in page.reason._title.text()
        assert complaints(capfd) == []


def test_a_click_on_a_picture_chooses_its_filter(page: MicroscopePage, qtbot: QtBot) -> None:
    """And a click on a neuron its first weight; on the input, nothing."""
    open_recipe(page, LAYER_RECIPES["MaxPool2D"], qtbot)
    maps = page.network.maps
    assert page.network._pages.currentWidget() is maps
    assert maps._layout is not None
    of_first, of_second = ((1, 1), (2, 1), (3, 1)), ((4, 2), (5, 2))  # their columns, and in each the same place
    for column, row, expected in ((1, 1, of_first), (4, 2, of_second), (0, 0, of_second), (3, 1, of_first)):
        where = maps._layout.boxes[column][row].center()
        qtbot.mouseClick(maps, Qt.MouseButton.LeftButton, pos=where.toPoint())
        assert maps._moment is not None
        assert maps._moment.chosen == expected


def test_pictures_become_gradients_on_the_way_back(page: MicroscopePage, qtbot: QtBot) -> None:
    """And what is not calculated yet is empty; the pointer is told each number in full."""
    open_recipe(page, LAYER_RECIPES["MaxPool2D"], qtbot)
    of, maps = page.microscope, page.network.maps
    assert of is not None
    assert maps._layout is not None
    where = maps._layout.boxes[1][0].topLeft() + QPointF(1, 1)
    page.go(0)
    assert maps.text_at(where) == "z₁[1,1,1]: not calculated yet"
    page.go(of.find("z₁"))
    value = float(of.said(of.parts[0].given)[0, page._choice.sample])
    assert maps.text_at(where) == f"z₁[1,1,1] = {value!r}".replace("-", "−")
    page.go(of.end_of("backward") - 1)
    assert "\nδ₁[1,1,1] = " in maps.text_at(where)
    assert maps.text_at(maps._layout.boxes[len(maps._moment.signals)][3].center()).startswith("t[4] = ")  # type: ignore[union-attr]
    assert maps.text_at(QPointF(1, 1)) == ""


def test_the_column_in_focus_is_that_of_the_operation(page: MicroscopePage, qtbot: QtBot) -> None:
    """What a layer gives; on the way back what it sends, as soon as that is made."""
    open_recipe(page, LAYER_RECIPES["MaxPool2D"], qtbot)  # x, z₁, p₁, a₁, z₂, a₂, z₃, y
    of = page.microscope
    assert of is not None
    wanted = (("X", 1), ("z₁", 1), ("P", 2), ("a₁", 3), ("z₂", 4), ("L", 7), ("δ₃", 6), ("∂L/∂W₂", 4), ("∂L/∂a₁", 3),
              ("dP[2]", 1), ("δ₁", 1), ("∂L/∂b₁", 1), ("θ", None))  # fmt: skip
    for result, column in wanted:
        page.go(of.find(result))
        assert page.network.maps._moment is not None
        assert page.network.maps._moment.focus == column, result


def test_a_picture_of_a_gradient_is_blue_where_the_loss_grows(page: MicroscopePage, qtbot: QtBot) -> None:
    """And orange where it falls, in the place of what the filter answered."""
    open_recipe(page, LAYER_RECIPES["MaxPool2D"], qtbot)
    of, maps = page.microscope, page.network.maps
    assert of is not None
    assert maps._layout is not None
    page.go(of.find("δ₁"))
    assert maps._moment is not None
    name, gradient = shown_values(maps._moment.signals[1])
    assert name == "δ₁"
    assert gradient is not None
    image, (height, width) = picture_of(maps, LIGHT), (6, 6)
    for place in (int(gradient.argmax()), int(gradient.argmin())):
        channel, row, column = np.unravel_index(place, (2, height, width))
        box = maps._layout.boxes[1][channel]
        x, y = box.left() + (column + 0.5) * box.width() / width, box.top() + (row + 0.5) * box.height() / height
        colour = image.pixelColor(int(x), int(y))
        assert (colour.blue() > colour.red()) == (gradient[place] > 0)


def test_what_comes_before_the_first_weights_stands_at_the_left_of_the_map(page: MicroscopePage, qtbot: QtBot) -> None:
    """And not with the loss, which belongs to no layer either."""
    open_recipe(page, LAYER_RECIPES["Flatten"], qtbot)
    lefts = {chip.stage.result: chip.rect.left() for chip in page.steps._strip._map._chips}
    assert lefts["P"] < lefts["p₀"] < lefts["z₁"] < lefts["y"] < lefts["L"]


def test_the_pictures_are_there_in_both_themes(page: MicroscopePage, qtbot: QtBot) -> None:
    """The digit as ink on paper, and the column in focus on a band."""
    open_recipe(page, LAYER_RECIPES["Conv2D"], qtbot)
    of, maps = page.microscope, page.network.maps
    assert of is not None
    assert maps._layout is not None
    assert QFontDatabase().families()
    digit = of.said(of.parts[0].taken)[:, page._choice.sample].reshape(8, 8)
    for theme in (LIGHT, DARK):
        page.set_theme(theme)
        image, box = picture_of(maps, theme), maps._layout.boxes[0][0]
        side = box.width() / 8
        ink = np.array([
            [image.pixelColor(int(box.left() + (x + 0.5) * side), int(box.top() + (y + 0.5) * side)).lightness()
             for x in range(8)] for y in range(8)
        ])  # fmt: skip
        y, x = np.unravel_index(digit.argmax(), digit.shape)
        darkest = image.pixelColor(int(box.left() + (x + 0.5) * side), int(box.top() + (y + 0.5) * side))
        assert np.abs(rgb(darkest) - rgb(theme.text)).max() < 40
        correlation = np.corrcoef(digit.ravel(), ink.ravel())[0, 1]
        assert correlation < -0.99 if theme is LIGHT else correlation > 0.99


def test_a_layer_without_an_activation_has_a_sentence_in_place_of_a_curve(page: MicroscopePage, qtbot: QtBot) -> None:
    """And with one there is the curve again."""
    open_recipe(page, LAYER_RECIPES["Softmax of five"], qtbot)
    of = page.microscope
    assert of is not None
    seen = []
    for result in ("z₂", "z₁", "z₃", "L"):
        page.go(of.find(result))
        seen.append((page.curve._title.text(), page.curve._pages.currentWidget() is page.curve._curve))
    assert seen == [("Activation", False), ("Tanh", True), ("Softmax", True), ("Loss of sample 1", True)]


def test_every_tour_can_be_begun_on_a_network_that_sees_images(page: MicroscopePage, qtbot: QtBot) -> None:
    """Those that go through any network find a place in it; the others bring their own."""
    open_recipe(page, LAYER_RECIPES["BatchNorm of images"], qtbot)
    for tour in load_tours():
        page.begin_tour(tour)
        wait_until(qtbot, lambda: page.is_up_to_date)
        needs_neurons = bool(tour.recipe.keys() & {"hidden", "activation"})
        assert (page._session.recipe.layers == ()) == needs_neurons
        for stop in tour.stops:
            assert page.microscope is not None
            assert page.microscope.lines[page._number].phase == stop.phase
            page.tour._next.click()
        page.tour.end()
        wait_until(qtbot, lambda: page.is_up_to_date)


def test_the_gradient_check_speaks_of_kernels_scales_and_shifts(page: MicroscopePage, qtbot: QtBot) -> None:
    """A bias in front of a batch norm has no gradient at all: of it nothing can be told, which is no error of 1."""
    open_recipe(page, LAYER_RECIPES["BatchNorm of images"], qtbot)
    page.check(True)
    table = page.findChild(QTextBrowser, "gradientTable")
    assert table is not None
    wait_until(qtbot, lambda: "Backpropagation is right" in table.toPlainText())
    rows = table.toPlainText().partition("largest at")[2]  # all that follows the heading
    assert all(name in rows for name in ("β₂", "W₁["))
    assert rows.index("b₁") < rows.index("too small to tell") < rows.index("γ₂")


def test_places_in_an_image_are_counted_from_1() -> None:
    """Filter, row and column."""
    assert [named("a₁", (2, 3, 4), feature) for feature in (0, 5, 12, 23)] == [
        "a₁[1,1,1]", "a₁[1,2,2]", "a₁[2,1,1]", "a₁[2,3,4]",
    ]  # fmt: skip
    assert named("y", (10,), 9) == "y[10]"
