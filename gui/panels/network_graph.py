"""Network: what each neuron says all over the plane, and how strongly it listens to those before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.snapshot import Neurons, Points, Snapshot
from gui.panels.base import PANELS, Panel
from gui.theme import Theme
from gui.widgets.layer_table import LayerTable
from gui.widgets.network_drawing import CHANCE
from gui.widgets.network_plot import NetworkPlot
from gui.widgets.ranges import round_range
from gui.widgets.readings import Classes, Reading, Value
from gui.widgets.sheet import Sheet
from gui.widgets.weight_key import WeightKey


@PANELS.register("Network")
class NetworkGraph(Panel):
    """The network from its inputs at the left to its output at the right, with the formula of each layer."""

    object_name = "networkGraph"
    area = "left"
    order = 10
    rest = 80  # weights move slowly, and there are many edges to draw
    help = "What each neuron says all over the plane, and its weights: blue positive, orange negative, thick if strong."
    help_for_layers = "The layers from the inputs down: what each makes of a sample, and how many parameters it learns."

    def make_body(self) -> NetworkPlot:
        self._plot = NetworkPlot(self.theme)
        self._layers = LayerTable(self.theme)
        self._list = Sheet(self._layers)
        self._list.setParent(self)  # it may never be shown; without a parent it would outlive the application
        self._list.hide()
        self._list.setObjectName("networkLayers")
        self._list.setAccessibleName(self.name)
        self._list.setToolTip(self.help_for_layers)
        self._key = WeightKey(self.theme)
        self._key.hide()
        self.header.addWidget(self._key)
        self._run: int | None = None
        self._reading: Reading = CHANCE
        return self._plot

    def show_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.run != self._run:
            self._run = snapshot.run
            self._begin(snapshot)
        if snapshot.neurons:
            self._plot.drawing.show_layers(as_answered(snapshot), self._reading)
            self._key.set_end(self._plot.drawing.scale_end)

    def _begin(self, snapshot: Snapshot) -> None:
        """Shows what stays the same all through a run: neurons, or where these cannot be drawn, layers."""
        self._plot.drawing.clear()
        self._key.setVisible(bool(snapshot.neurons))
        self._reading = reading_of(snapshot.points)
        self.set_note(f"{sum(stage.parameters for stage in snapshot.stages):,} parameters")
        if snapshot.neurons:
            self.turn_to(self._plot, self.name, self.help)
        else:
            self._layers.show_stages(snapshot.stages)
            self.turn_to(self._list, self.name, self.help_for_layers)

    def forget(self) -> None:
        self._run = None
        self._key.hide()
        self._plot.drawing.clear()
        self._layers.show_stages(())

    def apply_theme(self, theme: Theme) -> None:
        self._plot.set_theme(theme)
        self._list.set_theme(theme)
        self._key.set_theme(theme)


def reading_of(points: Points) -> Reading:
    """How outputs become colours: as in the decision surface."""
    if points.is_regression:
        return Value(*round_range(points.T[:, 0])[0])
    return Classes() if points.T.shape[1] > 1 else CHANCE


def as_answered(snapshot: Snapshot) -> tuple[Neurons, ...]:
    """The layers, the last of them with what people read of its outputs, such as chances in place of logits."""
    *others, outputs = snapshot.neurons
    if snapshot.surface is not None:
        answers = snapshot.surface.answers
    else:
        assert snapshot.line is not None  # or there would be no neurons
        answers = snapshot.line.answers[:, np.newaxis]
    count, rows, columns = outputs.maps.shape
    maps = answers[:count, _every(answers.shape[1], rows)][..., _every(answers.shape[2], columns)]
    return (*others, replace(outputs, maps=maps))


def _every(cells: int, fewer: int) -> NDArray[np.intp]:
    """``fewer`` of so many cells, evenly spread."""
    return np.asarray((np.arange(fewer) + 0.5) * cells / fewer).astype(np.intp)
