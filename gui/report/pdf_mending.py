"""Mends in a PDF what Qt leaves out, its author, and what Qt gets wrong: which characters its letters are."""

from __future__ import annotations

import re
import unicodedata

# A font may draw a tab like a space, and the old part of a Chinese character like the character that it is by itself:
# Qt then notes the tab and the part, and who copies or searches the text does not find what was written.
PARTS, CHARACTERS = (
    "⺒⺠⻄⻅⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻧⻨⻩⻫⻬⻭⻮⻯⻰⻱⻲⻆⻣⻤",
    "巳民西见贝车長长门青韦页风飞食马鱼鸟卤麦黄斉齐歯齿竜龙龜亀角骨鬼",
)
MEANT = {"\t": " ", **dict(zip(PARTS, CHARACTERS, strict=True))}
CHARACTER_MAP = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
LISTED = re.compile(rb"\[[^\]]*\]")  # in it, the characters of one letter after the other
CHARACTER = re.compile(rb"<([0-9A-F]{4})>")


def mended(pdf: bytes, author: str) -> bytes:
    """The file with its author, if he is not "", and with the characters that were written."""
    return _with_author(CHARACTER_MAP.sub(_with_meant, pdf), author)


def _with_meant(character_map: re.Match[bytes]) -> bytes:
    """As long as before: the file's table says where everything lies in it."""
    return LISTED.sub(lambda listed: CHARACTER.sub(_meant, listed[0]), character_map[0])


def _meant(code: re.Match[bytes]) -> bytes:
    character = chr(int(code[1], 16))
    if "\u2f00" <= character <= "\u2fd5":  # parts that Unicode itself pairs with their characters
        character = unicodedata.normalize("NFKC", character)
    return b"<%04X>" % ord(MEANT.get(character, character))


def _with_author(pdf: bytes, author: str) -> bytes:
    """Qt's information dictionary has no author.  A PDF may be changed by what is appended to it: an object under its
    old number takes the place of the old one, and a new table says where it is (ISO 32000-1, 7.5.6)."""
    if not author:
        return pdf
    number, root = _last(rb"/Info (\d+) 0 R", pdf), _last(rb"/Root (\d+) 0 R", pdf)
    size, table = _last(rb"/Size (\d+)", pdf), _last(rb"startxref\s+(\d+)", pdf)
    start = pdf.index(b"<<", pdf.index(b"\n%d 0 obj" % number)) + 2
    old = pdf[start : pdf.index(b"endobj", start)].rstrip().removesuffix(b">>")
    place = len(pdf)
    added = b"%d 0 obj\n<<%s/Author %s\n>>\nendobj\n" % (number, old, _string(author))
    listed = b"xref\n0 1\n%010d 65535 f \n%d 1\n%010d 00000 n \n" % (0, number, place)
    trailer = b"trailer\n<<\n/Size %d\n/Info %d 0 R\n/Root %d 0 R\n/Prev %d\n>>\n" % (size, number, root, table)
    return pdf + added + listed + trailer + b"startxref\n%d\n%%%%EOF\n" % (place + len(added))


def _last(pattern: bytes, pdf: bytes) -> int:
    """The number that the file's end says."""
    return int(re.findall(pattern, pdf)[-1])


def _string(text: str) -> bytes:
    """As PDF writes text of any script: UTF-16, in hexadecimal digits."""
    return b"<%s>" % ("\ufeff" + text).encode("utf-16-be", "replace").hex().upper().encode()
