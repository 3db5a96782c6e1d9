"""The fonts that the window brings along, so that it looks the same everywhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PyQt5.QtGui import QFont, QFontDatabase

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "fonts"

TEXT = 14  # pixels (Qt enlarges them on a dense screen): all text …
BIG = 19  # … the few big numbers …
SMALL = 12  # … axes and notes; nothing is smaller

REGULAR, MEDIUM, SEMIBOLD = QFont.Normal, QFont.Medium, QFont.DemiBold

# The fallbacks are what Windows, Macs and Linux bring; Qt itself goes on from there, for Chinese say.
TEXT_FAMILIES = ["Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans"]
NUMBER_FAMILIES = ["Inter Tabular", *TEXT_FAMILIES]
CODE_FAMILIES = ["JetBrains Mono", "Consolas", "Menlo", "Noto Sans Mono", "DejaVu Sans Mono"]


@cache
def load_fonts() -> tuple[str, ...]:
    """Registers the fonts in assets/fonts and returns their families.  Needs a QApplication.

    A file that Qt cannot read is no reason to stop: a fallback stands in, and what is returned shows what is missing.
    """
    families: set[str] = set()
    for file in sorted(FOLDER.glob("*.[ot]tf")):
        families.update(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file))))
    return tuple(sorted(families))


def font(size: int = TEXT, weight: int = REGULAR) -> QFont:
    """For text."""
    return _font(TEXT_FAMILIES, size, weight)


def number_font(size: int = TEXT, weight: int = REGULAR) -> QFont:
    """For numbers that change: its figures are of equal width, so that they do not dance."""
    return _font(NUMBER_FAMILIES, size, weight)


def code_font(size: int = TEXT) -> QFont:
    """For the log: every character is of equal width."""
    made = _font(CODE_FAMILIES, size, REGULAR)
    made.setStyleHint(QFont.Monospace)
    return made


def _font(families: list[str], size: int, weight: int) -> QFont:
    made = QFont(families[0])
    made.setFamilies(families)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # or letters would be moved to whole pixels
    return made
