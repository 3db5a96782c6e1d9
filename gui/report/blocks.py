"""Makes strips of each part of a document, one function for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatch

from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QColor

from gui.report import look
from gui.report.document import (
    Bold,
    Figure,
    Formula,
    Heading,
    Inline,
    Items,
    Listing,
    OwnWords,
    Paragraph,
    Table,
    TitleBlock,
)
from gui.report.drawing import place_of, plan_of
from gui.report.formula import typeset
from gui.report.look import CAPTION, CODE, TEXT, Look
from gui.report.numbering import Numbers, plain
from gui.report.painter import PagePainter
from gui.report.strip import Paint, Strip, nothing
from gui.report.table import table_strips
from gui.report.text import Line, set_lines
from gui.theme import SEMIBOLD

PARAGRAPH_GAP, BLOCK_GAP, CAPTION_GAP = 24.0, 46.0, 18.0
INDENT = 62.0  # of the items of a list
PADDING = 22.0  # of what stands on a ground of its own
LABEL = 160.0  # room for the number of a formula
BAR = 9.0  # beside the places for the student's own words
SMALL = 0.35  # of a page: what is no higher is not torn: a table, a listing, a paragraph that keeps
HEADING_GAPS = {1: (86.0, 24.0), 2: (60.0, 18.0), 3: (44.0, 12.0)}  # before and after


def text_strips(lines: Sequence[Line], left: float = 0.0, before: float = 0.0, after: float = 0.0) -> list[Strip]:
    """Of a paragraph: neither its first nor its last line is left alone on a page."""
    last = len(lines) - 1
    return [
        Strip(
            line.height,
            lambda painter, x, y, line=line: line.paint(painter, x + left, y),  # type: ignore[misc]
            before=before if number == 0 else 0.0,
            after=after if number == last else 0.0,
            keeps=number != last and number in (0, last - 1),
        )
        for number, line in enumerate(lines)
    ]


@singledispatch
def strips(part: object, numbers: Numbers, number: str) -> list[Strip]:
    """``number`` is what the part is called, "Figure 2", or ""."""
    raise TypeError(f"a document has no {type(part).__name__}")


@strips.register
def _(part: TitleBlock, numbers: Numbers, number: str) -> list[Strip]:
    made: list[Strip] = []
    if part.course:
        course = Look(look.SMALL, SEMIBOLD, look.ASKING, 1.4)
        made += text_strips(set_lines((part.course,), look.WIDTH, course), after=6)
    title = Look(look.TITLE, SEMIBOLD, leading=1.22)
    made += text_strips(set_lines((part.title,), look.WIDTH, title), after=16)
    who = [each for each in (part.author, part.student_id, part.date) if each]
    if who:
        made += text_strips(set_lines(("   ·   ".join(who),), look.WIDTH, Look(look.BODY, colour=look.MUTED)))
    return [*made, Strip(3, _line(look.HAIRLINE, 3), before=34, after=52)]


@strips.register
def _(part: Heading, numbers: Numbers, number: str) -> list[Strip]:
    before, after = HEADING_GAPS[part.level]
    shown = Look(look.HEADINGS[part.level], SEMIBOLD, leading=1.3)
    made = text_strips(set_lines(numbers.resolved(part.text), look.WIDTH, shown), before=before, after=after)
    kept = _kept(_together(made))
    return [replace(kept[0], begins=True), *kept[1:]]


@strips.register
def _(part: Paragraph, numbers: Numbers, number: str) -> list[Strip]:
    made = text_strips(set_lines(numbers.resolved(part.text), look.WIDTH, TEXT), after=PARAGRAPH_GAP)
    return _kept(_together(made) if _is_small(made) else made) if part.keeps else made


@strips.register
def _(part: Items, numbers: Numbers, number: str) -> list[Strip]:
    made: list[Strip] = []
    for place, item in enumerate(part.items, start=1):
        mark = set_lines((f"{place}." if part.are_numbered else "•",), INDENT, replace(TEXT, colour=look.MUTED))[0]
        lines = text_strips(set_lines(numbers.resolved(item), look.WIDTH - INDENT, TEXT), INDENT, after=10)
        made += [replace(lines[0], paint=_both(mark, lines[0])), *lines[1:]]
    return [*made[:-1], replace(made[-1], after=PARAGRAPH_GAP)] if made else []


@strips.register
def _(part: Formula, numbers: Numbers, number: str) -> list[Strip]:
    box = typeset(part.text, look.BODY)
    label = set_lines((f"({number.split()[-1]})",), LABEL, replace(TEXT, alignment="r")) if number else []
    room = look.WIDTH - 2 * (LABEL + 20) if number else look.WIDTH
    scale = min(1.0, room / max(1.0, box.width), look.HEIGHT / max(1.0, box.height))

    def paint(painter: PagePainter, x: float, y: float) -> None:
        painter.save()
        painter.setPen(QColor(look.INK))
        painter.translate(x + (look.WIDTH - box.width * scale) / 2, y + box.ascent * scale)
        painter.scale(scale, scale)
        box.draw(painter, 0, 0)
        painter.restore()
        for line in label:
            line.paint(painter, x + look.WIDTH - LABEL, y + box.ascent * scale - line.baseline)

    return [Strip(box.height * scale, paint, before=30, after=34)]


@strips.register
def _(part: Figure, numbers: Numbers, number: str) -> list[Strip]:
    caption = numbers.resolved(part.caption)
    plan = plan_of(part, f"{number}: {plain(caption)}")
    place = place_of(part, plan.size)

    def paint(painter: PagePainter, x: float, y: float) -> None:
        painter.draw_figure(plan, place.translated(x, y))

    drawn = Strip(place.height(), paint, before=BLOCK_GAP, after=CAPTION_GAP, keeps=True, floats=True, plan=plan)
    lines = text_strips(set_lines(called(number, caption), look.WIDTH, CAPTION), after=BLOCK_GAP)
    return [drawn, *_together(lines)]


@strips.register
def _(part: Table, numbers: Numbers, number: str) -> list[Strip]:
    caption = set_lines(called(number, numbers.resolved(part.caption)), look.WIDTH, CAPTION)
    above = _kept(_together(text_strips(caption, before=BLOCK_GAP)))
    made = [*above, Strip(CAPTION_GAP * 0.6, nothing, keeps=True), *table_strips(part, numbers, after=BLOCK_GAP)]
    if _is_small(made):
        made = _together([replace(made[0], floats=True), *made[1:]])
    return _kept(made) if part.keeps else made


@strips.register
def _(part: Listing, numbers: Numbers, number: str) -> list[Strip]:
    lines: list[Line] = []
    for text in part.text.expandtabs(4).split("\n"):
        lines += set_lines((text,), look.WIDTH - 2 * PADDING, CODE)
    made = on_ground(text_strips(lines, PADDING), look.GROUND)
    made = [replace(made[0], before=BLOCK_GAP * 0.7), *made[1:-1], replace(made[-1], after=BLOCK_GAP * 0.7)]
    made = _together(made) if _is_small(made) else made
    if not part.caption:
        return made
    caption = text_strips(set_lines(numbers.resolved(part.caption), look.WIDTH, CAPTION), after=BLOCK_GAP)
    return [*made[:-1], replace(made[-1], after=CAPTION_GAP, keeps=True), *caption]


@strips.register
def _(part: OwnWords, numbers: Numbers, number: str) -> list[Strip]:
    if part.text.strip():
        paragraphs = [each for each in part.text.replace("\r\n", "\n").split("\n\n") if each.strip()]
        return [strip for each in paragraphs for strip in strips(Paragraph(each.strip()), numbers, "")]
    asking = Look(look.SMALL, SEMIBOLD, look.ASKING, 1.4)
    width = look.WIDTH - 2 * PADDING - BAR
    lines = set_lines(("Your words",), width, asking) + set_lines((part.prompt,), width, TEXT)
    made = on_ground(text_strips(lines, PADDING + BAR), look.ASKING_GROUND, look.ASKING)
    return [replace(made[0], before=BLOCK_GAP * 0.7), *made[1:-1], replace(made[-1], after=BLOCK_GAP * 0.7)]


def _is_small(strips: Sequence[Strip]) -> bool:
    return sum(strip.height for strip in strips) <= SMALL * look.HEIGHT


def _together(strips: Sequence[Strip]) -> list[Strip]:
    """On one page."""
    return [*(replace(strip, keeps=True) for strip in strips[:-1]), strips[-1]]


def _kept(strips: Sequence[Strip]) -> list[Strip]:
    """Its end on one page with what follows."""
    return [*strips[:-1], replace(strips[-1], keeps=True)]


def called(number: str, caption: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return (Bold(f"{number}."), "  ", *caption)


def on_ground(inside: Sequence[Strip], ground: str, bar: str = "") -> list[Strip]:
    """The strips on a ground as wide as the text, which goes on where a page ends, with a bar at its left."""

    def room(painter: PagePainter, x: float, y: float) -> None:
        _fill(painter, x, y, PADDING, ground, bar)

    def covered(strip: Strip) -> Strip:
        def paint(painter: PagePainter, x: float, y: float) -> None:
            _fill(painter, x, y, strip.height, ground, bar)
            strip.paint(painter, x, y)

        return replace(strip, paint=paint)

    top, bottom = Strip(PADDING, room, keeps=True), Strip(PADDING, room)
    return [top, *(covered(strip) for strip in inside[:-1]), replace(covered(inside[-1]), keeps=True), bottom]


def _fill(painter: PagePainter, x: float, y: float, height: float, ground: str, bar: str) -> None:
    painter.fillRect(QRectF(x, y, look.WIDTH, height), QColor(ground))
    if bar:
        painter.fillRect(QRectF(x, y, BAR, height), QColor(bar))


def _line(colour: str, thickness: float) -> Paint:
    return lambda painter, x, y: painter.fillRect(QRectF(x, y, look.WIDTH, thickness), QColor(colour))


def _both(mark: Line, first: Strip) -> Paint:
    def paint(painter: PagePainter, x: float, y: float) -> None:
        mark.paint(painter, x + 18, y)
        first.paint(painter, x, y)

    return paint
