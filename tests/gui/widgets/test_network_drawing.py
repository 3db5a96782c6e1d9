"""The drawing of a network: its colours and widths are its weights', and it tells what lies under the pointer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QPoint, QPointF
from PyQt5.QtGui import QColor, QHelpEvent, QImage
from PyQt5.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from engine.snapshot import Neurons
from gui.theme import DARK, LIGHT, Theme, diverging_map
from gui.widgets.network_drawing import NetworkDrawing
from gui.widgets.network_plot import NetworkPlot
from gui.widgets.strength import GRADES, NONE, THICK, THIN, Strengths, places

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def layers(*weights: list[list[float]], biases: list[list[float]] | None = None, value: float = 0.0) -> list[Neurons]:
    """A network of these weights in which every neuron says ``value`` everywhere."""
    made = [Neurons(2, "", np.empty((2, 0)), None, np.full((2, 4, 4), value))]
    for number, W in enumerate(weights):
        b = None if biases is None else np.array(biases[number], dtype=float)
        made.append(Neurons(len(W), "Tanh", np.array(W, dtype=float), b, np.full((len(W), 4, 4), value)))
    return made


@pytest.fixture
def plot(qtbot: QtBot) -> NetworkPlot:
    made = NetworkPlot(LIGHT)
    made.set_theme(LIGHT)
    qtbot.addWidget(made)
    made.resize(478, 218)
    with qtbot.waitExposed(made):
        made.show()
    return made


def on_plot(plot: NetworkPlot, where: QPointF) -> QPoint:
    return QPoint(plot.mapFromScene(plot.drawing.mapToScene(where)))


def middle_of(drawing: NetworkDrawing, layer: int, to: int, origin: int) -> QPointF:
    """Of an edge: there, none of the others of a small network is near."""
    assert drawing._layout is not None
    for edge, curve in zip(drawing._layout.edges, drawing._layout.curves, strict=True):
        if (edge.layer, edge.to, edge.origin) == (layer, to, origin):
            return QPointF(*(curve[0] + 3 * curve[1] + 3 * curve[2] + curve[3]) / 8)
    raise AssertionError("there is no such edge")


def seen(plot: NetworkPlot, where: QPointF) -> NDArray[np.floating[Any]]:
    return colour_of(plot.grab().toImage().pixelColor(on_plot(plot, where)))


def colour_of(colour: QColor | str) -> NDArray[np.floating[Any]]:
    return np.array(QColor(colour).getRgb()[:3], dtype=float)


def ink(plot: NetworkPlot, where: QPointF, theme: Theme) -> float:
    """How much of a vertical cut through an edge is coloured, in pixels that are coloured all over."""
    image, at = plot.grab().toImage(), on_plot(plot, where)
    card = colour_of(theme.card)
    cut = [np.abs(colour_of(image.pixelColor(at.x(), at.y() + step)) - card).sum() for step in range(-6, 7)]
    return float(sum(cut) / max(np.abs(colour_of(end) - card).sum() for end in (theme.negative, theme.positive)))


@THEMES
def test_edges_have_the_colour_of_their_sign(plot: NetworkPlot, theme: Theme) -> None:
    """Negative is orange and positive blue, as everywhere."""
    plot.set_theme(theme)
    plot.drawing.show_layers(layers([[5.0, -5.0]]))
    for origin, colour in ((0, theme.positive), (1, theme.negative)):
        np.testing.assert_allclose(seen(plot, middle_of(plot.drawing, 1, 0, origin)), colour_of(colour), atol=12)


def test_strong_edges_are_thicker(plot: NetworkPlot) -> None:
    """As thick as the weight is large, beside the others of the whole network."""
    plot.drawing.show_layers(layers([[4.0, 1.0]]))
    strong, weak = (ink(plot, middle_of(plot.drawing, 1, 0, origin), LIGHT) for origin in (0, 1))
    assert strong > 3 * weak > 0.3


def test_the_scale_is_that_of_the_whole_network(plot: NetworkPlot) -> None:
    """A weight looks the same in whichever layer it is, and biases count too."""
    drawing = plot.drawing
    drawing.show_layers(layers([[1.0, 1.0]], [[8.0]], biases=[[0.0], [0.0]]))
    assert drawing.scale_end == 8.0
    assert [place % GRADES for _, place in drawing._edges] == [round(31 / 8)] * 2 + [31]
    drawing.clear()
    drawing.show_layers(layers([[1.0, 1.0]], [[1.0]], biases=[[0.0], [-30.0]]))
    assert drawing.scale_end == 30.0


def test_a_strong_edge_lies_over_the_weak_ones(plot: NetworkPlot) -> None:
    """Painted last, whatever its place in the matrix."""
    plot.drawing.show_layers(layers([[9.0, -1.0], [0.5, -4.0]]))
    grades = [place % GRADES for _, place in plot.drawing._edges]
    assert grades == sorted(grades)
    assert len(set(grades)) == 4


@THEMES
def test_biases_are_dots_at_the_corner(plot: NetworkPlot, theme: Theme) -> None:
    """In the colour of their sign; a bias of zero is not there."""
    plot.set_theme(theme)
    plot.drawing.show_layers(layers([[1.0, 1.0]] * 3, biases=[[1.0, 0.0, -1.0]]))
    assert plot.drawing._layout is not None
    first, second, third = (square.bottomLeft() for square in plot.drawing._layout.squares[1])
    np.testing.assert_allclose(seen(plot, first), colour_of(theme.positive), atol=2)
    np.testing.assert_allclose(seen(plot, third), colour_of(theme.negative), atol=2)
    for colour in (theme.positive, theme.negative):
        assert np.abs(seen(plot, second) - colour_of(colour)).max() > 40


def test_without_biases_there_are_no_dots(plot: NetworkPlot) -> None:
    """As in the lab's own network."""
    plot.drawing.show_layers(layers([[1.0, 1.0]]))
    assert plot.drawing._dots == []
    plot.grab()


def test_a_weight_of_zero_has_no_edge(plot: NetworkPlot) -> None:
    """It is as if the neurons were not connected."""
    plot.drawing.show_layers(layers([[1.0, 0.0]]))
    assert len(plot.drawing._edges) == 1
    np.testing.assert_array_equal(seen(plot, middle_of(plot.drawing, 1, 0, 1)), colour_of(LIGHT.card))


@pytest.mark.parametrize("rubbish", [np.nan, np.inf, -np.inf, 1.7e308])
def test_weights_that_are_not_numbers_do_no_harm(plot: NetworkPlot, rubbish: float) -> None:
    """A run that diverges is drawn without a crash or a warning."""
    for biases in ([[rubbish]], [[1.0]], None):
        plot.drawing.show_layers(layers([[rubbish, -1.0]], biases=biases, value=rubbish))
        plot.grab()
    plot.drawing.show_layers(layers([[rubbish, rubbish]], value=rubbish))
    plot.grab()
    assert np.isfinite(plot.drawing.scale_end)


def test_every_number_finds_its_pen() -> None:
    """By sign and strength; zero and what is not a number have none."""
    values = np.array([-4.0, -1e-9, 0.0, np.nan, 1e-9, 2.0, 4.0, 40.0, np.inf, -np.inf])
    last = GRADES - 1
    expected = [last, 0, NONE, NONE, GRADES, GRADES + 16, GRADES + last, GRADES + last, GRADES + last, last]
    assert places(values, 4.0).tolist() == expected
    pens = Strengths(LIGHT).pens
    assert (pens[0].widthF(), pens[last].widthF()) == (THIN, THICK)
    assert pens[0].color().alphaF() < 0.5 < pens[last].color().alphaF() == 1.0


def test_neurons_show_their_maps(plot: NetworkPlot) -> None:
    """The bottom of the plane at the bottom, smooth in between."""
    made = layers([[1.0, 1.0]])
    made[1].maps[0] = np.linspace(0.0, 1.0, 4)[:, np.newaxis]
    plot.drawing.show_layers(made)
    assert plot.drawing._layout is not None
    (square,) = plot.drawing._layout.squares[1]
    image, at = plot.grab().toImage(), on_plot(plot, square.topLeft())
    colours = [colour_of(image.pixelColor(at.x() + 20, at.y() + row)) for row in range(2, int(square.height()) - 2)]
    distances = np.abs(np.array(colours)[:, np.newaxis] - diverging_map(LIGHT)[:, :3]).sum(axis=2)
    places_seen = distances.argmin(axis=1)  # in the theme's map, from orange to blue
    assert (places_seen[0], places_seen[-1]) == (255, 0)
    assert (np.diff(places_seen) <= 1).all()
    assert len(set(places_seen.tolist())) > 20  # of four rows


def test_only_what_changed_is_drawn_again(plot: NetworkPlot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that stands still costs nothing to look at; each part of one that moves is seen to move."""
    drawing = plot.drawing
    drawing.show_layers(layers([[1.0, 2.0]], biases=[[0.5]]))
    updates: list[int] = []
    monkeypatch.setattr(drawing, "update", lambda: updates.append(1))
    drawing.show_layers(layers([[1.0, 2.0]], biases=[[0.5]]))
    assert updates == []
    for other in (
        layers([[1.0, 2.5]], biases=[[0.5]]),
        layers([[1.0, 2.5]], biases=[[0.6]]),
        layers([[1.0, 2.5]], biases=[[0.6]], value=0.3),
    ):
        drawing.show_layers(other)
        assert len(updates) == 1
        updates.clear()


def test_the_layout_stays_while_weights_change(plot: NetworkPlot) -> None:
    """Laying out costs more than a picture may."""
    plot.drawing.show_layers(layers([[1.0, 2.0]]))
    before = plot.drawing._layout
    plot.drawing.show_layers(layers([[3.0, -2.0]], value=0.7))
    assert plot.drawing._layout is before
    plot.drawing.show_layers(layers([[3.0, -2.0], [1.0, 1.0]]))
    assert plot.drawing._layout is not before


def test_a_unit_is_a_pixel_at_any_size(plot: NetworkPlot, qtbot: QtBot) -> None:
    """Neurons stay squares, whatever anybody else asks the plot to show."""
    plot.drawing.show_layers(layers([[1.0, 2.0]]))
    for width, height in ((700, 300), (200, 400)):
        whole = [[0, width], [0, height]]
        plot.resize(width, height)
        qtbot.waitUntil(partial(lambda whole: plot.viewRange() == whole, whole))
        plot.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
        assert plot.viewRange() == whole
        assert plot.drawing._layout is not None
        shown = plot.mapFromScene(plot.drawing.mapRectToScene(plot.drawing._layout.squares[0][0])).boundingRect()
        assert abs(shown.width() - shown.height()) <= 1


def test_layers_that_come_into_sight_have_their_maps(plot: NetworkPlot, qtbot: QtBot) -> None:
    """In a wider window there is room for more of a deep network: also while the training pauses."""
    made = layers([[1.0, 1.0]], *[[[1.0]]] * 30, value=1.0)
    plot.drawing.show_layers(made)
    assert plot.drawing._layout is not None
    before = plot.drawing._layout
    assert 20 not in before.squares
    plot.resize(2400, 300)
    qtbot.waitUntil(lambda: plot.drawing._layout is not before)
    squares = plot.drawing._layout.squares
    np.testing.assert_allclose(seen(plot, squares[20][0].center()), seen(plot, squares[1][0].center()))


def test_the_pointer_is_told_what_it_is_on(plot: NetworkPlot) -> None:
    """On an edge the weight, on a neuron its formula and bias, with the numbers of now; elsewhere nothing."""
    drawing = plot.drawing
    drawing.show_layers(layers([[1.0, -1.234], [2.0, 3.0]], [[1.0, 1.0]], biases=[[0.5, 0.5], [7.0]]))
    assert drawing._layout is not None
    edge, square = middle_of(drawing, 1, 0, 1), drawing._layout.squares[2][0]
    assert drawing.text_at(edge + QPointF(0, 2))[0] == "W₁[1,2] = −1.234"
    assert drawing.text_at(square.center()) == ("y[1] = tanh(W₂[1] a₁ + b₂[1])\nb₂[1] = 7.000", square)
    assert drawing.text_at(QPointF(3, 3))[0] == ""
    drawing.show_layers(layers([[1.0, 5.0], [2.0, 3.0]], [[1.0, 1.0]], biases=[[0.5, 0.5], [7.0]]))
    assert drawing.text_at(edge)[0] == "W₁[1,2] = 5.000"
    drawing.clear()
    assert drawing.text_at(edge)[0] == ""


def test_every_edge_can_be_pointed_at(plot: NetworkPlot) -> None:
    """Anywhere on its way; where several cross, it is one of them."""
    W = np.arange(64.0).reshape(8, 8) + 1
    plot.drawing.show_layers(layers(W[:, :2].tolist(), W.tolist(), W[:1].tolist()))
    assert plot.drawing._layout is not None
    found = set()
    for path, _ in plot.drawing._edges:
        for share in (0.05, 0.3, 0.5, 0.7, 0.95):
            text, around = plot.drawing.text_at(path.pointAtPercent(share))
            assert around.contains(path.pointAtPercent(share))
            found.add(text)
    assert len(found) == 2 * 8 + 8 * 8 + 8


def test_the_tooltip_says_it(plot: NetworkPlot, qapp: QApplication) -> None:
    """Beside things, the plot's own words come."""
    plot.setToolTip("All of it.")
    plot.drawing.show_layers(layers([[1.0, -1.234]]))
    for where, text in ((middle_of(plot.drawing, 1, 0, 1), "W₁[1,2] = −1.234"), (QPointF(2, 2), "All of it.")):
        at = on_plot(plot, where)
        viewport = plot.viewport()
        qapp.notify(viewport, QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at)))
        assert QToolTip.text() == text
    QToolTip.hideText()


def test_before_there_is_a_network_the_drawing_is_empty(plot: NetworkPlot) -> None:
    """Nothing but the card, and no crash when it is made larger, recoloured or pointed at."""
    plot.resize(500, 300)
    plot.set_theme(DARK)
    image: QImage = plot.grab().toImage()
    assert {image.pixel(x, y) for x in range(0, 400, 9) for y in range(0, 200, 9)} == {QColor(DARK.card).rgb()}
    assert plot.drawing.text_at(QPointF(50, 50))[0] == ""


@THEMES
def test_the_edges_of_the_plot_are_the_cards(plot: NetworkPlot, theme: Theme) -> None:
    """On a screen whose pixels are not whole ones, a line of what lies behind the view shows at its edge."""
    plot.set_theme(theme)
    viewport = plot.viewport()
    assert viewport.palette().color(viewport.backgroundRole()) == QColor(theme.card)


def test_maps_of_other_sizes_are_drawn_too(plot: NetworkPlot) -> None:
    """The engine may look at the plane in more detail one day."""
    for cells in (1, 3, 60):
        made = layers([[1.0, 1.0]])
        plot.drawing.show_layers([replace(each, maps=np.ones((len(each.maps), cells, cells))) for each in made])
        plot.grab()
        assert [maps.images[0].width() for maps in plot.drawing._maps] == [cells] * 2


def test_the_sizes_of_made_up_layers_fit() -> None:
    """The yardstick itself: each layer has a column of weights for each neuron before it."""
    made = layers([[1.0, 2.0]] * 3, [[1.0, 2.0, 3.0]])
    assert all(here.weights.shape == (len(here.maps), len(before.maps)) for before, here in pairwise(made))
