"""Where everything in the network's drawing lies: layers, neurons, captions and the truth, as the room allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PyQt5.QtCore import QPointF, QRectF, QSizeF
from PyQt5.QtGui import QFontMetricsF

from gui.microscope.flow import Flow
from gui.microscope.flow_edges import Link

MOST = 8  # neurons of a layer that are drawn
LANE, LINE, GAP, EDGE = 22, 16, 8, 8  # pixels: the lane of the arrow, a line of text, above captions, and at both sides
LEAST_PITCH, GREATEST_PITCH = 40, 190  # pixels from column to column
LOOSENESS = 1.7  # times a neuron's height at most from row to row
BAR, TO_BAR = 3, 2  # pixels: a gradient's bar is so high, and so far below
TO_TRUTH = 22  # pixels from the outputs to the truth


@dataclass(frozen=True)
class Size:
    """How large a neuron is drawn, and the least room for that, in pixels."""

    width: float
    height: float
    below: float  # that its gradient takes
    row: float
    pitch: float
    texts: int  # 2: its value and its gradient, 1: its value, 0: the colours have to do


SIZES = (Size(50, 24, 20, 47, 74, 2), Size(44, 18, 18, 38, 72, 2), Size(42, 18, 5, 24, 60, 1))


def shown_layers(count: int, most: int, focus: int) -> list[int | None]:
    """The layers that have a column: where not all find room, those around the focus; None: some are left out here."""
    if count <= most:
        return list(range(count))
    last, middle = count - 1, (focus or count - 1) - 0.5
    nearest = sorted(range(count), key=lambda layer: (layer not in (0, last), abs(layer - middle)))
    shown = sorted(nearest[: max(most - 2, 3)])
    columns: list[int | None] = [0]
    for before, layer in pairwise(shown):
        columns += [layer] if layer == before + 1 else [None, layer]
    return columns


class FlowLayout:
    """Finds a place for everything: layers are columns, neurons boxes, and at the right stands the truth."""

    def __init__(self, flow: Flow, size: QSizeF, focus: int, measure: QFontMetricsF) -> None:
        self._flow, self._measure, self._counts = flow, measure, flow.counts
        self.width = size.width()
        self.columns = shown_layers(len(self._counts), int(size.width() / LEAST_PITCH), focus)
        self._shown = [layer for layer in self.columns if layer is not None]
        self.has_more = any(self._counts[layer] > MOST for layer in self._shown)
        for lines in (2, 1):
            self._choose_size(size, lines)
            self.captions = self._captions(lines)
            if self._fits(size) and (lines == 1 or self.size == SIZES[0]):
                break
        else:
            self.captions = self._captions(0)
        self.boxes = {layer: self._column(self._counts[layer], self.centres[layer]) for layer in self._shown}
        self.truth: list[QRectF] = []
        if flow.truth is not None:
            self.truth = [box.translated(self.size.width + TO_TRUTH, 0) for box in self.boxes[self._shown[-1]]]
        self.links = [
            Link(layer, self.boxes[layer - 1], self.boxes[layer]) for layer in self._shown if layer - 1 in self.boxes
        ]

    def more(self) -> Iterator[tuple[int, str, QPointF]]:
        """Of each layer that is not shown as a whole: how many neurons are left out, and where that is written."""
        for layer, boxes in self.boxes.items():
            left_out = self._counts[layer] - len(boxes)
            if left_out:
                text = f"… {left_out:,} more"
                if self._measure.horizontalAdvance(text) > self.pitch - GAP:
                    text = f"+{left_out:,}"
                yield layer, text, QPointF(self.centres[layer], boxes[-1].bottom() + self.size.below)

    def band(self, layer: int) -> QRectF:
        """All of a column, its caption too."""
        texts = (self._measure.horizontalAdvance(text) for text in self.captions[layer])
        width = min(max(self.size.width, *texts) + 12, self.pitch)
        return QRectF(self.centres[layer] - width / 2, LANE, width, self.height)

    def _choose_size(self, size: QSizeF, lines: int) -> None:
        """How large neurons are drawn above so many lines of captions, and where the columns stand."""
        self.bottom = size.height() - max(lines, 1) * LINE - GAP / 2
        self.height = size.height() - LANE
        self._body = self.bottom - GAP / 2 - LANE - (LINE if self.has_more else 0)
        row = self._body / max(min(self._counts[layer], MOST) for layer in self._shown)
        for each in SIZES:
            self._spread(size.width(), each.width)
            if row >= each.row and self.pitch >= each.pitch:
                self.size = each
                break
        else:
            side = float(max(4, int(min(16, 0.6 * row, 0.3 * self.pitch))))
            self.size = Size(side, side, BAR + TO_BAR, 0, 0, 0)
            self._spread(size.width(), side)
        whole = self.size.height + self.size.below
        self._step = min(row, max(LOOSENESS * whole, whole + GAP))

    def _spread(self, width: float, box: float) -> None:
        """Puts the columns as far apart as the width allows for neurons so wide."""
        beside = box + TO_TRUTH if self._flow.truth is not None else 0.0
        room, steps = width - 2 * EDGE - box - beside, max(1, len(self.columns) - 1)
        self.pitch = min(room / steps, GREATEST_PITCH)
        start = EDGE + box / 2 + (room - self.pitch * steps) / 2
        self.all_centres = [start + self.pitch * place for place in range(len(self.columns))]
        pairs = zip(self.columns, self.all_centres, strict=True)
        self.centres = {layer: x for layer, x in pairs if layer is not None}

    def _column(self, count: int, x: float) -> list[QRectF]:
        rows, size = min(count, MOST), self.size
        whole = self._step * (rows - 1) + size.height + size.below
        left, top = round(x - size.width / 2), round(LANE + (self._body - whole) / 2)
        return [QRectF(left, top + round(self._step * row), size.width, size.height) for row in range(rows)]

    def _captions(self, lines: int) -> dict[int, list[str]]:
        return {layer: self._caption(layer, lines) for layer in self._shown}

    def _caption(self, layer: int, lines: int) -> list[str]:
        """z₁ = W₁ x + b₁, below a₁ = σ(z₁); or only the second of them; or a₁."""
        if layer == 0 or lines == 0:
            return [self._flow.signals[layer]]
        return list(self._flow.captions[layer - 1][-lines:])

    def _fits(self, size: QSizeF) -> bool:
        """Whether no caption runs into another or out of the picture."""
        widths = [max(map(self._measure.horizontalAdvance, self.captions[layer])) for layer in self._shown]
        places = [self.centres[layer] for layer in self._shown]
        if self._flow.truth is not None:
            widths.append(self._measure.horizontalAdvance("t"))
            places.append(places[-1] + self.size.width + TO_TRUTH)
        spans = [(x - width / 2, x + width / 2) for x, width in zip(places, widths, strict=True)]
        return spans[-1][1] <= size.width() and all(a[1] + GAP <= b[0] for a, b in pairwise([(0.0, -GAP), *spans]))
