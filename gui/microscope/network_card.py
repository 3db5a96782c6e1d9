"""The card with the network's drawing: neurons joined by weights, or the pictures of a network that sees images."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QStackedWidget

from engine.close_up import Seen, is_plain, seen
from engine.microscope import Line, Microscope
from gui.microscope.card import Card
from gui.microscope.choice import Choice, is_one_by_one, unit_of
from gui.microscope.flow_scene import chosen_in_flow, flow_of
from gui.microscope.flow_view import FlowView
from gui.microscope.maps import Moment
from gui.microscope.maps_view import MapsView
from gui.theme import Theme


class NetworkCard(Card):
    """Two drawings, of which the one is seen that suits the network."""

    weight_clicked = pyqtSignal(int, int, int)  # layer with weights, from 1; to and from which neuron, from 0
    bias_clicked = pyqtSignal(int, int)  # layer with weights, from 1; neuron, from 0
    unit_clicked = pyqtSignal(int, int)  # layer with weights, from 1; filter or neuron, from 0

    def __init__(self, theme: Theme) -> None:
        self.flow, self.maps, self._pages = FlowView(theme), MapsView(theme), QStackedWidget()
        self._pages.addWidget(self.flow)
        self._pages.addWidget(self.maps)
        super().__init__("Network", self._pages)
        self.flow.weight_clicked.connect(self.weight_clicked)
        self.flow.bias_clicked.connect(self.bias_clicked)
        self.maps.unit_clicked.connect(self.unit_clicked)

    def show_operation(self, of: Microscope, line: Line, choice: Choice) -> None:
        """The moment after an operation, for the chosen sample and weight."""
        if is_plain(of.parts):
            self.flow.show_flow(flow_of(of, line.number, choice.sample), line.layer, line.phase)
            self.flow.set_chosen(*chosen_in_flow(of, choice))
            self._pages.setCurrentWidget(self.flow)
            return
        self.maps.show_moment(_moment(of, line, choice))
        self._pages.setCurrentWidget(self.maps)

    def set_theme(self, theme: Theme) -> None:
        self.flow.set_theme(theme)
        self.maps.set_theme(theme)


def _moment(of: Microscope, line: Line, choice: Choice) -> Moment:
    signals = tuple(seen(of, line.number + 1, choice.sample))
    unit, numbers = unit_of(of, choice), [each.part.number if each.part is not None else 0 for each in signals]
    chosen = [column for column, number in enumerate(numbers) if is_one_by_one(of, number, choice.layer)]
    truth = of.t[:, choice.sample].copy()
    return Moment(signals, truth, _focus(of, line, signals), line.phase, tuple((column, unit) for column in chosen))


def _focus(of: Microscope, line: Line, signals: Sequence[Seen]) -> int | None:
    """The column of what a layer gives; on the way back, as soon as it is made, of what it sends."""
    part = of.part_of(line)
    if part is None:
        return len(signals) - 1 if line.phase == "loss" else None
    own = next(column for column, each in enumerate(signals) if each.signal is part.given)
    sends = line.phase == "backward" and (not part.has_weights or line.number == part.taken.came_back)
    return own - 1 if sends else own
