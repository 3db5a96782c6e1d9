"""How the window looks: colours, fonts, icons and one style sheet, on top of Qt's Fusion style."""

from __future__ import annotations

from PyQt5.QtWidgets import QApplication

from gui.theme.colours import (
    DARK,
    LIGHT,
    SYMBOLS,
    Theme,
    class_brush,
    class_pen,
    class_symbol,
    palette,
    pen,
    symbol_size,
)
from gui.theme.contrast import ink_colours, ink_on
from gui.theme.fonts import BIG, MEDIUM, REGULAR, SEMIBOLD, SMALL, TEXT, code_font, font, load_fonts, number_font
from gui.theme.icons import app_icon, icon
from gui.theme.maps import class_table, colour_table, diverging_map, ink_table, tints, value_brushes, value_pens
from gui.theme.named import THEMES, system_theme, theme_called
from gui.theme.style import Style
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
    "SYMBOLS",
    "TEXT",
    "THEMES",
    "Theme",
    "app_icon",
    "apply",
    "class_brush",
    "class_pen",
    "class_symbol",
    "class_table",
    "code_font",
    "colour_table",
    "diverging_map",
    "font",
    "icon",
    "ink_colours",
    "ink_on",
    "ink_table",
    "load_fonts",
    "number_font",
    "palette",
    "pen",
    "stylesheet",
    "symbol_size",
    "system_is_dark",
    "system_theme",
    "theme_called",
    "tints",
    "value_brushes",
    "value_pens",
]


def apply(app: QApplication, theme: Theme) -> None:
    """Gives the whole application the look of ``theme``; windows that are open change at once."""
    load_fonts()
    app.setStyle(Style())
    app.setFont(font())
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))
    app.setWindowIcon(app_icon())
