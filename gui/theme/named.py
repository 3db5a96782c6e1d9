"""The themes that a person can choose, by the names under which the choice is remembered."""

from __future__ import annotations

from functools import cache

from gui.theme.colours import DARK, LIGHT, Theme
from gui.theme.system import system_is_dark

THEMES = {"system": "As the system", "light": "Light", "dark": "Dark"}


def theme_called(name: str) -> Theme:
    """"light" or "dark"; any other name stands for the system's."""
    of_system = system_theme()  # asked before our own palette hides the answer
    return {"light": LIGHT, "dark": DARK}.get(name, of_system)


@cache
def system_theme() -> Theme:
    """Asked once: later, the palette that Qt knows is our own."""
    return DARK if system_is_dark() else LIGHT
