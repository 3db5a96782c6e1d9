"""The card with the curve on which a number stands: a neuron's sum on its activation, or an answer on the loss."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QStackedWidget

from engine.close_up import activation_at, bend, loss_along
from engine.microscope import Line, Microscope
from engine.parts import Part
from engine.program import Array
from gui.microscope.card import Card
from gui.microscope.choice import Choice, feature_in
from gui.microscope.curve_view import CurveView
from gui.microscope.maps import named
from gui.theme import Theme
from gui.widgets.numbers import value_text

POINTS = 161  # of a curve
REACH = 6.0  # the sums that are shown at least, to either side
BEYOND = 2.0  # the outputs without bounds that are shown at least beyond 0 and 1
NO_BEND = "No activation follows this layer: what it gives goes on as it is."


class CurveCard(Card):
    """The note says the number, what becomes of it, and the slope there."""

    def __init__(self, theme: Theme) -> None:
        self._curve, self._words, self._pages = CurveView(theme), QLabel(NO_BEND), QStackedWidget()
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setProperty("role", "note")
        self._pages.addWidget(self._curve)
        self._pages.addWidget(self._words)
        super().__init__("Activation", self._pages)

    def show_operation(self, of: Microscope, line: Line, choice: Choice) -> None:
        """The loss where it is calculated; elsewhere the activation of the layer, at the chosen neuron's sum."""
        part = activation_at(of, line.place, line.layer or choice.layer)
        self._pages.setCurrentWidget(self._curve if line.phase == "loss" or part is not None else self._words)
        if line.phase == "loss":
            self._show_loss(of, choice)
        elif part is not None:
            self._show_activation(of, part, choice)
        else:
            self.set_title("Activation")
            self.set_note("")

    def set_theme(self, theme: Theme) -> None:
        self._curve.set_theme(theme)

    def _show_activation(self, of: Microscope, part: Part, choice: Choice) -> None:
        feature = feature_in(of, choice, part.taken) or 0
        here = float(of.said(part.taken)[feature, choice.sample])
        reach = max(REACH, 1.25 * abs(here)) if np.isfinite(here) else REACH
        z = np.linspace(-reach, reach, POINTS)
        a, slope = bend(of, part, choice.sample, feature, np.append(z, here))
        symbol = named(part.taken.symbol, part.taken.shape, feature)
        name = named(part.given.symbol, part.given.shape, feature)
        at = (here, float(a[-1]), float(slope[-1]))
        self._curve.show_curve((symbol, name), z, a[:-1], slope[:-1], at)
        self.set_title(part.layer.name)
        self.set_note(f"{symbol} = {value_text(here)} → {name} = {value_text(at[1])}, slope {value_text(at[2])}")

    def _show_loss(self, of: Microscope, choice: Choice) -> None:
        sample, y, t = choice.sample, of.outputs()[:, choice.sample], of.t[:, choice.sample]
        output = feature_in(of, choice, of.parts[-1].given) or 0
        here, truth = float(y[output]), float(t[output])
        grid = _grid(of, here, truth)
        L, slope = loss_along(of, sample, output, np.append(grid, here))
        at = (here, float(L[-1]), float(slope[-1]))
        self._curve.show_curve((f"y[{output + 1}]", "loss"), grid, L[:-1], slope[:-1], at)
        self.set_title(f"Loss of sample {sample + 1}")
        loss = f"{value_text(at[1])}, slope {value_text(at[2])}"
        self.set_note(f"alone: y = {value_text(here)}, t = {truth:.4g} → {loss}")


def _grid(of: Microscope, here: float, truth: float) -> Array:
    """The outputs whose loss is shown: all that the loss can judge, if that has ends, or else some on either side."""
    loss, known = of.trainer.loss_function, [each for each in (here, truth) if np.isfinite(each)]
    low, high = min(0.0, *known), max(1.0, *known)
    if loss.takes_logits or loss.wanted != (0.0, 1.0):
        low, high = min(low, -BEYOND) - BEYOND, max(high, BEYOND) + BEYOND
    return np.linspace(low, high, POINTS)[1:-1]
