"""A text with formulas among its words.

It is a QTextDocument: to it a formula is one large letter, which asks `_Formulas` how large it is and is drawn by it,
as lines and letters, never as an image."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from PyQt5.QtCore import QObject, QRectF, QSizeF
from PyQt5.QtGui import (
    QPainter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLayout,
    QTextLine,
    QTextObjectInterface,
    QTextOption,
)

from gui.report.document import Inline, Maths
from gui.report.formula import Box, typeset
from gui.report.look import Look

FORMULA = QTextFormat.UserObject + 1  # the kind of letter that a formula is …
SOURCE, SIZE = QTextFormat.UserProperty + 1, QTextFormat.UserProperty + 2  # … and what it knows
OBJECT = "\ufffc"
CLEAR = 0.08  # of the letters' size: room below a deep formula


class TextWithFormulas:
    """Broken into lines.  Raises FormulaError."""

    def __init__(
        self, pieces: Sequence[tuple[Inline, QTextCharFormat]], look: Look, option: QTextOption, width: float
    ) -> None:
        self._document = QTextDocument()
        self._document.setUndoRedoEnabled(False)
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(look.font)
        self._document.setDefaultTextOption(option)
        layout = self._document.documentLayout()
        assert layout is not None
        layout.registerHandler(FORMULA, _formulas())
        cursor = QTextCursor(self._document)
        for piece, made in pieces:
            if isinstance(piece, Maths):
                cursor.insertText(OBJECT, _formula_format(piece.text, look))
            else:
                cursor.insertText(str(piece), made)
        self._document.setTextWidth(width)
        self._document.size()  # breaks the lines

    @property
    def layout(self) -> QTextLayout:
        layout = self._document.firstBlock().layout()
        assert layout is not None
        return layout

    def depth(self, line: QTextLine) -> float:
        """How far the formulas of a line reach below it: Qt sets a formula on the line, unasked."""
        deepest = 0.0
        start, end = (line.textStart() + more for more in (0, line.textLength()))
        fragments = self._document.firstBlock().begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            is_here = fragment.position() < end and fragment.position() + fragment.length() > start
            if is_here and fragment.charFormat().objectType() == FORMULA:
                size = int(fragment.charFormat().property(SIZE))
                deepest = max(deepest, _box(fragment.charFormat()).descent + CLEAR * size)
            fragments += 1
        return deepest


def _formula_format(source: str, look: Look) -> QTextCharFormat:
    typeset(source, look.size, is_display=False)  # an error is better found out now than while a page is drawn
    made = QTextCharFormat()
    made.setObjectType(FORMULA)
    made.setProperty(SOURCE, source)
    made.setProperty(SIZE, look.size)
    return made


class _Formulas(QObject, QTextObjectInterface):
    """Answers and draws for the formulas of every text."""

    def intrinsicSize(self, document: QTextDocument | None, place: int, format_: QTextFormat) -> QSizeF:
        box = _box(format_)
        return QSizeF(box.width, box.ascent)  # Qt sets it on the line: what reaches below is drawn, too

    def drawObject(
        self, painter: QPainter | None, rect: QRectF, document: QTextDocument | None, place: int, format_: QTextFormat
    ) -> None:
        assert painter is not None
        _box(format_).draw(painter, rect.left(), rect.bottom())


def _box(format_: QTextFormat) -> Box:
    return typeset(str(format_.property(SOURCE)), int(format_.property(SIZE)), is_display=False)


@cache
def _formulas() -> _Formulas:
    return _Formulas()
