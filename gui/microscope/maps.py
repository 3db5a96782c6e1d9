"""The layers of a network side by side, each as pictures of what its filters and neurons say: where all of them lie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QPointF, QRectF, QSizeF

from engine.close_up import Seen
from engine.program import Array, Shape
from gui.microscope.flow_layout import shown_layers

LANE, LINE, GAP, EDGE = 22, 16, 6, 6  # pixels: the lane of the arrow, a line of text, beside a column, at both sides
LEAST_PITCH, GREATEST_SIDE, LEAST_SIDE = 40, 64, 16  # pixels: from column to column, and of a picture
CELL, LEAST_CELL, BETWEEN = 20, 12, 3  # pixels: the height of a neuron's box, and between two pictures
MOST_ABREAST = 3  # pictures of a column side by side


@dataclass(frozen=True)
class Moment:
    """All signals of one sample at one moment, and where in the step that is."""

    signals: tuple[Seen, ...]  # from x to y
    truth: Array  # (outputs,)
    focus: int | None  # the column that is emphasised: of what an operation makes or has to do with
    phase: str  # "forward", "loss", "backward" or "update"
    chosen: tuple[tuple[int, int], ...]  # the pictures that have to do with the chosen weight: columns and places

    @property
    def middle(self) -> int:
        """The column to be seen where not all find room: that in focus, or else that of the chosen weight."""
        if self.focus is not None:
            return self.focus
        return self.chosen[0][0] if self.chosen else len(self.signals) - 1

    @property
    def kind(self) -> tuple[object, ...]:
        """All that the layout depends on."""
        return tuple((each.signal.symbol, each.signal.shape) for each in self.signals)


class MapsLayout:
    """A column for each signal: pictures of its channels one below the other, or a box for each neuron."""

    def __init__(self, moment: Moment, size: QSizeF) -> None:
        count = len(moment.signals) + 1  # and the truth
        most = max(3, int((size.width() - 2 * EDGE) / LEAST_PITCH) - 1)
        self.columns = [*shown_layers(count - 1, most, max(moment.middle, 1)), count - 1]
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
        """As many pictures as find room, as large as that allows, and how many more there are."""
        room, count = self.bottom - LANE - LINE, shape[0]
        ratio = shape[1] / shape[2] if len(shape) == 3 else 0.0
        sizes = [self._size(count, room, abreast, ratio) for abreast in range(1, MOST_ABREAST + 1 if ratio else 2)]
        rows_of = [max(1, int((room + BETWEEN) / (height + BETWEEN))) for _, height in sizes]
        shown = [min(count, rows * (place + 1)) for place, rows in enumerate(rows_of)]
        place = max(range(len(sizes)), key=lambda each: (shown[each], min(sizes[each])))
        (width, height), abreast, rows = sizes[place], place + 1, math.ceil(shown[place] / (place + 1))
        left = centre - (abreast * (width + BETWEEN) - BETWEEN) / 2
        top = LANE + (room - (rows * (height + BETWEEN) - BETWEEN)) / 2
        boxes = [
            QRectF(left + (width + BETWEEN) * column, top + (height + BETWEEN) * row, width, height)
            for row in range(rows)
            for column in range(abreast)
        ][:count]
        return boxes, count - len(boxes)

    def _size(self, count: int, room: float, abreast: int, ratio: float) -> tuple[float, float]:
        """Width and height of so many pictures with so many side by side; ``ratio``: 0 for neurons, which are boxes."""
        width = min((self.pitch - GAP + BETWEEN) / abreast - BETWEEN, GREATEST_SIDE)
        height = (room + BETWEEN) / math.ceil(count / abreast) - BETWEEN
        if not ratio:
            return width, min(CELL, max(height, LEAST_CELL))
        width = min(width, max(height / ratio, min(LEAST_SIDE, width)))
        return width, width * ratio


def picture_of(seen: Seen, values: Array, channel: int) -> Array:
    """The pixels (height, width) of one channel; of a neuron, its single number."""
    shape = seen.signal.shape
    pixels: Array = values.reshape(shape if len(shape) == 3 else (-1, 1, 1))
    picture: Array = pixels[channel]
    return picture


def shown_values(seen: Seen) -> tuple[str, Array | None]:
    """What a column shows, and what that is called: on the way back the gradient as soon as it is there."""
    if seen.gradient is not None:
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
