"""Texts broken into lines by Qt, so that pages can be broken between any two of them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QColor, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from gui.report.document import Bold, Code, Inline, Maths, Name
from gui.report.look import CODE_SIZE, Look
from gui.report.painter import PagePainter
from gui.report.text_with_formulas import TextWithFormulas
from gui.theme import SEMIBOLD

ALIGNMENTS = {"l": Qt.AlignmentFlag.AlignLeft, "c": Qt.AlignmentFlag.AlignHCenter, "r": Qt.AlignmentFlag.AlignRight}
ABOVE = 0.73  # of the leading lies above the line that letters stand on
SLACK = 0.12  # of the letters' size: a font that says it is so much higher does not move the line
# Characters that a text keeps for itself, halves of characters, and those that cannot be seen, but for tabs.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffc\ufffe\uffff\ud800-\udfff]")
LINE_ENDS = re.compile("\r\n|[\r\n\u2029]")


@dataclass(frozen=True)
class Line:
    """One line of a text: its height, and where in it the letters stand."""

    line: QTextLine
    text: QTextLayout | TextWithFormulas  # which must live as long as its lines
    colour: str
    height: float
    baseline: float

    def paint(self, painter: PagePainter, x: float, y: float) -> None:
        painter.setPen(QColor(self.colour))
        self.line.draw(painter, QPointF(x, y + self.baseline - self.line.ascent() - self.line.y()))

    @property
    def width(self) -> float:
        return self.line.naturalTextWidth()


def set_lines(text: tuple[Inline, ...], width: float, look: Look) -> list[Line]:
    """At least one.  A word that is wider than a line is broken anywhere.  Raises FormulaError."""
    formatted = [_formatted(part, look) for part in text]
    if any(isinstance(part, Maths) for part in text):
        rich = TextWithFormulas(formatted, look, _option(look), width)
        return [_line(line, rich, look, rich.depth(line)) for line in _lines(rich.layout)]
    plain = _broken(formatted, width, look)
    return [_line(line, plain, look, 0.0) for line in _lines(plain)]


def seen(text: str) -> str:
    """Without what no page can show: characters that control something, halves of characters."""
    return UNSEEN.sub("", LINE_ENDS.sub("\u2028", text))


def shortened(name: Name) -> str:
    """So much of it as has room, with an ellipsis where that is not all."""
    if _length_of(name.text) <= name.longest:
        return name.text
    lengths = itertools.accumulate(map(_length_of, name.text))
    return name.text[: sum(length < name.longest for length in lengths)].rstrip() + "…"


def _length_of(text: str) -> int:
    """In letters; those of Chinese are twice as wide."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _line(line: QTextLine, text: QTextLayout | TextWithFormulas, look: Look, depth: float) -> Line:
    leading = look.leading * look.size
    baseline = max(ABOVE * leading, line.ascent() - SLACK * look.size)
    return Line(line, text, look.colour, baseline + max((1 - ABOVE) * leading, depth), baseline)


def _lines(layout: QTextLayout) -> list[QTextLine]:
    return [layout.lineAt(number) for number in range(layout.lineCount())]


def _option(look: Look) -> QTextOption:
    option = QTextOption(ALIGNMENTS[look.alignment])
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setUseDesignMetrics(True)
    option.setTabStopDistance(4 * look.size)
    return option


def _formatted(part: Inline, look: Look) -> tuple[Inline, QTextCharFormat]:
    """A piece of which nothing has to be left out any more, and how it is set."""
    made = QTextCharFormat()
    match part:
        case str():
            return seen(part), made
        case Bold(text):
            made.setFontWeight(SEMIBOLD)
            return seen(text), made
        case Code(text):
            made.setFont(Look(round(look.size * CODE_SIZE), is_code=True).font)
            return seen(text), made
        case Name():
            return seen(shortened(part)), made
    return part, made


def _broken(formatted: list[tuple[Inline, QTextCharFormat]], width: float, look: Look) -> QTextLayout:
    """A text without formulas: what a document would do besides takes ten times as long, and a table has many cells."""
    words = [str(text) for text, _ in formatted]
    layout = QTextLayout("".join(words), look.font)
    layout.setTextOption(_option(look))
    ranges, start = [], 0
    for text, (_, made) in zip(words, formatted, strict=True):
        ranges.append(QTextLayout.FormatRange())
        ranges[-1].start, ranges[-1].length, ranges[-1].format = start, _length(text), made
        start += ranges[-1].length
    if not all(made.isEmpty() for _, made in formatted):
        layout.setFormats(ranges)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
    layout.endLayout()
    return layout


def _length(text: str) -> int:
    """As Qt counts: some characters are two to it."""
    return len(text.encode("utf-16-le")) // 2
