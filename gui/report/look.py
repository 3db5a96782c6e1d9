"""The look of the pages: sizes, distances and colours.  All lengths are tenths of a millimetre of the paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PyQt5.QtGui import QFont

from gui.theme.fonts import CODE_FAMILIES, NUMBER_FAMILIES, REGULAR, SEMIBOLD, TEXT_FAMILIES, load_fonts

UNITS_PER_MM = 10
PAGE_WIDTH, PAGE_HEIGHT = 2100.0, 2970.0  # A4
LEFT, RIGHT, TOP, BOTTOM = 250.0, 250.0, 240.0, 270.0
WIDTH, HEIGHT = PAGE_WIDTH - LEFT - RIGHT, PAGE_HEIGHT - TOP - BOTTOM  # of what is printed
FOOT = 150.0  # of the page, up to the line that the footer stands on

BODY, SMALL = 35, 30  # 10 and 8.5 points: text; captions, tables, listings, the footer
TITLE = 76
HEADINGS = {1: 48, 2: 39, 3: 35}

INK, MUTED, HAIRLINE, RULE = "#1B2330", "#5F6978", "#D9DDE3", "#8C95A3"
GROUND = "#F5F6F8"  # under listings
ASKING, ASKING_GROUND = "#2861C9", "#EEF4FE"  # where the student's own words are missing

# Chinese as it is written where the lab comes from, then as elsewhere; what Linux, Macs and Windows bring.
CHINESE_FAMILIES = [
    "Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei",
    "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei",
]  # fmt: skip


@dataclass(frozen=True)
class Look:
    """Of a text."""

    size: int = BODY
    weight: int = REGULAR
    colour: str = INK
    leading: float = 1.5  # from one line to the next, in sizes of the letters
    alignment: str = "l"  # "l", "c" or "r"
    is_code: bool = False
    is_tabular: bool = False  # figures of equal width

    @property
    def font(self) -> QFont:
        families = CODE_FAMILIES if self.is_code else NUMBER_FAMILIES if self.is_tabular else TEXT_FAMILIES
        return _font(tuple(families), self.size, self.weight)


@cache
def _font(families: tuple[str, ...], size: int, weight: int) -> QFont:
    load_fonts()
    made = QFont(families[0])
    made.setFamilies([*families, *CHINESE_FAMILIES])
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # a page is not made of these pixels
    return made


TEXT = Look()
CAPTION = Look(SMALL, colour=MUTED, leading=1.45)
CODE = Look(28, is_code=True, leading=1.5)
CELL, HEAD = Look(SMALL, is_tabular=True, leading=1.4), Look(SMALL, SEMIBOLD, leading=1.4)
# Of tables that the page would be too narrow for: 7 points, and 6.
SMALL_CELL, SMALL_HEAD = Look(25, is_tabular=True, leading=1.4), Look(25, SEMIBOLD, leading=1.4)
SMALLEST_CELL, SMALLEST_HEAD = Look(21, is_tabular=True, leading=1.4), Look(21, SEMIBOLD, leading=1.4)
CODE_SIZE = 0.92  # of the letters around it: the code font's are larger
