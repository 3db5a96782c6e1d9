"""How much room lies between two parts of a formula: none in f(x), a little in a + b, more in a = b.

The table is that of Donald Knuth, The TeXbook (1984), chapter 18."""

from __future__ import annotations

from collections.abc import Sequence

from gui.report.formula.symbols import Kind

THIN, MEDIUM, THICK = 3 / 18, 4 / 18, 5 / 18  # of an M
# A row for each kind at the left, a column for each at the right: ordinary, operator, binary, relation, opening,
# closing, punctuation, inner.  1 is thin, 2 medium, 3 thick; in brackets: not among raised or lowered letters.
# (Knuth parts a fraction from the comma behind it, too: it looks lost there.)
BETWEEN = """
    0  1 (2) (3)  0  0  0 (1)
    1  1  0  (3)  0  0  0 (1)
   (2)(2) 0   0  (2) 0  0 (2)
   (3)(3) 0   0  (3) 0  0 (3)
    0  0  0   0   0  0  0  0
    0  1 (2) (3)  0  0  0 (1)
   (1)(1) 0  (1) (1)(1)(1)(1)
   (1) 1 (2) (3) (1) 0  0 (1)
"""
WIDTHS = {"0": 0.0, "1": THIN, "2": MEDIUM, "3": THICK}
TABLE = [
    [(WIDTHS[each.strip("()")], "(" in each) for each in line.replace("(", " (").replace(")", ") ").split()]
    for line in BETWEEN.strip().splitlines()
]
BEFORE_A_SIGN = {Kind.BINARY, Kind.OPERATOR, Kind.RELATION, Kind.OPENING, Kind.PUNCTUATION}
BEHIND_NO_SIGN = {Kind.RELATION, Kind.CLOSING, Kind.PUNCTUATION}


def room(left: Kind, right: Kind, is_small: bool) -> float:
    """In widths of an M; ``is_small``: among raised or lowered letters."""
    width, only_large = TABLE[left][right]
    return 0.0 if is_small and only_large else width


def settled(kinds: Sequence[Kind]) -> list[Kind]:
    """The minus of -x stands before x, that of a - x between two: only this one is an operation and has room around."""
    made: list[Kind] = []
    for kind in kinds:
        if kind is Kind.BINARY and (not made or made[-1] in BEFORE_A_SIGN):
            kind = Kind.ORDINARY
        if kind in BEHIND_NO_SIGN and made and made[-1] is Kind.BINARY:
            made[-1] = Kind.ORDINARY
        made.append(kind)
    if made and made[-1] is Kind.BINARY:
        made[-1] = Kind.ORDINARY
    return made
