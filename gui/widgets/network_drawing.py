"""A drawing of a network: neurons with what they say over the plane, weights as coloured edges, formulas below."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QStaticText, QTextOption
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from engine.snapshot import Neurons
from gui.theme import SMALL, Theme, font
from gui.widgets.network_layout import Caption, Edge, Layout
from gui.widgets.network_text import Layers, neuron_text, typeset, weight_text
from gui.widgets.neuron_maps import NeuronMaps
from gui.widgets.readings import Reading, Value
from gui.widgets.scale import Scale
from gui.widgets.sheet import Drawing
from gui.widgets.strength import GRADES, NONE, Strengths, greatest, places

Floats = NDArray[np.floating[Any]]
STEPS = np.linspace(0.0, 1.0, 129)  # along an edge, where the pointer is looked for
NEAR = 4.0  # pixels that it may be away
CHANCE = Value(0.0, 1.0)  # of class 1, as the one output of a network says it


class NetworkDrawing(Drawing):
    """One item that paints everything, in pixels from the upper left corner of its size.

    All weights and biases share one scale, so that they can be compared; its end is the greatest of them, rounded up.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._font = font(SMALL)
        self._unwrapped = QTextOption()
        self._unwrapped.setWrapMode(QTextOption.NoWrap)
        self.clear()
        self.set_theme(theme)

    @property
    def scale_end(self) -> float:
        """The size of a weight that is drawn as strong as can be."""
        return self._scale.end

    def clear(self) -> None:
        """Forgets the network, and the scales that fitted it."""
        self._layers: Layers = ()
        self._maps: list[NeuronMaps] = []
        self._layout: Layout | None = None
        self._scale = Scale()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._strengths = Strengths(theme)
        for maps in self._maps:
            maps.set_theme(theme)

    def show_layers(self, layers: Layers, reading: Reading = CHANCE) -> None:
        """Draws these neurons and weights, unless they are drawn already; ``reading``: how outputs become colours."""
        is_new = _kind(layers) != _kind(self._layers)
        is_changed = not is_new and any(map(_differ, layers, self._layers))
        self._layers = layers
        if is_new:
            inputs, *hidden, outputs = layers
            self._maps = [NeuronMaps(inputs, self._theme, is_input=True)]
            self._maps += [NeuronMaps(each, self._theme) for each in hidden]
            self._maps.append(NeuronMaps(outputs, self._theme, reading=reading))
            self.lay_out()
            return
        if is_changed:
            self._grade()
        if self._colour() or is_changed:
            self.update()

    def text_at(self, where: QPointF) -> tuple[str, QRectF]:
        """What there is to say of the neuron or the weight at a point, and around it where that holds; or ""."""
        if self._layout is not None:
            for layer, squares in self._layout.squares.items():
                for neuron, square in enumerate(squares):
                    if square.contains(where):
                        return neuron_text(self._layers, layer, neuron), square
            edge = self._edge_at(where)
            if edge is not None:
                text = weight_text(self._layers, edge.layer, edge.to, edge.origin)
                return text, QRectF(where - QPointF(NEAR, NEAR), where + QPointF(NEAR, NEAR))
        return "", QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        if self._layout is None:
            return
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setRenderHint(QPainter.SmoothPixmapTransform)
        self._draw_edges(painter)
        self._draw_neurons(painter, self._layout, is_file=widget is None)
        self._draw_biases(painter)
        self._draw_texts(painter, self._layout)

    # --- what is drawn --------------------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Finds a place for everything, as the size or the kind of network is another."""
        if not self._layers:
            return
        self._layout = Layout(self._layers, self._size, QFontMetricsF(self._font).horizontalAdvance)
        self._paths = [_path(curve) for curve in self._layout.curves.tolist()]
        squares = [square for layer in self._biases() for square in self._layout.squares[layer]]
        self._corners = [square.bottomLeft() for square in squares]
        self._texts = [self._static(caption) for caption in self._layout.captions]
        self._colour()
        self._grade()
        self.update()

    def _colour(self) -> bool:
        """Brings the maps up to date that are shown; whether any changed."""
        assert self._layout is not None
        changes = [self._maps[layer].show(self._layers[layer].maps) for layer in self._layout.squares]
        return any(changes)

    def _biases(self) -> dict[int, Floats]:
        """Of the layers that are shown and have biases."""
        assert self._layout is not None
        biases = {layer: self._layers[layer].biases for layer in self._layout.squares}
        return {layer: values for layer, values in biases.items() if values is not None}

    def _grade(self) -> None:
        """Finds the strength of each weight and bias, and draws the strong ones over the weak ones."""
        assert self._layout is not None
        weights = _flat([self._layers[layer].weights for layer in self._layout.linked])
        biases = _flat(list(self._biases().values()))
        end = self._scale.follow(greatest(weights, biases))
        drawn = places(weights, end)
        order = np.argsort(drawn % GRADES, kind="stable").tolist()
        pens = drawn.tolist()
        self._edges = [(self._paths[edge], pens[edge]) for edge in order if pens[edge] != NONE]
        dots = zip(self._corners, places(biases, end).tolist(), strict=True)
        self._dots = [(corner, place) for corner, place in dots if place != NONE]

    def _static(self, caption: Caption) -> tuple[QPointF, QStaticText]:
        """A text made ready, and where its upper left corner comes."""
        text = QStaticText(typeset(caption.text))
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setTextOption(self._unwrapped)
        text.prepare(font=self._font)
        return caption.where - QPointF(text.size().width() / 2, 0), text

    def _edge_at(self, where: QPointF) -> Edge | None:
        assert self._layout is not None
        if not self._layout.edges:
            return None
        away = _along(self._layout.curves) - (where.x(), where.y())
        distances = np.hypot(away[..., 0], away[..., 1]).min(axis=1)
        nearest = int(distances.argmin())
        return self._layout.edges[nearest] if distances[nearest] <= NEAR else None

    # --- how it is drawn ------------------------------------------------------------------------------------------

    def _draw_edges(self, painter: QPainter) -> None:
        pens = self._strengths.pens
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path, place in self._edges:
            painter.setPen(pens[place])
            painter.drawPath(path)

    def _draw_neurons(self, painter: QPainter, layout: Layout, is_file: bool) -> None:
        painter.setPen(QPen(QColor(self._theme.muted), 1.0))
        for layer, squares in layout.squares.items():
            maps = self._maps[layer]
            images = maps.fine_images() if is_file else maps.images
            for square, image in zip(squares, images, strict=True):
                painter.drawImage(square, image)
                painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5))

    def _draw_biases(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._theme.card), 1.0))
        for corner, place in self._dots:
            radius = self._strengths.radii[place]
            painter.setBrush(self._strengths.brushes[place])
            painter.drawEllipse(corner, radius, radius)

    def _draw_texts(self, painter: QPainter, layout: Layout) -> None:
        colour = QColor(self._theme.muted)
        painter.setPen(colour)
        painter.setFont(self._font)
        for where, text in self._texts:
            painter.drawStaticText(where, text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for dot in layout.dots:
            painter.drawEllipse(dot, 1.5, 1.5)


def _kind(layers: Layers) -> list[tuple[object, ...]]:
    """All that the layout depends on."""
    return [(each.count, each.activation, each.maps.shape, each.biases is None) for each in layers]


def _differ(one: Neurons, other: Neurons) -> bool:
    if not np.array_equal(one.weights, other.weights):
        return True
    return one.biases is not None and other.biases is not None and not np.array_equal(one.biases, other.biases)


def _flat(arrays: list[Floats]) -> Floats:
    return np.concatenate([np.empty(0), *(array.ravel() for array in arrays)])


def _path(curve: list[list[float]]) -> QPainterPath:
    start, first, second, end = (QPointF(*point) for point in curve)
    path = QPainterPath(start)
    path.cubicTo(first, second, end)
    return path


def _along(curves: Floats) -> Floats:
    """Points on Bézier curves: (edges, steps, 2) from their control points (edges, 4, 2)."""
    t = STEPS[:, np.newaxis]
    shares = np.hstack(((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3))  # (steps, 4)
    return np.asarray(shares @ curves)
