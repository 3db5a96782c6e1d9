"""The card with the curve on which a number stands: a neuron's sum on its activation, or an answer on the loss."""

from __future__ import annotations

import numpy as np

from engine.microscope import Line, Microscope
from engine.notation import signal_symbol, subscript
from gui.microscope.card import Card
from gui.microscope.curve_view import CurveView
from gui.microscope.matrices import Choice
from gui.theme import Theme
from gui.widgets.numbers import value_text

POINTS = 161  # of a curve
REACH = 6.0  # the sums that are shown at least, to either side


class CurveCard(Card):
    """The note says the number, what becomes of it, and the slope there."""

    def __init__(self, theme: Theme) -> None:
        self._curve = CurveView(theme)
        super().__init__("Activation", self._curve)

    def show_operation(self, of: Microscope, line: Line, choice: Choice) -> None:
        """The loss where it is calculated; elsewhere the activation of the layer, at the chosen neuron's sum."""
        if line.phase == "loss":
            self._show_loss(of, choice)
        else:
            self._show_activation(of, line.layer or choice.layer, choice)

    def set_theme(self, theme: Theme) -> None:
        self._curve.set_theme(theme)

    def _show_activation(self, of: Microscope, layer: int, choice: Choice) -> None:
        sums = of.sums(layer)[:, choice.sample]
        row = {choice.layer: choice.row, choice.layer - 1: choice.column}.get(layer, 0)  # of the weight, or before it
        row = row if row < len(sums) else 0
        here = float(sums[row])
        reach = max(REACH, 1.25 * abs(here)) if np.isfinite(here) else REACH
        z = np.linspace(-reach, reach, POINTS)
        a, slope = of.bend(layer, np.append(z, here))
        symbol, name = f"z{subscript(layer)}[{row + 1}]", f"{signal_symbol(layer, of.depth)}[{row + 1}]"
        at = (here, float(a[-1]), float(slope[-1]))
        self._curve.show_curve((symbol, name), z, a[:-1], slope[:-1], at)
        self.set_title(of.activation_name(layer))
        self.set_note(f"{symbol} = {value_text(here)} → {name} = {value_text(at[1])}, slope {value_text(at[2])}")

    def _show_loss(self, of: Microscope, choice: Choice) -> None:
        sample, y, t = choice.sample, of.outputs()[:, choice.sample], of.t[:, choice.sample]
        output = min(choice.row, len(y) - 1) if choice.layer == of.depth else 0
        here, truth = float(y[output]), float(t[output])
        grid = np.linspace(min(0.0, here, truth), max(1.0, here, truth), POINTS)[1:-1]
        L, slope = of.loss_along(sample, output, np.append(grid, here))
        at = (here, float(L[-1]), float(slope[-1]))
        self._curve.show_curve((f"y[{output + 1}]", "loss"), grid, L[:-1], slope[:-1], at)
        self.set_title(f"Loss of sample {sample + 1}")
        loss = f"{value_text(at[1])}, slope {value_text(at[2])}"
        self.set_note(f"alone: y = {value_text(here)}, t = {truth:.4g} → {loss}")
