"""Qt's Fusion style with one habit of its own: no tooltip runs half across the screen."""

from __future__ import annotations

import math
from typing import Any

from PyQt5.QtGui import QFontMetrics
from PyQt5.QtWidgets import QLabel, QProxyStyle

WIDEST = 340  # pixels of a line in a tooltip


class Style(QProxyStyle):
    """Breaks the text of a tooltip into lines, just before Qt measures it and looks for a place.

    Qt wraps rich text only.  Here every tooltip passes, whoever shows it, and the widgets keep the plain sentence, as
    a screen reader says it.  (A filter of the application's events would see the tooltip too, and every other event.)
    """

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, what: Any) -> Any:
        """Called by Qt with each new widget, and with a tooltip whenever its text has changed."""
        if isinstance(what, QLabel) and what.inherits("QTipLabel"):
            what.setText(in_lines(what.text(), what.fontMetrics()))
        return super().polish(what)


def in_lines(text: str, metrics: QFontMetrics) -> str:
    """Plain text with breaks, so that its lines are about equally long and none is wider than they may be."""
    return "\n".join(_broken(line, metrics) for line in text.split("\n"))


def _broken(line: str, metrics: QFontMetrics) -> str:
    width = metrics.horizontalAdvance(line)
    if width <= WIDEST:
        return line
    goal = width / math.ceil(width / WIDEST)
    lines = [""]
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        # The word goes to the line on which most of it lies.
        reach = metrics.horizontalAdvance(longer) - metrics.horizontalAdvance(word) / 2
        if lines[-1] and (reach > goal or metrics.horizontalAdvance(longer) > WIDEST):
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)
