"""How the window looks: colours, fonts, icons and one style sheet, on top of Qt's Fusion style."""

from __future__ import annotations

from PyQt5.QtWidgets import QApplication

from gui.theme.colours import (
    DARK,
    LIGHT,
    Theme,
    class_brush,
    class_pen,
    class_symbol,
    colour_table,
    diverging_map,
    palette,
    pen,
)
from gui.theme.fonts import BIG, MEDIUM, REGULAR, SEMIBOLD, SMALL, TEXT, code_font, font, load_fonts, number_font
from gui.theme.icons import app_icon, icon
from gui.theme.stylesheet import stylesheet
from gui.theme.system import system_is_dark

__all__ = [
    "BIG",
    "DARK",
    "LIGHT",
    "MEDIUM",
    "REGULAR",
    "SEMIBOLD",
    "SMALL",
    "TEXT",
    "Theme",
    "app_icon",
    "apply",
    "class_brush",
    "class_pen",
    "class_symbol",
    "code_font",
    "colour_table",
    "diverging_map",
    "font",
    "icon",
    "load_fonts",
    "number_font",
    "palette",
    "pen",
    "stylesheet",
    "system_is_dark",
]


def apply(app: QApplication, theme: Theme) -> None:
    """Gives the whole application the look of ``theme``; windows that are open change at once."""
    load_fonts()
    app.setStyle("Fusion")
    app.setFont(font())
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))
    app.setWindowIcon(app_icon())
