"""Adds to a PDF what Qt leaves out: its author, and its sections, which a reader shows beside the pages.

A PDF may be changed by what is appended to it: an object under its old number takes the place of the old one, and a new
table says where it is (ISO 32000-1, 7.5.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gui.report.look import PAGE_HEIGHT
from gui.report.pages import Section

POINTS = 72 / 254  # for each tenth of a millimetre
ABOVE = 30.0  # a heading, in tenths of a millimetre: so much of the page is seen above it


def with_additions(pdf: bytes, author: str, sections: Sequence[Section]) -> bytes:
    """The file with its author, if he is not "", and with an outline, if there are sections."""
    update = _Update(pdf)
    if author:
        update.extend(update.info, b"/Author %s" % _string(author))
    if sections:
        _add_outline(update, sections)
    return update.appended()


class _Update:
    """Objects that are added, or take the place of others."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._objects: dict[int, bytes] = {}
        self._size = self._last(rb"/Size (\d+)")
        self.root, self.info = self._last(rb"/Root (\d+) 0 R"), self._last(rb"/Info (\d+) 0 R")

    def add(self, count: int) -> list[int]:
        """The numbers of so many new objects, which are to be `put`."""
        self._size += count
        return list(range(self._size - count, self._size))

    def put(self, number: int, content: bytes) -> None:
        self._objects[number] = b"<<\n%s\n>>" % content

    def extend(self, number: int, more: bytes) -> None:
        """The same object with more entries."""
        self.put(number, self.read(number).strip() + b"\n" + more)

    def read(self, number: int) -> bytes:
        """The entries of an object that the file has."""
        start = self._pdf.index(b"<<", self._pdf.index(b"\n%d 0 obj" % number)) + 2
        return self._pdf[start : self._pdf.index(b"endobj", start)].rstrip().removesuffix(b">>")

    def appended(self) -> bytes:
        """The file with all of them."""
        if not self._objects:
            return self._pdf
        added, places = b"", {}
        for number, content in sorted(self._objects.items()):
            places[number] = len(self._pdf) + len(added)
            added += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        table = b"xref\n0 1\n%010d 65535 f \n" % 0
        table += b"".join(b"%d 1\n%010d 00000 n \n" % each for each in places.items())
        entries = self._size, self.info, self.root, self._last(rb"startxref\s+(\d+)")
        trailer = b"trailer\n<<\n/Size %d\n/Info %d 0 R\n/Root %d 0 R\n/Prev %d\n>>\n" % entries
        place = len(self._pdf) + len(added)
        return self._pdf + added + table + trailer + b"startxref\n%d\n%%%%EOF\n" % place

    def _last(self, pattern: bytes) -> int:
        """The number that the file's end says."""
        return int(re.findall(pattern, self._pdf)[-1])


@dataclass
class _Entry:
    """Of the outline: a section and those inside it."""

    number: int  # of its object
    section: Section | None  # of the outline itself, none
    inside: list[_Entry] = field(default_factory=list)


def _add_outline(update: _Update, sections: Sequence[Section]) -> None:
    pages = _pages(update)
    number, *numbers = update.add(1 + len(sections))
    outline = _Entry(number, None)
    for entry, parent in _nested(outline, [_Entry(*each) for each in zip(numbers, sections, strict=True)]):
        parent.inside.append(entry)
    _put(update, outline, pages)
    shown = b"/Outlines %d 0 R\n/PageMode /UseOutlines\n/ViewerPreferences << /DisplayDocTitle true >>" % number
    update.extend(update.root, shown)


def _nested(outline: _Entry, entries: Sequence[_Entry]) -> Iterator[tuple[_Entry, _Entry]]:
    """Each entry, and the one that it lies in: the last before it of a higher section."""
    above: list[_Entry] = []
    for entry in entries:
        while above and _level(above[-1]) >= _level(entry):
            above.pop()
        yield entry, above[-1] if above else outline
        above.append(entry)


def _level(entry: _Entry) -> int:
    return entry.section.level if entry.section is not None else 0


def _put(update: _Update, entry: _Entry, pages: Sequence[int]) -> None:
    """Writes the entries inside an entry, and then what it says of itself."""
    for place, each in enumerate(entry.inside):
        assert each.section is not None
        _put(update, each, pages)
        spot = each.section.spot
        links = [b"/Parent %d 0 R" % entry.number]
        links += [b"/Prev %d 0 R" % entry.inside[place - 1].number] if place else []
        links += [b"/Next %d 0 R" % entry.inside[place + 1].number] if place + 1 < len(entry.inside) else []
        height = round((PAGE_HEIGHT - spot.top + ABOVE) * POINTS)
        where = b"/Dest [%d 0 R /XYZ null %d null]" % (pages[spot.page], height)
        update.put(each.number, b"\n".join([b"/Title " + _string(each.section.title), *links, where, *_ends(each)]))
    if entry.section is None:
        update.put(entry.number, b"\n".join([b"/Type /Outlines", *_ends(entry)]))


def _ends(entry: _Entry) -> list[bytes]:
    """Which entries inside are the first and the last, and how many are seen, since all are opened."""
    if not entry.inside:
        return []
    ends = entry.inside[0].number, entry.inside[-1].number, _count(entry)
    return [b"/First %d 0 R\n/Last %d 0 R\n/Count %d" % ends]


def _count(entry: _Entry) -> int:
    return sum(1 + _count(each) for each in entry.inside)


def _pages(update: _Update) -> list[int]:
    """The numbers of their objects: Qt lists all of them in one."""
    tree = re.search(rb"/Pages (\d+) 0 R", update.read(update.root))
    assert tree is not None
    kids = re.search(rb"/Kids\s*\[(.*?)\]", update.read(int(tree[1])), re.DOTALL)
    assert kids is not None
    return [int(each) for each in re.findall(rb"(\d+) 0 R", kids[1])]


def _string(text: str) -> bytes:
    """As PDF writes text of any script: UTF-16, in hexadecimal digits."""
    return b"<%s>" % ("\ufeff" + text).encode("utf-16-be", "replace").hex().upper().encode()
