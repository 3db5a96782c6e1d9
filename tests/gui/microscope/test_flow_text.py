"""The words and numbers in the network's drawing: short where room is scarce, in full for the pointer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import QPointF
from PyQt5.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from gui.microscope.flow import Scene
from gui.microscope.flow_layout import SIZES
from gui.microscope.flow_text import in_full, short
from gui.microscope.flow_view import FlowView
from tests.gui.microscope.flow_parts import box, flow, on_edge, open_view


@pytest.fixture
def view(qtbot: QtBot) -> FlowView:
    return open_view(qtbot)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"), (-0.0, "0.00"), (-0.001, "0.00"), (0.524, "0.52"), (-0.999, "−1.00"), (9.996, "10.0"),
        (-12.34, "−12.3"), (99.96, "100"), (1234.6, "1235"), (-9999.9, "−1·10⁴"), (2.2e6, "2·10⁶"),
        (float("nan"), "NaN"), (float("inf"), "∞"), (float("-inf"), "−∞"),
    ],
)  # fmt: skip
def test_values_are_short_enough_for_a_neuron(view: FlowView, value: float, text: str) -> None:
    """Two decimals as long as there is room, and never a minus before nothing."""
    assert short(value) == text
    assert QFontMetricsF(view._painting.large_number).horizontalAdvance(text) <= SIZES[0].width - 2
    assert QFontMetricsF(view._painting.number).horizontalAdvance(text) <= SIZES[-1].width - 2


def test_numbers_in_full_have_every_figure() -> None:
    """What a tooltip says can be typed in again."""
    assert in_full(0.16234523253277644) == "0.16234523253277644"
    assert in_full(np.float64(-1e-07)) == "−1e−07"


def test_the_legend_says_what_the_edges_are(view: FlowView) -> None:
    """And how strong the strongest is; gradients below only once there are some; no more than finds room."""
    made = flow((1, 1), back=1)
    made = replace(made, weights=(np.array([[2.0]]),), weight_gradients=(np.array([[-0.004]]),))
    shown = Scene(made, 1, "backward", 2.0, None)
    for room, text in (
        (400, "edges: ∂L/∂W₁ up to 0.0040   below: ∂L/∂a"),
        (200, "edges: ∂L/∂W₁ up to 0.0040"),
        (100, "edges: ∂L/∂W₁"),
        (30, ""),
    ):
        assert view._painting.legend(shown, room) == text
    early = replace(made, weight_gradients=(None,), gradients=(None, None))
    shown = replace(shown, flow=early)
    assert view._painting.legend(shown, 400) == "edges: weights up to 2.0"


def test_the_pointer_is_told_every_number(view: FlowView) -> None:
    """In full, by the names that the formulas have, from 1."""
    made = flow(done=2, back=2)
    made = replace(made, gradients=(None, None, made.gradients[2], None))
    view.show_flow(made, 2, "backward")
    W, dW, a, da, b = made.weights[1], made.weight_gradients[1], made.values[2], made.gradients[2], made.biases[1]
    assert dW is not None
    assert a is not None
    assert da is not None
    assert b is not None
    edge = f"W₂[3,1] = {in_full(W[2, 0])}\n∂L/∂W₂[3,1] = {in_full(dW[2, 0])}"
    assert view.text_at(on_edge(view, 2, 2, 0, 0.05)) == edge
    neuron = f"a₂[3] = {in_full(a[2])}\n∂L/∂a₂[3] = {in_full(da[2])}\nb₂[3] = {in_full(b[2])}"
    assert view.text_at(box(view, 2, 2).center()) == view.text_at(box(view, 2, 2).bottomLeft()) == neuron
    assert view.text_at(on_edge(view, 1, 0, 0)) == f"W₁[1,1] = {in_full(made.weights[0][0, 0])}"
    assert view.text_at(box(view, 3, 0).center()).startswith("y[1]: not calculated yet\nb₃[1] = ")
    assert made.values[0] is not None
    assert view.text_at(box(view, 0, 1).center()) == f"x[2] = {in_full(made.values[0][1])}"
    assert view._layout is not None
    assert view.text_at(view._layout.truth[0].center()) == "t[1] = 1.0"
    assert view.text_at(QPointF(3, 40)) == ""
