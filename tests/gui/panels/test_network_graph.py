"""The network's panel: any network that can be trained, in the theme's colours, and no more often than needed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.snapshot import Snapshot
from engine.trainer import Trainer
from gui.panels import PANELS
from gui.panels.network_graph import NetworkGraph
from gui.theme import DARK, LIGHT, Theme, diverging_map
from gui.widgets.ranges import round_range
from gui.widgets.readings import Classes, Reading, Value

MakeSnapshot = Callable[..., Snapshot]


def trained(epochs: int = 0, run: int = 1, **choices: Any) -> Snapshot:
    """A moment of a real run."""
    trainer = Trainer(Recipe().changed(**choices))
    trainer.train(epochs)
    return trainer.snapshot(run)


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkGraph:
    made = NetworkGraph(LIGHT)
    qtbot.addWidget(made)
    made.resize(506, 266)
    with qtbot.waitExposed(made):
        made.show()
    return made


def rgb(colour: QColor) -> list[int]:
    return [colour.red(), colour.green(), colour.blue()]


def is_shown(panel: NetworkGraph, snapshot: Snapshot) -> bool:
    """Whether it shows the weights of this very moment."""
    layers = panel._plot.drawing._layers
    return bool(layers) and layers[-1].weights is snapshot.neurons[-1].weights


def test_it_is_found_by_its_name_above_the_decision_surface(panel: NetworkGraph) -> None:
    """Tests find it by its object name, screen readers by its accessible name, people by its place."""
    assert PANELS["network"] is NetworkGraph
    assert panel.plot is panel._plot
    assert panel.plot.objectName() == "networkGraph"
    assert panel.plot.accessibleName() == "Network"
    assert panel.plot.toolTip() == panel.plot.accessibleDescription() == NetworkGraph.help
    assert NetworkGraph.area == PANELS["Decision surface"].area
    assert NetworkGraph.order < PANELS["Decision surface"].order


def test_it_says_how_many_parameters_there_are_and_how_weights_look(panel: NetworkGraph) -> None:
    """The key carries the scale's ends, rounded."""
    snapshot = trained(500)
    panel.draw(snapshot)
    assert panel.note() == "37 parameters"
    assert panel._key.isVisible()
    greatest = max(float(np.abs(each.weights).max(initial=0)) for each in snapshot.neurons)
    assert greatest <= panel._plot.drawing.scale_end <= 1.6 * greatest
    assert panel._key._end == f"{panel._plot.drawing.scale_end:.1f}"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"hidden": ()},
        {"hidden": (1,)},
        {"hidden": (3,) * 30},
        {"hidden": (256, 16), "activation": "ReLU"},
        {"bias": False, "activation": "Tanh"},
        {"activation": "Linear", "output_activation": "Linear", "learning_rate": 0.01},
        {"dataset": "Linear", "hidden": (8, 8, 8)},
    ],
    ids=str,
)
def test_any_network_can_be_drawn(panel: NetworkGraph, choices: dict[str, Any], theme: Theme) -> None:
    """At the start and later on: something is drawn on the card, and nothing warns."""
    panel.set_theme(theme)
    for epochs in (0, 20):
        panel.clear()
        panel.draw(trained(epochs, **choices))
        image = panel._plot.grab().toImage()
        colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        assert len(colours) > 20
        assert image.pixelColor(1, 1) == QColor(panel.theme.card)


def test_the_output_has_the_colours_of_the_decision_surface(panel: NetworkGraph) -> None:
    """Corner by corner, it is the same picture, only smaller."""
    snapshot = trained(6000)
    panel.draw(snapshot)
    assert snapshot.surface is not None
    image = panel._plot.drawing._maps[-1].images[0]
    answers = snapshot.surface.answers[0, 1::3, 1::3]
    table = diverging_map(LIGHT)
    for row, column in ((0, 0), (0, 19), (19, 0), (19, 19), (9, 10)):
        colour = rgb(image.pixelColor(column, 19 - row))
        place = round(float(answers[row, column].clip(0, 1)) * 255)
        np.testing.assert_allclose(colour, table[place, :3], atol=3)


IMAGES: dict[str, Any] = {
    "dataset": "Digits", "samples": 30, "loss": "Softmax cross-entropy", "output_activation": "Linear",
    "layers": "Conv2D(2, 3), BatchNorm, ReLU, Flatten, Dense(5), Tanh",
}  # fmt: skip


def test_a_network_whose_neurons_cannot_be_drawn_is_shown_layer_by_layer(panel: NetworkGraph) -> None:
    """With the shape of what comes out of each; the next dataset on a plane brings the neurons back."""
    panel.draw(trained(run=1, **IMAGES))
    assert panel.plot is panel._list
    assert panel.plot.objectName() == "networkGraph"
    assert panel.plot.toolTip() == NetworkGraph.help_for_layers
    assert not panel._key.isVisible()
    assert [stage.name for stage in panel._layers._stages][:4] == ["", "Conv2D", "BatchNorm", "ReLU"]
    panel.clear()
    panel.draw(trained(run=2))
    assert (panel.plot, panel._key.isVisible()) == (panel._plot, True)
    assert panel._plot.toolTip() == NetworkGraph.help


@pytest.mark.parametrize("choices", [{}, {"hidden": (300, 20), "bias": False}, IMAGES], ids=["XOR", "wide", "images"])
def test_all_parameters_are_counted(panel: NetworkGraph, choices: dict[str, Any]) -> None:
    """As many as the network really has, whatever its layers are, and those of neurons that are not shown too."""
    trainer = Trainer(Recipe().changed(**choices))
    panel.draw(trainer.snapshot())
    assert panel.note() == f"{len(trainer.network.parameters):,} parameters"


@pytest.mark.parametrize(
    ("choices", "reading"),
    [
        ({"dataset": "Blobs", "loss": "Softmax cross-entropy", "output_activation": "Linear"}, Classes()),
        ({"loss": "BCE with logits", "output_activation": "Linear"}, Value(0.0, 1.0)),
        ({"dataset": "Sine", "output_activation": "Linear", "learning_rate": 0.1}, None),
    ],
    ids=["classes", "logits", "numbers"],
)
def test_outputs_are_drawn_as_people_read_them(
    panel: NetworkGraph, choices: dict[str, Any], reading: Reading | None
) -> None:
    """Not as logits: as the chances, or the numbers on the truth's scale, that the surface or the curve shows."""
    snapshot = trained(30, **choices)
    panel.draw(snapshot)
    outputs = panel._plot.drawing._layers[-1]
    assert outputs.maps.shape == snapshot.neurons[-1].maps.shape
    if snapshot.surface is not None:
        np.testing.assert_array_equal(outputs.maps, snapshot.surface.answers[:8, 1::3, 1::3])
    else:
        assert snapshot.line is not None
        assert set(outputs.maps.ravel().tolist()) <= set(snapshot.line.answers.ravel().tolist())
    ends = Value(*round_range(snapshot.points.T)[0])
    assert panel._plot.drawing._maps[-1]._reading == (reading or ends)


def test_neurons_over_one_feature_are_strips(panel: NetworkGraph) -> None:
    """There is nothing to say from row to row; in a large card they have the full width, but not the height."""
    panel.resize(900, 700)
    panel.draw(trained(dataset="Sine", hidden=(4, 4)))
    layout = panel._plot.drawing._layout
    assert layout is not None
    squares = [square for column in layout.squares.values() for square in column]
    assert {square.width() for square in squares} == {80.0}
    assert all(square.height() == 32.0 for square in squares)
    assert not any(one.intersects(other) for one, other in combinations(squares, 2))


def test_a_theme_changes_the_colours_at_once(panel: NetworkGraph) -> None:
    """Ground, maps and edges, without another picture from the training."""
    panel.draw(trained(6000))
    for theme in (DARK, LIGHT):
        panel.set_theme(theme)
        image = panel._plot.grab().toImage()
        assert image.pixelColor(2, image.height() - 3) == QColor(theme.card)
        layout = panel._plot.drawing._layout
        assert layout is not None
        x1 = layout.squares[0][0]  # blue at its right end
        seen = rgb(image.pixelColor(int(x1.right()) - 3, int(x1.center().y())))
        np.testing.assert_allclose(seen, diverging_map(theme)[250, :3], atol=8)


def test_a_hidden_panel_does_not_draw_and_catches_up(panel: NetworkGraph) -> None:
    """What nobody sees costs nothing; once it is shown, it shows the latest."""
    panel.hide()
    first, last = trained(0), trained(10)
    panel.draw(first)
    panel.draw(last)
    assert panel._plot.drawing._layers == ()
    panel.show()
    assert is_shown(panel, last)


def test_pictures_that_come_too_fast_are_skipped_but_never_the_last(
    panel: NetworkGraph, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is drawn at once, then there is a rest, and after it the latest is drawn, and none of those between."""
    first, between, last = trained(0), trained(10), trained(20)
    drawn: list[Snapshot] = []
    show = panel.show_snapshot

    def note_and_show(snapshot: Snapshot) -> None:
        drawn.append(snapshot)
        show(snapshot)

    monkeypatch.setattr(panel, "show_snapshot", note_and_show)
    for snapshot in (first, between, last):
        panel.draw(snapshot)
    assert drawn == [first]
    qtbot.waitUntil(lambda: is_shown(panel, last))
    assert drawn == [first, last]


def test_after_a_rest_the_next_picture_is_drawn_at_once(panel: NetworkGraph, qtbot: QtBot) -> None:
    """A single update, asked for by hand, is seen without delay."""
    panel.draw(trained(0))
    qtbot.wait(panel.rest + 10)
    later = trained(1)
    panel.draw(later)
    assert is_shown(panel, later)


def test_a_panel_that_is_hidden_during_its_rest_draws_when_it_is_shown(panel: NetworkGraph, qtbot: QtBot) -> None:
    """The end of the rest does not draw what nobody sees."""
    first, last = trained(0), trained(10)
    panel.draw(first)
    panel.draw(last)
    panel.hide()
    qtbot.waitUntil(lambda: not panel._rest.owes)
    assert is_shown(panel, first)
    panel.show()
    assert is_shown(panel, last)


def test_an_export_gets_the_picture_that_was_skipped(panel: NetworkGraph) -> None:
    """What is exported is the latest, not what was drawn a moment before."""
    last = trained(10)
    panel.draw(trained(0))
    panel.draw(last)
    panel.catch_up()
    assert is_shown(panel, last)


def test_clear_forgets_the_run_and_the_skipped_picture(panel: NetworkGraph) -> None:
    """After a reset nothing of the old run comes back, and the first picture of the next does not wait."""
    panel.draw(trained(0))
    panel.draw(trained(10))
    panel.clear()
    assert panel.note() == ""
    assert panel._plot.drawing._layers == ()
    assert not panel._key.isVisible()
    assert not panel._rest.owes
    snapshot = trained(0, run=2)
    panel.draw(snapshot)
    assert is_shown(panel, snapshot)


def test_a_new_run_begins_with_a_scale_of_its_own(panel: NetworkGraph, qtbot: QtBot) -> None:
    """The great weights of the last run do not make those of the next one pale."""
    panel.draw(trained(6000))
    great = panel._plot.drawing.scale_end
    qtbot.wait(panel.rest + 10)
    panel.draw(trained(0, run=2))
    assert panel._plot.drawing.scale_end < great / 2


def test_numbers_that_are_none_do_no_harm(panel: NetworkGraph) -> None:
    """A snapshot of a run that diverged."""
    snapshot = trained(5)
    broken = [
        dataclasses.replace(each, weights=each.weights * np.nan, biases=None, maps=each.maps * np.inf)
        for each in snapshot.neurons
    ]
    panel.draw(dataclasses.replace(snapshot, neurons=tuple(broken)))
    panel.grab()
    assert panel.note() == "37 parameters"


def test_many_pictures_make_no_new_items(panel: NetworkGraph, qtbot: QtBot) -> None:
    """A long training does not fill the memory."""
    trainer = Trainer(Recipe())
    panel.draw(trainer.snapshot())
    items = panel._plot.scene().items()
    images = [image for maps in panel._plot.drawing._maps for image in maps.images]
    for _ in range(20):
        trainer.train(5)
        panel.show_snapshot(trainer.snapshot())
    assert panel._plot.scene().items() == items
    after = [image for maps in panel._plot.drawing._maps for image in maps.images]
    assert all(one is other for one, other in zip(images, after, strict=True))


def test_the_menu_offers_what_the_plot_can_do(panel: NetworkGraph, qtbot: QtBot) -> None:
    """It can be exported and copied; it cannot be moved, so there is nothing to bring back."""
    actions = {action.text(): action for action in panel.make_menu().actions() if action.text()}
    assert list(actions) == ["Export plot…", "Copy to clipboard"]
    with qtbot.waitSignal(panel.export_requested) as exported:
        actions["Export plot…"].trigger()
    assert exported.args == [panel]
    assert not panel._plot.getPlotItem().getViewBox().menuEnabled()


def test_the_card_shows_that_its_plot_has_the_focus(panel: NetworkGraph, qtbot: QtBot) -> None:
    """Somebody who uses the keyboard sees which plot the Menu key is about."""
    with qtbot.waitActive(panel):
        panel.activateWindow()
    middle = panel.width() // 2
    panel._plot.setFocus(Qt.FocusReason.TabFocusReason)
    assert panel.grab().toImage().pixelColor(middle, 0) == QColor(LIGHT.accent)
    panel._plot.clearFocus()
    assert panel.grab().toImage().pixelColor(middle, 0) == QColor(LIGHT.hairline)
