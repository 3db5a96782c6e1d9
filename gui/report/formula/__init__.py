r"""Formulas set as in a book, from a small part of LaTeX:

    typeset(r"\hat{y} = \sigma(W x + b)", 40).draw(painter, 0, 0)
"""

from __future__ import annotations

from functools import lru_cache

from gui.report.formula.boxes import Box
from gui.report.formula.fonts import BESIDE_TEXT
from gui.report.formula.reader import FormulaError, read
from gui.report.formula.setting import Style, boxed

__all__ = ["BESIDE_TEXT", "Box", "FormulaError", "typeset"]


@lru_cache(maxsize=1000)
def typeset(text: str, size: float, is_display: bool = True) -> Box:
    """The formula beside text whose font is of this size, or on a line of its own.  Raises FormulaError."""
    return boxed(read(text), Style(size * BESIDE_TEXT, 0, is_display))
