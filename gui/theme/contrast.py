"""Which ink can be read on which colour, by the contrast that the standard for accessible pages defines."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtGui import QColor

from gui.theme.colours import Theme
from gui.theme.maps import diverging_map

READABLE = 4.5  # the contrast that WCAG 2.1 asks of text


@cache
def ink_colours(theme: Theme) -> tuple[str, ...]:
    """For each colour of the diverging map what can be read on it: the theme's text, or else black or white."""
    return _best_inks(theme, diverging_map(theme)[:, :3])


@cache
def ink_on(colour: str, theme: Theme) -> str:
    """What can be read on a colour: the theme's text, or else black or white."""
    return _best_inks(theme, np.array([QColor(colour).getRgb()[:3]]))[0]


def _best_inks(theme: Theme, grounds: NDArray[np.number]) -> tuple[str, ...]:
    """For each of the ``grounds`` (n, 3) an ink."""
    inks = (theme.text, "#000000", "#FFFFFF")
    paints = np.array([[QColor(ink).getRgb()[:3]] for ink in inks])  # (inks, 1, 3)
    contrasts = contrast(paints, grounds)  # (inks, n)
    best = np.where(contrasts[0] >= READABLE, 0, 1 + contrasts[1:].argmax(axis=0))
    return tuple(inks[k] for k in best.tolist())


def contrast(some: NDArray[np.number], others: NDArray[np.number]) -> NDArray[np.floating[Any]]:
    """From 1, the same, to 21, black on white; red, green, blue, up to 255, lie on the last axis (WCAG 2.1, 2018)."""
    ahead, behind = _luminance(some), _luminance(others)
    return np.asarray((np.maximum(ahead, behind) + 0.05) / (np.minimum(ahead, behind) + 0.05))


def _luminance(colours: NDArray[np.number]) -> NDArray[np.floating[Any]]:
    """How bright each looks, from 0 to 1."""
    channels = colours / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
