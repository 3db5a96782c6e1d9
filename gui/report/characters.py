"""Which characters of a document no font on this computer has: it can say so before a page full of boxes is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from PyQt5.QtGui import QTextLayout

from gui.report.document import Document
from gui.report.look import TEXT
from gui.report.text import seen

ENDS_A_LINE = "\u2028\u2029"  # and is not drawn
SHOWN = 12  # characters in the sentence


def missing_characters(document: Document) -> str:
    """In the order in which they come, each once; "" where every one can be shown."""
    distinct = dict.fromkeys(character for text in _texts(document) for character in seen(text))
    return "".join(each for each in distinct if each not in ENDS_A_LINE and not _can_be_shown(each))


def complaint(document: Document) -> str:
    """A sentence about them: what is missing, and what to do; "" where nothing is."""
    missing = missing_characters(document)
    if not missing:
        return ""
    some = missing[:SHOWN] + ("…" if len(missing) > SHOWN else "")
    is_chinese = any("\u2e80" <= each <= "\u9fff" or each >= "\U00020000" for each in missing)
    font = "Noto Sans CJK (on Debian and Ubuntu the package fonts-noto-cjk)" if is_chinese else "a font that has them"
    return f"No font on this computer has the characters {some}: they will be printed as boxes. Install {font}."


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _texts(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _texts(getattr(part, field.name))


def _can_be_shown(character: str) -> bool:
    if character.isascii():
        return True
    layout = QTextLayout(character, TEXT.font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    return bool(runs) and not any(0 in run.glyphIndexes() for run in runs)
