"""The letters of formulas: a serif font drawn for mathematics, which the program brings along."""

from __future__ import annotations

from functools import cache

from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QFont, QFontDatabase, QFontMetricsF, QPainterPath

from gui.report.formula.tree import Face
from gui.theme.fonts import FOLDER, TEXT_FAMILIES

FAMILY = "Lab Formula"
FAMILIES = [FAMILY, "STIX Two Math", "Cambria Math", "Times New Roman", "Noto Serif", "DejaVu Serif", *TEXT_FAMILIES]
BESIDE_TEXT = 1.14  # as large as this, its small letters are about as tall as those of the text's font


@cache
def load_formula_fonts() -> tuple[str, ...]:
    """Registers the fonts of formulas and returns their families.  Needs a QApplication."""
    families: set[str] = set()
    for file in sorted((FOLDER / "formulas").glob("*.otf")):
        families.update(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file))))
    return tuple(sorted(families))


@cache
def formula_font(face: Face, size: int) -> QFont:
    """``size`` is that of an M, in units of the page."""
    load_formula_fonts()
    made = QFont(FAMILY)
    made.setFamilies(FAMILIES)
    made.setPixelSize(max(1, size))
    made.setItalic(face is Face.ITALIC)
    made.setBold(face is Face.BOLD)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@cache
def advance(text: str, face: Face, size: int) -> float:
    """How far the next letter is from the first."""
    return QFontMetricsF(formula_font(face, size)).horizontalAdvance(text)


@cache
def ink(text: str, face: Face, size: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the black of the letters; y is 0 on the line they stand on, and grows downward."""
    path = QPainterPath()
    path.addText(0.0, 0.0, formula_font(face, size), text)
    bounds: QRectF = path.boundingRect()
    return bounds.left(), bounds.top(), bounds.right(), bounds.bottom()
