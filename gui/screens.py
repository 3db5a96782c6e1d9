"""Screens that are almost of the usual density count as such, or everything on them would be blurred."""

from __future__ import annotations

import ctypes
import os
import sys

USUAL = 96.0  # dots per inch at which one of Qt's pixels is one of the screen's
NEAR = 0.12  # times the usual density that a screen may be off
SETTINGS = ("QT_FONT_DPI", "QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS")  # where a person has chosen already


def use_whole_scale() -> None:
    """Before Qt starts: where it would enlarge everything by a few hundredths, let it not enlarge at all.

    Qt takes the density from the setting Xft.dpi, as every desktop has it, and without one from what the monitor says
    of its size in millimetres.  A screen of 100 dots per inch would then get a scale of 1.04."""
    if not sys.platform.startswith("linux") or any(each in os.environ for each in SETTINGS):
        return
    density = _density_by_size() if os.environ.get("DISPLAY") else None
    if density is None:
        return
    scale = density / USUAL
    if round(scale) >= 1 and abs(scale - round(scale)) < NEAR:
        os.environ["QT_FONT_DPI"] = str(round(USUAL * round(scale)))


def _density_by_size() -> float | None:
    """Dots per inch as the X server tells them; None without one, and where a setting says them."""
    try:
        x = ctypes.CDLL("libX11.so.6")
    except OSError:  # then there is no window either, or another platform than X
        return None
    x.XOpenDisplay.restype = x.XResourceManagerString.restype = ctypes.c_void_p
    for function in (x.XCloseDisplay, x.XResourceManagerString, x.XDefaultScreen):
        function.argtypes = [ctypes.c_void_p]
    for function in (x.XDisplayHeight, x.XDisplayHeightMM):
        function.argtypes = [ctypes.c_void_p, ctypes.c_int]
    display = x.XOpenDisplay(None)
    if not display:
        return None
    settings = x.XResourceManagerString(display)
    is_set = bool(settings) and b"Xft.dpi" in ctypes.string_at(settings)
    screen = x.XDefaultScreen(display)
    pixels, millimetres = x.XDisplayHeight(display, screen), x.XDisplayHeightMM(display, screen)
    x.XCloseDisplay(display)
    return None if is_set or millimetres <= 0 else 25.4 * pixels / millimetres
