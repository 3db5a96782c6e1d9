"""Network: what each neuron says all over the plane, and how strongly it listens to those before it."""

from __future__ import annotations

from engine.snapshot import Snapshot
from gui.panels.base import PANELS, Panel
from gui.theme import Theme
from gui.widgets.network_plot import NetworkPlot
from gui.widgets.network_text import parameter_count
from gui.widgets.weight_key import WeightKey


@PANELS.register("Network")
class NetworkGraph(Panel):
    """The network from its inputs at the left to its output at the right, with the formula of each layer."""

    object_name = "networkGraph"
    area = "left"
    order = 10
    rest = 80  # weights move slowly, and there are many edges to draw
    help = "What each neuron says all over the plane, and its weights: blue positive, orange negative, thick if strong."

    def make_body(self) -> NetworkPlot:
        self._plot = NetworkPlot(self.theme)
        self._key = WeightKey(self.theme)
        self._key.hide()
        self.header.addWidget(self._key)
        self._run: int | None = None
        return self._plot

    def show_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.run != self._run:
            self._run = snapshot.run
            self._begin(snapshot)
        if snapshot.neurons:
            self._plot.drawing.show_layers(snapshot.neurons)
            self._key.set_end(self._plot.drawing.scale_end)

    def _begin(self, snapshot: Snapshot) -> None:
        """Shows what stays the same all through a run."""
        self._plot.drawing.clear()
        self._key.setVisible(bool(snapshot.neurons))
        if snapshot.neurons:
            self.set_note(f"{parameter_count(snapshot.neurons):,} parameters")
            self.explain("")
        else:
            self.set_note("")
            features = snapshot.points.X.shape[1]
            self.explain(f"What neurons say can be drawn for two features, and these samples have {features}.")

    def forget(self) -> None:
        self._run = None
        self._key.hide()
        self._plot.drawing.clear()

    def apply_theme(self, theme: Theme) -> None:
        self._plot.set_theme(theme)
        self._key.set_theme(theme)
