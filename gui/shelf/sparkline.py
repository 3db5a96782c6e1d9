"""A learning curve as small as a word: enough to see whether it fell, and how."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QPainterPath

from engine.program import Array
from engine.snapshot import Curve

POINTS = 64  # more than there are pixels to show them
LEAST = 1e-300  # of what one takes the logarithm


def path_of(curve: Curve, where: QRectF) -> QPainterPath:
    """The loss over the epochs, logarithmic, from the lowest to the highest within ``where``."""
    x, y = _shares(curve)
    path = QPainterPath()
    for k, (along, up) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        point = QPointF(where.left() + along * where.width(), where.bottom() - up * where.height())
        if k:
            path.lineTo(point)
        else:
            path.moveTo(point)
    return path


def _shares(curve: Curve) -> tuple[Array, Array]:
    """Both axes from 0 to 1, in a few points."""
    loss, epochs = curve.loss, curve.epochs
    if not len(loss):
        return np.empty(0), np.empty(0)
    chosen = np.unique(np.linspace(0, len(loss) - 1, POINTS).round().astype(int))
    heights = np.log10(np.maximum(np.nan_to_num(loss[chosen], posinf=1e300), LEAST))
    return _stretched(epochs[chosen]), _stretched(heights)


def _stretched(values: Array) -> Array:
    """From 0 to 1; in the middle where all are the same."""
    low, span = values.min(), values.max() - values.min()
    stretched: Array = (values - low) / span if span > 0 else np.full(len(values), 0.5)
    return stretched
