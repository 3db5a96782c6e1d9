"""What the tests of the network's drawing share: a made-up flow, a view of it, and questions about its picture."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QImage, QMouseEvent
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.notation import signal_symbol, subscript
from engine.program import Array
from gui.microscope.flow import Flow
from gui.microscope.flow_view import FlowView
from gui.theme import DARK, LIGHT, Theme

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
LAB, DEEP = (2, 4, 4, 1), (2, *[64] * 6, 1)


def flow(counts: tuple[int, ...] = LAB, done: int | None = None, back: int | None = None, bias: bool = True) -> Flow:
    """Made-up numbers; values of layers up to ``done`` and gradients from layer ``back`` on are known."""
    rng, depth = np.random.default_rng(7), len(counts) - 1
    done, back = depth if done is None else done, depth + 1 if back is None else back
    numbers: list[Array] = [rng.uniform(-1, 1, count) for count in counts]
    W: list[Array] = [rng.uniform(-1, 1, (here, before)) for before, here in pairwise(counts)]
    return Flow(
        weights=tuple(W),
        biases=tuple(rng.uniform(-1, 1, count) if bias else None for count in counts[1:]),
        values=tuple(each if layer <= done else None for layer, each in enumerate(numbers)),
        gradients=tuple(each / -50 if layer and layer >= back else None for layer, each in enumerate(numbers)),
        weight_gradients=tuple(each / -100 if layer >= back else None for layer, each in enumerate(W, 1)),
        truth=np.ones(counts[-1]),
        signals=tuple(signal_symbol(layer, depth) for layer in range(depth + 1)),
        captions=tuple(_captions(layer, depth, bias) for layer in range(1, depth + 1)),
        letters=(("W", "b"),) * depth,
        scales=(False,) * depth,
    )


def _captions(layer: int, depth: int, bias: bool) -> tuple[str, str]:
    n, plus = subscript(layer), f" + b{subscript(layer)}" if bias else ""
    return f"z{n} = W{n} {signal_symbol(layer - 1, depth)}{plus}", f"{signal_symbol(layer, depth)} = σ(z{n})"


def open_view(qtbot: QtBot) -> FlowView:
    """A light one on the screen."""
    made = FlowView(LIGHT)
    qtbot.addWidget(made)
    made.resize(560, 360)
    with qtbot.waitExposed(made):
        made.setVisible(True)
    return made


def picture(view: FlowView) -> QImage:
    """As it looks on a card."""
    return picture_of(view, view._painting.theme)


def picture_of(view: QWidget, theme: Theme) -> QImage:
    """Any drawing, as it looks on a card."""
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.card))
    view.render(image, flags=QWidget.RenderFlags(QWidget.RenderFlag.DrawChildren))
    return image


def pixel(image: QImage, x: float, y: float) -> NDArray[np.floating[Any]]:
    return rgb(image.pixelColor(int(x), int(y)))


def rgb(colour: QColor | str) -> NDArray[np.floating[Any]]:
    return np.array(QColor(colour).getRgb()[:3], dtype=float)


def box(view: FlowView, layer: int, row: int) -> QRectF:
    assert view._layout is not None
    return view._layout.boxes[layer][row]


def on_edge(view: FlowView, layer: int, row: int, column: int, share: float = 0.5) -> QPointF:
    assert view._layout is not None
    link = next(link for link in view._layout.links if link.layer == layer)
    path = link.path(row, column)
    assert path is not None
    return path.pointAtPercent(share)


def opacities(view: FlowView, layer: int) -> dict[tuple[int, int], float]:
    """Of the edges into a layer, by row and column."""
    assert view._layout is not None
    link = next(link for link in view._layout.links if link.layer == layer)
    drawn = {id(path): opacity for opacity, _, path in view._edges}
    rows, columns = link.ends.shape
    return {(r, c): drawn[id(link.path(r, c))] for r in range(rows) for c in range(columns)}


def click(view: FlowView, where: QPointF, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    press, nothing_else = QEvent.Type.MouseButtonPress, Qt.KeyboardModifier.NoModifier
    view.mousePressEvent(QMouseEvent(press, where, button, button, nothing_else))
