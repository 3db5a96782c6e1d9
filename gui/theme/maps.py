"""Maps from numbers to colours: every picture that shows numbers as colours takes them from here."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtGui import QBrush, QColor, QPen

from gui.theme.colours import Theme, pen

STRENGTH = 0.75  # how much of a class's colour its area of a map has
LEVELS = 256  # colours of a map
TINTS = 33  # of one colour

Colours = NDArray[np.uint8]  # (…, 4) red, green, blue, alpha
Packed = NDArray[np.uint32]  # the same as Qt packs the colours of an image


@cache
def diverging_map(theme: Theme) -> Colours:
    """(256, 4) red, green, blue, alpha from negative over zero, in the middle, to positive.  Read-only: it is shared.

    The ends are softer than the classes' own colours, so that points stand out from the area of their class.
    """
    return _between(_softened(theme.negative, theme), _rgb(theme.zero), _softened(theme.positive, theme))


def colour_table(theme: Theme) -> Packed:
    """The diverging map (256,) as Qt packs the colours of an image."""
    return _packed(diverging_map(theme))


@cache
def class_table(theme: Theme) -> Packed:
    """(classes, 256): for each class its area's colours, from undecided, as zero looks, to sure.  Read-only."""
    zero = _rgb(theme.zero)
    share = np.linspace(0, 1, LEVELS)[:, np.newaxis]
    table = [_packed(_colours(zero + share * (_softened(each, theme) - zero))) for each in theme.classes]
    return _frozen(np.stack(table))


@cache
def tints(colour: str, theme: Theme) -> tuple[str, ...]:
    """(33,): from the colour of zero to an area's of ``colour``, for cells of a table."""
    zero, share = _rgb(theme.zero), np.linspace(0, 1, TINTS)[:, np.newaxis]
    colours = _colours(zero + share * (_softened(colour, theme) - zero))
    return tuple(QColor(*each).name() for each in colours.tolist())


@cache
def ink_table(theme: Theme) -> Packed:
    """(256,): a grey picture as ink on paper, from 0, the paper, to 1.  Read-only."""
    paper, ink = _rgb(theme.zero), _rgb(theme.text)
    return _frozen(_packed(_colours(paper + np.linspace(0, 1, LEVELS)[:, np.newaxis] * (ink - paper))))


@cache
def value_brushes(theme: Theme) -> tuple[QBrush, ...]:
    """The fill of a point for each colour of the diverging map."""
    return tuple(QBrush(QColor(*each)) for each in diverging_map(theme).tolist())


@cache
def value_pens(theme: Theme, width: float = 1.0) -> tuple[QPen, ...]:
    """The outline of a point for each colour of the diverging map: grey in the middle, to be seen everywhere."""
    grey = (_rgb(theme.zero) + _rgb(theme.muted)) / 2
    outlines = _between(_rgb(theme.negative), grey, _rgb(theme.positive))
    return tuple(pen(QColor(*each).name(), width) for each in outlines.tolist())


def _between(low: NDArray[Any], middle: NDArray[Any], high: NDArray[Any]) -> Colours:
    """(256, 4) from ``low`` over ``middle`` to ``high``, each (3,)."""
    share = np.linspace(-1, 1, LEVELS)[:, np.newaxis]
    return _frozen(_colours(middle + np.where(share < 0, -share * (low - middle), share * (high - middle))))


def _softened(colour: str, theme: Theme) -> NDArray[np.floating[Any]]:
    return np.asarray(_rgb(theme.zero) + STRENGTH * (_rgb(colour) - _rgb(theme.zero)))


def _colours(rgb: NDArray[np.floating[Any]]) -> Colours:
    """(n, 4) of (n, 3): without transparency."""
    return np.column_stack((np.rint(rgb), np.full(len(rgb), 255))).astype(np.uint8)


def _packed(colours: Colours) -> Packed:
    red, green, blue, alpha = colours.T.astype(np.uint32)
    return np.asarray(alpha << 24 | red << 16 | green << 8 | blue)


def _frozen(table: NDArray[Any]) -> NDArray[Any]:
    table.setflags(write=False)
    return table


def _rgb(colour: str) -> NDArray[np.floating[Any]]:
    return np.array(QColor(colour).getRgb()[:3], dtype=np.float64)
