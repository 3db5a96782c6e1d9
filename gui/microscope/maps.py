"""The layers of a network side by side, each as pictures of what its filters and neurons say: where all of them lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QPointF, QRectF, QSizeF

from engine.close_up import Seen
from engine.program import Array, Shape
from gui.microscope.flow_layout import shown_layers

LANE, LINE, GAP, EDGE = 22, 16, 6, 6  # pixels: the lane of the arrow, a line of text, between pictures, at both sides
LEAST_PITCH, GREATEST_SIDE, LEAST_SIDE = 42, 64, 12  # pixels: from column to column, and of a picture
CELL = 20  # pixels: the height of a neuron's box at most


@dataclass(frozen=True)
class Moment:
    """All signals of one sample at one moment, and where in the step that is."""

    signals: tuple[Seen, ...]  # from x to y
    truth: Array  # (outputs,)
    place: int  # of the layer in the network that the operation belongs to; 0 for the loss and the update
    phase: str  # "forward", "loss", "backward" or "update"
    chosen: tuple[int, int]  # the layer with weights, from 1, and the filter or neuron, from 0, of the chosen weight

    @property
    def focus(self) -> int | None:
        """The column that is emphasised: what the layer gives or, on the way back, what it sends."""
        if self.phase == "loss":
            return len(self.signals) - 1
        places = [each.part.place if each.part is not None else 0 for each in self.signals]
        if not self.place:
            return None
        column = max(column for column, place in enumerate(places) if place <= self.place)
        return column - 1 if self.phase == "backward" and places[column] == self.place else column

    @property
    def kind(self) -> tuple[object, ...]:
        """All that the layout depends on."""
        return tuple((each.signal.symbol, each.signal.shape) for each in self.signals)


class MapsLayout:
    """A column for each signal: pictures of its channels one below the other, or a box for each neuron."""

    def __init__(self, moment: Moment, size: QSizeF) -> None:
        count = len(moment.signals) + 1  # and the truth
        most = max(3, int((size.width() - 2 * EDGE) / LEAST_PITCH) - 1)
        self.columns = [*shown_layers(count - 1, most, moment.focus or 0), count - 1]
        self.pitch = min((size.width() - 2 * EDGE) / len(self.columns), 1.5 * GREATEST_SIDE)
        self.left = (size.width() - self.pitch * len(self.columns)) / 2
        self.bottom = size.height() - 2 * LINE - GAP / 2
        self.boxes: dict[int, list[QRectF]] = {}
        self.left_out: dict[int, int] = {}
        for place, column in enumerate(self.columns):
            if column is not None:
                shape = moment.signals[min(column, count - 2)].signal.shape
                self.boxes[column], self.left_out[column] = self._column(self.centre(place), shape)

    def centre(self, place: int) -> float:
        """The middle of a column, by its place among those that are shown."""
        return self.left + self.pitch * (place + 0.5)

    def place_of(self, column: int) -> int:
        return self.columns.index(column)

    def at(self, where: QPointF) -> tuple[int, int, QPointF] | None:
        """The column and picture at a point, and how far from its upper left corner that is, as a share of it."""
        for column, boxes in self.boxes.items():
            for row, box in enumerate(boxes):
                if box.contains(where):
                    away = where - box.topLeft()
                    return column, row, QPointF(away.x() / box.width(), away.y() / box.height())
        return None

    def _column(self, centre: float, shape: Shape) -> tuple[list[QRectF], int]:
        """As many pictures as find room, and how many more there are."""
        room, count, is_image = self.bottom - LANE - LINE, shape[0], len(shape) == 3
        if is_image:
            ratio = shape[1] / shape[2]
            width = min(self.pitch - GAP, GREATEST_SIDE, max(room / count - GAP, LEAST_SIDE) / ratio)
            height = width * ratio
        else:
            width, height = min(self.pitch - GAP, GREATEST_SIDE), min(CELL, max(room / count - 2, LEAST_SIDE))
        step = height + (GAP if is_image else 2)
        shown = max(1, min(count, int((room + step - height) / step)))
        top = LANE + (room - (shown * step - (step - height))) / 2
        boxes = [QRectF(centre - width / 2, top + step * row, width, height) for row in range(shown)]
        return boxes, count - shown


def picture_of(seen: Seen, values: Array, channel: int) -> Array:
    """The pixels (height, width) of one channel; of a neuron, its single number."""
    shape = seen.signal.shape
    return values.reshape(shape)[channel] if len(shape) == 3 else values[channel].reshape(1, 1)


def shown_values(seen: Seen, phase: str) -> tuple[str, Array | None]:
    """What a column shows, and what that is called: on the way back the gradient as soon as it is there."""
    if phase in ("backward", "update", "loss") and seen.gradient is not None:
        return seen.signal.gradient_symbol, seen.gradient
    return seen.signal.symbol, seen.values


def feature_at(shape: Shape, channel: int, share: QPointF) -> int:
    """The neuron or pixel below the pointer."""
    if len(shape) != 3:
        return channel
    _, height, width = shape
    row, column = min(int(share.y() * height), height - 1), min(int(share.x() * width), width - 1)
    return (channel * height + row) * width + column


def named(symbol: str, shape: Shape, feature: int) -> str:
    """a₁[2,3,4] for a feature of a signal."""
    places: list[int] = []
    for length in reversed(shape):
        feature, place = divmod(feature, length)
        places.insert(0, place + 1)
    return f"{symbol}[{','.join(map(str, places))}]"


def layer_names(signals: Sequence[Seen]) -> list[str]:
    """What makes each of them: the name of its layer, and for x none."""
    return [each.part.layer.name if each.part is not None else "" for each in signals]
