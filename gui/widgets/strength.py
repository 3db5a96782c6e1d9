"""How a weight looks: orange below zero and blue above, the further from zero the thicker and the less transparent."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QBrush, QColor, QPen

from gui.theme import Theme

Floats = NDArray[np.floating[Any]]
GRADES = 32  # so that pens and brushes can be made once
NONE = -1  # the place of what is not drawn
THIN, THICK = 1.0, 4.5  # pixels; what is no wider than 1 costs Qt a third
PALE = 0.3  # opacity of the weakest; the strongest has 1
LEAST_RADIUS, GREATEST_RADIUS = 2.0, 5.0  # pixels: of the dot that stands for a bias


class Strengths:
    """A pen and a brush for each grade, first of negative numbers, then of positive ones."""

    def __init__(self, theme: Theme) -> None:
        shares = np.linspace(0.0, 1.0, GRADES)
        widths, opacities = np.maximum(THICK * shares, THIN), PALE + (1 - PALE) * shares
        self.radii = (LEAST_RADIUS + (GREATEST_RADIUS - LEAST_RADIUS) * shares).tolist() * 2
        self.pens: list[QPen] = []
        self.brushes: list[QBrush] = []
        for colour in (theme.negative, theme.positive):
            for width, opacity in zip(widths.tolist(), opacities.tolist(), strict=True):
                self.pens.append(_pen(colour, width, opacity))
                self.brushes.append(QBrush(QColor(colour)))


def places(values: Floats, end: float) -> NDArray[np.intp]:
    """Where each number finds its pen and brush, if ``end`` is to look strongest.

    NONE for zero, which does nothing, and for what is not a number."""
    grades = np.rint((GRADES - 1) * (np.nan_to_num(np.abs(values), posinf=end) / end).clip(max=1.0)).astype(np.intp)
    return np.where(np.isnan(values) | (values == 0), NONE, grades + GRADES * (values > 0))


def greatest(*arrays: Floats) -> float:
    """The greatest size of all numbers that are finite; 0 where there are none."""
    sizes = [np.abs(values) for values in arrays]
    return max(float(size.max(initial=0.0, where=np.isfinite(size))) for size in sizes)


def _pen(colour: str, width: float, opacity: float) -> QPen:
    paint = QColor(colour)
    paint.setAlphaF(opacity)
    return QPen(paint, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
