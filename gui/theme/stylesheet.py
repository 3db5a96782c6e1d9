"""The one style sheet of the application: what every control looks like in every state."""

from __future__ import annotations

import atexit
from dataclasses import asdict
from functools import cache
from pathlib import Path
from string import Template

from PyQt5.QtCore import QDir, QTemporaryDir

from gui.theme.colours import Theme
from gui.theme.fonts import BIG, SEMIBOLD, SMALL, TEXT
from gui.theme.icons import recoloured

TEMPLATE = Path(__file__).with_name("style.qss")
ARROWS = ("chevron-down", "chevron-up", "chevron-left", "chevron-right", "check", "dash")


@cache
def stylesheet(theme: Theme) -> str:
    """The style sheet for ``theme``, to be set on the QApplication."""
    sizes = {"text_size": f"{TEXT}px", "small_size": f"{SMALL}px", "big_size": f"{BIG}px"}
    sizes["semibold"] = str(SEMIBOLD * 8)  # Qt 5 divides a style sheet's weights by 8, and so takes 600 for bold
    colours = {name: value for name, value in asdict(theme).items() if isinstance(value, str)}
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(colours | sizes | _images(theme))


def _images(theme: Theme) -> dict[str, str]:
    """Style sheets take images as files only, so the arrows are written out in the theme's colours.

    They are named by a search path: a folder's name may have spaces or quotation marks, which a style sheet minds.
    """
    folder = _folder()
    images = {}
    for name in ARROWS:
        for state, colour in (("", theme.text), ("_disabled", theme.disabled), ("_on_accent", theme.on_accent)):
            file = f"{theme.name}-{name}{state}.svg"
            Path(folder.filePath(file)).write_text(recoloured(name, colour), encoding="utf-8")
            images[name.replace("-", "_") + state] = f"url(theme:{file})"
    return images


@cache
def _folder() -> QTemporaryDir:
    """One for the whole sitting; it is removed when the program ends: nobody deletes Qt's own objects then."""
    folder = QTemporaryDir()
    atexit.register(folder.remove)
    QDir.addSearchPath("theme", folder.path())
    return folder
