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
from gui.theme.contrast import ink_colours
from gui.theme.fonts import BIG, MEDIUM, REGULAR, SEMIBOLD, SMALL, TEXT, code_font, font, load_fonts, number_font
from gui.theme.icons import app_icon, icon
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
    "TEXT",
    "THEMES",
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
    "ink_colours",
    "load_fonts",
    "number_font",
    "palette",
    "pen",
    "stylesheet",
    "system_is_dark",
    "system_theme",
    "theme_called",
]


def apply(app: QApplication, theme: Theme) -> None:
    """Gives the whole application the look of ``theme``; windows that are open change at once."""
    load_fonts()
    app.setStyle(Style())
    app.setFont(font())
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))
    app.setWindowIcon(app_icon())
