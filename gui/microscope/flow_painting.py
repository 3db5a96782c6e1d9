"""How the network's drawing is painted: the arrow's lane, edges, neurons with gradients, the truth and captions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QStaticText

from engine.program import Array
from gui.microscope.flow import Scene
from gui.microscope.flow_edges import Edge
from gui.microscope.flow_layout import BAR, EDGE, GAP, LANE, LINE, MOST, SIZES, TO_BAR, FlowLayout, Size
from gui.microscope.flow_text import legends, short
from gui.theme import MEDIUM, SEMIBOLD, SMALL, TEXT, Theme, diverging_map, font, ink_colours, number_font, pen
from gui.widgets.network_text import typeset
from gui.widgets.numbers import value_text
from gui.widgets.ranges import round_above
from gui.widgets.strength import NONE, Strengths, greatest, places

Caption = tuple[int, QPointF, QStaticText]  # its layer, and the place of its upper left corner


class FlowPainting:
    """The fonts, pens and colours of a theme, and what is done with them."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.font, self.strong = font(SMALL), font(SMALL, SEMIBOLD)
        self.number, self.large_number = number_font(SMALL), number_font(TEXT, MEDIUM)
        self._strengths = Strengths(theme)
        self._colours = [QColor(*colour) for colour in diverging_map(theme)[:, :3].tolist()]
        self._inks = [QColor(ink) for ink in ink_colours(theme)]
        self._truth = self._static("t")

    def captions(self, layout: FlowLayout) -> list[Caption]:
        """The formulas below the columns, made ready to be drawn."""
        made = []
        for layer, lines in layout.captions.items():
            for line, text in enumerate(lines):
                caption = self._static(text)
                left = layout.centres[layer] - caption.size().width() / 2
                made.append((layer, QPointF(left, layout.bottom + LINE * line), caption))
        return made

    def paint(
        self, painter: QPainter, scene: Scene, layout: FlowLayout, edges: Sequence[Edge], captions: Sequence[Caption]
    ) -> None:
        """``edges``: as `graded` has them."""
        focus = scene.column_in_focus
        self._draw_lane(painter, scene, layout.width)
        if focus in layout.boxes:
            self._draw_band(painter, layout.band(focus))
        self._draw_edges(painter, edges)
        self._draw_chosen_edge(painter, scene, layout)
        for layer, boxes in layout.boxes.items():
            self._draw_values(painter, layer, boxes, scene, layout.size)
            self._draw_gradients(painter, layer, boxes, scene, layout.size)
            if layer:
                self._draw_biases(painter, layer, boxes, scene)
        self._draw_truth(painter, scene, layout)
        self._draw_captions(painter, captions, focus)
        self._draw_what_is_left_out(painter, scene, layout)

    def _draw_lane(self, painter: QPainter, scene: Scene, width: float) -> None:
        """The phase, an arrow in its direction, and what the edges stand for."""
        theme, middle = self.theme, LANE / 2 - 2
        lane = QRectF(EDGE, 0, width - 2 * EDGE, 2 * middle)
        painter.setFont(self.strong)
        painter.setPen(QColor(theme.accent))
        painter.drawText(lane, int(Qt.AlignmentFlag.AlignVCenter), scene.phase)
        left = lane.left() + QFontMetricsF(self.strong).horizontalAdvance(scene.phase) + GAP
        text = self.legend(scene, lane.right() - left - 3 * GAP)
        if scene.phase in ("forward", "backward"):
            right = lane.right() - (QFontMetricsF(self.font).horizontalAdvance(text) + GAP if text else 0)
            ends = (left, right) if scene.phase == "forward" else (right, left)
            draw_arrow(painter, QPointF(ends[0], middle), QPointF(ends[1], middle))
        painter.setFont(self.font)
        painter.setPen(QColor(theme.muted))
        painter.drawText(lane, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)

    def legend(self, scene: Scene, room: float) -> str:
        """As much of it as finds room."""
        metrics = QFontMetricsF(self.font)
        return next(text for text in legends(scene) if not text or metrics.horizontalAdvance(text) <= room)

    def _draw_band(self, painter: QPainter, band: QRectF) -> None:
        colour = QColor(self.theme.accent)
        colour.setAlphaF(0.1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(band, 6, 6)

    def _draw_edges(self, painter: QPainter, edges: Sequence[Edge]) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for opacity, alike in groupby(edges, key=lambda edge: edge[0]):
            painter.setOpacity(opacity)
            for _, place, path in alike:
                painter.setPen(self._strengths.pens[place])
                painter.drawPath(path)
        painter.setOpacity(1.0)

    def _draw_chosen_edge(self, painter: QPainter, scene: Scene, layout: FlowLayout) -> None:
        """With an outline, so that its own colour stays what it is."""
        layer, row, column = scene.chosen or (0, 0, None)
        link = next((each for each in layout.links if each.layer == layer), None)
        path = link.path(row, column) if link is not None and column is not None else None
        if path is None:
            return
        _, values, end = scene.on_edges(layer)
        place = int(places(values[row, column], end))
        own = self._strengths.pens[place] if place != NONE else QPen(QColor(self.theme.card), 1.0)
        for colour, wider in ((self.theme.text, 5.0), (self.theme.card, 2.0)):
            painter.setPen(QPen(QColor(colour), own.widthF() + wider, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawPath(path)
        painter.setPen(own)
        painter.drawPath(path)

    def _draw_values(self, painter: QPainter, layer: int, boxes: Sequence[QRectF], scene: Scene, size: Size) -> None:
        values = scene.flow.values[layer]
        end = 1.0 if values is None else _end(values)
        for row, box in enumerate(boxes):
            if values is None:
                self._draw_box(painter, box, None, end, pen(self.theme.outline), size)
            else:
                border = self.theme.text if scene.is_acted_upon(layer, row) else self.theme.muted
                self._draw_box(painter, box, float(values[row]), end, pen(border), size)

    def _draw_box(
        self, painter: QPainter, box: QRectF, value: float | None, end: float, border: QPen, size: Size
    ) -> None:
        painter.setPen(border)
        if value is None or np.isnan(value):
            painter.setBrush(QColor(self.theme.card))
            ink = QColor(self.theme.text)
        else:
            place = round(127.5 + 127.5 * min(max(value / end, -1.0), 1.0))
            painter.setBrush(self._colours[place])
            ink = self._inks[place]
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), box.height() / 5, box.height() / 5)
        if value is not None and size.texts:
            painter.setPen(ink)
            self._write(painter, box, short(value), self.large_number if size == SIZES[0] else self.number)

    def _draw_gradients(self, painter: QPainter, layer: int, boxes: Sequence[QRectF], scene: Scene, size: Size) -> None:
        """Below each neuron a bar from its middle, to the left below zero, and where there is room the number."""
        gradients = scene.flow.gradients[layer]
        if gradients is None:
            return
        end = greatest(*(each for each in scene.flow.gradients if each is not None))
        for box, gradient in zip(boxes, gradients.tolist(), strict=False):
            if end and np.isfinite(gradient) and gradient:
                length = gradient / end * box.width() / 2  # of one that has vanished, nothing is seen
                bar = QRectF(box.center().x(), box.bottom() + TO_BAR, length, BAR).normalized()
                painter.fillRect(bar, QColor(self.theme.negative if gradient < 0 else self.theme.positive))
            if size.texts > 1:
                painter.setPen(QColor(self.theme.muted))
                below = QRectF(box.left() - 13, box.bottom() + TO_BAR + BAR, box.width() + 26, LINE - 1)
                self._write(painter, below, value_text(gradient, 2), self.number)

    def _draw_biases(self, painter: QPainter, layer: int, boxes: Sequence[QRectF], scene: Scene) -> None:
        """Dots at the lower left corner, as in the network's other drawing; the chosen one with a ring."""
        biases = scene.flow.biases[layer - 1]
        if biases is None:
            return
        drawn = places(biases[: len(boxes)], scene.end).tolist()
        for row, (box, place) in enumerate(zip(boxes, drawn, strict=True)):
            radius = self._strengths.radii[place] if place != NONE else 0.0
            painter.setPen(QPen(QColor(self.theme.card), 1.0))
            if place != NONE:
                painter.setBrush(self._strengths.brushes[place])
                painter.drawEllipse(box.bottomLeft(), radius, radius)
            if scene.chosen == (layer, row, None):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self.theme.text), 1.5))
                painter.drawEllipse(box.bottomLeft(), radius + 3, radius + 3)

    def _draw_truth(self, painter: QPainter, scene: Scene, layout: FlowLayout) -> None:
        """Beside the outputs, dashed; the loss compares the two."""
        truth = scene.flow.truth
        if truth is None:
            return
        for row, (box, output) in enumerate(zip(layout.truth, layout.boxes[len(scene.flow.weights)], strict=True)):
            if scene.phase == "loss":
                painter.setPen(QPen(QColor(self.theme.accent), 1.5))
                painter.drawLine(QPointF(output.right(), box.center().y()), QPointF(box.left(), box.center().y()))
            dashed = QPen(QColor(self.theme.muted), 1.0, Qt.PenStyle.DashLine)
            self._draw_box(painter, box, float(truth[row]), _end(truth), dashed, layout.size)
        painter.setPen(QColor(self.theme.muted))
        painter.setFont(self.font)
        left = layout.truth[0].center().x() - self._truth.size().width() / 2
        painter.drawStaticText(QPointF(left, layout.bottom), self._truth)

    def _draw_captions(self, painter: QPainter, captions: Sequence[Caption], focus: int | None) -> None:
        painter.setFont(self.font)
        for layer, where, text in captions:
            painter.setPen(QColor(self.theme.text if layer == focus else self.theme.muted))
            painter.drawStaticText(where, text)

    def _draw_what_is_left_out(self, painter: QPainter, scene: Scene, layout: FlowLayout) -> None:
        """Neurons of a layer, and whole layers."""
        for layer, words, top in layout.more():
            is_chosen = scene.has_chosen_beyond(layer, MOST)
            painter.setPen(QColor(self.theme.accent if is_chosen else self.theme.muted))
            self._write(painter, QRectF(top.x() - 60, top.y(), 120, LINE), words, self.font)
        painter.setPen(QColor(self.theme.muted))
        for centre, layer_or_none in zip(layout.all_centres, layout.columns, strict=True):
            if layer_or_none is None:
                self._write(painter, QRectF(centre - 20, layout.bottom, 40, LINE), "…", self.font)

    def _static(self, text: str) -> QStaticText:
        made = QStaticText(typeset(text))
        made.setTextFormat(Qt.TextFormat.RichText)
        made.prepare(font=self.font)
        return made

    def _write(self, painter: QPainter, box: QRectF, text: str, face: QFont) -> None:
        """In the middle of a box; a number of which only a part fits would be another one, so it is left out."""
        painter.setFont(face)
        fits = painter.fontMetrics().horizontalAdvance(text) <= box.width()
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text if fits else "…")


def _end(values: Array) -> float:
    """What has the strongest colour: 1, or more where the first of the values need more."""
    return round_above(max(1.0, greatest(values[:MOST])))


def draw_arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """A thin one between two points of the same height, in the painter's colour."""
    colour, back = painter.pen().color(), -6.0 if end.x() > start.x() else 6.0
    painter.setPen(QPen(colour, 1.5))
    painter.drawLine(start, end + QPointF(back, 0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([end, end + QPointF(back, -3.5), end + QPointF(back, 3.5)]))
    painter.setPen(colour)
