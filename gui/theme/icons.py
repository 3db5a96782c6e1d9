"""Icons: each is one small drawing in assets/icons, in the colour of the theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PyQt5.QtCore import QByteArray, QRectF, Qt
from PyQt5.QtGui import QIcon, QPainter, QPixmap
from PyQt5.QtSvg import QSvgRenderer

from gui.theme.colours import Theme

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "icons"
SIZES = (16, 18, 24, 32, 36)  # pixels, so that Qt need not blur one size into another


def icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """The icon of assets/icons/<name>.svg in the text's colour, or in ``colour``: on a primary button, theme.on_accent.

    Raises FileNotFoundError where there is no such drawing.
    """
    return _icon(name, colour or theme.text, theme.disabled)


def recoloured(name: str, colour: str) -> str:
    """The drawing as SVG text in ``colour``."""
    return _drawing(name).replace("currentColor", colour)


@cache
def _drawing(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@cache
def app_icon() -> QIcon:
    """The icon of the application, which has colours of its own."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_picture((FOLDER / "backprop-lab.svg").read_text(encoding="utf-8"), size))
    return made


@cache
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    made = QIcon()
    for size in SIZES:
        made.addPixmap(_picture(recoloured(name, colour), size), QIcon.Mode.Normal)
        made.addPixmap(_picture(recoloured(name, disabled), size), QIcon.Mode.Disabled)
    return made


def _picture(svg: str, size: int) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
