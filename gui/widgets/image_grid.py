"""Small pictures side by side, each with the name of a class below it, and a frame around those that are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, QSizeF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.theme import SMALL, Theme, font, ink_table
from gui.widgets.sheet import Drawing

MOST = 40  # pictures
LINE, GAP, FRAME = 15, 6, 2  # pixels of a name, between pictures, and of a frame around one
FINER = 16  # times as many pixels in a file
LEAST, GREATEST = 22, 72  # pixels of a picture's side

Floats = NDArray[np.floating[Any]]


class ImageGrid(Drawing):
    """As many pictures as there is room for, up to forty, as large as there is room for them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._font = font(SMALL)
        self._pixels: Floats = np.zeros((0, 1, 1, 1))
        self._images: list[QImage] = []
        self._names: tuple[str, ...] = ()
        self._tips: tuple[str, ...] = ()
        self._is_wrong: tuple[bool, ...] = ()
        self.places: list[QRectF] = []

    def show_images(self, pixels: Floats, longest: str) -> None:
        """``pixels`` (images, channels, height, width): of one channel as ink on paper, of three as colours.

        ``longest``: a name for which there must be room."""
        self._pixels, self._longest = pixels[:MOST], longest
        self._names = self._tips = ("",) * len(self._pixels)
        self._is_wrong = (False,) * len(self._pixels)
        self._paint_images()
        self.lay_out()

    def name(self, names: Sequence[str], tips: Sequence[str], is_wrong: Sequence[bool]) -> None:
        """What stands below each picture, what the pointer is told, and which have a frame."""
        new = tuple(names[:MOST]), tuple(tips[:MOST]), tuple(is_wrong[:MOST])
        if new != (self._names, self._tips, self._is_wrong):
            self._names, self._tips, self._is_wrong = new
            self.update()

    def clear(self) -> None:
        self.show_images(np.zeros((0, 1, 1, 1)), "")

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._paint_images()

    def lay_out(self) -> None:
        """Chooses the largest size in which all find room; where there is none, the least size, and shows fewer."""
        count = len(self._pixels)
        self.places = []
        self.update()
        if not count:
            return
        _, _, height, width = self._pixels.shape
        room = self._size - QSizeF(2 * FRAME - GAP, FRAME + 1 - GAP)  # the last needs no gap behind it
        shape, name = width / height, QFontMetricsF(self._font).horizontalAdvance(self._longest)
        for side in range(GREATEST, LEAST - 1, -1):
            across, down = max(side * shape, name) + GAP, float(side + LINE + GAP)
            columns, rows = max(int(room.width() / across), 1), max(int(room.height() / down), 1)
            if columns * rows >= count:
                break
        rows = min(rows, -(-count // columns))
        across = min(room.width() / columns, 1.5 * across)  # from edge to edge, if these are near
        down = min(room.height() / rows, 1.5 * down)
        for k in range(min(count, columns * rows)):
            row, column = divmod(k, columns)
            left = FRAME + column * across + (across - GAP - side * shape) / 2
            self.places.append(QRectF(int(left), int(FRAME + row * down), round(side * shape), side))

    def text_at(self, where: QPointF) -> tuple[str, QRectF]:
        for place, tip in zip(self.places, self._tips, strict=False):
            whole = place.adjusted(0, 0, 0, LINE)
            if whole.contains(where):
                return tip, whole
        return "", QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        painter.setFont(self._font)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)  # pixels are what it is about
        alarm, muted, line = QColor(self._theme.danger), QColor(self._theme.muted), QColor(self._theme.hairline)
        for place, image, name, is_wrong in zip(
            self.places, self._images, self._names, self._is_wrong, strict=False
        ):
            painter.drawImage(place, image if widget is not None else _enlarged(image))
            painter.setPen(QPen(alarm if is_wrong else line, FRAME if is_wrong else 1))
            painter.drawRect(place.adjusted(-1, -1, 1, 1) if is_wrong else place.adjusted(-0.5, -0.5, 0.5, 0.5))
            painter.setPen(alarm if is_wrong else muted)
            below = QRectF(place.center().x() - 60, place.bottom() + 1, 120, LINE)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), name)

    def _paint_images(self) -> None:
        self._images = [_image(each, self._theme) for each in self._pixels]
        self.update()


def _enlarged(image: QImage) -> QImage:
    """For a file, whose painter smooths what it enlarges: of so many pixels only their edges are smoothed."""
    larger: QImage = image.scaled(image.size() * FINER)
    return larger


def _image(pixels: Floats, theme: Theme) -> QImage:
    """Of pixels (channels, height, width) from 0 to 1."""
    levels = np.rint(np.nan_to_num(pixels).clip(0, 1) * 255).astype(np.uint32)
    if len(levels) == 3:
        red, green, blue = levels
        colours = 255 << 24 | red << 16 | green << 8 | blue
    else:
        colours = ink_table(theme).take(levels[0])
    colours = np.ascontiguousarray(colours, dtype=np.uint32)
    height, width = colours.shape
    image: QImage = QImage(colours.data, width, height, 4 * width, QImage.Format.Format_RGB32)  # type: ignore[call-overload]
    return image.copy()
