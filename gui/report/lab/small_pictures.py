"""How high a figure of small pictures is, so that all of them find room in it, and how many do."""

from __future__ import annotations

import math

from PyQt5.QtCore import QSizeF

from gui.compare.miniatures import CAPTION, GAP, LEAST, Miniatures
from gui.compare.shown import Shown
from gui.export.figure import BOTTOM, HEADER, MARGIN, PLOT_LEFT, TOP
from gui.export.formats import INCH, PIXELS_PER_INCH
from gui.report import look
from gui.report.drawing import TALLEST
from gui.theme import LIGHT

WIDTH, HEIGHT = look.WIDTH / look.UNITS_PER_MM, 74.0  # millimetres of a figure, and its height where that suffices
MOST = TALLEST * look.HEIGHT / look.UNITS_PER_MM  # millimetres of height: about 200
PIXELS = PIXELS_PER_INCH / INCH  # of the screen, for each millimetre
WISHED = 110  # pixels of a picture's side: with more the many become hard to see at once
MOST_IN_A_ROW = 6
ABOVE_AND_BELOW = TOP + HEADER + BOTTOM + 4  # pixels, with a little for what is rounded
ACROSS = WIDTH * PIXELS - PLOT_LEFT - MARGIN - 2  # pixels


def height_for(shown: Shown) -> float:
    """In millimetres.  A few stand in one row, of two things varied those of each level, others as large as may be."""
    count = len(shown.series)
    if 2 < count <= MOST_IN_A_ROW and shown.grid is None:
        return _height(count, count, ACROSS)
    asked = len(shown.grid.columns) if shown.grid is not None else 0
    if asked and _side(asked) >= LEAST and (high := _height(asked, count)) <= MOST:
        return max(HEIGHT, high)
    few, many = (max(1, int((ACROSS + GAP) // (side + GAP))) for side in (WISHED, LEAST))
    heights = [_height(columns, count) for columns in range(few, many + 1)]
    return max(HEIGHT, next((high for high in heights if high <= MOST), MOST))


def room_for(shown: Shown, height: float) -> int:
    """How many of them a figure of so many millimetres shows."""
    drawing = Miniatures(LIGHT)
    drawing.set_size(QSizeF(ACROSS, height * PIXELS - ABOVE_AND_BELOW))
    drawing.show_shown(shown)
    return len(drawing.places)


def _side(columns: int) -> int:
    """Pixels of a picture, if so many share the width."""
    return math.floor((ACROSS + GAP) / columns - GAP)


def _height(columns: int, count: int, most: float = WISHED) -> float:
    """Millimetres of a figure of so many pictures in so many columns."""
    rows = -(-count // columns)
    return (rows * (min(most, _side(columns)) + CAPTION + GAP) - GAP + ABOVE_AND_BELOW) / PIXELS
