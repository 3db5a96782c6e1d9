"""Mends in a PDF what Qt gets wrong: which characters its letters are."""

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


def mended(pdf: bytes) -> bytes:
    """The file with the characters that were written."""
    return CHARACTER_MAP.sub(_with_meant, pdf)


def _with_meant(character_map: re.Match[bytes]) -> bytes:
    """As long as before: the file's table says where everything lies in it."""
    return LISTED.sub(lambda listed: CHARACTER.sub(_meant, listed[0]), character_map[0])


def _meant(code: re.Match[bytes]) -> bytes:
    character = chr(int(code[1], 16))
    if "\u2f00" <= character <= "\u2fd5":  # parts that Unicode itself pairs with their characters
        character = unicodedata.normalize("NFKC", character)
    return b"<%04X>" % ord(MEANT.get(character, character))
